"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CartCompleted(Told):
    """Starts when a checkout becomes an order."""

    meta = Meta("Checkout completed", icon="circle-check", words="order placed, converted, bought")
    listens = ("checkout.completed",)
    fact = "checkout"
    named = ("email", "name")
    also = {"customer": "Customer"}
    every = because("Every checkout that becomes an order")
    when = because("a checkout becomes an order")
    happened = because("the checkout {what} became an order")
    examples = (Example({}, because="the checkout anna@example.com became an order", port="next"),)
