"""Secrets at rest: encrypted with a key that is never in the data file (rule R5)."""

from __future__ import annotations

import os
from pathlib import Path

import orjson
from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

from app.core.sentence import Json, because
from app.errors import AppError
from app.store.signed import Signer


class Vault:
    """Encrypts and decrypts with one Fernet key (AES-128-CBC with HMAC-SHA256, cryptography.io)."""

    def __init__(self, key: SecretStr) -> None:
        self._fernet = Fernet(key.get_secret_value().encode())
        self.signer = Signer(key)
        """Signs links that need no login."""

    def lock(self, secrets: Json) -> bytes:
        """JSON -> encrypted bytes."""
        return self._fernet.encrypt(orjson.dumps(secrets))

    def unlock(self, locked: bytes) -> Json:
        """Encrypted bytes -> JSON. Raises AppError where another key locked them."""
        try:
            return orjson.loads(self._fernet.decrypt(locked))
        except InvalidToken as error:
            raise AppError(
                because(
                    "The saved passwords and keys were locked with another secret key. Put the old key back "
                    "(STOREFLOW_SECRET_KEY, or the file secret.key in the data folder); nothing was changed."
                )
            ) from error


def secret_key(data_dir: Path, given: SecretStr | None) -> SecretStr:
    """The given key, else the key file in the data folder, made with mode 600 where there is none."""
    if given is not None:
        try:
            Fernet(given.get_secret_value().encode())
        except ValueError as error:
            raise AppError(
                because(
                    "STOREFLOW_SECRET_KEY is not a key: it must be 32 random bytes, URL-safe base64 encoded."
                )
            ) from error
        return given
    path = data_dir / "secret.key"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return SecretStr(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        file.write(Fernet.generate_key().decode())
        file.flush()
        os.fsync(file.fileno())
    return SecretStr(path.read_text().strip())
