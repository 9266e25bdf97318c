"""Effects on a product's variants: prices, selling without stock, codes; and reading them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from app.core.effects.base import Answer, Effect
from app.core.effects.products import OnProduct
from app.core.sentence import Json, Sentence, because, because_n, money


class GetVariants(Effect):
    """Reads a product's variants, or one of them, as the store has them now: ``{"variants": [...]}``.

    ``known``: the variants among the run's facts, with which a test run goes on.
    """

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    paged: ClassVar[str] = "variants"

    id: str
    variant: str = ""
    label: str = ""
    known: tuple[dict[str, Any], ...] = ()
    cursor: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        if self.variant:
            return because("reads {name}", name=self.label or self.variant)
        return because("reads the variants of {name}", name=self.label or self.id)

    def assume(self) -> Answer:
        """They are as the run knows them."""
        return Answer({"variants": list(self.known), "next": None}, assumed=True)


class VariantChange(BaseModel):
    """What a variant's fields were and are to be, in the shop's words (``price``, ``sku`` ...)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str = ""
    was: dict[str, Any]
    now: dict[str, Any]

    def back(self) -> VariantChange:
        """The same the other way round."""
        return VariantChange(id=self.id, title=self.title, was=self.now, now=self.was)


class ChangeVariants(OnProduct):
    """What effects on variants share: ``id`` is their product's, ``changes`` what happens to each.

    ``careful``: an undo. A variant is changed only where it is as it ``was``; others were changed meanwhile and stay.
    """

    changes: tuple[VariantChange, ...]
    careful: bool = False

    def before(self) -> Effect | None:
        """What was before lies in ``changes`` already."""
        return None

    def undo(self, before: Json) -> Effect | None:
        """The same the other way round, with care."""
        back = tuple(change.back() for change in self.changes if change.was != change.now)
        return self.replace(changes=back, careful=True) if back else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the variants changed: those of the product, and the one that the run is about."""
        new = {change.id: change.now for change in self.changes}
        variant, seen = facts.get("variant"), dict[str, Json]()
        if isinstance(variant, Mapping) and str(variant.get("id")) in new:
            seen["variant"] = {**variant, **new[str(variant["id"])]}
        found = self.fact(facts)
        if found is not None:
            variants = [{**one, **new.get(str(one.get("id")), {})} for one in found.get("variants") or ()]
            seen |= self.seen(facts, variants=variants, **self._whole(variants))
        return seen

    def _whole(self, variants: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
        """What follows for the product."""
        return {}


class SetPrices(ChangeVariants):
    """Sets prices together with those that are crossed out beside them (None: none). ``currency``: for sentences."""

    currency: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        prices = {str(change.now["price"]) for change in self.changes}
        if len(prices) == 1:
            [price] = prices
            shown = money(Decimal(price), self.currency) if self.currency else price
            return because("sets the price of {name} to {price}", name=self.name, price=shown)
        return because_n(
            "changes the price of {n} variant of {name}",
            "changes the prices of {n} variants of {name}",
            len(self.changes),
            name=self.name,
        )

    def _whole(self, variants: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
        prices = [str(one["price"]) for one in variants if one.get("price")]
        if not prices:
            return {}
        first = variants[0].get("compare_at_price")
        return {"price": min(prices, key=Decimal), "compare_at_price": first}


class SetSelling(ChangeVariants):
    """Lets customers buy variants that are out of stock, or not."""

    sells: bool

    def undo(self, before: Json) -> Effect | None:
        """As it was, with care."""
        back = super().undo(before)
        return back.replace(sells=not self.sells) if back else None

    def sentence(self) -> Sentence:
        """What it does."""
        if self.sells:
            return because("lets customers buy {name} when it is out of stock", name=self.name)
        return because("stops selling {name} when it is out of stock", name=self.name)


class SetCodes(ChangeVariants):
    """Sets SKU and barcode of one variant."""

    def sentence(self) -> Sentence:
        """What it does."""
        [change] = self.changes
        if "barcode" not in change.now:
            return because("sets the SKU of {name} to {sku}", name=self.name, sku=change.now["sku"])
        if "sku" not in change.now:
            return because("sets the barcode of {name} to {code}", name=self.name, code=change.now["barcode"])
        return because("sets the SKU and the barcode of {name}", name=self.name)


def changed(
    variants: Sequence[Mapping[str, Json]], new: Mapping[str, Mapping[str, Json]]
) -> tuple[VariantChange, ...]:
    """What happens to variants whose new fields (by id) are not theirs already."""
    found = []
    for one in variants:
        now = dict(new.get(str(one.get("id")), {}))
        was = {name: one.get(name) for name in now}
        if not same(was, now):
            found.append(
                VariantChange(id=str(one["id"]), title=str(one.get("title") or ""), was=was, now=now)
            )
    return tuple(found)


def same(one: Mapping[str, Json], other: Mapping[str, Json]) -> bool:
    """Whether fields hold the same: 9.9 and 9.90 is one price, nothing and an empty text are one."""
    return all(_plain(one.get(name), name) == _plain(value, name) for name, value in other.items())


def _plain(value: Json, name: str) -> Json:
    if name.endswith("price"):
        return Decimal(str(value)) if value else None
    return value or None if isinstance(value, str) else value
