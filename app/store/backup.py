"""A backup: one file that holds the database as it was at one moment, and the key that locks passwords, itself locked.

A ZIP of ``manifest.json`` and ``storeflow.db``. The copy is SQLite's own online backup (sqlite.org/backup.html), so it
is whole while a server writes. The key goes in only locked by a passphrase: scrypt (RFC 7914) and AES-256-GCM.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.sentence import because
from app.errors import AppError, Conflict
from app.store.checkup import FILE
from app.store.migrate import HEAD
from app.store.place import RESTORED
from app.store.types import to_micros

FORMAT = 1
KEY = "secret.key"
MANIFEST = "manifest.json"
KEPT = 3
"""Copies from before an upgrade."""
COST = {"n": 2**15, "r": 8, "p": 1}
_LARGEST_MANIFEST = 100_000
_BITE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. ``made``: when the backup was made, in UTC; ``schema``: the migration that it is at."""

    made: str
    schema: str
    key: bool


def make(data_dir: Path, target: Path, passphrase: str, key: str | None, now: datetime) -> int:
    """Writes a backup of the data folder's SQLite database; answers its size in bytes. ``key``: what is to be locked,
    None to leave it out. The file appears whole or not at all. Raises AppError, OSError."""
    source = data_dir / FILE
    if target.exists():
        raise Conflict(because("{file} is there already; nothing was written over it.", file=str(target)))
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".storeflow-backup-") as folder:
        copied, packed = Path(folder) / FILE, Path(folder) / "backup"
        schema = copy(source, copied)
        manifest = {
            "format": FORMAT,
            "made": now.astimezone(UTC).isoformat(),
            "schema": schema,
            "sha256": _digest(copied),
            "key": locked(key, passphrase) if key is not None else None,
        }
        with zipfile.ZipFile(packed, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest, indent=2))
            archive.write(copied, FILE)
        os.chmod(packed, 0o600)
        with packed.open("rb+") as file:
            os.fsync(file.fileno())
        os.link(packed, target)  # never over a file that came meanwhile
    return target.stat().st_size


