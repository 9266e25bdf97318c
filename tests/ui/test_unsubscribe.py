"""Promotional mails: who gets them, the way out that each carries, and the list of those who took it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.effects import SendEmail
from app.core.sentence import Json
from app.store import outbox
from tests.ui.conftest import House, where
from tests.web.asking import Browser

LIST = "/settings/unsubscribed"
NEWS = SendEmail(to="Anna@example.com", subject="Spring", html="<p>Tea is here</p>", purpose="promotion")


async def send(house: House, key: str, mail: SendEmail = NEWS) -> Json:
    """What becomes of a mail that a run asks for."""
    performer = await house.services.world.performer("mail", "")
    return await performer.perform(mail, f"run/{key}~1")


async def written(house: House, answer: Json) -> outbox.Message:
    return await house.services.db.read(outbox.get, answer["outbox"])


def link(message: outbox.Message) -> str:
    found = re.search(r'href="[^"]*?(/unsubscribe/[^"]+)"', message.html)
    assert found, message.html
    return found[1]


async def test_one_click_and_no_promotion_comes_any_more(house: House, owner: Browser) -> None:
    message = await written(house, await send(house, "a"))
    path = link(message)
    assert path in message.text
    assert message.more["unsubscribe"] == path
    stranger = Browser(house.app)
    page = await stranger.get(path)
    assert page.status == 200
    assert "anna@example.com" in page.text
    assert "Leaf &amp; Clay" in page.text
    assert (await send(house, "b"))["outbox"], "looking changes nothing"
    gone = await stranger.post(path)
    assert gone.status == 200
    assert "You are unsubscribed" in gone.text
    for again in ("c", "d"):
        assert await send(house, again) == {"to": "Anna@example.com", "sent": False}
    about_the_order = await send(house, "e", NEWS.replace(purpose="order"))
    assert "unsubscribe" not in (await written(house, about_the_order)).html
    assert (await send(house, "f", NEWS.replace(to="ben@example.com")))["outbox"]
    assert "You are unsubscribed" in (await stranger.get(path)).text


async def test_a_mail_programs_own_button_works(house: House, owner: Browser) -> None:
    path = link(await written(house, await send(house, "a")))
    program = Browser(house.app)
    said = await program.ask(
        "POST", path, b"List-Unsubscribe=One-Click", {"content-type": "application/x-www-form-urlencoded"}
    )
    assert said.status == 200
    assert (await send(house, "b"))["sent"] is False


async def test_a_link_is_for_one_thing_and_whole(house: House, owner: Browser) -> None:
    signer = house.services.vault.signer
    path = link(await written(house, await send(house, "a")))
    token = path.rpartition("/")[2]
    said, _, mac = token.partition(".")
    other = signer.sign("unsubscribe", "ben@example.com")
    wrong = [
        token[:-1],
        said,
        f"{said}.{mac[:-2]}AA",
        f"{other.partition('.')[0]}.{mac}",
        signer.sign("answer", "anna@example.com"),
        signer.sign("unsubscribe", "anna@example.com", datetime.now(UTC) - timedelta(seconds=1)),
        "x",
        "a" * 2000,
        f"{token}=",
        f"{said}.{mac}.{mac}",
    ]
    stranger = Browser(house.app)
    for one in wrong:
        for method in ("GET", "POST"):
            assert (await stranger.ask(method, f"/unsubscribe/{one}")).status == 403, one
    assert (await send(house, "b"))["outbox"]


async def test_the_shop_adds_and_removes_with_a_reason(house: House, owner: Browser) -> None:
    empty = await owner.get(LIST)
    assert "Nobody is on this list" in empty.text
    assert where(
        await owner.post(LIST, {"email": "Anna@Example.com", "reason": "bounced", "note": "<b>full"})
    )
    assert (await send(house, "a"))["sent"] is False
    page = (await owner.get(f"{LIST}?q=ANNA")).text
    assert "anna@example.com" in page
    assert "Can&#39;t be reached" in page
    assert "&lt;b&gt;full" in page
    assert "No address fits" in (await owner.get(f"{LIST}?q=ben")).text
    assert (await owner.post(f"{LIST}/remove", {"address": "anna@example.com", "note": " "})).status in (
        400,
        422,
    )
    assert (await send(house, "b"))["sent"] is False
    assert where(await owner.post(f"{LIST}/remove", {"address": "anna@example.com", "note": "She asked"}))
    assert (await send(house, "c"))["outbox"]
    assert "She asked" in (await owner.get(LIST)).text
    gone = await owner.post(f"{LIST}/remove", {"address": "anna@example.com", "note": "Again"})
    assert gone.status == 404
    stranger = Browser(house.app)
    await stranger.post(f"/unsubscribe/{house.services.vault.signer.sign('unsubscribe', 'anna@example.com')}")
    assert (await send(house, "d"))["sent"] is False, "who unsubscribes again is on it again"


@pytest.mark.parametrize("typed", [{"email": "nobody"}, {"email": ""}, {"email": "a@b.c", "reason": "x"}])
async def test_what_is_no_address_is_said(house: House, owner: Browser, typed: Any) -> None:
    await owner.get(LIST)
    said = await owner.post(LIST, typed)
    assert said.status == 422
    assert 'class="error"' in said.text


async def test_viewers_see_no_addresses(house: House) -> None:
    viewer = await house.someone("viewer")
    assert (await viewer.get(LIST)).status == 403
    assert LIST not in (await viewer.get("/settings")).text
