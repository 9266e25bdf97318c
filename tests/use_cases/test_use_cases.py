"""What shop owners want done can be drawn, passes the check, and does just that on what stores really send."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.core.document import Workflow
from app.core.graph import check
from app.core.sentence import Json
from app.engine.abilities import abilities
from app.nodes import catalogue
from tests.use_cases.playing import playing

HERE = Path(__file__).parent
CASES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("[0-9]*.json"))}
NOT_POSSIBLE = HERE / "not_possible.json"
ROWS = {*range(1, 59), *range(63, 91)}
"""Of the list of use cases: running a store, and the customer's life with it."""
LEAST = 65


@pytest.mark.parametrize("name", CASES)
async def test_a_use_case_runs(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    async with playing(case, tmp_path) as play:
        assert await play.draw() == []
        await play.run()
        assert [ended for ended in await play.ended() if ended[0] not in ("done", "stopped")] == []
        asked = [effect.pack() for effect in play.outside.asked]
        reads = {
            effect["effect"] for effect, e in zip(asked, play.outside.asked, strict=True) if e.kind == "read"
        }
        assert unexpected(asked, case["expect"], reads) == [], asked
        assert not {effect["effect"] for effect in asked} & set(case.get("not", ()))
        undone = [effect.pack() for effect in play.outside.undone]
        assert unexpected(undone, case.get("undone", []), set()) == []
        for sheet, rows in case.get("tables", {}).items():
            table = await play.table(sheet)
            assert len(table) == len(rows)
            assert all(says(wanted, row) for wanted, row in zip(rows, table, strict=True)), table


@pytest.mark.parametrize("name", CASES)
def test_it_fits_every_store_that_it_names(name: str) -> None:
    for drawn in [CASES[name]["workflow"], *CASES[name].get("also", ())]:
        document = Workflow.model_validate({"id": "any", **drawn})
        others = {slot: place.kind[0] for slot, place in document.slots.items()}
        for kind in document.slots["shop"].kind if "shop" in document.slots else ():
            found = check(document, catalogue(), bound={**others, "shop": kind}, can=abilities())
            assert [(kind, problem.step, str(problem.because)) for problem in found] == []


def unexpected(asked: list[dict[str, Json]], wanted: list[Mapping[str, Any]], reads: set[str]) -> list[str]:
    """What was asked for and is not wanted, or is wanted in vain; in order. A read that is not named is no surprise."""
    left, found = list(wanted), []
    for effect in asked:
        if left and says(left[0], effect):
            left.pop(0)
        elif effect["effect"] not in reads:
            found.append(f"not wanted: {effect}")
    return found + [f"in vain: {effect}" for effect in left]


def says(wanted: Json, found: Json) -> bool:
    """Whether ``found`` says all of ``wanted``; of a text ``{"has": part}`` asks for a part only."""
    if isinstance(wanted, Mapping):
        if set(wanted) == {"has"} and isinstance(found, str):
            return all(
                part in found
                for part in ([wanted["has"]] if isinstance(wanted["has"], str) else wanted["has"])
            )
        return isinstance(found, Mapping) and all(
            says(value, found.get(name)) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(found, (list, tuple)) and len(wanted) == len(found) and all(map(says, wanted, found))
        )
    return bool(wanted == found)


def test_every_row_is_a_workflow_or_has_its_reason() -> None:
    rows = [case["row"] for case in CASES.values()]
    reasons = json.loads(NOT_POSSIBLE.read_text("utf-8"))
    assert all(name.startswith(f"{row:02}-") for name, row in zip(CASES, rows, strict=True))
    assert len(set(rows)) == len(rows)
    assert not set(rows) & set(map(int, reasons))
    assert {*rows, *map(int, reasons)} == ROWS
    assert len(rows) >= LEAST
    assert all(len(reason) > 40 for reason in reasons.values())
