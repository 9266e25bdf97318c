"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerErasureRequested(CustomerRead):
    """Starts when a customer's data is to be erased."""

    meta = Meta(
        "Customer asks to be forgotten",
        icon="user-x",
        connection="shop",
        words="GDPR, privacy, erase, redact, delete data",
    )
    listens = ("customer.erasure_requested",)
    every = because("Every customer who asks to be forgotten")
    when = because("a customer asks to be forgotten")
    happened = because("{what} asked to be forgotten")
    examples = (
        Example({}, because="Anna Berger asked to be forgotten", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
