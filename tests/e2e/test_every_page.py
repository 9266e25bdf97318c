"""Every page there is, light and dark, on a desk and on a phone: for every eye (axe), hand and screen.

``PAGES`` is the list; a route that answers with a page and is not in it fails the guard below.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from playwright.sync_api import Browser, Page, expect

from app.main import create_app
from app.settings import Settings
from tests.e2e.furniture import furnished
from tests.e2e.test_pages import happenings, set_up, small_targets
from tests.support.server import Storeflow

NewPage = Callable[..., Page]
Axe = Callable[..., None]
LOOKS = ((1280, "light"), (360, "dark"), (360, "light"), (1280, "dark"))
"""Widths in pixels and colours. All four are looked at with LONG=1, else a desk in light, and a phone for its room."""
LOOKED_AT = LOOKS if os.environ.get("STOREFLOW_TEST_LONG") else LOOKS[:2]
FLOW = "/workflows/thank-big-orders"


@dataclass(frozen=True)
class House:
    """A Storeflow with something of everything, the owner's cookies, and the addresses of what is in it."""

    server: Storeflow
    signed_in: Any
    places: dict[str, str]

    def at(self, path: str) -> str:
        return self.server.url + path.format(**self.places)


@dataclass(frozen=True)
class At:
    """A page by its address."""

    path: str
    status: int = 200
    signed_in: bool = True

    def open(self, page: Page, house: House) -> None:
        answer = page.goto(house.at(self.path))
        assert answer
        assert answer.status == self.status


@dataclass(frozen=True)
class Sent(At):
    """What a form answers with a page, instead of leading on: ``typed`` by the names of its fields."""

    typed: tuple[tuple[str, str], ...] = ()
    status: int = 422

    def open(self, page: Page, house: House) -> None:
        page.goto(house.at(self.path))
        for name, value in self.typed:
            page.locator(f'main [name="{name}"]').first.fill(value)
        field = page.locator(f'main [name="{self.typed[0][0]}"]').first
        with page.expect_navigation() as answered:  # the browser's own checks would stop most of it
            field.evaluate("field => { field.form.noValidate = true; field.form.requestSubmit() }")
        assert answered.value
        assert answered.value.status == self.status


