"""A backup is whole while the server writes, comes back in another folder, and is quiet there until it is confirmed."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.store.backup import KEPT, before_upgrade
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from tests.commands.conftest import Command
from tests.commands.test_commands import connected
from tests.engine.test_quiet import Installation
from tests.support.server import Storeflow
from tests.support.waiting import wait

PASSPHRASE = "leaf and clay and rain"
Start = Callable[..., Storeflow]


@pytest.fixture(autouse=True)
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOREFLOW_BACKUP_PASSPHRASE", PASSPHRASE)


def test_what_was_kept_comes_back_with_its_key(command: Command, data: Path, tmp_path: Path) -> None:
    connected(command, tmp_path)
    file = tmp_path / "kept.storeflow"
    done = command("backup", file)
    assert (done.status, done.err) == (0, "")
    assert file.stat().st_mode & 0o077 == 0
    key = (data / "secret.key").read_text()
    assert key.encode() not in file.read_bytes()
    assert command("backup", file).status == 1, "never over a file that is there"
    assert "already" in command("restore", file).err, "nor over a Storeflow that is there"
    data.rename(tmp_path / "lost")
    done = command("restore", file)
    assert (done.status, done.err) == (0, "")
    assert (data / "secret.key").read_text() == key
    assert (data / "secret.key").stat().st_mode & 0o077 == 0
    looked = command("doctor").out
    assert "Leaf & Clay" in looked
    assert "storeflow here" in looked, "it asks which one is real"
    with closing(sqlite3.connect(data / "storeflow.db")) as conn:
        [(secrets,)] = conn.execute("SELECT secrets FROM connections WHERE kind = 'shopify'")
    assert Vault(secret_key(data, None)).unlock(secrets)


@pytest.mark.parametrize("harm", ["phrase", "cut", "other", "newer", "changed"])
def test_what_can_not_be_restored_changes_nothing(
    command: Command, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    assert command("token", "create", "x").status == 0
    file = tmp_path / "kept"
    if harm == "newer":
        with closing(sqlite3.connect(data / "storeflow.db")) as conn:
            conn.execute("UPDATE alembic_version SET version_num = '9999'")
            conn.commit()
    assert command("backup", file).status == 0
    data.rename(tmp_path / "lost")
    if harm == "phrase":
        monkeypatch.setenv("STOREFLOW_BACKUP_PASSPHRASE", "another one altogether")
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:-100])
    elif harm == "other":
        file.write_bytes(b"PK no backup at all")
    elif harm == "changed":
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(file, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part[:-4] + b"oops" if name == "storeflow.db" else part)
    said = {"phrase": "not the passphrase", "newer": "newer Storeflow"}.get(harm, "it is damaged")
    refused = command("restore", file)
    assert (refused.status, refused.out) == (1, "")
    assert said in refused.err
    assert refused.err.count("\n") == 1
    assert not data.exists() or not any(data.iterdir())


def test_a_short_passphrase_and_nothing_to_back_up_are_refused(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no database" in command("backup", tmp_path / "a").err
    assert command("token", "create", "x").status == 0
    monkeypatch.setenv("STOREFLOW_BACKUP_PASSPHRASE", "short")
    assert "at least 12 characters" in command("backup", tmp_path / "a").err
    assert not (tmp_path / "a").exists()


def test_an_upgrade_keeps_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "storeflow.db"
    open_database(tmp_path)
    assert not (tmp_path / "backups").exists(), "a new one needs none"
    for _ in range(KEPT + 2):
        with closing(sqlite3.connect(path)) as conn:
            conn.execute("UPDATE alembic_version SET version_num = '0010'")
            conn.execute("CREATE TABLE IF NOT EXISTS mine (a)")
            conn.commit()
        kept = before_upgrade(path, datetime.now(UTC))
        assert kept is not None
        with closing(sqlite3.connect(kept)) as conn:
            assert conn.execute("SELECT version_num FROM alembic_version").fetchone() == ("0010",)
    assert len(list((tmp_path / "backups").iterdir())) == KEPT


@pytest.mark.e2e
def test_a_backup_of_a_running_server_goes_on_elsewhere_once(start_storeflow: Start, tmp_path: Path) -> None:
    first = Installation(start_storeflow(data=tmp_path / "first"))
    first.prepare(tmp_path)
    first.order(1)
    wait(lambda: first.statuses() == ["waiting"])
    (tmp_path / "phrase").write_text(f"{PASSPHRASE}\n")
    phrase = ("--passphrase-file", str(tmp_path / "phrase"))
    assert "STOREFLOW_BACKUP_PASSPHRASE" in first.server.command("backup", str(tmp_path / "kept")).stderr
    done = first.server.command("backup", str(tmp_path / "kept"), *phrase)
    assert done.returncode == 0, done.stderr
    first.server.kill9()
    second = start_storeflow(data=tmp_path / "second")
    done = second.command("restore", str(tmp_path / "kept"), *phrase)
    assert done.returncode == 1, "a server runs there"
    third = tmp_path / "third"
    place = Storeflow(third)
    done = place.command("restore", str(tmp_path / "kept"), *phrase)
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(third / "storeflow.db") as conn:
        conn.execute("UPDATE waits SET due = 1")
    back = first.at(start_storeflow(data=third))
    assert back.ask("GET", "/api/v1/stop")["stopped"] is True
    assert back.mails() == []
    assert back.ask("POST", "/api/v1/place/real")["stopped"] is False
    wait(lambda: back.statuses() == ["done"])
    assert back.mails() == ["Look"]
