"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutCustomer
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerCreated(AboutCustomer):
    """Starts when your shop has a new customer."""

    meta = Meta(
        "Customer created", icon="user-plus", often=True, words="new customer, account, sign up, registered"
    )
    listens = ("customer.created",)
    every = because("Every new customer")
    when = because("there is a new customer")
    happened = because("{what} is a new customer")
    examples = (Example({}, because="Anna Berger is a new customer", port="next"),)
