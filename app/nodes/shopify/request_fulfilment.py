"""An action on what is to be sent."""

from __future__ import annotations

from app.core.effects.fulfilment import RequestFulfilment
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import EITHER, order_of, part_of
from app.core.sentence import Sentence, because


class RequestSending(Action):
    """Asks the fulfilment service that your goods lie with to send the order."""

    meta = Meta("Request fulfilment", icon="send", needs=EITHER, any_need=True, connection="shop",
                words="fulfillment service, 3PL, dropshipping, warehouse, submit, logistics")  # fmt: skip
    effects = (RequestFulfilment,)
    message: Text = setting(
        "Message to the service", "Values can be inserted.", "", widget="area", max_length=1000
    )
    notify: bool = setting("Tell the customer", "By your store's own e-mail, when it is sent.", True)
    strict: bool = setting("Fail where some of it lies with no service", "", False)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{message}”", message=self.message) if self.message else because("Without a message")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("ask the fulfilment service to send the order")

    def decide(self, ctx: Context) -> Ask:
        """The request."""
        effect = RequestFulfilment(
            **order_of(ctx), part=part_of(ctx), message=ctx.text(self.message).strip(), notify=self.notify,
            strict=self.strict,
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="asks the fulfilment service to send #1001", settled="next"),)
