"""What people and programs do with whole workflows: check, publish, turn on and off, import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from app.core.abilities import SHOP
from app.core.document import Workflow
from app.core.graph import Problem, check, errors
from app.core.sentence import because, because_n
from app.core.unsettled import problems as unsettled_problems
from app.engine import permissions
from app.engine.abilities import abilities
from app.engine.callees import callees
from app.engine.services import Services
from app.errors import InvalidInput, InvalidWorkflow
from app.store import connections, unsettled, workflows
from app.store.tables import ConnectionRow
from app.store.workflows import Saved

DEMO = "demo"


class Unfit(InvalidWorkflow):
    """A drawing that can't be published as it is. ``problems``: all that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        wrong = len(errors(problems))
        super().__init__(
            because_n(
                "This workflow can't be published yet: one thing in it is not right.",
                "This workflow can't be published yet: {n} things in it are not right.",
                wrong,
            )
        )
        self.problems = problems


def fitting(
    document: Workflow, bindings: Mapping[str, str] | None, rows: Iterable[ConnectionRow]
) -> dict[str, str]:
    """The bindings as given, and for each slot without one the only connection that fits.

    The demo store counts only where no real store fits. Raises InvalidInput for a binding to what isn't there.
    """
    known = {row.id: row for row in rows}
    bound = {slot: connection for slot, connection in (bindings or {}).items() if connection}
    for slot, connection in bound.items():
        if connection not in known:
            raise InvalidInput(
                because(
                    "The slot “{slot}” is bound to a connection that is not here: {id}.",
                    slot=slot,
                    id=connection,
                )
            )
    for name, place in document.slots.items():
        if name not in bound:
            fit = [row for row in known.values() if row.kind in place.kind]
            fit = [row for row in fit if row.kind != DEMO] or fit
            if len(fit) == 1:
                bound[name] = fit[0].id
    return bound


async def problems_of(
    services: Services, document: Workflow, bindings: Mapping[str, str] | None
) -> list[Problem]:
    """Everything that is wrong with a drawing. ``bindings`` None: whatever its slots are bound to is right."""
    bound: dict[str, str] | None = None
    lacking: list[Problem] = []
    if bindings is not None:
        there = await services.db.read(connections.list_all)
        rows = {row.id: row.kind for row in there} | {"outbox": "outbox"}
        bound = {slot: rows[connection] for slot, connection in bindings.items() if connection in rows}
        for row in there:
            if row.id == bindings.get(SHOP):
                lacking = await permissions.problems(services.db, row, document, services.catalogue)
    waiting = await services.db.read(unsettled.waiting, document.id) if bindings is not None else []
    known = await services.db.read(callees, document, services.catalogue)
    return [
        *check(document, services.catalogue, bound=bound, workflows=known, can=abilities()),
        *lacking,
        *unsettled_problems(document, waiting, services.catalogue),
    ]


async def publish(services: Services, workflow: str, by: str = "", rev: int | None = None) -> Saved:
    """Makes the draft the live version; the first time the workflow is also turned on.

    Raises Unfit where the drawing isn't right, NotFound, and Conflict where ``rev`` is not the draft's any more.
    """
    draft = await services.db.read(workflows.get, workflow)
    problems = await problems_of(services, draft.document, draft.bindings)
    if errors(problems):
        raise Unfit(problems)
    await services.db.write(workflows.publish, workflow, by, draft.rev if rev is None else rev)
    services.flows.changed()
    return await services.db.read(workflows.get, workflow)


async def switch(services: Services, workflow: str, *, on: bool) -> Saved:
    """Turns a workflow on or off. Raises NotFound, and InvalidInput where it was never published."""
    saved = await services.db.write(workflows.resume if on else workflows.pause, workflow)
    services.flows.changed()
    return saved


async def remove(services: Services, workflow: str) -> None:
    """Deletes a workflow. Raises NotFound."""

    def work(conn: Connection) -> None:
        workflows.remove(conn, workflow)
        unsettled.settle(conn, workflow, unsettled.waiting(conn, workflow))

    await services.db.write(work)
    services.flows.changed()


async def create(
    services: Services, document: Workflow, bindings: Mapping[str, str] | None = None, by: str = ""
) -> Saved:
    """Keeps a new workflow as a draft, bound as far as it is clear. Raises Conflict, InvalidInput."""

    def work(conn: Connection) -> Saved:
        bound = fitting(document, bindings, connections.list_all(conn))
        return workflows.create(conn, document, bound, by)

    return await services.db.write(work)


async def save(
    services: Services,
    workflow: str,
    document: Workflow,
    bindings: Mapping[str, str] | None = None,
    by: str = "",
    rev: int | None = None,
) -> Saved:
    """Makes the document the draft. Slots keep their connection unless ``bindings`` name another one.

    Raises NotFound, Conflict where ``rev`` is not the draft's any more, InvalidInput.
    """
    saved = await services.db.write(replace, workflow, document, bindings, by, rev)
    services.flows.changed()  # bindings count at once, for the live version too
    return saved


def replace(
    conn: Connection,
    workflow: str,
    document: Workflow,
    bindings: Mapping[str, str] | None,
    by: str,
    rev: int | None,
) -> Saved:
    """What ``save`` does, within a transaction."""
    said = because("replaced the whole drawing")
    saved = workflows.save_draft(conn, workflow, document, said, rev, by)
    there = connections.list_all(conn)
    kept = {slot: bound for slot, bound in saved.bindings.items() if bound in {row.id for row in there}}
    for slot, connection in fitting(document, {**kept, **(bindings or {})}, there).items():
        if saved.bindings.get(slot) != connection:
            saved = workflows.bind(conn, workflow, slot, connection)
    return saved
