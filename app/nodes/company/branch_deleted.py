"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CompanyBranchDeleted(Told):
    """Starts when a branch of a company is deleted."""

    meta = Meta("Branch of a company deleted", icon="map-pin", words="B2B, wholesale, business, removed")
    listens = ("company_location.deleted",)
    fact = "company_location"
    also = {"company": "Company"}
    every = because("Every branch of a company that is deleted")
    when = because("a branch of a company is deleted")
    happened = because("{what} was deleted")
    examples = (Example({}, because="Berlin was deleted", port="next"),)
