"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyBranchChanged(Told):
    """Starts when a branch of a company is changed."""

    meta = Meta("Branch of a company changed", icon="map-pin", words="B2B, wholesale, business, updated")
    listens = ("company_location.updated",)
    fact = "company_location"
    also = {"company": "Company"}
    every = because("Every branch of a company that changes")
    when = because("a branch of a company changes")
    happened = because("{what} changed")
    examples = (Example({}, because="Berlin changed", port="next"),)
