"""E-mail against a real SMTP server on this machine."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from pydantic import ValidationError

from app.connectors.email import Email, EmailSettings
from app.connectors.email_parts import compose, mailbox, text_of
from app.connectors.http import Http, Refused
from app.core.effects import SendEmail
from app.core.effects.message import Sheet
from app.errors import Permanent, Temporary
from tests.support.certificate import own_certificate

MAIL = SendEmail(
    to="anna@example.com", subject="Thank you, Anna", html="<p>Hello <b>Anna</b>,</p><p>ચા is coming.</p>"
)


class Mailroom:
    """A mail server's memory, and what it answers."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, list[str], EmailMessage]] = []
        self.options: list[str] = []
        self.rcpt = self.data = "250 fine"
        self.signed_in: list[str] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data == "hang up":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 gone"
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content.replace(b"\r\n", b"\n"), policy=policy.default)
        self.taken.append((str(envelope.mail_from), envelope.rcpt_tos, message))
        return self.data

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        self.signed_in.append(data.login.decode())
        return AuthResult(success=data.password == b"secret", handled=False)


Start = Callable[..., Awaitable[int]]


@pytest.fixture
def room() -> Mailroom:
    return Mailroom()


@pytest.fixture
async def start(room: Mailroom) -> AsyncIterator[Start]:
    """``await start(...)`` starts the mail server with aiosmtpd's options, and gives its port."""
    servers: list[asyncio.Server] = []

    async def begin(tls: ssl.SSLContext | None = None, **options: Any) -> int:
        loop = asyncio.get_running_loop()

        def protocol() -> SMTP:
            return SMTP(room, loop=loop, hostname="mail.test", authenticator=room.authenticate, **options)

        server = await loop.create_server(protocol, "127.0.0.1", 0, ssl=tls)
        servers.append(server)
        return int(server.sockets[0].getsockname()[1])

    yield begin
    for server in servers:
        server.close()
        await server.wait_closed()


def email(port: int, **settings: Any) -> Email:
    values = {
        "host": "localhost",
        "port": port,
        "security": "none",
        "from": "Leaf & Clay <hello@example.com>",
        **settings,
    }
    return Email(EmailSettings.model_validate(values), Http(("localhost",)))


async def test_a_mail_arrives_as_text_and_html(start: Start, room: Mailroom) -> None:
    answer = await email(await start()).perform(MAIL, "run/mail~1")
    [(sender, to, message)] = room.taken
    assert (sender, to) == ("hello@example.com", ["anna@example.com"])
    assert message["Subject"] == "Thank you, Anna"
    assert message["From"] == "Leaf & Clay <hello@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]
    assert answer == {"to": "anna@example.com", "message_id": message["Message-ID"]}
    plain, html = message.iter_parts()
    assert plain.get_content() == "Hello Anna,\n\nચા is coming.\n"
    assert html.get_content_type() == "text/html"
    assert "<b>Anna</b>" in html.get_content()


async def test_the_same_key_is_the_same_message(start: Start, room: Mailroom) -> None:
    port = await start()
    for key in ("a", "a", "b"):
        await email(port).perform(MAIL, key)
    ids = [message["Message-ID"] for _, _, message in room.taken]
    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@example.com>")


async def test_text_alone_stays_text(start: Start, room: Mailroom) -> None:
    await email(await start()).perform(MAIL.replace(html="", text="Only text.\n.\nA dot before."), "k")
    [(_, _, message)] = room.taken
    assert message.get_content_type() == "text/plain"
    assert message.get_content() == "Only text.\n.\nA dot before.\n"


@pytest.mark.parametrize("field", ["subject", "to"])
@pytest.mark.parametrize("breaks", ["\r\nBcc: all@example.com", "\nX: y", "\rX: y", "\u2028X: y", "\0"])
async def test_a_header_holds_one_line(start: Start, room: Mailroom, field: str, breaks: str) -> None:
    text = f"anna{breaks}@example.com" if field == "to" else f"Hello{breaks}"
    with pytest.raises(Permanent):
        await email(await start()).perform(MAIL.replace(**{field: text}), "k")
    assert room.taken == []


