"""An action on the draft order."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.drafts import CompleteDraft
from app.core.node import Action, Ask, Context, Example, Go, Meta, setting
from app.core.people import draft_of
from app.core.sentence import Sentence, because


class Complete(Action):
    """Makes an order of the draft. That can't be undone, but the order can be cancelled."""

    meta = Meta("Complete draft order", icon="file-check", needs={"draft_order"}, connection="shop",
                words="convert, place order, accept quote, turn into order, finish")  # fmt: skip
    effects = (CompleteDraft,)
    puts = {"order_id": "text", "completed": "yes_no"}
    paid: bool = setting(
        "Paid already", "On: as if the money came outside of your shop. Off: it is still to come.", False
    )

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Paid already") if self.paid else because("Still to be paid")

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.paid:
            return because("make a paid order of the draft")
        return because("make an order of the draft, which is still to be paid")

    def decide(self, ctx: Context) -> Ask:
        """The draft, made an order."""
        effect = CompleteDraft(**draft_of(ctx), paid=self.paid)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """The order's number; whether it was one already."""
        value = answer.value if isinstance(answer.value, dict) else {}
        said = because("{draft} is an order already", draft=draft_of(ctx)["label"])
        return Go(said if value.get("completed") is False else answer.because, output=value)

    examples = (
        Example({"paid": True}, because="makes a paid order of #D1", settled="next"),
        Example({}, because="makes an order of #D1, which is still to be paid", settled="next",
                answer={"order_id": "1001", "completed": False}),
    )  # fmt: skip
