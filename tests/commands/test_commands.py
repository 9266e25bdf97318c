"""Each command on a data folder where no server runs."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import document, noting
from tests.commands.conftest import Command
from tests.support.stores import SHOP, SHOPIFY_SECRET


def connected(command: Command, tmp_path: Path) -> str:
    """The id of a new Shopify connection."""
    secret = tmp_path / "secret.txt"
    secret.write_text(f"{SHOPIFY_SECRET}\n")
    sets = (f"shop_domain={SHOP}", "access_token=shpat_x", f"webhook_secret=@{secret}")
    given = [part for one in sets for part in ("--set", one)]
    done = command("connect", "shopify", "--name", "Leaf & Clay", *given)
    assert (done.status, done.err) == (0, "")
    made = json.loads(done.out)
    assert made["hook_path"] == f"/hooks/{made['id']}"
    assert SHOPIFY_SECRET not in done.out
    return str(made["id"])


def test_a_token_is_printed_and_nothing_else(command: Command, data: Path) -> None:
    done = command("token", "create", "a script")
    assert (done.status, done.err) == (0, "")
    assert re.fullmatch(r"storeflow_[\w-]{43}\n", done.out)
    assert done.out.strip().encode() not in (data / "storeflow.db").read_bytes()
    assert command("token", "create", "a script", "--role", "viewer").status == 0
    assert command("token", "create", "a script", "--role", "king").status == 2
    refused = command("token", "create", " ")
    assert (refused.status, refused.out) == (1, "")
    assert refused.err.count("\n") == 1


def test_wrong_usage_is_status_2(command: Command) -> None:
    for args in (
        ("fly",),
        ("connect",),
        ("connect", "shopify", "--name", "x", "--set", "nothing"),
        ("token",),
    ):
        assert command(*args).status == 2, args


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv = ['storeflow', '--help']\nfrom app.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "sys.exit(bool({'fastapi', 'sqlalchemy', 'pydantic', 'app.commands'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for name in (
        "serve",
        "token",
        "owner",
        "connect",
        "import",
        "export",
        "backup",
        "restore",
        "migrate",
        "doctor",
    ):
        assert name in done.stdout


def test_a_connection_is_made_with_its_secrets_locked(command: Command, data: Path, tmp_path: Path) -> None:
    connected(command, tmp_path)
    files = [path.read_bytes() for path in data.iterdir() if path.name.startswith("storeflow.db")]
    assert not any(SHOPIFY_SECRET.encode() in body for body in files)
    refused = command("connect", "shopify", "--name", "x", "--set", "shop_domain=hidden/!")
    assert refused.status == 1
    assert "hidden" not in refused.err
    assert command("connect", "fax", "--name", "x").status == 1
    missing = command("connect", "shopify", "--name", "x", "--set", f"webhook_secret=@{tmp_path / 'none'}")
    assert missing.status == 1
    assert "none can't be read" in missing.err


def test_documents_go_in_and_come_out_the_same(command: Command, tmp_path: Path) -> None:
    shop = connected(command, tmp_path)
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_text(json.dumps(document()))
    second.write_text(json.dumps(noting()))
    done = command("import", first, second, "--publish", "--bind", f"shop={shop}")
    assert (done.status, done.err) == (0, "")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [(line["id"], line["state"]) for line in lines] == [("thanks", "on"), ("note", "on")]
    assert lines[0]["bindings"] == {"shop": shop}
    assert [problem["severity"] for line in lines for problem in line["problems"]] in ([], ["warning"])

    out = tmp_path / "out"
    exported = command("export", "--out", out)
    assert exported.status == 0
    files = {line["id"]: line["file"] for line in map(json.loads, exported.out.splitlines())}
    assert Path(files["thanks"]).name.startswith("thank-customers-for-big-orders-")
    again = command("import", *files.values())
    assert [json.loads(line)["created"] for line in again.out.splitlines()] == [False, False]
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    (out / "read.me").write_text("mine")
    command("export", "--out", out)
    assert (out / "read.me").read_text() == "mine", "nothing of others is touched"
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.suffix == ".json"} == before
    first.write_text(json.dumps(noting(id="one-more", name="Thank customers for big orders")))
    command("import", first)
    command("export", "--out", tmp_path / "fresh")
    fresh = {path.name: path.read_bytes() for path in (tmp_path / "fresh").iterdir()}
    assert fresh.items() >= before.items(), "names stay when another workflow of the same name comes"
    renamed = out / "my-own-name.json"
    Path(files["thanks"]).rename(renamed)
    command("export", "--out", out)
    assert renamed.read_bytes() == before[Path(files["thanks"]).name]
    assert not Path(files["thanks"]).exists(), "a document keeps the file that it lies in"


def test_what_is_not_right_stays_a_draft_and_is_told(command: Command, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(noting(steps=[], edges=[])))
    done = command("import", broken, "--publish")
    [line] = [json.loads(line) for line in done.out.splitlines()]
    assert (done.status, line["state"]) == (1, "draft")
    assert "no_trigger" in [problem["code"] for problem in line["problems"]]
    assert done.err.startswith("1 of 1 workflows")
    broken.write_text("{half")
    done = command("import", broken)
    assert (done.status, done.out) == (1, "")
    assert done.err == "broken.json can't be read: it is no JSON.\n"
    assert command("import", tmp_path / "none.json").status == 2
    broken.write_text(json.dumps(document()))
    unknown = command("import", broken, "--bind", "shop=nobody")
    assert unknown.status == 1


def test_names_of_workflows_are_no_paths(command: Command, tmp_path: Path) -> None:
    names = ("../../etc/passwd", "धन्यवाद", "Same", "same!")
    for place, name in enumerate(names):
        (tmp_path / "one.json").write_text(json.dumps(noting(id=f"w{place}", name=name)))
        assert command("import", tmp_path / "one.json").status == 0
    out = tmp_path / "out"
    command("export", "--out", out)
    assert len(list(out.iterdir())) == len(names)
    assert {path.name.rpartition("-")[0] for path in out.iterdir()} == {"etc-passwd", "workflow", "same"}


def test_the_owner_gets_a_link_only_where_there_is_one(command: Command) -> None:
    refused = command("owner", "reset")
    assert (refused.status, refused.out) == (1, "")
    assert "no owner yet" in refused.err


def test_migrate_says_what_it_did(command: Command) -> None:
    assert command("migrate").out.startswith("A new database was made")
    assert command("migrate").out.startswith("The database is up to date")


def test_the_doctor_sees_what_is_wrong(command: Command, data: Path, tmp_path: Path) -> None:
    assert command("doctor").status == 1
    assert not data.exists(), "it changes nothing"
    connected(command, tmp_path)
    well = command("doctor")
    assert (well.status, well.err) == (0, ""), well.out
    assert "no message has come yet" in well.out
    key = (data / "secret.key").read_text()
    (data / "secret.key").unlink()
    lost = command("doctor")
    assert lost.status == 1
    assert "The key that locks passwords is missing" in lost.out
    assert not (data / "secret.key").exists()
    (data / "secret.key").write_text(key[:-5] + "AAAA=")
    assert command("doctor").status == 1
    (data / "secret.key").write_text(key)
    assert command("doctor").status == 0
    with sqlite3.connect(data / "storeflow.db") as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0000'")
    conn.close()
    old = command("doctor")
    assert old.status == 1
    assert "storeflow migrate" in old.out


def test_the_demo_store_is_explained(command: Command) -> None:
    done = command("demo")
    assert done.status == 0
    assert "http://127.0.0.1:8000/demo" in done.out
    assert "No server runs" in done.out


def test_a_data_folder_that_can_not_be_is_one_sentence(
    command: Command, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.parent.joinpath("file").write_text("x")
    monkeypatch.setenv("STOREFLOW_SECRET_KEY", "short")
    refused = command("connect", "demo", "--name", "x")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "STOREFLOW_SECRET_KEY" in refused.err
    monkeypatch.setenv("STOREFLOW_MAX_BODY", "lots")
    refused = command("token", "create", "x")
    assert refused.status == 1
    assert "STOREFLOW_MAX_BODY" in refused.err
    monkeypatch.delenv("STOREFLOW_MAX_BODY")
    monkeypatch.setenv("STOREFLOW_DATABASE_URL", "postgresql://nobody")
    assert command("token", "create", "x").status == 1
