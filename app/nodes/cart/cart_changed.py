"""A trigger."""

from __future__ import annotations

from app.core.happenings import Told
from app.core.node import Example, Meta
from app.core.sentence import because


class CartCartChanged(Told):
    """Starts when somebody changes what lies in a cart. Who it is, is not known yet."""

    meta = Meta("Cart changed", icon="shopping-cart", words="basket, add to cart, quantity, items")
    listens = ("cart.updated",)
    fact = "cart"
    named = ("email", "name")
    every = because("Every cart that changes")
    when = because("a cart changes")
    happened = because("the cart {what} changed")
    examples = (Example({}, because="the cart anna@example.com changed", port="next"),)
