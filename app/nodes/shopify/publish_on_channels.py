"""An action on the product."""

from __future__ import annotations

from app.core.effects.publishing import PublishOnChannels
from app.core.ending import ForAWhile
from app.core.filling import names
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class PublishThere(ForAWhile):
    """Shows the product on sales channels that you choose, for good or for a while."""

    meta = Meta("Publish on sales channels", icon="radio-tower", needs=EITHER, any_need=True, connection="shop",
                words="point of sale, shop app, google, facebook, instagram, show, release")  # fmt: skip
    effects = (PublishOnChannels,)
    channels: list[Text] = setting("Sales channels", "Each by the name that Shopify shows, such as Point of Sale.",
                                   widget="tags", min_length=1, max_length=20)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because("{channels}", channels=self.channels))

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.lasting(because("show the product on {channels}", channels=self.channels))

    def decide(self, ctx: Context) -> Ask:
        """The product, to be seen there."""
        product, label = product_of(ctx)
        channels = names(self.channels, ctx, because("Sales channels"))
        return self.ask(ctx, PublishOnChannels(id=product, label=label, channels=channels))

    examples = (
        Example({"channels": ["Point of Sale"]}, because="shows Teapot on Point of Sale", settled="next"),
        Example({"channels": ["Shop", "Google"], "until": "after", "after": 1}, settled="next",
                because="shows Teapot on Shop, Google, until 2026-11-24T09:00:00+00:00"),
    )  # fmt: skip
