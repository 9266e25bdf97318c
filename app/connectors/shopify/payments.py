"""The money of an order: marked as paid, captured, refunded, asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.connectors.reading import ident
from app.connectors.shopify.acts import reference
from app.connectors.shopify.order_reading import OrderLooks
from app.core.effects.orders import OnOrder
from app.core.effects.payments import (
    CapturePayment,
    MarkAsPaid,
    RefundOrder,
    SendInvoice,
    SendPaymentReminder,
    number,
)
from app.core.sentence import Json, because, money
from app.errors import Permanent

_PAID = ("PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "REFUNDED")


class PaymentActs(OrderLooks):
    """Effects of this area, each by the method of its name."""

    async def mark_as_paid(self, effect: MarkAsPaid, key: str) -> Json:
        """Writes the outstanding amount down as paid."""
        order = await self.order(effect, "orderMoney")
        if order.get("financial") == "PAID":
            return {"marked": False}
        await self.admin.mutate("orderMarkAsPaid", effect.sentence(), id=order["id"])
        return {"marked": True}

    async def capture_payment(self, effect: CapturePayment, key: str) -> Json:
        """Captures what is authorised, or so much of it; what is left of an authorisation is then let go, so that a
        repetition finds nothing."""
        order = await self.order(effect, "orderMoney")
        authorised = [
            (one["id"], _amount(one, "totalUnsettledSet")) for one in order.get("transactions") or ()
        ]
        if not authorised and order.get("financial") in _PAID:
            return {"captured": "0.00"}
        wanted = self._wanted(effect, effect.amount, order) if effect.amount else None
        if sum((left for _, left in authorised), Decimal(0)) < (wanted or Decimal("0.01")):
            raise Permanent(
                because("{name} has no authorised payment of that size to capture.", name=effect.name)
            )
        taken = Decimal("0.00")
        for transaction, left in authorised:
            part = left if wanted is None else min(left, wanted - taken)
            if part > 0:
                sent = {
                    "id": order["id"],
                    "parentTransactionId": transaction,
                    "amount": format(part, "f"),
                    "currency": order["presented"],
                    "finalCapture": True,
                }
                await self.admin.mutate("orderCapture", effect.sentence(), input=sent)
                taken += part
        return {"captured": format(taken, "f")}

    async def refund_order(self, effect: RefundOrder, key: str) -> Json:
        """``{"refund", "amount", "paid_back"}``: Shopify pays it back by the way it was paid.

        A refund made under this key is known by its note: what could be refunded then is no more, so that the same
        call can't be put together a second time.
        """
        order, sign = await self.order(effect, "orderRefundable"), reference(key)
        for one in order.get("refunds") or ():
            if str(one.get("note") or "").endswith(sign):
                return _refunded(one)
        sent: dict[str, Any] = {
            "orderId": order["id"],
            "notify": effect.notify,
            "note": f"{effect.reason} · {sign}" if effect.reason else sign,
            "currency": order["presented"],
        }
        if effect.amount:
            wanted = self._wanted(effect, effect.amount, order)
            suggested = await self._suggested(effect, [], whole=True)
            sent["transactions"] = _shared_out(effect, suggested, order["id"], wanted)
        else:
            lines = _lines(effect, order)
            suggested = await self._suggested(effect, lines, shipping=effect.shipping)
            sent["transactions"] = _shared_out(effect, suggested, order["id"], None)
            sent["refundLineItems"] = _placed(lines, suggested)
            if effect.shipping:
                sent["shipping"] = {"fullRefund": True}
        done = await self.admin.mutate("refundCreate", effect.sentence(), input=sent, key=key)
        return _refunded(done.get("refund") or {})

    async def send_invoice(self, effect: SendInvoice, key: str) -> Json:
        """Shopify's own mail, with a link to pay."""
        email = {"to": effect.to, "subject": effect.subject, "customMessage": effect.message}
        told = {name: value for name, value in email.items() if value}
        id = self.admin.gid("order", effect.id)
        await self.admin.mutate("orderInvoiceSend", effect.sentence(), id=id, email=told or None)
        return {"sent": True}

    async def send_payment_reminder(self, effect: SendPaymentReminder, key: str) -> Json:
        """Reminds of the next payment that is not done; orders without payment terms get the invoice again."""
        order = await self.order(effect, "orderMoney")
        if order.get("financial") in ("PAID", "REFUNDED", "VOIDED"):
            return {"sent": False}
        schedules = ((order.get("paymentTerms") or {}).get("paymentSchedules") or {}).get("nodes") or []
        due = sorted((one.get("dueAt") or "", one["id"]) for one in schedules if not one.get("completedAt"))
        if due:
            await self.admin.mutate("paymentReminderSend", effect.sentence(), schedule=due[0][1])
        else:
            await self.admin.mutate("orderInvoiceSend", effect.sentence(), id=order["id"], email=None)
        return {"sent": True}

    async def _suggested(
        self, effect: RefundOrder, lines: list[dict[str, Any]], *, shipping: bool = True, whole: bool = False
    ) -> dict[str, Any]:
        """Shopify's own reckoning: taxes, discounts and what of it goes back which way."""
        found = await self.order(effect, "orderSuggestedRefund", lines=lines, shipping=shipping, whole=whole)
        return found.get("suggestedRefund") or {}

    def _wanted(self, effect: OnOrder, amount: str, order: dict[str, Any]) -> Decimal:
        """An amount in the shop's currency. Raises Permanent where the customer paid in another one."""
        if order["presented"] != order["currency"]:
            raise Permanent(
                because(
                    "{name} was paid in {currency}, so an amount in {own} does not fit. Choose all of it instead.",
                    name=effect.name,
                    currency=order["presented"],
                    own=order["currency"],
                )
            )
        return number(amount)


