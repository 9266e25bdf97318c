"""An action on a variant."""

from __future__ import annotations

from pydantic import model_validator

from app.core.condition_parts import SettingError
from app.core.effects import Answer
from app.core.effects.variants import GetVariants, SetCodes, changed
from app.core.goods import EITHER, variant_of
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class SetSkuAndBarcode(Action):
    """Sets the SKU and the barcode of a variant. What you leave empty stays as it is."""

    meta = Meta("Set SKU and barcode", icon="barcode", needs=EITHER, any_need=True, connection="shop",
                words="stock code, article number, ean, upc, gtin, isbn")  # fmt: skip
    effects = (GetVariants, SetCodes)
    sku: Text = setting("SKU", "Values can be inserted.", "", max_length=500)
    barcode: Text = setting("Barcode", "EAN, UPC or ISBN.", "", max_length=500)

    @model_validator(mode="after")
    def _one(self) -> SetSkuAndBarcode:
        if not self.sku.strip() and not self.barcode.strip():
            raise SettingError(because("fill in the SKU, the barcode, or both"))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{codes}", codes=[one for one in (self.sku, self.barcode) if one])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("set the SKU and barcode of the variant to {codes}", codes=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """The variant as it is now."""
        read = variant_of(ctx).read()
        return Ask(read.sentence(), read)

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """What is not so already."""
        if ctx.turn > 1:
            return Go(answer.because, output=answer.value)
        one, filled = variant_of(ctx), {"sku": ctx.text(self.sku), "barcode": ctx.text(self.barcode)}
        new = {name: code.strip() for name, code in filled.items() if code.strip()}
        found = changed(answer.value["variants"], {one.variant: new})
        if not found:
            return Go(because("that is so already for {name}", name=one.name))
        effect = SetCodes(id=one.product, label=one.label, changes=found)
        return Ask(effect.sentence(), effect)

    examples = (Example({"sku": "POT-{{ variant.title | upcase }}-2"}, because="reads Teapot"),)
