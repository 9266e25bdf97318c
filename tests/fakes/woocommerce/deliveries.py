"""The Action Scheduler: builds each message when its time has come, and sends it once, through chaos if need be."""

from dataclasses import dataclass
from datetime import datetime

import aiohttp

from tests.fakes.deliveries import Chaos as Chaos
from tests.fakes.woocommerce.answers import Refused, Thing
from tests.fakes.woocommerce.routes import answer
from tests.fakes.woocommerce.shop import Job, Shop
from tests.fakes.woocommerce.webhooks import message, ping, settle


@dataclass
class Sent:
    """A message as it left. ``status``: what came back, 0 for nothing."""

    webhook: int
    topic: str
    headers: dict[str, str]
    body: bytes
    status: int = 0


@dataclass
class _OnTheWay:
    due: datetime
    webhook: Thing
    headers: dict[str, str]
    body: bytes


class Scheduler:
    """``sent``: all messages that left, oldest first; ``lost``: those that chaos took."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.chaos = shop, Chaos()
        self.sent: list[Sent] = []
        self.lost: list[Sent] = []
        self._late: list[_OnTheWay] = []
        self._session: aiohttp.ClientSession | None = None

    async def run(self) -> int:
        """Delivers all that is due; says how many messages left."""
        now, before = self.shop.now(), len(self.sent)
        self._late += [one for job in self.shop.due(now) for one in self._built(job, now)]
        ready = sorted((one for one in self._late if one.due <= now), key=lambda one: one.due)
        self._late = [one for one in self._late if one.due > now]
        for one in ready:
            await self._deliver(one)
        return len(self.sent) - before

    def _built(self, job: Job, now: datetime) -> list[_OnTheWay]:
        """The body is what the REST API would answer now: the thing, or a signed error where it is gone."""
        webhook = self.shop.things["webhook"].get(job.webhook)
        if webhook is None or webhook["status"] != "active":
            return []
        kind, _, what = webhook["topic"].partition(".")
        payload: Thing = {"id": job.thing}
        if what != "deleted":
            try:
                payload = answer(self.shop, "GET", f"{kind}s/{job.thing}", {}, None).body
            except Refused as refused:
                payload = refused.body()
        headers, body = message(webhook, payload, self.shop.url, int(now.timestamp()))
        ways = self.chaos.fate()
        if not ways:  # lost, though the shop was told that all is well
            settle(webhook, 200)
            self.lost.append(Sent(webhook["id"], webhook["topic"], headers, body))
        return [_OnTheWay(now + late, webhook, headers, body) for late in ways]

    async def _deliver(self, one: _OnTheWay) -> None:
        status = await self._post(one.webhook["delivery_url"], one.headers, one.body)
        self.sent.append(Sent(one.webhook["id"], one.webhook["topic"], one.headers, one.body, status))
        settle(one.webhook, status)

    async def greet(self) -> None:
        """The pings that are owed; what is answered to them changes nothing."""
        pings, self.shop.pings = self.shop.pings, []
        for id in pings:
            if (webhook := self.shop.things["webhook"].get(id)) is not None:
                await self._post(webhook["delivery_url"], *ping(webhook))

    async def _post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        try:
            async with self._session.post(
                self.shop.road(url), data=body, headers=headers, allow_redirects=False, ssl=False
            ) as got:
                await got.read()
                return got.status
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return 0

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
