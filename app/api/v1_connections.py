"""Saved access to stores and services. Secrets go in and never come out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.api.common import errors, speak
from app.api.shapes import ConnectionChange, ConnectionIn, ConnectionOut, ConnectionTested, Listing
from app.core.sentence import Json, Sentence
from app.engine import connecting
from app.engine.connecting import InvalidSettings, hook_path
from app.errors import StepError
from app.store import connections
from app.store.tables import ConnectionRow
from app.web import Trouble, allow, services
from app.web.answers import answer

router = APIRouter(prefix="/connections", tags=["connections"])


@router.get("", summary="Connections")
@allow("viewer")
async def list_connections(request: Request) -> Listing[ConnectionOut]:
    """All of them, in the order they were made."""
    rows = await services(request).db.read(connections.list_all)
    return Listing[ConnectionOut](items=[_out(request, row) for row in rows], next=None)


@router.post("", status_code=201, summary="Connect", response_model=ConnectionOut, responses=errors(422))
@allow("owner")
async def add_connection(request: Request, given: ConnectionIn) -> ConnectionOut | Response:
    """Saves a new connection; `hook_path` is the address that the store has to be told."""
    try:
        row = await connecting.add(services(request), given.kind, given.name, given.settings)
    except InvalidSettings as error:
        return _invalid(request, error)
    return _out(request, row)


@router.get("/{connection_id}", summary="One connection", responses=errors(404))
@allow("viewer")
async def get_connection(request: Request, connection_id: str) -> ConnectionOut:
    """Without its secrets."""
    return _out(request, await services(request).db.read(connections.get, connection_id))


@router.patch(
    "/{connection_id}", summary="Change it", response_model=ConnectionOut, responses=errors(404, 422)
)
@allow("owner")
async def change_connection(
    request: Request, connection_id: str, given: ConnectionChange
) -> ConnectionOut | Response:
    """Changes what is named; the rest stays, secrets too."""
    try:
        row = await connecting.change(services(request), connection_id, given.name, given.settings)
    except InvalidSettings as error:
        return _invalid(request, error)
    return _out(request, row)


@router.delete("/{connection_id}", status_code=204, summary="Forget it", responses=errors(404, 409))
@allow("owner")
async def remove_connection(request: Request, connection_id: str) -> Response:
    """Forgets the connection and its secrets, unless a workflow that is on needs it."""
    await connecting.remove(services(request), connection_id)
    return Response(status_code=204)


@router.post("/{connection_id}/test", summary="Try it", responses=errors(404))
@allow("editor")
async def test_connection(request: Request, connection_id: str) -> ConnectionTested:
    """Speaks to the service and says what it found. `ok` false is an answer, not an error."""
    say = speak(request)
    opened = await services(request).connections.get(connection_id)
    try:
        return ConnectionTested(ok=True, message=say(await opened.connector.check()))
    except StepError as error:
        return ConnectionTested(ok=False, message=say(error.sentence))


def _invalid(request: Request, error: InvalidSettings) -> Response:
    problems: list[Json] = [{"field": field, "message": what} for field, what in error.problems.items()]
    sentence = Sentence.unpack(error.sentence) if isinstance(error.sentence, str) else error.sentence
    return answer(request, Trouble(422, error.code, sentence, problems=problems))


def _out(request: Request, row: ConnectionRow) -> ConnectionOut:
    shown: dict[str, Json] = dict(row.settings or {})
    return ConnectionOut(
        id=row.id,
        kind=row.kind,
        name=row.name,
        hook_path=hook_path(row),
        settings=shown,
        created=row.created,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        problem=speak(request)(Sentence.unpack(row.problem)) if row.problem else None,
    )
