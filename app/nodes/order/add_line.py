"""An action on the order."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.order_details import AddOrderLine
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class AddLine(Action):
    """Adds an article to the order, for example a free gift. One that is in the order already is not added again."""

    meta = Meta("Add article to order", icon="list-plus", needs={"order"}, connection="shop",
                words="line item, product, free gift, sample, bonus, order editing")  # fmt: skip
    effects = (AddOrderLine,)
    sku: Text = setting(
        "SKU", "The article's stock code. May be a {{ value }}.", min_length=1, max_length=200
    )
    quantity: int = setting("How many", "", 1, ge=1, le=10_000)
    free: bool = setting("Free of charge", "As a gift.", False)
    notify: bool = setting(
        "Tell the customer", "By your store's own e-mail, where it has one for this.", False
    )
    note: Text = setting("Note for the staff", "Values can be inserted.", "", max_length=255)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{n} × {sku}, free" if self.free else "{n} × {sku}", n=self.quantity, sku=self.sku)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("add {what} to the order", what=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """One more line."""
        effect = AddOrderLine(
            **order_of(ctx), sku=required(ctx.text(self.sku), because("SKU")), quantity=self.quantity,
            free=self.free, notify=self.notify, note=ctx.text(self.note).strip(),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Whether it was not there before."""
        value = answer.value if isinstance(answer.value, dict) else {}
        said = because("it is in the order already") if value.get("added") == 0 else answer.because
        return Go(said, output=value)

    examples = (
        Example({"sku": "GIFT-1", "free": True}, because="adds 1 × GIFT-1 to #1001", settled="next"),
        Example({"sku": "TEA-100"}, because="adds 1 × TEA-100 to #1001", answer={"added": 0}, settled="next"),
    )
