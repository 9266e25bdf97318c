"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyContactChanged(Told):
    """Starts when a contact of a company is changed."""

    meta = Meta("Contact of a company changed", icon="user", words="B2B, wholesale, business, updated")
    listens = ("company_contact.updated",)
    fact = "company_contact"
    also = {"company": "Company"}
    every = because("Every contact of a company that changes")
    when = because("a contact of a company changes")
    happened = because("{what} changed")
    examples = (Example({}, because="Buyer changed", port="next"),)
