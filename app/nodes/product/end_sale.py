"""An action on prices."""

from __future__ import annotations

from app.core import prices
from app.core.effects import Answer
from app.core.effects.variants import GetVariants, SetPrices
from app.core.goods import EITHER, WHICH, Which, goods_of
from app.core.node import Action, Ask, Context, Example, Go, Meta, setting
from app.core.sentence import Sentence, because


class EndSale(Action):
    """Ends a sale by hand: the crossed-out price becomes the price again. What is not on sale stays as it is."""

    meta = Meta("End sale", icon="badge-x", needs=EITHER, any_need=True, connection="shop",
                words="compare at price, original price, stop offer, price back")  # fmt: skip
    effects = (GetVariants, SetPrices)
    which: Which = setting("For", "", "all", choices=WHICH)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because(WHICH[self.which])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("end the sale of the product")

    def decide(self, ctx: Context) -> Ask:
        """The prices as they are now: those that the run knows may be old."""
        goods = goods_of(ctx, self.which)
        return Ask(because("reads the price of {name}", name=goods.name), goods.read())

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """The prices as they were before the sale; then they are set."""
        if ctx.turn > 1:
            return Go(answer.because, output=answer.value)
        goods, currency = goods_of(ctx, self.which), str(ctx.find("shop.currency") or "")
        found = prices.sale_ended(answer.value["variants"])
        if not found:
            return Go(because("{name} is not on sale", name=goods.name))
        effect = SetPrices(id=goods.product, label=goods.label, changes=found, currency=currency)
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="reads the price of Teapot"),)
