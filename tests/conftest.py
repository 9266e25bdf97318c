"""Fixtures that every test may ask for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.support import axe as axe_support
from tests.support.browser import ARGS, NoBrowser, find_browser
from tests.support.postgres import database
from tests.support.server import Storeflow

settings.register_profile("storeflow", deadline=None, print_blob=True)
settings.load_profile("storeflow")
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks follow from fixtures. Browser tests come last: Playwright leaves its loop running in the thread."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if names & {"start_storeflow", "browser"}:
            item.add_marker("e2e")
        if "postgres_url" in names or "fresh_postgres_url" in names:
            item.add_marker("postgres")
    items.sort(key=lambda item: "browser" in getattr(item, "fixturenames", ()))


@pytest.fixture
def start_storeflow(tmp_path: Path) -> Iterator[Callable[..., Storeflow]]:
    """Starts the real command: ``start_storeflow(env={...}, args=[...], data=folder)``; all end with the test."""
    started: list[Storeflow] = []

    def start(
        env: Mapping[str, str] | None = None, args: Sequence[str] = (), data: Path | None = None
    ) -> Storeflow:
        server = Storeflow(data or tmp_path / f"data{len(started) or ''}", env=env, args=args)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()
        print(f"--- {server.url}\n{server.log()}")  # shown by pytest where the test failed


@pytest.fixture
def storeflow(start_storeflow: Callable[..., Storeflow]) -> Storeflow:
    """A new Storeflow with nothing set; ``.url``, ``.setup_link``, ``.restart()``, ``.kill9()``, ``.command(...)``."""
    return start_storeflow()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    try:
        path = find_browser()
    except NoBrowser as error:
        pytest.fail(str(error), pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(ARGS))
        yield chromium
        chromium.close()


_FAILED = "Failed to load resource: the server responded with a status of "
HARMLESS = {
    _FAILED + "409 (Conflict)",
    _FAILED + "422 (Unprocessable Content)",
    _FAILED + "422 (Unprocessable Entity)",
    # written by the browser where a finger's gesture has become a scroll; the gesture ends there as it should
    "Ignored attempt to cancel a touchend event with cancelable=false, for example because scrolling is in "
    "progress and cannot be interrupted.",
}
REFUSED = {_FAILED + "403 (Forbidden)", _FAILED + "404 (Not Found)"}
"""What the browser writes where the whole page was refused; of a part of a page it is a fault."""


def is_bad(said: ConsoleMessage) -> bool:
    """Whether a line in the console is a fault of the page."""
    itself = said.page is not None and said.location["url"] == said.page.url
    known = said.text in HARMLESS or (itself and said.text in REFUSED)
    return (said.type == "error" and not known) or "Content Security" in said.text


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, each in a context of its own: ``new_page(locale="hi-IN", color_scheme="dark")``.

    An uncaught error in a page, also in one that it opens, and every error that is written to the console fails the
    test; what the browser itself writes about an answer that the page then shows (`HARMLESS`) does not.
    """
    contexts = []
    wrong: list[str] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options}
        )
        contexts.append(context)
        context.on("weberror", lambda error: wrong.append(f"{error.page and error.page.url}: {error.error}"))
        context.on("console", lambda said: wrong.append(said.text) if is_bad(said) else None)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, "The pages complained:\n" + "\n".join(wrong)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """One page, 1440x900, English."""
    return new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """``axe(page)`` fails with every WCAG 2.2 AA violation, readably."""
    return axe_support.check


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database of this run; skips where no server answers, unless one is required."""
    with database() as url:
        yield url


@pytest.fixture
def fresh_postgres_url() -> Iterator[str]:
    """The same, but empty for each test."""
    with database() as url:
        yield url
