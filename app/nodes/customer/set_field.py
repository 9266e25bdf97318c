"""An action on a custom field."""

from __future__ import annotations

from app.core.node import Example, Meta
from app.core.own_fields import SetsField


class SetCustomerField(SetsField):
    """Sets a field that you added to customers yourself, such as points, for good or for a while."""

    meta = Meta(
        "Set custom field of customer",
        icon="text-cursor-input",
        needs={"customer"},
        connection="shop",
        words="metafield, meta data, own field, custom data, points, birthday, loyalty",
    )
    of = "customer"
    examples = (
        Example({"key": "points", "kind_of": "number", "value": "{{ customer.orders_count | times: 10 }}"},
                settled="next", because="sets the field points of Anna Berger to “30”"),
    )  # fmt: skip
