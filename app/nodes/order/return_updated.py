"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutReturn
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderReturnUpdated(AboutReturn):
    """Starts when the items or the fees of a return are changed."""

    meta = Meta("Return changed", icon="pencil", connection="shop", words="return edited, RMA, items, fee")
    listens = ("return.updated",)
    every = because("Every return that is changed")
    when = because("a return is changed")
    happened = because("a return for order {what} was changed")
    examples = (
        Example({}, because="a return for order #1001 was changed", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
