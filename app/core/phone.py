"""Whose phone a message goes to. Pure; sending is a connector's work."""

from __future__ import annotations

import re

from app.core import mail
from app.core.node import Context
from app.core.sentence import Sentence, because
from app.errors import Missing, Permanent

PATHS = (
    "customer.phone",
    "order.phone",
    "order.customer.phone",
    "order.shipping_address.phone",
    "checkout.phone",
    "customer.address.phone",
)


def customers(ctx: Context) -> str:
    """The customer's number. Raises Missing where there is none, Permanent for one that can't be called."""
    found = next((str(value) for path in PATHS if (value := ctx.find(path))), "")
    if not found:
        raise Missing(because("there is no number to write to: the customer left no phone number"))
    return number(found)


def number(text: str) -> str:
    """A phone number with its country, as ``+4930123456``. Raises Permanent where that can't be told."""
    plain = re.sub(r"[\s()/.\-\u00a0\u2010-\u2015]+", "", text.replace("(0)", ""))
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", plain):
        raise Permanent(
            because("{number} is not a phone number with its country, such as +4930123456", number=text[:40])
        )
    return plain


def refuses_news(ctx: Context, to: str) -> Sentence | None:
    """Why no promotional message goes to the customer's phone; None where the customer agreed."""
    if mail.consents(ctx, mail.SMS_CONSENT, mail.SMS_YES):
        return None
    return because("not sent: {to} did not agree to promotional messages", to=to)
