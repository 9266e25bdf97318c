"""Effects on products, variants, stock, collections and custom fields, and what is only read."""

from typing import Any

from app.core.effects.api import AskWooCommerceApi, ChangeByWooCommerceApi
from app.core.effects.collections import (
    AddToCollections,
    CreateCollection,
    GetCollections,
    RemoveFromCollections,
)
from app.core.effects.facts import GetFact
from app.core.effects.fields import GetField, RemoveField, SetField
from app.core.effects.products import (
    CreateProduct,
    DeleteProduct,
    DeleteVariant,
    DuplicateProduct,
    HideProduct,
    PublishProduct,
    SetProductStatus,
    SetProductTexts,
)
from app.core.effects.publishing import GetWooProduct, SetPostStatus, SetVisibility
from app.core.effects.records import GetRecords
from app.core.effects.shop import AddTags, RemoveTags
from app.core.effects.stock import AdjustStock, GetStock, SetStock, SetTracking
from app.core.effects.variants import GetVariants, SetCodes, SetPrices, SetSelling, VariantChange
from tests.fakes.woocommerce.products import Products
from tests.support.woo_whole import Case, Whole


def _of(w: Whole, sku: str, *fields: str) -> Any:
    return tuple(w.sku(sku)[name] for name in fields)


def _tags(w: Whole) -> Any:
    return [w.state.things["tag"][one]["name"] for one in w.sku("TEE-100")["_terms"]["tags"]]


def _categories(w: Whole) -> Any:
    return [w.state.things["category"][one]["name"] for one in w.sku("TEE-100")["_terms"]["categories"]]


def _named(w: Whole, name: str) -> Any:
    return [
        (
            one["status"],
            one["regular_price"],
            [w.state.things["tag"][t]["name"] for t in one["_terms"]["tags"]],
        )
        for one in w.state.things["product"].values()
        if one["name"] == name
    ]


def _mugs(w: Whole, *fields: str) -> Any:
    mugs = (one for one in w.state.things["product"].values() if one["parent_id"] == int(w.id("MUG")))
    return [tuple(one[name] for name in fields) for one in mugs]


def _put(w: Whole, sku: str, **fields: Any) -> str:
    Products(w.state).update(w.sku(sku), fields)
    return w.id(sku)


def _price(w: Whole, sku: str, price: str, crossed: str | None = None) -> VariantChange:
    was = {"price": w.sku(sku)["regular_price"], "compare_at_price": None}
    return VariantChange(id=w.id(sku), was=was, now={"price": price, "compare_at_price": crossed})


def _field(w: Whole, sku: str, key: str, value: str) -> str:
    found = w.sku(sku)
    w.state.meta(found, [{"key": key, "value": value}])
    return str(found["id"])


