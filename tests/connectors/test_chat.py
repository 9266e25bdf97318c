"""Chat, SMS and signed calls against services on loopback: what is sent, what is understood, whom they ever reach."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from pydantic import SecretStr, ValidationError

from app.connectors.base import Connector, Unsigned
from app.connectors.chat.discord import Discord, DiscordSettings
from app.connectors.chat.slack import Slack, SlackSettings
from app.connectors.chat.teams import Teams, TeamsSettings
from app.connectors.chat.telegram import Telegram, TelegramSettings
from app.connectors.chat.twilio import Twilio, TwilioSettings
from app.connectors.http import Http
from app.connectors.signing import Signing, SigningSettings
from app.connectors.web_call import WebCall, WebCallSettings
from app.core.effects.chat import SendChat, SendSms
from app.core.effects.http import SignedRequest
from app.errors import Permanent, Temporary

TALK = SendChat(text="<!channel> Anna & Ben: [x](https://evil.example.com) @everyone\nsecond line")
SLACK = "T0ABCDEF/B0ABCDEF/abcdefghij0123456789"
DISCORD = f"123456789012345678/{'a-B_' * 17}"
TOKEN = f"123456:{'A' * 35}"
ACCOUNT = f"AC{'0' * 32}"
SMS = SendSms(to="+4930123456", text="On its way")


class Service:
    """What came, and what is answered."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], str]] = []
        self.status = 200
        self.says: Any = {}
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append((request.method, request.path_qs, headers, await request.text()))
        if isinstance(self.says, str):
            return web.Response(status=self.status, text=self.says)
        return web.json_response(self.says, status=self.status)


@pytest.fixture
async def service(unused_tcp_port: int) -> AsyncIterator[Service]:
    made = Service()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
    made.url = f"http://127.0.0.1:{unused_tcp_port}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    made = Http(("127.0.0.1",))
    yield made
    await made.close()


def at(service: Service, connector: Connector) -> Connector:
    """The same connector with its fixed host on this machine."""
    if isinstance(connector, Teams):
        settings = TeamsSettings.model_construct(
            webhook=SecretStr(service.url.removeprefix("http://") + "/flow?sig=s")
        )
        made = type("Here", (Teams,), {"scheme": "http://"})(settings, connector._http)
        assert isinstance(made, Teams)
        return made
    connector.origin = service.url  # type: ignore[attr-defined]
    return connector


def chats(http: Http) -> dict[str, Connector]:
    return {
        "slack": Slack(SlackSettings(webhook=SecretStr(SLACK)), http),
        "discord": Discord(DiscordSettings(webhook=SecretStr(DISCORD)), http),
        "telegram": Telegram(TelegramSettings(token=SecretStr(TOKEN), chat="@tea_house"), http),
        "teams": Teams(TeamsSettings(webhook=SecretStr("a.logic.azure.com/flow?sig=s")), http),
    }


async def test_a_post_to_each_chat_is_text_and_calls_nobody(service: Service, http: Http) -> None:
    service.says = {"id": "77", "ok": True, "result": {"message_id": 77}}
    answers = {}
    for name, connector in chats(http).items():
        answers[name] = await at(service, connector).perform(TALK, "k")
    assert answers == {"slack": {}, "discord": {"id": "77"}, "telegram": {"id": "77"}, "teams": {}}
    paths = [(method, path) for method, path, _, _ in service.asked]
    assert paths == [
        ("POST", f"/services/{SLACK}"),
        ("POST", f"/api/webhooks/{DISCORD}?wait=true"),
        ("POST", f"/bot{TOKEN}/sendMessage"),
        ("POST", "/flow?sig=s"),
    ]
    slack, discord, telegram, teams = (json.loads(body) for _, _, _, body in service.asked)
    assert slack["text"].startswith("&lt;!channel&gt; Anna &amp; Ben")
    assert discord == {"content": TALK.text, "allowed_mentions": {"parse": []}}
    assert telegram == {"chat_id": "@tea_house", "text": TALK.text}
    blocks = teams["attachments"][0]["content"]["body"]
    assert [block["inlines"][0]["text"] for block in blocks] == TALK.text.split("\n")
    assert {block["inlines"][0]["type"] for block in blocks} == {"TextRun"}


@pytest.mark.parametrize("name", ["slack", "discord", "telegram", "teams"])
async def test_refused_and_put_off(service: Service, http: Http, name: str) -> None:
    connector = at(service, chats(http)[name])
    service.status, service.says = 404, {"message": "Unknown Webhook", "description": "Unknown Webhook"}
    with pytest.raises(Permanent, match=r"refuses the message: Unknown Webhook \(404\)"):
        await connector.perform(TALK, "k")
    for status in (429, 500, 503):
        service.status = status
        with pytest.raises(Temporary):
            await connector.perform(TALK, "k")
    secrets = (SLACK, DISCORD, TOKEN, "sig=s")
    service.status, service.says = 403, "no"
    with pytest.raises(Permanent) as error:
        await connector.perform(TALK, "k")
    assert not any(secret in str(error.value) for secret in secrets)


async def test_long_texts_are_cut_to_what_each_takes(service: Service, http: Http) -> None:
    for connector in chats(http).values():
        await at(service, connector).perform(SendChat(text="x" * 20_000), "k")
    _, discord, telegram, _ = (json.loads(body) for _, _, _, body in service.asked)
    assert (len(discord["content"]), len(telegram["text"])) == (2000, 4096)


