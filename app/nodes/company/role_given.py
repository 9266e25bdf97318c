"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyRoleGiven(Told):
    """Starts when a contact of a company gets a role at a branch, such as the right to order."""

    meta = Meta(
        "Contact of a company gets a role", icon="key-round", words="B2B, permission, ordering, admin"
    )
    listens = ("company_contact.role_given",)
    fact = "company_contact"
    also = {"company": "Company", "company_location": "CompanyLocation"}
    every = because("Every contact who gets a role")
    when = because("a contact of a company gets a role")
    happened = because("{what} got a role")
    examples = (Example({}, because="Buyer got a role", port="next"),)
