"""How WooCommerce answers: errors with codes, values checked against a schema, times in two zones, JSON by PHP."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

Thing = dict[str, Any]
MAX_PAGE = 100


class Refused(Exception):
    """An error as the REST API answers it. ``data``: what stands beside the status."""

    def __init__(self, status: int, code: str, message: str, **data: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.data = status, code, message, data

    def body(self) -> Thing:
        return {"code": self.code, "message": self.message, "data": {"status": self.status, **self.data}}


class PlainRefused(Refused):
    """The odd one: ``data`` is the bare number of the status."""

    def body(self) -> Thing:
        return {"code": self.code, "message": self.message, "data": self.status}


def invalid(name: str, message: str, code: str = "rest_invalid_type") -> Refused:
    """A parameter that is not as the schema wants it."""
    data = {"param": name} if code == "rest_invalid_type" else None
    detail = {"code": code, "message": message, "data": data}
    return Refused(
        400, "rest_invalid_param", f"Invalid parameter(s): {name}",
        params={name: message}, details={name: detail},
    )  # fmt: skip


def php(value: Any) -> bytes:
    """JSON as PHP writes it: compact, ``\\/`` and ``\\uXXXX``."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode()


def checked(body: Any, schema: Mapping[str, Any]) -> Thing:
    """The fields of a body that the schema knows, in the types that it names. A tuple is a list of allowed words."""
    if not isinstance(body, dict):
        return {}
    return {name: _typed(name, value, schema[name]) for name, value in body.items() if name in schema}


def _typed(name: str, value: Any, kind: Any) -> Any:
    if isinstance(kind, tuple):
        if value not in kind:
            words = f"{', '.join(kind[:-1])}, and {kind[-1]}"
            raise invalid(name, f"{name} is not one of {words}.", "rest_not_in_enum")
        return value
    if kind == "integer" and isinstance(value, str) and value.lstrip("-").isdecimal():
        return int(value)
    if kind == "boolean" and value in ("true", "false", "1", "0", 1, 0):
        return value in ("true", "1", 1, True)
    if kind == "null-integer" and value in (None, ""):
        return None
    types: dict[str, tuple[type, ...]] = {
        "string": (str,),
        "integer": (int,),
        "null-integer": (int,),
        "boolean": (bool,),
        "array": (list,),
        "object": (dict,),
        "date": (str, type(None)),
        "any": (object,),
    }
    wrong = isinstance(value, bool) and kind in ("integer", "null-integer")
    if wrong or not isinstance(value, types[kind]):
        raise invalid(name, f"{name} is not of type {kind.removeprefix('null-')}.")
    return value


def money(value: Any) -> Decimal:
    """An amount; nothing is 0."""
    try:
        return Decimal(str(value or "0"))
    except InvalidOperation:
        return Decimal(0)


def cents(value: Any) -> str:
    """An amount with two places."""
    return format(money(value).quantize(Decimal("0.01"), ROUND_HALF_UP), "f")


def instant(text: str, zone: tzinfo) -> datetime:
    """What a date in a body or a query means: without a zone it is the shop's own clock."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid("date", "Invalid date.", "rest_invalid_date") from error
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def dated(thing: Mapping[str, Any], zone: tzinfo) -> Thing:
    """A thing with each of its times twice: in the shop's zone, without saying which, and in GMT."""
    shown: Thing = {}
    for name, value in thing.items():
        if not name.startswith("date_"):
            shown[name] = value
            continue
        at = value if isinstance(value, datetime) else None
        shown[name] = at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S") if at else None
        shown[f"{name}_gmt"] = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if at else None
    return shown
