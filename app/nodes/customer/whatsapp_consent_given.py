"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerWhatsappConsentGiven(CustomerRead):
    """Starts when a customer agrees to marketing by WhatsApp."""

    meta = Meta(
        "Customer agrees to WhatsApp",
        icon="message-circle",
        connection="shop",
        words="message, subscribed, marketing, opt-in",
    )
    listens = ("customer.whatsapp_consent_given",)
    every = because("Every customer who agrees to WhatsApp")
    when = because("a customer agrees to marketing by WhatsApp")
    happened = because("{what} agreed to marketing by WhatsApp")
    examples = (
        Example({}, because="Anna Berger agreed to marketing by WhatsApp", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
