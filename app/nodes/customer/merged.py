"""A trigger."""

from __future__ import annotations

from app.core.happenings import CustomerRead
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerMerged(CustomerRead):
    """Starts when two customers were one person and have been put together."""

    meta = Meta("Customers merged", icon="users", connection="shop", words="merge, duplicate, one account")
    listens = ("customer.merged",)
    every = because("Every two customers that become one")
    when = because("two customers are put together")
    happened = because("{what} was put together with another customer")
    examples = (
        Example({}, because="Anna Berger was put together with another customer", port="next"),
        Example({}, because="reads what it is about", names={"customer": {"id": "501"}}, settled="next"),
    )
