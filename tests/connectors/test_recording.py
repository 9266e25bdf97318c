"""A test run does nothing and forgets nothing."""

from app.connectors.recording import Recording
from app.core.effects import AddTags, GetFact, HttpRequest, SendEmail


async def test_effects_are_noted_and_answered_as_if_they_had_gone_well() -> None:
    recording = Recording()
    tag = AddTags(thing="order", id="1", tags=("vip",))
    mail = SendEmail(to="anna@example.com", subject="Hello")
    call = HttpRequest(url="https://example.com/")
    assert await recording.perform(tag, "r/tag~1") == {"tags": ["vip"]}
    assert await recording.perform(mail, "r/mail~1") == {"to": "anna@example.com"}
    assert (await recording.perform(call, "r/call~1"))["status"] == 200
    assert await recording.perform(GetFact(thing="order", id="1"), "r/x?") is None
    await recording.perform(tag, "r/tag~1")
    assert [key for key, _ in recording.noted] == ["r/tag~1", "r/mail~1", "r/call~1", "r/x?"]
    assert recording.noted[0][1] == tag
    assert await recording.check()
