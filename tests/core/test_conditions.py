"""Conditions: operators per type, groups, lists, and the because."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import comparing, conditions
from app.core.conditions import evaluate, read
from app.core.fields import FACTS, example_names
from app.core.operators import OPERATORS, for_type
from app.errors import InvalidInput

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAMES: dict[str, Any] = {
    **example_names(FACTS),
    "steps": {
        "http": {"status": 200, "text": "Hello", "sku": "0010", "list": ["a", "B"], "ok": True, "blank": "  "}
    },
}


def passes(field: str, operator: str, value: Any = None, **names: Any) -> bool:
    group = read({"all": [{"field": field, "operator": operator, "value": value}]})
    return evaluate(group, {**NAMES, **names}, now=NOW, zone="Europe/Berlin").passed


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("order.total", "equals", "129"),
        ("order.total", "equals", 129.0),
        ("order.total", "greater_than", "128.99"),
        ("order.total", "less_than", "129.01"),
        ("order.total", "at_least", "129.000"),
        ("order.total", "at_most", 129),
        ("order.total", "between", [200, "100"]),
        ("order.total", "any_of", ["1", "129"]),
        ("order.total", "greater_than", {"field": "customer.orders_count"}),
        ("customer.email", "equals", " ANNA@example.com "),
        ("customer.email", "contains", "NA@"),
        ("customer.email", "starts_with", "Anna"),
        ("customer.email", "ends_with", ".COM"),
        ("customer.email", "any_of", ["x", "anna@example.com"]),
        ("customer.tags", "includes", "Newsletter"),
        ("customer.tags", "includes_any", ["x", "NEWSLETTER"]),
        ("customer.tags", "includes_all", ["newsletter"]),
        ("customer.accepts_marketing", "equals", True),
        ("customer.accepts_marketing", "equals", "yes"),
        ("customer.accepts_marketing", "not_equals", False),
        ("order.created_at", "within", {"relative": "-12 months"}),
        ("order.created_at", "before", {"relative": "-1 day"}),
        ("order.created_at", "after", "2020-01-01"),
        ("order.created_at", "not_before", "2020-01-01"),
        ("order.created_at", "not_after", {"relative": "-1 minute"}),
        ("order.total", "multiple_of", "43"),
        ("steps.http.status", "equals", 200),
        ("steps.http.status", "equals", "200.0"),
        ("steps.http.status", "at_least", 200),
        ("steps.http.ok", "equals", "true"),
        ("steps.http.list", "equals", ["b", "A"]),
        ("steps.http.list", "contains", "b"),
        ("steps.http.blank", "empty", None),
        ("steps.http.nothing", "empty", None),
        ("steps.http.text", "not_empty", None),
    ],
)
def test_passes(field: str, operator: str, value: Any) -> None:
    assert passes(field, operator, value)
    opposite = {"includes": "not_includes", "empty": "not_empty", "not_empty": "empty", "any_of": "none_of",
                "not_equals": "equals"}.get(operator, f"not_{operator}")  # fmt: skip
    if opposite in OPERATORS:
        assert not passes(field, opposite, value)


@pytest.mark.parametrize(
    ("field", "operator", "value"),
    [
        ("order.total", "greater_than", "129"),
        ("order.total", "less_than", 129),
        ("order.total", "between", ["130", "140"]),
        ("order.name", "greater_than", 5),
        ("steps.http.sku", "equals", "10"),
        ("steps.http.text", "equals", True),
        ("steps.http.ok", "equals", "perhaps"),
        ("steps.http.text", "before", "2026-01-01"),
        ("steps.http.text", "within", {"relative": "1 day"}),
        ("order.created_at", "equals", "yesterday"),
        ("order.total", "between", {"field": "order.total"}),
        ("order.created_at", "after", {"relative": "999999 years"}),
        ("customer.tags", "includes_all", {"field": "steps.http.nothing"}),
    ],
)
def test_does_not_pass(field: str, operator: str, value: Any) -> None:
    assert not passes(field, operator, value)


@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_empty_and_missing_are_one_idea(operator: str) -> None:
    takes = OPERATORS[operator].takes
    number = "2026-01-01" if OPERATORS[operator].types == {comparing.MOMENT} else "5"
    values: dict[str, Any] = {
        "nothing": None, "one": number, "many": [*OPERATORS[operator].choices][:1] or ["5"], "two": [1, 2],
        "span": {"relative": "-1 day"}, "clock": ["09:00", "17:00"],
    }  # fmt: skip
    value = values[takes]
    nothings: list[Any] = [None, "", "  ", []]
    answers = {passes("steps.x.y", operator, value, steps={"x": {"y": nothing}}) for nothing in nothings}
    answers.add(passes("steps.x.y", operator, value, steps={}))
    negative = (
        operator == "empty"
        or operator == "none_of"
        or (operator.startswith("not_") and operator not in ("not_empty", "not_before", "not_after"))
    )
    assert answers == {negative}


def test_a_day_is_a_day_on_the_stores_calendar() -> None:
    late = {"order": {"created_at": "2026-03-01T23:30:00Z"}}
    assert passes("order.created_at", "equals", "2026-03-02", **late)
    assert not passes("order.created_at", "equals", "2026-03-01", **late)
    assert passes("order.created_at", "equals", "2026-03-02T00:30:00+01:00", **late)


@pytest.mark.parametrize(
    ("settings", "passed", "told"),
    [
        ({"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}, True,
         "the order total is 129.00 EUR, which is greater than 100"),
        ({"all": [{"field": "order.total", "operator": "less_than", "value": "100"},
                  {"field": "order.total", "operator": "empty"}]}, False,
         "which is not less than 100, the order total is 129.00 EUR, so it is not empty"),
        ({"any": [{"field": "order.total", "operator": "less_than", "value": "100"},
                  {"field": "customer.email", "operator": "contains", "value": "anna"}]}, True,
         "e-mail is anna@example.com, which contains anna"),
        ({"all": [{"any": [{"field": "steps.http.ok", "operator": "equals", "value": False},
                           {"field": "steps.http.ok", "operator": "equals", "value": True}]}]}, True,
         "the ok of step “http” is yes"),
        ({"all": [{"field": "steps.none", "operator": "equals", "value": {"field": "steps.http.text"}}]}, False,
         "steps.none is empty, not the text of step “http” (Hello)"),
        ({"all": [{"field": "order.created_at", "operator": "within", "value": {"relative": "-1 day"}}]}, False,
         "which is not within the last 1 day"),
        ({"all": [{"field": "order.created_at", "operator": "before", "value": {"relative": "2 weeks"}}]}, True,
         "which is before 2 weeks from now"),
        ({"all": [{"field": "steps.http.list", "operator": "includes", "value": "z"}]}, False,
         "the list of step “http” are a, B and do not include z"),
    ],
)  # fmt: skip
def test_says_the_value_found_and_the_value_asked_for(settings: Any, passed: bool, told: str) -> None:
    verdict = evaluate(read(settings), NAMES, now=NOW)
    assert verdict.passed is passed
    assert told in str(verdict.because)


@pytest.mark.parametrize(
    ("quantifier", "count", "most", "passed"),
    [("at_least_one", None, 50, True), ("all", None, 50, False), ("all", None, 500, True), ("none", None, 1, True),
     ("none", None, 50, False), ("exactly", 1, 50, True), ("exactly", 2, 50, False), ("at_least", 2, 500, True),
     ("at_least", 3, 500, False)],
)  # fmt: skip
def test_lists(quantifier: str, count: int | None, most: int, passed: bool) -> None:
    test = {"list": "order.line_items", "quantifier": quantifier, "all": [
        {"field": "item.price", "operator": "less_than", "value": most}]}  # fmt: skip
    verdict = evaluate(
        read({"all": [test | ({"count": count} if count is not None else {})]}), NAMES, now=NOW
    )
    assert verdict.passed is passed
    assert " of 2 in the items fit, and " in str(verdict.because)


def test_a_missing_list_is_empty() -> None:
    test = {
        "list": "steps.none",
        "quantifier": "at_least_one",
        "any": [{"field": "item", "operator": "equals", "value": "x"}],
    }
    assert not evaluate(read({"all": [test]}), NAMES, now=NOW).passed
    assert evaluate(read({"all": [test | {"quantifier": "none"}]}), NAMES, now=NOW).passed
    assert evaluate(read({"all": [test | {"list": "steps.http.list", "any": [
        {"field": "item", "operator": "equals", "value": "b"}]}]}), NAMES, now=NOW).passed  # fmt: skip


def test_names_the_fields_that_it_reads() -> None:
    group = read({"any": [
        {"field": "order.total", "operator": "equals", "value": {"field": "order.subtotal"}},
        {"all": [{"list": "order.line_items", "quantifier": "all", "all": [
            {"field": "item.price", "operator": "less_than", "value": {"field": "order.total"}},
            {"list": "item.properties", "quantifier": "none", "all": [
                {"field": "item.name", "operator": "empty"}]}]}]}]})  # fmt: skip
    assert conditions.paths(group.any or ()) == {"order.total", "order.subtotal", "order.line_items"}


def test_is_told_in_words() -> None:
    group = read({"any": [
        {"field": "order.total", "operator": "between", "value": [1, 2]},
        {"field": "order.total", "operator": "less_than", "value": {"field": "order.subtotal"}},
        {"all": [{"field": "order.created_at", "operator": "within", "value": {"relative": "3 days"}}]},
        {"list": "order.line_items", "quantifier": "exactly", "count": 2, "all": [
            {"field": "item.quantity", "operator": "equals", "value": 1}]}]})  # fmt: skip
    told = str(conditions.told(group.any or (), False))
    assert told.count(" or ") == 3
    assert "the order total is between 1, 2" in told
    assert "within the next 3 days" in told
    assert "exactly 2 should pass this: the quantity is 1" in told


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "one of the two"),
        ({"all": [], "any": []}, "has to be filled in"),
        (
            {"all": [{"field": "a", "operator": "empty"}], "any": [{"field": "a", "operator": "empty"}]},
            "one of the two",
        ),
        ({"all": [{"field": "a", "operator": "eval"}]}, "no operator called eval"),
        ({"all": [{"field": "a..b", "operator": "empty"}]}, "not written as it should be"),
        ({"all": [{"field": "a", "operator": "equals", "value": " "}]}, "asks for a value"),
        ({"all": [{"field": "a", "operator": "equals", "value": {"x": 1}}]}, "asks for a value"),
        ({"all": [{"field": "a", "operator": "between", "value": [1]}]}, "asks for two values"),
        ({"all": [{"field": "a", "operator": "greater_than", "value": "x"}]}, "x is not a number"),
        ({"all": [{"field": "a", "operator": "before", "value": "x"}]}, "x is not a date"),
        ({"all": [{"field": "a", "operator": "within", "value": "3"}]}, "asks for a span of time"),
        (
            {"all": [{"field": "a", "operator": "before", "value": {"relative": "soon"}}]},
            "is not a span of time",
        ),
        (
            {"all": [{"list": "a", "quantifier": "exactly", "all": [{"field": "a", "operator": "empty"}]}]},
            "how many",
        ),
        ({"all": [{"surprise": 1}]}, "surprise"),
        ({"all": ["x"]}, "not put together"),
    ],
)
def test_what_is_no_condition_is_refused(settings: Any, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(settings)
    assert told in str(refused.value)


def test_groups_nest_only_so_deep() -> None:
    settings: Any = {"all": [{"field": "a", "operator": "empty"}]}
    for _ in range(conditions.DEEPEST - 1):
        settings = {"any": [settings]}
    read(settings)
    with pytest.raises(InvalidInput, match="8 deep"):
        read({"all": [settings]})


def test_each_type_has_its_operators() -> None:
    of = {kind: [o.name for o in for_type(kind)] for kind in ("yes_no", "list")}
    single = ["changed", "not_changed", "changed_to", "changed_from", "changed_from_to"]
    assert of["yes_no"] == ["equals", "not_equals", *single, "empty", "not_empty"]
    assert of["list"] == ["changed", "not_changed", "empty", "not_empty"]
    assert "includes" in [o.name for o in for_type("list[text]")]
    assert "contains" in [o.name for o in for_type("unheard of")]
    assert "greater_than" in [o.name for o in for_type("money")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(OPERATORS)), JSON, JSON)
def test_evaluating_never_fails(operator: str, found: Any, asked: Any) -> None:
    names = {"order": {"total": found, "created_at": found, "currency": "EUR"}, "other": asked}
    for field in ("order.total", "order.created_at", "other"):
        test = {"field": field, "operator": operator, "value": {"field": "other"}}
        if OPERATORS[operator].takes == "clock":
            test["value"] = ["09:00", "17:00"]
        if OPERATORS[operator].choices:
            test["value"] = [*OPERATORS[operator].choices][:2]
        if OPERATORS[operator].takes == "span":
            test["value"] = {"relative": "1 day"}
        assert str(evaluate(read({"all": [test]}), names, now=NOW).because)


def test_what_stands_inside_a_group_or_a_list_is_judged_alike() -> None:
    """Any or every, and the store's own clock, wherever a test stands."""
    names = {
        "steps": {
            "s": {"days": [{"at": "2026-11-22T23:30:00Z", "n": 1}, {"at": "2026-11-23T00:30:00Z", "n": 2}]}
        }
    }
    late = {"field": "item.at", "operator": "after", "value": "2026-11-23T00:00"}
    second = {"field": "item.n", "operator": "equals", "value": 2}
    berlin = "Europe/Berlin"

    def counted(tests: dict[str, Any], zone: str) -> str:
        among = {"list": "steps.s.days", "quantifier": "exactly", "count": 2, **tests}
        return str(evaluate(read({"all": [among]}), names, now=NOW, zone=zone).because)[:6]

    assert [counted({"all": [late]}, zone) for zone in (berlin, "UTC")] == ["2 of 2", "1 of 2"]
    assert [counted({"any": [late, second]}, zone) for zone in (berlin, "UTC")] == ["2 of 2", "1 of 2"]
    assert [counted({"all": [late, second]}, zone) for zone in (berlin, "UTC")] == ["1 of 2", "1 of 2"]
    assert counted({"all": [{"any": [late, second]}]}, berlin) == "2 of 2"
    assert counted({"any": [{"all": [late, second]}]}, berlin) == "1 of 2"
    recent = {"field": "item.at", "operator": "within", "value": {"relative": "-9 hours"}}
    assert counted({"all": [{"all": [recent]}]}, "UTC") == counted({"all": [recent]}, "UTC") == "1 of 2"


def test_items_are_told_by_the_names_of_their_fields() -> None:
    item = {"list": "order.line_items", "quantifier": "all", "all": [
        {"field": "item.price", "operator": "less_than", "value": 1}]}  # fmt: skip
    verdict = evaluate(read({"all": [{"any": [item]}]}), NAMES, now=NOW)
    assert str(verdict.because) == "0 of 2 in the items fit, and all should"


def test_without_a_zone_the_clock_is_utc() -> None:
    test = {"field": "order.created_at", "operator": "equals", "value": "2026-11-23"}
    order = {"order": {"created_at": "2026-11-23T23:59:00Z"}}
    assert evaluate(read({"all": [test]}), order, now=NOW).passed
