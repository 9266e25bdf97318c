"""Changing the demo store's orders: notes, details, what is in them, archived, cancelled."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from app.connectors.compared import unless_changed
from app.connectors.demo.acts import gone
from app.connectors.demo.catalogue import Fact
from app.connectors.demo.fulfilment import FulfilmentActs
from app.connectors.demo.order import amounts_of, order_line
from app.connectors.demo.payments import PaymentActs
from app.core.effects.order_details import (
    AddOrderLine,
    RemoveOrderLine,
    SetOrderAddress,
    SetOrderAttributes,
    SetOrderContact,
    line_of,
    values,
)
from app.core.effects.orders import (
    AddOrderNote,
    ArchiveOrder,
    CancelOrder,
    RemoveOrderNote,
    SetOrderNote,
    UnarchiveOrder,
    with_line,
    without_line,
)
from app.core.effects.payments import RefundOrder
from app.core.sentence import Json, because
from app.errors import Missing


class OrderActs(PaymentActs, FulfilmentActs):
    """Effects of this area, each by the method of its name."""

    async def set_order_note(self, effect: SetOrderNote, key: str) -> Json:
        """``{"note"}`` as it is now."""

        def change(fact: Fact) -> Fact:
            unless_changed(effect, fact["note"], effect.expected)
            return {"note": effect.note or None}

        return {"note": (await self.change("order", effect.id, change))["note"]}

    async def add_order_note(self, effect: AddOrderNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        changed = await self.change(
            "order", effect.id, lambda fact: {"note": with_line(fact["note"], effect.note)}
        )
        return {"note": changed["note"]}

    async def remove_order_note(self, effect: RemoveOrderNote, key: str) -> Json:
        """``{"note"}`` as it is now."""
        changed = await self.change(
            "order", effect.id, lambda fact: {"note": without_line(fact["note"], effect.note)}
        )
        return {"note": changed["note"]}

    async def set_order_address(self, effect: SetOrderAddress, key: str) -> Json:
        """``{"address"}``: the fields that were changed."""

        def change(fact: Fact) -> Fact:
            had = fact.get("shipping_address") or {}
            unless_changed(effect, {field: had.get(field) for field in effect.address}, effect.expected)
            new = {field: value or None for field, value in effect.address.items()}
            names = [new.get(part, had.get(part)) for part in ("first_name", "last_name")]
            return {"shipping_address": {**had, **new, "name": " ".join(filter(None, names)) or None}}

        await self.change("order", effect.id, change)
        return {"address": dict(effect.address)}

    async def set_order_contact(self, effect: SetOrderContact, key: str) -> Json:
        """What it is now."""

        def change(fact: Fact) -> Fact:
            unless_changed(effect, {field: fact.get(field) for field in effect.wanted}, effect.expected)
            return {field: value or None for field, value in effect.wanted.items()}

        await self.change("order", effect.id, change)
        return dict(effect.wanted)

    async def set_order_attributes(self, effect: SetOrderAttributes, key: str) -> Json:
        """``{"attributes"}`` as they are now."""

        def change(fact: Fact) -> Fact:
            now = values(fact["attributes"])
            unless_changed(effect, {name: now.get(name) for name in effect.attributes}, effect.expected)
            new = {**now, **effect.attributes}
            return {"attributes": [{"name": name, "value": value} for name, value in new.items() if value]}

        return {"attributes": values((await self.change("order", effect.id, change))["attributes"])}

    async def archive_order(self, effect: ArchiveOrder, key: str) -> Json:
        """A cancelled order stays cancelled."""
        at = datetime.now(UTC).isoformat()

        def change(fact: Fact) -> Fact:
            return {"closed_at": fact["closed_at"] or at, "status": _status(fact, "closed")}

        await self.change("order", effect.id, change)
        return {}

    async def unarchive_order(self, effect: UnarchiveOrder, key: str) -> Json:
        """Opens it."""
        await self.change(
            "order", effect.id, lambda fact: {"closed_at": None, "status": _status(fact, "open")}
        )
        return {}

    async def cancel_order(self, effect: CancelOrder, key: str) -> Json:
        """The money first, as in real stores."""
        order = await self.doors.read("order", effect.id)
        if order is None:
            raise gone("order", effect.id)
        if order["cancelled_at"]:
            return {"cancelled": False}
        if effect.refund and order["financial_status"] in ("paid", "partially_refunded"):
            back = RefundOrder(id=effect.id, label=effect.label, restock=effect.restock, reason=effect.note)
            await self.refund_order(back, key)
        elif effect.restock:
            await self.restock([(line, line["quantity"]) for line in order["line_items"]], key)
        at = datetime.now(UTC).isoformat()

        def change(fact: Fact) -> Fact:
            money = "voided" if fact["financial_status"] in ("pending", "authorized") else None
            return {
                "status": "cancelled",
                "cancelled_at": fact["cancelled_at"] or at,
                "cancel_reason": effect.reason,
                "financial_status": money or fact["financial_status"],
            }

        await self.change("order", effect.id, change, "order.cancelled")
        return {"cancelled": True}

    async def add_order_line(self, effect: AddOrderLine, key: str) -> Json:
        """Adds the variant of that SKU where the order does not hold it already."""
        product, variant = await self._article(effect.sku)
        number = f"{effect.id}-{variant['id']}"
        added = order_line(number, product, variant, effect.quantity)
        if effect.free:
            added = {**added, "discount": added["total"], "total": "0.00"}

        def change(fact: Fact) -> Fact:
            if line_of(fact, effect.sku):
                return {}
            return _with_lines(fact, [*fact["line_items"], added])

        changed = await self.change("order", effect.id, change, "order.edited")
        ours = any(line["id"] == number for line in changed["line_items"])
        return {"added": effect.quantity if ours else 0}

    async def remove_order_line(self, effect: RemoveOrderLine, key: str) -> Json:
        """Takes it out."""
        taken: list[Fact] = []

        def change(fact: Fact) -> Fact:
            taken[:] = [line for line in (line_of(fact, effect.sku),) if isinstance(line, dict)]
            if not taken:
                return {}
            return _with_lines(fact, [line for line in fact["line_items"] if line["id"] != taken[0]["id"]])

        await self.change("order", effect.id, change, "order.edited")
        if effect.restock:
            await self.restock([(line, line["quantity"]) for line in taken], key)
        return {"removed": sum(line["quantity"] for line in taken)}

    async def _article(self, sku: str) -> tuple[Fact, Fact]:
        for product in await self.doors.page("product", "", 1000):
            for variant in product["variants"]:
                if (variant["sku"] or "").casefold() == sku.casefold():
                    return product, variant
        raise Missing(because("Your shop has no article with the SKU {sku}.", sku=sku))


def _status(fact: Fact, status: str) -> str:
    return "cancelled" if fact["status"] == "cancelled" else status


def _with_lines(fact: Fact, lines: list[Fact]) -> Fact:
    """An order's amounts for other lines. What was paid stays paid; what comes on top is still to be paid."""
    amounts = amounts_of(lines)
    paid = Decimal(fact["total"]) - Decimal(fact["outstanding"])
    left = max(Decimal(amounts["total"]) - paid, Decimal("0.00"))
    return {
        "line_items": lines,
        "item_count": sum(line["quantity"] for line in lines),
        "weight_grams": sum(line["weight_grams"] * line["quantity"] for line in lines),
        "subtotal": amounts["subtotal"],
        "shipping_total": amounts["shipping"],
        "total": amounts["total"],
        "total_presented": amounts["total"],
        "current_total": amounts["total"],
        "tax_total": amounts["tax"],
        "outstanding": format(left, "f"),
        "financial_status": "partially_paid" if left and paid > 0 else fact["financial_status"],
    }
