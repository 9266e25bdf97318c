"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyContactDeleted(Told):
    """Starts when a contact of a company is deleted."""

    meta = Meta("Contact of a company deleted", icon="user", words="B2B, wholesale, business, removed")
    listens = ("company_contact.deleted",)
    fact = "company_contact"
    also = {"company": "Company"}
    every = because("Every contact of a company that is deleted")
    when = because("a contact of a company is deleted")
    happened = because("{what} was deleted")
    examples = (Example({}, because="Buyer was deleted", port="next"),)
