"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyContactCreated(Told):
    """Starts when a contact of a company is entered."""

    meta = Meta("Contact of a company created", icon="user", words="B2B, wholesale, business, new")
    listens = ("company_contact.created",)
    fact = "company_contact"
    also = {"company": "Company"}
    every = because("Every new contact of a company")
    when = because("there is a new contact of a company")
    happened = because("{what} is new")
    examples = (Example({}, because="Buyer is new", port="next"),)
