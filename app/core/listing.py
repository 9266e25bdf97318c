"""What steps share that read many things of the store: how many, from when, in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator

from app.core import moments
from app.core.condition_parts import SettingError
from app.core.effects import Answer
from app.core.effects.records import MOST, GetRecords
from app.core.node import Action, Ask, Context, Go, setting
from app.core.records import RecordKind, Where
from app.core.sentence import Sentence, because, because_n
from app.errors import Missing

ORDER = {"newest": "The newest first", "oldest": "The oldest first"}


def _span(text: str) -> str:
    if text.strip() and moments.relative(text) is None:
        raise SettingError(because("“{text}” is not a span of time, such as “30 days”", text=text[:80]))
    return text.strip()


Span = Annotated[str, AfterValidator(_span)]
"""A span of time in words, such as ``30 days``; "" for none."""


class GetList(Action):
    """Reads many. ``thing``: what; what fits is given to later steps as a list, such as ``orders``."""

    thing: ClassVar[RecordKind]
    effects = (GetRecords,)
    within: Span = setting(
        "Made in the last", "Such as 30 days. Leave it empty for any time.", "", max_length=30
    )
    before: Span = setting(
        "Made longer ago than", "Such as 2 days. Leave it empty for any time.", "", max_length=30
    )
    order: Literal["newest", "oldest"] = setting("In which order", "", "newest", choices=ORDER)
    most: int = setting("At most", "What is more is left out, and the run says so.", 250, ge=1, le=MOST)

    def outputs(self) -> Mapping[str, str]:
        """The list by its own name, and how many there are."""
        return {f"{self.thing}s": "list", "count": "number", "more": "yes_no"}

    def where(self, fill: Callable[[str], str]) -> Where:
        """What is meant. ``fill`` fills texts in; for the drawing it leaves them as they are."""
        return Where()

    def _moment(self, ctx: Context, span: str) -> datetime | None:
        amount, unit = moments.relative(span) or (0, "")
        return moments.shift(ctx.now, -abs(amount), unit, ctx.zone) if unit else None

    def timed(self, ctx: Context, where: Where) -> Where:
        """With the times, which all steps of this kind ask for."""
        times = {
            "created_after": self._moment(ctx, self.within),
            "created_before": self._moment(ctx, self.before),
        }
        return where.model_copy(update=times)

    def summary(self) -> Sentence:
        """For the canvas."""
        asked = self.where(str).told()
        parts = [asked] if str(asked) else []
        parts += [because("made in the last {span}", span=self.within)] if self.within else []
        parts += [because("made more than {span} ago", span=self.before)] if self.before else []
        return because("{parts}", parts=parts) if parts else because("at most {n}", n=self.most)

    def decide(self, ctx: Context) -> Ask:
        """All pages of it."""
        where = self.timed(ctx, self.where(ctx.text))
        effect = GetRecords(thing=self.thing, where=where, newest=self.order == "newest", most=self.most)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """How many there are, and whether there are more."""
        found: Mapping[str, object] = answer.value or {}
        count = int(str(found.get("count") or 0))
        said = because_n("found {n}", "found {n}", count)
        if found.get("more"):
            said = because("found more than {n}, and took those", n=count)
        name = f"{self.thing}s"
        return Go(
            said, output={name: found.get("items") or [], "count": count, "more": bool(found.get("more"))}
        )


class GetOne(Action):
    """Looks one thing up, by what an owner knows of it. It is a fact for the steps behind the way "found"."""

    thing: ClassVar[RecordKind]
    effects = (GetRecords,)

    def ports(self) -> tuple[str, ...]:
        """There, or not."""
        return ("found", "not_found")

    def gives(self) -> Mapping[str, str]:
        """The thing itself."""
        return {self.thing: "".join(part.capitalize() for part in self.thing.split("_"))}

    def only_by(self) -> Mapping[str, str]:
        """Where it was found."""
        return {self.thing: "found"}

    def asked(self, ctx: Context, where: Where) -> Ask:
        """The newest that fits. Raises Missing where nothing is asked for: anything would fit."""
        if where == Where():
            raise Missing(because("there is nothing to look for: what it is looked up by is empty here"))
        effect = GetRecords(thing=self.thing, where=where, most=1)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Which way."""
        items = (answer.value or {}).get("items") or []
        if not items:
            return Go(because("there is none"), "not_found")
        fact = items[0]
        name = fact.get("name") or fact.get("title") or fact.get("email") or fact.get("id")
        return Go(because("found {name}", name=name), "found", {self.thing: fact})
