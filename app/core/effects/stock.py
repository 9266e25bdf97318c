"""Effects on stock: setting it, more or less of it, counting it or not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.sentence import Json, Sentence, because


class OfVariant(Effect):
    """What effects on a variant's stock share. ``product`` and ``inventory``: ids that go with the variant, as far as
    they are known. ``location``: a place by its name or id; "": the shop's main one."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2

    variant: str
    product: str = ""
    inventory: str = ""
    location: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """The variant as sentences call it."""
        return self.label or self.variant

    def echo(self) -> tuple[str, ...]:
        """The store may report the stock, the variant, the product, and that it is sold out or there again."""
        told = [f"variant.sold_out:{self.variant}", f"variant.restocked:{self.variant}"]
        if self.inventory:
            told.append(f"inventory.updated:{self.inventory}")
        if self.product:
            told += [f"product.updated:{self.product}", f"product.sold_out:{self.product}"]
        return tuple(told)

    def seen(self, facts: Mapping[str, Json], **changes: Json) -> dict[str, Json]:
        """The facts with the variant changed, wherever the run holds it, for ``apply``."""
        variant, product, new = facts.get("variant"), facts.get("product"), dict[str, Json]()
        if isinstance(variant, Mapping) and str(variant.get("id")) == self.variant:
            new["variant"] = {**variant, **changes}
        if isinstance(product, Mapping) and self.product and str(product.get("id")) == self.product:
            variants = [
                {**one, **changes} if str(one.get("id")) == self.variant else one
                for one in product.get("variants") or ()
            ]
            stocks = [one["stock"] for one in variants if isinstance(one.get("stock"), int)]
            new["product"] = {**product, "variants": variants, "stock": sum(stocks) if stocks else None}
        return new

    def known(self, facts: Mapping[str, Json]) -> int | None:
        """The variant's stock as the run knows it."""
        product = facts.get("product")
        variants = product.get("variants") if isinstance(product, Mapping) else None
        for one in (facts.get("variant"), *(variants or ())):
            if isinstance(one, Mapping) and str(one.get("id")) == self.variant:
                stock = one.get("stock")
                return stock if isinstance(stock, int) else None
        return None

    def assume(self) -> Answer:
        """The store does it."""
        return Answer({}, assumed=True)


class GetStock(OfVariant):
    """Reads what can be sold of a variant at a place: ``{"stock": n, "tracked": yes or no}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    cost: ClassVar[int] = 1

    def sentence(self) -> Sentence:
        """What it does."""
        return because("reads the stock of {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """Reading changes nothing."""
        return ()


class SetStock(OfVariant):
    """Sets how many pieces can be sold. ``expected``: only where it is this many now, which an undo wrote down."""

    quantity: int
    expected: int | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        if self.location:
            return because(
                "sets the stock of {name} at {place} to {quantity}",
                name=self.name, place=self.location, quantity=self.quantity,
            )  # fmt: skip
        return because("sets the stock of {name} to {quantity}", name=self.name, quantity=self.quantity)

    def before(self) -> Effect | None:
        """The stock as it is."""
        return GetStock(**self.model_dump(include={"variant", "product", "inventory", "location", "label"}))

    def undo(self, before: Json) -> Effect | None:
        """As many as there were, if nothing was sold meanwhile."""
        was = before.get("stock") if isinstance(before, Mapping) else None
        if not isinstance(was, int) or was == self.quantity:
            return None
        return self.replace(quantity=was, expected=self.quantity)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new stock, where it is that of all places."""
        return {} if self.location else self.seen(facts, stock=self.quantity)

    def assume(self) -> Answer:
        """The store sets it."""
        return Answer({"stock": self.quantity}, assumed=True)


class AdjustStock(OfVariant):
    """So many pieces more, or fewer (below zero). Done once under its key, however often it is asked for."""

    repeat: ClassVar[Literal["safe", "key", "never"]] = "key"

    by: int

    def sentence(self) -> Sentence:
        """What it does."""
        names = {"name": self.name, "n": abs(self.by), "place": self.location}
        match self.by > 0, bool(self.location):
            case True, False:
                return because("adds {n} to the stock of {name}", **names)
            case True, True:
                return because("adds {n} to the stock of {name} at {place}", **names)
            case False, False:
                return because("takes {n} off the stock of {name}", **names)
        return because("takes {n} off the stock of {name} at {place}", **names)

    def undo(self, before: Json) -> Effect | None:
        """As many the other way; what was sold meanwhile stays sold."""
        return self.replace(by=-self.by) if self.by else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see more or fewer."""
        now = self.known(facts)
        return {} if now is None else self.seen(facts, stock=now + self.by)


class SetTracking(OfVariant):
    """Has the store count the stock of a variant, or not."""

    tracked: bool

    def sentence(self) -> Sentence:
        """What it does."""
        if self.tracked:
            return because("has the stock of {name} counted", name=self.name)
        return because("stops counting the stock of {name}", name=self.name)

    def before(self) -> Effect | None:
        """Whether it is counted."""
        return GetStock(**self.model_dump(include={"variant", "product", "inventory", "location", "label"}))

    def undo(self, before: Json) -> Effect | None:
        """As it was."""
        was = before.get("tracked") if isinstance(before, Mapping) else None
        return self.replace(tracked=was) if isinstance(was, bool) and was != self.tracked else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """What is not counted has no number."""
        return {} if self.tracked else self.seen(facts, stock=None)
