"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerDataRequested(CustomerRead):
    """Starts when a customer asks what your shop knows about them."""

    meta = Meta(
        "Customer asks for their data",
        icon="inbox",
        connection="shop",
        words="GDPR, privacy, data request, export",
    )
    listens = ("customer.data_requested",)
    every = because("Every customer who asks for their data")
    when = because("a customer asks for their data")
    happened = because("{what} asked for their data")
    examples = (
        Example({}, because="Anna Berger asked for their data", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
