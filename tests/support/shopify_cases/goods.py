"""Products, variants, stock, collections, sales channels, redirects."""

from __future__ import annotations

from typing import Any

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
from app.core.effects.publishing import GetChannels, HideOnChannels, PublishOnChannels
from app.core.effects.redirects import CreateRedirects, DeleteRedirects, GetRedirects
from app.core.effects.stock import AdjustStock, GetStock, SetStock, SetTracking
from app.core.effects.variants import GetVariants, SetCodes, SetPrices, SetSelling, VariantChange
from tests.fakes.shopify import stock as stocks
from tests.fakes.shopify.seed import variant
from tests.fakes.shopify.store import Shop, Thing
from tests.support.shopify_cases.case import Case, pid, product_of, vid


def _pot(name: str) -> Any:
    return lambda shop: product_of(shop, "POT")[name]


def _variant(shop: Shop, sku: str = "POT") -> Thing:
    return shop.the(variant(shop, sku))


def _titles(shop: Shop) -> list[str]:
    return [one["title"] for one in shop.all("Product")]


def _shown(shop: Shop) -> list[str]:
    return sorted(shop.the(place)["name"] for place in product_of(shop, "POT")["_shown"])


def _hide(shop: Shop) -> None:
    product_of(shop, "POT").update(_shown={}, publishedAt=None)


def _in(shop: Shop) -> list[str]:
    product = product_of(shop, "POT")["id"]
    return [one["title"] for one in shop.all("Collection") if product in one["_products"]]


def _file(shop: Shop) -> None:
    shop.all("Collection")[1]["_products"].append(product_of(shop, "POT")["id"])


def _leads(shop: Shop) -> list[tuple[str, str]]:
    return [(one["path"], one["target"]) for one in shop.all("UrlRedirect")]


def _counts(sku: str = "POT") -> Any:
    def look(shop: Shop) -> dict[str, int]:
        item = shop.the(_variant(shop, sku)["inventoryItem"])
        found = {shop.the(place)["name"]: shop.the(level) for place, level in item["_levels"].items()}
        return {name: level["_counts"]["available"] for name, level in found.items()}

    return look


def _also_in_hamburg(shop: Shop) -> None:
    stocks.keep_at(shop, shop.the(_variant(shop)["inventoryItem"]), shop.all("Location")[1]["id"], 2)


def _tracked(shop: Shop) -> bool:
    return bool(shop.the(_variant(shop)["inventoryItem"])["tracked"])


def _price(shop: Shop, **now: str | None) -> SetPrices:
    was = {"price": "89.00", "compare_at_price": None}
    change = VariantChange(id=vid(shop, "POT"), was={name: was[name] for name in now}, now=now)
    return SetPrices(id=pid(shop), changes=(change,), currency="EUR")


def _prices(shop: Shop) -> tuple[str, str]:
    one = _variant(shop)
    return str(one["price"]), str(one["compareAtPrice"])


def _shirts(shop: Shop) -> SetSelling:
    changes = [
        VariantChange(
            id=vid(shop, f"SHIRT-{size}"), was={"sells_when_out": False}, now={"sells_when_out": True}
        )
        for size in "SML"
    ]
    return SetSelling(id=pid(shop, "SHIRT-S"), changes=tuple(changes), sells=True)


def _codes(shop: Shop) -> SetCodes:
    sku = variant(shop, "POT")  # it is found by its first SKU
    was, now = {"sku": "POT", "barcode": None}, {"sku": "POT-2", "barcode": "4006381333931"}
    return SetCodes(id=pid(shop), changes=(VariantChange(id=sku.rpartition("/")[2], was=was, now=now),))


def _teapot(shop: Shop) -> Thing:
    return next(one for one in shop.all("Product") if one["title"] == "Teapot")


PRODUCTS: list[Case] = [
    Case(lambda shop: SetProductStatus(id=pid(shop), status="draft"), _pot("status"), "DRAFT"),
    Case(lambda shop: ArchiveProduct(id=pid(shop)), _pot("status"), "ARCHIVED"),
    Case(lambda shop: UnlistProduct(id=pid(shop)), _pot("status"), "UNLISTED"),
    Case(
        lambda shop: SetProductTexts(id=pid(shop), title="Large teapot", description="<p>Holds a litre.</p>"),
        lambda shop: (_pot("title")(shop), _pot("descriptionHtml")(shop)),
        ("Large teapot", "<p>Holds a litre.</p>"),
    ),
    Case(
        lambda shop: SetProductVendor(id=pid(shop), vendor="Clay & Co", product_type="Pots"),
        lambda shop: (_pot("vendor")(shop), _pot("productType")(shop)),
        ("Clay & Co", "Pots"),
    ),
    Case(
        lambda shop: CreateProduct(
            title="Sieve", description="<p>Fine.</p>", price="7.50", sku="SIEVE", tags=("new",)
        ),
        lambda shop: [
            (one["title"], one["status"], str(_variant(shop, "SIEVE")["price"]))
            for one in shop.all("Product")
            if one["tags"] == ["new"]
        ],
        [("Sieve", "DRAFT", "7.50")],
    ),
    Case(
        lambda shop: DuplicateProduct(id=pid(shop), title="Teapot, again"),
        lambda shop: [
            (one["status"], len(one["variants"])) for one in shop.all("Product") if "again" in one["title"]
        ],
        [("DRAFT", 1)],
    ),
    Case(
        lambda shop: DeleteProduct(id=pid(shop)),
        lambda shop: "Teapot" in _titles(shop),
        False,
        {"deleted": True},
        {"deleted": False},
    ),
    Case(
        lambda shop: DeleteVariant(id=pid(shop, "SHIRT-S"), variant=vid(shop, "SHIRT-M")),
        lambda shop: len(product_of(shop, "SHIRT-S")["variants"]),
        2,
        {"deleted": True},
        {"deleted": False},
    ),
    Case(
        lambda shop: PublishProduct(id=pid(shop)),
        _shown,
        ["Online Store"],
        {"channels": ["Online Store"]},
        {"channels": []},
        prepare=_hide,
        exact=False,
    ),  # Shopify remembers when it was first published
    Case(lambda shop: HideProduct(id=pid(shop)), _shown, [], exact=False),
    Case(
        lambda shop: PublishOnChannels(id=pid(shop), channels=("point of sale", "Online Store")),
        _shown,
        ["Online Store", "Point of Sale"],
        {"channels": ["point of sale"]},
        {"channels": []},
    ),
    Case(lambda shop: HideOnChannels(id=pid(shop), channels=("online-store",)), _shown, []),
    Case(
        lambda shop: GetChannels(id=pid(shop), channels=("Online Store", "Point of Sale")),
        answer={"channels": ["Online Store"]},
    ),
]

