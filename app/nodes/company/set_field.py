"""An action on a custom field."""

from __future__ import annotations

from app.core.effects.fields import SetShopifyField
from app.core.node import Example, Meta
from app.core.own_fields import SetsField
from app.core.people import COMPANY


class SetCompanyField(SetsField):
    """Sets a field that you added to companies yourself, for good or for a while."""

    meta = Meta(
        "Set custom field of company",
        icon="text-cursor-input",
        needs=COMPANY,
        any_need=True,
        connection="shop",
        words="metafield, meta data, own field, custom data, b2b, wholesale",
    )
    effects = (SetShopifyField,)
    of = "company"
    examples = (
        Example({"key": "level", "value": "Gold"}, settled="next",
                because="sets the field level of Berger Interiors to “Gold”"),
    )  # fmt: skip
