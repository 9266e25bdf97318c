"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutCustomer
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerDeleted(AboutCustomer):
    """Starts when a customer is deleted. Only the number is left."""

    meta = Meta("Customer deleted", icon="user-x", words="removed, gone, account")
    listens = ("customer.deleted",)
    every = because("Every customer who is deleted")
    when = because("a customer is deleted")
    happened = because("the customer {what} was deleted")
    examples = (Example({}, because="the customer Anna Berger was deleted", port="next"),)
