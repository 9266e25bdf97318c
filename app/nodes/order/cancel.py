"""An action on the order."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.orders import CancelOrder, CancelReason
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.orders import CANCEL, order_of
from app.core.sentence import Sentence, because


class Cancel(Action):
    """Cancels the order and, if you wish, gives the money back. That can't be undone."""

    meta = Meta("Cancel order", icon="ban", needs={"order"}, connection="shop",
                words="void, call off, refund, fraud, restock, stop")  # fmt: skip
    effects = (CancelOrder,)
    reason: CancelReason = setting("Reason", "", "other", choices=CANCEL)
    refund: bool = setting("Give the money back", "All that was paid, by the way it was paid.", True)
    restock: bool = setting("Put the articles back in stock", "WooCommerce always does.", True)
    notify: bool = setting(
        "Tell the customer", "By your store's own e-mail. WooCommerce goes by its settings.", True
    )
    note: Text = setting("Note for the staff", "Values can be inserted.", "", max_length=255)

    def summary(self) -> Sentence:
        """For the canvas."""
        reason = because(CANCEL[self.reason])
        return because("{reason}, with refund" if self.refund else "{reason}, without refund", reason=reason)

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.refund:
            return because("cancel the order and give the money back")
        return because("cancel the order without giving money back")

    def decide(self, ctx: Context) -> Ask:
        """The order, called off."""
        effect = CancelOrder(
            **order_of(ctx), reason=self.reason, refund=self.refund, restock=self.restock, notify=self.notify,
            note=ctx.text(self.note).strip(), at=ctx.now.isoformat(),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Whether there was anything left to cancel."""
        if isinstance(answer.value, dict) and answer.value.get("cancelled") is False:
            return Go(because("{order} is cancelled already", order=order_of(ctx)["label"]))
        return Go(answer.because)

    examples = (
        Example({"reason": "fraud"}, because="cancels #1001 and gives the money back", settled="next"),
        Example({"refund": False}, because="cancels #1001", answer={"cancelled": False}, settled="next"),
    )
