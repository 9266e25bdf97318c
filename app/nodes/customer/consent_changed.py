"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerConsentChanged(CustomerRead):
    """Starts when a customer says anything new about marketing, by whatever channel."""

    meta = Meta(
        "Customer's consent changed",
        icon="mail",
        connection="shop",
        words="newsletter, marketing, opt-in, opt-out, SMS, WhatsApp",
    )
    listens = (
        "customer.email_consent_changed",
        "customer.sms_consent_changed",
        "customer.whatsapp_consent_changed",
    )
    every = because("Every consent that changes")
    when = because("a customer's consent to marketing changes")
    happened = because("the consent of {what} changed")
    examples = (
        Example({}, because="the consent of Anna Berger changed", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
