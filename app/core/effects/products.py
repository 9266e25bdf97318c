"""Effects on a product as a whole: its status, whether customers see it, its texts; making and deleting it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.effects.facts import GetFact
from app.core.sentence import Json, Sentence, because
from app.core.shop_choices import PRODUCT_STATUS, ProductStatus


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


_DETAILS: Mapping[str, str] = {
    "title": _("title"),
    "description": _("description"),
    "vendor": _("vendor"),
    "product_type": _("product type"),
}


class OnProduct(Effect):
    """What effects on products share. ``id``: the store's own id of the product; ``label``: its name on screen."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2

    id: str
    label: str = ""

    @property
    def name(self) -> str:
        """The product as sentences call it."""
        return self.label or self.id

    def before(self) -> Effect | None:
        """The product as it is."""
        return GetFact(thing="product", id=self.id)

    def echo(self) -> tuple[str, ...]:
        """The store reports the change as an update."""
        return (f"product.updated:{self.id}",)

    def fact(self, facts: Mapping[str, Json]) -> Mapping[str, Json] | None:
        """The product among the facts of a run; None where they hold another, or none."""
        found = facts.get("product")
        return found if isinstance(found, Mapping) and str(found.get("id")) == self.id else None

    def seen(self, facts: Mapping[str, Json], **changes: Json) -> dict[str, Json]:
        """The facts with the product changed, for ``apply``."""
        found = self.fact(facts)
        return {} if found is None else {"product": {**found, **changes}}

    def assume(self) -> Answer:
        """The store does it."""
        return Answer({}, assumed=True)


class SetProductStatus(OnProduct):
    """Puts the product on sale, back to draft, away. ``expected``: only where its status is this one, which an undo
    wrote down; "": whatever it is."""

    status: ProductStatus
    expected: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        status = because(PRODUCT_STATUS[self.status])
        return because("sets the status of {name} to “{status}”", name=self.name, status=status)

    def undo(self, before: Json) -> Effect | None:
        """The status that it had."""
        was: Json = before.get("status") if isinstance(before, Mapping) else None
        if was not in PRODUCT_STATUS or was == self.status:
            return None
        return SetProductStatus(id=self.id, label=self.label, status=was, expected=self.status)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new status."""
        return self.seen(facts, status=self.status)


class ArchiveProduct(SetProductStatus):
    """Puts the product away; not every platform has a place for that."""

    status: ProductStatus = "archived"


class UnlistProduct(SetProductStatus):
    """Leaves the product on sale for those who have its link; not every platform knows that."""

    status: ProductStatus = "unlisted"


class PublishProduct(OnProduct):
    """Shows the product in the online shop. ``at``: when that was decided, for later steps."""

    at: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("shows {name} in the online shop", name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Hides it again, if it was hidden."""
        if not isinstance(before, Mapping) or before.get("published_at"):
            return None
        return HideProduct(id=self.id, label=self.label)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it published."""
        found = self.fact(facts) or {}
        return self.seen(facts, published_at=found.get("published_at") or self.at or None)


class HideProduct(OnProduct):
    """Takes the product out of the online shop. It keeps its stock and all its data."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("hides {name} from the online shop", name=self.name)

    def undo(self, before: Json) -> Effect | None:
        """Shows it again, if it was to be seen."""
        if not isinstance(before, Mapping) or not before.get("published_at"):
            return None
        return PublishProduct(id=self.id, label=self.label)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it hidden."""
        return self.seen(facts, published_at=None)


class _Details(OnProduct):
    """Some of a product's texts, None: as it is. ``expected``: what they must be now, which an undo wrote down."""

    expected: dict[str, str | None] = {}

    def wanted(self) -> dict[str, str]:
        """What is to be set, by the product's fields."""
        told = self.model_dump(exclude={"id", "label", "expected"}, exclude_none=True)
        return {name: str(value) for name, value in told.items()}

    def sentence(self) -> Sentence:
        """What it does."""
        wanted = self.wanted()
        names = [because(_DETAILS[name]) for name in wanted]
        if len(wanted) > 1 or "description" in wanted:
            return because("changes the {fields} of {name}", fields=names, name=self.name)
        [value] = wanted.values()
        return because("sets the {fields} of {name} to “{value}”", fields=names, name=self.name, value=value)

    def undo(self, before: Json) -> Effect | None:
        """The texts that it had, as far as they were others."""
        if not isinstance(before, Mapping):
            return None
        changed = {name: new for name, new in self.wanted().items() if (before.get(name) or "") != new}
        was = {name: str(before.get(name) or "") for name in changed}
        return type(self)(id=self.id, label=self.label, expected=dict(changed), **was) if changed else None

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the new texts."""
        return self.seen(facts, **{name: value or None for name, value in self.wanted().items()})


class SetProductTexts(_Details):
    """The product's title and its description, which is HTML."""

    title: str | None = None
    description: str | None = None


class SetProductVendor(_Details):
    """The product's vendor and type; not every platform has them as fields."""

    vendor: str | None = None
    product_type: str | None = None


class CreateProduct(Effect):
    """Makes a product, as a draft. Answers ``{"product": it}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2
    no_undo: ClassVar[str] = _("a product that was made stays, as a draft; delete it in your shop")
    no_echo: ClassVar[str] = _("the store numbers the product only when it makes it")

    title: str
    description: str = ""
    price: str = ""
    sku: str = ""
    tags: tuple[str, ...] = ()

    def sentence(self) -> Sentence:
        """What it does."""
        return because("makes the product “{title}” as a draft", title=self.title)

    def assume(self) -> Answer:
        """The store makes it."""
        product = {
            "id": "1",
            "title": self.title,
            "status": "draft",
            "description": self.description or None,
            "tags": list(self.tags),
            "price": self.price or None,
            "sku": self.sku or None,
            "variants": [],
        }
        return Answer({"product": product}, assumed=True)


class DuplicateProduct(Effect):
    """Makes a copy of a product under another title, as a draft. Answers ``{"product": the copy}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 3
    no_undo: ClassVar[str] = _("a copy that was made stays, as a draft; delete it in your shop")
    no_echo: ClassVar[str] = _("the store numbers the product only when it makes it")

    id: str
    label: str = ""
    title: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("copies {name} as “{title}”", name=self.label or self.id, title=self.title)

    def assume(self) -> Answer:
        """The store copies it."""
        product = {"id": "1", "title": self.title, "status": "draft", "variants": []}
        return Answer({"product": product}, assumed=True)


class DeleteProduct(OnProduct):
    """Deletes the product with all its variants. One that is gone already is no error."""

    no_undo: ClassVar[str] = _(
        "Shopify deletes a product for good; WooCommerce moves it to the bin, where it lies for 30 days"
    )

    def before(self) -> Effect | None:
        """Nothing brings it back."""
        return None

    def sentence(self) -> Sentence:
        """What it does."""
        return because("deletes the product {name}", name=self.name)

    def echo(self) -> tuple[str, ...]:
        """The store reports that it is gone."""
        return (f"product.deleted:{self.id}",)


class DeleteVariant(OnProduct):
    """Deletes one variant of a product. One that is gone already is no error. ``id``: the product's."""

    no_undo: ClassVar[str] = _("a variant that was deleted is gone for good, with its stock")

    variant: str

    def before(self) -> Effect | None:
        """Nothing brings it back."""
        return None

    def sentence(self) -> Sentence:
        """What it does."""
        return because("deletes the variant {name}", name=self.label or self.variant)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see the product without it."""
        found = self.fact(facts) or {}
        kept = [one for one in found.get("variants") or () if str(one.get("id")) != self.variant]
        return self.seen(facts, variants=kept)
