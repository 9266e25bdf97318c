"""What is different about the place that Storeflow runs in, in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.moments import read
from app.core.sentence import Json, Sentence, because


def told(change: Mapping[str, Json]) -> Sentence:
    """One difference between the place that was noted and the one found now."""
    was, now = str(change.get("was") or ""), str(change.get("now") or "")
    match change["what"]:
        case "folder":
            return because("The data folder was {was} and is {now} now.", was=was, now=now)
        case "machine":
            return because("This is another machine than before.")
        case "database":
            return because("The database was {was} and is {now} now.", was=was, now=now)
        case "store":
            return because(
                "The store behind “{connection}” called itself {was}; at the same address it is {now} now.",
                connection=str(change.get("name") or ""), was=was, now=now,
            )  # fmt: skip
        case "restored" if (when := read(now)) is not None:
            return because("A backup was put back on {when}.", when=when)
        case "restored":
            return because("The database is older than it was at the last start: a backup was put back.")
        case _:
            return because("The database and the data folder come from two different installations.")
