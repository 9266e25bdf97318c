"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductCollectionDeleted(Told):
    """Starts when a collection is deleted. Only its number is left of it."""

    meta = Meta("Collection deleted", icon="folder-minus", words="category, group of products")
    listens = ("collection.deleted",)
    fact = "collection"
    every = because("Every collection that is deleted")
    when = because("a collection is deleted")
    happened = because("the collection {what} was deleted")
    examples = (Example({}, because="the collection Gifts was deleted", port="next"),)
