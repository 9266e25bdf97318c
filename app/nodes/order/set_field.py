"""An action on a custom field."""

from __future__ import annotations

from app.core.node import Example, Meta
from app.core.own_fields import SetsField


class SetOrderField(SetsField):
    """Sets a field that you added to orders yourself, for good or for a while."""

    meta = Meta(
        "Set custom field of order",
        icon="text-cursor-input",
        needs={"order"},
        connection="shop",
        words="metafield, meta data, own field, custom data",
    )
    of = "order"
    examples = (
        Example({"key": "gift_wrap", "kind_of": "yes_no", "value": "yes"}, settled="next",
                because="sets the field gift_wrap of #1001 to “true”"),
    )  # fmt: skip
