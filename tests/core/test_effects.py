"""Effects as values: they survive a restart, say what they do, and know how to be taken back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.effects import (
    AddTags,
    CountEvent,
    Effect,
    GetFact,
    HttpRequest,
    Keep,
    RemoveTags,
    SendEmail,
    by_name,
)  # fmt: skip

ALL: list[Effect] = [
    AddTags(thing="order", id="1", tags=("a",), label="#1"),
    RemoveTags(thing="customer", id="2", tags=("a", "b")),
    GetFact(thing="order", id="1"),
    HttpRequest(url="https://e.example", headers=(("A", "b"),), body="{}"),
    SendEmail(to="a@example.com", subject="Hi", html="<p>"),
    CountEvent(
        name="refund", subject="customer:1", at=datetime(2026, 1, 1, tzinfo=UTC), window=timedelta(days=7)
    ),
    Keep(name="side", subject="customer:1", value={"a": [1]}),
]


@pytest.mark.parametrize("effect", ALL, ids=lambda effect: type(effect).__name__)
def test_lies_in_an_intent_and_comes_back(effect: Effect) -> None:
    packed = json.loads(json.dumps(effect.pack()))
    assert packed["effect"] == type(effect).__name__
    assert Effect.unpack(packed) == effect
    assert by_name(type(effect).__name__) is type(effect)
    assert str(effect.sentence())
    assert effect.assume().assumed
    assert effect.kind in ("read", "write", "state")
    assert effect.repeat in ("safe", "key", "never")
    read = effect.before()
    assert read is None or read.kind == "read"


def test_what_this_version_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError):
        by_name("Explode")
    with pytest.raises(ValidationError):
        Effect.unpack({"effect": "Keep", "name": "a", "subject": "b", "value": 1, "surprise": 2})


def test_effects_are_values() -> None:
    effect = AddTags(thing="order", id="1", tags=("a",))
    assert effect.replace(tags=("b",)).tags == ("b",)
    assert effect.tags == ("a",)
    with pytest.raises(ValidationError):
        effect.tags = ("c",)  # type: ignore[misc]


def test_tags_are_told_with_the_name_on_screen() -> None:
    assert str(ALL[0].sentence()) == "adds a to #1"
    assert str(ALL[1].sentence()) == "removes a, b from 2"
    assert ALL[0].echo() == ("order.updated:1",)
    assert ALL[2].echo() == ()


def test_later_steps_see_the_change() -> None:
    facts = {"order": {"id": 1, "tags": ["VIP", "x"]}, "customer": {"id": "9"}}
    add = AddTags(thing="order", id="1", tags=("vip", "new"))
    assert add.apply(facts) == {"order": {"id": 1, "tags": ["VIP", "x", "new"]}}
    assert RemoveTags(thing="order", id="1", tags=("vip",)).apply(facts) == {
        "order": {"id": 1, "tags": ["x"]}
    }
    for other in (
        AddTags(thing="order", id="2", tags=("a",)),
        RemoveTags(thing="product", id="1", tags=("a",)),
        ALL[4],
    ):
        assert other.apply(facts) == {}
    assert facts["order"] == {"id": 1, "tags": ["VIP", "x"]}


TAGS = st.lists(st.sampled_from(["a", "A", "b", "c"]), max_size=4)


@given(TAGS, TAGS.filter(bool))
def test_taking_back_leaves_what_was_there_before(before: list[str], tags: list[str]) -> None:
    had = list({tag.casefold(): tag for tag in reversed(before)}.values())
    for effect in (
        AddTags(thing="order", id="1", tags=tuple(tags)),
        RemoveTags(thing="order", id="1", tags=tuple(tags)),
    ):
        after = effect.apply({"order": {"id": "1", "tags": had}})
        undo = effect.undo({"id": "1", "tags": had})
        restored = undo.apply(after) if undo else after
        assert {t.casefold() for t in restored["order"]["tags"]} == {t.casefold() for t in had}


def test_nothing_is_taken_back_where_nothing_changed() -> None:
    assert AddTags(thing="order", id="1", tags=("a",)).undo({"id": "1", "tags": ["A"]}) is None
    assert RemoveTags(thing="order", id="1", tags=("a",)).undo(None) is None
    assert RemoveTags(thing="order", id="1", tags=("a",)).undo({"id": "1", "tags": None}) is None
    assert ALL[3].undo(None) is None
