"""Questions and answers as JSON in the journal, and back, by this version or a later one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.core.effects import Answer, Effect
from app.core.node import Ask, Wait
from app.core.sentence import Json, Sentence


def ask_pack(ask: Ask, want: Effect | Wait) -> dict[str, Json]:
    """A question as JSON: ``{because, want, undo_at}``. Rounds and calls are never packed, they are asked anew."""
    return {
        "because": ask.because.pack(),
        "want": want_pack(want),
        "undo_at": ask.undo_at.isoformat() if ask.undo_at else None,
    }


def want_pack(want: Effect | Wait) -> dict[str, Json]:
    """What is wanted, as JSON, with its kind as first key."""
    if isinstance(want, Effect):
        return want.pack()
    since = want.since.isoformat() if want.since else None
    return {"wait": want.until.isoformat(), "event": want.event, "subject": want.subject, "since": since}


def ask_of(body: Mapping[str, Json]) -> Ask:
    """The question again, exactly as it was asked."""
    undo = body.get("undo_at")
    return Ask(
        Sentence.unpack(body["because"]),
        want_of(body["want"]),
        datetime.fromisoformat(undo) if undo else None,
    )


def want_of(want: Mapping[str, Json]) -> Effect | Wait:
    """What was wanted."""
    if "effect" in want:
        return Effect.unpack(want)
    since = want.get("since")
    return Wait(
        datetime.fromisoformat(want["wait"]),
        want["event"],
        want["subject"],
        datetime.fromisoformat(since) if since else None,
    )


def told(past: Mapping[tuple[int, str], tuple[datetime, Json]], turn: int) -> Answer:
    """The answer to a turn's question, as the journal has it."""
    _, body = past[turn, "woke"] if (turn, "woke") in past else past[turn, "answer"]
    asked = past.get((turn, "intent"))
    sentence = body.get("because") or (asked[1]["because"] if asked else "")
    value = body.get("value")
    return Answer(value, body.get("came", "effect"), Sentence.unpack(sentence))
