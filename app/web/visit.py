"""Who is asking, and how they read: made once per request by the gate, and found at ``request.state.visit``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from starlette.requests import HTTPConnection

from app.core.sentence import because
from app.errors import Rejected
from app.i18n import accepted
from app.store.preferences import Shop, get_shop
from app.store.sessions import find_session
from app.store.tokens import Program, find_token
from app.store.users import Person, Role, owner_exists


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's view of who asks. ``session`` is the id of the row, ``csrf`` its token ("" for nobody)."""

    shop: Shop
    person: Person | None = None
    program: Program | None = None
    session: str = ""
    csrf: str = ""
    seen: datetime | None = None
    set_up: bool = True
    languages: str = ""

    @property
    def role(self) -> Role | None:
        """What the asker may do; None for nobody."""
        who = self.person or self.program
        return who.role if who else None

    @property
    def locale(self) -> str:
        """The language to answer in: the person's, else what a program or a stranger asks for, else the shop's."""
        if self.person is not None:
            return self.person.locale or self.shop.locale
        return accepted(self.languages) if self.languages or self.program else self.shop.locale

    @property
    def theme(self) -> str:
        """``light``, ``dark`` or "" for what the device says."""
        return self.person.theme if self.person else ""

    @property
    def zone(self) -> str:
        """The store's zone; all times are shown in it."""
        return self.shop.zone


STRANGER = Visit(Shop())
"""The visit of a request that never got as far as having one."""


def look(conn: Connection, session: str, token: str, now: datetime) -> Visit:
    """One read for everything: the shop's settings, and who has this session or this token."""
    shop = get_shop(conn)
    found = find_session(conn, session, now) if session else None
    if found is not None:
        person, csrf, seen = found
        return Visit(shop, person=person, session=session, csrf=csrf, seen=seen)
    program = find_token(conn, token) if token else None
    return Visit(shop, program=program, set_up=program is not None or owner_exists(conn))


def visit(request: HTTPConnection) -> Visit:
    """This request's visit; a stranger's where the gate turned it away before it knew more."""
    found: Visit | None = request.scope.get("state", {}).get("visit")
    return found or STRANGER


def person(request: HTTPConnection) -> Person:
    """Who is signed in. Raises Rejected for nobody; the gate lets nobody in where a role is asked for."""
    who = visit(request).person
    if who is None:
        raise Rejected(because("Please sign in."))
    return who
