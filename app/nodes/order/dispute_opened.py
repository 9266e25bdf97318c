"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfOrder, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.shop_choices import DISPUTE_KIND, DisputeKind


class OrderDisputeOpened(OfOrder):
    """Starts when a customer's bank takes back or questions a payment."""

    meta = Meta(
        "Dispute opened", icon="siren", connection="shop", words="chargeback, inquiry, bank, claim, fraud"
    )
    listens = ("dispute.opened",)
    fact = "dispute"
    every = because("Every new dispute")
    when = because("a dispute about an order is opened")
    happened = because("a dispute about order {what} was opened")
    kinds: list[DisputeKind] = setting(
        "Only these kinds", "None chosen: all of them.", list, widget="several", choices=DISPUTE_KIND
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "dispute.kind", self.kinds)

    examples = (
        Example({"kinds": ["chargeback"]}, because="a dispute about order #1001 was opened", port="next"),
        Example({}, because="reads the order that it belongs to", names={"order": None}, settled="next"),
    )
