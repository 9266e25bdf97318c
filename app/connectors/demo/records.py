"""Reading many of the demo store's things, page by page."""

from __future__ import annotations

from app.connectors.demo.acts import Acts
from app.connectors.demo.catalogue import Fact
from app.core.effects.records import GetRecords
from app.core.sentence import Json

PAGE = 50


class RecordReads(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_records(self, effect: GetRecords, key: str) -> Json:
        """One page of what fits. The demo store is small: the newest first is all of it, turned round."""
        kind = "product" if effect.thing == "variant" else effect.thing
        if effect.newest:
            found: list[Fact] = []
            while page := await self.doors.page(kind, str(found[-1]["id"]) if found else "", PAGE):
                found += page
            return {
                "items": [one for fact in reversed(found) for one in _fitting(effect, fact)],
                "next": None,
            }
        page = await self.doors.page(kind, effect.cursor, PAGE)
        items = [one for fact in page for one in _fitting(effect, fact)]
        return {"items": items, "next": str(page[-1]["id"]) if len(page) == PAGE else None}


def _fitting(effect: GetRecords, fact: Fact) -> list[Fact]:
    things = [fact]
    if effect.thing == "variant":
        things = [{"product_id": fact["id"], **one} for one in fact.get("variants") or ()]
    return [one for one in things if effect.where.fits(one)]
