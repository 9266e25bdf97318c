"""An action on a variant."""

from __future__ import annotations

from app.core.effects.products import DeleteVariant
from app.core.goods import variant_of
from app.core.node import Action, Ask, Context, Example, Meta
from app.core.sentence import Sentence, because


class DeleteTheVariant(Action):
    """Deletes one variant of a product, with its stock. This can't be taken back."""

    meta = Meta("Delete variant", icon="trash-2", needs={"variant"}, connection="shop",
                words="remove, size, colour, discontinue, clean up")  # fmt: skip
    effects = (DeleteVariant,)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("For good, with its stock")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("delete the variant for good")

    def decide(self, ctx: Context) -> Ask:
        """The variant, gone."""
        ctx.get("variant.id")
        one = variant_of(ctx)
        effect = DeleteVariant(id=one.product, variant=one.variant, label=one.label)
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="deletes the variant Teapot", settled="next"),)
