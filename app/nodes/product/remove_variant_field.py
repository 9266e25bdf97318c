"""An action on a custom field."""

from __future__ import annotations

from app.core.goods import EITHER
from app.core.node import Example, Meta
from app.core.own_fields import RemovesField


class RemoveVariantField(RemovesField):
    """Empties a field that you added to variants yourself."""

    meta = Meta(
        "Empty custom field of variant",
        icon="eraser",
        needs=EITHER,
        any_need=True,
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data, delivery time, size",
    )
    of = "variant"
    examples = (Example({"key": "delivery"}, because="empties the field delivery of Teapot", settled="next"),)
