"""A trigger."""

from __future__ import annotations

from app.core.node import Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.watching import ORDER_FIELDS, Changed, OrderField


class OrderChanged(Changed):
    """Starts when something about an order changes, such as its status or its note; steps see what it was before."""

    meta = Meta(
        "Order changed",
        icon="refresh-cw",
        often=True,
        words="updated, edited, status, note, tags, address, changed field",
    )
    listens = ("order.updated",)
    fact, named = "order", "name"
    fields: list[OrderField] = setting("Only when one of these changes", "None chosen: any change.", list,
                                  choices=ORDER_FIELDS)  # fmt: skip

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("an order changes ({what})", what=self.summary())

    examples = (
        Example(
            {"fields": ["status"]},
            names={"before": {"order": {"status": None}}},
            port="next",
            because="#1001: the order status changed",
        ),
    )
