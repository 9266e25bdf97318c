"""An action that reads."""

from __future__ import annotations

from collections.abc import Callable

from app.core.listing import GetList
from app.core.node import Example, Meta, Text, setting
from app.core.records import Where
from app.core.sentence import Sentence, because


class GetCustomers(GetList):
    """Reads the customers that fit, for a loop or a count."""

    meta = Meta(
        "Get customers",
        icon="users",
        connection="shop",
        words="find customers, search, list, segment, vip, query",
    )
    thing = "customer"
    tag: Text = setting("With the tag", "", "", max_length=200, pick="customer_tag")
    without_tag: Text = setting("Without the tag", "", "", max_length=200, pick="customer_tag")
    email: Text = setting("With the e-mail", "Values can be inserted.", "", max_length=300)
    spent_at_least: str | None = setting(
        "Spent at least", "In your shop's currency.", None, pattern=r"^\d{1,9}(\.\d{1,4})?$"
    )

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("get the customers ({which})", which=self.summary())

    def where(self, fill: Callable[[str], str]) -> Where:
        """What is meant."""
        return Where(
            tag=fill(self.tag),
            without_tag=fill(self.without_tag),
            email=fill(self.email),
            total_at_least=self.spent_at_least,
        )

    examples = (Example({"tag": "vip"}, because="reads customers with the tag vip", settled="next"),)
