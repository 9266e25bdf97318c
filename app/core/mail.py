"""E-mail as values: whom to write to, and simple HTML around an owner's text. Pure; sending is a connector's work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Annotated

from pydantic import AfterValidator

from app.core import text as liquid
from app.core.effects.base import Answer
from app.core.effects.message import Purpose
from app.core.node import Context, Go
from app.core.sentence import Sentence, because
from app.errors import Missing, Permanent


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


CUSTOMER = "customer"
CUSTOMER_PATHS = ("customer.email", "order.email", "order.customer.email", "checkout.email")
_ADDRESS = re.compile(
    r"^[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,253}\.[^\s@<>,;:\"()\[\]\\.]{2,}$"
)
_BLOCK = re.compile(r"<(p|br|div|table|ul|ol|h[1-6]|html|body|hr|blockquote)\b", re.IGNORECASE)


def _address(text: str) -> str:
    """Raises ValueError for what is no address."""
    if not _ADDRESS.match(text.strip()):
        raise ValueError("This is not an e-mail address.")
    return text.strip()


Address = Annotated[str, AfterValidator(_address)]
"""A setting that is one fixed e-mail address."""


def recipient(to: str, ctx: Context) -> str:
    """The address that a setting means: the customer's, or what is written there. Raises Missing or Permanent."""
    if to.strip() == CUSTOMER:
        found = next((str(value) for path in CUSTOMER_PATHS if (value := ctx.find(path))), "")
        if not found:
            raise Missing(because("there is no address to write to: the customer left no e-mail address"))
    else:
        found = ctx.text(to)
    address = found.strip()
    if not address:
        raise Missing(because("there is no address to write to: “{to}” is empty here", to=to))
    if not _ADDRESS.match(address):
        raise Permanent(because("{address} is not an e-mail address", address=address[:200]))
    return address


PURPOSES: Mapping[str, str] = {
    "order": _("About the order, or asked for"),
    "promotion": _("Promotional"),
}
EMAIL_CONSENT = ("customer.email_consent", "order.customer.email_consent", "checkout.customer.email_consent")
EMAIL_YES = ("customer.accepts_marketing", "order.customer.accepts_marketing", "order.accepts_marketing",
             "checkout.customer.accepts_marketing", "checkout.accepts_marketing")  # fmt: skip
SMS_CONSENT = tuple(path.replace("email_consent", "sms_consent") for path in EMAIL_CONSENT)
SMS_YES = ("customer.accepts_sms", "order.customer.accepts_sms", "checkout.accepts_sms")
"""Where the store says what the customer agreed to: the state itself, or yes and no."""


def consents(ctx: Context, states: tuple[str, ...], yes: tuple[str, ...]) -> bool:
    """Whether the customer agreed to promotion. Nothing known is no."""
    state = next((value for path in states if (value := ctx.find(path)) is not None), None)
    if state is not None:
        return bool(state == "subscribed")
    return next((value is True for path in yes if (value := ctx.find(path)) is not None), False)


def refuses_news(to: str, ctx: Context) -> Sentence | None:
    """Why a promotional mail does not go to this address: only the customer can agree, and did not; else None."""
    own = {str(value).strip().casefold() for path in CUSTOMER_PATHS if (value := ctx.find(path))}
    if to.casefold() not in own:
        return because("not sent: nobody knows whether {to} agreed to promotional mails", to=to)
    if not consents(ctx, EMAIL_CONSENT, EMAIL_YES):
        return because("not sent: {to} did not agree to promotional mails", to=to)
    return None


def nothing(ctx: Context, template: str, what: Sentence) -> Missing:
    """The error of a text in which nothing stands when its values are filled in; it names those that are missing."""
    missing = sorted(path for path in liquid.paths(template) if ctx.find(path) in (None, "", []))
    if not missing:
        return Missing(because("{what} is empty, so nothing is sent", what=what))
    return Missing(
        because("{what} is empty, so nothing is sent: there is no {names} here", what=what, names=missing)
    )


def blank(html: str) -> bool:
    """Whether a reader would see nothing: no word and no picture."""
    seen = re.sub(
        r"<(style|script|head|title)\b.*?</\1\s*>|<!--.*?-->", "", html, flags=re.IGNORECASE | re.DOTALL
    )
    if re.search(r"<img\b", seen, re.IGNORECASE):
        return False
    return not unescape(re.sub(r"<[^>]*>", "", seen)).strip("\u200b\u200c\u200d\ufeff \t\r\n\xa0")


def written(ctx: Context, subject: str, body: str) -> tuple[str, str]:
    """A mail's subject and HTML with their values filled in. Raises Missing where either is empty."""
    first = line(ctx.text(subject))
    if not first:
        raise nothing(ctx, subject, because("the subject"))
    html = ctx.text(body, escape=True)
    if blank(html):
        raise nothing(ctx, body, because("the text of the mail"))
    return first, page(html, body)


def line(text: str) -> str:
    """A text as one line of a header: no line breaks, no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:500]


def page(body: str, template: str) -> str:
    """A whole HTML message. Where the owner's text holds no HTML of its own, its blank lines part paragraphs."""
    if not _BLOCK.search(template):
        parts = re.split(r"\n\s*\n", body.replace("\r\n", "\n").strip())
        body = "\n".join(f"<p>{part.strip()}</p>" for part in parts if part.strip()).replace("\n</p>", "</p>")
        body = re.sub(r"(?<!</p>)\n(?!<p>)", "<br>\n", body)
    if re.search(r"<html\b", body, re.IGNORECASE):
        return body
    style = "font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;max-width:40em;margin:0 auto;padding:16px"
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body style="{style}">\n{body}\n</body></html>'


def told(subject: str, to: str, purpose: Purpose) -> Sentence:
    """A mail's step as part of the workflow's paragraph; ``to``: "" for the customer."""
    if purpose == "promotion":
        if to:
            return because(
                "send the promotional e-mail “{subject}” to {to}, if agreed to", subject=subject, to=to
            )
        return because("send the customer the promotional e-mail “{subject}”, if agreed to", subject=subject)
    if to:
        return because("e-mail “{subject}” to {to}", subject=subject, to=to)
    return because("e-mail the customer “{subject}”", subject=subject)


def sent(answer: Answer) -> Go:
    """What became of a mail: sent, or kept back because its address has unsubscribed."""
    value = answer.value if isinstance(answer.value, dict) else {}
    if value.get("sent") is False:
        said = because("not sent: {to} gets no promotional mails any more", to=str(value.get("to") or ""))
        return Go(said, output=value)
    return Go(answer.because, output={**value, "sent": True})