def _refunded(refund: dict[str, Any]) -> Json:
    """A refund as an answer."""
    back = ((refund.get("totalRefundedSet") or {}).get("shopMoney") or {}).get("amount")
    return {"refund": ident(refund.get("id")), "amount": back, "paid_back": True}


def _lines(effect: RefundOrder, order: dict[str, Any]) -> list[dict[str, Any]]:
    """The pieces to be refunded: what is still in the house goes back to the shelf as cancelled, the rest as returned.

    Raises Permanent where nothing is left to refund.
    """
    chosen, found = dict(effect.lines), list[dict[str, Any]]()
    for line in order["lineItems"]["nodes"]:
        left = line["refundableQuantity"]
        pieces = min(left, chosen.get(ident(line["id"]), 0)) if chosen else left
        inside = min(pieces, line["unfulfilledQuantity"])
        if not effect.restock:
            parts = [(pieces, "NO_RESTOCK")]
        else:
            parts = [(inside, "CANCEL"), (pieces - inside, "RETURN")]
        found += [
            {"lineItemId": line["id"], "quantity": quantity, "restockType": how}
            for quantity, how in parts
            if quantity > 0
        ]
    if not found:
        raise Permanent(because("{name}: none of these items is left to refund.", name=effect.name))
    return found


def _placed(lines: list[dict[str, Any]], suggested: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines with the place that Shopify would put each back to."""
    places = {
        (one["lineItem"]["id"], one["restockType"]): (one.get("location") or {}).get("id")
        for one in suggested.get("refundLineItems") or ()
    }
    return [{**line, "locationId": places.get((line["lineItemId"], line["restockType"]))} for line in lines]


def _shared_out(
    effect: RefundOrder, suggested: dict[str, Any], order: str, wanted: Decimal | None
) -> list[dict[str, Any]]:
    """The amount, shared out over the payments that it came by. Raises Permanent where it is more than came."""
    found, left = list[dict[str, Any]](), wanted
    for one in suggested.get("suggestedTransactions") or ():
        most = _amount(one, "maximumRefundableSet") or _amount(one, "amountSet")
        part = _amount(one, "amountSet") if left is None else min(left, most)
        if left is not None:
            left -= part
        if part > 0:
            found.append(
                {
                    "orderId": order,
                    "parentId": (one.get("parentTransaction") or {}).get("id"),
                    "gateway": one["gateway"],
                    "kind": "REFUND",
                    "amount": format(part, "f"),
                }
            )
    if wanted is None and not found:
        raise Permanent(because("{name}: no money came that could go back.", name=effect.name))
    if left:
        raise Permanent(
            because(
                "{name}: {amount} is more than is left to refund.",
                name=effect.name,
                amount=money(effect.amount, effect.currency),
            )
        )
    return found


def _amount(body: dict[str, Any], field: str) -> Decimal:
    return number(((body.get(field) or {}).get("presentmentMoney") or {}).get("amount"))
