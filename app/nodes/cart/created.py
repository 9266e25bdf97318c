"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.node import Context, Example, Go, Meta, Trigger
from app.core.sentence import Sentence, because


class CartCreated(Trigger):
    """Starts when a customer begins to check out. Wait a while afterwards, then see whether an order came of it."""

    meta = Meta("Checkout begun", icon="store", words="abandoned cart, basket, checkout started")
    listens = ("checkout.created",)

    def gives(self) -> Mapping[str, str]:
        """The checkout and who began it."""
        return {"checkout": "Checkout", "customer": "Customer"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Every checkout that is begun")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("a customer begins to check out")

    def decide(self, ctx: Context) -> Go:
        """Says who began it, as far as the store knows by now."""
        who = ctx.find("checkout.email") or ctx.find("customer.email") or because("somebody")
        return Go(because("{who} began to check out", who=who))

    examples = (Example({}, because="anna@example.com began to check out", port="next"),)
