"""Custom fields (meta data) of any thing. WooCommerce knows no kinds: numbers and words are texts, JSON is JSON."""

from __future__ import annotations

import json
from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.woocommerce.api import ApiActs
from app.connectors.woocommerce.map import TAGS
from app.connectors.woocommerce.variants import VariantActs
from app.core.effects.fields import GetField, RemoveField, SetField, plain_value, same_value
from app.core.sentence import Json, because
from app.errors import Permanent


class FieldActs(VariantActs, ApiActs):
    """Effects of this area, each by the method of its name."""

    async def get_field(self, effect: GetField, key: str) -> Json:
        """``{"value": its text, or None, "of"}``."""
        _, entry = await self._meta(effect)
        value = None if entry is None else entry.get("value")
        return {"value": _text(value), "of": "json" if isinstance(value, (dict, list)) else "text"}

    async def set_field(self, effect: SetField, key: str) -> Json:
        """``{"value"}``."""
        path, entry = await self._meta(effect)
        now = None if entry is None else _text(entry.get("value"))
        wanted = _stored(effect)
        if not same_value(now, _text(wanted)):
            self._compare(effect, now, effect.expected)
            known = {"id": entry["id"]} if entry is not None else {}
            await self._put_meta(path, {**known, "key": effect.key, "value": wanted})
        return {"value": effect.value}

    async def remove_field(self, effect: RemoveField, key: str) -> Json:
        """``{"value": None}``."""
        path, entry = await self._meta(effect)
        if entry is not None:
            self._compare(effect, _text(entry.get("value")), effect.expected)
            await self._put_meta(path, {"id": entry["id"], "key": effect.key, "value": None})
        return {"value": None}

    async def _meta(self, effect: GetField | SetField | RemoveField) -> tuple[str, dict[str, Any] | None]:
        """The path of the thing, and the field's entry in its meta data."""
        if effect.key == TAGS:
            raise Permanent(
                because("The field {field} holds the tags: set those by a step for tags.", field=TAGS)
            )
        if effect.thing == "variant" and effect.product:
            path = self.variant_path(effect.product, effect.id)
        else:
            path = self.rest.place("order" if effect.thing == "draft_order" else effect.thing, effect.id)
        node = await self.rest.call("GET", path)
        if effect.thing == "variant" and node.get("type") == "variation":
            # it is read by its own number too, but changed only below its product
            path = self.variant_path(str(node.get("parent_id")), effect.id)
        told = node.get("meta_data") if isinstance(node, dict) else None
        same = [one for one in told or () if isinstance(one, dict) and one.get("key") == effect.key]
        return path, same[-1] if same else None

    async def _put_meta(self, path: str, entry: dict[str, Json]) -> None:
        await self.rest.call("PUT", path, body={"meta_data": [entry]})

    @staticmethod
    def _compare(effect: SetField | RemoveField, now: str | None, expected: str | None) -> None:
        if (
            expected is None
            or same_value(now, expected)
            or same_value(now, _text(_stored_text(effect, expected)))
        ):
            return
        unless_changed(effect, now or "", expected)


def _stored(effect: SetField) -> Json:
    return _stored_text(effect, effect.value)


def _stored_text(effect: SetField | RemoveField, value: str) -> Json:
    """A value as WooCommerce keeps it: an amount without its currency, which is always the shop's."""
    kind = effect.of if isinstance(effect, SetField) else "json" if value[:1] in ("{", "[") else "text"
    found = plain_value(kind, value) if kind in ("money", "list", "json") else value
    if isinstance(found, dict) and set(found) == {"amount", "currency_code"}:
        return str(found["amount"])
    return found


def _text(value: Json) -> str | None:
    """The value as a text; None for nothing."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
