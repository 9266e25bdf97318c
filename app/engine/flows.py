"""Workflows as they run: compiled once per version, and which of them are live now."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.core.changed import DERIVED, ORDERED, READ_OFF, VARIANT
from app.core.document import Workflow
from app.core.events import Event
from app.core.match import trigger_of
from app.core.node import Node
from app.core.plan import compile_flow
from app.core.sentence import because
from app.engine.world import LiveFlow
from app.errors import NotFound, Permanent
from app.store import workflows
from app.store.database import Database
from app.store.starting import Target

KEPT = 500
"""Compiled versions kept in memory; an older one is compiled again when a sleeping run wakes."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A live workflow as matching sees it."""

    id: str
    version: int
    live: LiveFlow
    one_at_a_time: str | None = None
    most: int | None = None

    @property
    def bound(self) -> str | None:
        """The connection that its start listens to, most often the shop; None where it is bound to none."""
        return self.live.bindings.get(trigger_of(self.live.flow).meta.connection or "shop")

    def target(self, event: Event) -> Target:
        """What the event starts of it. Its lane is the thing or the customer that the event is about."""
        lane = ""
        if self.one_at_a_time is not None:
            customer = event.data.get("customer")
            customer_id = customer.get("id") if isinstance(customer, Mapping) else None
            about = (
                f"customer:{customer_id}"
                if self.one_at_a_time == "customer" and customer_id
                else event.subject
            )
            lane = f"{self.id}|{about}" if about else ""
        return Target(self.id, self.version, lane, self.most)


class Flows:
    """Reads workflows from the store, and forgets what was changed when it is told to."""

    def __init__(self, db: Database, catalogue: Mapping[str, type[Node]]) -> None:
        self.db, self.catalogue = db, catalogue
        self._compiled: OrderedDict[tuple[str, int], LiveFlow] = OrderedDict()
        self._live: list[Candidate] | None = None
        self._listening: dict[tuple[str, str], list[Candidate]] = {}
        """By an event's name and the connection that it came by; made as they come."""
        self._interest: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self._named: frozenset[str] = frozenset()
        self.generation = 0
        """Goes up with every change, for whoever derives something from the live workflows."""

    def changed(self) -> None:
        """Something was published, switched or bound anew."""
        self._live = None
        self._compiled.clear()
        self.generation += 1

    async def get(self, workflow: str, version: int) -> LiveFlow:
        """A version, compiled, with the workflow's present bindings. Raises NotFound."""
        found = self._compiled.get((workflow, version))
        if found is None:
            found = self._compile(*await self.db.read(_runnable, workflow, version))
            self._compiled[workflow, version] = found
            if len(self._compiled) > KEPT:
                self._compiled.popitem(last=False)
        return found

    async def live_version(self, workflow: str) -> int:
        """The live version of a workflow that another one calls, on or off. Raises Permanent where there is none."""
        try:
            found = (await self.db.read(workflows.get, workflow)).live
        except NotFound:
            found = None
        if found is None:
            raise Permanent(because("The workflow that this step calls is not published."))
        return found

    async def live(self) -> list[Candidate]:
        """Every workflow that is on, with its live version."""
        if self._live is None:
            rows = await self.db.read(workflows.live)
            self._live = [
                Candidate(
                    row.id,
                    row.version,
                    self._compile(row.document, row.version, row.bindings),
                    row.document.one_at_a_time,
                    row.most,
                )
                for row in rows
            ]
            self._interest, self._named = _interest(self._live), _named(self._live)
            self._listening = {}
        return self._live

    async def listening(self, event: str, connection: str) -> list[Candidate]:
        """Those that start with events of that name and are about that connection."""
        live = await self.live()
        found = self._listening.get((event, connection))
        if found is None:
            found = self._listening[event, connection] = [
                candidate
                for candidate in live
                if event in trigger_of(candidate.live.flow).listens and candidate.bound in (None, connection)
            ]
        return found

    async def interest(self) -> tuple[frozenset[str], frozenset[str]]:
        """Facts whose earlier state some live workflow asks for, and derived events that one listens for."""
        await self.live()
        return self._interest

    async def named(self) -> frozenset[str]:
        """The events that some live workflow starts with or waits for, and those that these are read off."""
        await self.live()
        return self._named

    def _compile(self, document: Workflow, version: int, bindings: Mapping[str, str]) -> LiveFlow:
        return LiveFlow(compile_flow(document, self.catalogue, version), bindings)


def _named(live: Iterable[Candidate]) -> frozenset[str]:
    nodes = [node for candidate in live for node in candidate.live.flow.steps.values()]
    names = {name for node in nodes for name in (*node.hears, *getattr(node, "listens", ()))}
    names |= {from_ for name, from_ in READ_OFF.items() if name in names}
    return frozenset(names)


def _interest(live: Iterable[Candidate]) -> tuple[frozenset[str], frozenset[str]]:
    nodes = [node for candidate in live for node in candidate.live.flow.steps.values()]
    heard = {name for node in nodes for name in (*node.hears, *getattr(node, "listens", ()))} & DERIVED
    if any("bought" in candidate.live.flow.stops for candidate in live):
        heard.add(ORDERED)
    watched = frozenset().union(*(node.watches() for node in nodes))
    return watched | ({"product"} if VARIANT in heard else set()), frozenset(heard)


def _runnable(conn: Connection, workflow: str, number: int) -> tuple[Workflow, int, Mapping[str, str]]:
    try:
        bindings = workflows.get(conn, workflow).bindings
        return workflows.version(conn, workflow, number).document, number, bindings
    except NotFound as error:
        raise NotFound(
            because("This workflow was deleted, so the run can't go on. What was done is listed.")
        ) from error
