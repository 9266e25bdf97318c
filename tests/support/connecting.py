"""A store being connected, step by step as docs/connect-your-store.md tells it: for the test that follows the page, and
for the pictures in it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserType, Page, ViewportSize, expect

from tests.fakes.shopify.server import Fake as FakeShopify
from tests.fakes.shopify.server import running as running_shopify
from tests.fakes.woocommerce.seed import place_order, seed
from tests.fakes.woocommerce.server import Fake, running
from tests.fakes.woocommerce.shop import Shop
from tests.support.aside import Aside, tls_front
from tests.support.browser import ARGS, find_browser
from tests.support.server import Storeflow

PUBLIC = "flows.example.com"
WIDE: ViewportSize = {"width": 1280, "height": 832}
OWNER = {
    "shop_name": "Leaf & Clay",
    "name": "Anna Meyer",
    "email": "anna@example.com",
    "password": "four quiet green teapots",
}
Shot = Callable[[Page, str], None]
"""Takes a picture under a name, or nothing."""


class Stage:
    """A Storeflow with its owner, a WooCommerce, and a browser. ``url``: how the browser reaches Storeflow."""

    def __init__(self, server: Storeflow, aside: Aside, browser: Browser, fake: Fake, url: str) -> None:
        self.server, self.aside, self.fake, self.url = server, aside, fake, url
        context = browser.new_context(
            viewport=WIDE, locale="en-GB", timezone_id="Europe/Berlin", ignore_https_errors=True
        )
        self.page = context.new_page()
        link = re.sub(r"^https?://[^/]+", url, server.setup_link)
        self.page.goto(link)
        for name, text in OWNER.items():
            self.page.fill(f"[name={name}]", text)
        self.page.select_option("[name=currency]", "EUR")
        self.page.click("main button.primary")
        self.page.wait_for_url("**/start?said=welcome")

    def happens(self, change: Callable[[Fake], object]) -> None:
        """Something changes at the store."""
        self.aside.call(lambda: change(self.fake))

    def deliver(self) -> None:
        """The store sends what it has to tell, as WP-Cron would within a minute."""

        def due(fake: Fake) -> None:
            for job in fake.shop.jobs:
                job.due = fake.shop.now()

        self.happens(due)
        self.aside.do(self.fake.scheduler.run())

    def shopify(self) -> FakeShopify:
        """A Shopify on loopback."""
        return self.aside.open(running_shopify())

    def at(self, path: str) -> Page:
        """The page with another address of Storeflow's."""
        self.page.goto(self.url + path)
        return self.page


@contextmanager
def stage(folder: Path, kind: BrowserType, *, public: bool) -> Iterator[Stage]:
    """``public``: Storeflow has an address of the internet, which leads to this machine for browser and store."""
    env = {"STOREFLOW_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1,localhost"}
    if public:
        env["STOREFLOW_PUBLIC_URL"] = f"https://{PUBLIC}"
    with Aside() as aside, Storeflow(folder / "data", env=env) as server:
        server.start()
        fake = aside.open(running(seed(Shop(zone="Europe/Berlin"))))
        args, url = list(ARGS), server.url
        if public:
            front = aside.open(tls_front(folder, server.port))
            args.append(f"--host-resolver-rules=MAP {PUBLIC}:443 127.0.0.1:{front}")
            fake.shop.roads = {f"https://{PUBLIC}": server.url}
            url = f"https://{PUBLIC}"
        browser = kind.launch(executable_path=find_browser(), args=args)
        try:
            yield Stage(server, aside, browser, fake, url)
        finally:
            browser.close()


def no_shot(page: Page, name: str) -> None:
    """No picture is wanted."""


def woocommerce_by_click(on: Stage, shot: Shot = no_shot) -> Page:
    """*WooCommerce, with a click*"""
    page = on.at("/connections")
    shot(page, "choose")
    page.get_by_role("link", name="Connect WooCommerce").click()
    page.get_by_label("Shop address").first.fill(on.fake.url)
    shot(page, "woocommerce-address")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name="Agree in your store")).to_be_visible()
    shot(page, "woocommerce-agree")
    page.get_by_role("link", name="Go to your store").click()
    expect(page.get_by_role("heading", name="Storeflow would like to connect to your store")).to_be_visible()
    page.get_by_role("link", name="Approve").click()
    expect(page.get_by_text("Connected to 127.0.0.1")).to_be_visible()
    return page


def woocommerce_by_keys(
    on: Stage, shot: Shot = no_shot, *, url: str = "", key: str = "", secret: str = ""
) -> Page:
    """*WooCommerce, with keys that you make*"""
    page, kept = on.at("/connections/new/woocommerce"), on.fake.shop.keys[0]
    page.get_by_label("Name", exact=True).fill("Leaf & Clay")
    page.locator('[name="url"]').fill(url or on.fake.url)
    page.locator('[name="consumer_key"]').fill(key or kept.key)
    page.locator('[name="consumer_secret"]').fill(secret or kept.secret)
    shot(page, "woocommerce-keys")
    page.get_by_role("button", name="Save the connection").click()
    expect(page.get_by_role("heading", name="Leaf & Clay", level=1)).to_be_visible()
    return page


def shopify_by_app(on: Stage, fake: FakeShopify, shot: Shot = no_shot) -> Page:
    """*Shopify, by an app of your own*"""
    page, app = on.at("/connections/new/shopify"), fake.shop.app
    form = page.locator('form[action="/connect/shopify"]')
    form.get_by_label("Shop address").fill(fake.shop.domain)
    form.get_by_label("Client ID").fill(app.client_id)
    form.get_by_label("Client secret").fill(app.secret)
    shot(page, "shopify-app")
    form.get_by_role("button", name="Connect").click()
    expect(page.get_by_role("heading", name="Agree in your store")).to_be_visible()
    shot(page, "shopify-agree")
    there = page.url
    page.get_by_role("link", name="Not now").click()
    page.locator('[name="base_url"]').fill(fake.address)
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(there)
    page.get_by_role("link", name="Go to your store").click()
    page.get_by_role("button", name="Install").click()
    expect(page.get_by_text("The connection is saved.")).to_be_visible()
    return page


def shopify_by_token(
    on: Stage, fake: FakeShopify, shot: Shot = no_shot, *, domain: str = "", token: str = ""
) -> Page:
    """*Shopify, with a token*"""
    page, app = on.at("/connections/new/shopify"), fake.shop.app
    form = page.locator('form[action="/connections/new/shopify"]')
    form.locator('[name="name"]').fill("Leaf & Clay")
    form.locator('[name="shop_domain"]').fill(domain or fake.shop.domain)
    form.locator('[name="access_token"]').fill(token or app.token)
    form.locator('[name="webhook_secret"]').fill(app.secret)
    shot(page, "shopify-token")
    form.locator('[name="base_url"]').fill(fake.address)
    form.get_by_role("button", name="Save the connection").click()
    expect(page.get_by_role("heading", name="Leaf & Clay", level=1)).to_be_visible()
    return page


def an_order_comes(on: Stage) -> None:
    """Somebody buys in the store."""
    on.happens(lambda fake: place_order(fake.shop))
