"""An action on the order."""

from __future__ import annotations

from pydantic import model_validator

from app.core.condition_parts import SettingError
from app.core.effects.order_details import SetOrderAddress
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import order_of
from app.core.sentence import Sentence, because
from app.errors import Missing


class SetAddress(Action):
    """Changes the order's shipping address. What you leave empty stays as it is."""

    meta = Meta("Change shipping address", icon="map-pin", needs={"order"}, connection="shop",
                words="delivery address, street, city, postcode, correct address, recipient")  # fmt: skip
    effects = (SetOrderAddress,)
    first_name: Text = setting("First name", "", "", max_length=200)
    last_name: Text = setting("Last name", "", "", max_length=200)
    company: Text = setting("Company", "", "", max_length=200)
    line1: Text = setting("Street and number", "", "", max_length=300)
    line2: Text = setting("Address, second line", "", "", max_length=300)
    postcode: Text = setting("Postcode", "", "", max_length=50)
    city: Text = setting("City", "", "", max_length=200)
    region_code: Text = setting("Region code", "The short code of the state or province, such as BY.", "",
                                max_length=50)  # fmt: skip
    country_code: Text = setting("Country code", "Two letters, such as DE.", "", max_length=50)
    phone: Text = setting("Phone", "", "", max_length=100)

    @model_validator(mode="after")
    def _one(self) -> SetAddress:
        if not any(value for _, value in self):
            raise SettingError(because("fill in at least one field of the address"))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{address}", address=[value for _, value in self if value])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("change the shipping address to {address}", address=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """The fields that are filled in here."""
        found = {field: text for field, value in self if (text := ctx.text(value).strip())}
        if not found:
            raise Missing(because("all fields of the address are empty here"))
        effect = SetOrderAddress(**order_of(ctx), address=found)
        return Ask(effect.sentence(), effect)

    examples = (
        Example(
            {"city": "Potsdam"}, because="changes the shipping address of #1001: Potsdam", settled="next"
        ),
    )