GOODS = {
    "status": Case(
        lambda w: SetProductStatus(id=w.id("TEE-100"), status="draft"),
        lambda w: _of(w, "TEE-100", "status"),
        ("draft",),
    ),
    "post status": Case(
        lambda w: SetPostStatus(id=w.id("TEE-100"), status="pending"),
        lambda w: _of(w, "TEE-100", "status"),
        ("pending",),
    ),
    "visibility": Case(
        lambda w: SetVisibility(id=w.id("TEE-100"), visibility="search"),
        lambda w: _of(w, "TEE-100", "catalog_visibility"),
        ("search",),
    ),
    "as WooCommerce has it": Case(
        lambda w: GetWooProduct(id=w.id("TEE-100")), lambda w: None, None, {"post_status": "publish"}
    ),
    "published": Case(
        lambda w: PublishProduct(id=_put(w, "TEE-100", status="private")),
        lambda w: _of(w, "TEE-100", "status"),
        ("publish",),
    ),
    "hidden": Case(
        lambda w: HideProduct(id=w.id("TEE-100")), lambda w: _of(w, "TEE-100", "status"), ("private",)
    ),
    "texts": Case(
        lambda w: SetProductTexts(id=w.id("TEE-100"), title="Green tea", description="<p>New</p>"),
        lambda w: _of(w, "TEE-100", "name", "description"),
        ("Green tea", "<p>New</p>"),
    ),
    "made": Case(
        lambda w: CreateProduct(title="Kettle", price="39.00", sku="KET", tags=("bio", "new")),
        lambda w: (_named(w, "Kettle"), w.all("tag", "name")),
        ([("draft", "39.00", ["bio", "new"])], ["bio", "new"]),
        again=True,
    ),
    "copied": Case(
        lambda w: DuplicateProduct(id=w.id("TEE-100"), title="Tea of the month"),
        lambda w: (_named(w, "Tea of the month"), w.all("product", "sku")),
        ([("draft", "9.90", ["bio"])], ["TEE-100", "MUG", "MUG-R", "MUG-B", "WRAP", "TEE-100-1"]),
    ),
    "deleted": Case(
        lambda w: DeleteProduct(id=w.id("MUG")), lambda w: _mugs(w, "status"), [("trash",), ("trash",)]
    ),
    "variant deleted": Case(
        lambda w: DeleteVariant(id=w.id("MUG"), variant=w.id("MUG-R")),
        lambda w: _mugs(w, "sku"),
        [("MUG-B",)],
    ),
    "tags": Case(
        lambda w: AddTags(thing="product", id=w.id("TEE-100"), tags=("Bio", "new")), _tags, ["bio", "new"]
    ),
    "tags of an order": Case(
        lambda w: AddTags(thing="order", id=w.order(), tags=("vip",)),
        lambda w: {name: value for name, value in w.meta("order", w.at).items() if value},
        {"storeflow_tags": "vip"},
    ),
    "tags away": Case(lambda w: RemoveTags(thing="product", id=w.id("TEE-100"), tags=("BIO",)), _tags, []),
    "into a category": Case(
        lambda w: AddToCollections(id=w.id("TEE-100"), collections=("sale", "Café & Thé")),
        _categories,
        ["Café & Thé", "Sale"],
    ),
    "out of its last category": Case(
        lambda w: RemoveFromCollections(id=w.id("TEE-100"), collections=("Café & Thé",)),
        _categories,
        ["Uncategorized"],  # WooCommerce leaves no product without any, nor takes it out of that one again
        undone=["Uncategorized", "Café & Thé"],
    ),
    "out of one of two": Case(
        lambda w: RemoveFromCollections(
            id=_put(w, "TEE-100", categories=[{"id": 17}, {"id": 18}]), collections=("Sale",)
        ),
        _categories,
        ["Café & Thé"],
    ),
    "which categories": Case(
        lambda w: GetCollections(id=w.id("TEE-100"), collections=("Sale", "Café & Thé")),
        lambda w: None,
        None,
        {"collections": ["Café & Thé"]},
    ),
    "category made": Case(
        lambda w: CreateCollection(title="Gifts", description="Under 20"),
        lambda w: [one for one in w.all("category", "name", "description") if one[0] == "Gifts"],
        [("Gifts", "Under 20")],
    ),
    "stock": Case(
        lambda w: GetStock(variant=w.id("TEE-100")), lambda w: None, None, {"stock": 40, "tracked": True}
    ),
    "stock set": Case(
        lambda w: SetStock(variant=w.id("TEE-100"), quantity=7), lambda w: w.stock("TEE-100"), 7
    ),
    "stock of a variation": Case(
        lambda w: SetStock(variant=w.id("MUG-R"), product=w.id("MUG"), quantity=7),
        lambda w: w.stock("MUG-R"),
        7,
    ),
    "stock more": Case(
        lambda w: AdjustStock(variant=w.id("TEE-100"), by=5), lambda w: w.stock("TEE-100"), 45
    ),
    "stock less": Case(
        lambda w: AdjustStock(variant=w.id("MUG-R"), product=w.id("MUG"), by=-3),
        lambda w: w.stock("MUG-R"),
        7,
    ),
    "stock counted": Case(
        lambda w: SetTracking(variant=w.id("WRAP"), tracked=True),
        lambda w: _of(w, "WRAP", "manage_stock"),
        (True,),
    ),
    "variants": Case(lambda w: GetVariants(id=w.id("MUG")), lambda w: None, None, {"next": None}),
    "price": Case(
        lambda w: SetPrices(id=w.id("TEE-100"), changes=(_price(w, "TEE-100", "7.90", "9.90"),)),
        lambda w: _of(w, "TEE-100", "regular_price", "sale_price"),
        ("9.90", "7.90"),
    ),
    "prices": Case(
        lambda w: SetPrices(id=w.id("MUG"), changes=(_price(w, "MUG-R", "8"), _price(w, "MUG-B", "9"))),
        lambda w: _mugs(w, "regular_price", "sale_price"),
        [("8", ""), ("9", "")],
    ),
    "selling": Case(
        lambda w: SetSelling(
            id=w.id("MUG"),
            sells=True,
            changes=tuple(
                VariantChange(id=w.id(sku), was={"sells_when_out": False}, now={"sells_when_out": True})
                for sku in ("MUG-R", "MUG-B")
            ),
        ),
        lambda w: _mugs(w, "backorders"),
        [("yes",), ("yes",)],
    ),
    "codes": Case(
        lambda w: SetCodes(
            id=w.id("WRAP"),
            changes=(
                VariantChange(
                    id=w.id("WRAP"),
                    was={"sku": "WRAP", "barcode": None},
                    now={"sku": "WRAP-2", "barcode": "4006381333931"},
                ),
            ),
        ),
        lambda w: [
            (one["sku"], one["global_unique_id"])
            for one in w.state.things["product"].values()
            if one["name"] == "Gift wrap"
        ],
        [("WRAP-2", "4006381333931")],
    ),
    "field": Case(
        lambda w: SetField(thing="product", id=w.id("WRAP"), key="origin", value="Uji"),
        lambda w: w.meta("product", w.id("WRAP")),
        {"origin": "Uji"},
    ),
    "field of a variation": Case(
        lambda w: SetField(thing="variant", id=w.id("MUG-R"), key="glaze", value="matt"),
        lambda w: w.meta("product", w.id("MUG-R")),
        {"glaze": "matt"},
    ),
    "field changed": Case(
        lambda w: SetField(
            thing="product", id=_field(w, "WRAP", "origin", "Uji"), key="origin", value="Kyoto"
        ),
        lambda w: w.meta("product", w.id("WRAP")),
        {"origin": "Kyoto"},
    ),
    "field away": Case(
        lambda w: RemoveField(thing="product", id=_field(w, "WRAP", "origin", "Uji"), key="origin"),
        lambda w: w.meta("product", w.id("WRAP")),
        {},
    ),
    "field read": Case(
        lambda w: GetField(thing="product", id=_field(w, "WRAP", "origin", "Uji"), key="origin"),
        lambda w: None,
        None,
        {"value": "Uji", "of": "text"},
    ),
    "fact": Case(lambda w: GetFact(thing="order", id=w.order()), lambda w: None, None, {"total": "24.70"}),
    "records": Case(lambda w: GetRecords(thing="product"), lambda w: None, None, {"next": None}),
    "asked by hand": Case(
        lambda w: AskWooCommerceApi(path="products", query={"sku": "WRAP", "_fields": "name"}),
        lambda w: None,
        None,
        {"data": [{"name": "Gift wrap"}]},
    ),
    "changed by hand": Case(
        lambda w: ChangeByWooCommerceApi(path="products/tags", method="POST", body={"name": "by hand"}),
        lambda w: "by hand" in w.all("tag", "name"),
        True,
        again=True,
        doubt=True,
    ),
}
