"""Who may use which route (rule R18). Said next to the route; a route that says nothing answers nobody.

``@public``            anybody
``@setting_up``        anybody, but only until an owner exists
``@allow("viewer")``   people (pages) or programs (``/api/``) of at least that role
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from app.store.users import ROLES, Role

Who = Literal["public", "setting_up", "owner", "editor", "viewer"]
F = TypeVar("F", bound=Callable[..., Any])
_MARK = "__storeflow_access__"


@dataclass(frozen=True, slots=True)
class Access:
    """What a route declares. ``always``: it answers before an owner exists too."""

    who: Who
    always: bool = False


def declare(endpoint: F, who: Who, *, always: bool = False) -> F:
    """Marks an endpoint's function; what the decorators below do."""
    setattr(endpoint, _MARK, Access(who, always))
    return endpoint


def allow(role: Role) -> Callable[[F], F]:
    """The route is for people and programs of at least this role. Stands below the router's decorator."""
    return lambda endpoint: declare(endpoint, role)


def public(endpoint: F) -> F:
    """The route is for anybody, once Storeflow is set up."""
    return declare(endpoint, "public")


def always(endpoint: F) -> F:
    """The route is for anybody, even before an owner exists: health, webhooks."""
    return declare(endpoint, "public", always=True)


def setting_up(endpoint: F) -> F:
    """The route answers only until an owner exists."""
    return declare(endpoint, "setting_up", always=True)


def declared(endpoint: object) -> Access | None:
    """What an endpoint declared, None for nothing."""
    return getattr(endpoint, _MARK, None)


def at_least(role: Role, wanted: Role) -> bool:
    """Whether ``role`` may do what ``wanted`` may."""
    return ROLES.index(role) <= ROLES.index(wanted)
