"""An action on the product."""

from __future__ import annotations

from pydantic import model_validator

from app.core.condition_parts import SettingError
from app.core.effects.products import SetProductVendor
from app.core.goods import EITHER, product_of
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because


class SetVendorAndType(Action):
    """Sets the product's vendor and type. What you leave empty stays as it is."""

    meta = Meta("Set vendor and type", icon="building-2", needs=EITHER, any_need=True, connection="shop",
                words="brand, maker, supplier, product type, kind")  # fmt: skip
    effects = (SetProductVendor,)
    vendor: Text = setting("Vendor", "Values can be inserted.", "", max_length=500, pick="vendor")
    product_type: Text = setting("Product type", "", "", max_length=500)

    @model_validator(mode="after")
    def _one(self) -> SetVendorAndType:
        if not self.vendor.strip() and not self.product_type.strip():
            raise SettingError(because("fill in the vendor, the type, or both"))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{names}", names=[one for one in (self.vendor, self.product_type) if one])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("set the product's vendor and type to {names}", names=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """Vendor and type, changed."""
        product, label = product_of(ctx)
        vendor, kind = ctx.text(self.vendor).strip(), ctx.text(self.product_type).strip()
        effect = SetProductVendor(id=product, label=label, vendor=vendor or None, product_type=kind or None)
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"vendor": "Leaf & Clay"}, because="sets the vendor of Teapot to “Leaf & Clay”", settled="next"),
        Example({"vendor": "Leaf & Clay", "product_type": "Teapots"}, settled="next",
                because="changes the vendor, product type of Teapot"),
    )  # fmt: skip
