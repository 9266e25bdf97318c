"""Effects on products as values: what they say, what later steps see, and what takes them back."""

import json
from typing import Any

import pytest

from app.core.effects import AddTags, Effect, GetFact, by_name
from app.core.effects.collections import (
    AddToCollections,
    CreateCollection,
    GetCollections,
    RemoveFromCollections,
)
from app.core.effects.products import (
    ArchiveProduct,
    CreateProduct,
    DeleteProduct,
    DeleteVariant,
    DuplicateProduct,
    HideProduct,
    PublishProduct,
    SetProductStatus,
    SetProductTexts,
    SetProductVendor,
    UnlistProduct,
)
from app.core.effects.publishing import (
    GetChannels,
    GetWooProduct,
    HideOnChannels,
    PublishOnChannels,
    SetPostStatus,
    SetVisibility,
)
from app.core.effects.redirects import CreateRedirects, DeleteRedirects, GetRedirects
from app.core.effects.stock import AdjustStock, GetStock, SetStock, SetTracking
from app.core.effects.variants import (
    GetVariants,
    SetCodes,
    SetPrices,
    SetSelling,
    VariantChange,
    changed,
    same,
)
from app.core.fields import example

PRICE = VariantChange(
    id="401",
    was={"price": "89.00", "compare_at_price": None},
    now={"price": "71.20", "compare_at_price": "89.00"},
)
SELLS = VariantChange(id="401", was={"sells_when_out": False}, now={"sells_when_out": True})
SKU = VariantChange(id="401", was={"sku": "A"}, now={"sku": "B"})
POT: dict[str, Any] = {"id": "301", "label": "Teapot"}
VARIANT: dict[str, Any] = {"variant": "401", "product": "301", "label": "Teapot"}
ALL: list[tuple[Effect, str]] = [
    (SetProductStatus(**POT, status="draft"), "sets the status of Teapot to “Draft”"),
    (ArchiveProduct(**POT), "sets the status of Teapot to “Archived”"),
    (UnlistProduct(id="301"), "sets the status of 301 to “Only by link”"),
    (PublishProduct(**POT), "shows Teapot in the online shop"),
    (HideProduct(**POT), "hides Teapot from the online shop"),
    (SetProductTexts(**POT, title="Kettle"), "sets the title of Teapot to “Kettle”"),
    (SetProductTexts(**POT, title="K", description="<p>"), "changes the title, description of Teapot"),
    (SetProductVendor(**POT, vendor="Leaf"), "sets the vendor of Teapot to “Leaf”"),
    (CreateProduct(title="New", price="9"), "makes the product “New” as a draft"),
    (DuplicateProduct(**POT, title="Copy"), "copies Teapot as “Copy”"),
    (DeleteProduct(**POT), "deletes the product Teapot"),
    (DeleteVariant(**POT, variant="401"), "deletes the variant Teapot"),
    (GetVariants(**POT), "reads the variants of Teapot"),
    (GetVariants(**POT, variant="401"), "reads Teapot"),
    (SetPrices(**POT, changes=(PRICE,), currency="EUR"), "sets the price of Teapot to 71.20 EUR"),
    (SetPrices(**POT, changes=(PRICE,)), "sets the price of Teapot to 71.20"),
    (
        SetPrices(**POT, changes=(PRICE, PRICE.back())),
        "changes the prices of 2 variants of Teapot",
    ),
    (SetSelling(**POT, changes=(SELLS,), sells=True), "lets customers buy Teapot when it is out of stock"),
    (SetSelling(**POT, changes=(SELLS,), sells=False), "stops selling Teapot when it is out of stock"),
    (SetCodes(**POT, changes=(SKU,)), "sets the SKU of Teapot to B"),
    (
        SetCodes(**POT, changes=(VariantChange(id="1", was={}, now={"barcode": "4"}),)),
        "sets the barcode of Teapot to 4",
    ),
    (
        SetCodes(**POT, changes=(VariantChange(id="1", was={}, now={"barcode": "4", "sku": "B"}),)),
        "sets the SKU and the barcode of Teapot",
    ),
    (GetStock(**VARIANT), "reads the stock of Teapot"),
    (SetStock(**VARIANT, quantity=9), "sets the stock of Teapot to 9"),
    (SetStock(variant="401", quantity=0, location="Berlin"), "sets the stock of 401 at Berlin to 0"),
    (AdjustStock(**VARIANT, by=2), "adds 2 to the stock of Teapot"),
    (AdjustStock(**VARIANT, by=2, location="Berlin"), "adds 2 to the stock of Teapot at Berlin"),
    (AdjustStock(**VARIANT, by=-2), "takes 2 off the stock of Teapot"),
    (AdjustStock(**VARIANT, by=-2, location="Berlin"), "takes 2 off the stock of Teapot at Berlin"),
    (SetTracking(**VARIANT, tracked=True), "has the stock of Teapot counted"),
    (SetTracking(**VARIANT, tracked=False), "stops counting the stock of Teapot"),
    (GetCollections(id="301", collections=("Tea",)), "looks whether it is in Tea"),
    (AddToCollections(**POT, collections=("Tea", "Sale")), "puts Teapot into Tea, Sale"),
    (RemoveFromCollections(**POT, collections=("Tea",)), "takes Teapot out of Tea"),
    (CreateCollection(title="Sale"), "makes the collection “Sale”"),
    (GetChannels(id="301", channels=("POS",)), "looks whether it is on POS"),
    (PublishOnChannels(**POT, channels=("POS",)), "shows Teapot on POS"),
    (HideOnChannels(**POT, channels=("POS",)), "takes Teapot off POS"),
    (GetWooProduct(id="301"), "looks how the product is to be seen"),
    (SetVisibility(**POT, visibility="search"), "sets where Teapot is listed to “Search only”"),
    (SetPostStatus(**POT, status="private"), "sets the status of Teapot to “Private”"),
    (GetRedirects(paths=("/a",)), "looks where /a lead"),
    (CreateRedirects(redirects=(("/a", "/b"),)), "has /a lead to /b"),
    (CreateRedirects(redirects=(("/a", "/b"), ("/c", "/d"))), "makes 2 redirects"),
    (DeleteRedirects(paths=("/a", "/c")), "takes away the redirects from /a, /c"),
]


