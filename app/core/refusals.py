"""Settings that a node refuses, in words: each error of pydantic as a sentence at its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from app.core.sentence import Sentence, because

_TAGS = frozenset({"test", "list", "group"})


def refusals(error: ValidationError, model: type[BaseModel] | None = None) -> list[tuple[str, Sentence]]:
    """(field, why) for each error, in the order of the fields. A field within a list reads ``all.0.value``."""
    found: dict[tuple[str, str], tuple[str, Sentence]] = {}
    for one in error.errors(include_url=False, include_input=True):
        field = _field(one["loc"])
        said = _said(one, _title(field, model))
        found.setdefault((field, str(said)), (field, said))
    return list(found.values())


def _field(loc: Sequence[int | str]) -> str:
    """The place of an error, without what only tells the kinds of items apart."""
    parts = [
        str(part)
        for place, part in enumerate(loc)
        if not (place and part in _TAGS and isinstance(loc[place - 1], int))
    ]
    return ".".join(
        part for part in parts if part.isidentifier() or part.isdecimal() or "_" in part or "-" in part
    )


def _title(field: str, model: type[BaseModel] | None) -> str:
    info = model.model_fields.get(field.split(".")[0]) if model else None
    return (info.title if info else None) or field or "?"


def _said(error: Any, title: str) -> Sentence:
    limits = error.get("ctx") or {}
    ours = getattr(limits.get("error"), "sentence", None)
    if isinstance(ours, Sentence):
        return ours
    name = because(title)
    match error["type"]:
        case "missing":
            return because("“{name}” has to be filled in", name=name)
        case "extra_forbidden":
            return because("there is no setting called {name}", name=name)
        case "string_too_short" | "too_short":
            return because("“{name}” has to be filled in", name=name)
        case "string_too_long" | "too_long":
            return because("“{name}” is too long: at most {n}", name=name, n=limits.get("max_length"))
        case "greater_than_equal" | "greater_than":
            return because("“{name}” has to be at least {n}", name=name, n=limits.get("ge", limits.get("gt")))
        case "less_than_equal" | "less_than":
            return because("“{name}” can be at most {n}", name=name, n=limits.get("le", limits.get("lt")))
        case "literal_error" | "enum":
            return because("“{name}” is none of the choices", name=name)
        case "string_pattern_mismatch":
            return because("“{name}” is not written as it should be", name=name)
        case "int_parsing" | "int_type" | "int_from_float" | "decimal_parsing" | "float_parsing":
            return because(
                "“{name}” has to be a whole number"
                if error["type"].startswith("int")
                else "“{name}” has to be a number",
                name=name,
            )
        case "bool_parsing" | "bool_type":
            return because("“{name}” is yes or no", name=name)
        case "string_type":
            return because("“{name}” has to be a text", name=name)
        case "list_type" | "tuple_type":
            return because("“{name}” has to be a list", name=name)
        case "dict_type" | "model_type" | "model_attributes_type" | "union_tag_not_found":
            return because("“{name}” is not put together as it should be", name=name)
        case _:
            return because("“{name}” can't be taken: {what}", name=name, what=str(error["msg"]))
