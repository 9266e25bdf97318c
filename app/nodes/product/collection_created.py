"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductCollectionCreated(Told):
    """Starts when a collection is made."""

    meta = Meta("Collection created", icon="folder-plus", words="category, group of products")
    listens = ("collection.created",)
    fact = "collection"
    every = because("Every new collection")
    when = because("a collection is made")
    happened = because("the collection {what} was made")
    examples = (Example({}, because="the collection Gifts was made", port="next"),)
