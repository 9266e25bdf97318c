"""E-mail through the owner's mail server (SMTP), which is reached through the same guard as everything else."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import ConfigDict, SecretStr, field_validator

from app.connectors.base import Allowance, Connector, ConnectorSettings
from app.connectors.email_parts import Mailbox, compose, mailbox
from app.connectors.guard import no_answer
from app.connectors.http import Http
from app.core.effects import SendEmail
from app.core.node import setting
from app.core.sentence import Json, Sentence, because
from app.errors import Permanent, StepError, Temporary

if TYPE_CHECKING:
    from aiosmtplib import SMTP

SECONDS = 30.0
"""How long the mail server may take for one answer."""


class EmailSettings(ConnectorSettings):
    """A mail server. The sender's field is ``from_`` in Python and ``from`` everywhere else."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    host: str = setting(
        "Mail server", "Its name, such as smtp.example.com. Your mail provider tells you.", max_length=253
    )
    port: int = setting("Port", "587 with STARTTLS, 465 with TLS.", 587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = setting(
        "Encryption",
        "Without encryption, passwords and mails can be read on the way.",
        "starttls",
        widget="choice",
        choices={"starttls": "STARTTLS", "tls": "TLS", "none": "None"},
    )
    username: str = setting(
        "User name", "Most often your e-mail address. Empty where none is asked for.", "", max_length=320
    )
    password: SecretStr = setting("Password", "Many providers want an app password here.", SecretStr(""))
    from_: str = setting(
        "Sender",
        "The address your mails come from: “Leaf & Clay <hello@example.com>”.",
        alias="from",
        max_length=320,
    )

    @field_validator("host")
    @classmethod
    def _host(cls, value: str) -> str:
        if not re.fullmatch(r"[^\s/@]+", value) or (":" in value and value.count(":") < 2):
            raise ValueError(
                "Only the server's name goes here, such as smtp.example.com; the port has its own field."
            )
        return value

    @field_validator("from_")
    @classmethod
    def _from(cls, value: str) -> str:
        try:
            mailbox(value)
        except Permanent as error:
            raise ValueError(str(error)) from error
        return value


class Email(Connector):
    """Sends e-mails through an SMTP server."""

    kind: ClassVar[str] = "email"
    title: ClassVar[str] = "E-mail"
    slot: ClassVar[str] = "mail"
    icon: ClassVar[str] = "mail"
    settings_model: ClassVar[type[ConnectorSettings]] = EmailSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=4)

    def __init__(self, settings: EmailSettings, http: Http) -> None:
        self._settings, self._guard = settings, http.guard

    async def send_email(self, effect: SendEmail, key: str) -> Json:
        """``{"to", "message_id"}``. Raises Temporary(unclear) where the mail had left and no answer came."""
        to, sender = mailbox(effect.to), mailbox(self._settings.from_)
        parts = (effect, key, sender, to, datetime.now(UTC))
        # a long list takes its time to become a file
        message = await asyncio.to_thread(compose, *parts) if effect.sheets else compose(*parts)
        async with self._session(sender) as smtp:
            await self._hand_over(smtp, sender, to, message.as_bytes())
        return {"to": to.address, "message_id": str(message["Message-ID"])}

    async def check(self) -> Sentence:
        """Connects, greets, signs in; sends nothing."""
        async with self._session(mailbox(self._settings.from_)):
            pass
        if self._settings.username:
            return because(
                "{host} answers and accepts {user}.", host=self._settings.host, user=self._settings.username
            )
        return because("{host} answers.", host=self._settings.host)

    async def _hand_over(self, smtp: SMTP, sender: Mailbox, to: Mailbox, content: bytes) -> None:
        """The mail's own part of the talk. A break after DATA leaves it open whether the mail was taken."""
        from aiosmtplib import SMTPServerDisconnected, SMTPTimeoutError

        utf8 = not (sender.address + to.address).isascii()
        if utf8 and not smtp.supports_extension("smtputf8"):
            raise Permanent(
                because(
                    "{host} can't send to {to}: it takes only addresses in Latin letters.",
                    host=self._settings.host,
                    to=to.address,
                )
            )
        encoding = "utf-8" if utf8 else "ascii"
        await smtp.mail(
            sender.address, options=["SMTPUTF8", "BODY=8BITMIME"] if utf8 else [], encoding=encoding
        )
        await smtp.rcpt(to.address, encoding=encoding)
        try:
            await smtp.data(content)
        except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
            raise Temporary(
                because(
                    "{host} broke off while it took the mail to {to}.",
                    host=self._settings.host,
                    to=to.address,
                ),
                unclear=True,
            ) from error

    @asynccontextmanager
    async def _session(self, sender: Mailbox) -> AsyncIterator[SMTP]:
        """A greeted, signed-in session. All that a mail server can say becomes Temporary or Permanent here."""
        import aiosmtplib

        settings = self._settings
        sock = await self._guard.connect(settings.host, settings.port)
        smtp = aiosmtplib.SMTP(
            hostname=settings.host,
            sock=sock,
            use_tls=settings.security == "tls",
            start_tls=False,
            local_hostname=sender.domain,
            timeout=SECONDS,
        )
        try:
            async with smtp:
                await self._greet(smtp)
                yield smtp
        except StepError:
            raise
        except aiosmtplib.SMTPResponseException as error:
            raise self._answered(error.code, error.message, error) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            if isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
                raise Permanent(
                    because(
                        "The connection to {host} is not safe: its certificate is not in order, "
                        "or encryption and port don't fit together.",
                        host=settings.host,
                    )
                ) from error
            raise no_answer(settings.host) from error
        except ValueError as error:
            raise Permanent(because("{host} can't take this mail.", host=settings.host)) from error
        finally:
            sock.close()

    async def _greet(self, smtp: SMTP) -> None:
        settings = self._settings
        await smtp.ehlo()
        if settings.security == "starttls":
            if not smtp.supports_extension("starttls"):
                raise Permanent(
                    because(
                        "{host} offers no STARTTLS on port {port}. Try TLS on port 465.",
                        host=settings.host,
                        port=settings.port,
                    )
                )
            await smtp.starttls()
            await smtp.ehlo()
        if settings.username:
            if not smtp.supports_extension("auth"):
                raise Permanent(
                    because(
                        "{host} takes no user name on port {port}.", host=settings.host, port=settings.port
                    )
                )
            await smtp.login(settings.username, settings.password.get_secret_value())

    def _answered(self, code: int, message: str, error: Exception) -> StepError:
        """4xx: later; 5xx: never. The server's own words go along, as they often name the remedy."""
        from aiosmtplib import SMTPAuthenticationError

        host, said = self._settings.host, " ".join(message.split())[:300]
        if 400 <= code < 500:
            return Temporary(
                because(
                    "{host} can't take the mail just now: {said} ({code}).", host=host, said=said, code=code
                )
            )
        if isinstance(error, SMTPAuthenticationError):
            return Permanent(
                because(
                    "{host} does not accept this user name and password: {said} ({code}).",
                    host=host,
                    said=said,
                    code=code,
                )
            )
        return Permanent(
            because("{host} refuses the mail: {said} ({code}).", host=host, said=said, code=code)
        )
