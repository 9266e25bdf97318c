"""The one reader of the environment. Everything has a default: nothing set is a working, closed product."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """``STOREFLOW_...`` variables; see ``doors`` in the README."""

    model_config = SettingsConfigDict(env_prefix="STOREFLOW_", extra="ignore")

    data_dir: Path = Path("data")
    database_url: str = ""
    secret_key: SecretStr | None = None
    public_url: str = ""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    allow_private_addresses: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts or networks that outgoing calls may reach although they are private. Never settable from a screen."""
    machine: str = ""
    """What this machine is called, where its system does not tell; a copy is known by another name."""
    max_body: int = Field(default=5 * 1024 * 1024, ge=1024)
    """Bytes of a webhook's body that are taken; beyond it 413."""

    @field_validator("allowed_hosts", "allow_private_addresses", mode="before")
    @classmethod
    def split(cls, value: object) -> object:
        """Comma-separated in the environment."""
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("allow_private_addresses")
    @classmethod
    def networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """A network must be one, so that a typing error opens nothing."""
        for part in value:
            if "/" in part:
                ip_network(part)
        return value
