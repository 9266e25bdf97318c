"""An action on a custom field."""

from __future__ import annotations

from app.core.node import Example, Meta
from app.core.own_fields import RemovesField


class RemoveDraftField(RemovesField):
    """Empties a field that you added to draft orders yourself."""

    meta = Meta(
        "Empty custom field of draft order",
        icon="eraser",
        needs={"draft_order"},
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data",
    )
    of = "draft_order"
    examples = (
        Example({"key": "approved_on"}, because="empties the field approved_on of #D1", settled="next"),
    )
