"""One installation under load that is killed again and again, each time at a moment that the dice chose."""

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench import orders, sink
from bench.client import Conversation, converse, until
from bench.faults.ledger import TOTALS, Ledger, Sent
from bench.faults.peek import peek
from bench.place import Place, Process, place

NAMES = ("action", "ten", "mail")
SENDERS = 6
BEHIND = 150
"""Calls that may be outstanding before the senders wait: the load must not become a backlog."""
PATIENCE = 60.0
When = Literal["accepted", "called", "answered", "mailed", "time"]


@dataclass
class Moment:
    """When to kill: at the so-manieth accepted message, call (before or after its answer), mail, or after a time."""

    when: When
    left: float


def moment(dice: random.Random) -> Moment:
    """A moment, the same for the same dice."""
    when: When = dice.choices(("accepted", "called", "answered", "mailed", "time"), (4, 4, 3, 2, 3))[0]
    most = {"accepted": 40, "called": 30, "answered": 30, "mailed": 4}
    return Moment(when, dice.uniform(0.2, 2.0) if when == "time" else dice.randint(1, most[when]))


@dataclass
class Lane:
    """``doubtful``: acts that a kill caught between intent and outcome, summed over all kills."""

    dice: random.Random
    here: Place = field(init=False)
    ledger: Ledger = field(default_factory=Ledger)
    web: sink.Record = field(default_factory=sink.Record)
    kills: int = 0
    doubtful: int = 0
    seen: str = ""
    sent: int = 0
    victim: Process | None = None
    aim: Moment | None = None
    hit: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False

    # ------------------------------------------------------------------------------------------- what happens

    def note(self, when: When) -> None:
        """Something happened; perhaps it is time to kill."""
        if self.aim is not None and self.aim.when == when:
            self.aim.left -= 1
            if self.aim.left <= 0:
                self.fire()

    def fire(self) -> None:
        """Kills now, before anything else can happen here."""
        if self.aim is not None and self.victim is not None and self.victim.popen is not None:
            self.aim = None
            self.victim.popen.kill()
            self.hit.set()

    def heard(self, key: str, body: bytes) -> None:
        """A call, which is not answered yet."""
        self.ledger.called(key, body)
        self.note("called")
        asyncio.get_running_loop().call_soon(self.note, "answered")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A mail, which is not acknowledged yet (the name is aiosmtpd's)."""
        content = envelope.content or b""
        text = content if isinstance(content, str) else content.decode(errors="replace")
        subject = next(line for line in text.splitlines() if line.lower().startswith("subject:"))
        self.ledger.mail(subject.strip())
        self.note("mailed")
        return "250 OK"

    # ---------------------------------------------------------------------------------------------- the load

    async def send(self) -> None:
        """Sends order after order, each again until it is accepted, as Shopify does."""
        talk: Conversation | None = None
        port = self.here.server.port
        while not self.stopping:
            number, self.sent = self.sent, self.sent + 1
            one = Sent(number, self.dice.choice(NAMES), self.dice.choice(TOTALS))
            raw = orders.request(f"/hooks/{one.name}", f"127.0.0.1:{port}", number, one.total)
            while True:
                try:
                    talk = talk if talk is not None and talk.alive else await converse(port)
                    status = await asyncio.wait_for(talk.ask(raw), 20)
                except (OSError, TimeoutError):
                    talk, status = None, 0
                if 200 <= status < 300:
                    break
                await asyncio.sleep(0.05)
            self.ledger.take(one)
            self.note("accepted")
            await until(lambda: self.stopping or self.ledger.behind < BEHIND, PATIENCE, every=0.02)
        if talk is not None:
            talk.transport.close()

    # --------------------------------------------------------------------------------------------- the kills

    async def point(self) -> None:
        """One kill, what it left behind, and the start after it."""
        self.victim = self.dice.choice([self.here.server, *self.here.workers])
        self.hit.clear()
        self.aim = aim = moment(self.dice)
        try:
            await asyncio.wait_for(self.hit.wait(), aim.left if aim.when == "time" else PATIENCE)
        except TimeoutError:
            self.fire()
        await asyncio.to_thread(self.victim.kill)
        self.kills += 1
        if not self.here.workers:
            await until(lambda: not self.web.transports, 10, every=0.005)  # what it had sent has been read
        await self.look()
        self.victim.start()

    async def look(self) -> None:
        """Notes what is finished on disk, and what is in doubt: none of the former may happen again."""
        self.ledger.done(await self.query(
            f"SELECT run, step FROM steps WHERE kind = 'done' AND run >= '{self.seen}'"
        ))  # fmt: skip
        self.doubtful += (await self.query(
            f"SELECT count(*) FROM steps i WHERE i.kind = 'intent' AND i.run >= '{self.seen}' AND NOT EXISTS "
            "(SELECT 1 FROM steps d WHERE d.run = i.run AND d.step = i.step AND d.kind = 'done')"
        ))[0][0]  # fmt: skip
        oldest = "SELECT min(id) FROM runs WHERE status IN ('ready', 'running', 'waiting')"
        found = (await self.query(oldest))[0][0] or (await self.query("SELECT max(id) FROM runs"))[0][0]
        self.seen = max(self.seen, found or "")

    async def query(self, statement: str) -> Sequence[Sequence[Any]]:
        """Rows, read so that what a kill left behind stays as it is."""
        if self.here.url:
            return await asyncio.to_thread(self.here.query, statement)
        return await asyncio.to_thread(peek, self.here.data / "storeflow.db", statement)

    async def finish(self) -> None:
        """Lets everything come to its end and settles the account."""
        counted = await asyncio.to_thread(self.here.drained, PATIENCE)
        if counted.unfinished:
            self.ledger.wrong.append(
                f"{counted.unfinished} runs or messages were still open after {PATIENCE:.0f} s"
            )
        numbers = "SELECT e.subject, r.workflow, r.status FROM runs r JOIN events e ON e.id = r.event"
        rows = await asyncio.to_thread(self.here.query, numbers)
        self.ledger.settle(
            [(int(subject.rpartition(":")[2]) - orders.FIRST, *rest) for subject, *rest in rows]
        )


@asynccontextmanager
async def lane(engine: str, seed: int, *, workers: int = 0) -> AsyncIterator[Lane]:
    """An installation that runs, with its services; not yet under load."""
    made = Lane(random.Random(seed))
    made.web.heard = made.heard
    loop = asyncio.get_running_loop()
    calls = await sink.listen(made.web)
    mails = await loop.create_server(lambda: SMTP(made, hostname="sink.example"), "127.0.0.1", 0)
    url = f"http://127.0.0.1:{calls.sockets[0].getsockname()[1]}/hit"
    smtp = int(mails.sockets[0].getsockname()[1])
    around = place(NAMES, url, engine=engine, workers=workers, smtp_port=smtp)
    made.here = await asyncio.to_thread(around.__enter__)
    try:
        for one in (made.here.server, *made.here.workers):
            one.start()
        yield made
    finally:
        await asyncio.to_thread(around.__exit__, None, None, None)
        calls.close()
        mails.close()


async def killed(
    engine: str, points: int, seed: int, *, workers: int = 0, seconds: float = math.inf
) -> tuple[Lane, float]:
    """So many kills, or as many as fit into ``seconds``; the lane with its account, and the seconds that it took."""
    begun = time.monotonic()
    async with lane(engine, seed, workers=workers) as run:
        senders = [asyncio.create_task(run.send()) for _ in range(SENDERS)]
        while run.kills < points and time.monotonic() - begun < seconds:
            await run.point()
        run.stopping = True
        await asyncio.gather(*senders)
        await run.finish()
    return run, time.monotonic() - begun
