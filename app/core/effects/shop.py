"""Effects on things of a shop that orders, customers and products have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.effects.facts import GetFact
from app.core.sentence import Json, Sentence, because

Thing = Literal["order", "draft_order", "customer", "product"]


class _Tags(Effect):
    """Tags of one thing. ``id`` is the store's own id of it, as text; ``label`` its name on screen (``#1001``)."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"

    thing: Thing
    id: str
    tags: tuple[str, ...]
    label: str = ""

    def echo(self) -> tuple[str, ...]:
        """The store reports the change as an update."""
        return (f"{self.thing}.updated:{self.id}",)

    def before(self) -> Effect | None:
        """The thing as it is: what its tags are before."""
        return GetFact(thing=self.thing, id=self.id)

    def _now(self, facts: Mapping[str, Json]) -> list[str] | None:
        fact = facts.get(self.thing)
        return (
            list(fact.get("tags") or [])
            if isinstance(fact, Mapping) and str(fact.get("id")) == self.id
            else None
        )

    def assume(self) -> Answer:
        """Adding and removing tags succeeds unless the store is down."""
        return Answer({"tags": list(self.tags)}, assumed=True)


class AddTags(_Tags):
    """Adds tags; those already there stay. Stores treat tags as a set, so doing it again changes nothing."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("adds {tags} to {name}", tags=self.tags, name=self.label or self.id)

    def undo(self, before: Json) -> Effect | None:
        """Takes away the tags that were not there before."""
        had = _had(before)
        added = tuple(tag for tag in self.tags if tag.casefold() not in had)
        return RemoveTags(thing=self.thing, id=self.id, tags=added, label=self.label) if added else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new tags."""
        now = self._now(facts)
        if now is None:
            return {}
        had = {tag.casefold() for tag in now}
        return {
            self.thing: {**facts[self.thing], "tags": now + [t for t in self.tags if t.casefold() not in had]}
        }


class RemoveTags(_Tags):
    """Removes tags; those that are not there are no error."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("removes {tags} from {name}", tags=self.tags, name=self.label or self.id)

    def undo(self, before: Json) -> Effect | None:
        """Gives back the tags that were there before."""
        had = _had(before)
        gone = tuple(tag for tag in self.tags if tag.casefold() in had)
        return AddTags(thing=self.thing, id=self.id, tags=gone, label=self.label) if gone else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps no longer see them."""
        now = self._now(facts)
        if now is None:
            return {}
        gone = {tag.casefold() for tag in self.tags}
        return {self.thing: {**facts[self.thing], "tags": [t for t in now if t.casefold() not in gone]}}


def _had(before: Json) -> frozenset[str]:
    """The tags of a thing as it was read."""
    tags = before.get("tags") if isinstance(before, Mapping) else None
    return frozenset(tag.casefold() for tag in tags or ())
