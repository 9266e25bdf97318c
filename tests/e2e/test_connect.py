"""docs/connect-your-store.md followed step by step in a real browser, and each obstacle on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.fakes.woocommerce.server import Fake, running
from tests.support.connecting import (
    Stage,
    an_order_comes,
    shopify_by_app,
    shopify_by_token,
    stage,
    woocommerce_by_click,
    woocommerce_by_keys,
)

OBSTACLE = ".notice.bad:not(section *)"
"""The one sentence at the top of a connection's page."""


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Stage]:
    """A Storeflow that the internet reaches."""
    with stage(tmp_path_factory.mktemp("public"), browser.browser_type, public=True) as on:
        yield on


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Stage]:
    """One on somebody's desk."""
    with stage(tmp_path_factory.mktemp("private"), browser.browser_type, public=False) as on:
        yield on


def test_woocommerce_is_connected_with_a_click(public: Stage) -> None:
    page = woocommerce_by_click(public)
    expect(page.get_by_text("Waiting for the first message.")).to_be_visible()


def test_an_owner_who_denies_can_ask_once_more(public: Stage, axe: Callable[..., None]) -> None:
    page = public.at("/connections/new/woocommerce")
    axe(page)
    page.get_by_label("Shop address").first.fill(public.fake.url)
    page.get_by_role("button", name="Connect", exact=True).click()
    axe(page)
    page.get_by_role("link", name="Go to your store").click()
    page.get_by_role("link", name="Deny").click()
    expect(page.get_by_text("The store gave no keys")).to_be_visible()
    page.get_by_role("button", name="Ask the store for keys").click()
    page.get_by_role("link", name="Go to your store").click()
    page.get_by_role("link", name="Approve").click()
    expect(page.get_by_text("Connected to 127.0.0.1")).to_be_visible()


def test_without_a_public_address_keys_are_pasted_and_the_store_is_asked(private: Stage) -> None:
    page = private.at("/connections/new/woocommerce")
    expect(page.get_by_text("STOREFLOW_PUBLIC_URL").first).to_be_visible()
    page = woocommerce_by_keys(private)
    expect(page.get_by_text("Storeflow asks your store every minute.")).to_be_visible()
    page.get_by_role("button", name="Test the connection").click()
    expect(page.get_by_text("Connected to 127.0.0.1, by http")).to_be_visible()


def test_an_order_comes_in_without_a_message(private: Stage) -> None:
    page = woocommerce_by_keys(private)
    expect(page.get_by_text("Today so far: no orders")).to_be_visible()
    an_order_comes(private)
    page.get_by_role("button", name="Ask the store now").click()
    expect(page.locator("#traffic li").first).to_be_visible(timeout=30_000)
    page.reload()
    expect(page.get_by_text("Today so far: 1 of 1 order")).to_be_visible()


def plain_permalinks(fake: Fake) -> None:
    fake.permalinks = False


def password(fake: Fake) -> None:
    fake.front = "password"


def maintenance(fake: Fake) -> None:
    fake.front = "maintenance"


def coming_soon(fake: Fake) -> None:
    fake.front = "page"


def read_only(fake: Fake) -> None:
    fake.shop.keys[0].permissions = "read"


def well(fake: Fake) -> None:
    """Nothing is in the way any more."""
    fake.permalinks, fake.front = True, ""
    fake.shop.keys[0].permissions = "read_write"


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (plain_permalinks, "Settings → Permalinks"),
        (password, "A password of the web server stands before"),
        (maintenance, "being maintained"),
        (coming_soon, "a “coming soon”, password or security plugin"),
        (read_only, "Make a key with the permission “Read/Write”"),
    ],
)
def test_what_is_in_the_way_is_one_sentence(
    private: Stage, happens: Callable[[Fake], None], said: str
) -> None:
    private.happens(happens)
    page = woocommerce_by_keys(private)
    expect(page.locator(OBSTACLE)).to_have_count(1)
    expect(page.locator(OBSTACLE)).to_contain_text(said)
    private.happens(well)
    page.get_by_role("button", name="Test the connection").click()
    expect(page.locator(".notice.good", has_text="Connected to")).to_be_visible()


@pytest.mark.parametrize(
    ("url", "key", "said"),
    [
        ("https://no-such-shop.invalid", "", "There is no server called no-such-shop.invalid"),
        ("", "ck_mistyped", "refuses the API keys"),
        ("http://10.1.2.3", "", "is an address inside a private network"),
    ],
)
def test_what_was_mistyped_is_one_sentence(private: Stage, url: str, key: str, said: str) -> None:
    page = woocommerce_by_keys(private, url=url, key=key)
    expect(page.locator(OBSTACLE)).to_have_count(1)
    expect(page.locator(OBSTACLE)).to_contain_text(said)


def test_a_certificate_that_nobody_vouches_for(private: Stage, tmp_path: Path) -> None:
    fake = private.aside.open(running(https=tmp_path))
    page = woocommerce_by_keys(private, url=fake.shop.url)
    expect(page.locator(OBSTACLE)).to_contain_text("install a valid certificate; Let's Encrypt")


def test_a_store_that_moved(private: Stage) -> None:
    old = private.aside.open(running())
    old.front, old.elsewhere = "redirect", private.fake.url
    page = woocommerce_by_keys(private, url=old.shop.url)
    expect(page.locator(OBSTACLE)).to_contain_text(f"sends every caller on to {private.fake.url}")
    page.locator('[name="url"]').fill(private.fake.url)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The connection is changed.")).to_be_visible()
    expect(page.locator(OBSTACLE)).to_have_count(0)


def test_shopify_is_connected_by_an_app(private: Stage) -> None:
    page = shopify_by_app(private, private.shopify())
    expect(page.locator(OBSTACLE)).to_have_count(0)
    page.get_by_role("button", name="Test the connection").click()
    expect(page.locator(".notice.good", has_text="Connected to")).to_be_visible()


def test_shopify_is_connected_by_its_token(private: Stage) -> None:
    page = shopify_by_token(private, private.shopify())
    expect(page.locator(OBSTACLE)).to_have_count(0)
    page.get_by_role("button", name="Test the connection").click()
    expect(page.locator(".notice.good", has_text="Connected to")).to_be_visible()


def test_a_mistyped_token_of_shopify_is_one_sentence(private: Stage) -> None:
    page = shopify_by_token(private, private.shopify(), token="shpat_mistyped")
    expect(page.locator(OBSTACLE)).to_have_count(1)
    expect(page.locator(OBSTACLE)).to_contain_text("token")
