"""An action on the order."""

from __future__ import annotations

from app.core.effects.order_details import RemoveOrderLine
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class RemoveLine(Action):
    """Takes an article out of the order, as far as it has not been sent. One that is not there is no error."""

    meta = Meta("Remove article from order", icon="list-minus", needs={"order"}, connection="shop",
                words="line item, product, take out, delete, not available, order editing")  # fmt: skip
    effects = (RemoveOrderLine,)
    sku: Text = setting(
        "SKU", "The article's stock code. May be a {{ value }}.", min_length=1, max_length=200
    )
    restock: bool = setting("Put it back in stock", "WooCommerce leaves its stock as it is.", True)
    notify: bool = setting(
        "Tell the customer", "By your store's own e-mail, where it has one for this.", False
    )
    note: Text = setting("Note for the staff", "Values can be inserted.", "", max_length=255)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{sku}", sku=self.sku)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("take {sku} out of the order", sku=self.sku)

    def decide(self, ctx: Context) -> Ask:
        """One line fewer."""
        effect = RemoveOrderLine(
            **order_of(ctx), sku=required(ctx.text(self.sku), because("SKU")), restock=self.restock,
            notify=self.notify, note=ctx.text(self.note).strip(),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (Example({"sku": "TEA-100"}, because="takes TEA-100 out of #1001", settled="next"),)
