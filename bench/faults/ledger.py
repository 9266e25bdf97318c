"""What the world outside knows: which messages were accepted, what was called and mailed. Compared with the journal."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from bench.orders import FIRST


@dataclass(frozen=True, slots=True)
class Sent:
    """An order that is sent by a connection."""

    number: int
    name: str
    total: str

    @property
    def calls(self) -> tuple[str, ...]:
        """The steps that must call for it."""
        return CALLS[self.name] if float(self.total) > 100 else ()

    @property
    def mailed(self) -> bool:
        """Whether a mail must go out for it."""
        return self.name == "mail" and float(self.total) > 400


CALLS: dict[str, tuple[str, ...]] = {
    "action": ("tell",), "ten": ("tell1", "tell2", "tell3"), "mail": (), "noop": (), "four": ("tell",)
}  # fmt: skip
TOTALS = ("50.00", "129.00", "500.00")


@dataclass
class Ledger:
    """``wrong``: every broken promise, in words."""

    accepted: dict[int, Sent] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    keys: dict[tuple[int, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    mails: Counter[int] = field(default_factory=Counter)
    finished: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    due: int = 0
    repeated: int = 0
    lost: int = 0
    doubts: int = 0

    def take(self, sent: Sent) -> None:
        """A message was accepted."""
        self.accepted[sent.number] = sent
        self.due += len(sent.calls)

    @property
    def behind(self) -> int:
        """About how many calls are outstanding."""
        return self.due - len(self.calls)

    def called(self, key: str, body: bytes) -> None:
        """A call came; one for a step that was finished on disk already is a broken promise."""
        if key in self.finished:
            self.repeated += 1
            self.wrong.append(f"{key} was finished and was called again")
        told = orjson.loads(body)
        self.calls[key] += 1
        self.bodies[key].add(body)
        self.keys[int(told["order_id"]) - FIRST, told["step"]].add(key)

    def mail(self, subject: str) -> None:
        """A mail came: its subject ends with the order's name."""
        self.mails[int(subject.rpartition("#")[2])] += 1

    def done(self, rows: Iterable[Sequence[Any]]) -> None:
        """(run, step) of steps that are finished on disk, as a killed process left them."""
        for run, step in rows:
            key = f"{run}/{step}~0"
            if step.startswith("tell"):
                self.finished.add(key)
                if not self.calls[key]:
                    self.wrong.append(f"{key} is finished on disk and was never called")

    def settle(self, runs: Iterable[Sequence[Any]]) -> None:
        """At the end: (order number, workflow, status) of all runs against what was accepted and what happened."""
        ended = {(number, name): status for number, name, status in runs}
        self.doubts = sum(1 for status in ended.values() if status == "doubt")
        for sent in self.accepted.values():
            status = ended.get((sent.number, sent.name))
            if status not in ("done", "stopped", "doubt"):
                self.lost += 1
                self.wrong.append(f"order {sent.number} on {sent.name} was accepted, and its run is {status}")
            for step in sent.calls:
                if len(self.keys[sent.number, step]) != 1:
                    self.wrong.append(
                        f"order {sent.number}: {step} was called under {self.keys[sent.number, step]}"
                    )
            count = self.mails[sent.number]
            if sent.mailed and (count > 1 or (count == 0 and status != "doubt")):
                self.wrong.append(f"order {sent.number} got {count} mails, and its run is {status}")
        self.wrong += [
            f"{key} carried different bodies" for key, bodies in self.bodies.items() if len(bodies) > 1
        ]

    @property
    def settled(self) -> int:
        """Calls that were in doubt after a kill and were made again under the same key."""
        return sum(1 for count in self.calls.values() if count > 1)
