"""A trigger."""

from __future__ import annotations

from app.core.node import Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.watching import CUSTOMER_FIELDS, Changed, CustomerField


class CustomerChanged(Changed):
    """Starts when something about a customer changes, such as tags or the e-mail; steps see what it was before."""

    meta = Meta("Customer changed", icon="refresh-cw", words="updated, edited, tags, e-mail, changed field")
    listens = ("customer.updated",)
    fact, named = "customer", "email"
    fields: list[CustomerField] = setting("Only when one of these changes", "None chosen: any change.", list,
                                  choices=CUSTOMER_FIELDS)  # fmt: skip

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("a customer changes ({what})", what=self.summary())

    examples = (
        Example(
            {"fields": ["tags"]},
            names={"before": {"customer": {"tags": None}}},
            port="next",
            because="anna@example.com: the customer tags changed",
        ),
    )
