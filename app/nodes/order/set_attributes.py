"""An action on the order."""

from __future__ import annotations

from app.core.effects.order_details import SetOrderAttributes
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class SetAttributes(Action):
    """Sets extra fields of the order, such as a delivery date or a batch. An empty value takes a field away."""

    meta = Meta("Set extra fields of order", icon="list-checks", needs={"order"}, connection="shop",
                words="attributes, additional details, note attributes, meta data, custom")  # fmt: skip
    effects = (SetOrderAttributes,)
    fields: dict[str, Text] = setting("Fields", "A name and a value each. Values may hold {{ values }}.",
                                      widget="keyvalue", min_length=1, max_length=50)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{fields}", fields=list(self.fields))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("set {fields} of the order", fields=list(self.fields))

    def decide(self, ctx: Context) -> Ask:
        """The fields, filled in."""
        filled = {
            name.strip(): ctx.text(value).strip() for name, value in self.fields.items() if name.strip()
        }
        effect = SetOrderAttributes(**order_of(ctx), attributes=filled)
        return Ask(effect.sentence(), effect)

    examples = (
        Example(
            {"fields": {"Batch": "{{ now | date: '%Y-%m' }}"}}, because="sets Batch of #1001", settled="next"
        ),
    )
