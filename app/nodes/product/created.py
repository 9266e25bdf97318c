"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductCreated(Told):
    """Starts when a product is made, whether it is on sale yet or not."""

    meta = Meta("Product created", icon="package-plus", words="new product, added, arrival")
    listens = ("product.created",)
    fact = "product"
    every = because("Every new product")
    when = because("a product is made")
    happened = because("{what} is new")
    examples = (Example({}, because="Teapot is new", port="next"),)
