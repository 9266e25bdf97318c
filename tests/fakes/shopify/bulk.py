"""Bulk operations: a query whose whole answer becomes a file, a line a thing, lists behind what they belong to."""

from __future__ import annotations

from typing import Any

import orjson
from graphql import GraphQLError, OperationDefinitionNode, parse

from tests.fakes.shopify.registry import Args, Declined, found, mutation, query
from tests.fakes.shopify.store import Shop, Thing

MOST_LISTS = 5
AT_ONCE = 5
"""Connections to a query, and operations at a time (since 2026-01)."""


@mutation("bulkOperationRunQuery", "")
def run_query(shop: Shop, args: Args) -> Thing:
    text = args["query"]
    try:
        document = parse(text)
    except GraphQLError as error:
        raise Declined(f"Invalid bulk query: {error.message}", "query", code="INVALID") from error
    if _variables(document):
        raise Declined("Bulk queries cannot use variables.", "query", code="INVALID")
    lists = sum(text.count(name) for name in ("edges", "nodes"))
    if not lists:
        raise Declined("Bulk queries must contain at least one connection.", "query", code="INVALID")
    if lists > MOST_LISTS:
        raise Declined(
            f"Bulk queries cannot contain more than {MOST_LISTS} connections.", "query", code="INVALID"
        )
    if sum(one["status"] in ("CREATED", "RUNNING") for one in shop.all("BulkOperation")) >= AT_ONCE:
        raise Declined(
            "A bulk query operation for this app and shop is already in progress",
            code="OPERATION_IN_PROGRESS",
        )
    made = shop.add(
        "BulkOperation",
        query=text,
        status="CREATED",
        type="QUERY",
        errorCode=None,
        completedAt=None,
        url=None,
        partialDataUrl=None,
        fileSize=None,
        objectCount=0,
        rootObjectCount=0,
    )
    return {"bulkOperation": dict(made)}


def _variables(document: Any) -> bool:
    return any(
        isinstance(one, OperationDefinitionNode) and bool(one.variable_definitions)
        for one in document.definitions
    )


@query("bulkOperation")
def one(shop: Shop, args: Args) -> Thing | None:
    """A look takes it a step further: it runs at the first, and is done at the second."""
    told = shop.things.get("BulkOperation", {}).get(args["id"])
    if told and told["status"] == "RUNNING":
        _finish(shop, told)
    elif told and told["status"] == "CREATED":
        told["status"] = "RUNNING"
    return told


@query("currentBulkOperation")
def current(shop: Shop, args: Args) -> Thing | None:
    last = next(iter(reversed(shop.all("BulkOperation"))), None)
    return one(shop, {"id": last["id"]}) if last else None


@mutation("bulkOperationCancel", "")
def cancel(shop: Shop, args: Args) -> Thing:
    told = found(shop, args["id"], "Bulk operation does not exist", "id", kind="BulkOperation")
    if told["status"] not in ("CREATED", "RUNNING"):
        raise Declined("A bulk operation cannot be canceled when it is done", "id")
    told["status"] = "CANCELED"
    return {"bulkOperation": told}


def _finish(shop: Shop, told: Thing) -> None:
    from tests.fakes.shopify.execute import Asked, execute  # it stands above: it knows all areas

    answer = execute(Asked(shop, shop.version, endless=True), told["query"])
    if answer.get("errors"):
        codes = {(error.get("extensions") or {}).get("code") for error in answer["errors"]}
        denied = "ACCESS_DENIED" in codes
        told.update(status="FAILED", errorCode="ACCESS_DENIED" if denied else "INTERNAL_SERVER_ERROR")
        told["_because"] = answer["errors"]
        return
    lines: list[bytes] = []
    roots = 0
    for value in (answer["data"] or {}).values():
        for node in _things(value):
            roots += 1
            _write(node, None, lines)
    file = b"".join(line + b"\n" for line in lines)
    told.update(
        status="COMPLETED",
        completedAt=shop.now(),
        objectCount=len(lines),
        rootObjectCount=roots,
        fileSize=len(file),
        url=f"{shop.address}/bulk/{told['id'].rpartition('/')[2]}.jsonl" if lines else None,
    )
    told["_file"] = file
    shop.tell("bulk_operations/finish", told)


def _things(value: Any) -> list[Thing]:
    """What a connection holds."""
    if not isinstance(value, dict):
        return []
    return [edge["node"] for edge in value["edges"]] if "edges" in value else list(value.get("nodes") or ())


def _is_list(value: Any) -> bool:
    return isinstance(value, dict) and ("edges" in value or "nodes" in value)


def _write(node: Thing, parent: str | None, lines: list[bytes]) -> None:
    """The thing, and behind it those of its lists, each naming its parent."""
    own = {name: value for name, value in node.items() if not _is_list(value)}
    lines.append(orjson.dumps(own if parent is None else {**own, "__parentId": parent}))
    for value in node.values():
        if _is_list(value):
            for child in _things(value):
                _write(child, str(node["id"]), lines)
