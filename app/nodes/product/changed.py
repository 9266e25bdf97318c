"""A trigger."""

from __future__ import annotations

from app.core.node import Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.watching import PRODUCT_FIELDS, Changed, ProductField


class ProductChanged(Changed):
    """Starts when something about a product changes, such as its status or its title; steps see what it was before."""

    meta = Meta(
        "Product changed", icon="refresh-cw", words="updated, edited, status, title, tags, changed field"
    )
    listens = ("product.updated",)
    fact, named = "product", "title"
    fields: list[ProductField] = setting("Only when one of these changes", "None chosen: any change.", list,
                                  choices=PRODUCT_FIELDS)  # fmt: skip

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("a product changes ({what})", what=self.summary())

    examples = (
        Example(
            {"fields": ["status"]},
            names={"before": {"product": {"status": None}}},
            port="next",
            because="Teapot: the product status changed",
        ),
    )
