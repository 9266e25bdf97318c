"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CartChanged(Told):
    """Starts when something changes in a checkout that was begun, such as its items or the address."""

    meta = Meta(
        "Checkout changed", icon="shopping-cart", words="abandoned cart, basket, checkout updated, address"
    )
    listens = ("checkout.updated",)
    fact = "checkout"
    named = ("email", "name")
    also = {"customer": "Customer"}
    every = because("Every checkout that changes")
    when = because("a checkout changes")
    happened = because("the checkout {what} changed")
    examples = (Example({}, because="the checkout anna@example.com changed", port="next"),)
