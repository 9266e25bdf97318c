"""The pages over the real application: posted form in, page out."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from app.core.effects import SendEmail
from app.core.sentence import because
from app.store import connections, inbox, outbox, users
from app.store.journal import deliveries
from app.store.runs import runs as run_rows
from app.store.types import new_id
from app.ui.notices import NOTICES
from app.ui.pages import FOLDER
from tests.support.pseudo import Pseudo, escaped
from tests.ui.conftest import House, where
from tests.web.asking import Browser

LISTS = ["/", "/new-workflow", "/runs", "/connections", "/demo", "/outbox", "/events", "/settings"]
NEW = [f"/connections/new/{kind}" for kind in ("shopify", "woocommerce", "email")]
OWNERS = ["/settings/people", "/settings/tokens", "/settings/storage", *NEW]


async def some_pages(house: House, browser: Browser) -> list[str]:
    """Every page that there is, once things have happened."""
    for act in ("order", "cart", "sold-out", "refund"):
        assert where(await browser.post("/demo", {"act": act})).startswith("/demo")
    found = await house.runs(
        lambda runs: len(runs) >= 4 and all(r.status in ("done", "waiting") for r in runs)
    )
    [shop, *_] = await house.services.db.read(connections.list_all)
    key = await house.services.db.write(
        outbox.add, SendEmail(to="a@example.com", subject="Hello", html="<p>Hi</p>", text="Hi"), "r/s~1"
    )
    return [
        *LISTS,
        *OWNERS,
        f"/connections/{shop.id}",
        f"/outbox/{key['outbox']}",
        *(f"/runs/{r.id}" for r in found),
    ]


async def test_every_page_answers_and_holds_together(house: House, owner: Browser) -> None:
    for path in await some_pages(house, owner):
        reply = await owner.get(path)
        assert reply.status == 200, f"{path}: {reply.text}"
        assert len(re.findall(r"<h1\b", reply.text)) == 1, path
        assert '<html lang="en"' in reply.text
        ids = re.findall(r'\sid="([^"]+)"', reply.text)
        assert len(ids) == len(set(ids)), f"{path}: an id stands twice"


async def test_every_text_goes_through_a_catalogue(
    house: House, owner: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = await some_pages(house, owner)
    monkeypatch.setattr("app.i18n.translations", lambda locale: Pseudo())
    for path in [*paths, "/nowhere", "/sign-in"]:
        page = (await owner.get(path)).text
        told = re.sub(r"<title>.*?</title>|<time\b.*?</time>", "", page, flags=re.S)
        assert escaped(told) == [], path


@pytest.mark.parametrize("locale", ["hi", "gu"])
async def test_a_person_reads_in_a_language_of_ones_own(house: House, owner: Browser, locale: str) -> None:
    assert (
        where(await owner.post("/settings/look", {"locale": locale, "theme": "dark"}))
        == "/settings?said=saved"
    )
    page = (await owner.get("/settings")).text
    assert f'<html lang="{locale}" data-theme="dark"' in page
    assert (await owner.post("/settings/look", {"locale": "xx", "theme": ""})).status == 422


async def test_a_viewer_sees_no_button_that_would_be_refused(house: House, owner: Browser) -> None:
    viewer = await house.someone("viewer")
    for path in await some_pages(house, owner):
        reply = await viewer.get(path)
        if path in OWNERS or path == "/new-workflow":
            assert reply.status == 403
            assert "You may not do this" in reply.text
            continue
        actions = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', reply.text))
        actions |= set(re.findall(r'action="([^"]+)"[^>]*method="post"', reply.text))
        mine = {"/sign-out", "/settings/look", "/settings/password", "/settings/sign-out-everywhere"}
        assert actions <= mine, path
    assert (await viewer.post("/demo", {"act": "order"})).status == 403


async def test_an_order_in_the_demo_store_runs_a_workflow_and_tells_why(house: House, owner: Browser) -> None:
    await owner.post("/demo", {"act": "order"})
    found = await house.runs(lambda runs: any(r.status == "done" for r in runs))
    done = next(run for run in found if run.status == "done")
    page = (await owner.get(f"/runs/{done.id}")).text
    assert done.workflow_name in page
    assert "flow-canvas" in page
    assert "The order total is" in page
    listed = (await owner.get(f"/runs?workflow={done.workflow}&status=done")).text
    assert f"/runs/{done.id}" in listed
    assert f"/runs/{done.id}" not in (await owner.get("/runs?status=failed")).text
    assert done.workflow_name in (await owner.get("/demo")).text


async def test_runs_come_in_pages_by_key(house: House, owner: Browser) -> None:
    await owner.post("/demo", {"act": "busy-day"})
    await house.runs(lambda runs: len(runs) > 60)
    async with asyncio.timeout(20):
        while "200 messages arrived" not in (await owner.get("/demo/progress")).text:
            pass
    first = (await owner.get("/runs")).text
    older = re.search(r'href="(/runs\?cursor=[^"]+)"', first)
    assert older
    second = (await owner.get(older[1])).text
    links = r'class="title" href="(/runs/\w+)"'
    assert not set(re.findall(links, first)) & set(re.findall(links, second))


async def test_a_run_is_cancelled_and_retried(house: House, owner: Browser) -> None:
    await owner.post("/demo", {"act": "order"})
    found = await house.runs(lambda runs: any(r.status == "waiting" for r in runs))
    waiting = next(run for run in found if run.status == "waiting")
    page = await owner.get(f"/runs/{waiting.id}")
    assert f"/runs/{waiting.id}/cancel" in page.text
    assert where(await owner.post(f"/runs/{waiting.id}/cancel")).endswith("said=run-cancelled")
    assert "Let it go on after all" in (await owner.get(f"/runs/{waiting.id}")).text
    assert (await owner.post(f"/runs/{waiting.id}/cancel")).status == 409
    assert where(await owner.post(f"/runs/{waiting.id}/retry")).endswith("said=run-retried")
    await house.runs(lambda runs: any(r.id == waiting.id and r.status == "waiting" for r in runs))
    await house.services.db.write(
        lambda conn: conn.execute(update(run_rows).where(run_rows.c.id == waiting.id).values(status="doubt"))
    )
    page = await owner.get(f"/runs/{waiting.id}")
    assert "It was done: go on" in page.text
    assert "It was not done: do it now" in page.text


async def test_a_workflow_is_turned_off_and_on(house: House, owner: Browser) -> None:
    [first, *_] = re.findall(r'action="(/workflows/[\w-]+/switch)"', (await owner.get("/")).text)
    assert where(await owner.post(first, {"on": "false"})) == "/?said=workflow-off"
    page = (await owner.get("/?said=workflow-off")).text
    assert "The workflow is off" in page
    assert 'aria-checked="false"' in page
    here = first.removesuffix("/switch")
    assert where(await owner.post(first, {"on": "true", "back": here})) == f"{here}?said=workflow-on"
    assert where(await owner.post(first, {"on": "true", "back": "//evil.example"})) == "/?said=workflow-on"
    assert (await owner.post(first, {"on": "perhaps"})).status == 422
    assert (await owner.post("/workflows/none/switch", {"on": "true"})).status == 404


async def test_a_shop_is_connected_step_by_step(house: House, owner: Browser) -> None:
    form = (await owner.get("/connections/new/woocommerce")).text
    ident = re.search(r'name="id" value="(\w{26})"', form)
    assert ident
    assert f"/hooks/{ident[1]}" in form, "the address stands there before anything is saved"
    assert "can't reach this address" in form
    typed = {"id": ident[1], "name": "My shop", "url": "https://shop.example", "webhook_secret": ""}
    reply = await owner.post("/connections/new/woocommerce", typed)
    assert reply.status == 422
    assert 'aria-invalid="true"' in reply.text
    assert "https://shop.example" in reply.text
    typed["webhook_secret"] = "a very secret secret"
    assert (
        where(await owner.post("/connections/new/woocommerce", typed))
        == f"/connections/{ident[1]}?said=connection-added"
    )
    assert where(await owner.post("/connections/new/woocommerce", typed)) == f"/connections/{ident[1]}", (
        "sent twice"
    )
    page = (await owner.get(f"/connections/{ident[1]}")).text
    assert "Waiting for the first message" in page
    assert "hx-trigger" in page
    assert "a very secret secret" not in page, "secrets never come out"
    refused = await Browser(house.app).ask(
        "POST", f"/hooks/{ident[1]}", b"{}", {"content-type": "application/json"}
    )
    assert refused.status == 401
    await house.services.db.write(lambda conn: None)  # what was written lazily before it is on disk after it
    counted = await house.services.db.read(connections.refused, ident[1], datetime.now(UTC))
    assert [each.count for each in counted] == [1]
    assert "signature was missing or wrong" in (await owner.get(f"/connections/{ident[1]}/traffic")).text
    assert (await owner.post("/connections/new/woocommerce", typed | {"id": "../x"})).status == 422
    assert (await owner.get("/connections/new/demo")).status == 404


async def test_a_changed_connection_keeps_what_was_left_empty(house: House, owner: Browser) -> None:
    form = (await owner.get("/connections/new/email")).text
    found = re.search(r'name="id" value="(\w{26})"', form)
    assert found
    typed = {"id": found[1], "name": "Mail", "host": "smtp.example.com", "port": "587", "security": "starttls",
             "username": "me", "password": "hush hush", "from_": "me@example.com"}  # fmt: skip
    where(await owner.post("/connections/new/email", typed))
    changed = typed | {"name": "Our mail", "host": "mail.example.com", "password": ""}
    assert where(await owner.post(f"/connections/{found[1]}", changed)).endswith("said=connection-saved")
    row = await house.services.db.read(connections.get, found[1])
    assert (row.name, row.settings["host"]) == ("Our mail", "mail.example.com")
    assert house.services.vault.unlock(row.secrets) == {"password": "hush hush"}
    wrong = await owner.post(f"/connections/{found[1]}", changed | {"port": "many"})
    assert wrong.status == 422
    assert "hush" not in wrong.text
    assert (
        where(await owner.post(f"/connections/{found[1]}/remove")) == "/connections?said=connection-removed"
    )
    assert (await owner.get(f"/connections/{found[1]}")).status == 404


async def test_a_connection_in_use_is_not_removed_and_the_demo_store_opens_again(
    house: House, owner: Browser
) -> None:
    [demo] = await house.services.db.read(connections.list_all)
    reply = await owner.post(f"/connections/{demo.id}/remove")
    assert reply.status == 409
    assert "Turn them off first" in reply.text
    for switch in set(re.findall(r'action="(/workflows/[\w-]+/switch)"', (await owner.get("/")).text)):
        await owner.post(switch, {"on": "false"})
    where(await owner.post(f"/connections/{demo.id}/remove"))
    assert "demo store is closed" in (await owner.get("/demo")).text
    assert (await owner.post("/demo", {"act": "order"})).status == 404
    assert where(await owner.post("/demo/open")) == "/demo"
    assert "Place an order" in (await owner.get("/demo")).text


async def test_testing_a_connection_says_what_it_found(house: House, owner: Browser) -> None:
    [demo] = await house.services.db.read(connections.list_all)
    reply = await owner.post(f"/connections/{demo.id}/test")
    assert reply.status == 200
    assert 'role="status"' in reply.text


async def test_a_mail_is_shown_in_a_cage(house: House, owner: Browser) -> None:
    evil = "<script>alert(1)</script><img src=https://evil.example/x><form action=//evil.example></form>"
    kept = await house.services.db.write(
        outbox.add, SendEmail(to="<b>@example.com", subject="<script>1</script>", html=evil), "run/s~1"
    )
    page = await owner.get(f"/outbox/{kept['outbox']}")
    assert "<script>1" not in page.text
    assert re.search(r"<iframe[^>]* sandbox[ >]", page.text)
    body = await owner.get(f"/outbox/{kept['outbox']}/body")
    policy = body.headers["content-security-policy"]
    assert body.text == evil
    assert "sandbox" in policy.split("; ")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert (await Browser(house.app).get(f"/outbox/{kept['outbox']}/body")).status == 303


async def test_an_unreadable_message_is_kept_shown_and_read_again(house: House, owner: Browser) -> None:
    [demo] = await house.services.db.read(connections.list_all)
    now = datetime.now(UTC)
    row = {"id": new_id(), "connection": demo.id, "key": "k", "topic": "order.created", "headers": {},
           "body": b'{"topic": "order.created", "name": "<b>\xff"}', "at": now, "state": "unreadable",
           "error": because("the order has no number").pack(), "attempts": 1, "next_try": None}  # fmt: skip
    await house.services.db.write(inbox.accept, row)
    assert "The order has no number" in (await owner.get(f"/events?connection={demo.id}")).text
    assert f"/events?connection={demo.id}" in (await owner.get(f"/connections/{demo.id}")).text
    page = (await owner.get(f"/events/{row['id']}")).text
    assert "&lt;b&gt;" in page
    assert (
        where(await owner.post(f"/events/{row['id']}/retry")) == f"/events/{row['id']}?said=message-retried"
    )
    again = await house.services.db.read(
        lambda conn: conn.execute(deliveries.select().where(deliveries.c.id == row["id"])).one()
    )
    assert again.attempts == 2


async def test_people_are_invited_changed_and_removed(house: House, owner: Browser) -> None:
    reply = await owner.post(
        "/settings/people", {"name": "Ben", "email": "ben@example.com", "role": "editor"}
    )
    assert reply.status == 200
    link = re.search(r"/new-password\?link=([\w-]+)", reply.text)
    assert link
    again = await owner.post(
        "/settings/people", {"name": "Ben", "email": "ben@example.com", "role": "editor"}
    )
    assert again.status == 422
    assert "here already" in again.text
    form = {"link": link[1], "password": "bens long password"}
    where(await Browser(house.app).post("/new-password", form))
    ben = next(each for each in await house.services.db.read(users.people) if each.name == "Ben")
    assert where(await owner.post(f"/settings/people/{ben.id}/role", {"role": "viewer"})).endswith(
        "said=saved"
    )
    assert (await owner.post(f"/settings/people/{ben.id}/role", {"role": "god"})).status == 422
    assert "/new-password?link=" in (await owner.post(f"/settings/people/{ben.id}/link")).text
    assert where(await owner.post(f"/settings/people/{ben.id}/remove")).endswith("said=person-removed")
    me = next(each for each in await house.services.db.read(users.people))
    assert (await owner.post(f"/settings/people/{me.id}/remove")).status == 409


async def test_a_token_is_shown_once_and_works_until_it_is_removed(house: House, owner: Browser) -> None:
    reply = await owner.post("/settings/tokens", {"name": "backup", "role": "viewer"})
    token = re.search(r"storeflow_[\w-]+", reply.text)
    assert token
    assert token[0] not in (await owner.get("/settings/tokens")).text
    program = Browser(house.app, {"authorization": f"Bearer {token[0]}"})
    assert (await program.get("/api/v1/runs")).status == 200
    remove = re.search(r'action="(/settings/tokens/\w+/remove)"', (await owner.get("/settings/tokens")).text)
    assert remove
    where(await owner.post(remove[1]))
    assert (await program.get("/api/v1/runs")).status == 401
    assert (await owner.post("/settings/tokens", {"name": "", "role": "viewer"})).status == 422


async def test_the_shops_settings_are_kept_and_heard(house: House, owner: Browser) -> None:
    form = {"name": "Tea & Co", "locale": "en", "zone": "Asia/Kolkata", "currency": "INR"}
    assert where(await owner.post("/settings/shop", form)) == "/settings?said=saved"
    assert house.services.shop()["zone"] == "Asia/Kolkata"
    assert "Asia/Kolkata" in (await owner.get("/")).text
    wrong = await owner.post("/settings/shop", form | {"zone": "Mars/X"})
    assert wrong.status == 422
    assert "There is no time zone called Mars/X" in wrong.text


async def test_a_password_is_changed_by_who_knows_it(house: House, owner: Browser) -> None:
    wrong = await owner.post("/settings/password", {"old": "not it", "password": "short"})
    assert wrong.status == 422
    assert 'id="old-error"' in wrong.text
    assert 'id="password-error"' in wrong.text
    other = await house.someone("viewer")
    assert where(await other.post("/settings/sign-out-everywhere")).startswith("/sign-in")
    assert (await other.get("/")).status == 303


async def test_a_notice_is_one_of_ours(house: House, owner: Browser) -> None:
    assert "Saved." in (await owner.get("/settings?said=saved")).text
    assert "hacked" not in (await owner.get("/settings?said=hacked%3Cb%3E")).text
    assert all(str(sentence) for sentence in NOTICES.values())


def test_every_icon_of_the_templates_comes_with_us() -> None:
    known = set((FOLDER.parent / "icons.txt").read_text("utf-8").split())
    used = {
        name
        for path in FOLDER.rglob("*.html")
        for name in re.findall(r'icon\("([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert used <= known
