"""An action on a custom field."""

from __future__ import annotations

from app.core.node import Example, Meta
from app.core.own_fields import RemovesField


class RemoveOrderField(RemovesField):
    """Empties a field that you added to orders yourself."""

    meta = Meta(
        "Empty custom field of order",
        icon="eraser",
        needs={"order"},
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data",
    )
    of = "order"
    examples = (
        Example({"key": "gift_wrap"}, because="empties the field gift_wrap of #1001", settled="next"),
    )