@pytest.mark.parametrize(
    "text",
    ["", "anna", "@example.com", "anna@", "anna@example", "a b@example.com", "a@b@example.com", "a,b@example.com",
     "anna@-example.com", "anna@exa_mple.com", "anna@example..com", ".anna@example.com", "an..na@example.com",
     "anna@example.com, bo@example.com", "<anna@example.com", "a" * 65 + "@example.com", "anna@[127.0.0.1]",
     "Anna <anna@example.com> <bo@example.com>", "anna@example.com>", "a@" + "b" * 64 + ".com"],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(text: str) -> None:
    with pytest.raises(Permanent, match="not an e-mail address"):
        mailbox(text)


@pytest.mark.parametrize(
    ("text", "address", "name"),
    [("anna@example.com", "anna@example.com", ""), (" Anna <anna@example.com> ", "anna@example.com", "Anna"),
     ('"O\'Neill, Siân" <sian@example.org>', "sian@example.org", "O'Neill, Siân"),
     ("jürgen@müller.example", "jürgen@xn--mller-kva.example", ""),
     ("a+b.c-d_e@sub.example.co", "a+b.c-d_e@sub.example.co", "")],
)  # fmt: skip
def test_an_address_may_have_a_name(text: str, address: str, name: str) -> None:
    assert (mailbox(text).address, mailbox(text).name) == (address, name)


async def test_addresses_in_other_letters_need_a_server_that_takes_them(start: Start, room: Mailroom) -> None:
    mail = MAIL.replace(to="आशा@example.com")
    with pytest.raises(Permanent, match="only addresses in Latin letters"):
        await email(await start()).perform(mail, "k")
    await email(await start(enable_SMTPUTF8=True)).perform(mail, "k")
    assert room.taken[0][1] == ["आशा@example.com"]


async def test_later_never_or_who_knows(start: Start, room: Mailroom) -> None:
    port = await start()
    room.rcpt = "451 greylisted, come again"
    with pytest.raises(Temporary, match="greylisted, come again") as caught:
        await email(port).perform(MAIL, "k")
    assert not caught.value.unclear
    room.rcpt = "550 no such user"
    with pytest.raises(Permanent, match="no such user"):
        await email(port).perform(MAIL, "k")
    room.rcpt, room.data = "250 fine", "554 looks like spam"
    with pytest.raises(Permanent, match="looks like spam"):
        await email(port).perform(MAIL, "k")
    room.data = "452 mailbox full"
    with pytest.raises(Temporary, match="mailbox full") as caught:
        await email(port).perform(MAIL, "k")
    assert not caught.value.unclear
    room.data = "hang up"
    with pytest.raises(Temporary, match="broke off") as caught:
        await email(port).perform(MAIL, "k")
    assert caught.value.unclear


async def test_nobody_there_is_clear(start: Start) -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(Temporary, match="localhost doesn't answer") as caught:
        await email(port).perform(MAIL, "k")
    assert not caught.value.unclear
    server.close()
    await server.wait_closed()
    with pytest.raises(Temporary, match="doesn't answer"):
        await email(port).check()


async def test_a_mail_server_inside_needs_the_owners_leave(start: Start, room: Mailroom) -> None:
    settings = EmailSettings.model_validate(
        {"host": "localhost", "port": await start(), "security": "none", "from": "hello@example.com"}
    )
    with pytest.raises(Refused):
        await Email(settings, Http()).perform(MAIL, "k")
    assert room.taken == []


async def test_check_greets_and_signs_in(start: Start, room: Mailroom) -> None:
    port = await start(auth_require_tls=False)
    fine = email(port, username="anna", password="secret")
    assert str(await fine.check()) == "localhost answers and accepts anna."
    assert str(await email(port).check()) == "localhost answers."
    with pytest.raises(Permanent, match="does not accept this user name and password"):
        await email(port, username="anna", password="wrong").check()
    assert "anna" in room.signed_in
    assert room.taken == []


async def test_a_missing_starttls_or_sign_in_is_said(start: Start) -> None:
    port = await start()
    with pytest.raises(Permanent, match="offers no STARTTLS"):
        await email(port, security="starttls").check()
    with pytest.raises(Permanent, match="takes no user name"):
        await email(port, username="anna", password="secret").check()


async def test_encryption_is_checked(
    start: Start, room: Mailroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = own_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    over_tls, upgraded, plain = await start(tls=context), await start(tls_context=context), await start()
    for port, security in ((over_tls, "tls"), (upgraded, "starttls")):
        with pytest.raises(Permanent, match="certificate is not in order"):
            await email(port, security=security).perform(MAIL, "k")
    with pytest.raises(Permanent, match="encryption and port don't fit"):
        await email(plain, security="tls").perform(MAIL, "k")
    assert room.taken == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for port, security in ((over_tls, "tls"), (upgraded, "starttls")):
        await email(port, security=security).perform(MAIL, "k")
    assert len(room.taken) == 2


@pytest.mark.parametrize(
    "wrong", [{"host": "https://mail.example.com"}, {"host": "mail.example.com:587"}, {"host": ""}, {"from": "me"},
              {"from": "a@example.com\nBcc: b@example.com"}, {"port": 0}, {"security": "maybe"}, {"extra": 1}]
)  # fmt: skip
def test_settings_that_can_never_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EmailSettings.model_validate({"host": "mail.example.com", "from": "a@example.com", **wrong})


def test_settings_keep_their_names_at_the_door_and_the_password_inside() -> None:
    settings = EmailSettings.model_validate(
        {"host": "mail.example.com", "from": "a@example.com", "password": "secret"}
    )
    assert settings.model_dump(by_alias=True)["from"] == "a@example.com"
    assert (
        EmailSettings.model_validate({"host": "mail.example.com", "from_": "a@example.com"}).from_
        == "a@example.com"
    )
    assert "secret" not in repr(settings)
    assert all(field.title for field in EmailSettings.model_fields.values())


@pytest.mark.parametrize(
    ("html", "text"),
    [("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"), ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
     ('<a href="https://example.com/tea">Our teas</a>', "Our teas (https://example.com/tea)"),
     ('<a href="https://example.com">https://example.com</a>', "https://example.com"),
     ('<a href="javascript:x">no</a>', "no"), ("<style>p{}</style><title>t</title>a &amp; b", "a & b"),
     ("a\n   b", "a b"), ('<img alt="A cup" src="x">', "A cup"), ("", ""), ("a<br><br>b<br>", "a\n\nb"),
     ("<ul> <li><p>a</p></li> <li>b</li></ul>", "- a\n\n- b"),
     ("<p>unclosed <b>bold", "unclosed bold")],
)  # fmt: skip
def test_html_reads_well_as_text(html: str, text: str) -> None:
    assert text_of(html) == text


def test_a_composed_message_is_seven_bit() -> None:
    sender, to = mailbox("Leaf & Clay <hello@example.com>"), mailbox("Jürgen <j@example.org>")
    raw = compose(MAIL, "k", sender, to, datetime(2026, 7, 1, tzinfo=UTC)).as_bytes()
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


async def test_promotion_carries_the_mail_programs_own_button(start: Start, room: Mailroom) -> None:
    where = f"https://tea.example.com/unsubscribe/{'A' * 300}.{'b' * 43}"
    await email(await start()).perform(MAIL.replace(unsubscribe=where, purpose="promotion"), "k")
    [(_, _, message)] = room.taken
    assert message["List-Unsubscribe"] == f"<{where}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Subject"] == "Thank you, Anna"


async def test_lists_are_carried_as_files(start: Start, room: Mailroom) -> None:
    csv = Sheet(
        name="../Order 7", columns=("Title", "Pieces"), rows=(("=Mug", "3"), ("ચા", "1")), title="Order 7"
    )
    pdf = csv.model_copy(update={"kind": "pdf", "rows": (("Mug", "3"),) * 90, "name": "Order"})
    await email(await start()).perform(
        MAIL.replace(sheets=(csv, pdf, pdf.model_copy(update={"rows": (("ચા", "1"),)}))), "k"
    )
    [(_, _, message)] = room.taken
    files = list(message.iter_attachments())
    assert [(one.get_filename(), one.get_content_type()) for one in files] == [
        ("Order-7.csv", "text/csv"),
        ("Order.pdf", "application/pdf"),
        ("Order.csv", "text/csv"),
    ]
    raw = files[0].get_payload(decode=True)
    assert isinstance(raw, bytes)
    assert raw.decode() == "\ufeffTitle,Pieces\r\n'=Mug,3\r\nચા,1\r\n"
    assert files[1].get_content().startswith(b"%PDF-")
    plain = message.get_body(("plain",))
    assert plain
    assert plain.get_content() == "Hello Anna,\n\nચા is coming.\n"
