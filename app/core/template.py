"""A template: a ready-made workflow with *blanks*, plain questions whose answers are put into it before it is used.

In the workflow a value that is exactly ``{"blank": "days"}`` becomes the answer, and inside a text ``[[days]]`` does.
What somebody answered is never read as Liquid or HTML: braces are refused, and markup is written as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from html import escape
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from app.core.document import Part, Workflow
from app.core.sentence import Json, Sentence, because
from app.errors import InvalidInput

Goal = Literal["recover", "care", "stock", "orders", "protect", "plan"]
Role = Literal["owner", "marketing", "support", "warehouse", "finance", "purchasing"]
Platform = Literal["shopify", "woocommerce", "demo"]
Kind = Literal[
    "number", "money", "percent", "text", "long_text", "tag", "email", "url", "code", "time", "date", "yes_no",
    "choice", "location", "product", "collection",
]  # fmt: skip
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
REAL = ("shopify", "woocommerce")
LONGEST = {"long_text": 2000}
_TEXT = 200
_HUGE = 10**12
_IN_TEXT = re.compile(r"\[\[([a-z0-9_]+)\]\]")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")
_CODE = re.compile(r"[\w-]+")
_WORDS = frozenset({"subject", "body", "text", "note", "message", "question", "title", "reason"})
"""Settings that hold words for people, which are put into the shop's language."""


class Blank(Part):
    """A question. ``default``: an answer, or ``{"from": "shop.email", "else": answer}``: what the shop itself tells.

    ``kind`` money: in major units of the shop's currency; ``least`` and ``most`` hold for numbers, money and percent.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,30}$")]
    question: Said
    help: str = Field(default="", max_length=300)
    kind: Kind
    default: Any
    least: float | None = None
    most: float | None = None
    choices: dict[str, str] = Field(default_factory=dict)

    @property
    def source(self) -> str:
        """What of the shop the default is taken from; "" where it is an answer already."""
        return str(self.default["from"]) if isinstance(self.default, dict) else ""

    @property
    def fallback(self) -> Json:
        """The default where the shop tells nothing."""
        return self.default["else"] if isinstance(self.default, dict) else self.default


class Template(Part):
    """``promise``: who gets what, when, in one sentence. ``only``: why it does not work everywhere."""

    version: Literal[1] = 1
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    name: Said
    promise: Said
    goal: Goal
    roles: list[Role] = Field(min_length=1)
    platforms: list[Platform] = Field(min_length=1)
    only: str = Field(default="", max_length=300)
    blanks: list[Blank] = Field(min_length=2, max_length=4)
    workflow: dict[str, Any]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        asked, used = [blank.id for blank in self.blanks], set(_markers(self.workflow))
        if len(set(asked)) != len(asked) or set(asked) != used:
            raise ValueError(f"asks for {sorted(asked)} and uses {sorted(used)}")
        if not self.only and not {*REAL} <= {*self.platforms}:
            raise ValueError("says nowhere why it does not work on both platforms")
        return self

    def defaults(self, told: Mapping[str, Json] | None = None) -> dict[str, Json]:
        """The answers that stand in the form at first. ``told``: what the shop tells, by source."""
        return {
            blank.id: found if (found := (told or {}).get(blank.source)) is not None else blank.fallback
            for blank in self.blanks
        }


class Wrong(InvalidInput):
    """Some answers can't be used. ``by_blank``: why, for each."""

    def __init__(self, by_blank: Mapping[str, Sentence]) -> None:
        super().__init__(because("Some answers can't be used yet; each says why."))
        self.by_blank = dict(by_blank)


def fill(
    template: Template, answers: Mapping[str, Json], words: Callable[[str], str] = lambda text: text
) -> Workflow:
    """The workflow with the answers in it, named like the template. ``words``: puts its texts into a language.

    Raises Wrong.
    """
    found: dict[str, Json] = {}
    wrong: dict[str, Sentence] = {}
    for blank in template.blanks:
        answer = _read(blank, answers.get(blank.id))
        if isinstance(answer, Sentence):
            wrong[blank.id] = answer
        else:
            found[blank.id] = answer
    if wrong:
        raise Wrong(wrong)
    drawn = _filled(_worded(template.workflow, words), found)
    return Workflow.model_validate({**drawn, "name": words(template.name)})


