"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerSmsConsentWithdrawn(CustomerRead):
    """Starts when a customer no longer agrees to marketing by SMS."""

    meta = Meta(
        "Customer no longer agrees to SMS",
        icon="message-circle",
        connection="shop",
        words="text message, unsubscribed, marketing, opt-out",
    )
    listens = ("customer.sms_consent_withdrawn",)
    every = because("Every customer who no longer agrees to SMS")
    when = because("a customer no longer agrees to marketing by SMS")
    happened = because("{what} no longer agrees to marketing by SMS")
    examples = (
        Example({}, because="Anna Berger no longer agrees to marketing by SMS", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
