"""What workflows hand to each other: names, and the shape of each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from app.core.condition_parts import SettingError
from app.core.sentence import because

InputShape = Literal[
    "text", "number", "money", "moment", "yes_no", "list",
    "Order", "Customer", "Product", "Variant", "Inventory", "Checkout", "Refund", "Fulfilment", "Return", "LineItem",
]  # fmt: skip
"""A shape of the shop's language, or a plain value."""

CALLED = "workflow.called"
"""The event by which a workflow starts that another one calls."""
TAKEN = frozenset({"event", "shop", "now", "steps", "inputs", "item", "index", "forloop"})
"""Names that mean something already."""


def _free(name: str) -> str:
    if not (name.isascii() and name.isidentifier() and len(name) <= 64):
        raise SettingError(because("“{name}” can't be a name: letters, digits and _ only", name=name[:80]))
    if name in TAKEN:
        raise SettingError(because("“{name}” means something else already", name=name))
    return name


InputName = Annotated[str, AfterValidator(_free)]
"""A name that later steps can use in texts and conditions."""
