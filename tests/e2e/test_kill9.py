"""The real process, killed with -9 at random points: nothing accepted is lost, nothing finished is repeated."""

# ruff: noqa: E501
import json
import random
import sqlite3
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.support.server import Storeflow
from tests.support.sink import Sink, sink
from tests.support.stores import SHOP, SHOPIFY_SECRET, shopify, shopify_order

RUNS = 200
KILLS = 6


def test_kill_9_loses_nothing_and_repeats_nothing(
    start_storeflow: Callable[..., Storeflow], tmp_path: Path
) -> None:
    dice = random.Random(2026)
    with sink() as web:
        server = start_storeflow(env={"STOREFLOW_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1"})
        hook = _workflow(server, web, tmp_path)
        accepted: set[str] = set()
        kills = sorted(dice.sample(range(10, RUNS), KILLS))
        before: Counter[str] = Counter()
        for number in range(RUNS):
            if _post(server.url + hook, number):
                accepted.add(str(5_000_000_000_000 + number))
            if number in kills:
                server.kill9()
                _not_repeated(web, before)
                before = _finished(server.data, web)
                server.start()
        _until_quiet(server)
        server.kill9()
        _not_repeated(web, before)
        server.start()
        _until_quiet(server)
    called = {json.loads(body)["order_id"] for _, body in web.calls}
    assert len(accepted) > RUNS - KILLS * 4
    assert accepted <= called, "an accepted order never reached the end of its run"
    bodies: dict[str, set[bytes]] = {}
    for key, body in web.calls:
        bodies.setdefault(key, set()).add(body)
    assert all(len(same) == 1 for same in bodies.values()), "a repeated call carried another body"
    assert len(bodies) == len(called), "an order was called for under two keys"


def _workflow(server: Storeflow, web: Sink, folder: Path) -> str:
    """A Shopify connection and a live workflow that calls the sink; the hook's path."""
    settings = {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
    sets = [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
    made = server.command("connect", "shopify", "--name", "Leaf & Clay", *sets)
    assert made.returncode == 0, made.stderr
    connection = json.loads(made.stdout)
    document = {
        "version": 1, "id": "killed", "name": "Killed", "slots": {"shop": {"kind": ["shopify"]}},
        "steps": [
            {"id": "start", "type": "order.created", "settings": {}},
            {"id": "big", "type": "logic.check", "settings": {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}},
            {"id": "tell", "type": "http.request", "settings": {"method": "POST", "url": web.url, "body": '{"order_id": {{ order.id | json }}}'}},
        ],
        "edges": [{"source": "start", "port": "next", "target": "big"}, {"source": "big", "port": "then", "target": "tell"}],
    }  # fmt: skip
    file = folder / "killed.json"
    file.write_text(json.dumps(document))
    imported = server.command("import", str(file), "--publish", "--bind", f"shop={connection['id']}")
    assert imported.returncode == 0, imported.stderr + imported.stdout
    server.restart()
    return str(connection["hook_path"])


def _post(url: str, number: int) -> bool:
    """Sends one order as Shopify does; whether it was accepted."""
    headers, body = shopify("orders/create", shopify_order(number), f"wh-{number}")
    request = urllib.request.Request(url, body, headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return 200 <= answer.status < 300
    except (OSError, urllib.error.URLError):
        return False


def _finished(data: Path, web: Sink) -> Counter[str]:
    """Calls so far of the steps that are finished on disk, by key: none of them may be called again."""
    with sqlite3.connect(data / "storeflow.db") as conn:
        done = {
            f"{run}/{step}~0" for run, step in conn.execute("SELECT run, step FROM steps WHERE kind = 'done'")
        }
    return Counter(key for key, _ in web.calls if key in done)


def _not_repeated(web: Sink, before: Counter[str]) -> None:
    now = Counter(key for key, _ in web.calls)
    again = {key: now[key] for key, count in before.items() if now[key] != count}
    assert not again, f"finished steps were done again: {again}"


def _until_quiet(server: Storeflow) -> None:
    """Until no run is open and no message is untranslated."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with sqlite3.connect(server.data / "storeflow.db") as conn:
            runs = conn.execute(
                "SELECT count(*) FROM runs WHERE status IN ('ready', 'running', 'waiting')"
            ).fetchone()[0]
            new = conn.execute("SELECT count(*) FROM deliveries WHERE state = 'new'").fetchone()[0]
        if not runs and not new:
            return
        time.sleep(0.1)
    raise AssertionError("runs are still open:\n" + server.log())