VARIANTS: list[Case] = [
    Case(
        lambda shop: _price(shop, price="79.00", compare_at_price="89.00"),
        _prices,
        ("79.00", "89.00"),
        {"changed": 1},
    ),
    Case(
        _shirts,
        lambda shop: {_variant(shop, f"SHIRT-{size}")["inventoryPolicy"] for size in "SML"},
        {"CONTINUE"},
        {"changed": 3},
    ),
    Case(
        _codes,
        lambda shop: [(one["sku"], one["barcode"]) for one in shop.these(_teapot(shop)["variants"])],
        [("POT-2", "4006381333931")],
    ),
    Case(lambda shop: GetVariants(id=pid(shop, "SHIRT-S")), answer={"next": None}),
]

STOCK: list[Case] = [
    Case(lambda shop: GetStock(variant=vid(shop, "POT")), answer={"stock": 5, "tracked": True}),
    Case(lambda shop: GetStock(variant=vid(shop, "POT"), location="Hamburg"), answer={"stock": None}),
    Case(lambda shop: SetStock(variant=vid(shop, "POT"), quantity=9), _counts(), {"Berlin": 9}, {"stock": 9}),
    Case(
        lambda shop: SetStock(variant=vid(shop, "POT"), quantity=0, location="hamburg"),
        _counts(),
        {"Berlin": 5, "Hamburg": 0},
        prepare=_also_in_hamburg,
    ),
    Case(
        lambda shop: AdjustStock(variant=vid(shop, "POT"), by=-2),
        _counts(),
        {"Berlin": 3},
        {"by": -2},
        {"by": -2},
    ),
    Case(
        lambda shop: AdjustStock(variant=vid(shop, "POT"), by=3, location="Hamburg"),
        _counts(),
        {"Berlin": 5, "Hamburg": 3},
        back={"Berlin": 5, "Hamburg": 0},  # from now on it is kept there
        exact=False,
    ),
    Case(
        lambda shop: SetTracking(variant=vid(shop, "POT"), tracked=False), _tracked, False, {"tracked": False}
    ),
]

COLLECTIONS: list[Case] = [
    Case(
        lambda shop: AddToCollections(id=pid(shop), collections=("Gifts",)),
        _in,
        ["Gifts"],
        {"collections": ["Gifts"]},
        {"collections": []},
    ),
    Case(
        lambda shop: RemoveFromCollections(id=pid(shop), collections=("gifts", "Tea")), _in, [], prepare=_file
    ),
    Case(
        lambda shop: GetCollections(id=pid(shop), collections=("Gifts", "Tea")),
        answer={"collections": ["Gifts"]},
        prepare=_file,
    ),
    Case(
        lambda shop: CreateCollection(title="Winter", description="<p>Warm.</p>"),
        lambda shop: [(one["title"], len(one["_shown"])) for one in shop.all("Collection")],
        [("Tea", 0), ("Gifts", 0), ("Winter", 1)],
        {"created": True},
        {"created": False},
    ),
]

REDIRECTS: list[Case] = [
    Case(
        lambda shop: CreateRedirects(
            redirects=(("/sale", "/collections/tea"), ("/old-teapot", "/products/teapot"))
        ),
        _leads,
        [("/old-teapot", "/products/teapot"), ("/sale", "/collections/tea")],
        {"created": 1},
        {"created": 0},
    ),
    Case(
        lambda shop: CreateRedirects(redirects=(("/old-teapot", "/collections/tea"),), overwrite=True),
        _leads,
        [("/old-teapot", "/collections/tea")],
    ),
    Case(
        lambda shop: DeleteRedirects(paths=("/old-teapot", "/none")),
        _leads,
        [],
        {"deleted": 1},
        {"deleted": 0},
        exact=False,
    ),
    Case(
        lambda shop: GetRedirects(paths=("/old-teapot", "/none")),
        answer={"redirects": [["/old-teapot", "/products/teapot"]]},
    ),
]

CASES = PRODUCTS + VARIANTS + STOCK + COLLECTIONS + REDIRECTS
