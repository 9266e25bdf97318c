"""A question to a person. Kept by the journal's database, in the transaction of its answer."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.sentence import Sentence, because


class OpenQuestion(Effect):
    """Opens a question until a time, or finds the one that is open: ``{"question", "at", "until", "answer"}``.

    Whoever answers makes the event ``person.answered`` about ``question:<its id>``.
    """

    kind: ClassVar[Literal["read", "write", "state"]] = "state"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"

    question: str
    title: str
    text: str = ""
    until: datetime

    def sentence(self) -> Sentence:
        """What it does."""
        return because("asks “{question}”", question=self.title)

    def assume(self) -> Answer:
        """It is open."""
        until = self.until.isoformat()
        return Answer({"question": self.question, "at": until, "until": until, "answer": ""}, assumed=True)