@pytest.mark.parametrize(("effect", "said"), ALL)
def test_says_what_it_does_and_survives_a_restart(effect: Effect, said: str) -> None:
    assert str(effect.sentence()) == said
    assert Effect.unpack(json.loads(json.dumps(effect.pack()))) == effect
    assert by_name(type(effect).__name__) is type(effect)
    assert json.loads(json.dumps(effect.assume().value)) is not None
    assert effect.slot == "shop"
    if effect.kind == "write":
        assert effect.echo() or effect.no_echo
        read = effect.before()
        assert read is None or read.kind == "read"
        undoes = type(effect).undo is not Effect.undo
        assert undoes != bool(effect.no_undo)
    else:
        assert effect.kind == "read"
        assert not effect.echo()


BEFORE = example("Product")
UNDONE: list[tuple[Effect, Any, Effect | None]] = [
    (
        SetProductStatus(**POT, status="draft"),
        BEFORE,
        SetProductStatus(**POT, status="active", expected="draft"),
    ),
    (ArchiveProduct(**POT), BEFORE, SetProductStatus(**POT, status="active", expected="archived")),
    (SetProductStatus(**POT, status="active"), BEFORE, None),
    (SetProductStatus(**POT, status="draft"), None, None),
    (PublishProduct(**POT), {"published_at": None}, HideProduct(**POT)),
    (PublishProduct(**POT), BEFORE, None),
    (HideProduct(**POT), BEFORE, PublishProduct(**POT)),
    (HideProduct(**POT), {"published_at": None}, None),
    (
        SetProductTexts(**POT, title="Kettle", description="<p>Holds one litre.</p>"),
        BEFORE,
        SetProductTexts(**POT, title="Teapot", expected={"title": "Kettle"}),
    ),
    (SetProductVendor(**POT, vendor="Tea House"), BEFORE, None),
    (SetProductVendor(**POT, vendor="Leaf"), None, None),
    (
        SetPrices(**POT, changes=(PRICE,)),
        None,
        SetPrices(**POT, changes=(PRICE.back(),), careful=True),
    ),
    (SetPrices(**POT, changes=()), None, None),
    (
        SetSelling(**POT, changes=(SELLS,), sells=True),
        None,
        SetSelling(**POT, changes=(SELLS.back(),), sells=False, careful=True),
    ),
    (SetSelling(**POT, changes=(), sells=True), None, None),
    (
        SetStock(**VARIANT, quantity=9),
        {"stock": 4, "tracked": True},
        SetStock(**VARIANT, quantity=4, expected=9),
    ),
    (SetStock(**VARIANT, quantity=4), {"stock": 4}, None),
    (SetStock(**VARIANT, quantity=4), {"stock": None}, None),
    (AdjustStock(**VARIANT, by=2), None, AdjustStock(**VARIANT, by=-2)),
    (AdjustStock(**VARIANT, by=0), None, None),
    (SetTracking(**VARIANT, tracked=False), {"tracked": True}, SetTracking(**VARIANT, tracked=True)),
    (SetTracking(**VARIANT, tracked=False), {"tracked": False}, None),
    (
        AddToCollections(**POT, collections=("Tea", "Sale")),
        {"collections": ["Tea"]},
        RemoveFromCollections(**POT, collections=("Sale",)),
    ),
    (AddToCollections(**POT, collections=("Tea",)), {"collections": ["Tea"]}, None),
    (
        RemoveFromCollections(**POT, collections=("Tea", "Sale")),
        {"collections": ["Tea"]},
        AddToCollections(**POT, collections=("Tea",)),
    ),
    (RemoveFromCollections(**POT, collections=("Tea",)), None, None),
    (
        PublishOnChannels(**POT, channels=("POS", "Shop")),
        {"channels": ["POS"]},
        HideOnChannels(**POT, channels=("Shop",)),
    ),
    (
        HideOnChannels(**POT, channels=("POS",)),
        {"channels": ["POS"]},
        PublishOnChannels(**POT, channels=("POS",)),
    ),
    (HideOnChannels(**POT, channels=("POS",)), None, None),
    (
        SetVisibility(**POT, visibility="hidden"),
        {"visibility": "visible"},
        SetVisibility(**POT, visibility="visible", expected="hidden"),
    ),
    (SetVisibility(**POT, visibility="hidden"), {"visibility": "hidden"}, None),
    (
        SetPostStatus(**POT, status="private"),
        {"post_status": "pending"},
        SetPostStatus(**POT, status="pending", expected="private"),
    ),
    (SetPostStatus(**POT, status="private"), {"post_status": "trash"}, None),
    (
        CreateRedirects(redirects=(("/a", "/b"),)),
        {"redirects": []},
        DeleteRedirects(paths=("/a",), expected=(("/a", "/b"),)),
    ),
    (
        CreateRedirects(redirects=(("/a", "/b"),), overwrite=True),
        {"redirects": [["/a", "/c"]]},
        CreateRedirects(redirects=(("/a", "/c"),), overwrite=True),
    ),
    (CreateRedirects(redirects=(("/a", "/b"),)), {"redirects": [["/a", "/b"]]}, None),
    (
        DeleteRedirects(paths=("/a", "/c")),
        {"redirects": [["/a", "/b"]]},
        CreateRedirects(redirects=(("/a", "/b"),)),
    ),
    (DeleteRedirects(paths=("/a",)), None, None),
]


