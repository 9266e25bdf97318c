"""Flow's schedules (an iCalendar text in a list) as our schedules. What does not fit exactly is refused."""

from __future__ import annotations

import json
import re

from app.core.flow.report import Unmappable
from app.core.sentence import Json, Sentence, because

_DAYS = {"MO": "monday", "TU": "tuesday", "WE": "wednesday", "TH": "thursday", "FR": "friday", "SA": "saturday",
         "SU": "sunday"}  # fmt: skip
_FORM = re.compile(r"DTSTART(?:;TZID=([\w/+-]+))?:(\d{8})T(\d\d)(\d\d)\d\dZ?\nRRULE:([A-Z0-9=;,]+)")


def to_ours(value: str) -> tuple[dict[str, Json], list[Sentence]]:
    """The settings of a schedule and what they differ in. Raises Unmappable."""
    try:
        [text] = json.loads(value)
        found = _FORM.fullmatch(text.strip())
    except (ValueError, TypeError, AttributeError, RecursionError):
        found = None
    if found is None:
        raise _refused(value)
    zone, _day, hour, minute, rule = found.groups()
    parts = dict(part.partition("=")[::2] for part in rule.split(";") if part)
    parts.pop("WKST", None)
    often, each = parts.pop("FREQ", ""), parts.pop("INTERVAL", "1")
    hour, minute = parts.pop("BYHOUR", hour).zfill(2), parts.pop("BYMINUTE", minute).zfill(2)
    if not re.fullmatch(r"\d\d:\d\d", f"{hour}:{minute}") or not each.isdigit():
        raise _refused(value)
    said = [because("it goes by your store's clock; there it went by {zone}", zone=zone or "UTC"),
            because("it begins when you turn it on")]  # fmt: skip
    if often == "DAILY" and each == "1" and not parts:
        return {"every": "day", "at": f"{hour}:{minute}"}, said
    if often == "WEEKLY" and each == "1" and parts.get("BYDAY") in _DAYS and len(parts) == 1:
        return {"every": "week", "weekday": _DAYS[parts["BYDAY"]], "at": f"{hour}:{minute}"}, said
    if often == "MINUTELY" and not parts and 10 <= int(each) <= 59:
        return {"every": "minutes", "minutes": int(each)}, said[1:]
    if often == "HOURLY" and not parts and 1 <= int(each) <= 23:
        return {"every": "hours", "hours": int(each)}, said[1:]
    raise _refused(value)


def _refused(value: str) -> Unmappable:
    return Unmappable(because("its times have to be set anew: {times}", times=value))
