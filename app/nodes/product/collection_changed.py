"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductCollectionChanged(Told):
    """Starts when a collection changes: its texts, its rules, or what is in it."""

    meta = Meta("Collection changed", icon="pencil", words="category, group of products")
    listens = ("collection.updated",)
    fact = "collection"
    every = because("Every collection that changes")
    when = because("a collection changes")
    happened = because("the collection {what} changed")
    examples = (Example({}, because="the collection Gifts changed", port="next"),)
