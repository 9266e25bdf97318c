"""The facts of a run at the last moment: read again before a step that rests on them, and what follows from that.

After a wait the facts that a step needs are old. Before a message or money they are old as soon as some minutes have
passed, whatever those went by with: a queue, tries of a service that was down, a pause. Then it is looked whether a
stop rule ends the run, and whether the checks right before the step would still lead to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.core import stop_rules
from app.core.changed import ORDERED
from app.core.document import Rule
from app.core.effects import Effect, GetFact
from app.core.effects.records import GetRecords
from app.core.mail import CUSTOMER_PATHS
from app.core.moments import read
from app.core.node import Ask, Context, Node
from app.core.plan import Scope
from app.core.records import Where
from app.core.sentence import Json, Sentence, because
from app.core.stop_rules import Known
from app.core.text import look_up
from app.engine.acts import Fenced
from app.engine.frames import Frame
from app.engine.world import World
from app.errors import StepError, Unasked
from app.store import journal, suppressed
from app.store.database import Database
from app.store.events import first_since
from app.store.history import History, Past
from app.store.journal import Begun, Record

READ_AGAIN = frozenset(("order", "customer", "product"))
"""Facts that a store can be asked for again, so that nobody is reminded to pay what is paid."""
FRESH = timedelta(minutes=5)
"""How old a fact may be on which a message or a payment rests."""
BOUGHT = "bought"
"""What is read of a cart: the orders that its customer placed since it was begun."""
NO_ORDER = ("draft", "failed", "cancelled", "deleted")
"""The states of an order with which nothing was bought."""


class Left(Exception):
    """The step is not done: what it rests on is no longer so. ``stop``: the whole run ends with that."""

    def __init__(self, sentence: Sentence, *, stop: bool) -> None:
        super().__init__(str(sentence))
        self.sentence, self.stop = sentence, stop


class Truth:
    """Of one run under its lease. ``rules``: the stop rules of the workflow that was started."""

    def __init__(self, db: Database, world: World, begun: Begun, rules: tuple[Rule, ...]) -> None:
        self.db, self.world, self.rules = db, world, rules
        self.lease, self.event, self.told_by = begun.lease, begun.event, begun.connection
        self.history: History = begun.history

    def context(self, frame: Frame, step: str, turn: int) -> Context:
        """What a step may know."""
        now = self.world.now()
        names = {**frame.names, "now": now.isoformat()}
        zone = str(frame.names["shop"].get("zone") or "UTC")
        return Context(now, self.lease.run, frame.key(step), f"{frame.flow.id}/{step}", turn, names, zone)

    def replay(self, frame: Frame, step: str, node: Node) -> None:
        """The facts as an ended step read them, before it went."""
        for fact in {*facts_of(node), *self._ruled(frame, node)}:
            self._take_last(frame, step, fact)

    async def before(self, frame: Frame, step: str, node: Node, past: Past) -> None:
        """Reads again what is too old for a step that begins, or that tries again what surely was not done yet.

        Raises Left where it is not to be done; Parked, Temporary and Permanent where the store can't be asked.
        """
        weight = stop_rules.weight(node)
        tried = _tried(past)
        if tried == 0:
            fresh = await self._read(frame, step, node, 0, self._limit(frame, step, hasty=bool(weight)))
            if weight and not self.world.assumed:
                await self._judge(frame, step, node, fresh)
            return
        self.replay(frame, step, node)
        if not weight or tried is None or self.world.assumed:
            return
        marker = f"{frame.key(step)}?"
        if (tried, "done") in self.history.of(marker):
            return  # the try that followed may have been cut off after it was done: nobody may judge now
        fresh = await self._read(frame, step, node, tried, self._limit(frame, step, hasty=True))
        await self._judge(frame, step, node, fresh)
        body: Json = {"value": None, "port": "next", "output": {}, "because": because("looked again").pack()}
        if not await self.db.write(
            journal.record, Record(self.lease, marker, tried, "done", self.world.now(), body)
        ):
            raise Fenced

    # ------------------------------------------------------------------------------------------------- reading

    def _limit(self, frame: Frame, step: str, *, hasty: bool) -> datetime | None:
        """What was read before this is too old; None: nothing is."""
        ways = frame.flow.before[step]
        woke = max((at for s, at in frame.woke.items() if s in ways), default=None)
        if not hasty or self.world.assumed:
            return woke
        fresh = self.world.now() - FRESH
        return max(woke, fresh) if woke else fresh

    async def _read(self, frame: Frame, step: str, node: Node, turn: int, limit: datetime | None) -> set[str]:
        """Reads what is older than ``limit``; answers the facts that were read, now or before a kill."""
        found = set[str]()
        if limit is None or min((self.lease.created, *frame.read.values())) >= limit:
            return found
        acts = replace(frame.acts, bindings={"shop": self.told_by, **frame.acts.bindings})
        for fact in sorted({*facts_of(node), *self._ruled(frame, node)}):
            key = f"{frame.key(step)}?{fact}"
            past = self.history.of(key)
            if (turn, "done") in past:
                self._take_last(frame, step, fact)
                found.add(fact)
                continue
            effect = self._asked(frame, fact)
            if effect is None or frame.read.get(fact, self.lease.created) >= limit:
                continue
            name = f"{self.lease.run}/{key}" + (f"~{turn}" if turn else "")
            try:
                value = await acts.attempt(key, turn, effect, name, past, fresh=True)
            except Unasked:
                woke = self._limit(frame, step, hasty=False)
                if woke is not None and frame.read.get(fact, self.lease.created) < woke:
                    raise
                continue  # its own messages are all that this store ever tells: none came since, and nobody waited
            at = self.world.now()
            body = {"value": value, "port": "next", "output": {}, "because": effect.sentence().pack()}
            self.db.lazy(journal.record, Record(self.lease, key, turn, "done", at, body))
            past[turn, "done"] = (at, body)
            _take(frame, fact, at, value)
            found.add(fact)
        return found

    def _asked(self, frame: Frame, fact: str) -> Effect | None:
        """What the store is asked for; None where there is nothing to ask for."""
        if fact == BOUGHT:
            email = next(iter(_emails(frame.names)), "")
            where = Where(email=email, created_after=read(look_up(frame.names, "checkout.created_at")))
            return GetRecords(thing="order", where=where, most=5) if email and where.created_after else None
        known = frame.names.get(fact)
        return (
            GetFact(thing=fact, id=str(known["id"]))
            if isinstance(known, Mapping) and known.get("id")
            else None
        )

    def _take_last(self, frame: Frame, step: str, fact: str) -> None:
        past = self.history.of(f"{frame.key(step)}?{fact}")
        turn = max((turn for turn, kind in past if kind == "done"), default=None)
        if turn is not None:
            at, body = past[turn, "done"]
            _take(frame, fact, at, body["value"])

    def _ruled(self, frame: Frame, node: Node) -> set[str]:
        """What is to be read for the stop rules that hold before a step."""
        weight = "" if self.world.assumed else stop_rules.weight(node)
        rules = {rule for rule in self.rules if weight in stop_rules.STOPPED[rule]}
        found = {"order"} if rules & {"cancelled", "refunded"} else set[str]()
        found |= {"customer"} if "unsubscribed" in rules else set()
        return {fact for fact in found if self._same(frame, fact)} | (
            {BOUGHT} if "bought" in rules else set()
        )

    def _same(self, frame: Frame, fact: str) -> bool:
        """Whether a step sees the thing that the run began with, not the entry of a loop."""
        ours, theirs = self._began(frame).get(fact), frame.names.get(fact)
        return (
            isinstance(ours, Mapping) and isinstance(theirs, Mapping) and ours.get("id") == theirs.get("id")
        )

    def _began(self, frame: Frame) -> Mapping[str, Json]:
        """The facts as the run began: of its event, and what its trigger read."""
        head = next(iter(frame.flow.main.heads))
        return {**frame.names["steps"].get(head, {}), **self.event.data}

    # ------------------------------------------------------------------------------------------------- judging

    async def _judge(self, frame: Frame, step: str, node: Node, fresh: set[str]) -> None:
        """Raises Left where the step is not to be done any more. ``fresh``: the facts that were read again for it."""
        if not self.rules and not fresh:
            return
        weight, ctx = stop_rules.weight(node), self.context(frame, step, 0)
        known = await self._known(ctx, weight, frame.bought)
        was = {name: value for name, value in self._began(frame).items() if self._same(frame, name)}
        if (why := stop_rules.broken(self.rules, weight, was, ctx, known)) is not None:
            raise Left(why, stop=True)
        scope = _scope(frame, step)
        for check in _asked_last(frame, scope, step, fresh):
            if not _told(frame.flow.steps[check], self._began(frame), ctx.names):
                continue
            try:
                again = frame.flow.steps[check].decide(self.context(frame, check, 0))
            except StepError:
                continue
            if isinstance(again, Ask) or again.port == frame.went[check]:
                continue
            if not _leads(frame, scope, check, again.port, step):
                said = because(
                    "not done, as this is no longer so as it was checked: {why}", why=again.because
                )
                raise Left(said, stop=scope is frame.flow.main and not frame.prefix)

    async def _known(self, ctx: Context, weight: stop_rules.Weight, told: datetime | None) -> Known:
        """What lies in our own tables; it is looked up only for the rules that ask for it."""
        bought = "bought" in self.rules and weight in stop_rules.STOPPED["bought"]
        wishes = "unsubscribed" in self.rules and weight in stop_rules.STOPPED["unsubscribed"]
        if not bought and not wishes:
            return Known()
        since, emails = self.lease.created, _emails(ctx.names)
        checkout, began = ctx.find("checkout.id"), read(ctx.find("checkout.created_at")) or since

        def look(conn: Connection) -> Known:
            subjects = [(ORDERED, f"customer:{email}") for email in emails]
            subjects += [("checkout.completed", f"checkout:{checkout}")] if checkout else []
            ordered = told or first_since(conn, subjects, began) if bought else None
            gone = [
                at for email in emails if wishes and (at := suppressed.since(conn, email, since)) is not None
            ]
            return Known(ordered, min(gone, default=None))

        return await self.db.read(look)


def facts_of(node: Node) -> list[str]:
    """The facts that a step rests on and that a store can be asked for again, in order."""
    found = {re.split(r"[.\[]", path, maxsplit=1)[0] for path in node.paths()}
    return sorted((type(node).meta.needs | found) & READ_AGAIN)


def _take(frame: Frame, fact: str, at: datetime, value: Json) -> None:
    frame.read[fact] = at
    if fact == BOUGHT:
        orders = (value or {}).get("items") or ()
        times = [read(one.get("created_at")) or at for one in orders if one.get("status") not in NO_ORDER]
        frame.bought = min(times, default=None)
    elif isinstance(value, Mapping):
        frame.names[fact] = value


def _emails(names: Mapping[str, Json]) -> list[str]:
    """The customer's addresses, the most certain first."""
    found = (str(look_up(names, path) or "").strip().casefold() for path in CUSTOMER_PATHS)
    return list(dict.fromkeys(email for email in found if email))


