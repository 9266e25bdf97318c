"""An action on the product."""

from __future__ import annotations

from typing import Literal

from app.core.effects.products import SetProductStatus
from app.core.ending import ForAWhile
from app.core.goods import EITHER, product_of
from app.core.node import Ask, Context, Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.shop_choices import PRODUCT_STATUS


class SetStatus(ForAWhile):
    """Puts the product on sale or makes it a draft, for good or for a while."""

    meta = Meta("Set product status", icon="toggle-left", needs=EITHER, any_need=True, connection="shop",
                words="active, draft, publish, unpublish, on sale, activate")  # fmt: skip
    effects = (SetProductStatus,)
    status: Literal["active", "draft"] = setting(
        "Status", "", choices={"active": "On sale", "draft": "Draft"}
    )

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.lasting(because(PRODUCT_STATUS[self.status]))

    def told(self) -> Sentence:
        """For the paragraph."""
        status = because(PRODUCT_STATUS[self.status])
        return self.lasting(because("set the product's status to “{status}”", status=status))

    def decide(self, ctx: Context) -> Ask:
        """The product's status, changed."""
        product, label = product_of(ctx)
        return self.ask(ctx, SetProductStatus(id=product, label=label, status=self.status))

    examples = (
        Example({"status": "draft"}, because="sets the status of Teapot to “Draft”", settled="next"),
        Example({"status": "active", "until": "on", "ends_at": "2026-12-27"}, settled="next",
                because="sets the status of Teapot to “On sale”, until 2026-12-27T00:00:00+00:00"),
    )  # fmt: skip
