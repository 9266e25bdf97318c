"""Effects on collections (WooCommerce calls them categories): which of them a product lies in, and new ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.effects.products import OnProduct
from app.core.sentence import Json, Sentence, because


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


class GetCollections(Effect):
    """Reads in which of these collections a product lies: ``{"collections": [...]}``, named as they are here."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"

    id: str
    collections: tuple[str, ...]

    def sentence(self) -> Sentence:
        """What it does."""
        return because("looks whether it is in {collections}", collections=self.collections)

    def assume(self) -> Answer:
        """In none."""
        return Answer({"collections": []}, assumed=True)


class _InCollections(OnProduct):
    """``collections``: each by its name or its id."""

    cost: ClassVar[int] = 3

    collections: tuple[str, ...]

    def before(self) -> Effect | None:
        """Where it lies already."""
        return GetCollections(id=self.id, collections=self.collections)


class AddToCollections(_InCollections):
    """Puts the product into collections; where it lies already, it stays."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("puts {name} into {collections}", name=self.name, collections=self.collections)

    def undo(self, before: Json) -> Effect | None:
        """Takes it out of those it was not in."""
        had = _inside(before)
        new = tuple(one for one in self.collections if one not in had)
        return RemoveFromCollections(id=self.id, label=self.label, collections=new) if new else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it filed there."""
        found = self.fact(facts) or {}
        now = list(found.get("categories") or ())
        had = {one.casefold() for one in now}
        new = [one for one in self.collections if one.casefold() not in had and not one.isdecimal()]
        return self.seen(facts, categories=now + new)


class RemoveFromCollections(_InCollections):
    """Takes the product out of collections; where it is not, that is no error."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("takes {name} out of {collections}", name=self.name, collections=self.collections)

    def undo(self, before: Json) -> Effect | None:
        """Puts it back into those it was in."""
        had = _inside(before)
        gone = tuple(one for one in self.collections if one in had)
        return AddToCollections(id=self.id, label=self.label, collections=gone) if gone else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps no longer see it filed there."""
        found = self.fact(facts) or {}
        gone = {one.casefold() for one in self.collections}
        return self.seen(
            facts, categories=[one for one in found.get("categories") or () if one.casefold() not in gone]
        )


class CreateCollection(Effect):
    """Makes a collection, unless there is one of that title. Answers ``{"collection": {"id", "title"}}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = _("a collection that was made stays; delete it in your shop")
    no_echo: ClassVar[str] = _("the store numbers the collection only when it makes it")

    title: str
    description: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("makes the collection “{title}”", title=self.title)

    def assume(self) -> Answer:
        """The store makes it."""
        return Answer({"collection": {"id": "1", "title": self.title}}, assumed=True)


def _inside(before: Json) -> frozenset[str]:
    """The collections in which it was, as they were asked for."""
    return frozenset(before.get("collections") or ()) if isinstance(before, Mapping) else frozenset()
