"""What a step does for good or until a moment, at which it takes itself back: an offer, a sale, a hidden product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from pydantic import model_validator

from app.core.condition_parts import SettingError
from app.core.effects.base import Effect
from app.core.moments import read, shift
from app.core.node import Action, Ask, Context, Text, setting
from app.core.sentence import Sentence, because, span
from app.core.until import UNITS, Unit
from app.errors import Permanent


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


_UNTIL: Mapping[str, str] = {
    "never": _("For good"),
    "after": _("Until some time later"),
    "on": _("Until a date"),
}


class ForAWhile(Action):
    """What steps have in common that may take themselves back: how long, and how that is told.

    A step says what it does in ``told`` (through ``lasting``), and asks with ``ask(ctx, effect)``.
    """

    until: Literal["never", "after", "on"] = setting("Ends", "What was changed by hand meanwhile stays.", "never",
                                                     choices=_UNTIL)  # fmt: skip
    after: int = setting("After", "", 7, ge=1, le=10_000, widget="span", when=("until", "after"))
    unit: Unit = setting("Unit", "", "days", choices=UNITS, when=("until", "after"))
    ends_at: Text = setting("Date", "Such as 2026-12-27 or 2026-12-27 18:00, on your shop's clock.", "",
                            max_length=500, when=("until", "on"))  # fmt: skip

    @model_validator(mode="after")
    def _dated(self) -> ForAWhile:
        if self.until == "on" and ("{" not in self.ends_at and read(self.ends_at.strip()) is None):
            raise SettingError(because("say which date is meant, such as 2026-12-24"))
        return self

    def lasting(self, done: Sentence) -> Sentence:
        """What is done, and for how long."""
        if self.until == "after":
            return because("{done} for {span}", done=done, span=span(self.after, self.unit))
        return because("{done} until {when}", done=done, when=self.ends_at) if self.until == "on" else done

    def ask(self, ctx: Context, effect: Effect) -> Ask:
        """The effect, and when it takes itself back. Raises Permanent for a moment that is past or is none."""
        if self.until == "never":
            return Ask(effect.sentence(), effect)
        end = self._end(ctx)
        return Ask(because("{done}, until {until}", done=effect.sentence(), until=end), effect, end)

    def _end(self, ctx: Context) -> datetime:
        if self.until == "after":
            try:
                return shift(ctx.now, self.after, self.unit, ctx.zone)
            except OverflowError:
                raise Permanent(because("that is further away than a calendar goes")) from None
        text = ctx.text(self.ends_at).strip()
        end = read(text, ctx.zone)
        if end is None:
            raise Permanent(because("“{text}” is no date, such as 2026-12-24", text=text[:60]))
        if end <= ctx.now:
            raise Permanent(because("its end, {until}, is past already", until=end))
        return end
