"""Custom fields (metafields) of any thing."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import orjson

from tests.fakes.shopify.registry import Args, Declined, field, mutation
from tests.fakes.shopify.store import Shop, Thing, digest


def _is(pattern: str) -> Any:
    return lambda value: re.fullmatch(pattern, value) is not None


def _json(kind: type | None) -> Any:
    def test(value: str) -> bool:
        try:
            told = orjson.loads(value)
        except orjson.JSONDecodeError:
            return False
        return kind is None or isinstance(told, kind)

    return test


def _moment(read: Any) -> Any:
    def test(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return test


_VALID = {
    "single_line_text_field": _is(r"[^\n]+"),
    "multi_line_text_field": _is(r"(?s).+"),
    "number_integer": _is(r"-?\d{1,16}"),
    "number_decimal": _is(r"-?\d+(\.\d{1,9})?"),
    "boolean": _is("true|false"),
    "date": _moment(date.fromisoformat),
    "date_time": _moment(datetime.fromisoformat),
    "money": _json(dict),
    "url": _is(r"(https?|mailto|sms|tel)://?\S+"),
    "list.single_line_text_field": _json(list),
    "json": _json(None),
}


def namespace_of(told: str | None, default: str = "app--1") -> str:
    """``$app`` is the app's own, which other apps don't see."""
    return re.sub(r"^\$app\b", "app--1", told) if told else default


def give_fields(shop: Shop, owner: Thing, sent: Thing) -> None:
    """The fields that a thing is made with."""
    for one in sent.get("metafields") or ():
        space = namespace_of(one.get("namespace"))
        told = {"key": one["key"], "type": one["type"], "value": one["value"]}
        shop.add("Metafield", owner=owner["id"], namespace=space, ownerType="ORDER", **told)


def fields_of(shop: Shop, owner: str) -> list[Thing]:
    return [one for one in shop.all("Metafield") if one["owner"] == owner]


def field_of(shop: Shop, owner: str, space: str, key: str) -> Thing | None:
    return next(
        (one for one in fields_of(shop, owner) if (one["namespace"], one["key"]) == (space, key)), None
    )


@field("*.metafields")
def _all(shop: Shop, thing: Thing, args: Args) -> list[Thing]:
    found = fields_of(shop, thing["id"])
    return [
        one
        for one in found
        if not args.get("namespace") or one["namespace"] == namespace_of(args["namespace"])
    ]


@field("*.metafield")
def _one(shop: Shop, thing: Thing, args: Args) -> Thing | None:
    return field_of(shop, thing["id"], namespace_of(args.get("namespace")), args["key"])


@field("Metafield.compareDigest")
def _digest(shop: Shop, one: Thing, args: Args) -> str:
    return digest(one["value"])


@mutation("metafieldsSet", "")
def set_fields(shop: Shop, args: Args) -> Thing:
    """All or none."""
    ready: list[tuple[Thing | None, Thing]] = []
    for at, sent in enumerate(args["metafields"]):
        path = ("metafields", str(at))
        owner = shop.get(sent["ownerId"])
        if owner is None:
            raise Declined("Owner does not exist.", *path, "ownerId", code="INVALID")
        space = namespace_of(sent.get("namespace"))
        now = field_of(shop, owner["id"], space, sent["key"])
        kind = sent.get("type") or (now or {}).get("type")
        if not re.fullmatch(r"[A-Za-z0-9_-]{2,64}", sent["key"]):
            raise Declined("Key is invalid.", *path, "key", code="INVALID")
        if kind not in _VALID:
            raise Declined(
                f"Type must be one of the following: {', '.join(_VALID)}.", *path, "type", code="INVALID_TYPE"
            )
        if now and now["type"] != kind:
            raise Declined(
                f"Type must be consistent with the definition's type: {now['type']}.",
                *path,
                "type",
                code="INVALID_TYPE",
            )
        if not sent["value"]:
            raise Declined("Value can't be blank.", *path, "value", code="BLANK")
        if not _VALID[kind](sent["value"]):
            raise Declined(f"Value is invalid for the type {kind}.", *path, "value", code="INVALID_VALUE")
        if "compareDigest" in sent and sent["compareDigest"] != (digest(now["value"]) if now else None):
            raise Declined(
                "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value.",
                *path,
                code="STALE_OBJECT",
            )
        ready.append(
            (
                now,
                {
                    "owner": owner["id"],
                    "namespace": space,
                    "key": sent["key"],
                    "type": kind,
                    "value": sent["value"],
                },
            )
        )
    made = []
    for now, wanted in ready:
        if now:
            now.update(wanted)
            shop.touch(now)
        made.append(now or shop.add("Metafield", ownerType="ORDER", **wanted))
        shop.touch(shop.the(wanted["owner"])) if wanted["owner"] != "gid://shopify/Shop/1" else None
    return {"metafields": made}


@mutation("metafieldsDelete", "")
def delete_fields(shop: Shop, args: Args) -> Thing:
    """One that is not there is null in the list."""
    gone: list[Thing | None] = []
    for sent in args["metafields"]:
        now = field_of(shop, sent["ownerId"], namespace_of(sent["namespace"]), sent["key"])
        if now:
            shop.remove(now["id"])
        gone.append(
            {"ownerId": sent["ownerId"], "namespace": sent["namespace"], "key": sent["key"]} if now else None
        )
    return {"deletedMetafields": gone}