async def test_a_check_posts_nothing(service: Service, http: Http) -> None:
    service.says = {"name": "Orders", "result": {"title": "Tea"}, "friendly_name": "Leaf"}
    said = {name: str(await at(service, one).check()) for name, one in chats(http).items()}
    assert said["discord"] == "Discord knows this webhook: Orders."
    assert said["telegram"] == "Telegram knows this bot and this chat: Tea."
    assert [(method, path.rpartition("/")[2]) for method, path, _, _ in service.asked] == [
        ("GET", DISCORD.rpartition("/")[2]),
        ("POST", "getChat"),
    ]


@pytest.mark.parametrize(
    ("settings", "given", "kept"),
    [
        (SlackSettings, f"https://hooks.slack.com/services/{SLACK}", SLACK),
        (SlackSettings, SLACK, SLACK),
        (SlackSettings, f"https://hooks.slack.com.evil.example/services/{SLACK}", None),
        (SlackSettings, f"http://hooks.slack.com/services/{SLACK}", None),
        (SlackSettings, f"{SLACK}/../../x", None),
        (DiscordSettings, f"https://discord.com/api/webhooks/{DISCORD}", DISCORD),
        (DiscordSettings, f"https://discordapp.com/api/v10/webhooks/{DISCORD}", DISCORD),
        (DiscordSettings, f"https://discord.com@127.0.0.1/api/webhooks/{DISCORD}", None),
        (TeamsSettings, "https://prod-1.westeurope.logic.azure.com:443/workflows/a?sig=b",
         "prod-1.westeurope.logic.azure.com:443/workflows/a?sig=b"),
        (TeamsSettings, "https://x.1.environment.api.powerplatform.com/p?sig=b",
         "x.1.environment.api.powerplatform.com/p?sig=b"),
        (TeamsSettings, "https://evil.example/x.logic.azure.com/p", None),
        (TeamsSettings, "https://a@evil.logic.azure.com/p", None),
        (TeamsSettings, "https://logic.azure.com.evil.example/p", None),
        (TeamsSettings, "https://x.logic.azure.com:8443/p", None),
        (TeamsSettings, "https://x.logic.azure.com/p#@evil.example", None),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart_and_never_anybody_elses(
    settings: Any, given: str, kept: str | None
) -> None:
    if kept is None:
        with pytest.raises(ValidationError) as error:
            settings(webhook=SecretStr(given))
        assert given not in str(error.value)
    else:
        assert settings(webhook=SecretStr(given)).webhook.get_secret_value() == kept


@pytest.mark.parametrize(
    ("channel", "sender", "form"),
    [
        ("sms", "+4930999999", {"To": "+4930123456", "From": "+4930999999"}),
        ("sms", f"MG{'1' * 32}", {"To": "+4930123456", "MessagingServiceSid": f"MG{'1' * 32}"}),
        ("whatsapp", "+4930999999", {"To": "whatsapp:+4930123456", "From": "whatsapp:+4930999999"}),
    ],
)
async def test_to_a_phone(
    service: Service, http: Http, channel: Any, sender: str, form: dict[str, str]
) -> None:
    settings = TwilioSettings(
        account=ACCOUNT, token=SecretStr("secret-token"), channel=channel, sender=sender
    )
    service.status, service.says = 201, {"sid": "SM1"}
    twilio = at(service, Twilio(settings, http))
    assert await twilio.perform(SMS, "k") == {"to": "+4930123456", "id": "SM1"}
    [(method, path, headers, body)] = service.asked
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert (
        headers["authorization"] == f"Basic {base64.b64encode(f'{ACCOUNT}:secret-token'.encode()).decode()}"
    )
    assert {name: value for name, [value] in parse_qs(body).items()} == {**form, "Body": "On its way"}
    service.status, service.says = 400, {"code": 21610, "message": "unsubscribed"}
    assert await twilio.perform(SMS, "k") == {"to": "+4930123456", "sent": False}
    service.says = {"code": 21211, "message": "The 'To' number is not valid"}
    with pytest.raises(Permanent, match="number is not valid"):
        await twilio.perform(SMS, "k")
    service.status = 503
    with pytest.raises(Temporary):
        await twilio.perform(SMS, "k")
    service.status, service.says = 200, {"friendly_name": "Leaf"}
    assert str(await twilio.check()) == "Twilio knows this account: Leaf."


async def test_a_signed_call_is_known_by_who_has_the_secret(service: Service, http: Http) -> None:
    secret = SecretStr("a long and secret text")
    signing = Signing(SigningSettings(secret=secret), http)
    body = '{"order": "ચા"}'
    effect = SignedRequest(
        url=f"{service.url}/hook", body=body, headers=(("x-signature", "mine"), ("A", "b"))
    )
    answer = await signing.perform(effect, "run/a~1")
    assert answer["status"] == 200
    [(_, path, headers, sent)] = service.asked
    assert (path, headers["a"], sent) == ("/hook", "b", body)
    door = WebCall(WebCallSettings(key="k" * 20, signing_secret=secret), http)
    door.take({**headers, "?": f"key={'k' * 20}"}, sent.encode())
    with pytest.raises(Unsigned):
        door.take({**headers, "?": f"key={'k' * 20}"}, sent.encode() + b" ")
    assert "a long and secret text" not in json.dumps(effect.pack()) + str(headers)
