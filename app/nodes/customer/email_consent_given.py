"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerEmailConsentGiven(CustomerRead):
    """Starts when a customer agrees to marketing by e-mail."""

    meta = Meta(
        "Customer agrees to e-mails",
        icon="mail",
        connection="shop",
        words="newsletter, subscribed, marketing, opt-in",
    )
    listens = ("customer.email_consent_given",)
    every = because("Every customer who agrees to e-mails")
    when = because("a customer agrees to marketing by e-mail")
    happened = because("{what} agreed to marketing by e-mail")
    examples = (
        Example({}, because="Anna Berger agreed to marketing by e-mail", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
