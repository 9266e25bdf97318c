"""Effects that speak to a store's own API, for what no step of its own does. The store's address is the connection's:
what is asked for can't name another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from app.core.effects.base import Answer, Effect
from app.core.sentence import Json, Sentence, because


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


Method = Literal["GET", "POST", "PUT", "DELETE"]
_UNKNOWN = _("nobody but you knows what such a call does, nor how to take it back")
_SILENT = _("nobody but you knows which messages follow from such a call")


class AskShopifyApi(Effect):
    """A query to Shopify's Admin API: ``{"data": its answer}``. ``text``: one operation; values are only in the
    ``variables``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"

    title: str
    text: str
    variables: dict[str, Json] = Field(default_factory=dict)

    def sentence(self) -> Sentence:
        """What it does."""
        return because("asks Shopify by “{title}”", title=self.title)

    def assume(self) -> Answer:
        """Nobody knows what it would answer."""
        return Answer({"data": {}}, assumed=True)


class ChangeByShopifyApi(AskShopifyApi):
    """A mutation: the same, but it changes something. An interrupted one is never repeated by itself."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    no_undo: ClassVar[str] = _UNKNOWN
    no_echo: ClassVar[str] = _SILENT

    def sentence(self) -> Sentence:
        """What it does."""
        return because("has Shopify do “{title}”", title=self.title)


class AskWooCommerceApi(Effect):
    """A reading call of WooCommerce's REST API: ``{"data": its answer}``. ``path``: below ``wc/v3``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"

    path: str
    query: dict[str, str] = Field(default_factory=dict)

    def sentence(self) -> Sentence:
        """What it does."""
        return because("asks WooCommerce for {path}", path=self.path)

    def assume(self) -> Answer:
        """Nobody knows what it would answer."""
        return Answer({"data": {}}, assumed=True)


class ChangeByWooCommerceApi(AskWooCommerceApi):
    """A call that changes something. An interrupted one is never repeated by itself."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    no_undo: ClassVar[str] = _UNKNOWN
    no_echo: ClassVar[str] = _SILENT

    method: Method = "POST"
    body: Json = None

    def sentence(self) -> Sentence:
        """What it does."""
        return because("calls {method} {path} of WooCommerce", method=self.method, path=self.path)


def answered(value: Json) -> Mapping[str, Json]:
    """What a call gives to later steps."""
    return {"data": value.get("data")} if isinstance(value, Mapping) else {"data": value}
