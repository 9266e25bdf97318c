"""An action that looks something up."""

from __future__ import annotations

from app.core.listing import GetOne
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because


class FindCustomer(GetOne):
    """Looks a customer up by the e-mail address, and gives them to the steps behind “found”."""

    meta = Meta(
        "Find a customer",
        icon="user-search",
        connection="shop",
        words="look up, e-mail, search, get customer",
    )
    thing = "customer"
    email: Text = setting(
        "E-mail", "Values can be inserted.", "{{ order.email }}", min_length=1, max_length=300
    )

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{by}", by=self.email)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("look up the customer {by}", by=self.email)

    def decide(self, ctx: Context) -> Ask:
        """The newest that fits."""
        return self.asked(ctx, Where(email=ctx.text(self.email)))

    examples = (
        Example(
            {"email": "{{ customer.email }}"},
            because="reads customers of anna@example.com",
            settled="not_found",
        ),
    )
