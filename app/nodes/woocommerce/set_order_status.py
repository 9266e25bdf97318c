"""An action on the order."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from app.core.condition_parts import SettingError
from app.core.effects.orders import SetOrderStatus as Setting
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import WOOCOMMERCE, order_of
from app.core.sentence import Sentence, because

Status = Literal["pending", "processing", "on-hold", "completed", "cancelled", "failed", "custom"]


class SetOrderStatus(Action):
    """Sets the order's status in WooCommerce, which then sends its own e-mails about it."""

    meta = Meta("Set order status", icon="list-checks", needs={"order"}, connection="shop",
                words="processing, completed, on hold, pending, failed, cancelled, custom status")  # fmt: skip
    effects = (Setting,)
    status: Status = setting("Status", "", "completed", choices=WOOCOMMERCE)
    custom: Text = setting("Code of the status", "As the plugin names it, such as shipped. May be a {{ value }}.", "",
                           max_length=50, when=("status", "custom"))  # fmt: skip
    note: Text = setting("Note for the staff", "Values can be inserted.", "", max_length=1000)

    @model_validator(mode="after")
    def _named(self) -> SetOrderStatus:
        if self.status == "custom" and not self.custom.strip():
            raise SettingError(because("say which status is meant"))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        if self.status == "custom":
            return because("{status}", status=self.custom)
        return because(WOOCOMMERCE[self.status])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("set the order's status to “{status}”", status=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """The status."""
        status = self.status
        code = (
            required(ctx.text(self.custom), because("Code of the status")) if status == "custom" else status
        )
        effect = Setting(**order_of(ctx), status=code.removeprefix("wc-"), note=ctx.text(self.note).strip())
        return Ask(effect.sentence(), effect)

    examples = (Example({"status": "on-hold"}, because="sets #1001 to “on-hold”", settled="next"),)
