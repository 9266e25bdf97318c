"""An action on the order."""

from __future__ import annotations

from pydantic import model_validator

from app.core.condition_parts import SettingError
from app.core.effects.order_details import SetOrderContact
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import order_of
from app.core.sentence import Sentence, because
from app.errors import Missing


class SetContact(Action):
    """Changes the e-mail address and phone number that news about the order go to. What you leave empty stays."""

    meta = Meta("Change order contact", icon="at-sign", needs={"order"}, connection="shop",
                words="email, phone, address, correct, typo, notifications")  # fmt: skip
    effects = (SetOrderContact,)
    email: Text = setting("E-mail", "", "", max_length=320)
    phone: Text = setting("Phone", "With the country's code, such as +49.", "", max_length=100)

    @model_validator(mode="after")
    def _one(self) -> SetContact:
        if not self.email and not self.phone:
            raise SettingError(because("fill in the e-mail address, the phone number, or both"))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{contact}", contact=[one for one in (self.email, self.phone) if one])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("change the order's contact to {contact}", contact=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """What is filled in here."""
        email, phone = ctx.text(self.email).strip() or None, ctx.text(self.phone).strip() or None
        if not email and not phone:
            raise Missing(because("e-mail and phone are both empty here"))
        effect = SetOrderContact(**order_of(ctx), email=email, phone=phone)
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"email": "{{ customer.email }}"}, settled="next",
                because="changes the contact of #1001 to anna@example.com"),
    )  # fmt: skip
