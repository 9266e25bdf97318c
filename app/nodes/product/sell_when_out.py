"""An action on variants."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.variants import GetVariants, SetSelling, changed
from app.core.goods import EITHER, WHICH, Which, goods_of
from app.core.node import Action, Ask, Context, Example, Go, Meta, setting
from app.core.sentence import Sentence, because


class SellWhenOut(Action):
    """Lets customers go on buying when nothing is left, or stops that."""

    meta = Meta("Sell when out of stock", icon="package-open", needs=EITHER, any_need=True, connection="shop",
                words="backorder, preorder, oversell, continue selling, inventory policy")  # fmt: skip
    effects = (GetVariants, SetSelling)
    sells: bool = setting("Sell when out of stock", "Off: at zero stock nobody can buy it.", True)
    which: Which = setting("For", "", "all", choices=WHICH)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("On" if self.sells else "Off")

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.sells:
            return because("let customers buy the product when it is out of stock")
        return because("stop selling the product when it is out of stock")

    def decide(self, ctx: Context) -> Ask:
        """The variants as they are now."""
        read = goods_of(ctx, self.which).read()
        return Ask(read.sentence(), read)

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """Those that are not so already."""
        if ctx.turn > 1:
            return Go(answer.because, output=answer.value)
        goods, variants = goods_of(ctx, self.which), answer.value["variants"]
        found = changed(variants, {str(one["id"]): {"sells_when_out": self.sells} for one in variants})
        if not found:
            return Go(because("that is so already for {name}", name=goods.name))
        effect = SetSelling(id=goods.product, label=goods.label, changes=found, sells=self.sells)
        return Ask(effect.sentence(), effect)

    examples = (
        Example({}, because="reads the variants of Teapot"),
        Example({"sells": False, "which": "one"}, because="reads Teapot", settled="next"),
    )
