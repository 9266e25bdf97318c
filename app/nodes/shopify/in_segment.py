"""A condition on the customer."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.customers import IsInSegment
from app.core.filling import required
from app.core.node import Ask, Condition, Context, Example, Go, Meta, Text, setting
from app.core.people import customer_of
from app.core.sentence import Sentence, because


class InSegment(Condition):
    """Asks Shopify whether the customer is in one of your customer segments now."""

    meta = Meta("Customer is in segment", icon="user-search", needs={"customer"}, connection="shop",
                words="segment, group, target group, audience, look up customer in segment, member")  # fmt: skip
    effects = (IsInSegment,)
    segment: Text = setting("Segment", "Its name as your Shopify admin shows it, or its number.", min_length=1,
                            max_length=255)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{segment}”", segment=self.segment)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("the customer is in the segment “{segment}”", segment=self.segment)

    def decide(self, ctx: Context) -> Ask:
        """Shopify knows."""
        effect = IsInSegment(**customer_of(ctx), segment=required(ctx.text(self.segment), because("Segment")))
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """The way that its answer leads."""
        who, segment = customer_of(ctx)["label"], ctx.text(self.segment).strip()
        if isinstance(answer.value, dict) and answer.value.get("member"):
            return Go(because("{customer} is in “{segment}”", customer=who, segment=segment), "then")
        return Go(because("{customer} is not in “{segment}”", customer=who, segment=segment), "otherwise")

    examples = (
        Example({"segment": "Big spenders"}, because="asks whether Anna Berger is in “Big spenders”", settled="then"),
        Example({"segment": "Big spenders"}, because="asks whether Anna Berger is in “Big spenders”",
                answer={"member": False}, settled="otherwise"),
    )  # fmt: skip
