"""Telling the owner: one notice for one cause, by mail where a mail server is connected, else in the outbox; then
quiet until it is mended, and one word when it is.

Every process looks; the table makes one alarm of what several see, and whoever claims it tells of it.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from app.core.node import Node
from app.core.sentence import Sentence, because, because_n
from app.engine.connections import OUTBOX, Connections
from app.engine.flows import Flows
from app.engine.limits import Limits
from app.engine.mail import letter
from app.errors import AppError, StepError, Temporary
from app.store import alarms, connections, demands, users
from app.store.alarms import Notice, Seen, Troubled
from app.store.database import Database
from app.store.preferences import get_shop

log = logging.getLogger(__name__)
EVERY = 15
"""Seconds between two looks."""
DOWN = 600.0
"""Seconds that a service may fail before its owner is told."""
OVERDUE = timedelta(minutes=15)
GATHER = timedelta(minutes=5)
"""At most one mail in this time: what comes meanwhile stands together in the next."""
FULL, ROOM = 500_000_000, 1_000_000_000
"""Free bytes below which the disk is nearly full, and from which it is so no more."""
UNDOS = timedelta(days=7)
"""How long it is shown that something was not taken back."""
BACK = timedelta(days=1)
"""How far the first look goes back."""
OVERLAP = timedelta(minutes=2)
"""What was under way at the last look may have a time before it."""


class Alarms:
    """``folder``: where the data lies. ``free``: bytes free there. ``url``: Storeflow's own address, "" if unknown."""

    def __init__(
        self,
        db: Database,
        flows: Flows,
        parts: Connections,
        now: Callable[[], datetime],
        folder: Path,
        url: str = "",
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        self.db, self.flows, self.parts, self._now = db, flows, parts, now
        self._folder, self._url, self._free = folder, url, free
        self._since: datetime | None = None

    async def look(self) -> None:
        """One look at everything; raises alarms, mends them, and tells of both."""
        now = self._now()
        seen = [
            *await self._runs(now),
            *_services(self.parts.limits, now),
            *await self._waits(now),
            *await self._undos(now),
            *await self._demands(now),
            *self._disk(now),
        ]
        if seen:
            await self.db.write(alarms.raise_alarms, seen)
        await self._mend(now, {one.cause for one in seen})
        await self._tell(now)

    # ----------------------------------------------------------------------------------------------- looking

    async def _runs(self, now: datetime) -> list[Seen]:
        """One for each (workflow, step, kind of failure) since the last look."""
        since = self._since or now - BACK
        seen: dict[str, Seen] = {}
        while True:
            found = await self.db.read(alarms.troubled, since)
            for run in found:
                cause = f"{run.status}:{run.workflow}:{run.step}:{_id(run.because)}"
                if cause not in seen or seen[cause].at < run.at:
                    seen[cause] = await self._seen(cause, run)
            if len(found) < alarms.AT_ONCE or found[-1].at <= since:
                self._since = now - OVERLAP
                return list(seen.values())
            since = found[-1].at

    async def _seen(self, cause: str, run: Troubled) -> Seen:
        why = Sentence.unpack(run.because) if run.because else because("the reason is not known")
        names = {"workflow": run.name, "step": await self._title(run), "why": why}
        if run.status == "doubt":
            said = because(
                "In the workflow “{workflow}” nobody can tell whether the step “{step}” was done: {why}",
                **names,
            )
        elif run.step:
            said = because("In the workflow “{workflow}” the step “{step}” failed: {why}", **names)
        else:
            said = because("The workflow “{workflow}” failed: {why}", workflow=run.name, why=why)
        place = {"workflow": run.workflow, "name": run.name, "step": run.step, "run": run.run}
        return Seen(cause, "doubt" if run.status == "doubt" else "run", said, place, run.at)

    async def _title(self, run: Troubled) -> Sentence | str:
        """A step as the canvas names it; its id where the workflow is gone."""
        try:
            steps = (await self.flows.get(run.workflow, run.version)).flow.steps
        except AppError:
            return run.step
        for part in (run.step.rpartition("/")[2], run.step.partition("/")[0]):
            node: Node | None = steps.get(part)
            if node is not None:
                return because(type(node).meta.title)
        return run.step

    async def _waits(self, now: datetime) -> list[Seen]:
        late = await self.db.read(alarms.overdue, now - OVERDUE)
        if not late:
            return []
        said = because_n(
            "{n} step waits although its time has come. Storeflow may have too much to do, or be paused.",
            "{n} steps wait although their time has come. Storeflow may have too much to do, or be paused.",
            late,
        )
        return [Seen("waits", "waits", said, {}, now)]

    async def _undos(self, now: datetime) -> list[Seen]:
        seen: list[Seen] = []
        for one in await self.db.read(alarms.not_undone, now - UNDOS):
            said = because(
                "In the workflow “{workflow}” what the step “{step}” did was not taken back: {why}",
                workflow=one.name,
                step=await self._title(one),
                why=Sentence.unpack(one.because),
            )
            place = {"workflow": one.workflow, "name": one.name, "step": one.step, "run": one.run}
            seen.append(Seen(f"undo:{one.workflow}:{one.step}", "undo", said, place, one.at))
        return seen

    async def _demands(self, now: datetime) -> list[Seen]:
        """What a store demands of the owner, or has demanded and got."""
        seen: list[Seen] = []
        for one in await self.db.read(demands.waiting, now - UNDOS):
            said = because(
                "A customer of {shop} wants to know what is kept of them. The file is ready: take it within 30 days.",
                shop=one.shop,
            )
            if one.kind == "shop":
                said = because(
                    "{shop} demanded that all of it is erased, and it was. Workflows that used it are off.",
                    shop=one.shop,
                )
            place = {"connection": "" if one.kind == "shop" else one.connection, "name": one.shop}
            seen.append(Seen(f"demand:{one.id}", "demand", said, place, now))
        return seen

    def _disk(self, now: datetime) -> list[Seen]:
        if self._free(self._folder) >= FULL:
            return []
        said = because(
            "The disk is nearly full. Make room, or keep runs for a shorter time: when nothing fits any more, "
            "Storeflow can't take your shop's messages."
        )
        return [Seen("disk", "disk", said, {}, now)]

    # ----------------------------------------------------------------------------------------------- mending

    async def _mend(self, now: datetime, still: set[str]) -> None:
        known = await self.db.read(alarms.open_alarms)
        answered = {
            f"service:{h.key}"
            for h in self.parts.limits.health()
            if h.down_for is None and h.answered is not None
        }
        over: list[str] = []
        quiet: list[str] = []
        for notice in known:
            if notice.cause in still and notice.kind not in ("run", "doubt"):
                continue
            if await self._over(notice):
                quiet.append(notice.id)
            elif await self._mended(notice, answered):
                over.append(notice.id)
        if over:
            await self.db.write(alarms.mend, over, now)
        if quiet:
            await self.db.write(alarms.mend, quiet, now, quietly=True)

    async def _over(self, notice: Notice) -> bool:
        """Whether it is shown no more, though nobody can say that it was mended."""
        if notice.kind in ("undo", "demand"):
            return True
        return notice.kind == "run" and await self.db.read(alarms.turned_off, notice.place["workflow"])

    async def _mended(self, notice: Notice, answered: set[str]) -> bool:
        if notice.kind == "run":
            return await self.db.read(alarms.recovered, notice)
        if notice.kind == "doubt":
            return await self.db.read(alarms.decided, notice)
        if notice.kind == "service":
            return notice.cause in answered
        return notice.kind != "disk" or self._free(self._folder) >= ROOM

    # ----------------------------------------------------------------------------------------------- telling

    async def _tell(self, now: datetime) -> None:
        new, over, last = await self.db.read(alarms.untold)
        if not (new or over) or (last is not None and now - last < GATHER):
            return
        mine = await self.db.write(alarms.claim, [one.id for one in new], [one.id for one in over], now)
        new, over = [one for one in new if one.id in mine], [one for one in over if one.id in mine]
        if (new or over) and not await self._mail(new, over):
            await self.db.write(alarms.unclaim, [one.id for one in new], [one.id for one in over])

    async def _mail(self, new: Sequence[Notice], over: Sequence[Notice]) -> bool:
        """To every owner; whether at least one has it (or may have it), so that nobody is told twice."""
        owners = [person for person in await self.db.read(users.people) if person.role == "owner"]
        shop = await self.db.read(get_shop)
        rows = await self.db.read(connections.list_all)
        connection = next((row.id for row in rows if row.kind == "email"), OUTBOX)
        reached = not owners
        for owner in owners:
            key, effect = letter(owner, shop, new, over, self._url)
            try:
                await (await self.parts.performer("mail", connection)).perform(effect, key)
                reached = True
            except Temporary as error:
                log.warning("an alarm could not be mailed: %s", error)
                reached = reached or error.unclear
            except StepError as error:
                log.warning("an alarm could not be mailed and is written into the outbox: %s", error)
                await (await self.parts.performer("mail", OUTBOX)).perform(effect, key)
                reached = True
        return reached


def _services(limits: Limits, now: datetime) -> list[Seen]:
    """Services that have failed for long."""
    return [
        Seen(
            f"service:{health.key}",
            "service",
            because(
                "{service} has not answered for ten minutes. Workflows wait for it and go on by themselves when it is "
                "back.",
                service=health.name,
            ),
            {"connection": health.key, "name": health.name},
            now,
        )
        for health in limits.health()
        if health.down_for is not None and health.down_for >= DOWN
    ]


def _id(because_: object) -> str:
    """Which sentence it is: the same failure of another order is the same cause."""
    return str(because_[0]) if isinstance(because_, list) and because_ else ""
