"""A message as mail servers and mail programs want it: checked addresses, headers of one line, text beside HTML."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from html.parser import HTMLParser

from app.connectors.sheets import file_of
from app.core.effects import SendEmail
from app.core.sentence import because
from app.errors import Permanent

_NAMED = re.compile(r"\s*(?P<name>[^<>]*?)\s*<\s*(?P<address>[^<>\s]+)\s*>\s*")
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f@\"(),:;<>\[\]\\]{1,64}")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)
_POLICY = policy.SMTP.clone(cte_type="7bit")
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul",
})  # fmt: skip
_PARAGRAPHS = frozenset({"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"})
_SILENT = frozenset({"head", "script", "style", "template", "title"})


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An e-mail address with the name shown beside it; the domain is in its ASCII form."""

    address: str
    name: str = ""

    @property
    def local(self) -> str:
        """What stands before the @."""
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def mailbox(text: str) -> Mailbox:
    """``anna@example.com`` or ``Anna <anna@example.com>``. Raises Permanent for what is no single e-mail address."""
    named = _NAMED.fullmatch(text)
    name, address = (named["name"].strip("\"' "), named["address"]) if named else ("", text.strip())
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    fine = _LOCAL.fullmatch(local) and len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels)
    if not fine or len(address) > 254 or ".." in local or local.startswith(".") or local.endswith("."):
        raise Permanent(because("“{address}” is not an e-mail address.", address=text.strip()[:80]))
    return Mailbox(f"{local}@{ascii_domain}", one_line(name))


def one_line(text: str) -> str:
    """A header's text. Raises Permanent for a line break, with which one could write headers of one's own."""
    if any(ord(sign) < 32 or ord(sign) == 127 or sign in "\x85\u2028\u2029" for sign in text):
        raise Permanent(because("A subject, a name or an address can't hold a line break."))
    return text


def compose(effect: SendEmail, key: str, sender: Mailbox, to: Mailbox, now: datetime) -> EmailMessage:
    """The message. Its Message-ID follows from the key, so that a repetition is known as one."""
    plain = _POLICY if (sender.address + to.address).isascii() else policy.SMTPUTF8
    # a web address must stay whole: folded, it would be encoded, and no mail program would know it as one
    message = EmailMessage(plain.clone(max_line_length=998) if effect.unsubscribe else plain)
    try:
        message["From"] = Address(sender.name, sender.local, sender.domain)
        message["To"] = Address(to.name, to.local, to.domain)
    except ValueError as error:
        raise Permanent(because("“{address}” is not an e-mail address.", address=to.address)) from error
    message["Subject"] = one_line(effect.subject.strip())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes in answer to it
    if effect.unsubscribe:
        message["List-Unsubscribe"] = f"<{one_line(effect.unsubscribe)}>"
        message["List-Unsubscribe-Post"] = (
            "List-Unsubscribe=One-Click"  # RFC 8058: the mail program's own button
        )
    message.set_content((effect.text or text_of(effect.html)).rstrip() + "\n")
    if effect.html:
        message.add_alternative(effect.html, subtype="html")
    for sheet in effect.sheets:
        file = file_of(sheet)
        main, _, sub = file.type.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return message


def text_of(html: str) -> str:
    """HTML as plain text for mail programs that show none: paragraphs, lists, and links with their address."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0
        self._gap = 2
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self._break(tag)
        if tag == "li":
            self.parts.append("- ")
            self._gap = 2  # a paragraph inside the item begins on its line
        if tag == "a":
            self._links.append((dict(attrs).get("href") or "", len(self.parts)))
        if tag == "img":
            self.handle_data(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self._break(tag)
        if tag == "a" and self._links:
            address, start = self._links.pop()
            label = "".join(self.parts[start:]).strip()
            if address.startswith(("http://", "https://")) and address != label:
                self.parts.append(f" ({address})")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))
            if data.strip():
                self._gap = 0

    def _break(self, tag: str) -> None:
        """As many line ends as are missing: one for a block, two for a paragraph, always one more for ``br``."""
        wanted = self._gap + 1 if tag == "br" else 2 if tag in _PARAGRAPHS else 1
        if wanted > self._gap:
            self.parts.append("\n" * (wanted - self._gap))
            self._gap = wanted
