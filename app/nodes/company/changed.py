"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyChanged(Told):
    """Starts when a company is changed."""

    meta = Meta("Company changed", icon="building-2", words="B2B, wholesale, business, updated")
    listens = ("company.updated",)
    fact = "company"
    every = because("Every company that changes")
    when = because("a company changes")
    happened = because("{what} changed")
    examples = (Example({}, because="Berger Interiors changed", port="next"),)
