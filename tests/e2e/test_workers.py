"""Several real processes on one PostgreSQL: one is killed with -9, and the others finish what it had."""

# ruff: noqa: E501
import asyncio
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.support.cluster import cluster
from tests.support.server import ROOT, Storeflow
from tests.support.sink import Sink, sink
from tests.support.stores import SHOP, SHOPIFY_SECRET, shopify, shopify_order
from tests.support.waiting import wait

RUNS = 200
SOON = 30.0
"""Seconds within which another process must have finished a dead one's runs."""
Start = Callable[..., Storeflow]


@pytest.fixture
def url(fresh_postgres_url: str) -> str:
    """The shared database."""
    return fresh_postgres_url


@pytest.fixture
def start(start_storeflow: Start, url: str, tmp_path: Path) -> Start:
    """Starts a process on the shared database; all share one data folder, which holds the key."""

    def one(**options: Any) -> Storeflow:
        env = {"STOREFLOW_DATABASE_URL": url, "STOREFLOW_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1"}
        return start_storeflow(env=env, data=tmp_path / "data", **options)

    return one


@contextmanager
def worker(server: Storeflow) -> Iterator[subprocess.Popen[str]]:
    """``storeflow worker`` on the same database and key."""
    whole = [sys.executable, "-m", "app", "worker", "--data", str(server.data)]
    with (server.data / "worker.log").open("w+") as said:
        process = subprocess.Popen(whole, cwd=ROOT, env=server.env, stdout=said, stderr=said, text=True)
        try:
            wait(lambda: "at work" in (server.data / "worker.log").read_text())
            yield process
        finally:
            process.terminate()
            process.wait(20)
            print((server.data / "worker.log").read_text())


def test_a_server_is_killed_and_a_worker_finishes_its_runs(start: Start, url: str, tmp_path: Path) -> None:
    with sink() as web:
        server = start()
        hook = _workflow(server, web, tmp_path)
        with worker(server):
            accepted = _send(server, hook, web, 60)  # they end
            web.answers.clear()
            accepted |= _send(server, hook, None, RUNS - 60, first=60)
            wait(lambda: len(web.calls) >= 68)  # and these are under way; processes share a service's places
            finished = _finished(url, web)
            server.kill9()
            web.answers.set()
            killed_at = time.monotonic()
            wait(lambda: not _open(url), SOON + 10)
            took = time.monotonic() - killed_at
    now = Counter(key for key, _ in web.calls)
    again = {key: now[key] for key, count in finished.items() if now[key] != count}
    assert finished
    assert not again, f"finished steps were done again: {again}"
    called = {str(json.loads(body)["order_id"]) for _, body in web.calls}
    assert len(accepted) == RUNS
    assert accepted <= called, "an accepted order never reached the end of its run"
    assert len(now) == len(called), "an order was called for under two keys"
    assert took < SOON


@pytest.mark.long
def test_a_server_that_stops_leaves_its_runs_to_a_worker_and_that_stops_when_asked(
    start: Start, url: str, tmp_path: Path
) -> None:
    with sink() as web:
        server = start()
        hook = _workflow(server, web, tmp_path)
        with worker(server) as process:
            assert len(_ask(url, "SELECT process FROM living")) == 2
            web.answers.clear()
            accepted = _send(server, hook, None, 30)
            wait(lambda: len(web.calls) >= 8)
            web.answers.set()
            server.stop()
            wait(lambda: not _open(url))
        assert process.returncode == 0
    called = {str(json.loads(body)["order_id"]) for _, body in web.calls}
    assert accepted <= called
    assert not _ask(url, "SELECT process FROM living")


@pytest.mark.long
def test_two_servers_on_one_database_share_what_is_published(start: Start, url: str, tmp_path: Path) -> None:
    with sink() as web:
        one, other = start(), start()
        hook = _workflow(one, web, tmp_path, restart=False)
        wait(lambda: bool(_send(other, hook, None, 1)))
        wait(lambda: len(web.calls) == 1)