def texts(template: Template) -> Iterator[str]:
    """All its words, for the catalogues of all languages."""
    yield from filter(None, (template.name, template.promise, template.only))
    for blank in template.blanks:
        yield from filter(None, (blank.question, blank.help, *blank.choices.values()))
        if blank.kind in ("text", "long_text") and isinstance(blank.fallback, str) and blank.fallback:
            yield blank.fallback
    yield from _said(template.workflow)


def _read(blank: Blank, given: Json) -> Json:
    """The answer as the workflow takes it, or the sentence that refuses it."""
    if blank.kind == "yes_no":
        return given in (True, "on", "yes", "1", "true")
    said = str(given).strip() if given is not None and not isinstance(given, (dict, list)) else ""
    if not said:
        return because("Please answer this.")
    if len(said) > LONGEST.get(blank.kind, _TEXT):
        return because("That is too long; {n} characters fit.", n=LONGEST.get(blank.kind, _TEXT))
    if re.search(r"[{}\[\]]", said) or not said.replace("\n", " ").replace("\r", " ").isprintable():
        return because("Brackets and braces can't be used here.")
    match blank.kind:
        case "number" | "percent" | "money":
            return _amount(blank, said)
        case "email":
            return said if _EMAIL.fullmatch(said) else because("This is no e-mail address.")
        case "url":
            return (
                said if re.match(r"https://[^\s/]+", said) else because("A web address begins with https://.")
            )
        case "time":
            return said.zfill(5) if _TIME.fullmatch(said) else because("A time looks like 09:30.")
        case "date":
            return _day(said)
        case "code":
            return said if _CODE.fullmatch(said) else because("Letters, digits, - and _ can be used here.")
        case "choice":
            return said if said in blank.choices else because("Please choose one of these.")
    return said


def _day(said: str) -> Json:
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        return because("A day looks like 2026-12-24.")


def _amount(blank: Blank, said: str) -> Json:
    try:
        amount = Decimal(said.replace(",", "."))
    except InvalidOperation:
        return because("This is no number.")
    if not amount.is_finite() or abs(amount) > _HUGE:
        return because("This is no number that can be used here.")
    if blank.least is not None and amount < Decimal(str(blank.least)):
        return because("This must be at least {n}.", n=_plain(blank.least))
    if blank.most is not None and amount > Decimal(str(blank.most)):
        return because("This can be {n} at most.", n=_plain(blank.most))
    if blank.kind == "money":
        return str(amount.quantize(Decimal("0.01")))
    if amount != amount.to_integral_value():
        return because("Only whole numbers can be used here.")
    return int(amount)


def _plain(number: float) -> str:
    return f"{number:g}"


def _filled(value: Json, answers: Mapping[str, Json]) -> Any:
    if isinstance(value, dict):
        if set(value) == {"blank"}:
            return answers[value["blank"]]
        return {name: _filled(one, answers) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, answers) for one in value]
    if isinstance(value, str) and "[[" in value:
        written = "<" in value

        def put(found: re.Match[str]) -> str:
            answer = str(answers[found[1]])
            return escape(answer).replace("\n", "<br>") if written else answer

        return _IN_TEXT.sub(put, value)
    return value


def _markers(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"blank"}:
            yield str(value["blank"])
        else:
            for one in value.values():
                yield from _markers(one)
    elif isinstance(value, list):
        for one in value:
            yield from _markers(one)
    elif isinstance(value, str):
        yield from _IN_TEXT.findall(value)


def _said(value: Json, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _said(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _said(one, name)
    elif isinstance(value, str) and name in _WORDS and " " in value:
        yield value


def _worded(value: Json, words: Callable[[str], str], name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _worded(one, words, key) for key, one in value.items()}
    if isinstance(value, list):
        return [_worded(one, words, name) for one in value]
    return words(value) if isinstance(value, str) and name in _WORDS and " " in value else value
