"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductArticleChanged(Told):
    """Starts when an article changes, such as its cost, its SKU or whether its stock is counted."""

    meta = Meta("Article changed", icon="barcode", words="inventory item, SKU, cost, customs")
    listens = ("inventory_item.updated",)
    fact = "inventory_item"
    named = ("sku",)
    every = because("Every article that changes")
    when = because("an article changes")
    happened = because("the article {what} changed")
    examples = (Example({}, because="the article POT-BLUE changed", port="next"),)
