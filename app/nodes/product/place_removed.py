"""A trigger."""

from __future__ import annotations

from app.core.happenings import Read
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductPlaceRemoved(Read):
    """Starts when an article is no longer kept at one of your places."""

    meta = Meta(
        "Article no longer kept at a place",
        icon="map-pin",
        connection="shop",
        words="inventory disconnected, location, warehouse",
    )
    listens = ("inventory.disconnected",)
    fact = "inventory"
    named = ("sku",)
    whole = "sku"
    every = because("Every article that a place no longer keeps")
    when = because("an article is no longer kept at a place")
    happened = because("{what} is no longer kept at a place")
    examples = (
        Example({}, because="POT-BLUE is no longer kept at a place", port="next"),
        Example({}, because="reads what it is about", names={"inventory": {"id": "601"}}, settled="next"),
    )
