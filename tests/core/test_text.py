"""Texts with values: what they show, what they read, and what they can't do."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import text
from app.core.filters import FILTERS, size
from app.core.moments import read, relative, shift, zone_of
from app.errors import AppError, Permanent

NAMES: dict[str, Any] = {
    "order": {
        "id": 1001,
        "name": "#1001",
        "total": "1129.50",
        "currency": "EUR",
        "tags": ["a", "b", "a"],
        "at": "2026-03-28T23:30:00Z",
        "lines": [{"title": "Pot", "price": 3}, {"title": "Tea", "price": 1}],
        "size": "XL",
        "empty": [],
    },
    "evil": "<script>alert(1)</script>&\"'",
    "now": "2026-01-02T03:04:05Z",
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("order.name", "#1001"),
        ("order.lines.1.title", "Tea"),
        ("order.lines[-1].title", "Tea"),
        ("order.lines.first.title", "Pot"),
        ("order.lines.size", 2),
        ("order.lines.2.title", None),
        ("order.lines.x", None),
        ("order.name.upper", None),
        ("order.__class__", None),
        ("nothing.at.all", None),
        ("order.size", "XL"),
        ("", None),
    ],
)
def test_looks_up_in_mappings_and_lists_only(path: str, found: object) -> None:
    assert text.look_up(NAMES, path) == found


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("no values", "no values"),
        ("{{ order.total | money }}", "€1,129.50"),
        ("{{ 5 | money: 'INR' }}", "₹5.00"),
        (
            "{{ 'tea' | hmac_sha256: 'key' }}",
            "300fb267ae149d11c584ef6523d9e4b45e587714d4af1b5ec882e82c4c8999df",
        ),
        ("{{ 'tea' | md5 }} {{ 'tea' | sha1 | slice: 0, 8 }}", "7239ea2b5dc943f61f3c0a0276c20974 75490f32"),
        ("{{ 'dGVh' | base64_decode }}", "tea"),
        ("{{ 'Été bleu!' | handleize }}", "ete-bleu"),
        ("{{ order.tags | index: 1 }}{{ order.tags | index: 9 }}{{ order.tags | index: -1 }}", "ba"),
        (
            "{{ order.tags.first }}{{ order.tags.last }}{{ order.tags.size }}{{ order.lines[1].title }}",
            "aa3Tea",
        ),
        ("{{ 1234.5 | number }} {{ 2 | number: 2 }} {{ 0.19 | percent }}", "1,234.5 2.00 19%"),
        ("{{ order.total | money_without_currency }}", "1129.50"),
        ("{{ 1 | pluralize: 'item', 'items' }} {{ 2 | pluralize: 'item', 'items' }}", "item items"),
        ("{{ order.at | date_minus: '1 day' | date: '%d.%m.' }}", "28.03."),
        ("{{ order.lines | find: 'title', 'Tea' | json }}", '{"title": "Tea", "price": 1}'),
        ("{{ order.lines | has: 'title', 'Tea' }} {{ order.lines | reject: 'price', 1 | size }}", "true 1"),
        ("[{{ empty | sort_natural | join }}{{ blank | append: 'x' }}]", "[x]"),
        ("{{ order.lines | map: 'title' | join }}{{ 'x' | map: 'title' | json }}", "Pot Tea[null]"),
        ("{{ order.nothing | money }}{{ '' | money }}", ""),
        ("{{ 5 | money: 'x' }}", "5"),
        ("{{ order.at | date: '%d %B %H:%M' }}", "29 March 00:30"),
        ("{{ now | date }} {{ 'now' | date: '%Y' }} {{ 'today' | date: '%m' }}", "2026-01-02 2026 01"),
        ("{{ 'soon' | date }}", "soon"),
        ("{{ order.at | date_plus: 1 }}", "2026-03-30T00:30:00+02:00"),
        ("{{ order.at | date_minus: 2, 'hours' }}", "2026-03-28T22:30:00+01:00"),
        ("{{ 'soon' | date_plus: 1 }}", "soon"),
        ("{{ order.lines | json }}", '[{"title": "Pot", "price": 3}, {"title": "Tea", "price": 1}]'),
        ("{{ nothing | json }}", "null"),
        ("{{ order.tags | uniq | join: ', ' }}", "a, b"),
        ("{{ order.lines | uniq: 'title' | size }}{{ 'x' | uniq | join }}", "2x"),
        ("{{ 'aXa' | replace: 'X', '-' }}{{ (1..3) | join: '' }}{{ 7 | join }}", "a-a1237"),
        ("{% for l in order.lines %}{{ forloop.index }}{{ l.title }} {% endfor %}", "1Pot 2Tea "),
        ("{% assign x = order.lines | map: 'price' | sum %}{{ x }}", "4"),
        ("{% if order.tags.first == 'a' %}{{ order.tags.last }}{{ order.tags.size }}{% endif %}", "a3"),
        (
            "{{ order.name.size }}{{ order.size }}{{ order.lines[0]['title'] }}{{ order.lines['x'] }}",
            "5XLPot",
        ),
        ("{{ order.keys }}{{ order.lines.first.items }}{{ order.__class__.__mro__ }}", ""),
        ("{{ nothing }}{{ nothing.more }}{{ today }}", ""),
        ("{{ order.tags | size }}{{ order.total | plus: 1 }}", "31130.5"),
    ],
)
def test_fills_in(template: str, shown: str) -> None:
    assert text.render(template, NAMES, zone="Europe/Berlin") == shown
    assert text.problem(template) is None


def test_money_speaks_the_shops_language() -> None:
    names = {"shop": {"currency": "EUR", "locale": "de-DE"}}
    assert text.render("{{ 1234.5 | money }}", names) == "1.234,50\xa0€"
    names["shop"]["locale"] = "xx-yy"
    assert text.render("{{ 1234.5 | money }}", names) == "€1,234.50"
    with pytest.raises(Permanent, match="money expects a number"):
        text.render("{{ 'abc' | money }}", names)


def test_values_are_text_in_html() -> None:
    assert text.render("<b>{{ evil }}</b>", NAMES, escape=True).startswith("<b>&lt;script&gt;")
    for name in FILTERS:
        for template in (
            f"{{{{ evil | {name} }}}}",
            f"{{{{ evil | {name}: 'a' }}}}",
            f"{{{{ evil | {name}: 3, 'x' }}}}",
        ):
            for more in ("", " | strip_html", " | url_decode", " | escape_once", " | newline_to_br"):
                try:
                    shown = text.render(template.replace(" }}", more + " }}"), NAMES, escape=True)
                except AppError:
                    continue
                assert "<script" not in shown, template


def test_values_are_encoded_in_addresses() -> None:
    names = {"a": "x/y?z=1&w ä", "base": "https://api.example.com"}
    assert (
        text.render("{{ base }}/o/{{ a }}", names, url=True)
        == "https://api.example.com/o/x%2Fy%3Fz%3D1%26w%20%C3%A4"
    )
    assert text.render("https://e.x/{{ 'a b' | url_encode }}", names, url=True) == "https://e.x/a+b"


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{ a | nope }}", "there is no filter called nope"),
        ("{% include 'x' %}", "line 1, character 4: unexpected tag 'include'"),
        ("a\n  {% render 'x' %}", "line 2, character 6: unexpected tag 'render'"),
        ("{% tablerow a in b %}{% endtablerow %}", "unexpected tag 'tablerow'"),
        ("{{ a | safe }}", "there is no filter called safe"),
        ("{{ a b", "expected '}}'"),
        ("{% for x in %}", "can't be filled in"),
        ("{% if a %}", "expected"),
        ("{{ " + "x" * 100_001, "too long"),
        ("{% if a %}" * 40, "too much work"),
    ],
)
def test_says_what_is_wrong_and_where(template: str, told: str) -> None:
    wrong = text.problem(template)
    assert wrong is not None
    assert told in str(wrong)
    with pytest.raises(Permanent):
        text.render(template, NAMES)
    assert text.paths(template) == frozenset() or "filter" in told


@pytest.mark.parametrize(
    "template",
    [
        "{% for i in (1..1000000000) reversed %}{% endfor %}",
        "{% for i in (1..9999) %}{% for j in (1..9999) %}x{% endfor %}{% endfor %}",
        "{{ (1..100000000) | join }}",
        "{% assign a = 'xxxxxxxxxxxxxxxxxxxx' %}" + "{% assign a = a | append: a %}" * 40,
        "{% assign a = 'xxxxxxxxxxxxxxxxxxxx' %}" + "{% assign a = a | replace: 'x', a %}" * 10,
        "{% assign a = 'xxxxxxxxxxxxxxxxxxxx' | split: '' %}" + "{% assign a = a | concat: a %}" * 40,
        "{% assign a = 99999999 %}" + "{% assign a = a | times: a %}" * 60 + "{{ a }}",
        "{{ 'now' | date: '%999999999d' }}",
        "{{ now | date_plus: 99999999999, 'years' }}",
        "{{ now | date_plus: 900000, 'years' }}",
        "{{ now | date_plus: 1, 'moons' }}",
        "{{ 1 | divided_by: 0 }}",
        "{% for i in (1..9999) %}" + "0123456789" * 50 + "{% endfor %}",
    ],
)
def test_can_not_run_away(template: str) -> None:
    with pytest.raises(Permanent):
        text.render(template, NAMES)


@pytest.mark.parametrize(
    ("template", "read"),
    [
        ("{{ order.name }} {{ customer['email'] }}", {"order.name", "customer.email"}),
        ("{% for l in order.lines %}{{ l.title }}{{ forloop.index }}{% endfor %}", {"order.lines"}),
        ("{% assign x = order.total %}{{ x }}", {"order.total"}),
        ("{{ order.tags.size }} {{ order.lines.first.title }}", {"order.tags", "order.lines.0.title"}),
        ("{{ steps.http-1.body | default: order.note }}", {"steps.http-1.body", "order.note"}),
        ("{{ order.lines.last }}{{ order[order.key] }}", {"order.lines", "order", "order.key"}),
        (
            "{% if a == b.c and d %}{% endif %}{% case e %}{% when f %}{% endcase %}",
            {"a", "b.c", "d", "e", "f"},
        ),
        ("plain", set()),
    ],
)
def test_names_what_it_reads(template: str, read: set[str]) -> None:
    assert text.paths(template) == read


PIECES = st.sampled_from(
    "{{~}}~{%~%}~{{ order~.lines~ | ~map: 'price'~sort~for x in ~order.lines~endfor~if ~endif~assign a = ~'~[0]~.first"
    "~(1..99)~evil~__class__~date: '%~json~times: 99~raw~endraw~capture y~endcapture~cycle 'a', 'b'~liquid\n~-~limit:"
    "~comment~endcomment~\x00~é".split("~")
)


@settings(max_examples=600)
@given(st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join))
def test_anything_typed_yields_text_or_a_named_error(template: str) -> None:
    for escape, url in ((False, False), (True, False), (False, True)):
        try:
            shown = text.render(template, NAMES, escape=escape, url=url)
        except Permanent:
            continue
        assert isinstance(shown, str)
    text.problem(template)
    assert all(re.match(r"\S", path) for path in text.paths(template))


def test_what_things_cost() -> None:
    assert [size(one) for one in ("abc", {"a": 1}, range(5), ["ab", 1], 2**64, None)] == [3, 1, 5, 3, 2, 1]


def test_calendar_days_keep_the_time_of_day() -> None:
    before = datetime(2026, 3, 28, 9, 0, tzinfo=zone_of("Europe/Berlin"))
    assert shift(before, 1, "days", "Europe/Berlin").isoformat() == "2026-03-29T07:00:00+00:00"
    assert shift(before, 24, "hours", "Europe/Berlin").isoformat() == "2026-03-29T08:00:00+00:00"
    skipped = datetime(2026, 3, 28, 2, 30, tzinfo=zone_of("Europe/Berlin"))
    assert shift(skipped, 1, "days", "Europe/Berlin").isoformat() == "2026-03-29T01:30:00+00:00"
    assert shift(before, -1, "months").day == 28
    assert zone_of("Nowhere/At_All").key == "UTC"
    with pytest.raises(OverflowError):
        shift(before, 10**7, "days")
    with pytest.raises(OverflowError):
        shift(before, 900_000, "years")
    with pytest.raises(ValueError, match="moons"):
        shift(before, 1, "moons")


def test_moments_are_read_as_stores_write_them() -> None:
    assert read("2026-03-28", "Europe/Berlin") == datetime(2026, 3, 28, tzinfo=zone_of("Europe/Berlin"))
    assert read(datetime(2026, 1, 1, tzinfo=UTC).date()) == datetime(2026, 1, 1, tzinfo=UTC)
    assert read("2026-13-01") is None
    assert read("x") is None
    assert read(20260101) is None
    assert relative(" -6 months ") == (-6, "months")
    assert relative("+1 day") == (1, "days")
    assert relative("six months") is None
