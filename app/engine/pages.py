"""A read in pages: each page is a record, so that a read that was killed goes on behind the last one it has."""

from __future__ import annotations

from app.core.effects import Effect
from app.core.sentence import Json, because
from app.engine.acts import Acts, Fenced
from app.engine.aside import Kept
from app.errors import Permanent
from app.store import journal, outputs
from app.store.history import Past
from app.store.journal import Record
from app.store.outputs import Aside, Part

FLUSH = 4
"""Pages until one is waited for: a kill costs no more calls than so many, and a run that was taken away stops there."""
MOST_PAGES = 10_000


async def read(acts: Acts, step: str, turn: int, effect: Effect, past: Past) -> Json:
    """All pages, as one answer: the list by its name, ``count``, and whether there is ``more`` than was wanted."""
    name, most = effect.paged, int(getattr(effect, "most", 0))
    key = f"{acts.lease.run}/{step}~{turn}"
    number = sum(1 for t, kind in past if t == turn and kind.startswith("page"))
    items: list[Json] = []
    cursor: Json = getattr(effect, "cursor", "")
    more, tries = False, 0
    if number:
        [items] = await acts.db.read(outputs.load, acts.lease.run, [Aside(step, turn, name, number)])
        last = past[turn, f"page{number - 1}"][1]
        cursor, more, tries = last["next"], last["more"], last["tries"]
    while cursor is not None:
        if number >= MOST_PAGES:
            raise Permanent(because("this list has more than {n} pages and came to no end", n=number))
        asked = effect.replace(cursor=cursor)
        page = await acts.attempt(
            step, turn, asked, f"{key}.{number}" if number else key, past, fresh=True, since=tries
        )
        found, cursor = list(page[name]), page.get("next")
        if most and len(items) + len(found) >= most:
            more = cursor is not None or len(items) + len(found) > most
            found, cursor = found[: most - len(items)], None
        items += found
        tries = sum(1 for t, kind in past if t == turn and kind.startswith("again"))
        body = {"next": cursor, "more": more, "tries": tries, "count": len(items)}
        await _write(acts, Record(
            acts.lease, step, turn, f"page{number}", acts.world.now(), body, (Part(name, found, turn, number),)
        ))  # fmt: skip
        number += 1
    return {name: Kept(items, Aside(step, turn, name, number)), "count": len(items), "more": more}


async def _write(acts: Acts, page: Record) -> None:
    if int(page.kind.removeprefix("page")) % FLUSH < FLUSH - 1:
        acts.db.lazy(journal.record, page)
    elif not await acts.db.write(journal.record, page):
        raise Fenced
