"""An action on a custom field."""

from __future__ import annotations

from app.core.goods import EITHER
from app.core.node import Example, Meta
from app.core.own_fields import SetsField


class SetVariantField(SetsField):
    """Sets a field that you added to variants yourself, for good or for a while."""

    meta = Meta(
        "Set custom field of variant",
        icon="text-cursor-input",
        needs=EITHER,
        any_need=True,
        connection="shop",
        words="metafield, meta data, own field, custom data, delivery time, size",
    )
    of = "variant"
    examples = (
        Example({"key": "delivery", "value": "in 2 days"}, settled="next",
                because="sets the field delivery of Teapot to “in 2 days”"),
    )  # fmt: skip
