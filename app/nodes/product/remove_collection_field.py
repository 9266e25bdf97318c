"""An action on a custom field."""

from __future__ import annotations

from app.core.effects.fields import RemoveShopifyField
from app.core.node import Example, Meta
from app.core.own_fields import RemovesField


class RemoveCollectionField(RemovesField):
    """Empties a field that you added to collections yourself. Only Shopify has them."""

    meta = Meta(
        "Empty custom field of collection",
        icon="eraser",
        needs={"collection"},
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data, banner, season",
    )
    effects = (RemoveShopifyField,)
    of = "collection"
    examples = (Example({"key": "banner"}, because="empties the field banner of Gifts", settled="next"),)
