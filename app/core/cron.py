"""Cron lines, for those who know them: minute, hour, day of the month, month, day of the week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache

from app.core.calendar import START, Times
from app.core.condition_parts import SettingError
from app.core.sentence import because, span

LEAST = 10
"""Minutes between two times at least."""
_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun".split()
_LINE = re.compile(rf"^(?:(?:[\d*/,#?L-]|{'|'.join(_NAMES)})+(?: (?!$)|$)){{5}}$", re.IGNORECASE)


def by_cron(line: str) -> Times:
    """The times of a line that ``read`` found good."""

    def times(after: datetime) -> Iterator[datetime]:
        from croniter import CroniterBadDateError, croniter  # costs a start-up that most don't need

        found = croniter(line, after)
        while True:
            try:
                yield found.get_next(datetime)
            except CroniterBadDateError:
                return

    return times


def hourly(line: str) -> bool:
    """Whether it counts by the hour or less, and so counts in both of two same hours."""
    return line.split()[1].startswith("*")


@lru_cache(maxsize=256)
def read(line: str) -> str:
    """The line as it is kept. Raises SettingError, with a sentence."""
    from croniter import croniter

    line = " ".join(line.split())
    if not _LINE.match(line) or not croniter.is_valid(line):
        raise SettingError(
            because("“{line}” is no cron line of five parts, such as 0 9 * * 1-5 for Monday to Friday at 09:00",
                    line=line)
        )  # fmt: skip
    times = by_cron(line)(START)
    first = next(times, None)
    if first is None:
        raise SettingError(because("there is no such day: “{line}”", line=line))
    last = first
    for at in times:
        if at - last < timedelta(minutes=LEAST):
            raise SettingError(because("more often than every {span}", span=span(LEAST, "minutes")))
        if at - first > timedelta(days=1):
            break
        last = at
    return line
