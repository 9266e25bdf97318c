"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CartDeleted(Told):
    """Starts when a checkout that was begun is deleted. Only its number is left of it."""

    meta = Meta("Checkout deleted", icon="trash-2", words="abandoned cart, basket, removed")
    listens = ("checkout.deleted",)
    fact = "checkout"
    named = ("email", "name")
    every = because("Every checkout that is deleted")
    when = because("a checkout is deleted")
    happened = because("the checkout {what} was deleted")
    examples = (Example({}, because="the checkout anna@example.com was deleted", port="next"),)