PAGES: dict[str, At] = {
    "workflows": At("/"),
    "new workflow": At("/new-workflow"),
    "why": At("/why?q=1001"),
    "help": At("/help?q=order"),
    "help, a chapter": At("/help/runs"),
    "begin": At("/start"),
    "templates": At("/templates"),
    "templates, nothing found": At("/templates?q=xyzzy"),
    "template": At("/templates/cart-reminder-twice"),
    "template, wrong": At("/templates/low-stock-note/preview?below=none&to=nobody", 422),
    "template, before it is used": At("/templates/code-for-regulars/preview"),
    "import": At("/import"),
    "export": At("/export?choose"),
    "files and other stores": At(f"{FLOW}/look"),
    "editor": At(FLOW),
    "editor, a step": At(f"{FLOW}?step=big"),
    "editor, a list to choose": At("/workflows/keeping?step=lines"),
    "editor, values of steps": At("/workflows/keeping/steps/points/values"),
    "editor, as a list": At(f"{FLOW}?view=list"),
    "editor, checked": At(f"{FLOW}?checked=1"),
    "editor, picker": At(f"{FLOW}/picker?source=start&port=next"),
    "editor, values": At(f"{FLOW}/steps/big/values"),
    "names of the store": At("/pick/product"),
    "names of the store, nothing found": At("/pick/order_tag?q=xyzzy"),
    "publish": At(f"{FLOW}/publish"),
    "versions": At(f"{FLOW}/versions"),
    "versions, compared": At(f"{FLOW}/versions?old=1&new=draft"),
    "test run": At(f"{FLOW}/test"),
    "workflow's settings": At(f"{FLOW}/settings"),
    "workflow's settings, wrong": Sent(f"{FLOW}/settings", typed=(("name", " "), ("most", "0"))),
    "run by hand": At(f"{FLOW}/run"),
    "run by hand, seen": Sent(f"{FLOW}/run", typed=(("names", ""), ("most", "3")), status=200),
    "run by hand, wrong": Sent(f"{FLOW}/run", typed=(("names", "x"), ("most", "0"))),
    "run by hand, one done, one paused": At("/workflows/keeping/run"),
    "runs": At("/runs"),
    "run": At("{run}"),
    "connections": At("/connections"),
    "new shopify": At("/connections/new/shopify"),
    "new shopify, wrong": Sent(
        "/connections/new/shopify", typed=(("name", " "), ("shop_domain", "no shop"), ("access_token", "x"))
    ),
    "shopify by an app": At("/connect/shopify"),
    "shopify by an app, wrong": Sent(
        "/connect/shopify", typed=(("shop_domain", "no shop"), ("client_id", " "), ("client_secret", " "))
    ),
    "shopify by an app, to agree": At("/connect/shopify/{by_app}"),
    "shopify by an app, not agreed": At("/connections/{by_app}"),
    "shopify by an app, turned away": At("/connect/shopify/callback?state=x", 403),
    "new woocommerce": At("/connections/new/woocommerce"),
    "new woocommerce, wrong": Sent("/connections/new/woocommerce", typed=(("name", " "), ("url", "no shop"))),
    "new e-mail": At("/connections/new/email"),
    "new e-mail, wrong": Sent(
        "/connections/new/email", typed=(("name", " "), ("host", "no host"), ("port", "x"))
    ),
    "new slack, wrong": Sent(
        "/connections/new/slack", typed=(("name", " "), ("webhook", "https://x.example"))
    ),
    "new teams": At("/connections/new/teams"),
    "new telegram, wrong": Sent(
        "/connections/new/telegram", typed=(("name", " "), ("token", "x"), ("chat", "x"))
    ),
    "new discord": At("/connections/new/discord"),
    "new sms": At("/connections/new/twilio"),
    "new signing key": At("/connections/new/signing"),
    "shopify": At("/connections/{shopify}"),
    "shopify, wrong": Sent("/connections/{shopify}", typed=(("name", " "), ("shop_domain", "no shop"))),
    "woocommerce, with refusals": At("/connections/{woocommerce}"),
    "woocommerce, denied": At("/connections/{woocommerce}/back?success=0"),
    "e-mail": At("/connections/{email}"),
    "demo connection": At("/connections/{demo}"),
    "demo store": At("/demo"),
    "deliveries": At("/events"),
    "delivery": At("{event}"),
    "outbox": At("/outbox"),
    "message": At("{message}"),
    "settings": At("/settings"),
    "settings, no name": Sent("/settings", typed=(("name", " "),)),
    "settings, wrong password": Sent("/settings", typed=(("old", "no"), ("password", "no"))),
    "people": At("/settings/people"),
    "people, wrong": Sent("/settings/people", typed=(("name", "A"), ("email", "anna@example.com"))),
    "people, invitation": Sent(
        "/settings/people", typed=(("name", "Ben"), ("email", "ben@example.com")), status=200
    ),
    "tokens": At("/settings/tokens"),
    "tokens, wrong": Sent("/settings/tokens", typed=(("name", " "),)),
    "tokens, shown once": Sent("/settings/tokens", typed=(("name", "a program"),), status=200),
    "unsubscribed": At("/settings/unsubscribed"),
    "unsubscribed, wrong": Sent("/settings/unsubscribed", typed=(("email", "nobody"),)),
    "storage": At("/settings/storage"),
    "this place": At("/quiet"),
    "memory": At("/settings/memory"),
    "memory, one name": At("/settings/memory?name=points"),
    "memory, no such name": At("/settings/memory?name=nothing", 404),
    "tables": At("/tables"),
    "table": At("/tables/rows?name=Orders"),
    "table, there is none": At("/tables/rows?name=nothing", 404),
    "catalogue": At("/catalogue"),
    "catalogue, nothing found": At("/catalogue?q=xyzzy"),
    "catalogue, one step": At("/catalogue/order.cancel"),
    "storage, wrong": Sent("/settings/storage", typed=(("done", "0"), ("events", "99999"))),
    "stop": At("/stop"),
    "no such page": At("/nowhere", 404),
    "workflows, with a question": At("/"),
    "question": At("{question}", signed_in=False),
    "question, to decline": At("{question}?say=declined"),
    "question, answered": At("{answered}", signed_in=False),
    "question, no such link": At("/answer/x", 403, signed_in=False),
    "unsubscribe": At("{unsubscribe}", signed_in=False),
    "unsubscribe, done": At("{unsubscribed}", signed_in=False),
    "unsubscribe, no such link": At("/unsubscribe/x", 403, signed_in=False),
    "sign in": At("/sign-in", signed_in=False),
    "sign in, wrong": Sent(
        "/sign-in", signed_in=False, typed=(("email", "anna@example.com"), ("password", "no"))
    ),
    "new password": At("{invitation}", signed_in=False),
    "new password, wrong": Sent("{invitation}", signed_in=False, typed=(("password", "short"),)),
    "new password, used link": At("/new-password?link=x", 403, signed_in=False),
}
OTHERS = {"/set-up", "/connect/shopify/{connection}/go"}
"""Pages that have a test of their own; the way to a store's own page has it in `tests/ui/test_connect_shopify.py`."""
FRAGMENTS = {
    "/connections/{connection}/traffic",
    "/connections/{connection}/mirror",
    "/demo/latest",
    "/demo/progress",
    "/runs/{run_id}/now",
    "/workflows/{workflow_id}/run/progress",
    "/workflows/{workflow_id}/status",
    "/workflows/{workflow_id}/facts",
    "/workflows/{workflow_id}/list",
    "/workflows/{workflow_id}/graph",
    "/workflows/{workflow_id}/steps/{step_id}",
    "/workflows/{workflow_id}/told",
}
"""Parts that pages load; never a document by themselves."""
MAILS = {
    "/outbox/{message_id}/body",
    "/workflows/{workflow_id}/test/mail/{n}",
    "/workflows/{workflow_id}/steps/{step_id}/mail",
}
"""What a workflow wrote to somebody, as it was written, in a frame of the pages above."""

