"""The guarded client against real servers on this machine."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from aiohttp import web

from app.connectors.http import MAX_ANSWER, Http, HttpAnswer, Refused, retry_after, tried_later
from app.connectors.web import Web
from app.core.effects import HttpRequest
from app.errors import Permanent, StepError, Temporary
from tests.support.certificate import own_certificate

Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[int]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """``await serve(handler)`` starts a server that answers everything with it, and gives its port."""
    runners: list[web.AppRunner] = []

    async def start(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> int:
        app = web.Application(client_max_size=0)
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return int(runner.addresses[0][1])

    yield start
    for runner in runners:
        await runner.cleanup()


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    client = Http(("127.0.0.1", "localhost"))
    yield client
    await client.close()


async def mirror(request: web.Request) -> web.Response:
    body = (await request.read()).decode()
    return web.json_response({"method": request.method, "headers": dict(request.headers), "body": body})


async def test_a_request_arrives_as_it_was_asked_for(serve: Serve, http: Http) -> None:
    port = await serve(mirror)
    answer = await http.request(
        "PUT", f"http://127.0.0.1:{port}/a?b=ક", headers={"X-One": "naïve"}, body="ચા"
    )
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    got = orjson.loads(answer.body)
    assert (got["method"], got["body"], got["headers"]["X-One"]) == ("PUT", "ચા", "naïve")
    assert got["headers"]["User-Agent"].startswith("Storeflow/")
    assert "Cookie" not in got["headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_change_is_sent_once_even_where_the_connection_breaks(
    serve: Serve, http: Http, method: str
) -> None:
    came: list[str] = []

    async def break_off(request: web.Request) -> web.Response:
        came.append(request.method)
        if request.path != "/first" and request.transport is not None:
            request.transport.abort()
        return web.Response()

    url = f"http://127.0.0.1:{await serve(break_off)}"
    await http.request("GET", f"{url}/first")  # the connection stays open, as a client likes to trust it
    with pytest.raises(Temporary, match="broke off") as caught:
        await http.request(method, url, body=b"{}")
    assert caught.value.unclear
    assert came == ["GET", method]


async def test_a_private_address_is_never_called(serve: Serve) -> None:
    called: list[str] = []

    async def note(request: web.Request) -> web.Response:
        called.append(request.path)
        return web.Response()

    port = await serve(note)
    http = Http()
    for host in (
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f000001",
        "[::ffff:127.0.0.1]",
        "[::1]",
        "0",
    ):
        with pytest.raises(Refused, match="private network"):
            await http.request("GET", f"http://{host}:{port}/")
    await http.close()
    assert called == []


async def test_one_private_record_among_public_ones_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def records(*args: object, **kwargs: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        return [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.7", 80))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", records)
    http = Http()
    with pytest.raises(Refused, match=r"shop\.example"):
        await http.request("GET", "http://shop.example/")
    await http.close()


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "http://[::1]/", "http://10.0.0.1/", "//0x0a000001/"]
)
async def test_a_redirect_to_a_private_address_is_refused(serve: Serve, http: Http, target: str) -> None:
    async def send_on(request: web.Request) -> web.Response:
        return web.Response(status=307, headers={"Location": target})

    with pytest.raises(Refused):
        await http.request("POST", f"http://127.0.0.1:{await serve(send_on)}/outside", body="x")


async def test_keys_stay_with_the_host_that_they_were_written_for(serve: Serve, http: Http) -> None:
    port = await serve(mirror)

    async def send_on(request: web.Request) -> web.Response:
        if request.path == "/end":
            return await mirror(request)
        host = "127.0.0.1" if request.path == "/same" else "localhost"
        there = (
            f"http://{host}:{request.url.port}/end"
            if request.path == "/same"
            else f"http://{host}:{port}/end"
        )
        return web.Response(status=308, headers={"Location": there})

    first = await serve(send_on)
    keys = {
        "Authorization": "Bearer secret",
        "X-Api-Key": "secret",
        "Cookie": "a=b",
        "Content-Type": "text/plain",
    }
    elsewhere = await http.request("POST", f"http://127.0.0.1:{first}/other", headers=keys, body="tea")
    got = orjson.loads(elsewhere.body)
    assert got["body"] == "tea"
    assert got["headers"]["Content-Type"] == "text/plain"
    assert not {"Authorization", "X-Api-Key", "Cookie"} & set(got["headers"])
    same = orjson.loads(
        (await http.request("POST", f"http://127.0.0.1:{first}/same", headers=keys, body="tea")).body
    )
    assert same["headers"]["Authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    ("status", "then"), [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")]
)
async def test_a_redirect_keeps_or_drops_the_body_as_its_status_says(
    serve: Serve, http: Http, status: int, then: str
) -> None:
    async def send_on(request: web.Request) -> web.Response:
        if request.path == "/end":
            return await mirror(request)
        return web.Response(status=status, headers={"Location": "/end"})

    answer = await http.request("POST", f"http://127.0.0.1:{await serve(send_on)}/", body="tea")
    got = orjson.loads(answer.body)
    assert (got["method"], got["body"]) == (then, "tea" if then == "POST" else "")


async def test_redirects_end(serve: Serve, http: Http) -> None:
    hops: list[str] = []

    async def send_on(request: web.Request) -> web.Response:
        hops.append(request.path)
        return web.Response(status=302, headers={"Location": "/again"})

    with pytest.raises(Permanent, match="without end"):
        await http.request("GET", f"http://127.0.0.1:{await serve(send_on)}/")
    assert len(hops) == 6


@pytest.mark.parametrize("url", ["", "ftp://example.com/", "file:///etc/passwd", "example.com", "http://", "http:///x",
                                 "http://exa mple.com:port/", "javascript:alert(1)", "https://[::1/", "http://example.com:0/",
                                 "https://example.com:99999/", "https://example.com/" + "a" * 9000])  # fmt: skip
async def test_what_is_no_web_address_is_refused_in_a_sentence(http: Http, url: str) -> None:
    with pytest.raises(Permanent, match="web address"):
        await http.request("GET", url)


async def test_no_password_in_an_address(http: Http) -> None:
    with pytest.raises(Permanent, match="holds a user name or password"):
        await http.request("GET", "https://me:secret@example.com/")


@pytest.mark.parametrize(
    ("name", "value"), [("X-A", "a\r\nX-B: b"), ("X-A", "a\nb"), ("X-A\r\n", "a"), ("", "a"), ("X A", "a"),
                        ("X-A", "a\0"), ("Host", "inside"), ("content-length", "3"), ("Transfer-Encoding", "chunked")]
)  # fmt: skip
async def test_headers_are_one_line_and_frame_nothing(
    serve: Serve, http: Http, name: str, value: str
) -> None:
    with pytest.raises(Permanent, match="header"):
        await http.request("GET", f"http://127.0.0.1:{await serve(mirror)}/", headers={name: value})


async def test_too_large_an_answer_is_not_read_to_its_end(serve: Serve, http: Http) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Encoding": "gzip"} if request.path == "/gzip" else {})
        await answer.prepare(request)
        part = gzip.compress(bytes(MAX_ANSWER * 4)) if request.path == "/gzip" else bytes(65536)
        try:
            for _ in range(1 if request.path == "/gzip" else 10_000):
                await answer.write(part)
        except ConnectionError:
            pass
        return answer

    url = f"http://127.0.0.1:{await serve(endless)}"
    for path in ("/plain", "/gzip"):
        with pytest.raises(Permanent, match="larger than"):
            await http.request("GET", url + path)
        cut = await http.request("GET", url + path, limit=1000, cut=True)
        assert (len(cut.body), cut.cut) == (1000, True)


async def test_no_cookie_is_kept(serve: Serve, http: Http) -> None:
    async def give(request: web.Request) -> web.Response:
        answer = web.json_response(dict(request.cookies))
        answer.set_cookie("session", "secret")
        return answer

    url = f"http://127.0.0.1:{await serve(give)}/"
    await http.request("GET", url)
    assert (await http.request("GET", url)).body == b"{}"


async def test_nobody_there_is_clear_and_worth_another_try(serve: Serve, http: Http) -> None:
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    for url in (f"http://127.0.0.1:{port}/", "http://nothing.invalid/"):
        with pytest.raises(Temporary) as caught:
            await http.request("POST", url, body="x")
        assert not caught.value.unclear


async def test_a_broken_answer_may_have_been_done(serve: Serve, http: Http) -> None:
    async def hang_up(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def silent(request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async def half(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "100"})
        await answer.prepare(request)
        await answer.write(b"half")
        assert request.transport is not None
        request.transport.close()
        return answer

    for handler in (hang_up, silent, half):
        with pytest.raises(Temporary) as caught:
            await http.request("POST", f"http://127.0.0.1:{await serve(handler)}/", body="x", timeout=0.2)
        assert caught.value.unclear, handler.__name__


async def test_a_call_that_was_sent_on_to_nobody_may_have_been_done(serve: Serve, http: Http) -> None:
    async def send_on(request: web.Request) -> web.Response:
        return web.Response(status=303, headers={"Location": "http://nothing.invalid/thanks"})

    with pytest.raises(Temporary) as caught:
        await http.request("POST", f"http://127.0.0.1:{await serve(send_on)}/", body="x")
    assert caught.value.unclear


async def test_a_certificate_that_nobody_vouches_for_is_refused(http: Http, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    plain = await asyncio.start_server(talk, "127.0.0.1", 0)
    with pytest.raises(Permanent, match="is not safe"):
        await http.request("GET", f"https://localhost:{server.sockets[0].getsockname()[1]}/")
    with pytest.raises(StepError):
        await http.request("GET", f"https://localhost:{plain.sockets[0].getsockname()[1]}/")
    for each in (server, plain):
        each.close()
        await each.wait_closed()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("0.5", 0.5), ("Wed, 01 Jul 2026 12:01:00 GMT", 60.0), ("Wed, 01 Jul 2026 11:00:00 GMT", 0.0),
     ("", None), ("soon", None), ("-5", None), ("9" * 40, None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, datetime(2026, 7, 1, 12, 0, tzinfo=UTC)) == seconds


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_some_statuses_are_worth_another_try(status: int) -> None:
    error = tried_later(HttpAnswer(status, {"retry-after": "7"}, b""), "shop.example")
    assert error is not None
    assert error.retry_after == 7.0
    assert "shop.example" in str(error)


@pytest.mark.parametrize("status", [200, 204, 304, 400, 401, 404, 409, 422])
def test_other_statuses_are_answers(status: int) -> None:
    assert tried_later(HttpAnswer(status, {}, b""), "shop.example") is None


# ------------------------------------------------------------------------------------- the step "HTTP request"


async def test_the_web_connector_carries_the_key_and_reads_json(serve: Serve, http: Http) -> None:
    port = await serve(mirror)
    effect = HttpRequest(url=f"http://127.0.0.1:{port}/", body='{"order_id": 1}', headers=(("X-A", "1"),))
    answer = await Web(http).perform(effect, "run/step~1")
    assert answer["status"] == 200
    assert answer["body"]["headers"]["Idempotency-Key"] == '"run/step~1"'
    assert answer["body"]["headers"]["Content-Type"] == "application/json"
    assert answer["body"]["body"] == '{"order_id": 1}'
    text = await Web(http).perform(effect.replace(body="hello", headers=(("idempotency-key", "mine"),)), "k")
    assert text["body"]["headers"]["Content-Type"] == "text/plain; charset=utf-8"
    assert text["body"]["headers"]["idempotency-key"] == "mine"
    assert await Web(http).check()


@pytest.mark.parametrize(
    ("content", "body", "seen"),
    [("application/json", b'{"a": 1}', {"a": 1}), ("application/problem+json; charset=utf-8", b"[1]", [1]),
     ("application/json", b"{broken", "{broken"), ("text/plain; charset=latin-1", "é".encode("latin-1"), "é"),
     ("text/plain; charset=nonsense", b"a\xff", "a\ufffd"), ("", b"plain", "plain"),
     ("application/json", b'["' + b"a" * 70_000 + b'"]', '["' + "a" * (65536 - 2))],
)  # fmt: skip
async def test_the_answers_body_is_json_or_text(
    serve: Serve, http: Http, content: str, body: bytes, seen: object
) -> None:
    async def give(request: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": content, "Set-Cookie": "session=secret"})

    answer = await Web(http).perform(
        HttpRequest(method="GET", url=f"http://127.0.0.1:{await serve(give)}/"), "k"
    )
    assert answer["body"] == seen
    assert "set-cookie" not in answer["headers"]


async def test_a_status_is_an_answer_unless_it_asks_for_another_try(serve: Serve, http: Http) -> None:
    async def give(request: web.Request) -> web.Response:
        return web.Response(status=int(request.path[1:]), headers={"Retry-After": "3"})

    url = f"http://127.0.0.1:{await serve(give)}"
    assert (await Web(http).perform(HttpRequest(url=f"{url}/404"), "k"))["status"] == 404
    with pytest.raises(Temporary, match="asks for a pause") as caught:
        await Web(http).perform(HttpRequest(url=f"{url}/429"), "k")
    assert caught.value.retry_after == 3.0
