"""The demo store's drafts of orders. It sends no mails, and no draft is ever thrown away there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from app.connectors.compared import unless_changed
from app.connectors.demo.acts import gone
from app.connectors.demo.catalogue import CURRENCY, SITE, Fact
from app.connectors.demo.order import amounts_of, make_order, order_line
from app.connectors.demo.stock import StockActs
from app.core.effects.drafts import CompleteDraft, CreateDraft, DraftLine, SetDraftNote
from app.core.effects.stock import AdjustStock
from app.core.fields import blank
from app.core.sentence import Json, because
from app.errors import Missing

_CENT = Decimal("0.01")


class DraftActs(StockActs):
    """Effects of this area, each by the method of its name."""

    async def create_draft(self, effect: CreateDraft, key: str) -> Json:
        """``{"draft_order": it}``."""
        now, kept = datetime.now(UTC), 1 - Decimal(effect.percent or "0") / 100
        lines = []
        for at, wanted in enumerate(effect.lines, 1):
            line = order_line(str(at), *await self._sold(wanted), wanted.quantity)
            total = (Decimal(line["total"]) * kept).quantize(_CENT)
            off = Decimal(line["total"]) - total
            lines.append({**line, "total": str(total), "discount": str(off)})
        customer = await self.doors.read("customer", effect.customer) if effect.customer else None
        amounts = amounts_of(lines)
        told: Fact = {
            **blank("DraftOrder"),
            "status": "open",
            "currency": CURRENCY,
            "total": amounts["total"],
            "subtotal": amounts["subtotal"],
            "shipping_total": amounts["shipping"],
            "tax_total": amounts["tax"],
            "taxes_included": True,
            "item_count": sum(line["quantity"] for line in lines),
            "email": effect.email or (customer or {}).get("email"),
            "customer": customer,
            "shipping_address": {**blank("Address"), **effect.address}
            if effect.address
            else (customer or {}).get("address"),
            "line_items": lines,
            "tags": list(effect.tags),
            "note": effect.note or None,
            "created_at": now.isoformat(),
            "updated_at": now.isoformat(),
        }

        def make(number: str) -> Fact:
            return {**told, "id": number, "name": f"#D{number}", "invoice_url": f"{SITE}/invoices/{number}"}

        fact = await self.doors.add("draft_order", make)
        await self.report("draft_order.created", "draft_order", fact, now)
        return {"draft_order": fact}

    async def complete_draft(self, effect: CompleteDraft, key: str) -> Json:
        """``{"order_id", "completed"}``. Raises Permanent where the draft is gone, Missing where it has no customer."""
        draft = await self.doors.read("draft_order", effect.id)
        if draft is None:
            raise gone("draft_order", effect.id)
        if draft["status"] == "completed":
            return {"order_id": draft["order_id"], "completed": False}
        customer = draft["customer"]
        if not customer:
            raise Missing(because("{name} has no customer, whose order it could become.", name=effect.name))
        now, lines = datetime.now(UTC), draft["line_items"]

        def make(number: str) -> Fact:
            order = make_order(int(number), customer, lines, now, paid=effect.paid)
            return {
                **order,
                "customer": customer,
                "note": draft["note"],
                "tags": draft["tags"],
                "channel": "draft",
            }

        order = await self.doors.add("order", make)
        done = {"status": "completed", "order_id": order["id"], "completed_at": now.isoformat()}
        await self.change("draft_order", effect.id, lambda fact: done)
        for line in lines:
            taken = AdjustStock(variant=line["variant_id"], product=line["product_id"], by=-line["quantity"])
            await self.adjust_stock(taken, f"{key}/{line['id']}")
        for event in ("order.created", *(("order.paid",) if effect.paid else ())):
            await self.report(event, "order", order, now)
        return {"order_id": order["id"], "completed": True}

    async def set_draft_note(self, effect: SetDraftNote, key: str) -> Json:
        """``{"note"}`` as it is now."""

        def change(fact: Fact) -> Fact:
            unless_changed(effect, fact["note"], effect.expected)
            return {"note": effect.note or None}

        return {"note": (await self.change("draft_order", effect.id, change))["note"]}

    async def _sold(self, line: DraftLine) -> tuple[Fact, Fact]:
        """The product and the variant that a line means: by the variant's number, else by its SKU."""
        for product in await self.doors.page("product", "", 1000):
            for variant in product["variants"]:
                same = line.sku and (variant["sku"] or "").casefold() == line.sku.casefold()
                if variant["id"] == line.variant or (same and not line.variant):
                    return product, variant
        raise Missing(because("Your shop has no article with the SKU {sku}.", sku=line.sku or line.variant))
