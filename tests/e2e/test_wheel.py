"""Rule R23: what is shipped is safe as it is shipped. The wheel, installed, started with nothing set."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import ROOT, Storeflow
from tests.support.sink import sink
from tests.support.stores import SHOP, SHOPIFY_SECRET, shopify, shopify_order
from tests.support.waiting import wait

pytestmark = [pytest.mark.long, pytest.mark.e2e]
PARTS = ("app", "tools", "templates", "workflows", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE",
         "package.json", "package-lock.json", ".npmrc")  # fmt: skip
"""What a wheel is built from."""
LOOPBACK = {"0100007F", "00000000000000000000000001000000"}
"""127.0.0.1 and ::1 as the kernel writes them."""
LISTENING = "0A"


def done(*command: str | Path, **options: Any) -> str:
    """What a command printed; it must end well."""
    whole: Any = {"capture_output": True, "text": True, "check": False, **options}
    ended: subprocess.CompletedProcess[str] = subprocess.run([*map(str, command)], **whole)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a Python that has the wheel, and from ours the libraries that it needs; its ``bin``."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).is_file():
            shutil.copy2(ROOT / name, source / name)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    done(*pip, "wheel", "--no-deps", "-w", folder / "made", source)
    [wheel] = (folder / "made").glob("storeflow-*.whl")
    done(sys.executable, "-m", "venv", "--without-pip", folder / "venv")
    binaries = folder / "venv" / "bin"
    done(*pip, "--python", binaries / "python", "install", "--no-deps", wheel)
    there = Path(
        done(binaries / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    )
    # a line of a .pth file is a place to look in; the .pth files of that place, such as our own, are not read
    (there / "libraries.pth").write_text("\n".join(site.getsitepackages()) + "\n")
    shown = done(binaries / "python", "-c", "import app; print(app.__file__)", cwd=folder).strip()
    assert Path(shown).is_relative_to(there), "it is the wheel that is tried"
    return binaries


@pytest.fixture
def shipped(installed: Path, tmp_path: Path) -> Iterator[Storeflow]:
    """Started in an empty folder, with no settings at all."""
    server = Storeflow(tmp_path / "data")
    server.program = [str(installed / "storeflow")]
    server.folder = tmp_path
    server.env.pop("PYTHONPATH", None)
    with server:
        yield server.start()


def ask(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers; redirects are not followed."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            """Nowhere."""

    opener = urllib.request.build_opener(Stay)
    try:
        with opener.open(urllib.request.Request(url, body, headers or {}), timeout=20) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), dict(error.headers)


def test_as_shipped_nothing_is_open(shipped: Storeflow) -> None:
    """R11, R18: until an owner exists no page answers, and what programs use asks for a token."""
    for path in ("/", "/settings", "/workflows/x", "/connections", "/demo", "/sign-in", "/stop"):
        status, said, _ = ask(shipped.url + path)
        assert (status, b"Storeflow is not set up yet." in said) == (403, True), path
    for path in ("/api/v1/workflows", "/api/openapi.json", "/metrics"):
        assert ask(shipped.url + path)[0] in (401, 403), path
    assert ask(f"{shipped.url}/set-up?link=guessed")[0] == 403
    assert ask(shipped.setup_link)[0] == 200
    assert ask(f"{shipped.url}/healthz", headers={"Host": "shop.example.com"})[0] == 400
    assert ask(f"{shipped.url}/healthz")[0] == 200


def test_as_shipped_it_listens_on_loopback_only(shipped: Storeflow) -> None:
    """R11: nobody else on the network can even knock."""
    assert shipped.process
    mine = {
        os.readlink(f"/proc/{shipped.process.pid}/fd/{fd}")
        for fd in os.listdir(f"/proc/{shipped.process.pid}/fd")
    }
    listening = [
        line[1]
        for table in ("tcp", "tcp6")
        if Path(f"/proc/net/{table}").exists()
        for line in map(str.split, Path(f"/proc/net/{table}").read_text().splitlines()[1:])
        if line[3] == LISTENING and f"socket:[{line[9]}]" in mine
    ]
    assert listening == [f"0100007F:{shipped.port:04X}"]
    assert {place.partition(":")[0] for place in listening} <= LOOPBACK


def test_as_shipped_only_signed_messages_come_in_and_no_private_address_is_called(shipped: Storeflow) -> None:
    """R7 and R10, by the installed command and the installed server."""
    token = shipped.command("token", "create", "test").stdout.strip()
    given = {"name": "Leaf", "shop_domain": SHOP, "webhook_secret": SHOPIFY_SECRET, "access_token": "shpat_x"}
    sets = [part for key, value in given.items() if key != "name" for part in ("--set", f"{key}={value}")]
    made = json.loads(shipped.command("connect", "shopify", "--name", "Leaf", *sets).stdout)
    secretless = shipped.command("connect", "shopify", "--name", "Open", "--set", f"shop_domain={SHOP}")
    assert secretless.returncode == 1
    private = shipped.command(
        "connect", "shopify", "--name", "In", *sets, "--set", "base_url=http://127.0.0.1:9"
    )
    assert (private.returncode, "doesn't allow" in private.stderr) == (1, True)
    with sink() as inside:
        call = {
            "version": 1, "id": "inward", "name": "Inward",
            "steps": [{"id": "start", "type": "order.created", "settings": {}},
                      {"id": "tell", "type": "http.request", "settings": {"url": f"{inside.url}/admin"}}],
            "edges": [{"source": "start", "port": "next", "target": "tell"}],
        }  # fmt: skip
        path = shipped.data / "inward.json"
        path.write_text(json.dumps(call))
        imported = shipped.command("import", str(path), "--publish")
        assert imported.returncode == 0, imported.stdout + imported.stderr
        hook = shipped.url + made["hook_path"]
        headers, body = shopify("orders/create", shopify_order(1), "w1")
        unsigned = {name: value for name, value in headers.items() if name != "X-Shopify-Hmac-Sha256"}
        assert ask(hook, body, unsigned)[0] == 401
        assert ask(hook, bytes([body[0] ^ 1]) + body[1:], headers)[0] == 401
        assert ask(hook, body, headers)[0] == 202

        def runs() -> list[Any]:
            read = ask(
                f"{shipped.url}/api/v1/runs?workflow=inward", headers={"Authorization": f"Bearer {token}"}
            )
            found: list[Any] = json.loads(read[1])["items"]
            return found

        wait(lambda: [run["status"] for run in runs()] == ["failed"])
        read = ask(
            f"{shipped.url}/api/v1/runs/{runs()[0]['id']}", headers={"Authorization": f"Bearer {token}"}
        )
        said = next(step for step in json.loads(read[1])["steps"] if step["step"] == "tell")
        assert "private" in json.dumps(said), said
        assert inside.calls == []


def test_as_shipped_its_workflows_come_with_it(shipped: Storeflow) -> None:
    """The data that lies beside the code in a checkout lies within the wheel."""
    listed = {json.loads(line)["file"].rpartition("/")[2] for line in
              shipped.command("export", "--out", str(shipped.data / "out")).stdout.splitlines()}  # fmt: skip
    assert len(listed) == len(list((ROOT / "workflows").glob("*.json")))
