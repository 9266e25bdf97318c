"""A frame: the steps of one scope under way. The workflow itself is one, so is each round of a loop and each call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.core import entries
from app.core.plan import Flow, Scope
from app.core.sentence import Json, Sentence
from app.engine.acts import Acts
from app.store.outputs import Aside


class FrameFailed(Exception):
    """A step failed, and no way out is drawn for that."""

    def __init__(self, sentence: Sentence, *, doubt: bool) -> None:
        super().__init__(str(sentence))
        self.sentence, self.doubt = sentence, doubt


@dataclass(slots=True)
class Frame:
    """What its steps see (``names``), by which port each left (``went``), and how old what they know is.

    ``prefix`` stands before a step's id in the journal: "", ``each[3]/``, ``call/``. ``woke``: when a step's last wait
    ended; ``read``: when a fact was last read from its store; ``aside``: names whose values were not fetched yet.
    """

    flow: Flow
    scope: Scope
    acts: Acts
    names: dict[str, Json]
    prefix: str = ""
    depth: int = 0
    went: dict[str, str] = field(default_factory=dict)
    woke: dict[str, datetime] = field(default_factory=dict)
    read: dict[str, datetime] = field(default_factory=dict)
    aside: dict[str, Aside] = field(default_factory=dict)
    output: dict[str, Json] = field(default_factory=dict)
    stopped: Sentence | None = None
    whole: bool = False
    """What stopped it ends the whole run, also from within a called workflow."""
    bought: datetime | None = None
    """When the customer of a cart ordered, as the store was asked last."""
    parked: bool = False
    failed: FrameFailed | None = None

    def key(self, step: str) -> str:
        """The step's key in the journal."""
        return self.prefix + step

    def open_round(self, step: str, number: int, item: Json, path: str) -> Frame:
        """The frame of one round: it sees all that is outside, and what it does stays inside.

        The entry of the list at ``path`` is there by its own name too, and is as old as the run for all we know.
        """
        facts = entries.names_of(path, item)
        names = {**self.names, **facts, "item": item, "index": number}
        read = {fact: at for fact, at in self.read.items() if fact not in facts}
        return Frame(
            self.flow, self.flow.bodies[step], self.acts, names, f"{self.key(step)}[{number}]/", self.depth,
            woke=dict(self.woke), read=read, aside=dict(self.aside),
        )  # fmt: skip

    def last_woke(self) -> datetime | None:
        """When the last wait in it ended."""
        return max(self.woke.values(), default=None)
