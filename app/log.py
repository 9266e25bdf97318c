"""The operator's log: one line per fact, with the run and the step that it belongs to. No payloads, no secrets."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

_run: ContextVar[str] = ContextVar("storeflow_run", default="")
_step: ContextVar[str] = ContextVar("storeflow_step", default="")


@contextlib.contextmanager
def about(run: str = "", step: str = "") -> Iterator[None]:
    """Everything that is logged inside, by tasks started inside too, names this run and step."""
    tokens = [(var, var.set(value)) for var, value in ((_run, run), (_step, step)) if value]
    try:
        yield
    finally:
        for var, token in reversed(tokens):
            var.reset(token)


class OneLine(logging.Formatter):
    """``2026-11-23T08:15:00.250Z INFO engine.runner run=… step=… text``; a traceback is folded into the same line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Whatever came from outside can't begin another one: control characters are written out."""
        name = record.name.removeprefix("app.")
        ids = [f"{word}={value}" for word, value in (("run", _run.get()), ("step", _step.get())) if value]
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        at = (
            datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z")
        )
        parts = [at, record.levelname, name, *ids, plain(text)]
        return " ".join(parts)


def plain(text: str) -> str:
    """The text on one line: line ends as `` | ``, other control characters as their code."""
    line = " | ".join(part.strip() for part in text.splitlines() if part.strip())
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in line)


class _NotTwice(logging.Filter):
    """What the command itself says in one sentence need not stand in the log as well."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Application startup failed")


def set_up(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Sends the log of this process to ``stream`` (standard error). The libraries' loggers speak from WARNING on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("app", "storeflow"):
        logging.getLogger(ours).setLevel(level)
    server = logging.getLogger("uvicorn.error")
    server.filters[:] = [_NotTwice()]
