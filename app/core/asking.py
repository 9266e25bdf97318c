"""How a step asks a person: what comes after what, and by when. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from app.core import mail
from app.core.effects import Answer, SendEmail
from app.core.effects.question import OpenQuestion
from app.core.moments import shift
from app.core.node import Action, Ask, Context, Go, Text, Wait, setting
from app.core.sentence import Json, because
from app.core.until import UNITS, Unit

Stage = Literal["open", "mail", "wait"]
EVENT = "person.answered"


class Asking(Action):
    """What a step asks a person, whom, and for how long it waits for the answer."""

    puts = {"answer": "text", "by": "text"}
    to: Text = setting("To", "An address. Empty: only on the first page of Storeflow.", "", max_length=320)
    question: Text = setting("Question", "Such as: Refund {{ order.name }}?", min_length=1, max_length=300)
    text: Text = setting("What to know", "", widget="area", min_length=1, max_length=5000)
    amount: int = setting("At most", "", 2, ge=1, le=1_000, widget="span")
    unit: Unit = setting("Unit", "", "days", choices=UNITS)
    remind: bool = setting("Remind once", "After half of the time, by e-mail.", True)

    def ports(self) -> tuple[str, ...]:
        """The answer, or none in time."""
        return ("approved", "declined", "timed_out")

    def opening(self, ctx: Context) -> Ask:
        """The question, opened or found. Raises Missing where it is empty."""
        title, _html = mail.written(ctx, self.question, self.text)
        until = shift(ctx.now, self.amount, self.unit, ctx.zone)
        text = ctx.text(self.text).strip()
        effect = OpenQuestion(question=name_of(ctx), title=title, text=text, until=until)
        return Ask(effect.sentence(), effect)

    def letter(self, ctx: Context) -> Ask:
        """The mail; its two links are put in where it is sent, as they are signed."""
        title, html = mail.written(ctx, self.question, self.text)
        to = mail.recipient(self.to, ctx)
        effect = SendEmail(to=to, subject=title, html=html, question=name_of(ctx))
        return Ask(effect.sentence(), effect)


def stages(*, by_mail: bool, remind: bool) -> tuple[Stage, ...]:
    """What is asked for in each turn. Before each wait the question is looked at, so that its end is known."""
    if not by_mail:
        return ("open", "wait")
    once: tuple[Stage, ...] = ("open", "mail", "open", "wait")
    return (*once, "mail", "open", "wait") if remind else once


def name_of(ctx: Context) -> str:
    """The question's own name: one for each step of each run, and of each round of a loop."""
    return hashlib.sha256(f"{ctx.run}/{ctx.step}".encode()).hexdigest()[:32]


def wait(found: Answer, *, first_of_two: bool) -> Ask:
    """Waits for the answer: to the end, or for half of the time where a reminder follows."""
    question: Mapping[str, Json] = found.value
    at, until = (datetime.fromisoformat(str(question[key])) for key in ("at", "until"))
    due = at + (until - at) / 2 if first_of_two else until
    said = because("waits for an answer, at most until {until}", until=due)
    return Ask(said, Wait(due, EVENT, f"question:{question['question']}", at))


def answered(answer: Answer) -> Go:
    """What was said, by whom; or that nobody said anything in time."""
    told: Mapping[str, Json] = (answer.value or {}).get("answered") or {} if answer.came == "event" else {}
    if told.get("answer") not in ("approved", "declined"):
        return Go(because("nobody answered in time"), "timed_out", {"answer": "", "by": ""})
    by = str(told.get("by") or "")
    if told["answer"] == "approved":
        said = (
            because("{person} approved", person=by)
            if by
            else because("it was approved by the link in the mail")
        )
    else:
        said = (
            because("{person} declined", person=by)
            if by
            else because("it was declined by the link in the mail")
        )
    return Go(said, str(told["answer"]), {"answer": told["answer"], "by": by})
