"""Calls of a store's own API: what may be written, and that no value ever becomes more than a value."""

import contextlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.api_calls import MOST_WORDS, filled, operation, path, template
from app.core.condition_parts import SettingError
from app.core.effects import Answer
from app.core.effects.api import (
    AskShopifyApi,
    AskWooCommerceApi,
    ChangeByShopifyApi,
    ChangeByWooCommerceApi,
)
from app.core.example import context
from app.core.node import Ask, Context, Example, Go
from app.errors import Permanent, StepError
from app.nodes.shopify.call_api import CallApi as Shopify
from app.nodes.woocommerce.call_api import CallApi as WooCommerce

QUERY = "query Weight($id: ID!) { order(id: $id) { ...W } } fragment W on Order { totalWeight }"
CLOSE = "mutation($id: ID!) { orderClose(input: {id: $id}) { userErrors { message } } }"


def ctx(**names: Any) -> Context:
    return replace(context(Example({}, "", names=names)))


def wanted(asked: Go | Ask) -> Any:
    assert isinstance(asked, Ask)
    return asked.want


def test_a_query_only_asks_and_a_mutation_changes() -> None:
    values = '{"id": "gid://shopify/Order/{{ order.id }}"}'
    asks = wanted(Shopify(text=QUERY, values=values).decide(ctx()))
    assert type(asks) is AskShopifyApi
    assert (asks.title, asks.text, asks.variables) == ("Weight", QUERY, {"id": "gid://shopify/Order/1001"})
    does = wanted(Shopify(text=CLOSE, values=values).decide(ctx()))
    assert type(does) is ChangeByShopifyApi
    assert (does.title, does.repeat) == ("orderClose", "never")
    assert wanted(Shopify(text="{ shop { name } location { id } }").decide(ctx())).title == "shop, location"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no GraphQL"),
        ("hello", "no GraphQL"),
        ("{ shop { name }", "no GraphQL"),
        ("{ a } { b }", "exactly one"),
        ("query A { a } mutation B { b }", "exactly one"),
        ("fragment F on Order { id }", "exactly one"),
        ("type A { b: Int }", "exactly one"),
        ("{ a } type A { b: Int }", "exactly one"),
        ("subscription { a }", "subscription"),
        ("mutation { a b }", "does one thing"),
        ("mutation { ...F } fragment F on M { a b }", "does one thing"),
        ("mutation { a: orderClose b: orderOpen }", "does one thing"),
        ("{ order(id: \"{{ order.id }}\") { id } }", "into the variables"),
        ("{% if true %}{ a }{% endif %}", "into the variables"),
        ("{ " * (MOST_WORDS + 1), "no GraphQL"),
        ("{ a" * 900 + " }" * 900, "nested too deeply|no GraphQL"),
    ],
)  # fmt: skip
def test_what_is_no_single_operation_is_refused_at_the_door(text: str, why: str) -> None:
    with pytest.raises(SettingError, match=why):
        operation(text)
    with pytest.raises(ValidationError):
        Shopify(text=text)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ("", r"\$id is missing"),
        ("{}", r"\$id is missing"),
        ('{"id": null}', r"\$id is missing"),
        ('{"id": "1", "more": 1}', r"no variable \$more"),
        ('["1"]', "write the variables like this"),
        ('{"id": {{ order.id }}}', "quotation marks"),
        ('{"id": "{{ order.id }}"', "quotation marks"),
        ("[" * 100 + "]" * 100, "too deeply"),
        ("[" * 100_000, "too long|too deeply|quotation"),
    ],
)
def test_variables_fit_the_text(values: str, why: str) -> None:
    with pytest.raises(ValidationError, match=re.compile(why, re.DOTALL)):
        Shopify(text=QUERY, values=values)


def test_a_variable_with_a_default_may_be_left_out() -> None:
    text = "query($n: Int! = 3, $after: String) { orders(first: $n, after: $after) { nodes { id } } }"
    assert wanted(Shopify(text=text).decide(ctx())).variables == {}


def test_a_value_behind_json_keeps_its_kind() -> None:
    written = {
        "n": "{{ order.item_count | json }}",
        "tags": ["{{ customer.tags | json }}"],
        "text": "{{ order.item_count }}",
        "two": "{{ order.id | json }}{{ order.id | json }}",
        "fix": 7,
        "no": None,
        "yes": True,
    }
    assert filled(template(json.dumps(written)), ctx()) == {
        "n": 3,
        "tags": [["newsletter"]],
        "text": "3",
        "two": '"1001""1001"',
        "fix": 7,
        "no": None,
        "yes": True,
    }


@given(st.text())
def test_no_value_breaks_out_of_its_place(text: str) -> None:
    here = ctx(customer={"note": text})
    written = template('{"a": {"note": "{{ customer.note }}", "b": [1]}}')
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    assert filled(written, here) == {"a": {"note": plain, "b": [1]}}
    typed = filled(template('{"note": "{{ customer.note | json }}"}'), here)
    assert typed == {"note": text}


@given(st.text())
def test_a_value_in_a_path_is_one_word_or_refused(text: str) -> None:
    with contextlib.suppress(Permanent):
        found = path("orders/{{ customer.note }}/notes", ctx(customer={"note": text}))
        assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
        assert found == f"orders/{text}/notes"


@pytest.mark.parametrize(
    "value", ["../users", "a/b", "", "..", "%2e%2e", "1?force=true", "1#", "https://e.example", "é"]
)
def test_a_path_that_begins_with_a_value_is_no_way_out_either(value: str) -> None:
    with pytest.raises(Permanent, match="no path below"):
        path("{{ customer.note }}/1", ctx(customer={"note": value}))


@pytest.mark.parametrize(
    "text",
    [
        "https://e.example",
        "../wp/v2/users",
        "orders?x=1",
        "orders//1",
        "a b",
        "{{ order.id",
        "orders/{% if x %}1{% endif %}",
    ],
)
def test_a_path_leads_nowhere_else(text: str) -> None:
    with pytest.raises(ValidationError):
        WooCommerce(path=text)


def test_woocommerce_is_asked_by_method() -> None:
    asks = wanted(
        WooCommerce(path="/orders/{{ order.id }}/", query={" search ": "{{ customer.name }}"}).decide(ctx())
    )
    assert type(asks) is AskWooCommerceApi
    assert (asks.path, asks.query) == ("orders/1001", {"search": "Anna Berger"})
    step = WooCommerce(
        method="POST", path="orders/batch", body='{"update": [{"id": "{{ order.id | json }}"}]}'
    )
    does = wanted(step.decide(ctx()))
    assert type(does) is ChangeByWooCommerceApi
    assert (does.method, does.body, does.repeat) == ("POST", {"update": [{"id": "1001"}]}, "never")
    assert wanted(WooCommerce(method="DELETE", path="orders/1").decide(ctx())).body is None
    with pytest.raises(ValidationError, match="quotation marks"):
        WooCommerce(method="POST", path="orders", body="{{ order | json }}")


def test_a_value_that_is_no_json_is_a_sentence() -> None:
    with pytest.raises(StepError):
        filled("{{ customer.note | divided_by: 0 | json }}", ctx(customer={"note": "x"}))


def test_later_steps_see_the_answer() -> None:
    for step in (Shopify(text="{ shop { name } }"), WooCommerce(path="orders")):
        settled = step.settle(ctx(), Answer({"data": {"shop": {"name": "Leaf"}}}))
        assert isinstance(settled, Go)
        assert settled.output == {"data": {"shop": {"name": "Leaf"}}}
