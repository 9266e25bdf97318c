"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductArticleAdded(Told):
    """Starts when an article is entered whose stock can be counted."""

    meta = Meta("Article entered", icon="barcode", words="inventory item, SKU, cost, customs")
    listens = ("inventory_item.created",)
    fact = "inventory_item"
    named = ("sku",)
    every = because("Every new article")
    when = because("an article is entered")
    happened = because("the article {what} was entered")
    examples = (Example({}, because="the article POT-BLUE was entered", port="next"),)
