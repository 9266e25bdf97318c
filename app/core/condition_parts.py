"""Conditions as data, never as text to evaluate: groups of tests that nest, as they stand in a document.

A group is ``{"all": [...]}`` or ``{"any": [...]}``. A test is ``{"field", "operator", "value"}``, where the value is a
literal, ``{"field": "other.path"}`` or ``{"relative": "-6 months"}``. A test of a list is ``{"list", "quantifier",
"count"?, "all"|"any": [...]}``; inside it, ``item`` is the list's item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator

from app.core import comparing, moments
from app.core.operators import OPERATORS, Operator
from app.core.refusals import refusals
from app.core.sentence import Json, Sentence, because
from app.errors import InvalidInput

MOST = 100
"""Tests in one group."""
COUNTED = ("exactly", "at_least", "at_most")
"""Quantifiers that need a number."""
DEEPEST = 8
"""Groups within groups."""
_PATH = r"^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+|\[-?[0-9]{1,6}\])*$"

FieldPath = Annotated[str, Field(pattern=_PATH, max_length=200)]


class SettingError(ValueError):
    """A value that pydantic shall refuse with a sentence of ours."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


_Items: TypeAlias = list["Item"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class OtherField(_Part):
    """Compares with another field."""

    field: FieldPath


class Relative(_Part):
    """Compares with a moment seen from now, such as ``-6 months`` or ``3 days``."""

    relative: str

    @model_validator(mode="after")
    def _readable(self) -> Relative:
        if moments.relative(self.relative) is None:
            raise SettingError(
                because("“{text}” is not a span of time, such as “-6 months”", text=self.relative)
            )
        return self


class FieldTest(_Part):
    """One field compared with one value."""

    field: FieldPath
    operator: str
    value: OtherField | Relative | Json = None

    @model_validator(mode="after")
    def _fits(self) -> FieldTest:
        operator = OPERATORS.get(self.operator)
        if operator is None:
            raise SettingError(because("there is no operator called {name}", name=self.operator))
        wrong = _misfit(operator, self.value)
        if wrong:
            raise SettingError(wrong)
        return self


class ListTest(_Part):
    """How many items of a list pass a group of tests. No item of an empty list fails, so "all" of nothing passes."""

    list: FieldPath
    quantifier: Literal["at_least_one", "all", "none", "exactly", "at_least", "at_most"]
    count: int | None = Field(default=None, ge=0, le=100_000)
    all: _Items | None = Field(default=None, min_length=1, max_length=MOST)
    any: _Items | None = Field(default=None, min_length=1, max_length=MOST)

    @model_validator(mode="after")
    def _whole(self) -> ListTest:
        one_group(self.all, self.any)
        if self.quantifier in COUNTED and self.count is None:
            raise SettingError(because("say how many items of the list are meant"))
        return self


class Group(_Part):
    """Tests that must all pass, or of which one must."""

    all: _Items | None = Field(default=None, min_length=1, max_length=MOST)
    any: _Items | None = Field(default=None, min_length=1, max_length=MOST)

    @model_validator(mode="after")
    def _whole(self) -> Group:
        one_group(self.all, self.any)
        not_too_deep(self.all or self.any or ())
        return self


def _shape(value: Any) -> str | None:
    """Which kind of item a part of a document is, by its keys."""
    if isinstance(value, BaseModel):
        return {FieldTest: "test", ListTest: "list", Group: "group"}.get(type(value))
    if not isinstance(value, Mapping):
        return None
    return "list" if "list" in value else "test" if "field" in value or "operator" in value else "group"


Item = Annotated[
    Annotated[FieldTest, Tag("test")] | Annotated[ListTest, Tag("list")] | Annotated[Group, Tag("group")],
    Discriminator(_shape),
]
Items: TypeAlias = list[Item]
ListTest.model_rebuild()
Group.model_rebuild()
Tests = Sequence[FieldTest | ListTest | Group]


def one_group(all_of: object, any_of: object) -> None:
    """Refuses what is neither "all" nor "any", or both."""
    if (all_of is None) == (any_of is None):
        raise SettingError(because("a group asks for all of its tests or for any of them: one of the two"))


def not_too_deep(tests: Tests) -> None:
    """Refuses groups within groups beyond what a person can read."""
    if max(map(_depth, tests), default=0) >= DEEPEST:
        raise SettingError(because("groups can be {n} deep, and not deeper", n=DEEPEST))


def _depth(item: FieldTest | ListTest | Group) -> int:
    return (
        1 + max((_depth(one) for one in tests_of(item)[0]), default=0)
        if not isinstance(item, FieldTest)
        else 0
    )


def tests_of(group: ListTest | Group) -> tuple[Tests, bool]:
    """The tests of a group, and whether all of them must pass."""
    return (group.all, True) if group.all is not None else (group.any or (), False)


def _misfit(operator: Operator, value: Json) -> Sentence | None:
    """What is wrong with a value for this operator."""
    if operator.takes == "nothing":
        return None
    if operator.takes == "span":
        return (
            None
            if isinstance(value, Relative)
            else because("“{name}” asks for a span of time", name=because(operator.label))
        )
    if isinstance(value, (OtherField, Relative)):
        return None
    if isinstance(value, Mapping):
        if "relative" in value:
            return because(
                "“{text}” is not a span of time, such as “-6 months”", text=str(value["relative"])[:200]
            )
        return because("“{name}” asks for a value", name=because(operator.label))
    if comparing.empty(value):
        return because("“{name}” asks for a value", name=because(operator.label))
    if operator.takes == "clock":
        ends = value if isinstance(value, list) else []
        if len(ends) != 2 or any(comparing.clock(one) is None for one in ends):
            return because("“{name}” asks for two times of day, such as 09:00", name=because(operator.label))
    elif operator.takes == "two":
        if not isinstance(value, list) or len(value) != 2 or any(map(comparing.empty, value)):
            return because("“{name}” asks for two values", name=because(operator.label))
        if operator.types <= {comparing.NUMBER, comparing.MONEY} and any(
            comparing.decimal(one) is None for one in value
        ):
            return because("“{name}” asks for two numbers", name=because(operator.label))
    elif operator.choices:
        wrong = [one for one in value if one not in operator.choices] if isinstance(value, list) else [value]
        if wrong:
            return because("{value} is none of the choices", value=str(wrong[0])[:200])
    elif operator.types <= {comparing.NUMBER, comparing.MONEY} and comparing.decimal(value) is None:
        return because("{value} is not a number", value=str(value)[:200])
    elif operator.types <= {comparing.MOMENT} and moments.read(value) is None:
        return because("{value} is not a date", value=str(value)[:200])
    return None


def paths(tests: Tests) -> frozenset[str]:
    """Every name that the tests read, as paths; not the item of a list's own test."""
    return frozenset(_paths(tests, inside=False))


def _paths(tests: Tests, *, inside: bool) -> Iterator[str]:
    for item in tests:
        if isinstance(item, FieldTest):
            read = [item.field, *([item.value.field] if isinstance(item.value, OtherField) else [])]
            yield from (path for path in read if not (inside and path.split(".")[0] == "item"))
        else:
            if isinstance(item, ListTest) and not (inside and item.list.split(".")[0] == "item"):
                yield item.list
            yield from _paths(tests_of(item)[0], inside=inside or isinstance(item, ListTest))


def read(settings: Json) -> Group:
    """A group from JSON. Raises InvalidInput, with a sentence for everything that is wrong in it."""
    try:
        return Group.model_validate(settings)
    except ValidationError as error:
        wrong = [because("{field}: {why}", field=field or "?", why=why) for field, why in refusals(error)]
        raise InvalidInput(because("The condition can't be read: {what}", what=wrong)) from error
