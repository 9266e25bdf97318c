"""Which product, or which variant of it, a step means: the one that the run is about, or a loop's entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.core.effects.variants import GetVariants
from app.core.node import Context
from app.core.sentence import Json, because
from app.core.shop_choices import choices
from app.errors import Missing

EITHER = frozenset({"product", "variant"})
"""Facts one of which is enough: a variant knows its product."""

Which = Literal["all", "one"]
WHICH = choices({"all": "All variants of the product", "one": "Only the variant"})

_KNOWN = ("id", "title", "price", "compare_at_price", "stock", "sells_when_out", "sku", "barcode")


@dataclass(frozen=True, slots=True)
class Goods:
    """What is meant: ids, "" where there is none, and its name on screen."""

    product: str
    variant: str
    inventory: str
    label: str
    known: tuple[dict[str, Any], ...]
    """The variants that are meant, as the run knows them."""

    @property
    def name(self) -> str:
        """As sentences call it."""
        return self.label or self.variant or self.product

    def read(self) -> GetVariants:
        """The variants that are meant, as they are now: what the run knows of them may be old."""
        return GetVariants(id=self.product, variant=self.variant, label=self.label, known=self.known)


def product_of(ctx: Context) -> tuple[str, str]:
    """The id of the product and its name; of a run about a variant, the variant's. Raises Missing."""
    product = _thing(ctx, "product")
    found = product.get("id") or _thing(ctx, "variant").get("product_id")
    if not found:
        raise Missing(because("there is no product here"))
    return str(found), str(product.get("title") or "")


def goods_of(ctx: Context, which: Which) -> Goods:
    """All variants of the product, or only the one that the run is about. Raises Missing."""
    product, label = product_of(ctx)
    if which == "one":
        return variant_of(ctx)
    variants = [one for one in _variants(ctx) if one.get("id")]
    return Goods(product, "", "", label, tuple(_plain(one) for one in variants))


def variant_of(ctx: Context) -> Goods:
    """The variant that the run is about; else the product's only one. Raises Missing."""
    variant, product = _thing(ctx, "variant"), _thing(ctx, "product")
    variants = _variants(ctx)
    if not variant.get("id") and len(variants) == 1:
        variant = variants[0]
    found = variant.get("id")
    if not found and variants:
        raise Missing(
            because("the product has {n} variants: go through them with “For each”", n=len(variants))
        )
    if not found:
        raise Missing(because("there is no variant here"))
    owner = str(variant.get("product_id") or product.get("id") or "")
    title, own = str(product.get("title") or ""), str(variant.get("title") or "")
    same = owner == str(product.get("id") or "")
    label = f"{title} ({own})" if same and title and own and len(variants) != 1 else title if same else own
    return Goods(owner, str(found), str(variant.get("inventory_id") or ""), label or own, (_plain(variant),))


def _thing(ctx: Context, name: str) -> Mapping[str, Json]:
    found = ctx.find(name)
    return found if isinstance(found, Mapping) else {}


def _variants(ctx: Context) -> list[Mapping[str, Json]]:
    found = _thing(ctx, "product").get("variants")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _plain(variant: Mapping[str, Json]) -> dict[str, Any]:
    return {name: variant[name] for name in _KNOWN if name in variant}
