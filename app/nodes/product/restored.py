"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductRestored(Told):
    """Starts when a product is taken out of the bin again."""

    meta = Meta("Product restored", icon="undo-2", words="bin, undelete, back")
    listens = ("product.restored",)
    fact = "product"
    every = because("Every product that is restored")
    when = because("a product is taken out of the bin")
    happened = because("{what} was taken out of the bin")
    examples = (Example({}, because="Teapot was taken out of the bin", port="next"),)
