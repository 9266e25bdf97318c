"""An action on a custom field."""

from __future__ import annotations

from app.core.effects.fields import SetShopifyField
from app.core.node import Example, Meta
from app.core.own_fields import SetsField


class SetCollectionField(SetsField):
    """Sets a field that you added to collections yourself, for good or for a while. Only Shopify has them."""

    meta = Meta(
        "Set custom field of collection",
        icon="text-cursor-input",
        needs={"collection"},
        connection="shop",
        words="metafield, meta data, own field, custom data, banner, season",
    )
    effects = (SetShopifyField,)
    of = "collection"
    examples = (
        Example({"key": "banner", "value": "Sale until Sunday"}, settled="next",
                because="sets the field banner of Gifts to “Sale until Sunday”"),
    )  # fmt: skip
