"""One task of Flow as one of our steps: the settings, what they differ in, and which fields were used."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.flow import conditions, schedule, texts
from app.core.flow.kinds import (
    ACTIONS,
    ADMIN,
    CONDITION,
    FLOW,
    LISTS,
    LOOP,
    MEANT,
    TICKS,
    TRIGGER_DIFFERENCES,
    TRIGGERS,
    WAIT,
)  # fmt: skip
from app.core.flow.paths import Ref, Scope, ours
from app.core.flow.report import Unmappable
from app.core.sentence import Json, Sentence, because

_FETCHES = {"orders": ("data.get_orders", "Order"), "customers": ("data.get_customers", "Customer"),
            "products": ("data.get_products", "Product")}  # fmt: skip
_UNITS = {"minute": "minutes", "hour": "hours", "day": "days", "week": "weeks"}


@dataclass(slots=True)
class Mapped:
    """A step as it is here. ``gives``: what later steps may read of it, by the end of its path."""

    type: str
    settings: dict[str, Json] = field(default_factory=dict)
    differences: list[Sentence] = field(default_factory=list)
    gives: Ref | None = None
    item: Ref | None = None


def mapped(step: Mapping[str, Any], fields: dict[str, str], scope: Scope, ident: str) -> Mapped:
    """The step of ours. Raises Unmappable, which says why there is none."""
    task = step["task_id"]
    if task == CONDITION:
        return _condition(fields, scope)
    if task == LOOP:
        found = _list(fields, "listpath", scope)
        return Mapped("logic.for_each", {"items": found.path}, item=Ref("item", "shape", found.shape))
    if task == WAIT:
        return _wait(fields)
    if task == f"{FLOW}scheduled_time":
        settings, differences = schedule.to_ours(_only(fields, "recurrence")["recurrence"])
        return Mapped("time.schedule", settings, differences)
    if step["task_type"] == "TRIGGER":
        return _trigger(task, fields)
    return _action(task, fields, scope, ident)


def _trigger(task: str, fields: dict[str, str]) -> Mapped:
    kind = TRIGGERS.get(task.removeprefix(ADMIN)) if task.startswith(ADMIN) else None
    if kind is None:
        raise _app(task)
    _only(fields)
    difference = TRIGGER_DIFFERENCES.get(kind)
    return Mapped(kind, {}, [difference] if difference else [])


def _condition(fields: dict[str, str], scope: Scope) -> Mapped:
    settings = conditions.to_ours(_only(fields, "condition").get("condition", ""), scope)
    unfinished = [] if settings else [because("its tests were never finished; finish them")]
    return Mapped("logic.check", settings, unfinished)


def _wait(fields: dict[str, str]) -> Mapped:
    [text] = fields.values() if len(fields) == 1 else [""]
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unmappable(because("how long it waits is of a form that this version doesn't know")) from error
    if isinstance(found, int) and not isinstance(found, bool) and found > 0 and found % 60 == 0:
        amount, unit = found // 60, "minutes"
        for size, name in ((1440, "days"), (60, "hours")):
            if amount % size == 0:
                amount, unit = amount // size, name
                break
        return Mapped("time.wait", {"amount": amount, "unit": unit})
    if isinstance(found, dict) and set(found) == {"value", "unit"}:
        unit = _UNITS.get(str(found["unit"]).lower().removesuffix("s"), "")
        if unit and re.fullmatch(r"[1-9]\d{0,3}", str(found["value"])):
            return Mapped("time.wait", {"amount": int(found["value"]), "unit": unit})
    raise Unmappable(because("how long it waits is of a form that this version doesn't know"))


def _action(task: str, fields: dict[str, str], scope: Scope, ident: str) -> Mapped:
    own, name = task.startswith(ADMIN), task.removeprefix(ADMIN).removeprefix(FLOW)
    if own and name in ACTIONS:
        return _from_table(name, fields, scope)
    if own and re.fullmatch(r"add_(order|customer|product)_metafield", name):
        return _metafield(name.split("_")[1], fields, scope)
    if name == "log_output" and task.startswith(FLOW):
        text = texts.to_ours(_only(fields, "output")["output"], scope)
        return Mapped("logic.log", {"text": text})
    if task == f"{FLOW}send_http":
        return _http(fields, scope)
    if task == f"{FLOW}send_email":
        return _mail(fields, scope)
    if task == f"{FLOW}count":
        found = _list(fields, "listpath", scope)
        return Mapped("data.count", {"items": found.path}, gives=Ref(f"steps.{ident}.count", "number"))
    if task == f"{FLOW}sum":
        return _sum(fields, scope, ident)
    if task.startswith(f"{FLOW}fetch::"):
        return _fetch(task.removeprefix(f"{FLOW}fetch::"), fields, ident)
    if task == f"{FLOW}run_code":
        raise Unmappable(
            because("code is not run here; steps such as “Calculate” do what it is used for most")
        )
    if task == f"{ADMIN}admin_api_operation":
        raise Unmappable(because("the call has to be written anew in a step “Shopify Admin API”"))
    raise _app(task)


def _from_table(name: str, fields: dict[str, str], scope: Scope) -> Mapped:
    kind, thing, names = ACTIONS[name]
    _only(fields, *names, *([f"{thing}_id"] if thing else []))
    if thing:
        meant(thing, fields.get(f"{thing}_id", ""), scope)
    settings: dict[str, Json] = {}
    differences = []
    for there, here in names.items():
        value = fields.get(there, "")
        if there in LISTS:
            items = _texts(value)
            settings[here] = [texts.to_ours(item, scope) for item in items]
            if not items:
                differences.append(because("its tags were never filled in; fill them in"))
        elif there in TICKS:
            if value not in ("true", "false", ""):
                raise _form(there)
            settings[here] = value == "true"
        else:
            settings[here] = texts.to_ours(value, scope)
    return Mapped(kind, settings, differences)


def meant(thing: str, value: str, scope: Scope) -> None:
    """Refuses what is not the object that our step means by itself. Raises Unmappable."""
    path = value
    if value.startswith("{"):
        try:
            both = json.loads(value)
        except (json.JSONDecodeError, RecursionError) as error:
            raise _form(f"{thing}_id") from error
        if set(both) - {"value", "default_value"}:
            raise _form(f"{thing}_id")
        path = both.get("value") or both.get("default_value") or ""
    path = str(path)[:1].lower() + str(path)[1:]
    if path in MEANT[thing]:
        return
    head, _, rest = path.partition(".")
    shape = {"draft_order": "DraftOrder"}.get(thing, thing.capitalize())
    if rest == "id" and head in scope and scope[head].path == "item" and scope[head].shape == shape:
        return
    raise Unmappable(because("it acts on “{path}”, and a step here acts on what the run is about", path=path))


def _metafield(thing: str, fields: dict[str, str], scope: Scope) -> Mapped:
    if "metafield" in fields:
        _only(fields, f"{thing}_id", "metafield", "value")
        try:
            told = json.loads(fields["metafield"])
        except (json.JSONDecodeError, RecursionError) as error:
            raise _form("metafield") from error
        if not isinstance(told, dict) or set(told) - {"namespace", "key", "type"}:
            raise _form("metafield")
    else:
        _only(fields, f"{thing}_id", "namespace", "key", "value", "value_type")
        told = {
            "namespace": fields.get("namespace"),
            "key": fields.get("key"),
            "type": fields.get("value_type"),
        }
    kinds = {"single_line_text_field": "text", "multi_line_text_field": "lines", "number_integer": "number",
             "number_decimal": "decimal", "boolean": "yes_no", "date": "date", "date_time": "moment",
             "string": "text", "integer": "number"}  # fmt: skip
    if told.get("type") not in kinds or not told.get("key"):
        raise Unmappable(
            because("a custom field of the type “{type}” can't be set here", type=str(told.get("type")))
        )
    meant(thing, fields.get(f"{thing}_id", ""), scope)
    return Mapped(f"{thing}.set_field", {
        "key": str(told["key"]), "space": str(told.get("namespace") or "custom"), "kind_of": kinds[told["type"]],
        "value": texts.to_ours(fields.get("value", ""), scope),
    })  # fmt: skip


def _http(fields: dict[str, str], scope: Scope) -> Mapped:
    _only(fields, "method", "url", "headers", "body", "on_client_error", "on_server_error")
    if any("secrets." in value for value in fields.values()):
        raise Unmappable(
            because("it uses a secret of Flow; put it into a connection and write the step anew")
        )
    try:
        pairs = json.loads(fields.get("headers") or "[]")
        headers = {str(name): texts.to_ours(str(value), scope) for name, value in pairs}
    except (ValueError, TypeError, RecursionError) as error:
        raise _form("headers") from error
    if len(headers) != len(pairs):
        raise _form("headers")
    if "on_client_error" in fields or "on_server_error" in fields:
        raise Unmappable(because("what it does when it fails is drawn here as an arrow “if it fails”"))
    return Mapped("http.request", {
        "method": fields.get("method", "GET").upper(), "url": texts.to_ours(fields.get("url", ""), scope),
        "headers": headers, "body": texts.to_ours(fields.get("body", ""), scope),
    })  # fmt: skip


def _mail(fields: dict[str, str], scope: Scope) -> Mapped:
    _only(fields, "address", "subject", "message")
    to = [part.strip() for part in fields.get("address", "").split(",") if part.strip()]
    if not to or any("{" in part for part in to):
        raise Unmappable(because("its address is a value of the other store: {to}; say here who gets it",
                                 to=fields.get("address", "")))  # fmt: skip
    said = {"to": list(to), "subject": texts.to_ours(fields.get("subject", ""), scope),
            "body": texts.to_ours(fields.get("message", ""), scope)}  # fmt: skip
    return Mapped("message.team_email", {**said}, [because("it is sent by your own mail account")])


def _sum(fields: dict[str, str], scope: Scope, ident: str) -> Mapped:
    path = _only(fields, "numberpath")["numberpath"]
    parts = path.split(".")
    for n in range(len(parts) - 1, 0, -1):
        try:
            found = ours(parts[:n], scope)
        except Unmappable:
            continue
        if found.type == "list":
            inner = ours(["item", *parts[n:]], {"item": Ref("item", "shape", found.shape)})
            settings: dict[str, Json] = {
                "what": "sum",
                "items": found.path,
                "field": inner.path.removeprefix("item."),
            }
            return Mapped("data.reckon", settings, gives=Ref(f"steps.{ident}.result", "number"))
    raise Unmappable(because("it adds up “{path}”, which there is no value for here", path=path))


def _fetch(what: str, fields: dict[str, str], ident: str) -> Mapped:
    """Only by tag: Shopify's search language means more than our filters."""
    _only(fields, "query", "sort_by", "max_root_records")
    tagged = re.fullmatch(r"\s*(?:tag:(?:'([^'\"{}:*]+)'|([^\s'\"{}:*]+)))?\s*", fields.get("query", ""))
    most = fields.get("max_root_records") or "100"
    if what not in _FETCHES or tagged is None or not re.fullmatch(r"[1-9]\d{0,2}", most):
        raise Unmappable(because("what it looks for is said in Shopify's own search language: {query}",
                                 query=fields.get("query", "")))  # fmt: skip
    if fields.get("sort_by") not in (None, "", '{"sortKey":"CREATED_AT","order":"DESC"}'):
        raise Unmappable(because("it sorts in a way that is not there here: {how}", how=fields["sort_by"]))
    kind, shape = _FETCHES[what]
    settings: dict[str, Json] = {"most": int(most)}
    if tagged[1] or tagged[2]:
        settings["tag"] = tagged[1] or tagged[2]
    return Mapped(kind, settings, gives=Ref(f"steps.{ident}.{what}", "list", shape))


def _list(fields: dict[str, str], name: str, scope: Scope) -> Ref:
    found = ours(_only(fields, name).get(name, ""), scope)
    if found.type not in ("list", "list[text]"):
        raise Unmappable(because("“{path}” is no list here", path=fields[name]))
    return found


def _texts(value: str) -> list[str]:
    try:
        found = json.loads(value or "[]")
    except (json.JSONDecodeError, RecursionError) as error:
        raise _form("tags") from error
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _form("tags")
    return found


def _only(fields: dict[str, str], *names: str) -> dict[str, str]:
    """The fields, none of which this version doesn't know. Raises Unmappable."""
    for name, value in fields.items():
        if name not in names:
            raise Unmappable(because("it has a setting that is not there here: {name}", name=name))
        if not isinstance(value, str):
            raise _form(name)
    return {**dict.fromkeys(names, ""), **fields}


def _form(name: str) -> Unmappable:
    return Unmappable(because("its setting “{name}” is of a form that this version doesn't know", name=name))


def _app(task: str) -> Unmappable:
    if ":" not in task:
        return Unmappable(because("it is a step of an app, which is not here"))
    return Unmappable(
        because("there is no such step here: {task}", task=task.rpartition("::")[2].replace("_", " "))
    )
