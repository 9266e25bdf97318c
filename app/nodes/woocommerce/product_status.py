"""An action on the product."""

from __future__ import annotations

from app.core.effects.publishing import POST_STATUS, PostStatus, SetPostStatus
from app.core.ending import ForAWhile
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta, setting
from app.core.sentence import Sentence, because


class ProductStatus(ForAWhile):
    """Sets the product's status as WordPress has it: published, draft, waiting for review or private."""

    meta = Meta("Set WooCommerce product status", icon="toggle-left", needs=EITHER, any_need=True, connection="shop",
                words="publish, draft, private, pending, review, wordpress")  # fmt: skip
    effects = (SetPostStatus,)
    status: PostStatus = setting("Status", "", choices=POST_STATUS)

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because(POST_STATUS[self.status]))

    def told(self) -> Sentence:
        """For the paragraph."""
        status = because(POST_STATUS[self.status])
        return self.lasting(because("set the product's status to “{status}”", status=status))

    def decide(self, ctx: Context) -> Ask:
        """The product's status, changed."""
        product, label = product_of(ctx)
        return self.ask(ctx, SetPostStatus(id=product, label=label, status=self.status))

    examples = (
        Example({"status": "private"}, because="sets the status of Teapot to “Private”", settled="next"),
    )  # fmt: skip
