"""An action that reads."""

from __future__ import annotations

from collections.abc import Callable

from app.core.listing import GetList
from app.core.node import Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because


class GetCollections(GetList):
    """Reads the collections (in WooCommerce: categories) that fit."""

    meta = Meta(
        "Get collections", icon="folder", connection="shop", words="find collections, categories, list, query"
    )
    thing = "collection"
    name: Text = setting("With this in the name", "", "", max_length=200)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("get the collections ({which})", which=self.summary())

    def where(self, fill: Callable[[str], str]) -> Where:
        """What is meant."""
        return Where(name=fill(self.name))

    examples = (Example({"name": "Sale"}, because="reads collections called Sale", settled="next"),)
