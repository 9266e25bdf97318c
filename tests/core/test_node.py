"""The contract's own parts: what a node may know, and what its settings read."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.core.effects import AddTags, Answer
from app.core.example import play
from app.core.node import (
    FAILED,
    Action,
    Ask,
    Call,
    Condition,
    Context,
    Each,
    Example,
    Go,
    Html,
    Meta,
    Node,
    Path,
    Text,
    Trigger,
    Wait,
    setting,
)  # fmt: skip
from app.core.sentence import because
from app.errors import Missing

NAMES = {"order": {"id": "1", "tags": [], "note": ""}, "evil": "<b>", "now": "2026-11-23T09:00:00Z"}
CTX = Context(datetime(2026, 11, 23, 9, tzinfo=UTC), "run", "step", "flow/step", 0, NAMES, "Asia/Kolkata")


class Many(Action):
    """Reads all kinds of settings."""

    meta = Meta("Many")
    effects = (AddTags,)
    text: Text = setting("Text", default="{{ a.b }}")
    html: Html = setting("Html", default="{{ c }}")
    path: Path = setting("Path", default="order.line_items")
    texts: list[Text] = setting("Texts", default=lambda: ["{{ d }}", "plain"])
    named: dict[str, Text] = setting("Named", default=lambda: {"x": "{{ e.f }}"})
    plain: str = setting("Plain", default="{{ not.read }}", widget="choice", choices={"a": "A"}, unit="days")
    empty: Path = setting("Empty", default="")


def test_reads_what_texts_and_paths_name() -> None:
    assert Many().paths() == {"a.b", "c", "order.line_items", "d", "e.f"}


def test_the_ways_out() -> None:
    assert Many().all_ports() == ("next", FAILED)
    assert Condition.ports(Condition.model_construct()) == ("then", "otherwise")
    assert Many().gives() == {}
    assert (str(Many().summary()), str(Many().told())) == ("", "Many")
    with pytest.raises(NotImplementedError):
        Many().decide(CTX)


def test_a_setting_carries_what_the_form_needs() -> None:
    info: Any = Many.model_fields["plain"]
    assert info.title == "Plain"
    assert info.json_schema_extra == {
        "widget": "choice",
        "choices": {"a": "A"},
        "unit": "days",
        "when": [],
        "pick": "",
    }


def test_what_is_not_there_is_missing_or_none() -> None:
    assert CTX.get("order.id") == "1"
    assert CTX.get("order.note") == ""
    assert CTX.find("order.nothing") is None
    with pytest.raises(Missing, match=r"there is no order\.nothing here"):
        CTX.get("order.nothing")


def test_texts_are_filled_in_on_the_stores_clock() -> None:
    assert CTX.text("{{ now | date: '%H:%M' }} {{ evil }}") == "14:30 <b>"
    assert CTX.text("{{ evil }}", escape=True) == "&lt;b&gt;"
    assert CTX.text("https://e.example/{{ evil }}", url=True) == "https://e.example/%3Cb%3E"


def test_chance_is_no_dice() -> None:
    assert CTX.chance("anna") == CTX.chance("anna")
    sides = [CTX.chance(f"customer {n}") for n in range(1000)]
    assert all(0 <= side < 1 for side in sides)
    assert 400 < sum(side < 0.5 for side in sides) < 600


def test_a_node_settles_with_the_answer_unless_it_says_otherwise() -> None:
    done = Many().settle(CTX, Answer({"tags": ["a"]}, because=because("asked")))
    assert done == Go(because("asked"), output={"tags": ["a"]})
    assert Many().settle(CTX, Answer("text")) == Go(because(""))


def test_a_trigger_has_decided_before_the_run_began() -> None:
    class Plain(Trigger):
        """Starts."""

        meta = Meta("Plain")

    assert Plain().refuses(CTX) is None
    assert str(Plain().decide(CTX).because) == " happened"


@pytest.mark.parametrize("want", [Each("order.line_items"), Call("other"), Wait(CTX.now)])
def test_examples_of_every_wish_can_be_played(want: Any) -> None:
    class Asks(Node):
        """Asks."""

        kind = "action"
        meta = Meta("Asks")

        def decide(self, ctx: Context) -> Ask:
            return Ask(because("asks"), want)

    played = play(Asks, Example({}, "asks", answer={"count": 1}))
    assert (str(played.because), played.port, played.settled) == ("asks", "", "next")
    assert isinstance(played.last, Go)
    assert played.last.output == {"count": 1}
