"""Killed before and after every write: the outcome is that of the run which nobody killed."""

from __future__ import annotations

import os
import random
import re
from typing import Any

import pytest

from tests.engine.lives import Story, kills, temporary
from tests.engine.scenes import DRAWINGS, story

PLANS_OF_THREE = int(os.environ.get("STOREFLOW_TEST_KILL_PLANS", "12"))
"""Random plans a scene; `make faults` asks for more."""


def without_chance(outcome: Any) -> Any:
    """A discount code is made of the run's id, which no two stories share; "for seven days" is counted from when the
    step was decided, which a kill before that puts off."""
    if isinstance(outcome, str):
        coded = re.sub(r"\b([A-Z0-9]+)-[A-Z0-9]{10}\b", r"\1-CODE", outcome)
        return re.sub(r"until \d{4}-\d\d-\d\dT[0-9:+]+", "until then", coded)
    if isinstance(outcome, dict):
        return {key: without_chance(value) for key, value in outcome.items()}
    if isinstance(outcome, (list, tuple)):
        return [without_chance(value) for value in outcome]
    return outcome


def same(killed: Story, whole: Story) -> None:
    """Equal outcomes. Only what is never repeated may end in doubt instead, done at most once."""
    mine, other = killed.outcome(), whole.outcome()
    assert not mine["waits"]
    keys = [key for key, _ in killed.outside.mails]
    assert len(keys) == len(set(keys)), "a mail was sent twice"
    if "doubt" in str(mine["status"]) or "possibly done" in str(mine["steps"]):
        assert other["mails"]
        assert len(mine["mails"]) <= len(other["mails"])
        return
    assert without_chance(mine) == without_chance(other)


@pytest.mark.parametrize("grouped", [False, True], ids=["each write by itself", "lazy writes lost"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_killed_at_every_write(name: str, grouped: bool) -> None:
    whole = story(name, grouped=grouped).run()
    for plan in kills(whole):
        same(story(name, grouped=grouped).run(plan), whole)


@pytest.mark.parametrize("grouped", [False, True], ids=["each write by itself", "lazy writes lost"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_killed_three_times(name: str, grouped: bool) -> None:
    whole = story(name, grouped=grouped).run()
    dice = random.Random(name)
    for _ in range(PLANS_OF_THREE):
        plan = {
            number: dice.choice(("before", "after"))
            for number in dice.sample(range(whole.disk.writes * 2), k=3)
        }
        same(story(name, grouped=grouped).run(plan), whole)


def dearer(killed: Story) -> None:
    """Between two lives the shop's own people changed every order's total to the other side of what is asked."""
    for fact in killed.outside.facts.values():
        fact["total"] = "7.00" if fact["total"] != "7.00" else "129.00"


@pytest.mark.parametrize("grouped", [False, True], ids=["each write by itself", "lazy writes lost"])
@pytest.mark.parametrize("name", ["branch", "wait", "dead branch joins", "ladder"])
def test_what_was_decided_stays_decided_though_the_shop_moved(name: str, grouped: bool) -> None:
    whole = story(name, grouped=grouped).run()
    for plan in kills(whole):
        killed = story(name, grouped=grouped, between=dearer).run(plan)
        for fact in killed.outside.facts.values():
            assert not {"big", "small"} <= set(fact["tags"]), "both branches acted"
        assert not killed.outcome()["waits"]
        for _, _, status in killed.outcome()["status"]:
            assert status == "done"
        ports = killed.outcome()["steps"]
        assert sum(1 for key in ports if key[2] in ("b", "d") and key[0] == "w") <= len(killed.events)


@pytest.mark.parametrize("name", ["plain", "mail", "ladder", "parallel"])
@pytest.mark.parametrize("grouped", [False, True], ids=["each write by itself", "lazy writes lost"])
def test_killed_while_a_service_is_down(name: str, grouped: bool) -> None:
    def troubled() -> Story:
        scene = story(name, grouped=grouped)
        scene.outside.down = temporary(2)
        return scene

    whole = troubled().run()
    assert whole.outcome()["status"] == story(name).run().outcome()["status"]
    for plan in kills(whole):
        same(troubled().run(plan), whole)
