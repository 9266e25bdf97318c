"""Effects on where a product is to be seen that only one platform knows: sales channels, catalogue, post status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.effects.products import OnProduct
from app.core.sentence import Json, Sentence, because
from app.core.shop_choices import choices

Visibility = Literal["visible", "catalog", "search", "hidden"]
VISIBILITY = choices(
    {
        "visible": "Shop and search",
        "catalog": "Shop only",
        "search": "Search only",
        "hidden": "Hidden",
    }
)
PostStatus = Literal["publish", "draft", "pending", "private"]
POST_STATUS = choices(
    {
        "publish": "Published",
        "draft": "Draft",
        "pending": "Waits for review",
        "private": "Private",
    }
)


class GetChannels(Effect):
    """Reads on which of these sales channels a product is: ``{"channels": [...]}``, named as they are here."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2

    id: str
    channels: tuple[str, ...]

    def sentence(self) -> Sentence:
        """What it does."""
        return because("looks whether it is on {channels}", channels=self.channels)

    def assume(self) -> Answer:
        """On none."""
        return Answer({"channels": []}, assumed=True)


class _OnChannels(OnProduct):
    """``channels``: sales channels by their names."""

    cost: ClassVar[int] = 3

    channels: tuple[str, ...]

    def before(self) -> Effect | None:
        """Where it is already."""
        return GetChannels(id=self.id, channels=self.channels)


class PublishOnChannels(_OnChannels):
    """Shows the product on sales channels; where it is already, it stays."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("shows {name} on {channels}", name=self.name, channels=self.channels)

    def undo(self, before: Json) -> Effect | None:
        """Takes it off those it was not on."""
        had = _on(before)
        new = tuple(one for one in self.channels if one not in had)
        return HideOnChannels(id=self.id, label=self.label, channels=new) if new else None


class HideOnChannels(_OnChannels):
    """Takes the product off sales channels; where it is not, that is no error."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("takes {name} off {channels}", name=self.name, channels=self.channels)

    def undo(self, before: Json) -> Effect | None:
        """Shows it again on those it was on."""
        had = _on(before)
        gone = tuple(one for one in self.channels if one in had)
        return PublishOnChannels(id=self.id, label=self.label, channels=gone) if gone else None


class GetWooProduct(Effect):
    """Reads what only WooCommerce knows of a product: ``{"post_status", "visibility"}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"

    id: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("looks how the product is to be seen")

    def assume(self) -> Answer:
        """As most are."""
        return Answer({"post_status": "publish", "visibility": "visible"}, assumed=True)


class SetVisibility(OnProduct):
    """Where WooCommerce lists the product. ``expected``: as in ``SetProductStatus``."""

    visibility: Visibility
    expected: str = ""

    def before(self) -> Effect | None:
        """Where it is listed."""
        return GetWooProduct(id=self.id)

    def sentence(self) -> Sentence:
        """What it does."""
        where = because(VISIBILITY[self.visibility])
        return because("sets where {name} is listed to “{where}”", name=self.name, where=where)

    def undo(self, before: Json) -> Effect | None:
        """Where it was listed."""
        was = before.get("visibility") if isinstance(before, Mapping) else None
        if was not in VISIBILITY or was == self.visibility:
            return None
        return self.replace(visibility=was, expected=self.visibility)


class SetPostStatus(OnProduct):
    """The product's status as WordPress has it. ``expected``: as in ``SetProductStatus``."""

    status: PostStatus
    expected: str = ""

    def before(self) -> Effect | None:
        """Its status."""
        return GetWooProduct(id=self.id)

    def sentence(self) -> Sentence:
        """What it does."""
        status = because(POST_STATUS[self.status])
        return because("sets the status of {name} to “{status}”", name=self.name, status=status)

    def undo(self, before: Json) -> Effect | None:
        """The status that it had."""
        was = before.get("post_status") if isinstance(before, Mapping) else None
        if was not in POST_STATUS or was == self.status:
            return None
        return self.replace(status=was, expected=self.status)

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """Later steps see it in the shop's language."""
        told = {"publish": "active", "private": "unlisted"}
        return self.seen(facts, status=told.get(self.status, "draft"))


def _on(before: Json) -> frozenset[str]:
    """The channels that it was on, as they were asked for."""
    return frozenset(before.get("channels") or ()) if isinstance(before, Mapping) else frozenset()
