"""Editing operations, each one by example; all of them at random: `test_edit_random`."""
# ruff: noqa: E501 - whole sentences, as people read them

from collections.abc import Mapping
from typing import Any

import pytest

from app.core.document import Retry, Workflow
from app.core.edit import Edited, apply, operation
from app.core.effects import SendEmail
from app.core.node import Action, Condition, Meta, Node, Trigger, setting
from app.errors import InvalidInput


class Placed(Trigger):
    """Starts when an order is placed."""

    meta = Meta("Order created", connection="shop")


class Clock(Trigger):
    """Starts on a schedule."""

    meta = Meta("Schedule")


class Check(Condition):
    """Checks."""

    meta = Meta("Check if")


class Tag(Action):
    """Tags."""

    meta = Meta("Add tags", connection="shop")
    tags: list[str] = setting("Tags", min_length=1)


class Mail(Action):
    """Mails."""

    meta = Meta("Send e-mail", connection="mail")
    effects = (SendEmail,)
    subject: str = setting("Subject", default="")


class Stop(Action):
    """Ends the path."""

    meta = Meta("Stop")

    def ports(self) -> tuple[str, ...]:
        return ()


class Switch(Action):
    """As many ways as cases."""

    meta = Meta("Switch")
    cases: list[str] = setting("Cases", default=list)

    def ports(self) -> tuple[str, ...]:
        return (*self.cases, "otherwise")


CATALOGUE: Mapping[str, type[Node]] = {
    "order.created": Placed,
    "time.schedule": Clock,
    "logic.check": Check,
    "order.add_tags": Tag,
    "message.email": Mail,
    "logic.stop": Stop,
    "logic.switch": Switch,
}


def drawn(*edges: str, **steps: str) -> Workflow:
    """``drawn("start.next big", start="order.created", big="logic.check")``."""
    arrows = [
        {"source": e.split(".")[0], "port": e.split(".")[1].split()[0], "target": e.split()[1]} for e in edges
    ]
    parts = [{"id": name, "type": kind} for name, kind in steps.items()]
    return Workflow.model_validate({"id": "w", "name": "Test", "steps": parts, "edges": arrows})


def line() -> Workflow:
    """start -> big -(then)-> tag -> mail, big -(otherwise)-> other"""
    return drawn(
        "start.next big", "big.then tag", "tag.next mail", "big.otherwise other",
        start="order.created", big="logic.check", tag="order.add_tags", mail="message.email", other="message.email",
    )  # fmt: skip


def do(document: Workflow, **op: Any) -> Edited:
    return apply(document, operation(op), CATALOGUE)


def arrows(document: Workflow) -> set[str]:
    return {f"{edge.source}.{edge.port} {edge.target}" for edge in document.edges}


def refused(document: Workflow, **op: Any) -> str:
    before = document.model_dump_json()
    with pytest.raises(InvalidInput) as error:
        do(document, **op)
    assert document.model_dump_json() == before
    return str(error.value)


def test_a_step_on_an_arrow_stands_between() -> None:
    edge = {"source": "tag", "port": "next", "target": "mail"}
    after = do(line(), op="add", type="order.add_tags", edge=edge)
    assert after.focus == "add_tags"
    assert {"tag.next add_tags", "add_tags.next mail"} <= arrows(after.document)
    assert "tag.next mail" not in arrows(after.document)
    assert str(after.because) == "added “Add tags” after “Add tags”"
    assert [step.id for step in after.document.steps] == ["start", "big", "tag", "add_tags", "mail", "other"]


def test_a_condition_on_an_arrow_takes_what_follows_on_its_first_way() -> None:
    edge = {"source": "start", "port": "next", "target": "big"}
    after = do(line(), op="add", type="logic.check", id="first", edge=edge)
    assert {"start.next first", "first.then big"} <= arrows(after.document)


def test_a_step_after_another_takes_over_all_that_followed() -> None:
    document = do(line(), op="connect", source="start", target="mail").document
    after = do(document, op="add", type="order.add_tags", after="start").document
    assert {"start.next add_tags", "add_tags.next big", "add_tags.next mail"} <= arrows(after)


def test_a_step_at_an_open_way() -> None:
    after = do(line(), op="add", type="logic.stop", after="other", port="failed")
    assert "other.failed stop" in arrows(after.document)


def test_a_loose_step_has_a_position_until_it_is_connected() -> None:
    loose = do(line(), op="add", type="order.add_tags", position=[400, 80]).document
    assert loose.to_json()["steps"][-1]["position"] == [400, 80]
    joined = do(loose, op="connect", source="mail", target="add_tags").document
    assert "position" not in joined.to_json()["steps"][-1]


