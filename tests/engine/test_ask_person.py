"""A question to a person, killed before and after every write: answered, declined, too late, and asked twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import pytest

from app.core.graph import check, errors
from app.nodes import catalogue
from app.store import questions
from tests.core.drawings import drawing
from tests.engine.lives import Outside, Story, kills
from tests.engine.test_flow_nodes import event

SAID: dict[str, Literal["approved", "declined"]] = {"Keep #1?": "approved", "Keep #2?": "declined"}
"""What the person says to which question; to another one nothing."""


class Answering(Story):
    """A story with a person in it, who answers what is open after each stretch of work."""

    async def _advance(self, runner: Any, run: str) -> None:
        await super()._advance(runner, run)
        self.disk.look(self._answer)

    def _answer(self, conn: Any) -> None:
        for one in questions.unanswered(conn, self.now):
            if one.title in SAID:
                questions.answer(conn, one.id, SAID[one.title], "Ann", self.now)


def told(**settings: Any) -> Story:
    """Three orders, of which each is asked about."""
    document = drawing(
        [("s", "order.created", {}),
         ("q", "logic.ask_person", {"question": "Keep {{ order.name }}?", "text": "Is it fine?", "amount": 2,
                                    "unit": "days", **settings}),
         ("a", "order.add_tags", {"tags": ["kept by {{ steps.q.by }}"]}), ("d", "order.add_tags", {"tags": ["no"]}),
         ("t", "order.add_tags", {"tags": ["late"]})],
        "s > q", "q approved> a", "q declined> d", "q timed_out> t",
    )  # fmt: skip
    assert errors(check(document, catalogue())) == []
    events = [event("order.created", n, n) for n in (1, 2, 3)]
    facts: dict[tuple[str, str], Any] = {
        (name, fact["id"]): {"total": "0.00", **fact, "tags": []}
        for one in events
        for name, fact in one.data.items()
    }
    outside = Outside(facts)
    return Answering([document.to_json()], events, catalogue(), outside)


def tags(story: Story) -> list[list[str]]:
    return [story.outside.facts["order", str(n)]["tags"] for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("settings", "mails"),
    [({}, 0), ({"to": "boss@example.com", "remind": False}, 3), ({"to": "boss@example.com"}, 4)],
    ids=["on the page", "by mail", "by mail and again"],
)
def test_a_question_killed_at_every_write(settings: dict[str, Any], mails: int) -> None:
    whole = told(**settings).run()
    assert tags(whole) == [["kept by Ann"], ["no"], ["late"]]
    assert len(whole.outside.mails) == mails
    begun = told(**settings)
    assert whole.now - begun.now < timedelta(days=2, hours=2)
    for plan in kills(whole):
        story = told(**settings).run(plan)
        keys = [key for key, _ in story.outside.mails]
        assert len(keys) == len(set(keys)), f"a mail went out twice: {plan}"
        doubt = [subject for _, subject, status in story.outcome()["status"] if status == "doubt"]
        assert not doubt or mails, plan
        for n, (right, found) in enumerate(zip(tags(whole), tags(story), strict=True), 1):
            assert found == right or f"order:{n}" in doubt, (plan, n, found)
