"""The state of one shop: its things, its keys, its clock, and what its Action Scheduler still has to deliver."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tests.fakes.clock import Clock as Clock
from tests.fakes.woocommerce.answers import Thing

VERSION, WORDPRESS = "11.0.1", "7.0.4"


@dataclass
class Key:
    """A key of the REST API. ``manages``: whether its user may manage the shop at all."""

    key: str = field(default_factory=lambda: f"ck_{secrets.token_hex(20)}")
    secret: str = field(default_factory=lambda: f"cs_{secrets.token_hex(20)}")
    permissions: Literal["read", "write", "read_write"] = "read_write"
    manages: bool = True
    nonces: dict[str, float] = field(default_factory=dict)


@dataclass
class Job:
    """A delivery that waits in the Action Scheduler: webhook and thing, due at a time."""

    webhook: int
    thing: int
    due: datetime


class Shop:
    """``things``: by kind and id, times as datetimes. ``mails``: (template, address, order) that it sent.

    ``hpos``: orders have tables of their own; else they are posts, and messages about posts mix kinds up.
    """

    def __init__(self, clock: Clock | None = None, zone: str = "UTC", *, hpos: bool = True) -> None:
        self.clock = clock or Clock()
        self.zone = ZoneInfo(zone)
        self.hpos = hpos
        self.url = ""
        """Where it is reached, without a slash at its end; the server fills it in."""
        self.name, self.currency, self.tax_rate = "Leaf & Clay", "EUR", Decimal(0)
        self.keys: list[Key] = [Key()]
        self.things: dict[str, dict[int, Thing]] = {
            kind: {}
            for kind in (
                "order",
                "refund",
                "note",
                "customer",
                "product",
                "category",
                "tag",
                "coupon",
                "webhook",
            )
        }
        self.roads: dict[str, str] = {}
        """Where public addresses lead to on this machine, by how they begin: as a name server would tell."""
        self.mails: list[tuple[str, str, int]] = []
        self._jobs: dict[tuple[int, int], Job] = {}
        self.pings: list[int] = []
        """Webhooks whose address is to be greeted."""
        self.gateways = {"bacs": ["products"], "cod": ["products"], "stripe": ["products", "refunds"]}
        """Ways to pay, and what each supports."""
        self.refunded_by_gateway: list[tuple[int, str]] = []
        self.default_category = 15
        self.dice = random.Random(1)
        self._next = {"post": count(10), "user": count(2), "term": count(16), "webhook": count(1), "comment": count(50),
                      "meta": count(1), "item": count(69)}  # fmt: skip
        self.listeners: list[Callable[[str, int], None]] = []
        """Called with the hook's name (``order.updated``) and the id, before a webhook is looked for."""
        now = self.now()
        self.things["category"][15] = {
            "id": 15, "name": "Uncategorized", "slug": "uncategorized", "parent": 0, "description": "",
            "display": "default", "image": None, "menu_order": 0,
        }  # fmt: skip
        self.things["customer"][1] = person(1, "owner@example.com", "administrator", now)

    def now(self) -> datetime:
        """Whole seconds, as all times of WordPress."""
        return self.clock.now().replace(microsecond=0)

    def new_id(self, sequence: str) -> int:
        """Posts, orders and coupons share one row of numbers, as in WordPress."""
        return next(self._next[sequence])

    def road(self, url: str) -> str:
        """An address as it is reached from here."""
        public = next((one for one in self.roads if url.startswith(one)), "")
        return self.roads.get(public, "") + url[len(public) :]

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def meta(self, thing: Thing, told: Any) -> None:
        """Sets meta fields: by id, else by key; a value of null deletes."""
        kept: list[Thing] = thing.setdefault("meta_data", [])
        for one in told if isinstance(told, list) else ():
            if not isinstance(one, dict):
                continue
            same = next((m for m in kept if one.get("id") and m["id"] == one["id"]), None)
            same = same or next((m for m in kept if not one.get("id") and m["key"] == one.get("key")), None)
            if "value" in one and one["value"] is None:
                if same is not None:
                    kept.remove(same)
            elif same is not None:
                same["value"] = one.get("value", same["value"])
                same["key"] = one.get("key", same["key"])
            elif one.get("key"):
                kept.append({"id": self.new_id("meta"), "key": one["key"], "value": one.get("value", "")})

    def happened(self, topic: str, thing: int) -> None:
        """Puts a delivery into the queue for each active webhook of the topic; one that waits already is enough, so
        several changes in one run of the queue give one message. The queue runs with WP-Cron: within a minute."""
        for tell in self.listeners:
            tell(topic, thing)
        for webhook in self.things["webhook"].values():
            waits = (webhook["id"], thing) in self._jobs
            if webhook["topic"] == topic and webhook["status"] == "active" and not waits:
                due = self.now() + timedelta(seconds=self.dice.randint(1, 60))
                self._jobs[webhook["id"], thing] = Job(webhook["id"], thing, due)

    @property
    def jobs(self) -> list[Job]:
        """What waits for the queue."""
        return list(self._jobs.values())

    def hurry(self) -> None:
        """Lets all of it leave with the next run of the queue."""
        for job in self._jobs.values():
            job.due = self.now()

    def due(self, now: datetime) -> list[Job]:
        """Takes out of it what is due, in order."""
        due = sorted((job for job in self.jobs if job.due <= now), key=lambda job: job.due)
        for job in due:
            del self._jobs[job.webhook, job.thing]
        return due


def person(id: int, email: str, role: str, now: datetime) -> Thing:
    """A user with empty addresses."""
    names = (
        "first_name",
        "last_name",
        "company",
        "address_1",
        "address_2",
        "city",
        "postcode",
        "country",
        "state",
    )
    return {
        "id": id, "date_created": now, "date_modified": now, "email": email, "first_name": "", "last_name": "",
        "role": role, "username": email.partition("@")[0].replace("+", ""),
        "billing": {**dict.fromkeys(names, ""), "email": "", "phone": ""},
        "shipping": {**dict.fromkeys(names, ""), "phone": ""},
        "is_paying_customer": False, "meta_data": [],
    }  # fmt: skip
