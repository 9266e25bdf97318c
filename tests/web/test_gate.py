"""The gate: deny by default, for every route and everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.settings import Settings
from app.store import sessions
from app.web.hosts import Hosts
from tests.web.asking import Browser
from tests.web.conftest import House

RANK = {"nobody": 0, "viewer": 1, "editor": 2, "owner": 3}


@pytest.mark.parametrize("wanted", ["viewer", "editor", "owner"])
@pytest.mark.parametrize("role", ["nobody", "viewer", "editor", "owner"])
async def test_a_page_is_for_its_role_and_above(house: House, wanted: str, role: str) -> None:
    browser = house.nobody() if role == "nobody" else await house.someone(role)  # type: ignore[arg-type]
    reply = await browser.get(f"/{wanted}")
    if role == "nobody":
        assert reply.status == 303
        assert reply.headers["location"] == f"/sign-in?next=%2F{wanted}"
    else:
        assert reply.status == (200 if RANK[role] >= RANK[wanted] else 403)


@pytest.mark.parametrize("wanted", ["viewer", "editor", "owner"])
@pytest.mark.parametrize("role", ["nobody", "viewer", "editor", "owner"])
async def test_the_api_is_for_tokens_of_the_role_and_above(house: House, wanted: str, role: str) -> None:
    client = house.nobody() if role == "nobody" else await house.program(role)  # type: ignore[arg-type]
    for method in ("GET", "POST"):
        reply = await client.ask(method, f"/api/v1/{wanted}")
        expected = 401 if role == "nobody" else 200 if RANK[role] >= RANK[wanted] else 403
        assert reply.status == expected
        if expected != 200:
            assert set(reply.json()["error"]) == {"code", "message"}


async def test_a_route_that_declares_nothing_answers_nobody(house: House) -> None:
    owner, program = await house.someone("owner"), await house.program("owner")
    assert (await owner.get("/undeclared")).status == 403
    assert (await program.get("/api/v1/undeclared")).status == 403


async def test_a_cookie_opens_no_api_and_a_token_opens_no_page(house: House) -> None:
    owner, program = await house.someone("owner"), await house.program("owner")
    assert (await owner.get("/api/v1/viewer")).status == 401
    assert (await program.get("/viewer")).status == 303


@pytest.mark.parametrize("path", ["/viewer", "/open", "/undeclared", "/nowhere", "/sign-in", "/api/v1/open"])
async def test_before_an_owner_exists_no_page_answers(empty_house: House, path: str) -> None:
    reply = await empty_house.nobody().get(path)
    assert reply.status == 403
    assert "not set up yet" in reply.text


async def test_before_an_owner_exists_the_open_doors_and_tokens_answer(empty_house: House) -> None:
    nobody = empty_house.nobody()
    assert (await nobody.get("/healthz")).status == 200
    assert (await nobody.get("/set-up")).status == 200
    assert (await nobody.ask("POST", "/hooks/c1", b"{}")).status == 200
    program = await empty_house.program("editor")
    assert (await program.get("/api/v1/viewer")).status == 200
    assert (await nobody.get("/open")).status == 403, "a program that came in must not open the pages"


async def test_the_set_up_page_closes_once_there_is_an_owner(house: House) -> None:
    assert (await house.nobody().get("/set-up")).status == 303
    assert (await house.nobody().ask("POST", "/set-up")).status == 303


@pytest.mark.parametrize("path", ["/viewer", "/hooks/c1", "/api/v1/viewer", "/healthz", "/static/x/y.css"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil@localhost", "", "10.0.0.7"])
async def test_a_foreign_host_gets_nothing(house: House, path: str, host: str) -> None:
    reply = await (await house.someone("owner")).ask("GET", path, headers={"host": host})
    assert reply.status == 400


def test_our_hosts_are_loopback_and_what_the_server_was_given(tmp_path: Path) -> None:
    hosts = Hosts(
        Settings(
            data_dir=tmp_path, public_url="https://Flows.example/x", allowed_hosts=("shop.lan", "192.168.1.5")
        )
    )
    for host in (
        b"localhost:8000",
        b"127.0.0.1",
        b"[::1]:80",
        b"flows.example",
        b"SHOP.lan:1",
        b"192.168.1.5:8000",
    ):
        assert hosts.knows(host), host
    for host in (
        b"flows.example.evil",
        b"192.168.1.6",
        b"0.0.0.0",
        b"\xff",
        b"[",
        b"a b",
        b"localhost/x",
        b"::",
    ):
        assert not hosts.knows(host), host


async def test_a_change_needs_the_sessions_token(house: House) -> None:
    editor = await house.someone("editor")
    token = editor.csrf
    assert (await editor.post("/editor", {"x": "1"})).json()["body"].endswith("x=1"), "the body arrives whole"
    assert (await editor.ask("POST", "/editor", b"{}", {"x-csrf-token": token})).status == 200
    editor.csrf = "other"
    assert (await editor.post("/editor")).status == 403
    assert (await editor.ask("POST", "/editor", b"{}")).status == 403
    assert (await editor.ask("POST", "/editor", b"{}", {"x-csrf-token": ""})).status == 403
    stranger = await house.someone("viewer")
    assert (await stranger.ask("POST", "/viewer", b"", {"x-csrf-token": token})).status == 403, (
        "another's token"
    )


async def test_a_multipart_form_carries_the_token_too(house: House) -> None:
    editor = await house.someone("editor")
    kind = {"content-type": "multipart/form-data; boundary=b"}
    body = f'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{editor.csrf}\r\n--b--\r\n'.encode()
    assert (await editor.ask("POST", "/editor", body, kind)).status == 200
    assert (await editor.ask("POST", "/editor", body.replace(b"csrf", b"gift"), kind)).status == 403


@pytest.mark.parametrize(
    "said",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
async def test_a_change_from_another_site_is_refused_even_with_the_token(
    house: House, said: dict[str, str]
) -> None:
    assert (await (await house.someone("editor")).post("/editor", **said)).status == 403
    assert (await house.nobody().ask("POST", "/open", headers=said)).status == 403


async def test_a_huge_form_is_refused(house: House) -> None:
    editor = await house.someone("editor")
    assert (await editor.post("/editor", {"x": "a" * house.settings.max_body})).status == 413


@pytest.mark.parametrize("path", ["/viewer", "/open", "/nowhere", "/undeclared", "/broken"])
async def test_every_page_has_the_strict_headers(house: House, path: str) -> None:
    reply = await (await house.someone("owner")).get(path)
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in reply.headers


async def test_a_fault_of_ours_shows_no_trace(house: House, caplog: pytest.LogCaptureFixture) -> None:
    reply = await house.nobody().get("/broken")
    assert reply.status == 500
    assert "secret" not in reply.text
    assert "a secret in a trace" in caplog.text


async def test_who_leaves_while_asking_is_no_fault(house: House, caplog: pytest.LogCaptureFixture) -> None:
    program = await house.program("owner")

    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    said: list[object] = []

    async def send(message: object) -> None:
        said.append(message)

    scope = {"type": "http", "method": "POST", "path": "/api/v1/owner", "raw_path": b"", "query_string": b"",
             "headers": [(b"host", b"127.0.0.1:8000"), (b"authorization", program.headers["authorization"].encode())],
             "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 5), "scheme": "http", "root_path": "",
             "http_version": "1.1"}  # fmt: skip
    await house.app(scope, leave, send)
    assert said == []
    assert caplog.text == ""


async def test_wrong_method_and_unknown_address(house: House) -> None:
    owner, program = await house.someone("owner"), await house.program("owner")
    assert (await owner.ask("DELETE", "/owner")).status == 405
    assert (await owner.get("/nowhere")).status == 404
    assert (await program.get("/api/v1/nowhere")).json()["error"]["code"] == "not_found"


async def test_sessions_end(house: House) -> None:
    owner = await house.someone("owner")
    ident = sessions.hashed(owner.cookies["storeflow"])
    rows = sessions.sessions
    for column, value in (("seen", sessions.IDLE), ("expires", timedelta(0))):
        assert (await owner.get("/viewer")).status == 200
        gone = datetime.now(UTC) - value - timedelta(seconds=1)
        was = await house.db.write(lambda conn, c=column: conn.execute(rows.select()).mappings().all())
        await house.db.write(
            lambda conn, c=column, g=gone: conn.execute(update(rows).where(rows.c.id == ident).values({c: g}))
        )
        assert (await owner.get("/viewer")).status == 303
        await house.db.write(
            lambda conn, c=column, w=was: conn.execute(
                update(rows).where(rows.c.id == ident).values({c: w[0][c]})
            )
        )
    await house.db.write(sessions.close_session, ident)
    assert (await owner.get("/viewer")).status == 303


async def test_htmx_is_told_to_leave_for_the_sign_in_page(house: House) -> None:
    reply = await house.nobody().get("/viewer", hx_request="true")
    assert (reply.status, reply.headers["hx-redirect"]) == (401, "/sign-in")


async def test_static_files_are_kept_for_good_and_nothing_else_is_served(house: House) -> None:
    assets = house.app.state.assets
    nobody = Browser(house.app)
    reply = await nobody.get(assets.url("vendor/htmx.min.js"), accept_encoding="gzip")
    assert (reply.status, reply.headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in reply.headers["cache-control"]
    assert reply.headers["content-type"].startswith("text/javascript")
    for name in ("../secrets.py", "..%2f..%2fsettings.py", "/etc/passwd", "vendor/../../settings.py", ""):
        assert (await nobody.get(f"/static/{assets.version}/{name}")).status == 404
