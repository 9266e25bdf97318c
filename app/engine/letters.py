"""What every mail passes before it leaves: who unsubscribed gets no promotion, and signed links are put in.

It stands before the e-mail connection and before the outbox alike, so that what is written down is what would be sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from sqlalchemy import Connection

from app.connectors.email_parts import mailbox, text_of
from app.core.effects import Effect, SendEmail
from app.core.effects.message import Sheet
from app.core.sentence import Json, Sentence, because
from app.engine.world import Performer
from app.errors import Permanent
from app.i18n.render import say
from app.store import preferences, questions, suppressed
from app.store.database import Database
from app.store.preferences import Shop
from app.store.secrets import Vault


@dataclass(frozen=True, slots=True)
class Letters:
    """A performer before another one. ``url``: Storeflow's own public address, "" if unknown."""

    then: Performer
    db: Database
    vault: Vault
    url: str
    kept: bool = False
    """What comes through is only written down: its links may lack the server's name."""

    async def perform(self, effect: Effect, key: str) -> Json:
        """Sends it with its links; ``{"sent": False}`` for promotion to who wants none. Raises Temporary, Permanent."""
        if not isinstance(effect, SendEmail):
            return await self.then.perform(effect, key)
        address = mailbox(effect.to).address
        none, shop, asked = await self.db.read(_look, effect, address)
        if none:
            return {"to": address, "sent": False}
        if asked is not None:
            effect = self._asking(effect, asked, shop)
        if effect.purpose == "promotion":
            effect = self._leaving(effect, address, shop)
        if any(sheet.ours for sheet in effect.sheets):
            effect = effect.replace(sheets=tuple(_translated(sheet, shop.locale) for sheet in effect.sheets))
        return await self.then.perform(effect, key)

    def _leaving(self, effect: SendEmail, address: str, shop: Shop) -> SendEmail:
        """With the way out: a link below the text, and the header behind the mail program's own button (RFC 8058)."""
        where = self._where(
            f"/unsubscribe/{self.vault.signer.sign('unsubscribe', suppressed.plain(address))}"
        )
        why = because(
            "You get this mail because you agreed to news from {shop}.", shop=shop.name or "our shop"
        )
        mail = _with(effect, [(why, ""), (because("Unsubscribe"), where)], shop)
        return mail.replace(unsubscribe=where)

    def _asking(self, effect: SendEmail, asked: questions.Asked, shop: Shop) -> SendEmail:
        """With a link for each answer, to a page with a button: mail programs open links by themselves."""
        where = self._where(f"/answer/{self.vault.signer.sign('answer', asked.id, asked.until)}")
        links = [(because("Approve"), f"{where}?say=approved"), (because("Decline"), f"{where}?say=declined")]
        until = because("The link works until {until}.", until=asked.until)
        return _with(effect, [*links, (until, "")], shop)

    def _where(self, path: str) -> str:
        if not self.url and not self.kept:
            raise Permanent(
                because(
                    "This mail needs a link to Storeflow, whose public address is not known. "
                    "The server's owner can set it with STOREFLOW_PUBLIC_URL."
                )
            )
        return self.url.rstrip("/") + path


def _translated(sheet: Sheet, locale: str) -> Sheet:
    columns = tuple(say(column, locale) for column in sheet.columns) if sheet.ours else sheet.columns
    return sheet.model_copy(update={"columns": columns, "ours": False})


def _look(conn: Connection, effect: SendEmail, address: str) -> tuple[bool, Shop, questions.Asked | None]:
    none = effect.purpose == "promotion" and suppressed.gets_none(conn, address)
    asked = questions.get(conn, effect.question) if effect.question else None
    return none, preferences.get_shop(conn), asked


def _with(effect: SendEmail, lines: list[tuple[Sentence, str]], shop: Shop) -> SendEmail:
    """The mail with lines below its text, each a sentence or a link, in the shop's language."""
    said = [(say(words, shop.locale, shop.zone), where) for words, where in lines]
    html = "".join(
        f'<p><a href="{escape(where)}">{escape(words)}</a></p>' if where else f"<p>{escape(words)}</p>"
        for words, where in said
    )
    text = "\n\n".join(f"{words}: {where}" if where else words for words, where in said)
    body = effect.text or text_of(effect.html)
    head, end, rest = effect.html.rpartition("</body>")
    whole = f"{head}<hr>{html}{end}{rest}" if end else f"{effect.html}<hr>{html}"
    return effect.replace(html=whole if effect.html else "", text=f"{body.rstrip()}\n\n{text}\n")
