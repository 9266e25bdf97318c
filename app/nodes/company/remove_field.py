"""An action on a custom field."""

from __future__ import annotations

from app.core.effects.fields import RemoveShopifyField
from app.core.node import Example, Meta
from app.core.own_fields import RemovesField
from app.core.people import COMPANY


class RemoveCompanyField(RemovesField):
    """Empties a field that you added to companies yourself."""

    meta = Meta(
        "Empty custom field of company",
        icon="eraser",
        needs=COMPANY,
        any_need=True,
        connection="shop",
        words="clear, remove, delete, metafield, own field, custom data, b2b, wholesale",
    )
    effects = (RemoveShopifyField,)
    of = "company"
    examples = (
        Example({"key": "level"}, because="empties the field level of Berger Interiors", settled="next"),
    )
