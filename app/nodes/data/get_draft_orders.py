"""An action that reads."""

from __future__ import annotations

from collections.abc import Callable

from app.core.listing import GetList
from app.core.node import Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because


class GetDraftOrders(GetList):
    """Reads the draft orders that fit, for a loop or a count."""

    meta = Meta(
        "Get draft orders",
        icon="file-text",
        connection="shop",
        words="find drafts, quotes, open drafts, list, query",
    )
    thing = "draft_order"
    tag: Text = setting("With the tag", "", "", max_length=200, pick="order_tag")
    email: Text = setting("Of the customer with the e-mail", "Values can be inserted.", "", max_length=300)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("get the draft orders ({which})", which=self.summary())

    def where(self, fill: Callable[[str], str]) -> Where:
        """What is meant."""
        return Where(tag=fill(self.tag), email=fill(self.email))

    examples = (
        Example(
            {"before": "7 days"},
            because="reads draft orders made before 2026-11-16T09:00:00+00:00",
            settled="next",
        ),
    )
