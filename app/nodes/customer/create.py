"""An action that makes a customer."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.effects.customers import CreateCustomer
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.core.tags import filled


class Create(Action):
    """Enters somebody as a customer. One with this address already is left as is. Steps after it are about them."""

    meta = Meta("Create customer", icon="user-plus", connection="shop",
                words="new customer, add customer, sign up, import, lead, contact")  # fmt: skip
    effects = (CreateCustomer,)
    email: Text = setting("E-mail", "", widget="email", min_length=1, max_length=320)
    first_name: Text = setting("First name", "", "", max_length=255)
    last_name: Text = setting("Last name", "", "", max_length=255)
    phone: Text = setting("Phone", "With the country code, such as +49 30 1234567.", "", max_length=255)
    note: Text = setting("Note", "Not for WooCommerce, which keeps none.", "", widget="area", max_length=5000)
    tags: list[Text] = setting("Tags", "", list, widget="tags", max_length=50, pick="customer_tag")

    def gives(self) -> Mapping[str, str]:
        """The customer, new or known."""
        return {"customer": "Customer"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{email}", email=self.email)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("enter {email} as a customer", email=self.email)

    def decide(self, ctx: Context) -> Ask:
        """A new customer."""
        plain = {
            field: " ".join(ctx.text(getattr(self, field)).split())
            for field in ("first_name", "last_name", "phone")
        }
        effect = CreateCustomer(
            email=required(ctx.text(self.email), because("E-mail")), **plain, note=ctx.text(self.note).strip(),
            tags=filled(self.tags, ctx) if self.tags else (),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"email": "{{ order.email }}", "tags": ["guest"]}, settled="next",
                because="enters anna@example.com as a customer"),
    )  # fmt: skip
