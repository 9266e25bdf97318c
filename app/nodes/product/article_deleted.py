"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductArticleDeleted(Told):
    """Starts when an article is deleted. Only its number is left of it."""

    meta = Meta("Article deleted", icon="barcode", words="inventory item, SKU, cost, customs")
    listens = ("inventory_item.deleted",)
    fact = "inventory_item"
    named = ("sku",)
    every = because("Every article that is deleted")
    when = because("an article is deleted")
    happened = because("the article {what} was deleted")
    examples = (Example({}, because="the article POT-BLUE was deleted", port="next"),)
