"""An action on the customer."""

from __future__ import annotations

from pydantic import model_validator

from app.core.condition_parts import SettingError
from app.core.effects.customers import SetCustomerDetails
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import customer_of
from app.core.sentence import Sentence, because

_FIELDS = ("first_name", "last_name", "phone", "language")


class Update(Action):
    """Changes the customer's name, phone number or language. What you leave empty stays as it is."""

    meta = Meta("Update customer", icon="user-pen", needs={"customer"}, connection="shop",
                words="edit customer, change name, phone, locale, correct")  # fmt: skip
    effects = (SetCustomerDetails,)
    first_name: Text = setting("First name", "", "", max_length=255)
    last_name: Text = setting("Last name", "", "", max_length=255)
    phone: Text = setting("Phone", "With the country code, such as +49 30 1234567.", "", max_length=255)
    language: Text = setting("Language", "A code such as de. WooCommerce keeps none.", "", max_length=255)

    @model_validator(mode="after")
    def _something(self) -> Update:
        if not any(getattr(self, field).strip() for field in _FIELDS):
            raise SettingError(because("fill in what is to be changed"))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return because(
            "{fields}", fields=[text for field in _FIELDS if (text := getattr(self, field).strip())]
        )

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("change the customer's details to {details}", details=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """The details, filled in; what is empty by then stays too."""
        found = {field: " ".join(ctx.text(getattr(self, field)).split()) for field in _FIELDS}
        effect = SetCustomerDetails(
            **customer_of(ctx), details={name: text for name, text in found.items() if text}
        )
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"language": "fr", "phone": "{{ order.phone }}"}, settled="next",
                because="changes the details of Anna Berger: +49 30 1234567, fr"),
    )  # fmt: skip
