"""An action on the product."""

from __future__ import annotations

from app.core.effects.publishing import HideOnChannels
from app.core.ending import ForAWhile
from app.core.filling import names
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class HideThere(ForAWhile):
    """Takes the product off sales channels that you choose, for good or for a while."""

    meta = Meta("Hide on sales channels", icon="eye-off", needs=EITHER, any_need=True, connection="shop",
                words="point of sale, shop app, google, facebook, instagram, unpublish, remove")  # fmt: skip
    effects = (HideOnChannels,)
    channels: list[Text] = setting("Sales channels", "Each by the name that Shopify shows, such as Point of Sale.",
                                   widget="tags", min_length=1, max_length=20)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("{channels}", channels=self.channels))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("take the product off {channels}", channels=self.channels))

    def decide(self, ctx: Context) -> Ask:
        """The product, no longer to be seen there."""
        product, label = product_of(ctx)
        channels = names(self.channels, ctx, because("Sales channels"))
        return self.ask(ctx, HideOnChannels(id=product, label=label, channels=channels))

    examples = (Example({"channels": ["Google"]}, because="takes Teapot off Google", settled="next"),)