@pytest.mark.parametrize(("effect", "before", "undo"), UNDONE)
def test_what_takes_it_back(effect: Effect, before: Any, undo: Effect | None) -> None:
    assert effect.undo(before) == undo


SEEN: list[tuple[Effect, dict[str, Any]]] = [
    (SetProductStatus(**POT, status="draft"), {"product": {"status": "draft"}}),
    (SetPostStatus(**POT, status="publish"), {"product": {"status": "active"}}),
    (HideProduct(**POT), {"product": {"published_at": None}}),
    (PublishProduct(**POT, at="now"), {"product": {"published_at": "2025-10-02T09:00:00+02:00"}}),
    (SetProductTexts(**POT, title="Kettle"), {"product": {"title": "Kettle"}}),
    (
        SetPrices(**POT, changes=(PRICE,)),
        {
            "product": {"price": "71.20", "compare_at_price": "89.00"},
            "variant": {"price": "71.20", "compare_at_price": "89.00"},
        },
    ),
    (SetSelling(**POT, changes=(SELLS,), sells=True), {"variant": {"sells_when_out": True}}),
    (DeleteVariant(**POT, variant="401"), {"product": {"variants": []}}),
    (SetStock(**VARIANT, quantity=9), {"variant": {"stock": 9}, "product": {"stock": 9}}),
    (AdjustStock(**VARIANT, by=-1), {"variant": {"stock": 3}, "product": {"stock": 3}}),
    (SetTracking(**VARIANT, tracked=False), {"variant": {"stock": None}, "product": {"stock": None}}),
    (
        AddToCollections(**POT, collections=("tea", "Sale", "77")),
        {"product": {"categories": ["Tea", "Kitchen", "Sale"]}},
    ),
    (RemoveFromCollections(**POT, collections=("tea",)), {"product": {"categories": ["Kitchen"]}}),
]


@pytest.mark.parametrize(("effect", "seen"), SEEN)
def test_later_steps_see_the_change(effect: Effect, seen: dict[str, dict[str, Any]]) -> None:
    facts = {"product": example("Product"), "variant": example("Variant")}
    new = effect.apply(facts)
    for name, fields in seen.items():
        assert {field: new[name][field] for field in fields} == fields
    others = {"product": {"id": "1", "variants": []}, "variant": {"id": "2"}}
    assert effect.apply(others) == effect.apply({}) == {}


def test_stock_at_one_place_is_not_the_whole_stock() -> None:
    facts = {"product": example("Product"), "variant": example("Variant")}
    assert SetStock(**VARIANT, quantity=9, location="Berlin").apply(facts) == {}
    assert SetTracking(**VARIANT, tracked=True).apply(facts) == {}


def test_only_what_differs_is_changed() -> None:
    variants: list[dict[str, Any]] = [
        {"id": "1", "title": "A", "price": "9.90", "sku": None},
        {"id": "2", "price": "8.00", "sku": "x"},
    ]
    new: dict[str, dict[str, Any]] = {
        "1": {"price": "9.9", "sku": ""},
        "2": {"price": "9", "sku": "x"},
        "3": {"price": "1"},
    }
    [one] = changed(variants, new)
    assert one == VariantChange(id="2", was={"price": "8.00", "sku": "x"}, now={"price": "9", "sku": "x"})
    assert same({"price": None}, {"price": ""})
    assert not same({"price": "1"}, {"price": None})


def test_tags_of_a_product_are_read_before() -> None:
    assert AddTags(thing="product", id="301", tags=("a",)).before() == GetFact(thing="product", id="301")