def test_ids_are_words_and_stay_unique() -> None:
    document = line()
    for expected in ("email", "email_2", "email_3"):
        edited = do(document, op="add", type="message.email", after="mail")
        assert edited.focus == expected
        document = edited.document


@pytest.mark.parametrize(
    ("op", "sentence"),
    [
        ({"op": "add", "type": "order.created"}, "A workflow has one start. Replace it instead of adding another."),
        ({"op": "add", "type": "no.such"}, "Storeflow knows no kind of step called “no.such”."),
        ({"op": "add", "type": "logic.stop", "id": "tag"}, "There is already a step called “tag”."),
        ({"op": "add", "type": "logic.stop", "after": "gone"}, "There is no step “gone” here any more."),
        ({"op": "add", "type": "logic.stop", "after": "start"}, "“Stop” ends the path, so it can only stand at its end."),
        ({"op": "add", "type": "logic.check", "after": "tag", "port": "then"}, "“Add tags” has no way out called “then”."),
        ({"op": "connect", "source": "mail", "target": "start"}, "“Order created” starts the workflow, so nothing can lead to it."),
        ({"op": "connect", "source": "tag", "target": "mail"}, "These two steps are connected already."),
        ({"op": "connect", "source": "mail", "target": "big"}, "That would make a loop: Send e-mail → Check if → Add tags → Send e-mail. A workflow only goes forward."),
        ({"op": "connect", "source": "tag", "target": "tag"}, "That would make a loop: Add tags → Add tags. A workflow only goes forward."),
        ({"op": "disconnect", "source": "tag", "target": "big"}, "That arrow is not there any more."),
        ({"op": "delete", "step": "start"}, "The start can't be deleted. Replace it with another one."),
        ({"op": "delete", "step": "big"}, "“Check if” has several ways out. Say which one stays."),
        ({"op": "delete", "step": "big", "keep": "maybe"}, "“Check if” has no way out called “maybe”."),
        ({"op": "swap", "step": "start"}, "“Order created” has no two ways out to swap."),
        ({"op": "replace_trigger", "type": "logic.stop"}, "“Stop” can't start a workflow."),
        ({"op": "move", "step": "tag", "position": [1, 1]}, "“Add tags” is connected: say its offset."),
        ({"op": "duplicate", "step": "start"}, "A workflow has one start, so it can't be duplicated."),
        ({"op": "explode"}, "This change can't be read: op: Input tag 'explode' found using 'op' does not match any of the expected tags:"),
    ],
    ids=lambda value: value["op"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(op: dict[str, Any], sentence: str) -> None:
    assert refused(line(), **op).startswith(sentence)


def test_an_arrow_can_lead_elsewhere() -> None:
    edge = {"source": "tag", "port": "next", "target": "mail"}
    after = do(line(), op="reconnect", edge=edge, target="other").document
    assert "tag.next other" in arrows(after)
    assert "tag.next mail" not in arrows(after)
    assert "That would make a loop" in refused(line(), op="reconnect", edge=edge, target="big")


def test_deleting_heals_the_path() -> None:
    after = do(line(), op="delete", step="tag")
    assert arrows(after.document) == {"start.next big", "big.then mail", "big.otherwise other"}
    assert after.focus == "big"


@pytest.mark.parametrize(
    ("keep", "left", "edges"),
    [
        ("then", {"start", "tag", "mail"}, {"start.next tag", "tag.next mail"}),
        ("otherwise", {"start", "other"}, {"start.next other"}),
        ("none", {"start"}, set()),
    ],
)
def test_deleting_a_condition_keeps_the_way_that_was_named(
    keep: str, left: set[str], edges: set[str]
) -> None:
    after = do(line(), op="delete", step="big", keep=keep).document
    assert {step.id for step in after.steps} == left
    assert arrows(after) == edges


def test_a_step_where_branches_meet_survives_the_branch_that_goes() -> None:
    document = do(line(), op="connect", source="other", target="mail").document
    after = do(document, op="delete", step="big", keep="otherwise").document
    assert arrows(after) == {"start.next other", "other.next mail"}


def test_slots_follow_the_steps() -> None:
    document = do(line(), op="tidy").document
    assert {name: slot.kind for name, slot in document.slots.items()} == {
        "mail": ["email"],
        "shop": ["shopify", "woocommerce", "demo"],
    }
    less = do(document, op="delete", step="mail").document
    less = do(less, op="delete", step="other").document
    assert set(less.slots) == {"shop"}


def test_the_start_is_replaced_and_keeps_its_place() -> None:
    after = do(line(), op="replace_trigger", type="time.schedule").document
    assert after.steps[0].id == "start"
    assert after.steps[0].type == "time.schedule"
    assert "start.next big" in arrows(after)
    assert do(drawn(), op="replace_trigger", type="order.created").focus == "start"


def test_ways_out_swap() -> None:
    after = arrows(do(line(), op="swap", step="big").document)
    assert {"big.otherwise tag", "big.then other"} <= after


def test_settings_that_lose_a_way_lose_its_arrows() -> None:
    document = drawn("start.next way", start="order.created", way="logic.switch", tag="order.add_tags")
    document = do(document, op="configure", step="way", settings={"cases": ["eu", "us"]}).document
    document = do(document, op="connect", source="way", port="us", target="tag").document
    assert (
        do(document, op="configure", step="way", settings={"cases": ["us"]}).document.edges == document.edges
    )
    assert arrows(do(document, op="configure", step="way", settings={"cases": ["eu"]}).document) == {
        "start.next way"
    }


def test_moving_renaming_and_notes() -> None:
    document = do(line(), op="move", step="tag", offset=[24, -24]).document
    assert document.to_json()["steps"][2]["offset"] == [24, -24]
    assert do(document, op="tidy").document.steps[2].offset is None
    assert do(document, op="rename", name=" Thanks ").document.name == "Thanks"
    assert do(document, op="note", step="tag", text="why").document.steps[2].note == "why"
    noted = do(document, op="note", text="ask Anna", position=[5, 5]).document
    assert noted.notes[0].id == "note_1"
    assert do(noted, op="note", id="note_1", text="").document.notes == []
    assert do(noted, op="note", id="note_1", text="asked").document.notes[0].position == (5, 5)


def test_how_often_a_step_tries() -> None:
    kept = do(line(), op="set_retry", step="mail", tries="3", pause="2.5")
    assert kept.document.to_json()["steps"][3]["retry"] == {"tries": 3, "pause": 2.5}
    assert kept.focus == "mail"
    assert do(line(), op="set_retry", step="mail", tries=1).document.steps[3].retry == Retry(tries=1)
    assert do(kept.document, op="set_retry", step="mail").document.steps == line().steps


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"step": "big", "tries": 3}, "asks no service for anything"),
        ({"step": "start", "tries": 3}, "asks no service for anything"),
        ({"step": "gone", "tries": 3}, "no step “gone” here"),
        ({"step": "mail", "pause": 3}, "how many times"),
        ({"step": "mail", "tries": 0}, "between 1 and 100"),
        ({"step": "mail", "tries": 101}, "between 1 and 100"),
        ({"step": "mail", "tries": 3, "pause": 90_000}, "24 hours at most"),
        ({"step": "mail", "tries": 3, "pause": -1}, "24 hours at most"),
    ],
)
def test_how_often_a_step_tries_has_its_rules(fields: dict[str, Any], told: str) -> None:
    assert told in refused(line(), op="set_retry", **fields)


