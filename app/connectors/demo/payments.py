"""The money of the demo store's orders."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from app.connectors.demo.acts import gone
from app.connectors.demo.catalogue import CURRENCY, Fact
from app.connectors.demo.stock import StockActs
from app.core.effects.payments import CapturePayment, MarkAsPaid, RefundOrder, number
from app.core.effects.stock import AdjustStock
from app.core.fields import blank
from app.core.sentence import Json, because, money
from app.errors import Permanent


class PaymentActs(StockActs):
    """Effects of this area, each by the method of its name."""

    async def mark_as_paid(self, effect: MarkAsPaid, key: str) -> Json:
        """As by a bank transfer that came in."""
        return {"marked": await self._paid(effect, ("pending", "authorized", "partially_paid"))}

    async def capture_payment(self, effect: CapturePayment, key: str) -> Json:
        """``{"captured"}``: how much."""
        order = await self.doors.read("order", effect.id)
        if order is None:
            raise gone("order", effect.id)
        if order["financial_status"] == "authorized":
            await self._paid(effect, ("authorized",), effect.amount)
            return {"captured": effect.amount or order["total"]}
        if order["financial_status"] in ("pending", "voided"):
            raise Permanent(
                because("{name} has no authorised payment of that size to capture.", name=effect.name)
            )
        return {"captured": "0.00"}

    async def refund_order(self, effect: RefundOrder, key: str) -> Json:
        """``{"refund", "amount", "paid_back"}``, once under its key: the refund's number is made of it."""
        now = datetime.now(UTC)
        made: list[Fact] = []
        id = f"r{hashlib.sha256(key.encode()).hexdigest()[:12]}"

        def change(fact: Fact) -> Fact:
            made.clear()
            if any(one["id"] == id for one in fact["refunds"]):
                return {}
            lines, amount = _wanted(effect, fact)
            refund = {
                **blank("Refund"),
                "id": id,
                "order_id": fact["id"],
                "amount": format(amount, "f"),
                "currency": CURRENCY,
                "reason": effect.reason or None,
                "restocked": effect.restock,
                "items": lines,
                "created_at": now.isoformat(),
                "processed_at": now.isoformat(),
            }
            made.append(refund)
            back = number(fact["refunded_total"]) + amount
            whole = back >= number(fact["total"])
            return {
                "refunds": [*fact["refunds"], refund],
                "refunded_total": format(back, "f"),
                "financial_status": "refunded" if whole else "partially_refunded",
            }

        order = await self.change("order", effect.id, change)
        for refund in made:
            await self.report("refund.created", "refund", refund, now)
        [refund] = [one for one in order["refunds"] if one["id"] == id]
        if effect.restock:
            await self.restock([(line, line["quantity"]) for line in refund["items"]], key)
        return {"refund": id, "amount": refund["amount"], "paid_back": True}

    async def restock(self, pieces: Sequence[tuple[Fact, int]], key: str) -> None:
        """Puts pieces of lines back on the shelf, once under the key. What is no longer sold goes nowhere."""
        for line, count in pieces:
            product = await self.doors.read("product", str(line["product_id"]))
            if product and any(one["id"] == line["variant_id"] for one in product["variants"]):
                back = AdjustStock(variant=line["variant_id"], product=product["id"], by=count)
                await self.adjust_stock(back, f"{key}/{line['id']}")

    async def _paid(
        self, effect: MarkAsPaid | CapturePayment, had: tuple[str, ...], amount: str = ""
    ) -> bool:
        """Whether it was in one of these states and is paid now."""
        was: list[str] = []

        def change(fact: Fact) -> Fact:
            was[:] = [fact["financial_status"]]
            if fact["financial_status"] not in had:
                return {}
            left = number(fact["total"]) - number(amount) if amount else Decimal("0.00")
            if left > 0:
                return {"financial_status": "partially_paid", "outstanding": format(left, "f")}
            return {"financial_status": "paid", "outstanding": "0.00"}

        changed = await self.change("order", effect.id, change)
        paid = was[0] in had and changed["financial_status"] == "paid"
        if paid:
            await self.report("order.paid", "order", changed, datetime.now(UTC))
        return paid


def _wanted(effect: RefundOrder, order: Fact) -> tuple[list[Fact], Decimal]:
    """The lines that go back, and the money. Raises Permanent where that is not there."""
    if order["financial_status"] in ("pending", "authorized", "voided"):
        raise Permanent(because("{name}: no money came that could go back.", name=effect.name))
    paid = number(order["total"]) - number(order["outstanding"])
    left = paid - number(order["refunded_total"])
    if left <= 0:
        raise Permanent(because("{name}: everything went back already.", name=effect.name))
    if effect.amount:
        if number(effect.amount) > left:
            raise Permanent(
                because(
                    "{name}: {amount} is more than is left to refund.",
                    name=effect.name,
                    amount=money(effect.amount, CURRENCY),
                )
            )
        return [], number(effect.amount)
    gone_already: dict[str, int] = {}
    for refund in order["refunds"]:
        for line in refund["items"]:
            gone_already[line["id"]] = gone_already.get(line["id"], 0) + line["quantity"]
    chosen, lines, amount = dict(effect.lines), list[Fact](), Decimal("0.00")
    for line in order["line_items"]:
        pieces = line["quantity"] - gone_already.get(line["id"], 0)
        pieces = min(pieces, chosen.get(line["id"], 0)) if effect.lines else pieces
        if pieces > 0:
            worth = (number(line["total"]) * pieces / line["quantity"]).quantize(Decimal("0.01"))
            lines.append({**line, "quantity": pieces, "total": format(worth, "f")})
            amount += worth
    if effect.lines and not lines:
        raise Permanent(because("{name}: none of these items is left to refund.", name=effect.name))
    shipping = number(order["shipping_total"])
    if not effect.lines:
        return lines, left if effect.shipping else max(left - shipping, Decimal("0.00"))
    return lines, min(left, amount + (shipping if effect.shipping else 0))
