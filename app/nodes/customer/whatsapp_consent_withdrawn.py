"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerWhatsappConsentWithdrawn(CustomerRead):
    """Starts when a customer no longer agrees to marketing by WhatsApp."""

    meta = Meta(
        "Customer no longer agrees to WhatsApp",
        icon="message-circle",
        connection="shop",
        words="message, unsubscribed, marketing, opt-out",
    )
    listens = ("customer.whatsapp_consent_withdrawn",)
    every = because("Every customer who no longer agrees to WhatsApp")
    when = because("a customer no longer agrees to marketing by WhatsApp")
    happened = because("{what} no longer agrees to marketing by WhatsApp")
    examples = (
        Example({}, because="Anna Berger no longer agrees to marketing by WhatsApp", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
