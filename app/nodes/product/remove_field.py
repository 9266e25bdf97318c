"""An action on a custom field."""

from __future__ import annotations

from app.core.goods import EITHER
from app.core.node import Example, Meta
from app.core.own_fields import RemovesField


class RemoveProductField(RemovesField):
    """Empties a field that you added to products yourself."""

    meta = Meta(
        "Empty custom field of product",
        icon="eraser",
        needs=EITHER,
        any_need=True,
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data, badge, banner, delivery time",
    )
    of = "product"
    examples = (Example({"key": "badge"}, because="empties the field badge of Teapot", settled="next"),)
