"""An action on a custom field."""

from __future__ import annotations

from app.core.goods import EITHER
from app.core.node import Example, Meta
from app.core.own_fields import SetsField


class SetProductField(SetsField):
    """Sets a field that you added to products yourself, such as a badge, for good or for a while."""

    meta = Meta(
        "Set custom field of product",
        icon="text-cursor-input",
        needs=EITHER,
        any_need=True,
        connection="shop",
        words="metafield, meta data, own field, custom data, badge, banner, delivery time",
    )
    of = "product"
    examples = (
        Example({"key": "badge", "value": "Back in stock", "until": "after", "after": 7}, settled="next",
                because="sets the field badge of Teapot to “Back in stock”, until 2026-11-30T09:00:00+00:00"),
    )  # fmt: skip
