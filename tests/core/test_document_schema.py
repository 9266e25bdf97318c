"""The published schema really describes documents: a library that is not ours takes all of them, and no wrong one."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from app.core.document_schema import document_schema
from app.core.template import fill
from app.engine.templates import templates
from app.nodes import catalogue

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = document_schema(catalogue())
CHECKED = jsonschema.Draft202012Validator(SCHEMA)


def test_it_is_a_schema_that_takes_every_document_of_ours() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    documents = {
        path.name: json.loads(path.read_text("utf-8")) for path in (ROOT / "workflows").glob("*.json")
    }
    documents |= {one.id: fill(one, one.defaults()).to_json() for one in templates().values()}
    assert len(documents) > 60
    wrong = [
        (name, error.json_path, error.message)
        for name, one in documents.items()
        for error in CHECKED.iter_errors(one)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "change",
    [
        {"steps": [{"id": "s", "type": "time.wait", "settings": {"amount": "many", "unit": "days"}}]},
        {"steps": [{"id": "s", "type": "order.add_tags", "settings": {"tags": 1}}]},
        {"steps": [{"id": "s s", "type": "order.created"}]},
        {"unheard": 1},
        {"version": 2},
    ],
)
def test_it_refuses_what_is_wrong(change: dict[str, object]) -> None:
    assert not CHECKED.is_valid({"name": "x", **change})


def test_a_kind_of_step_that_is_not_known_may_hold_anything() -> None:
    assert CHECKED.is_valid(
        {"name": "x", "steps": [{"id": "s", "type": "plugin.new", "settings": {"a": [1]}}]}
    )
