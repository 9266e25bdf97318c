"""Custom fields of the demo store's things."""

from __future__ import annotations

import json

from app.connectors.compared import unless_changed
from app.connectors.demo.acts import Acts, gone
from app.connectors.demo.catalogue import Fact
from app.core.effects.fields import CUSTOM, GetField, RemoveField, SetField, plain_value, same_value
from app.core.sentence import Json


class FieldActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_field(self, effect: GetField, key: str) -> Json:
        """``{"value": its text, or None, "of"}``. Raises Permanent where the thing is gone."""
        kind, id = await self._lies_in(effect)
        fact = await self.doors.read(kind, id)
        if fact is None:
            raise gone(kind, id)
        value = _inside(_owner(effect, fact), effect).get(effect.key)
        return {"value": _text(value), "of": _kind(value)}

    async def set_field(self, effect: SetField, key: str) -> Json:
        """``{"value"}``."""
        await self._write(effect, plain_value(effect.of, effect.value), effect.expected)
        return {"value": effect.value}

    async def remove_field(self, effect: RemoveField, key: str) -> Json:
        """``{"value": None}``."""
        await self._write(effect, None, effect.expected)
        return {"value": None}

    async def _write(self, effect: SetField | RemoveField, value: Json, expected: str | None) -> None:
        kind, id = await self._lies_in(effect)

        def written(fact: Fact) -> Fact:
            inside = _inside(fact, effect)
            now = _text(inside.get(effect.key))
            if expected is not None and not same_value(now, expected):
                unless_changed(effect, now or "", expected)
            kept = {name: one for name, one in inside.items() if name != effect.key}
            if value is not None:
                kept[effect.key] = value
            whole = fact.get("custom") or {}
            return {"custom": kept if effect.space == CUSTOM else {**whole, effect.space: kept}}

        def change(fact: Fact) -> Fact:
            if effect.thing != "variant":
                return written(fact)
            _owner(effect, fact)
            return {
                "variants": [
                    {**one, **written(one)} if one["id"] == effect.id else one for one in fact["variants"]
                ]
            }

        await self.change(kind, id, change)

    async def _lies_in(self, effect: GetField | SetField | RemoveField) -> tuple[str, str]:
        """The thing, or the product that a variant lies in."""
        if effect.thing != "variant":
            return effect.thing, effect.id
        if effect.product:
            return "product", effect.product
        for product in await self.doors.page("product", "", 1000):
            if any(one["id"] == effect.id for one in product["variants"]):
                return "product", str(product["id"])
        raise gone("variant", effect.id)


def _owner(effect: GetField | SetField | RemoveField, fact: Fact) -> Fact:
    if effect.thing != "variant":
        return fact
    for one in fact["variants"]:
        if one["id"] == effect.id:
            return dict(one)
    raise gone("variant", effect.id)


def _inside(fact: Fact, effect: GetField | SetField | RemoveField) -> Fact:
    custom = fact.get("custom") or {}
    return dict(custom if effect.space == CUSTOM else custom.get(effect.space) or {})


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False)


def _kind(value: Json) -> str:
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, (int, float)):
        return "number" if isinstance(value, int) else "decimal"
    return "json" if isinstance(value, (dict, list)) else "text"
