"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class CustomerSegmentJoined(CustomerRead):
    """Starts when a customer comes to belong to a segment of your store."""

    meta = Meta(
        "Customer joins a segment", icon="users", connection="shop", words="group, audience, segment, entered"
    )
    listens = ("customer.segment_joined",)
    also = {"segment": "text"}
    every = because("Every customer who joins a segment")
    when = because("a customer joins a segment")
    happened = because("{what} joined a segment")
    segment: str = setting(
        "Only this segment",
        "The number at the end of the segment's address in Shopify. Empty: any segment.",
        "",
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "segment", [self.segment] if self.segment else [])

    examples = (
        Example({"segment": "3"}, because="Anna Berger joined a segment", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
