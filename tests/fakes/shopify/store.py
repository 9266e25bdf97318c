"""What a shop has: things as plain dicts with the API's field names, by kind and global id.

A field that names another thing holds its global id; money is a text or a Decimal in the shop's currency. What follows
from other fields (totals, states) is worked out when it is asked for: see the ``field`` functions of the areas.
"""

from __future__ import annotations

import functools
import hashlib
import re
import secrets
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar, cast

from tests.fakes.clock import Clock, iso

Thing = dict[str, Any]
Listener = Callable[[str, Thing], None]
Do = TypeVar("Do", bound=Callable[..., Any])

ALL_SCOPES = frozenset(
    f"{way}_{what}"
    for way in ("read", "write")
    for what in (
        "orders all_orders customers products inventory locations publications discounts draft_orders fulfillments "
        "merchant_managed_fulfillment_orders assigned_fulfillment_orders third_party_fulfillment_orders returns "
        "gift_cards store_credit_accounts store_credit_account_transactions companies content online_store_navigation "
        "checkouts shopify_payments_disputes payment_terms own_subscription_contracts inventory_transfers order_edits "
        "metaobjects themes"
    ).split()
)


@dataclass
class App:
    """The app that is installed in the shop. ``state``: what Shopify does with its calls."""

    client_id: str = "fake-client-id"
    secret: str = "shpss_fake_secret"
    token: str = "shpat_fake_token"
    scopes: set[str] = field(default_factory=lambda: set(ALL_SCOPES))
    installed: bool = True
    codes: dict[str, frozenset[str]] = field(default_factory=dict)
    """Codes of the install page that are not exchanged yet, with the scopes that were granted."""

    def may(self, scope: str) -> bool:
        """Whoever may write may read."""
        return scope in self.scopes or scope.replace("read_", "write_", 1) in self.scopes


class Shop:
    """One store. ``tell`` hands (topic, thing) to whoever listens, as ``orders/create``."""

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        domain: str = "leaf-and-clay.myshopify.com",
        name: str = "Leaf & Clay",
        currency: str = "EUR",
        zone: str = "Europe/Berlin",
    ) -> None:
        self.clock = clock or Clock()
        self.domain, self.name, self.currency, self.zone = domain, name, currency, zone
        self.app = App()
        self.state = "open"
        """``open``, ``frozen`` (402), ``locked`` (423)."""
        self.storefront_password = ""
        self.address = ""
        """Where the server answers."""
        self.version = "2026-07"
        """The API version that was asked last."""
        self.things: dict[str, dict[str, Thing]] = {}
        self.listeners: list[Listener] = []
        self.mails: list[tuple[str, str, Thing]] = []
        """Mails that Shopify would have sent: (which, to whom, of what)."""
        self.answered: dict[tuple[str, str], tuple[Thing, Thing]] = {}
        """Arguments and answer of what was done, by mutation and idempotency key."""
        self.done: list[tuple[str, Thing]] = []
        """Mutations that changed something, with their arguments."""
        self.cause = ""
        """What all messages of the action under way have in common: ``X-Shopify-Event-Id``."""
        self._last = 7000
        self.next_order = 1001
        self.put({"__typename": "Shop", "id": "gid://shopify/Shop/1", "name": name})

    # ------------------------------------------------------------------------------------------ things

    def now(self) -> str:
        return iso(self.clock.now())

    def new_id(self, kind: str) -> str:
        self._last += 1
        return f"gid://shopify/{kind}/{self._last}"

    def add(self, kind: str, /, **fields: Any) -> Thing:
        """A new thing, with an id and its moments where none were given."""
        now = self.now()
        thing = {"__typename": kind, "id": self.new_id(kind), "createdAt": now, "updatedAt": now, **fields}
        return self.put(thing)

    def put(self, thing: Thing) -> Thing:
        self.things.setdefault(thing["__typename"], {})[thing["id"]] = thing
        return thing

    def get(self, gid: Any) -> Thing | None:
        """The thing with that id; a discount also by its other name."""
        kind = kind_of(gid)
        if kind == "DiscountNode":
            return self.get(gid.replace("/DiscountNode/", "/DiscountCodeNode/")) or self.get(
                gid.replace("/DiscountNode/", "/DiscountAutomaticNode/")
            )
        return self.things.get(kind, {}).get(gid)

    def the(self, gid: str) -> Thing:
        found = self.get(gid)
        assert found is not None, gid
        return found

    def all(self, kind: str) -> list[Thing]:
        return list(self.things.get(kind, {}).values())

    def these(self, gids: Iterable[str]) -> list[Thing]:
        return [self.the(gid) for gid in gids]

    def remove(self, gid: str) -> Thing | None:
        return self.things.get(kind_of(gid), {}).pop(gid, None)

    def touch(self, thing: Thing) -> None:
        thing["updatedAt"] = self.now()

    # ------------------------------------------------------------------------------------------ what others hear

    def tell(self, topic: str, thing: Thing) -> None:
        for listener in self.listeners:
            listener(topic, thing)

    def changed(self, thing: Thing, topic: str) -> None:
        """It is newer now, and its ``.../update`` is told."""
        self.touch(thing)
        self.tell(topic, thing)

    def mail(self, which: str, to: str, about: Thing) -> None:
        self.mails.append((which, to, about))


def one_action(do: Do) -> Do:
    """All messages of it have one cause, also of the actions inside it."""

    @functools.wraps(do)
    def acts(shop: Shop, *args: Any, **kwargs: Any) -> Any:
        outer = shop.cause
        shop.cause = outer or str(uuid.uuid4())
        try:
            return do(shop, *args, **kwargs)
        finally:
            shop.cause = outer

    return cast(Do, acts)


def kind_of(gid: Any) -> str:
    """The kind of thing that a global id names; "" for what is none."""
    found = re.match(r"gid://shopify/(\w+)/[^/]+$", gid) if isinstance(gid, str) else None
    return found.group(1) if found else ""


def number(gid: str) -> str:
    """The last part of a global id."""
    return gid.rpartition("/")[2].partition("?")[0]


def cents(value: Any) -> Decimal:
    """An amount, to the cent."""
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def digest(value: str) -> str:
    """What a metafield is compared by."""
    return hashlib.sha256(value.encode()).hexdigest()


def token(prefix: str) -> str:
    return prefix + secrets.token_hex(16)
