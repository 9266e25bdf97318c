"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutDraft
from app.core.node import Example, Meta
from app.core.sentence import because


class DraftChanged(AboutDraft):
    """Starts when a draft of an order is changed, sent or turned into an order."""

    meta = Meta("Draft order changed", icon="pencil", words="offer, quote, invoice, updated, draft")
    listens = ("draft_order.updated",)
    every = because("Every draft that changes")
    when = because("a draft of an order changes")
    happened = because("the draft {what} changed")
    examples = (Example({}, because="the draft #D1 changed", port="next"),)
