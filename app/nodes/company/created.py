"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyCreated(Told):
    """Starts when a company is entered."""

    meta = Meta("Company created", icon="building-2", words="B2B, wholesale, business, new")
    listens = ("company.created",)
    fact = "company"
    every = because("Every new company")
    when = because("there is a new company")
    happened = because("{what} is new")
    examples = (Example({}, because="Berger Interiors is new", port="next"),)
