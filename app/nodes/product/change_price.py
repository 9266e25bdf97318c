"""An action on prices."""

from __future__ import annotations

from app.core import prices
from app.core.effects import Answer
from app.core.effects.variants import GetVariants, SetPrices
from app.core.ending import ForAWhile
from app.core.goods import EITHER, WHICH, Which, goods_of
from app.core.node import Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class ChangePrice(ForAWhile):
    """Sets, lowers or raises prices, for good or for a sale: at its end what was not changed meanwhile goes back."""

    meta = Meta("Change price", icon="badge-percent", often=True, needs=EITHER, any_need=True, connection="shop",
                words="sale, discount, offer, compare at price, markdown, black friday, raise price")  # fmt: skip
    effects = (GetVariants, SetPrices)
    which: Which = setting("For", "", "all", choices=WHICH)
    how: prices.How = setting("How", "", "down_percent", choices=prices.HOW)
    value: Text = setting("By or to", "A number such as 20 or 19.90. May be a {{ value }}.", "10", min_length=1,
                          max_length=500)  # fmt: skip
    rounding: prices.Rounding = setting("Rounding", "", "exact", choices=prices.ROUNDING)
    crossed: prices.Crossed = setting("Crossed-out price", "The higher price that is shown beside it.", "old",
                                      choices=prices.CROSSED)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        how = because(prices.HOW[self.how])
        return self.lasting(because("{how}: {value}", how=how, value=self.value))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("change the price ({how})", how=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """The prices as they are now: those that the run knows may be old."""
        goods = goods_of(ctx, self.which)
        return Ask(because("reads the price of {name}", name=goods.name), goods.read())

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """The prices as they are to be; then the prices are set."""
        if ctx.turn > 1:
            return Go(answer.because, output=answer.value)
        goods, currency = goods_of(ctx, self.which), str(ctx.find("shop.currency") or "")
        by = prices.number(ctx.text(self.value))
        found = prices.changes(answer.value["variants"], self.how, by, self.rounding, self.crossed, currency)
        if not found:
            return Go(because("the price of {name} is that already", name=goods.name))
        return self.ask(ctx, SetPrices(id=goods.product, label=goods.label, changes=found, currency=currency))

    examples = (Example({"value": "20"}, because="reads the price of Teapot"),)
