"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutDraft
from app.core.node import Example, Meta
from app.core.sentence import because


class DraftDeleted(AboutDraft):
    """Starts when a draft of an order is deleted. Only its number is left of it."""

    meta = Meta("Draft order deleted", icon="trash-2", words="offer, quote, removed, draft")
    listens = ("draft_order.deleted",)
    every = because("Every draft that is deleted")
    when = because("a draft of an order is deleted")
    happened = because("the draft {what} was deleted")
    examples = (Example({}, because="the draft #D1 was deleted", port="next"),)
