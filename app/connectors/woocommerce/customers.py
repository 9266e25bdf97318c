"""Customers: details, new ones, deleted ones. WooCommerce keeps no note about them, no consent and no language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.connectors.base import Unreadable
from app.connectors.compared import unless_changed
from app.connectors.reading import text
from app.connectors.woocommerce import map as to
from app.connectors.woocommerce.acts import is_marked, marked
from app.connectors.woocommerce.drafts import DraftActs
from app.connectors.woocommerce.tags import told
from app.core.effects.customers import CreateCustomer, DeleteCustomer, SetCustomerDetails
from app.core.sentence import Json, because
from app.errors import Missing, Permanent


class CustomerActs(DraftActs):
    """Effects of this area, each by the method of its name."""

    async def set_customer_details(self, effect: SetCustomerDetails, key: str) -> Json:
        """The details as they are now; the phone number belongs to the billing address."""
        if "language" in effect.details:
            raise Permanent(because("WooCommerce keeps no language of a customer. Leave it empty."))
        node = await self.rest.get("customer", effect.id)
        told = {**node, "phone": (node.get("billing") or {}).get("phone")}
        now = {name: text(told.get(name)) or "" for name in effect.details}
        if now != effect.details:
            unless_changed(effect, now, effect.expected)
            sent: dict[str, Json] = {name: one for name, one in effect.details.items() if name != "phone"}
            if "phone" in effect.details:
                sent["billing"] = {"phone": effect.details["phone"]}
            await self.rest.call("PUT", self.rest.place("customer", effect.id), body=sent)
        return dict(effect.details)

    async def create_customer(self, effect: CreateCustomer, key: str) -> Json:
        """``{"customer", "created"}``; whoever has that address already is left as is. WooCommerce welcomes a new one
        by its own settings."""
        known = await self.rest.call("GET", "customers", {"email": effect.email, "role": "all"})
        for one in known if isinstance(known, list) else ():
            if (text(one.get("email")) or "").casefold() == effect.email.casefold():
                return {"customer": _fact(one), "created": is_marked(one, key)}
        sent: dict[str, Json] = {"email": effect.email}
        names = {"first_name": effect.first_name, "last_name": effect.last_name}
        sent |= {name: value for name, value in names.items() if value}
        if effect.phone:
            sent["billing"] = {"phone": effect.phone}
        if effect.tags:
            sent["meta_data"] = [told(effect.tags)]
        made = await self.rest.call("POST", "customers", body=marked(sent, key))
        return {"customer": _fact(made), "created": True}

    async def delete_customer(self, effect: DeleteCustomer, key: str) -> Json:
        """``{"deleted"}``: whether there was one. Customers have no bin."""
        try:
            await self.rest.call("DELETE", self.rest.place("customer", effect.id), {"force": "true"})
        except Missing:
            return {"deleted": False}
        return {"deleted": True}


def _fact(node: Mapping[str, Any]) -> Json:
    try:
        return to.customer(node)
    except Unreadable as error:
        raise Permanent(error.because) from error
