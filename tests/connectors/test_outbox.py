"""The outbox takes what a mail server would."""

import pytest

from app.connectors.outbox import Outbox
from app.core.effects import AddTags, SendEmail
from app.core.sentence import Json
from app.errors import Permanent

MAIL = SendEmail(to=" Anna <anna@example.com>", subject=" Thank you ", html="<p>Hello</p>")


async def test_a_message_is_written_down_as_it_would_be_sent() -> None:
    written: list[tuple[SendEmail, str]] = []

    async def write(effect: SendEmail, key: str) -> Json:
        written.append((effect, key))
        return {"to": effect.to, "outbox": "1"}

    outbox = Outbox(write)
    assert await outbox.perform(MAIL, "run/mail~1") == {"to": "anna@example.com", "outbox": "1"}
    expected = SendEmail(to="anna@example.com", subject="Thank you", html="<p>Hello</p>", text="Hello")
    assert written == [(expected, "run/mail~1")]
    for wrong in ({"to": "nobody"}, {"subject": "a\nBcc: b@example.com"}):
        with pytest.raises(Permanent):
            await outbox.perform(MAIL.replace(**wrong), "k")
    assert len(written) == 1
    assert Outbox.performs() == {SendEmail}
    with pytest.raises(Permanent, match="Outbox can't do this: adds vip to #1"):
        await outbox.perform(AddTags(thing="order", id="1", tags=("vip",), label="#1"), "k")
    assert "written down" in str(await outbox.check())
