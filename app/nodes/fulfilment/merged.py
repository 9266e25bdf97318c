"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentMerged(AboutPart):
    """Starts when parts of an order are put together to be sent in one."""

    meta = Meta(
        "Sendings put together",
        icon="git-branch",
        connection="shop",
        words="fulfilment merged, one parcel, combined",
    )
    listens = ("fulfilment_order.merged",)
    every = because("Everything that is put together")
    when = because("parts of an order are put together")
    happened = because("parts of order {what} were put together")
    examples = (
        Example({}, because="parts of order #1001 were put together", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
