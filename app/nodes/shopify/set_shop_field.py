"""An action on a custom field."""

from __future__ import annotations

from app.core.effects.fields import SetShopifyField
from app.core.node import Example, Meta
from app.core.own_fields import SetsField


class SetShopsField(SetsField):
    """Sets a field of the shop itself, for themes and later steps to read, for good or for a while."""

    meta = Meta(
        "Set custom field of shop",
        icon="text-cursor-input",
        connection="shop",
        words="metafield, meta data, own field, custom data, holiday mode, banner, theme, announcement",
    )
    effects = (SetShopifyField,)
    of = "shop"
    examples = (
        Example({"key": "notice", "value": "We ship again on Monday"}, settled="next",
                because="sets the field notice of your shop to “We ship again on Monday”"),
    )  # fmt: skip
