"""A trigger."""

from __future__ import annotations

from app.core.happenings import Read
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductPlaceAdded(Read):
    """Starts when an article comes to be kept at one of your places."""

    meta = Meta(
        "Article kept at a place",
        icon="map-pin",
        connection="shop",
        words="inventory connected, location, warehouse, stocked",
    )
    listens = ("inventory.connected",)
    fact = "inventory"
    named = ("sku",)
    whole = "sku"
    every = because("Every article that a place begins to keep")
    when = because("an article comes to be kept at a place")
    happened = because("{what} is kept at a place now")
    examples = (
        Example({}, because="POT-BLUE is kept at a place now", port="next"),
        Example({}, because="reads what it is about", names={"inventory": {"id": "601"}}, settled="next"),
    )
