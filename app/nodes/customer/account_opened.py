"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutCustomer
from app.core.node import Example, Meta
from app.core.sentence import because


class CustomerAccountOpened(AboutCustomer):
    """Starts when a customer opens an account to sign in with."""

    meta = Meta("Customer account opened", icon="user", words="enabled, activated, registered, login")
    listens = ("customer.enabled",)
    every = because("Every account that is opened")
    when = because("a customer opens an account")
    happened = because("{what} opened an account")
    examples = (Example({}, because="Anna Berger opened an account", port="next"),)