@pytest.mark.long
@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_postgresql_is_restarted_under_load(start_storeflow: Start, tmp_path: Path, how: str) -> None:
    with cluster() as database, sink() as web:
        server = start_storeflow(
            env={"STOREFLOW_DATABASE_URL": database.url, "STOREFLOW_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1"}
        )
        hook = _workflow(server, web, tmp_path)
        with ThreadPoolExecutor(1) as aside:
            sending = aside.submit(_send, server, hook, None, RUNS)
            wait(lambda: len(web.calls) >= 20)
            database.restart(how)
            accepted = sending.result()
        wait(lambda: bool(_send(server, hook, None, 1, first=RUNS)))  # it recovers by itself
        wait(lambda: not _open(database.url), too_long=120)
        doubled = _ask(
            database.url, "SELECT run FROM steps WHERE kind = 'done' GROUP BY run, step HAVING count(*) > 1"
        )
        server.stop()
    called = {str(json.loads(body)["order_id"]) for _, body in web.calls}
    assert accepted <= called, server.log()
    assert len({key for key, _ in web.calls}) == len(called), "an order was called for under two keys"
    assert not doubled


def _workflow(server: Storeflow, web: Sink, folder: Path, *, restart: bool = True) -> str:
    """A Shopify connection and a live workflow that calls the sink; the hook's path."""
    settings = {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
    sets = [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
    made = server.command("connect", "shopify", "--name", "Leaf & Clay", *sets)
    assert made.returncode == 0, made.stderr
    connection = json.loads(made.stdout)
    document = {
        "version": 1, "id": "shared", "name": "Shared", "slots": {"shop": {"kind": ["shopify"]}},
        "steps": [
            {"id": "start", "type": "order.created", "settings": {}},
            {"id": "tell", "type": "http.request", "settings": {"method": "POST", "url": web.url, "body": '{"order_id": {{ order.id | json }}}'}},
        ],
        "edges": [{"source": "start", "port": "next", "target": "tell"}],
    }  # fmt: skip
    file = folder / "shared.json"
    file.write_text(json.dumps(document))
    imported = server.command("import", str(file), "--publish", "--bind", f"shop={connection['id']}")
    assert imported.returncode == 0, imported.stderr + imported.stdout
    if restart:
        server.restart()
    return str(connection["hook_path"])


def _send(server: Storeflow, hook: str, web: Sink | None, count: int, *, first: int = 0) -> set[str]:
    """Sends orders as Shopify does; the ids of those that were accepted. With ``web``: comes back when they ended."""

    def post(number: int) -> bool:
        headers, body = shopify("orders/create", shopify_order(number), f"wh-{number}")
        request = urllib.request.Request(server.url + hook, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return bool(200 <= answer.status < 300)
        except (OSError, urllib.error.URLError):
            return False

    with ThreadPoolExecutor(8) as pool:
        numbers = range(first, first + count)
        done = list(pool.map(post, numbers))
    accepted = {str(5_000_000_000_000 + n) for n, stored in zip(numbers, done, strict=True) if stored}
    if web is not None:
        wait(lambda: len(web.calls) >= len(accepted))
    return accepted


def _ask(url: str, statement: str) -> list[Any]:
    async def ask() -> list[Any]:
        conn = await asyncpg.connect(url)
        try:
            return list(await conn.fetch(statement))
        finally:
            await conn.close()

    return asyncio.run(ask())


def _open(url: str) -> bool:
    """Whether a run is under way or pauses between two tries, or a message is untranslated."""
    return bool(
        _ask(url, "SELECT 1 FROM runs WHERE status IN ('ready', 'running', 'waiting', 'queued') LIMIT 1")
        or _ask(url, "SELECT 1 FROM deliveries WHERE state = 'new' LIMIT 1")
    )


def _finished(url: str, web: Sink) -> Counter[str]:
    """Calls so far of the steps that are finished on disk, by key: none of them may be called again."""
    done = {
        f"{row['run']}/{row['step']}~0"
        for row in _ask(url, "SELECT run, step FROM steps WHERE kind = 'done'")
    }
    return Counter(key for key, _ in web.calls if key in done)
