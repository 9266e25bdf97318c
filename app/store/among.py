"""``among(column, "ids")``: a column's value is one of a list, in one statement text for lists of any length.

``IN (?, ?, ...)`` is another text for every length, so that databases plan it anew each time: SQLite is handed the
list as JSON, PostgreSQL as an array.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import Boolean, ColumnElement, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class Texts(TypeDecorator[Any]):
    """A list of texts as one parameter."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """An array where there are arrays."""
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        """Any iterable of texts."""
        found = list(value or ())
        return found if dialect.name == "postgresql" else orjson.dumps(found).decode()


class Among(FunctionElement[bool]):
    """See ``among``."""

    inherit_cache = True
    name = "among"
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        """Itself: where there are no booleans ``= 1`` would be put behind it, and no index would be used any more."""
        return self


def among(column: ColumnElement[str], parameter: str) -> ColumnElement[bool]:
    """Whether ``column`` is one of the texts that the parameter holds."""
    return Among(column, bindparam(parameter, type_=Texts()))


@compiles(Among)
def _in_json(element: Among, compiler: Any, **options: Any) -> str:
    column, texts = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({texts}))"  # noqa: S608 - compiled clauses


@compiles(Among, "postgresql")
def _in_array(element: Among, compiler: Any, **options: Any) -> str:
    column, texts = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY ({texts})"
