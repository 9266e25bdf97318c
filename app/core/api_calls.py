"""Calls of a store's own API as owners write them: what may be asked, and how values come into it.

Values never become part of a query, of a path or of JSON's own signs: a GraphQL text is sent as it was written, JSON is
read first and its texts are filled in then, and a value in a path is one word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.core import text as liquid
from app.core.condition_parts import SettingError
from app.core.effects.api import AskWooCommerceApi, ChangeByWooCommerceApi, Method
from app.core.node import Context
from app.core.sentence import Json, because
from app.errors import Permanent

MOST_WORDS = 2_000
"""Tokens of a GraphQL text: far beyond what Shopify would answer, far below what reading it could harm."""
DEEPEST = 50
_PATH = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*").fullmatch
_TYPED = re.compile(r"\{\{(?!.*\{\{).*\|\s*json\s*-?\}\}", re.DOTALL).fullmatch
"""A text that is one value, written as JSON: it becomes a number, a list ... instead of a text."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What a GraphQL text does: its kind, what to call it, and its variables -> whether each must be given."""

    kind: Literal["query", "mutation"]
    title: str
    variables: Mapping[str, bool]


@lru_cache(maxsize=256)
def operation(text: str) -> Operation:
    """The one operation of a text. Raises SettingError, with a sentence, for anything else."""
    from graphql import (
        GraphQLSyntaxError,
        OperationDefinitionNode,
        parse,
    )  # slow to import, and rarely needed
    from graphql.language import FieldNode, FragmentDefinitionNode, NonNullTypeNode

    if "{{" in text or "{%" in text:
        raise SettingError(because("put {{ values }} into the variables: the text is sent as it is"))
    try:
        document = parse(text, max_tokens=MOST_WORDS)
    except GraphQLSyntaxError as error:
        raise SettingError(because("this is no GraphQL: {why}", why=error.message)) from None
    except RecursionError:
        raise SettingError(because("the text is nested too deeply")) from None
    found = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if len(found) != 1 or not all(
        isinstance(one, (OperationDefinitionNode, FragmentDefinitionNode)) for one in document.definitions
    ):
        raise SettingError(because("write exactly one query or mutation"))
    [one] = found
    kind = one.operation.value
    if kind not in ("query", "mutation"):
        raise SettingError(because("a subscription can't be asked for: write a query or a mutation"))
    fields = [field.name.value for field in one.selection_set.selections if isinstance(field, FieldNode)]
    if kind == "mutation" and (len(fields) != 1 or len(one.selection_set.selections) != 1):
        raise SettingError(because("a mutation does one thing: write one field at its top"))
    wanted = {
        variable.variable.name.value: isinstance(variable.type, NonNullTypeNode)
        and variable.default_value is None
        for variable in one.variable_definitions or ()
    }
    title = one.name.value if one.name else ", ".join(fields[:3]) or kind
    return Operation("mutation" if kind == "mutation" else "query", title, wanted)


def template(text: str) -> Json:
    """JSON whose texts may hold ``{{ values }}``; None for an empty text. Raises SettingError."""
    if not text.strip():
        return None
    try:
        found: Json = json.loads(text)
    except ValueError:
        raise SettingError(
            because('this is no JSON; put values into quotation marks, as in {"id": "{{ order.id }}"}')
        ) from None
    except RecursionError:
        raise SettingError(because("the text is nested too deeply")) from None
    _not_too_deep(found)
    return found


def variables(text: str, asked: Operation) -> dict[str, Json]:
    """The variables of an operation, not filled in yet. Raises SettingError for one too many, and one missing."""
    found = template(text)
    if found is None:
        found = {}
    if not isinstance(found, dict):
        raise SettingError(because('write the variables like this: {"id": "{{ order.id }}"}'))
    for name in found:
        if name not in asked.variables:
            raise SettingError(because("the text has no variable ${name}", name=name))
    for name, needed in asked.variables.items():
        if needed and found.get(name) is None:
            raise SettingError(because("the variable ${name} is missing", name=name))
    return found


def filled(value: Json, ctx: Context) -> Json:
    """JSON with its texts filled in. A text that is one value behind ``| json`` becomes that value, whatever it is."""
    if isinstance(value, dict):
        return {name: filled(one, ctx) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one, ctx) for one in value]
    if not isinstance(value, str):
        return value
    said = ctx.text(value)
    if not _TYPED(value.strip()):
        return said
    try:
        return json.loads(said)
    except ValueError:
        raise Permanent(because("“{text}” is not JSON", text=said[:60])) from None


def is_path(text: str) -> bool:
    """Whether a text is a path below ``wc/v3`` and nothing else: words and slashes."""
    return bool(_PATH(text))


def path_problem(text: str) -> None:
    """Raises SettingError for a path that leads elsewhere than to a thing of the store, values aside."""
    if not _PATH(re.sub(r"\{\{.*?\}\}", "1", text.strip().strip("/"))):
        raise SettingError(because("write a path below wc/v3, such as orders/{{ order.id }}"))
    if (wrong := liquid.problem(text)) is not None:
        raise SettingError(wrong)


def path(text: str, ctx: Context) -> str:
    """The path with its values, each of which is one word. Raises Permanent for a value that is none."""
    said = ctx.text(text.strip().strip("/"), url=True)
    words = re.sub(r"\{\{.*?\}\}", "1", text.strip().strip("/")).count("/")
    if not _PATH(said) or said.count("/") != words:
        raise Permanent(because("“{text}” is no path below wc/v3", text=said[:100]))
    return said


def rest_call(
    method: Method, at: str, query: Mapping[str, str], body: str, ctx: Context
) -> AskWooCommerceApi:
    """A call with the values in their places. Raises Permanent."""
    words = {name.strip(): ctx.text(value) for name, value in query.items() if name.strip()}
    if method == "GET":
        return AskWooCommerceApi(path=path(at, ctx), query=words)
    sent = filled(template(body), ctx)
    return ChangeByWooCommerceApi(path=path(at, ctx), query=words, method=method, body=sent)


def _not_too_deep(value: Json, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise SettingError(because("the text is nested too deeply"))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _not_too_deep(one, depth + 1)
