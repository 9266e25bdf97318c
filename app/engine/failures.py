"""Runs that failed are events too, where a live workflow asks for them ("Workflow failed").

Every process looks; the key of the event makes one of what several see. What fails in answer to a failure starts
nothing, so that alarms never feed each other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app.core.events import Event
from app.core.match import matches
from app.core.sentence import Sentence, because
from app.engine.flows import Flows
from app.engine.runner import Runner
from app.engine.shop import ShopFacts
from app.i18n.render import say
from app.store import alarms, inbox
from app.store.alarms import Troubled
from app.store.database import Database
from app.store.inbox import TakenIn

NAME = "workflow.failed"
EVERY = 5
"""Seconds between two looks."""
BACK = timedelta(days=1)
"""How far the first look goes back: what failed while Storeflow stood still is told too."""
OVERLAP = timedelta(minutes=2)


class Failures:
    """``url``: Storeflow's own address, "" if unknown."""

    def __init__(
        self,
        db: Database,
        flows: Flows,
        runner: Runner,
        shop: ShopFacts,
        now: Callable[[], datetime],
        url: str = "",
    ) -> None:
        self.db, self.flows, self.runner, self.shop, self._now, self._url = db, flows, runner, shop, now, url
        self._since: datetime | None = None

    async def look(self) -> None:
        """Makes an event of every failure since the last look."""
        now = self._now()
        since = self._since or now - BACK
        live = [c for c in await self.flows.live() if NAME in await self._listens(c.id, c.version)]
        if not live:
            self._since = now - OVERLAP
            return
        while True:
            found = await self.db.read(alarms.troubled, since)
            events = [self._event(run) for run in found if run.event_name != NAME]
            taken = [
                TakenIn(
                    None,
                    "",
                    [(event, [c.target(event) for c in matches(event, live, self.shop()) if c.id != about])],
                )
                for event, about in events
            ]
            if taken:
                self.runner.started(await self.db.write(inbox.take_in, taken, now, self.runner.room()))
            if len(found) < alarms.AT_ONCE or found[-1].at <= since:
                break
            since = found[-1].at
        self._since = now - OVERLAP

    async def _listens(self, workflow: str, version: int) -> tuple[str, ...]:
        flow = (await self.flows.get(workflow, version)).flow
        found: tuple[str, ...] = getattr(flow.steps[next(iter(flow.main.heads))], "listens", ())
        return found

    def _event(self, run: Troubled) -> tuple[Event, str]:
        shop = self.shop()
        locale, zone = str(shop.get("locale") or "en"), str(shop.get("zone") or "UTC")
        why = Sentence.unpack(run.because) if run.because else because("the reason is not known")
        failure = {
            "workflow": run.workflow,
            "workflow_name": run.name,
            "step": run.step or None,
            "reason": say(why, locale, zone),
            "subject": run.subject,
            "run": run.run,
            "url": f"{self._url}/runs/{run.run}" if self._url else f"/runs/{run.run}",
            "at": run.at.isoformat(),
        }
        key = f"failed:{run.run}:{run.at.isoformat()}"
        return Event(NAME, f"run:{run.run}", run.at, key, {"failure": failure}), run.workflow
