"""Custom fields (metafields) of any thing."""

from __future__ import annotations

from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.shopify.api import ApiActs
from app.core.effects.fields import (
    CUSTOM,
    GetField,
    RemoveField,
    RemoveShopifyField,
    SetField,
    SetShopifyField,
    same_value,
)
from app.core.sentence import Json, because
from app.errors import Missing

TYPES = {
    "text": "single_line_text_field",
    "lines": "multi_line_text_field",
    "number": "number_integer",
    "decimal": "number_decimal",
    "yes_no": "boolean",
    "date": "date",
    "moment": "date_time",
    "money": "money",
    "link": "url",
    "list": "list.single_line_text_field",
    "json": "json",
}
"""Shopify's name of each kind of field."""


class FieldActs(ApiActs):
    """Effects of this area, each by the method of its name."""

    async def get_field(self, effect: GetField, key: str) -> Json:
        """``{"value": its text, or None, "of"}``. A kind that has no name of ours is a text to us."""
        _, field = await self._field(effect)
        kinds = {theirs: ours for ours, theirs in TYPES.items()}
        return {"value": field.get("value"), "of": kinds.get(str(field.get("type")), "text")}

    async def set_field(self, effect: SetField, key: str) -> Json:
        """``{"value"}``. A field that exists keeps its type: Shopify refuses another one."""
        id, field = await self._field(effect)
        now = field.get("value")
        if effect.expected is not None and not same_value(now, effect.expected):
            unless_changed(effect, now or "", effect.expected)
        if not same_value(now, effect.value):
            sent: Json = {"ownerId": id, "namespace": effect.space, "key": effect.key, "value": effect.value}
            sent["type"] = field.get("type") or TYPES[effect.of]
            if (
                effect.expected is not None
            ):  # once more by Shopify itself, for what changes in this very moment
                sent["compareDigest"] = field.get("compareDigest")
            await self.admin.mutate("customFieldSet", effect.sentence(), fields=[sent])
        return {"value": effect.value}

    async def remove_field(self, effect: RemoveField, key: str) -> Json:
        """``{"value": None}``."""
        id, field = await self._field(effect)
        now = field.get("value")
        if effect.expected is not None and not same_value(now, effect.expected):
            unless_changed(effect, now or "", effect.expected)
        if now is not None:
            sent = {"ownerId": id, "namespace": effect.space, "key": effect.key}
            await self.admin.mutate("customFieldDelete", effect.sentence(), fields=[sent])
        return {"value": None}

    async def set_shopify_field(self, effect: SetShopifyField, key: str) -> Json:
        """The same."""
        return await self.set_field(effect, key)

    async def remove_shopify_field(self, effect: RemoveShopifyField, key: str) -> Json:
        """The same."""
        return await self.remove_field(effect, key)

    async def _field(self, effect: SetField | RemoveField | GetField) -> tuple[str, dict[str, Any]]:
        """The thing's id, and the field as it is; nothing of it where it is empty. Raises Missing."""
        if effect.thing == "shop":
            id = str(((await self.admin.call("shopId")).get("shop") or {}).get("id"))
        else:
            id = self.admin.gid(effect.thing, effect.id)
        found = (await self.admin.call("customField", id=id, space=effect.space or CUSTOM, key=effect.key))[
            "node"
        ]
        if not isinstance(found, dict):
            raise Missing(because("Shopify has no {name} any more.", name=effect.name))
        return id, found.get("metafield") or {}
