"""An action on the order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import model_validator

from app.core.effects.returns import CreateReturn, ReturnReason
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import RETURN, lines_of, order_of, said_which
from app.core.sentence import Sentence, because


class Create(Action):
    """Opens a return for what was sent of the order, all of it or some of its articles."""

    meta = Meta("Create return", icon="undo-2", needs={"order"}, connection="shop",
                words="send back, RMA, return request, exchange, take back")  # fmt: skip
    effects = (CreateReturn,)
    what: Literal["all", "lines"] = setting("Comes back", "", "all", choices={
        "all": "All that was sent", "lines": "Some of its articles"})  # fmt: skip
    pieces: dict[str, Text] = setting("Articles", "Their SKUs, and how many pieces; empty: all of them.", dict,
                                      widget="keyvalue", max_length=100, when=("what", "lines"))  # fmt: skip
    reason: ReturnReason = setting("Reason", "", "unknown", choices=RETURN)
    note: Text = setting("Note on the reason", "Values can be inserted.", "", max_length=255)

    @model_validator(mode="after")
    def _whole(self) -> Create:
        said_which(self.what, self.pieces)
        return self

    def gives(self) -> Mapping[str, str]:
        """The return."""
        return {"return": "Return"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return (
            because("{articles}", articles=list(self.pieces))
            if self.what == "lines"
            else because("All that was sent")
        )

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("open a return for the order")

    def decide(self, ctx: Context) -> Ask:
        """What comes back."""
        lines = lines_of(self.pieces, ctx) if self.what == "lines" else ()
        effect = CreateReturn(
            **order_of(ctx), lines=lines, reason=self.reason, note=ctx.text(self.note).strip()
        )
        return Ask(effect.sentence(), effect)

    examples = (Example({"reason": "defective"}, because="opens a return for #1001", settled="next"),)
