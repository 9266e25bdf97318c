"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderLinkRequested(AboutOrder):
    """Starts when a customer asks for a new link to the page of an order."""

    meta = Meta(
        "Link to an order asked for", icon="link", words="order status page, customer asks, lost e-mail"
    )
    listens = ("order.link_requested",)
    every = because("Every link that is asked for")
    when = because("a customer asks for a new link to an order")
    happened = because("a new link to order {what} was asked for")
    examples = (Example({}, because="a new link to order #1001 was asked for", port="next"),)
