"""Sentences in the reader's language."""

import gettext as std
from datetime import UTC, datetime
from decimal import Decimal

import pytest

import app.i18n as i18n
from app.core.sentence import Sentence, because, because_n, either, money, span, term
from app.i18n import accepted, babel_locale, gettext, language, ngettext, translations
from app.i18n.render import listed, moment, number, say, show
from app.i18n.render import money as show_money
from app.i18n.render import span as show_span

AT = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "locale", "shown"),
    [
        (money("1234.5", "INR"), "en", "₹1,234.50"),
        (money("123456.5", "INR"), "hi_IN", "₹1,23,456.50"),
        (money("x", "INR"), "en", "x INR"),
        (money("5", "no"), "en", "no5.00"),
        (span(3, "days"), "en", "3 days"),
        (span(1, "weeks"), "en", "1 week"),
        (span(3, "days"), "hi", "3 दिन"),
        (span(3, "days"), "gu", "3 દિવસ"),
        (span(2, "moons"), "en", "2 moons"),
        (["a", "b", "c"], "en", "a, b, and c"),
        (["a", "b"], "hi", "a और b"),
        (either(["a", "b"]), "en", "a or b"),
        (term("Order total"), "en", "order total"),
        (12345, "en", "12,345"),
        (1.5, "gu", "1.5"),
        (True, "en", "True"),
        (None, "en", ""),
        ("{evil}", "en", "{evil}"),
        ({"at": "soon"}, "en", "soon"),
    ],
)
def test_parameters_as_the_reader_writes_them(value: object, locale: str, shown: str) -> None:
    assert say(because("{value}", value=value), locale) == shown


def test_moments_are_on_the_stores_clock() -> None:
    said = say(because("at {at}", at=AT), "en", "Asia/Kolkata").replace("\u202f", " ")
    assert said == "at Mar 29, 2026, 5:00:00 AM"
    assert moment(AT, "en", "Nowhere", "short").replace("\u202f", " ") == "3/28/26, 11:30 PM"


def test_sentences_nest_and_count() -> None:
    inner = because_n("{n} order", "{n} orders", 2)
    assert say(because("{a}, {b}", a=inner, b=because("x"))) == "2 orders, x"
    assert say("plain") == "plain"
    assert say(Sentence.unpack("text")) == "text"
    assert show({"a": 1, "b": 2}) == "{'a': 1, 'b': 2}"


def test_languages() -> None:
    assert [language(one) for one in ("en", "hi-IN", "gu_IN", "de", "", "x" * 50)] == [
        "en",
        "hi",
        "gu",
        "en",
        "en",
        "en",
    ]
    assert str(babel_locale("hi-IN")) == "hi_IN"
    assert str(babel_locale("nonsense")) == "en"
    assert accepted("de, gu;q=0.8, hi;q=0.9, en;q=0.1") == "hi"
    assert accepted("hi;q=0, *") == "en"
    assert accepted("") == "en"


def test_a_missing_catalogue_is_english(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "CATALOGUES", tmp_path)
    translations.cache_clear()
    try:
        assert isinstance(translations("hi"), std.NullTranslations)
        assert gettext("Order created", "hi") == "Order created"
        assert gettext("", "hi") == ""
        assert ngettext("{n} order", "{n} orders", 2, "gu") == "{n} orders"
    finally:
        translations.cache_clear()


def test_white_space_of_docstrings_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    class Shouting(std.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"one two": "EINS ZWEI"}.get(message, message)

    monkeypatch.setattr(i18n, "translations", lambda locale: Shouting())
    assert gettext("one\n    two", "hi") == "EINS ZWEI"
    assert gettext("one two", "hi") == "EINS ZWEI"
    assert gettext("three", "hi") == "three"


def test_small_helpers() -> None:
    assert show_money(Decimal("5"), "EUR") == "€5.00"
    assert number(Decimal("1234.5")) == "1,234.5"
    assert show_span(1, "hours") == "1 hour"
    assert listed([]) == ""
