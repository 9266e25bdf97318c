"""What the areas can do, by the name of the field: mutations, root queries, and fields that are worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fakes.shopify.store import Shop, Thing

Args = dict[str, Any]
Run = Callable[[Shop, Args], Thing]
Ask = Callable[[Shop, Args], Any]
Work = Callable[[Shop, Thing, Args], Any]


class Declined(Exception):
    """Shopify declines: becomes the ``userErrors`` of the mutation's payload. Nothing was changed."""

    def __init__(self, message: str, *field: str, code: str = "INVALID") -> None:
        super().__init__(message)
        self.message, self.field, self.code = message, list(field) or None, code


@dataclass(frozen=True)
class Mutation:
    """``scope``: what the app needs. ``keyed``: Shopify refuses it without ``@idempotent(key:)``."""

    run: Run
    scope: str
    keyed: bool


MUTATIONS: dict[str, Mutation] = {}
QUERIES: dict[str, Ask] = {}
FIELDS: dict[str, Work] = {}
"""By ``Order.totalPriceSet``, or ``*.metafields`` for whatever has it."""


def mutation(name: str, scope: str, *, keyed: bool = False) -> Callable[[Run], Run]:
    """``run(shop, arguments)`` gives the payload without its errors. Raises Declined before it changes anything."""

    def keep(run: Run) -> Run:
        MUTATIONS[name] = Mutation(run, scope, keyed)
        return run

    return keep


def query(name: str) -> Callable[[Ask], Ask]:
    """A root field that is more than a thing by its id or a list of all of a kind."""

    def keep(ask: Ask) -> Ask:
        QUERIES[name] = ask
        return ask

    return keep


def field(*names: str) -> Callable[[Work], Work]:
    """A field that is worked out of others."""

    def keep(work: Work) -> Work:
        FIELDS.update(dict.fromkeys(names, work))
        return work

    return keep


def found(shop: Shop, gid: str, message: str, *path: str, kind: str = "") -> Thing:
    """The thing that arguments name. Raises Declined where there is none."""
    thing = shop.get(gid)
    if thing is None or (kind and thing["__typename"] != kind):
        raise Declined(message, *path, code="NOT_FOUND")
    return thing
