"""An action on the draft order."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.drafts import DeleteDraft
from app.core.node import Action, Ask, Context, Example, Go, Meta
from app.core.people import draft_of
from app.core.sentence import Sentence, because


class Delete(Action):
    """Deletes the draft order for good; WooCommerce moves it to the bin. One that became an order is left alone."""

    meta = Meta("Delete draft order", icon="file-x", needs={"draft_order"}, connection="shop",
                words="remove, discard, clean up, old quote, expired offer")  # fmt: skip
    effects = (DeleteDraft,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("For good")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("delete the draft order")

    def decide(self, ctx: Context) -> Ask:
        """The draft, gone."""
        effect = DeleteDraft(**draft_of(ctx))
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Whether there was anything left to delete."""
        if isinstance(answer.value, dict) and answer.value.get("deleted") is False:
            return Go(because("{draft} is gone already", draft=draft_of(ctx)["label"]))
        return Go(answer.because)

    examples = (
        Example({}, because="deletes the draft #D1", settled="next"),
        Example({}, because="deletes the draft #D1", answer={"deleted": False}, settled="next"),
    )