def copy(source: Path, target: Path) -> str:
    """A whole copy of a database that may be written to meanwhile; answers the migration that it is at."""
    with (
        closing(sqlite3.connect(f"file:{source.absolute().as_posix()}?mode=ro", uri=True, timeout=60)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")
        os.chmod(target, 0o600)
        return _schema(new)


def before_upgrade(path: Path, now: datetime) -> Path | None:
    """Keeps a copy of an older database beside it, in ``backups``, before it is changed; the last few stay. None where
    there is nothing older. Raises OSError, sqlite3.Error: then nothing is to be changed either."""
    if not path.is_file():
        return None
    with closing(sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro", uri=True, timeout=60)) as conn:
        known = conn.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        schema = _schema(conn) if known else HEAD
    if schema == HEAD:
        return None
    folder = path.parent / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{now:%Y%m%d-%H%M%S-%f}-before-{HEAD}.db"
    copy(path, target)
    for old in sorted(folder.glob("*-before-*.db"))[:-KEPT]:
        old.unlink()
    return target


def restore(file: Path, data_dir: Path, passphrase: str | None, now: datetime) -> Restored:
    """Puts a backup into a data folder that holds no database. What comes back stays quiet until a person says that it
    is the real one. All or nothing. Raises AppError, OSError."""
    if (data_dir / FILE).exists() or (data_dir / KEY).exists():
        raise Conflict(
            because(
                "There is a Storeflow in {folder} already. Choose an empty folder with --data; nothing was changed.",
                folder=str(data_dir),
            )
        )
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=data_dir, prefix=".restore-") as folder:
        manifest, unpacked = _unpacked(file, Path(folder))
        key = unlocked(manifest["key"], passphrase) if manifest.get("key") else None
        with closing(sqlite3.connect(unpacked)) as conn:
            if conn.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise _damaged(file)
            schema = _schema(conn)
            if schema > HEAD:
                raise AppError(
                    because(
                        "This backup was made by a newer Storeflow ({theirs}; this one knows {ours}). Install "
                        "the newer one, then restore.",
                        theirs=schema,
                        ours=HEAD,
                    )
                )
            _note_restored(conn, now)
            conn.commit()
        if key is not None:
            _write_key(data_dir / KEY, key)
        unpacked.replace(data_dir / FILE)
    return Restored(str(manifest["made"]), schema, key is not None)


def has_key(file: Path) -> bool:
    """Whether a backup holds the key, so that its passphrase is needed. Raises AppError for what is no backup."""
    try:
        with zipfile.ZipFile(file) as archive, archive.open(MANIFEST) as inside:
            return bool(json.loads(inside.read(_LARGEST_MANIFEST)).get("key"))
    except (zipfile.BadZipFile, KeyError, ValueError, AttributeError, EOFError) as error:
        raise _damaged(file) from error


def locked(key: str, passphrase: str) -> dict[str, Any]:
    """The key, locked by the passphrase."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # costs a start what only backups need

    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = AESGCM(_derived(passphrase, salt, COST)).encrypt(nonce, key.encode(), None)
    return {"scrypt": COST, "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)}


def unlocked(sealed: Mapping[str, Any], passphrase: str | None) -> str:
    """The key again. Raises AppError for a wrong passphrase."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not passphrase:
        raise AppError(because("This backup's key is locked. Give the passphrase that it was made with."))
    try:
        cost = {name: int(sealed["scrypt"][name]) for name in COST}
        if cost["n"] > 2**20 or cost["r"] > 64 or cost["p"] > 16:
            raise ValueError("cost")
        salt, nonce, inside = (base64.b64decode(sealed[name]) for name in ("salt", "nonce", "sealed"))
        return AESGCM(_derived(passphrase, salt, cost)).decrypt(nonce, inside, None).decode()
    except InvalidTag as error:
        raise AppError(
            because("This is not the passphrase that the backup was made with. Nothing was changed.")
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise AppError(because("What locks this backup's key is damaged. Nothing was changed.")) from error


def _derived(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _unpacked(file: Path, folder: Path) -> tuple[dict[str, Any], Path]:
    """The manifest, and the database as it was written, compared with it."""
    try:
        with zipfile.ZipFile(file) as archive:
            with archive.open(MANIFEST) as inside:
                manifest = json.loads(inside.read(_LARGEST_MANIFEST))
            if manifest["format"] != FORMAT:
                raise AppError(
                    because("This backup is of a kind that this version of Storeflow doesn't know.")
                )
            target = folder / FILE
            with archive.open(FILE) as packed, target.open("xb") as out:
                while bite := packed.read(_BITE):
                    out.write(bite)
                out.flush()
                os.fsync(out.fileno())
    except (zipfile.BadZipFile, KeyError, TypeError, ValueError, EOFError, NotImplementedError) as error:
        raise _damaged(file) from error
    if _digest(target) != manifest.get("sha256"):
        raise _damaged(file)
    os.chmod(target, 0o600)
    return manifest, target


def _damaged(file: Path) -> AppError:
    return AppError(because("{file} is no backup, or it is damaged. Nothing was changed.", file=str(file)))


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _schema(conn: sqlite3.Connection) -> str:
    try:
        found = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise AppError(because("This is no database of Storeflow.")) from error
    return str(found[0]) if found else ""


def _note_restored(conn: sqlite3.Connection, now: datetime) -> None:
    """The next start sees it, and nothing leaves until a person has looked."""
    conn.execute("DELETE FROM places WHERE name = ?", (RESTORED,))
    conn.execute(
        "INSERT INTO places (name, value, at) VALUES (?, ?, ?)", (RESTORED, now.isoformat(), to_micros(now))
    )


def _write_key(path: Path, key: str) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
