"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerSmsConsentGiven(CustomerRead):
    """Starts when a customer agrees to marketing by SMS."""

    meta = Meta(
        "Customer agrees to SMS",
        icon="message-circle",
        connection="shop",
        words="text message, subscribed, marketing, opt-in",
    )
    listens = ("customer.sms_consent_given",)
    every = because("Every customer who agrees to SMS")
    when = because("a customer agrees to marketing by SMS")
    happened = because("{what} agreed to marketing by SMS")
    examples = (
        Example({}, because="Anna Berger agreed to marketing by SMS", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
