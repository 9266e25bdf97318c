"""The catalogue: a page for every step, found by what owners say."""

import html
import re

import pytest

from app.nodes import catalogue
from tests.web.asking import Browser


async def test_every_step_has_a_page_that_says_all(owner: Browser) -> None:
    for kind, node in catalogue().items():
        text = html.unescape((await owner.get(f"/catalogue/{kind}")).text)
        assert node.meta.title in text
        assert "An example" in text
        assert ("What you set" in text) is bool(node.model_fields)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("stock", {"product.stock_low", "product.set_stock"}),
        ("VIP", set()),
        ("fraud", {"logic.count_events"}),
        ("abandoned recovery", {"cart.abandoned"}),
        ("xyzzy", set()),
    ],
)
async def test_a_step_is_found_by_what_owners_say(owner: Browser, words: str, found: set[str]) -> None:
    page = (await owner.get(f"/catalogue?q={words}")).text
    shown = set(re.findall(r'href="/catalogue/([a-z_.]+)"', page))
    assert found <= shown
    assert shown or "No step is about" in page


async def test_it_says_which_store_can(owner: Browser) -> None:
    assert "WooCommerce" not in (await owner.get("/catalogue/shopify.create_redirect")).text
    assert "Shopify" in (await owner.get("/catalogue/order.refund")).text
    assert (await owner.get("/catalogue/order.nothing")).status == 404
