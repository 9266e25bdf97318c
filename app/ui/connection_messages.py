"""What stands on a store's page about its messages, its permissions, and what customers demanded of what we keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.connectors.base import ShopConnector
from app.core.sentence import Sentence, because, because_n
from app.engine import permissions
from app.engine.connections import kinds
from app.engine.services import Services
from app.engine.subscriptions import said
from app.errors import NotFound
from app.store import connections, demands, subscriptions
from app.store.demands import Demand
from app.store.tables import ConnectionRow
from app.ui.pages import services
from app.ui.states import event_word
from app.web import allow

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    """A demand in words."""

    id: str
    sentence: Sentence
    at: datetime
    ready: bool
    done: bool


@dataclass(frozen=True, slots=True)
class About:
    """``asked``: whether the store was asked for its messages at all."""

    asked: bool
    at: datetime | None
    sentence: Sentence
    on: Sequence[Sentence]
    off: Sequence[Sentence]
    news: Sequence[Sentence]
    notes: Sequence[Sentence]
    problem: Sentence | None
    lacks: Sequence[Sentence]
    demands: Sequence[Line]


async def about_messages(parts: Services, row: ConnectionRow) -> About | None:
    """What is known of a store; None for what is no store."""
    kind = kinds().get(row.kind)
    if kind is None or not issubclass(kind, ShopConnector):
        return None
    known = await parts.db.read(subscriptions.get, row.id)
    lacks = await permissions.lacking(parts.db, row, parts.catalogue, known.may)
    words = {
        topic: word(kind, topic) for topic in {*known.on, *known.off, *(topic for _, topic, _ in known.news)}
    }
    n = len(known.on)
    return About(
        known.at is not None or known.problem is not None,
        known.at or row.created,
        because_n(
            "{shop} sends {n} kind of messages.", "{shop} sends {n} kinds of messages.", n, shop=kind.title
        )
        if n
        else because("No workflow that is on needs messages of this store."),
        [words[topic] for topic in sorted(known.on)],
        [words[topic] for topic in known.off],
        [said(what, kind.title, words[topic], at) for at, topic, what in known.news],
        (await parts.connections.shop(row.id)).warnings(datetime.now(UTC).date()) or known.notes,
        known.problem,
        [need.sentence() for need in lacks],
        [_line(one) for one in await parts.db.read(demands.of_store, row.id)],
    )


def word(kind: type[ShopConnector], topic: str) -> Sentence:
    """What a topic tells of, in words: that event of several which it is named after."""
    told = sorted(event for event in kind.tells() if topic in kind.topics({event}))
    alone = [event for event in told if kind.topics({event}) == {topic}]
    return event_word(kind.told_by(topic) or next(iter([*alone, *told]), topic))


@router.get("/connections/{connection}/demands/{demand}")
@allow("owner")
async def take(request: Request, connection: str, demand: str) -> Response:
    """The file with all that is kept of a customer."""
    parts = services(request)
    await parts.db.read(connections.get, connection)
    if demand not in {one.id for one in await parts.db.read(demands.of_store, connection, 1000)}:
        raise NotFound(because("This file is not here any more."))
    file = await parts.db.write(demands.take_file, demand, datetime.now(UTC))
    name = f'attachment; filename="customer-{demand}.json"'
    return Response(file, media_type="application/json", headers={"Content-Disposition": name})


def _line(one: Demand) -> Line:
    sentences = {
        "export": because("Customer {who} wants to know what is kept of them.", who=one.who),
        "customer": because("Customer {who} is to be erased here too.", who=one.who),
        "shop": because("All of this store is to be erased."),
    }
    if one.kind == "customer" and one.done and one.found:
        found = one.found
        sentences["customer"] = because(
            "Customer {who} was erased here: from {events} events, {runs} runs and {mails} mails.",
            who=one.who,
            events=found.get("events", 0),
            runs=found.get("runs", 0),
            mails=found.get("mails", 0),
        )
    return Line(one.id, sentences[one.kind], one.at, one.ready, one.done is not None)
