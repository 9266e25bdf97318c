"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyDeleted(Told):
    """Starts when a company is deleted."""

    meta = Meta("Company deleted", icon="building-2", words="B2B, wholesale, business, removed")
    listens = ("company.deleted",)
    fact = "company"
    every = because("Every company that is deleted")
    when = because("a company is deleted")
    happened = because("{what} was deleted")
    examples = (Example({}, because="Berger Interiors was deleted", port="next"),)
