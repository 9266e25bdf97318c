"""Tags as owners write them, for good or for a while."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from app.core.effects.base import Effect
from app.core.effects.shop import AddTags, Thing
from app.core.moments import shift
from app.core.node import Action, Ask, Context, Text, setting
from app.core.sentence import Sentence, because, span
from app.core.until import UNITS, Unit
from app.errors import Missing, Permanent


def filled(tags: Iterable[str], ctx: Context) -> tuple[str, ...]:
    """The tags with their values filled in: split at commas, without blanks and repetitions (case aside).

    Raises Missing where nothing is left, so that a step never reports that it set no tag.
    """
    found: dict[str, str] = {}
    for text in tags:
        for tag in ctx.text(text).split(","):
            if tag.strip():
                found.setdefault(tag.strip().casefold(), tag.strip())
    if not found:
        raise Missing(because("there is no tag to set: the text of the tags is empty here"))
    return tuple(found.values())


class TagsForAWhile(Action):
    """What all steps that add tags have in common: which tags, and when they come off again by themselves.

    A step names its settings' help by declaring ``tags`` anew, says what it does in ``told`` (through ``lasting``),
    and asks with ``tagged(ctx, "order", "order.name")``.
    """

    effects: ClassVar[tuple[type[Effect], ...]] = (AddTags,)

    tags: list[Text] = setting("Tags", "Values can be inserted.", widget="tags", min_length=1, max_length=50)
    off_after: int = setting("Take off again after", "0: they stay. Only tags that were not there before come off.",
                             0, ge=0, le=10_000, widget="span")  # fmt: skip
    unit: Unit = setting("Unit", "", "days", choices=UNITS)

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("{tags}", tags=self.tags))

    def lasting(self, done: Sentence) -> Sentence:
        """What is done, and for how long."""
        if not self.off_after:
            return done
        return because("{done} for {span}", done=done, span=span(self.off_after, self.unit))

    def tagged(self, ctx: Context, thing: Thing, name: str = "", id: str = "") -> Ask:
        """Tags for the thing of that name in the run, or with that ``id``; ``name``: the path of what the screen calls
        it."""
        effect = AddTags(
            thing=thing,
            id=id or str(ctx.get(f"{thing}.id")),
            tags=filled(self.tags, ctx),
            label=str(ctx.find(name) or "") if name else "",
        )
        if not self.off_after:
            return Ask(effect.sentence(), effect)
        try:
            until = shift(ctx.now, self.off_after, self.unit, ctx.zone)
        except OverflowError:
            raise Permanent(because("that is further away than a calendar goes")) from None
        return Ask(because("{done}, until {until}", done=effect.sentence(), until=until), effect, until)
