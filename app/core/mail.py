"""E-mail as values: whom to write to, and simple HTML around an owner's text. Pure; sending is a connector's work."""

from __future__ import annotations

import re

from app.core.node import Context
from app.core.sentence import because
from app.errors import Missing, Permanent

CUSTOMER = "customer"
CUSTOMER_PATHS = ("customer.email", "order.email", "order.customer.email", "checkout.email")
_ADDRESS = re.compile(
    r"^[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,253}\.[^\s@<>,;:\"()\[\]\\.]{2,}$"
)
_BLOCK = re.compile(r"<(p|br|div|table|ul|ol|h[1-6]|html|body|hr|blockquote)\b", re.IGNORECASE)


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
