"""A run that asks a person: the mail, the page behind its links, the first page, and what comes of the answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core.document import Workflow
from app.engine.demo import demo_store
from app.store import outbox, questions, runs, workflows
from app.store.questions import Asked
from tests.ui.conftest import House
from tests.web.asking import Browser

QUESTION = {
    "to": "boss@example.com", "question": "Keep {{ order.name }}?", "text": "First\n<b>{{ order.total }}</b>",
    "amount": 2, "unit": "hours",
}  # fmt: skip


async def asked(house: House, settings: Any = QUESTION) -> Asked:
    """A run that stands at its question."""
    steps = [
        {"id": "start", "type": "order.created"},
        {"id": "ask", "type": "logic.ask_person", "settings": settings},
        *({"id": port, "type": "logic.log", "settings": {"text": f"was {port} by {{{{ steps.ask.by }}}}"}}
          for port in ("approved", "declined", "timed_out")),
    ]  # fmt: skip
    edges = [
        {"source": "start", "target": "ask"},
        *({"source": "ask", "port": p, "target": p} for p in ("approved", "declined", "timed_out")),
    ]
    document = Workflow.model_validate(
        {
            "version": 1,
            "id": "asking",
            "name": "Asking",
            "slots": {"mail": {"kind": ["email"]}},
            "steps": steps,
            "edges": edges,
        }
    )
    await house.services.db.write(workflows.create, document)
    await house.services.db.write(workflows.publish, "asking")
    await house.services.changed()
    store = await demo_store(house.services)
    assert store
    await store.place_order()
    await house.runs(lambda lines: any(x.workflow == "asking" and x.status == "waiting" for x in lines))
    [one] = await house.services.db.read(questions.unanswered, datetime.now(UTC))
    return one


async def links(house: House) -> tuple[str, str]:
    """The two links of the mail: to approve, to decline."""
    [line] = [x for x in (await house.services.db.read(outbox.listed)).items if x.to == "boss@example.com"]
    mail = await house.services.db.read(outbox.get, line.id)
    found = re.findall(r'href="(/answer/[^"]+)"', mail.html)
    assert len(found) == 2
    assert all(link in mail.text for link in found)
    assert "&lt;b&gt;" not in mail.subject
    return found[0], found[1]


async def ended(house: House, run: str) -> str:
    """By which way it went on."""
    await house.runs(lambda lines: any(x.id == run and x.status == "done" for x in lines))
    story = await house.services.db.read(runs.get_run, run)
    return next(step.step for step in story.steps if step.step in ("approved", "declined", "timed_out"))


@pytest.mark.parametrize("said", ["approved", "declined"])
async def test_who_has_the_link_answers_with_a_button(house: House, owner: Browser, said: str) -> None:
    one = await asked(house)
    link = (await links(house))[said == "declined"]
    stranger = Browser(house.app)
    page = await stranger.get(link)
    assert page.status == 200
    assert one.title in page.text
    assert "&lt;b&gt;" in page.text, "what it is about is text"
    assert f'value="{said}" class="primary"' in page.text
    assert await house.services.db.read(questions.unanswered, datetime.now(UTC)), "looking answers nothing"
    path = link.partition("?")[0]
    assert (await stranger.post(path, {"say": "perhaps"})).status in (400, 422)
    answered = await stranger.post(path, {"say": said})
    assert f"It was {said}." in answered.text
    assert await ended(house, one.run) == said
    other = "declined" if said == "approved" else "approved"
    again = await stranger.post(path, {"say": other})
    assert f"It was {said}." in again.text, "the first answer counts"
    assert await house.services.db.read(questions.unanswered, datetime.now(UTC)) == []


async def test_signed_in_people_answer_from_the_first_page(house: House, owner: Browser) -> None:
    one = await asked(house, {**QUESTION, "to": ""})
    page = (await owner.get("/")).text
    found = re.search(r'href="(/answer/[^"]+)"', page)
    assert found
    assert one.title in page
    viewer = await house.someone("viewer")
    seen = (await viewer.get("/")).text
    assert one.title in seen
    assert "/answer/" not in seen
    await owner.get(found[1])
    assert "Anna owner" in (await owner.post(found[1], {"say": "approved"})).text
    assert await ended(house, one.run) == "approved"
    assert one.title not in (await owner.get("/")).text


async def test_a_link_is_for_one_question_and_ends_with_it(house: House, owner: Browser) -> None:
    one = await asked(house)
    signer = house.services.vault.signer
    token = (await links(house))[0].removeprefix("/answer/").partition("?")[0]
    wrong = [
        "x",
        token[:-2],
        signer.sign("unsubscribe", one.id),
        signer.sign("answer", one.id, datetime.now(UTC) - timedelta(seconds=1)),
        signer.sign("answer", "another"),
    ]
    stranger = Browser(house.app)
    for each in wrong:
        assert (await stranger.get(f"/answer/{each}")).status == 403
        assert (await stranger.post(f"/answer/{each}", {"say": "approved"})).status == 403
    assert (await stranger.get(f"/unsubscribe/{token}")).status == 403
    assert (await house.services.db.read(questions.get, one.id)) == one