def _tried(past: Past) -> int | None:
    """How many tries of the turn that is open surely did nothing; 0: none began; None: one may have done it."""
    turn = 1 + max((turn for turn, kind in past if kind in ("answer", "woke")), default=-1)
    if (turn, "intent") not in past:
        return 0 if turn == 0 else None
    body = past[turn, "intent"][1]["want"]
    if "effect" not in body:
        return None
    effect = Effect.unpack(body)
    mine = [(kind, body) for (t, kind), (_, body) in past.items() if t == turn]
    failed = sum(kind.startswith(("again", "held")) for kind, _ in mine)
    begun = sum(kind.startswith("try") for kind, _ in mine)
    unclear = any(
        kind.startswith("again") and body.get("unclear", effect.repeat != "never") for kind, body in mine
    )
    if not effect.rests_on_truth or unclear or begun >= failed:
        return None
    return failed


def _scope(frame: Frame, step: str) -> Scope:
    """The steps among which one stands."""
    return next((body for body in frame.flow.bodies.values() if step in body.into), frame.flow.main)


def _asked_last(frame: Frame, scope: Scope, step: str, fresh: set[str]) -> Iterator[str]:
    """The checks of facts that were read again, on the way to a step, after which nobody waited and nothing was changed
    in the store: drawn so, they are meant for this moment."""
    before, steps = frame.flow.before, frame.flow.steps
    for check in scope.order:
        if check not in before[step] or not frame.went.get(check) or not fresh & {*facts_of(steps[check])}:
            continue
        between = [one for one in scope.order if one in before[step] and check in before[one]]
        done = any(one in frame.woke or _changes(steps[one]) for one in (check, *between))
        if steps[check].kind == "condition" and not type(steps[check]).effects and not done:
            yield check


def _told(node: Node, was: Mapping[str, Json], now: Mapping[str, Json]) -> bool:
    """Whether the store, asked again, tells all that a check went by: some of it stands in its messages alone. What
    something was before a change is only known for the moment of that change."""
    nothing: tuple[Json, ...] = (None, "", [])
    return not node.watches() and not any(
        look_up(now, path) in nothing and look_up(was, path) not in nothing for path in node.paths()
    )


def _changes(node: Node) -> bool:
    """Whether a step changes something in the store: a check before it may say otherwise now because of that."""
    return any(effect.kind == "write" and effect.slot == "shop" for effect in type(node).effects)


def _leads(frame: Frame, scope: Scope, check: str, port: str, step: str) -> bool:
    """Whether the way out of a check leads to the step."""
    if not frame.flow.leads(check, port):
        return False
    found = {target for target, arrows in scope.into.items() if (check, port) in arrows}
    return step in found or bool(found & frame.flow.before[step])
