"""The parts of a running Storeflow, made once and handed to pages and API as ``request.app.state.services``."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from app.connectors.http import Http
from app.core.node import Node
from app.engine import (
    alarms,
    asking_stores,
    backfills,
    erasing,
    failures,
    finding,
    housekeeping,
    mirror,
    subscriptions,
)
from app.engine import quiet as quiet_copies
from app.engine.alarms import Alarms
from app.engine.asking_stores import Asking
from app.engine.backfilling import Backfilling
from app.engine.backfills import Backfills
from app.engine.brakes import SETTLE, Brakes
from app.engine.changes import Changes
from app.engine.clock import Clock
from app.engine.connections import Connections
from app.engine.dispatch.in_process import InProcess
from app.engine.erasing import Erasing
from app.engine.failures import Failures
from app.engine.finding import Finding
from app.engine.flows import Flows
from app.engine.housekeeping import Housekeeping
from app.engine.intake import Intake
from app.engine.quiet import Quiet
from app.engine.runner import LOOK, Runner
from app.engine.shop import ShopFacts
from app.engine.subscriptions import Subscriptions
from app.engine.world import World
from app.errors import AppError
from app.nodes import catalogue
from app.settings import Settings
from app.store.database import Database
from app.store.secrets import Vault

if TYPE_CHECKING:
    from app.engine.watch import Watch


class Part(Protocol):
    """Something that works until it is cancelled."""

    def serve(self) -> Coroutine[Any, Any, None]:
        """Works."""
        ...


@dataclass(slots=True)
class Services:
    """Made by ``assemble``; alive within ``running``."""

    settings: Settings
    db: Database
    catalogue: Mapping[str, type[Node]]
    vault: Vault
    http: Http
    connections: Connections
    flows: Flows
    shop: ShopFacts
    world: World
    dispatcher: InProcess
    intake: Intake
    runner: Runner
    clock: Clock
    brakes: Brakes
    backfills: Backfills
    backfilling: Backfilling
    asking: Asking
    quiet: Quiet
    watch: Watch | None = None
    """Where several processes share the database."""

    async def changed(self) -> None:
        """Something that people made was changed, perhaps by another process: forget what was remembered of it."""
        self.flows.changed()
        self.connections.all_changed()
        await self.shop.read()
        await self.brakes.read()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Takes up what was left, works until the block ends, then finishes what is under way."""
        await self.shop.read()
        await self.quiet.arrive()
        await self.brakes.read()
        parts: list[Part] = [self.intake, Changes(self.db, self.changed)]
        if self.watch is not None:
            await self.watch.arrive()
            parts.append(self.watch)
        tasks = [asyncio.create_task(part.serve(), name=type(part).__name__) for part in parts]
        tasks.append(asyncio.create_task(self._work(), name="Runner"))
        try:
            yield
        finally:
            self.clock.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self.watch is not None:
                await self.watch.leave()
            with contextlib.suppress(
                AppError
            ):  # a database that takes nothing now does not keep it from ending
                await self.connections.heard.write()
            await self.http.close()
            await self.db.close()

    async def _work(self) -> None:
        """Nothing acts before it is known whether this may be a copy; what comes in is taken in meanwhile."""
        await self.quiet.meet()
        self.clock.start()
        await asyncio.gather(self.runner.serve(), self.backfilling.serve())


def assemble(settings: Settings, db: Database, vault: Vault) -> Services:
    """Puts the parts together. Nothing runs yet."""
    http = Http(settings.allow_private_addresses)
    connections = Connections(db, vault, http, settings.public_url)
    nodes = catalogue()
    flows, shop, dispatcher = Flows(db, nodes), ShopFacts(db), _dispatcher(db)
    brakes = Brakes(db, dispatcher)
    world = World(
        flow=flows.get,
        performer=connections.performer,
        now=lambda: datetime.now(UTC),
        dice=random.random,
        shop=shop,
        live_version=flows.live_version,
        stopped=brakes.stopped,
        quiet=lambda: brakes.quiet() is not None,
    )
    runner = Runner(db, world, dispatcher)
    intake = Intake(db, world, connections, flows, runner)
    connections.tells(intake.accept)
    clock = Clock(db, world, dispatcher, flows, intake)
    clock.also(connections.heard.look, mirror.EVERY)
    clock.also(brakes.settle, SETTLE)
    clock.also(Finding(db, world.now).look, finding.EVERY)
    quiet = Quiet(settings, db, brakes, connections, world.now)
    clock.also(quiet.look, quiet_copies.EVERY)
    if not dispatcher.shared:
        clock.also(runner.look, LOOK)
    clock.also(Housekeeping(db, world.now).tidy, housekeeping.EVERY)
    alarmed = Alarms(db, flows, connections, world.now, settings.data_dir, settings.public_url)
    clock.also(quiet.unless(alarmed.look), alarms.EVERY)
    failed = Failures(db, flows, runner, shop, world.now, settings.public_url)
    clock.also(quiet.unless(failed.look), failures.EVERY)
    messages = Subscriptions(db, flows, connections, world.now, settings.public_url, brakes.stopped)
    clock.also(messages.look, subscriptions.EVERY)

    async def erased() -> None:
        flows.changed()
        connections.all_changed()

    clock.also(Erasing(db, dispatcher, world.now, erased).look, erasing.EVERY)
    by_hand = Backfills(db, world, flows, runner)
    clock.also(by_hand.look, backfills.EVERY)
    filling = Backfilling(db, world, connections)
    asking = Asking(db, world, connections, intake, public=bool(settings.public_url))
    clock.also(asking.look, asking_stores.EVERY)
    return Services(
        settings,
        db,
        nodes,
        vault,
        http,
        connections,
        flows,
        shop,
        world,
        dispatcher,
        intake,
        runner,
        clock,
        brakes,
        by_hand,
        filling,
        asking,
        quiet,
        _watch(db, dispatcher, intake, connections),
    )


def _dispatcher(db: Database) -> InProcess:
    """Imported when needed: a Storeflow on SQLite starts without PgQueuer."""
    if not db.server:
        return InProcess()
    from app.engine.dispatch.pgqueuer import PgQueuer

    return PgQueuer(db.server)


def _watch(db: Database, dispatcher: InProcess, intake: Intake, connections: Connections) -> Watch | None:
    if not db.server:
        return None
    from app.engine.watch import Watch

    return Watch(db, dispatcher, intake, connections.limits.share)
