"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductDeleted(Told):
    """Starts when a product is deleted. Only its number is left of it."""

    meta = Meta("Product deleted", icon="trash-2", words="removed, gone, bin")
    listens = ("product.deleted",)
    fact = "product"
    every = because("Every product that is deleted")
    when = because("a product is deleted")
    happened = because("the product {what} was deleted")
    examples = (Example({}, because="the product Teapot was deleted", port="next"),)
