"""Forms out of models, and back: what was typed is never lost, and each error stands at its field."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from pydantic import BaseModel, SecretStr
from starlette.datastructures import FormData

from app.core.node import setting
from app.nodes import catalogue
from app.ui import condition_form, forms
from app.ui.condition_form import Tree
from app.ui.pages import TEMPLATES

FACTS = {"order": "Order", "customer": "Customer"}


class Everything(BaseModel):
    """One field of each widget."""

    name: str = setting("Name", min_length=1)
    note: str = setting("Note", default="", widget="area")
    often: int = setting("How often", default=1, ge=1, le=9, widget="span")
    unit: Literal["hours", "days"] = setting("Unit", default="days")
    price: float | None = setting("Price", default=None)
    colour: Literal["red", "blue"] = setting("Colour", default="red", choices={"red": "Red", "blue": "Blue"})
    tags: list[str] = setting("Tags", min_length=1)
    loud: bool = setting("Loud", default=False)
    headers: dict[str, str] = setting("Headers", default=dict)
    key: SecretStr = setting("Key")


def posted(*pairs: tuple[str, str]) -> FormData:
    return FormData([(key, value) for key, value in pairs])


GOOD = (
    ("name", " Anna "), ("note", "one\r\ntwo"), ("often", "3"), ("unit", "hours"), ("price", "1,5"),
    ("colour", "blue"), ("tags", "vip,  big order\nnew,"), ("loud.there", "1"), ("loud", "1"),
    ("headers.there", "1"), ("headers.name", "X-A"), ("headers.value", "1"), ("headers.name", ""),
    ("headers.value", ""), ("key", "secret"),
)  # fmt: skip


def test_a_form_becomes_the_model() -> None:
    values = forms.typed(Everything, posted(*GOOD))
    assert values == {
        "name": "Anna", "note": "one\ntwo", "often": 3, "unit": "hours", "price": 1.5, "colour": "blue",
        "tags": ["vip", "big order", "new"], "loud": True, "headers": {"X-A": "1"}, "key": "secret",
    }  # fmt: skip
    verdict = forms.judged(Everything, values)
    assert verdict.model is not None
    assert verdict.errors == {}


def test_what_does_not_fit_is_shown_again_with_its_error() -> None:
    bad = [(key, {"often": "many", "name": "", "tags": ""}.get(key, value)) for key, value in GOOD]
    values = forms.typed(Everything, posted(*bad))
    verdict = forms.judged(Everything, values)
    assert {name: str(said) for name, said in verdict.errors.items()} == {
        "name": "“Name” has to be filled in",
        "often": "“How often” has to be a whole number",
        "tags": "“Tags” has to be filled in",
    }
    page = rendered(forms.controls(Everything, values, verdict.errors))
    assert 'value="many"' in page
    assert "“How often” has to be a whole number" in page
    assert 'aria-describedby="set-often-error"' in page
    assert page.count('aria-invalid="true"') == 3
    assert "secret" not in page, "a secret never comes out"


def test_an_unticked_box_and_empty_fields() -> None:
    values = forms.typed(
        Everything, posted(("loud.there", "1"), ("headers.there", "1"), ("price", ""), ("key", ""))
    )
    assert values == {"loud": False, "headers": {}}
    assert forms.typed(Everything, posted()) == {}


def rendered(controls: list[forms.Control]) -> str:
    source = '{% import "forms/widgets.html" as widgets %}{{ widgets.controls(controls) }}'
    return TEMPLATES.from_string(source).render(controls=controls)


def fields_of(page: str) -> FormData:
    """What a browser would post of the page."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        pairs: list[tuple[str, str]] = []
        select, area, first = "", "", ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            a = {key: value or "" for key, value in attrs}
            if (
                tag == "input"
                and "name" in a
                and (a.get("type") not in ("checkbox", "radio") or "checked" in a)
            ):
                self.pairs.append((a["name"], a.get("value", "")))
            elif tag == "select":
                self.select, self.first = a.get("name", ""), "?"
            elif tag == "option" and self.select:
                if self.first == "?":
                    self.pairs.append((self.select, a.get("value", "")))
                    self.first = ""
                elif "selected" in a:
                    self.pairs[-1] = (self.select, a.get("value", ""))
            elif tag == "textarea":
                self.area = a["name"]
                self.pairs.append((self.area, ""))

        def handle_endtag(self, tag: str) -> None:
            if tag == "select":
                self.select = ""
            elif tag == "textarea":
                self.area = ""

        def handle_data(self, data: str) -> None:
            if self.area:
                self.pairs[-1] = (self.area, self.pairs[-1][1] + data)

    reader = Reader()
    reader.pairs = []
    reader.feed(page)
    return FormData([(key, value.removeprefix("\n")) for key, value in reader.pairs])


