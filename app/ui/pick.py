"""Names to choose from in a step's settings: tags, collections, locations and products that the store has.

They are read from what is kept of the store; where nothing of the kind is, the store itself is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.comparing import fold
from app.core.effects import Effect
from app.core.effects.api import AskShopifyApi
from app.core.effects.records import GetRecords
from app.core.records import Where
from app.core.sentence import Json, Sentence, because
from app.engine.services import Services
from app.errors import NotFound, StepError
from app.store import mirror
from app.ui.editor_kept import shops
from app.ui.pages import is_htmx, page, services
from app.web import allow

router = APIRouter()
MOST = 40
"""Names that are offered at once; a search finds the others."""
KINDS: Mapping[str, Sentence] = {
    "order_tag": because("Tags of orders"), "customer_tag": because("Tags of customers"),
    "product_tag": because("Tags of products"), "collection": because("Collections"),
    "location": because("Locations"), "product": because("Products"), "vendor": because("Vendors"),
}  # fmt: skip
PLACES = AskShopifyApi(title="Locations", text="query Locations { locations(first: 100) { nodes { name } } }")


@dataclass(frozen=True, slots=True)
class Name:
    """Something of the store. ``about``: what tells it from others of that name."""

    text: str
    about: str = ""


@router.get("/pick/{kind}")
@allow("editor")
async def show(request: Request, kind: str, q: str = "", into: str = "", workflow: str = "") -> Response:
    """The names that a search finds. ``into``: the id of the field that the name is for. Raises NotFound."""
    if kind not in KINDS:
        raise NotFound(because("There is nothing of that kind to choose."))
    parts, query = services(request), q.strip()[:100]
    stores, names = await parts.db.read(_kept, workflow, kind, query)
    trouble: Sentence | None = None
    if not names and stores:
        names, trouble = await _asked(parts, stores[0], kind, query)
    values: dict[str, Any] = {
        "kind": kind,
        "title": KINDS[kind],
        "names": names,
        "q": q,
        "into": into,
        "workflow": workflow,
    }
    template = "parts/pick.html" if is_htmx(request) else "pick.html"
    return page(request, template, wrong=trouble, **values)


def _kept(conn: Connection, workflow: str, kind: str, query: str) -> tuple[list[str], list[Name]]:
    """The stores that are meant, and what is kept of the first that has something."""
    stores = shops(conn, workflow)
    for store in stores:
        if kind == "product":
            found = [_name(one) for one in mirror.named(conn, store, "product", query, MOST)]
        else:
            found = [Name(text) for text in mirror.words(conn, store, kind, query, MOST)]
        if found:
            return stores, found
    return stores, []


async def _asked(parts: Services, store: str, kind: str, query: str) -> tuple[list[Name], Sentence | None]:
    """What the store says itself, or why it says nothing."""
    effect: Effect
    if kind == "location":
        effect = PLACES
    elif kind in ("collection", "product"):
        effect = GetRecords(
            thing="collection" if kind == "collection" else "product", where=Where(name=query), most=MOST
        )
    else:
        return [], None
    try:
        if type(effect) not in (await parts.connections.get(store)).connector.performs():
            return [], None
        performer = await parts.world.performer("shop", store)
        answer = await performer.perform(effect, f"pick.{kind}")
    except StepError as error:
        return [], error.sentence if isinstance(error.sentence, Sentence) else because(str(error))
    found: Sequence[Mapping[str, Json]] = answer.get("items") or ()
    if effect is PLACES:
        found = ((answer.get("data") or {}).get("locations") or {}).get("nodes") or ()
    names = [_name(one) for one in found]
    return [one for one in names if fold(query) in fold(one.text)][:MOST], None


def _name(thing: Mapping[str, Json]) -> Name:
    return Name(str(thing.get("title") or thing.get("name") or thing.get("id")), str(thing.get("sku") or ""))
