"""Names of the store to choose from in a step's settings."""

from __future__ import annotations

from html import unescape

from app.core.fields import example
from app.engine import connecting
from app.store import mirror
from tests.support.stores import SHOP, SHOPIFY_SECRET
from tests.ui.conftest import House
from tests.ui.test_editor import BIG, HTMX, op
from tests.web.asking import Browser


async def store(house: House) -> str:
    """A Shopify store of which something is kept."""
    settings = {"shop_domain": SHOP, "access_token": "", "webhook_secret": SHOPIFY_SECRET}
    made = await connecting.add(house.services, "shopify", "Store", settings)
    order = example("Order") | {"tags": ["VIP", "Wholesale"]}
    product = example("Product") | {
        "title": "Blue vase",
        "sku": "VASE-1",
        "collections": ["Summer"],
        "vendor": "Leaf",
    }
    await house.services.db.write(mirror.keep, made.id, "order", [order])
    await house.services.db.write(mirror.keep, made.id, "product", [product])
    return made.id


async def test_names_that_are_kept_are_found(house: House, owner: Browser) -> None:
    await store(house)
    for kind, query, name in (
        ("order_tag", "whole", "Wholesale"), ("product", "vase", "Blue vase"), ("product", "vase-1", "Blue vase"),
        ("collection", "", "Summer"), ("vendor", "le", "Leaf"),
    ):  # fmt: skip
        reply = await owner.get(f"/pick/{kind}?q={query}&into=set-mark-tags", **HTMX)
        assert reply.status == 200
        assert f'data-name="{name}"' in reply.text
    assert "VIP" not in (await owner.get("/pick/order_tag?q=whole", **HTMX)).text
    assert "You may still type any name yourself." in (await owner.get("/pick/order_tag?q=zzz", **HTMX)).text
    whole = await owner.get("/pick/order_tag")
    assert "Names in your store" in whole.text
    assert (await owner.get("/pick/nonsense")).status == 404


async def test_a_store_of_which_nothing_is_kept_is_asked_itself(house: House, owner: Browser) -> None:
    """The demo store tells its products; another one that has no keys says why it doesn't."""
    reply = await owner.get("/pick/product?q=", **HTMX)
    assert reply.text.count("data-name=") > 3
    settings = {"url": "https://shop.example.com", "webhook_secret": "whsec"}
    await connecting.add(house.services, "woocommerce", "Store", settings)
    reply = await owner.get("/pick/product?q=", **HTMX)
    assert "has no API keys" in reply.text


async def test_a_field_that_holds_names_leads_to_them(house: House, owner: Browser) -> None:
    await op(
        owner, None, op="add", type="order.add_tags", id="mark", after="start", settings={"tags": ["vip"]}
    )
    page = (await owner.get(f"{BIG}/steps/mark", **HTMX)).text
    assert f"/pick/order_tag?workflow={BIG.rpartition('/')[2]}&into=set-mark-tags" in unescape(page)
    assert 'data-values="set-mark-tags" data-several' in page


async def test_it_is_for_editors_only(house: House) -> None:
    viewer = await house.someone("viewer")
    assert (await viewer.get("/pick/order_tag")).status == 403
