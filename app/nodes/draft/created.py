"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutDraft
from app.core.node import Example, Meta
from app.core.sentence import because


class DraftCreated(AboutDraft):
    """Starts when a draft of an order is made, such as an offer or an invoice."""

    meta = Meta("Draft order created", icon="file-text", words="offer, quote, invoice, manual order, draft")
    listens = ("draft_order.created",)
    every = because("Every new draft")
    when = because("a draft of an order is made")
    happened = because("the draft {what} was made")
    examples = (Example({}, because="the draft #D1 was made", port="next"),)
