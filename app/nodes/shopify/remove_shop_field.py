"""An action on a custom field."""

from __future__ import annotations

from app.core.effects.fields import RemoveShopifyField
from app.core.node import Example, Meta
from app.core.own_fields import RemovesField


class RemoveShopField(RemovesField):
    """Empties a field of the shop itself."""

    meta = Meta(
        "Empty custom field of shop",
        icon="eraser",
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data, holiday mode, banner, theme, announcement",
    )
    effects = (RemoveShopifyField,)
    of = "shop"
    examples = (Example({"key": "notice"}, because="empties the field notice of your shop", settled="next"),)
