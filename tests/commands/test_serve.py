"""The real server: started, asked, told to stop; and commands beside it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import document, noting
from tests.support.server import Storeflow
from tests.support.stores import SHOP, SHOPIFY_SECRET, shopify, shopify_order


def ask(
    server: Storeflow, method: str, path: str, token: str = "", body: bytes | None = None, **headers: str
) -> Any:
    named = {"Content-Type": "application/json", **headers}
    if token:
        named["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(server.url + path, body, named, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_the_first_start_prints_the_address_and_the_link_and_ends_well(storeflow: Storeflow) -> None:
    assert storeflow.setup_link.startswith(f"{storeflow.url}/set-up?link=")
    assert storeflow.lines[0] == f"Storeflow runs on {storeflow.url}"
    assert storeflow.stop() == 0
    assert len(storeflow.lines) == 2, storeflow.log()


def test_a_folder_has_one_server_and_a_port_one_program(storeflow: Storeflow, tmp_path: Path) -> None:
    for data, port, said in (
        (storeflow.data, "0", "Another Storeflow is running"),
        (tmp_path / "other", str(storeflow.port), "is taken by another program"),
    ):
        command = [sys.executable, "-m", "app", "serve", "--port", port, "--data", str(data)]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, env=storeflow.env
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
    storeflow.kill9()
    storeflow.start()  # the lock went with the process


def test_a_start_that_can_not_be_is_one_sentence(
    start_storeflow: Callable[..., Storeflow], tmp_path: Path
) -> None:
    with pytest.raises(AssertionError, match="ended with 1") as failed:
        start_storeflow(env={"STOREFLOW_SECRET_KEY": "short"})
    assert "STOREFLOW_SECRET_KEY is not a key" in str(failed.value)
    assert "Traceback" not in str(failed.value)


def test_an_address_that_is_not_ours_is_refused(storeflow: Storeflow) -> None:
    command = [sys.executable, "-m", "app", "serve", "--host", "192.0.2.1", "--data", str(storeflow.data)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=storeflow.env)
    assert done.returncode == 1
    assert "192.0.2.1 is no address of this machine" in done.stderr


def test_what_commands_change_counts_in_the_running_server(storeflow: Storeflow, tmp_path: Path) -> None:
    token = storeflow.command("token", "create", "test").stdout.strip()
    sets = (f"shop_domain={SHOP}", "access_token=shpat_x", f"webhook_secret={SHOPIFY_SECRET}")
    given = [part for one in sets for part in ("--set", one)]
    made = json.loads(storeflow.command("connect", "shopify", "--name", "Leaf", *given).stdout)
    placed = 0

    def order() -> None:
        nonlocal placed
        placed += 1
        headers, body = shopify("orders/create", shopify_order(placed), f"w{placed}")
        assert ask(storeflow, "POST", made["hook_path"], "", body, **headers) == {"status": "stored"}

    order()
    (tmp_path / "note.json").write_text(json.dumps(noting(slots=document()["slots"])))
    done = storeflow.command(
        "import", str(tmp_path / "note.json"), "--publish", "--bind", f"shop={made['id']}"
    )
    assert done.returncode == 0, done.stderr
    while not ask(storeflow, "GET", "/api/v1/runs?workflow=note", token)["items"]:
        order()
        assert placed < 5000, storeflow.log()
    doctor = storeflow.command("doctor")
    assert doctor.returncode == 0, doctor.stdout
    assert f"A server runs at {storeflow.url}" in doctor.stdout
    assert storeflow.url in storeflow.command("demo").stdout


def test_a_body_that_never_ends_is_cut_off(storeflow: Storeflow) -> None:
    token = storeflow.command("token", "create", "test").stdout.strip()
    [demo] = ask(storeflow, "GET", "/api/v1/connections", token)["items"]
    head = f"POST {demo['hook_path']} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 999999999\r\n\r\n"
    with socket.create_connection(("127.0.0.1", storeflow.port), timeout=20) as wire:
        wire.sendall(head.encode())
        answer = wire.makefile("rb").read()  # to the end: the connection is closed
    assert answer.split()[1] == b"413"
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2])["error"]["code"] == "too_large"
