"""A condition on the customer's past."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.history import SOMEBODY, OnHistory
from app.core.node import Context, Example, Go, Meta, setting
from app.core.people import email_of
from app.core.sentence import Sentence, because, because_n


class OrderedBefore(OnHistory):
    """Checks whether the customer has ordered before: this order does not count, nor do cancelled ones."""

    meta = Meta("Customer has ordered before", icon="repeat", needs=SOMEBODY, any_need=True, connection="shop",
                words="number of orders, repeat, returning, loyal, first order, history")  # fmt: skip
    at_least: int = setting("At least", "", 1, ge=1, le=200, unit="orders")

    def summary(self) -> Sentence:
        """For the canvas."""
        n, span = self.at_least, self.span()
        return because_n("At least {n} order{span}", "At least {n} orders{span}", n, span=span)

    def told(self) -> Sentence:
        """For the paragraph."""
        one = "the customer has placed at least {n} other order{span}"
        many = "the customer has placed at least {n} other orders{span}"
        return because_n(one, many, self.at_least, span=self.span())

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """How many there are."""
        n = sum(1 for _ in self.earlier(ctx, answer))
        one, many = "{email} has {n} other order{span}", "{email} has {n} other orders{span}"
        said = because_n(one, many, n, email=email_of(ctx), span=self.span())
        if n >= self.at_least:
            return Go(said, "then")
        return Go(
            because("{said}; asked for were at least {least}", said=said, least=self.at_least), "otherwise"
        )

    examples = (
        Example({}, because="reads orders of anna@example.com", answer={"items": [{"id": "1"}]}, settled="then"),
        Example({"at_least": 2, "within": "30 days"}, settled="otherwise",
                because="reads orders of anna@example.com, made after 2026-10-24T09:00:00+00:00"),
    )  # fmt: skip
