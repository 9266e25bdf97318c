"""An action on a custom field."""

from __future__ import annotations

from app.core.effects.fields import RemoveShopifyField
from app.core.node import Example, Meta
from app.core.own_fields import RemovesField


class RemoveBranchField(RemovesField):
    """Empties a field that you added to branches of companies yourself."""

    meta = Meta(
        "Empty custom field of company branch",
        icon="eraser",
        needs={"company_location"},
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data, b2b, company location",
    )
    effects = (RemoveShopifyField,)
    of = "company_location"
    examples = (Example({"key": "route"}, because="empties the field route of Berlin", settled="next"),)
