"""A run as a story: its steps in order, the rounds of loops and the steps of called workflows within their step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.core.document import Workflow
from app.core.drawing import Catalogue, node_of
from app.core.graph import title_of
from app.core.node import list_of
from app.core.sentence import Json, Sentence, because, because_n
from app.core.text import look_up
from app.store.runs import RunView, StepView

SHOWN = 60
"""Rounds of one loop that a page shows; those that are done and fine are left out first."""
_ROUND = re.compile(r"(.+)\[(\d+)\]")
_WORST = ("failed", "doubt", "trying", "waiting", "running", "unfinished", "stopped", "done")

Drawings = Callable[[str, int], Workflow | None]
"""The drawing of a version of a workflow; None where it isn't there any more."""


@dataclass(slots=True)
class Round:
    """One round of a loop. ``number`` counts from 1."""

    number: int
    status: str = "running"
    because: Sentence | None = None
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A step in the story. ``total``: how many rounds its loop has, None where that isn't known.

    ``name``: of the workflow that it called, whose steps are ``inside``.
    """

    id: str
    title: Sentence
    icon: str
    view: StepView | None = None
    rounds: dict[int, Round] = field(default_factory=dict)
    total: int | None = None
    inside: list[Entry] = field(default_factory=list)
    name: str = ""
    items: str = ""
    """The path of the list that its loop goes through."""

    @property
    def status(self) -> str:
        """What is known of it; a loop or a call that goes on stands as what goes on within it."""
        own = self.view.status if self.view else "running"
        within = [round_.status for round_ in self.rounds.values()] + [entry.status for entry in self.inside]
        on = [status for status in within if status in ("trying", "waiting")]
        return min(on, key=_rank) if own == "running" and on and "running" not in within else own

    @property
    def ended(self) -> int:
        """Rounds that are over, well or not."""
        return sum(round_.status in ("done", "failed", "stopped") for round_ in self.rounds.values())

    @property
    def failed(self) -> int:
        """How many of the loop's rounds failed."""
        return sum(round_.status == "failed" for round_ in self.rounds.values())

    @property
    def progress(self) -> Sentence:
        """How far its rounds are: "7 of 12 rounds, 1 failed"."""
        if self.total is None:
            said = because_n("{n} round", "{n} rounds", self.ended)
        else:
            said = because_n("{done} of {n} round", "{done} of {n} rounds", self.total, done=self.ended)
        return because("{rounds}, {failed} failed", rounds=said, failed=self.failed) if self.failed else said

    @property
    def shown(self) -> list[Round]:
        """The rounds to look at, in their order: first those that need a look, then the last ones."""
        all_ = sorted(self.rounds.values(), key=lambda round_: round_.number)
        if len(all_) <= SHOWN:
            return all_
        telling = [round_ for round_ in all_ if round_.status != "done"][:SHOWN]
        fine = [round_ for round_ in all_ if round_.status == "done"][-max(1, SHOWN - len(telling)) :]
        return sorted([*telling, *fine], key=lambda round_: round_.number)


@dataclass(frozen=True, slots=True)
class Painted:
    """What the canvas shows at a step."""

    status: str
    because: Sentence | None
    port: str


def story(
    run: RunView, document: Workflow | None, catalogue: Catalogue, drawings: Drawings, *, open_: bool
) -> list[Entry]:
    """The steps of a run, those of rounds and called workflows nested."""
    return _Teller(run, document, catalogue, drawings, open_).entries


def painted(entries: Iterable[Entry]) -> dict[str, Painted]:
    """What the canvas of the run's own workflow shows; of a step in a loop the round that most needs a look."""
    found: dict[str, Painted] = {}
    for entry in _own(entries):
        why = entry.view.because if entry.view else None
        if entry.rounds:
            why = because("{why} ({rounds})", why=why, rounds=entry.progress) if why else entry.progress
        new = Painted(entry.status, why, entry.view.port if entry.view else "")
        old = found.get(entry.id)
        if old is None or _rank(new.status) <= _rank(old.status):
            found[entry.id] = new
    return found


def _own(entries: Iterable[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield entry
        for round_ in entry.rounds.values():
            yield from _own(round_.entries)


def _rank(status: str) -> int:
    return _WORST.index(status) if status in _WORST else len(_WORST)


class _Teller:
    def __init__(
        self, run: RunView, document: Workflow | None, catalogue: Catalogue, drawings: Drawings, open_: bool
    ) -> None:
        self.catalogue, self.drawings, self.open = catalogue, drawings, open_
        self.names: Mapping[str, Json] = {
            **(run.data or {}),
            "steps": {view.step: view.output for view in run.steps if "/" not in view.step},
        }
        self.calls = {view.step: view.calls for view in run.steps if view.calls}
        self.entries: list[Entry] = []
        for view in run.steps:
            self._put(view, document)
        self._finish(self.entries)

    def _put(self, view: StepView, document: Workflow | None) -> None:
        *outer, last = view.step.split("/")
        entries, path = self.entries, ""
        for part in outer:
            looped = _ROUND.fullmatch(part)
            entry = self._entry(entries, looped[1] if looped else part, document)
            path += part
            if looped:
                entries = self._round(entry, int(looped[2])).entries
            else:
                document = self.drawings(*self.calls[path]) if path in self.calls else None
                entry.name = document.name if document else ""
                entries = entry.inside
            path += "/"
        if looped := _ROUND.fullmatch(last):
            round_ = self._round(self._entry(entries, looped[1], document), int(looped[2]))
            round_.status = "failed" if view.port == "failed" else view.status
            round_.because = view.because
        else:
            self._entry(entries, last, document).view = view

    def _entry(self, entries: list[Entry], step_id: str, document: Workflow | None) -> Entry:
        for entry in entries:
            if entry.id == step_id:
                return entry
        step = document.step(step_id) if document else None
        kind = self.catalogue.get(step.type) if step else None
        title = title_of(step, self.catalogue) if step else because("{step}", step=step_id)
        node = node_of(step, self.catalogue) if step else None
        items = list_of(node)[1] if node else ""
        entries.append(Entry(step_id, title, kind.meta.icon if kind else "workflow", items=items))
        return entries[-1]

    def _round(self, entry: Entry, number: int) -> Round:
        return entry.rounds.setdefault(number, Round(number + 1, status=""))

    def _finish(self, entries: list[Entry]) -> None:
        """How many rounds there are, and how those stand that have not ended."""
        for entry in entries:
            if entry.items:
                entry.total = self._total(entry)
            for round_ in entry.rounds.values():
                self._finish(round_.entries)
                if not round_.status:
                    round_.status = self._standing(round_)
            self._finish(entry.inside)

    def _total(self, entry: Entry) -> int | None:
        output = entry.view.output if entry.view else None
        if isinstance(output, dict) and isinstance(output.get("count"), int):
            return int(output["count"])
        items = look_up(self.names, entry.items)
        return max(len(items), len(entry.rounds)) if isinstance(items, list) else None

    def _standing(self, round_: Round) -> str:
        worst = min((entry.status for entry in round_.entries), key=_rank, default="running")
        if worst in ("failed", "doubt", "waiting", "trying"):
            return worst
        return "running" if self.open else "unfinished"
