"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class CustomerSegmentLeft(CustomerRead):
    """Starts when a customer does not belong to a segment of your store any more."""

    meta = Meta(
        "Customer leaves a segment", icon="users", connection="shop", words="group, audience, segment, left"
    )
    listens = ("customer.segment_left",)
    also = {"segment": "text"}
    every = because("Every customer who leaves a segment")
    when = because("a customer leaves a segment")
    happened = because("{what} left a segment")
    segment: str = setting(
        "Only this segment",
        "The number at the end of the segment's address in Shopify. Empty: any segment.",
        "",
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "segment", [self.segment] if self.segment else [])

    examples = (
        Example({"segment": "3"}, because="Anna Berger left a segment", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
