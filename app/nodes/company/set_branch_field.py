"""An action on a custom field."""

from __future__ import annotations

from app.core.effects.fields import SetShopifyField
from app.core.node import Example, Meta
from app.core.own_fields import SetsField


class SetBranchField(SetsField):
    """Sets a field that you added to branches of companies yourself, for good or for a while."""

    meta = Meta(
        "Set custom field of company branch",
        icon="text-cursor-input",
        needs={"company_location"},
        connection="shop",
        words="metafield, meta data, own field, custom data, b2b, company location",
    )
    effects = (SetShopifyField,)
    of = "company_location"
    examples = (
        Example({"key": "route", "value": "North"}, settled="next",
                because="sets the field route of Berlin to “North”"),
    )  # fmt: skip
