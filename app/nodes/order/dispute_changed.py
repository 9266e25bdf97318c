"""A trigger."""

from __future__ import annotations

from app.core.happenings import OfOrder, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.shop_choices import DISPUTE, DisputeStatus


class OrderDisputeChanged(OfOrder):
    """Starts when something changes in a dispute about a payment, such as when it is won or lost."""

    meta = Meta(
        "Dispute changed", icon="siren", connection="shop", words="chargeback, won, lost, evidence, claim"
    )
    listens = ("dispute.updated",)
    fact = "dispute"
    every = because("Every change of a dispute")
    when = because("a dispute about an order changes")
    happened = because("the dispute about order {what} changed")
    states: list[DisputeStatus] = setting(
        "Only when it comes to be", "None chosen: whatever it is.", list, widget="several", choices=DISPUTE
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "dispute.status", self.states)

    examples = (
        Example({"states": ["needs_response"]}, because="the dispute about order #1001 changed", port="next"),
        Example({}, because="reads the order that it belongs to", names={"order": None}, settled="next"),
    )
