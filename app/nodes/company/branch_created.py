"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyBranchCreated(Told):
    """Starts when a branch of a company is entered."""

    meta = Meta("Branch of a company created", icon="map-pin", words="B2B, wholesale, business, new")
    listens = ("company_location.created",)
    fact = "company_location"
    also = {"company": "Company"}
    every = because("Every new branch of a company")
    when = because("there is a new branch of a company")
    happened = because("{what} is new")
    examples = (Example({}, because="Berlin is new", port="next"),)
