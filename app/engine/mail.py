"""The mail that tells an owner what needs a person, in the owner's language and on the shop's clock."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape

from app.core.effects import SendEmail
from app.core.sentence import Sentence, because, because_n
from app.i18n import render
from app.store.alarms import Notice
from app.store.preferences import Shop
from app.store.users import Person


def letter(
    owner: Person, shop: Shop, new: Sequence[Notice], over: Sequence[Notice], url: str
) -> tuple[str, SendEmail]:
    """One mail of all that is new and all that is mended: (its idempotency key, the mail)."""
    locale = owner.locale or shop.locale

    def say(sentence: Sentence) -> str:
        return render.say(sentence, locale, shop.zone)

    if new:
        subject = because_n("Storeflow: {n} thing needs you", "Storeflow: {n} things need you", len(new))
    else:
        subject = because("Storeflow: what was wrong works again")
    lines: list[tuple[str, str]] = [(say(one.because), link(one, url)) for one in new]
    if over and new:
        lines.append((say(because("These work again:")), ""))
    lines += [(say(because("Mended: {what}", what=one.because)), "") for one in over]
    if new:
        last = because("You are told of each cause once; the next word comes when it works again.")
        lines.append((say(last), ""))
    text = "\n\n".join(f"{words}\n{where}" if where else words for words, where in lines)
    html = "".join(_paragraph(words, where) for words, where in lines)
    ids = " ".join([owner.id, *(one.id for one in new), "/", *(one.id for one in over)])
    key = f"alarm-{hashlib.sha256(ids.encode()).hexdigest()[:32]}"
    return key, SendEmail(to=owner.email, subject=say(subject), html=html, text=text)


def link(notice: Notice, url: str) -> str:
    """Where to see to it; "" where Storeflow's own address is not known."""
    if not url:
        return ""
    kind, place = notice.kind, notice.place
    if kind in ("run", "doubt", "undo"):
        path = f"/runs/{place['run']}"
    elif kind == "service":
        path = "/runs?status=waiting" if ":" in place["connection"] else f"/connections/{place['connection']}"
    elif kind == "demand":
        path = f"/connections/{place['connection']}".rstrip("/")
    else:
        path = "/settings/storage" if kind == "disk" else "/runs?status=waiting"
    return url.rstrip("/") + path


def _paragraph(words: str, where: str) -> str:
    shown = f"<p>{escape(words)}</p>"
    return shown + f'<p><a href="{escape(where)}">{escape(where)}</a></p>' if where else shown