FILES = {
    "/tables/download",
    "/connections/{connection}/demands/{demand}",
    "/outbox/{message_id}/files/{number}",
}
"""What the browser keeps instead of showing it."""


def test_no_page_is_left_out(tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    shown = {
        str(route.path)
        for route in iter_route_contexts(app.routes)
        if "GET" in (route.methods or ())
        and not str(route.path).startswith(("/api/", "/healthz", "/metrics", "/static/"))
    }
    named = FRAGMENTS | MAILS | FILES | OTHERS
    assert named <= shown, "named here, but there is no such route"
    there = [re.sub(r"\?.*", "", page.path).strip("{}") for page in PAGES.values()]
    whole = {"run": "/runs/x", "event": "/events/x",
             "question": "/answer/x", "answered": "/answer/x",
             "unsubscribe": "/unsubscribe/x", "unsubscribed": "/unsubscribe/x",
             "message": "/outbox/x", "invitation": "/new-password"}  # fmt: skip
    visited = [whole.get(path, path) for path in there]
    left_out = [
        path
        for path in sorted(shown - named)
        if not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), one) for one in visited)
    ]
    assert left_out == []


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all pages: set up, with runs, refusals, an unreadable message, and a store of each kind."""
    with Storeflow(tmp_path_factory.mktemp("house") / "data").start() as server:
        context = browser.new_context(locale="en-US")
        page = context.new_page()
        set_up(page, server)
        happenings(page, server)
        places = furnished(page, server)
        yield House(server, context.storage_state(), places)
        context.close()


AT_ONCE = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, ::before, ::after { transition: none !important }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""Colours don't fade from light to dark while somebody measures them."""


def fits(page: Page, axe: Axe) -> None:
    """Looks at what is open in both colours and widths; in the dark only at what darkness can spoil."""
    page.evaluate(AT_ONCE)
    for width, scheme in LOOKED_AT:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if LOOKED_AT is LOOKS or width > 360:
            try:
                axe(page, colours=scheme == "dark")
            except AssertionError as error:
                raise AssertionError(f"{scheme}, {width} px: {error}") from None
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"wider than {width} px"
        assert small_targets(page) == [], f"at {width} px"


STATES = [pytest.param(name, marks=pytest.mark.long) if "," in name else name for name in PAGES]
"""Each page as it is met first; its other states with LONG=1."""


@pytest.mark.parametrize("name", STATES)
def test_a_page(house: House, new_page: NewPage, axe: Axe, name: str) -> None:
    wanted = PAGES[name]
    page = new_page(**({"storage_state": house.signed_in} if wanted.signed_in else {}))
    wanted.open(page, house)
    fits(page, axe)


def test_pages_before_it_is_set_up(storeflow: Storeflow, new_page: NewPage, axe: Axe) -> None:
    page = new_page()
    for path, status in (
        ("/", 403),
        ("/set-up?link=x", 403),
        (storeflow.setup_link.removeprefix(storeflow.url), 200),
    ):
        answer = page.goto(storeflow.url + path)
        assert answer
        assert answer.status == status
        fits(page, axe)
    house = House(storeflow, None, {})
    wrong = (("shop_name", " "), ("name", " "), ("email", "nobody"), ("password", "short"))
    Sent(storeflow.setup_link.removeprefix(storeflow.url), typed=wrong).open(page, house)
    fits(page, axe)


def test_pages_with_nothing_on_them(storeflow: Storeflow, new_page: NewPage, axe: Axe) -> None:
    """The demo store closed, no workflow, no run, no mail; then everything stopped."""
    page = new_page()
    set_up(page, storeflow)
    token = storeflow.command("token", "create", "sweeper").stdout.strip()
    url, headers = f"{storeflow.url}/api/v1", {"authorization": f"Bearer {token}"}
    for things in ("workflows", "connections"):
        for one in page.request.get(f"{url}/{things}", headers=headers).json()["items"]:
            if things == "workflows" or one["kind"] == "demo":
                assert page.request.delete(f"{url}/{things}/{one['id']}", headers=headers).ok
    for path in ("/", "/demo", "/runs", "/events", "/outbox", "/connections", "/tables", "/settings/memory"):
        page.goto(storeflow.url + path)
        if path == "/demo":
            expect(page.get_by_role("button", name="Place an order")).to_have_count(0)
        fits(page, axe)
    page.goto(f"{storeflow.url}/stop")
    page.locator("main").get_by_role("button", name="Stop everything now").click()
    expect(page.get_by_role("button", name="Let everything go on")).to_be_visible()
    for path in ("/", "/stop"):
        page.goto(storeflow.url + path)
        fits(page, axe)
