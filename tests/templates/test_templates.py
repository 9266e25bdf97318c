"""Each template checks clean wherever it says that it works, and does on recorded messages what it promises."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.core.graph import check
from app.core.template import REAL, Template, Wrong, fill
from app.core.words import paragraph
from app.engine.abilities import abilities
from app.engine.starters import shipped
from app.engine.templates import templates
from app.nodes import catalogue
from tests.use_cases.playing import playing
from tests.use_cases.test_use_cases import unexpected

HERE = Path(__file__).parent
GOLDEN = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("*.json"))}
LEAST = 60
QUESTIONS = 10
RUNS = [(name, n) for name, golden in GOLDEN.items() for n in range(len(golden["runs"]))]


def test_there_are_enough_each_with_its_golden_run_and_under_its_own_name() -> None:
    files = [path.stem for path in shipped("templates")]
    assert sorted(templates()) == files == sorted(GOLDEN)
    assert len(files) >= LEAST
    assert len({one.name for one in templates().values()}) == len(files)


@pytest.mark.parametrize("name", templates())
def test_it_is_right_wherever_it_works(name: str) -> None:
    template = templates()[name]
    assert len(template.promise) > 40
    assert template.only or set(REAL) <= set(template.platforms)
    document = fill(template, template.defaults())
    others = {slot: place.kind[0] for slot, place in document.slots.items()}
    for platform in template.platforms:
        bound = {**others, "shop": platform} if "shop" in document.slots else others
        found = check(document, catalogue(), bound=bound, can=abilities())
        assert [(platform, problem.step, str(problem.because)) for problem in found] == []
    assert len(str(paragraph(document, catalogue()))) > 40


@pytest.mark.parametrize("name", GOLDEN)
def test_ten_questions_have_an_answer(name: str) -> None:
    """Who gets what, when: what an owner can tell from the card, the paragraph and the blanks alone."""
    questions = GOLDEN[name]["questions"]
    assert len(questions) == len({question for question, _ in questions}) == QUESTIONS
    assert all(question.endswith("?") and answer.strip() for question, answer in questions)


@pytest.mark.parametrize(("name", "n"), RUNS)
async def test_it_does_what_it_promises(name: str, n: int, tmp_path: Path) -> None:
    golden = GOLDEN[name]
    template = templates()[name]
    drawn = fill(template, {**template.defaults(), **golden["answers"]}).to_json()
    case: dict[str, Any] = {**golden["runs"][n], "workflow": {**drawn, "id": "golden"}}
    async with playing(case, tmp_path) as play:
        assert await play.draw() == []
        await play.run()
        ended = await play.ended()
        assert ended, "it never started, so it shows nothing"
        assert [one for one in ended if one[0] not in ("done", "stopped")] == []
        asked = [effect.pack() for effect in play.outside.asked]
        reads = {one["effect"] for one, e in zip(asked, play.outside.asked, strict=True) if e.kind == "read"}
        assert unexpected(asked, case["expect"], reads) == [], asked
        assert not {effect["effect"] for effect in asked} & set(case.get("not", ()))
        undone = [effect.pack() for effect in play.outside.undone]
        assert unexpected(undone, case.get("undone", []), set()) == []


DRAWN: dict[str, Any] = {
    "version": 1,
    "id": "a",
    "name": "A",
    "promise": "Somebody is told something.",
    "goal": "care",
    "roles": ["owner"],
    "platforms": ["shopify", "woocommerce"],
    "blanks": [
        {"id": "worth", "question": "From what value?", "kind": "money", "default": "80", "least": 1},
        {"id": "said", "question": "What is said?", "kind": "text", "default": "Hello"},
    ],
    "workflow": {
        "steps": [
            {
                "id": "s",
                "type": "order.created",
                "settings": {"worth": {"blank": "worth"}, "body": "<p>[[said]]</p>"},
            }
        ]
    },
}


def test_answers_are_put_in_and_never_computed() -> None:
    template = Template.model_validate(DRAWN)
    [step] = fill(template, {"worth": "99,5", "said": "Tea & <b>more</b>"}).steps
    assert step.settings == {"worth": "99.50", "body": "<p>Tea &amp; &lt;b&gt;more&lt;/b&gt;</p>"}
    for said in ("{{ customer.email }}", "{% if 1 %}", "[[worth]]", "", "x" * 300, "a\x00b"):
        with pytest.raises(Wrong) as wrong:
            fill(template, {"worth": "0", "said": said})
        assert set(wrong.value.by_blank) == {"worth", "said"}


@pytest.mark.parametrize("given", ["", "many", "nan", "inf", "-1", "0", "1e999", {}, []])
def test_what_is_no_amount_is_refused(given: Any) -> None:
    with pytest.raises(Wrong):
        fill(Template.model_validate(DRAWN), {"worth": given, "said": "Hello"})


def test_a_blank_that_is_asked_for_is_used_and_the_other_way_round() -> None:
    for change in (
        {"blanks": [*DRAWN["blanks"], {**DRAWN["blanks"][0], "id": "more"}]},
        {"platforms": ["shopify"]},
    ):
        with pytest.raises(ValidationError, match=r"uses|platforms"):
            Template.model_validate({**DRAWN, **change})
