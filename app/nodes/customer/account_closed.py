"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutCustomer
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerAccountClosed(AboutCustomer):
    """Starts when a customer's account is closed, or the customer has none any more."""

    meta = Meta("Customer account closed", icon="user-x", words="disabled, deactivated, login")
    listens = ("customer.disabled",)
    every = because("Every account that is closed")
    when = because("a customer's account is closed")
    happened = because("the account of {what} was closed")
    examples = (Example({}, because="the account of Anna Berger was closed", port="next"),)
