"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerEmailConsentWithdrawn(CustomerRead):
    """Starts when a customer no longer agrees to marketing by e-mail."""

    meta = Meta(
        "Customer no longer agrees to e-mails",
        icon="mail",
        connection="shop",
        words="newsletter, unsubscribed, marketing, opt-out",
    )
    listens = ("customer.email_consent_withdrawn",)
    every = because("Every customer who no longer agrees to e-mails")
    when = because("a customer no longer agrees to marketing by e-mail")
    happened = because("{what} no longer agrees to marketing by e-mail")
    examples = (
        Example({}, because="Anna Berger no longer agrees to marketing by e-mail", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
