"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CartFilled(Told):
    """Starts when somebody puts something into an empty cart. Who it is, is not known yet."""

    meta = Meta("Cart begun", icon="shopping-cart", words="basket, add to cart, first item")
    listens = ("cart.created",)
    fact = "cart"
    named = ("email", "name")
    every = because("Every new cart")
    when = because("somebody begins a cart")
    happened = because("the cart {what} was begun")
    examples = (Example({}, because="the cart anna@example.com was begun", port="next"),)