@pytest.mark.parametrize("name", catalogue())
def test_every_node_survives_its_own_form(name: str) -> None:
    """Settings shown as a page and posted back unchanged are the same settings."""
    node = catalogue()[name]
    for example in node.examples:
        page = rendered(forms.controls(node, example.settings, None, FACTS))
        typed = forms.typed(node, fields_of(page))
        assert node.model_validate(typed) == node.model_validate(dict(example.settings))


@pytest.mark.parametrize(
    "settings",
    [
        {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]},
        {"any": [{"field": "order.tags", "operator": "includes_any", "value": ["a", "b"]},
                 {"field": "order.note", "operator": "empty"}]},
        {"all": [{"field": "order.total", "operator": "between", "value": ["1", "9"]},
                 {"any": [{"field": "order.created_at", "operator": "within", "value": {"relative": "-6 months"}},
                          {"field": "order.total", "operator": "at_least", "value": {"field": "order.subtotal"}}]}]},
        {"all": [{"list": "order.line_items", "quantifier": "at_least", "count": 2,
                  "all": [{"field": "item.sku", "operator": "starts_with", "value": "TEA"}]}]},
        {"all": [{"field": "order.created_at", "operator": "before", "value": {"relative": "3 days"}}]},
    ],
    ids=["number", "list of text", "nested", "a list", "relative"],
)  # fmt: skip
def test_conditions_survive_the_builder(settings: dict[str, Any]) -> None:
    node = catalogue()["logic.check"]
    page = rendered(forms.controls(node, settings, None, FACTS))
    typed = forms.typed(node, fields_of(page))
    assert typed == settings
    assert forms.judged(node, typed).errors == {}


def rows(*pairs: tuple[str, str], do: str = "") -> dict[str, Any]:
    return condition_form.typed(posted(*pairs, ("do", do)))


ONE = (
    ("c.join", "all"),
    ("c.0.kind", "test"),
    ("c.0.field", "order.total"),
    ("c.0.operator", "equals"),
    ("c.0.value", "1"),
)
TEST = {"field": "order.total", "operator": "equals", "value": "1"}
BLANK = {"field": "", "operator": "", "value": None}


def test_rows_are_added_and_taken_away() -> None:
    assert rows(*ONE) == {"all": [TEST]}
    assert rows(*ONE, do="add:c") == {"all": [TEST, BLANK]}
    assert rows(*ONE, do="group:c") == {"all": [TEST, {"all": [BLANK]}]}
    assert rows(*ONE, do="list:c") == {
        "all": [TEST, {"list": "", "quantifier": "at_least_one", "all": [BLANK]}]
    }
    assert rows(*ONE, do="remove:c.0") == {}
    inside = (*ONE, ("c.1.kind", "group"), ("c.1.join", "any"), ("c.1.0.kind", "test"), ("c.1.0.field", "order.note"),
              ("c.1.0.operator", "empty"))  # fmt: skip
    note = {"field": "order.note", "operator": "empty"}
    assert rows(*inside, do="add:c.1") == {"all": [TEST, {"any": [note, BLANK]}]}
    assert rows(*inside, do="remove:c.1") == {"all": [TEST]}


def test_a_new_condition_begins_with_one_empty_row() -> None:
    tree: Tree = condition_form.tree({}, FACTS)
    assert [(row.kind, row.field) for row in tree.rows] == [("test", "")]
    assert [fact for fact, _ in tree.groups] == ["Order", "Customer"]


def test_the_operators_follow_the_field_and_errors_stand_at_their_row() -> None:
    node = catalogue()["logic.check"]
    values = {"all": [TEST, {"field": "order.total", "operator": "contains", "value": ""}]}
    verdict = forms.judged(node, values)
    [control] = forms.controls(node, values, verdict.errors, FACTS)
    assert control.tree is not None
    first, second = control.tree.rows
    assert first.error is None
    assert str(second.error) == "“contains” asks for a value"
    assert second.operator == "equals", "a field of another type offers other operators"
    assert control.error is None


def test_a_file_with_junk_in_it_is_shown_and_not_a_crash() -> None:
    node = catalogue()["logic.check"]
    for junk in (
        {"all": "x"},
        {"all": [1, {"list": 3}]},
        {"any": [{"field": 5, "operator": [], "value": {"field": 1}}]},
    ):
        assert "c.join" in rendered(forms.controls(node, junk, None, FACTS))