def test_a_copy_follows_its_original() -> None:
    after = do(line(), op="duplicate", step="tag")
    assert {"tag.next tag_2", "tag_2.next mail"} <= arrows(after.document)
    assert after.focus == "tag_2"


def test_pasting_makes_ids_new_and_texts_follow() -> None:
    copied = line().to_json()
    copied["steps"][3]["settings"] = {"subject": "{{ steps.tag.x }} {{ steps.tags.y }}"}
    pasted = do(
        line(), op="paste", after="other", steps=copied["steps"][2:4], edges=copied["edges"], port="next"
    ).document
    assert {"other.next tag_2", "tag_2.next mail_2"} <= arrows(pasted)
    mail = pasted.step("mail_2")
    assert mail is not None
    assert mail.settings == {"subject": "{{ steps.tag_2.x }} {{ steps.tags.y }}"}
    loose = do(line(), op="paste", position=[9, 9], steps=copied["steps"][:3], edges=copied["edges"]).document
    assert len(loose.steps) == 7  # the start is left out
    assert loose.steps[-2].position == (9, 9)


def test_a_way_whose_name_is_not_finished_takes_no_arrow() -> None:
    document = drawn("start.next which", start="order.created", which="logic.switch")
    document.steps[1].settings = {"cases": ["<b>bold</b>"]}
    with pytest.raises(InvalidInput, match="Rename “<b>bold</b>” first"):
        do(document, op="add", type="order.add_tags", after="which")
