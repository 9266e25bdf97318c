"""One line per fact, whatever is in it."""

import asyncio
import io
import logging
import re
from collections.abc import Iterator

import pytest

from app import log


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    log.set_up(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_says_when_where_and_about_what(lines: io.StringIO) -> None:
    with log.about(run="r1", step="tag"):
        logging.getLogger("app.engine.runner").info("went on after %s s", 5)
    logging.getLogger("app.engine.runner").info("nothing more")
    first, second = lines.getvalue().splitlines()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO engine\.runner run=r1 step=tag went on after 5 s", first
    )
    assert second.endswith("INFO engine.runner nothing more")


def test_what_comes_from_outside_begins_no_line(lines: io.StringIO) -> None:
    logging.getLogger("app").warning("name: %s", "x\r\n2026 INFO all is well\x1b[31m\u2028y")
    [line] = lines.getvalue().splitlines()
    assert line.endswith(r"name: x | 2026 INFO all is well\x1b[31m | y")


def test_a_trace_is_folded(lines: io.StringIO) -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        logging.getLogger("app").exception("broke off")
    [line] = lines.getvalue().splitlines()
    assert "broke off | Traceback" in line
    assert line.endswith("ValueError: two | lines")


def test_libraries_speak_from_warnings_on(lines: io.StringIO) -> None:
    logging.getLogger("apscheduler").info("tick")
    logging.getLogger("uvicorn.error").error("Application startup failed. Exiting.")
    assert lines.getvalue() == ""


async def test_tasks_know_what_they_are_about(lines: io.StringIO) -> None:
    async def work() -> None:
        logging.getLogger("app").info("working")

    async def run(name: str) -> None:
        with log.about(run=name):
            await asyncio.gather(work(), work())

    await asyncio.gather(run("a"), run("b"))
    assert sorted(line.split()[3] for line in lines.getvalue().splitlines()) == ["run=a"] * 2 + ["run=b"] * 2
