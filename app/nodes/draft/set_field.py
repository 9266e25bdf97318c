"""An action on a custom field."""

from __future__ import annotations

from app.core.node import Example, Meta
from app.core.own_fields import SetsField


class SetDraftField(SetsField):
    """Sets a field that you added to draft orders yourself, for good or for a while."""

    meta = Meta(
        "Set custom field of draft order",
        icon="text-cursor-input",
        needs={"draft_order"},
        connection="shop",
        words="metafield, meta data, own field, custom data",
    )
    of = "draft_order"
    examples = (
        Example({"key": "approved_on", "kind_of": "date", "value": "{{ now }}"}, settled="next",
                because="sets the field approved_on of #D1 to “2026-11-23”"),
    )  # fmt: skip
