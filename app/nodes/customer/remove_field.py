"""An action on a custom field."""

from __future__ import annotations

from app.core.node import Example, Meta
from app.core.own_fields import RemovesField


class RemoveCustomerField(RemovesField):
    """Empties a field that you added to customers yourself."""

    meta = Meta(
        "Empty custom field of customer",
        icon="eraser",
        needs={"customer"},
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data, points, birthday, loyalty",
    )
    of = "customer"
    examples = (
        Example({"key": "points"}, because="empties the field points of Anna Berger", settled="next"),
    )
