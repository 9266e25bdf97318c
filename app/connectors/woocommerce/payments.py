"""The money of an order, and the mails that WooCommerce sends about it.

A refund knows no idempotency key, so ours is written into the refund and looked for first.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import quote

from app.connectors.reading import ident, text, whole, words
from app.connectors.woocommerce.order_reading import OrderLooks, meta
from app.core.effects.orders import OnOrder
from app.core.effects.payments import (
    MarkAsPaid,
    RefundOrder,
    ResendOrderEmail,
    SendInvoice,
    SendPaymentReminder,
    number,
)
from app.core.sentence import Json, because, money
from app.errors import Missing, Permanent, StepError, Temporary

REFUND_KEY = "storeflow_refund"
"""The meta field of a refund that holds the key it was made under."""
_UNPAID = ("pending", "on-hold", "failed")
_MAILS = {
    "completed": "customer_completed_order",
    "failed": "customer_failed_order",
    "on-hold": "customer_on_hold_order",
    "processing": "customer_processing_order",
    "refunded": "customer_refunded_order",
}
_CENT = Decimal("0.01")


class PaymentActs(OrderLooks):
    """Effects of this area, each by the method of its name."""

    async def mark_as_paid(self, effect: MarkAsPaid, key: str) -> Json:
        """WooCommerce finishes the payment itself where it waits for one; what is on hold goes on by its status."""
        order = await self.order(effect)
        status = text(order.get("status")) or ""
        if order.get("date_paid_gmt"):
            return {"marked": False}
        if status not in _UNPAID:
            raise Permanent(
                because(
                    "{name} is “{status}”, so it can't be marked as paid.", name=effect.name, status=status
                )
            )
        # to WooCommerce an order that is on hold, or costs nothing, waits for no payment
        if status == "on-hold" or number(order.get("total")) <= 0:
            await self.put_order(effect, status="processing")
        else:
            await self.put_order(effect, set_paid=True)
        return {"marked": True}

    async def refund_order(self, effect: RefundOrder, key: str) -> Json:
        """``{"refund", "amount", "paid_back"}``; ``paid_back`` is false where the way of paying can't give money back
        by itself, such as a bank transfer: then it is only written down."""
        order = await self.order(effect)
        made = await self._refunds(effect)
        for one in made:
            if meta(one, REFUND_KEY) == key:
                return _told(one)
        if not order.get("date_paid_gmt"):
            raise Permanent(because("{name}: no money came that could go back.", name=effect.name))
        left = number(order.get("total")) - _back(made)
        if left <= 0:
            raise Permanent(because("{name}: everything went back already.", name=effect.name))
        body: dict[str, Json] = {}
        if effect.amount:
            amount = number(effect.amount)
            if amount > left:
                raise Permanent(
                    because(
                        "{name}: {amount} is more than is left to refund.",
                        name=effect.name,
                        amount=money(effect.amount, effect.currency),
                    )
                )
        else:
            lines = _lines(effect, order, made)
            amount = left
            if effect.lines:
                if not lines:
                    raise Permanent(
                        because("{name}: none of these items is left to refund.", name=effect.name)
                    )
                amount = sum((worth for _, worth in lines), Decimal(0))
                amount = min(left, amount + (_shipping(order) if effect.shipping else 0))
            elif not effect.shipping:
                amount = max(left - _shipping(order), Decimal(0))
            body["line_items"] = [line for line, _ in lines]
        sent = {
            **body,
            "amount": format(amount, "f"),
            "reason": effect.reason,
            "api_refund": await self._pays_back(order),
            "api_restock": effect.restock,
            "meta_data": [{"key": REFUND_KEY, "value": key}],
        }
        return _told(
            await self.rest.call("POST", f"{self.rest.place('order', effect.id)}/refunds", body=sent)
        )

    async def refundable(self, effect: OnOrder, order: dict[str, Any]) -> Decimal:
        """What is left to give back of an order."""
        return number(order.get("total")) - _back(await self._refunds(effect))

    async def send_invoice(self, effect: SendInvoice, key: str) -> Json:
        """WooCommerce's own mail with the order, and a link to pay where it is not paid."""
        billing = (await self.order(effect)).get("billing") or {}
        own = text(billing.get("email"))
        if effect.to and own and effect.to.casefold() != own.casefold():
            raise Permanent(
                because(
                    "WooCommerce sends the invoice of {name} only to the order's own address, {email}.",
                    name=effect.name,
                    email=own,
                )
            )
        body: dict[str, Json] = {} if own or not effect.to else {"email": effect.to}
        await self._mail(effect, "send_order_details", body, own or effect.to)
        return {"sent": True}

    async def send_payment_reminder(self, effect: SendPaymentReminder, key: str) -> Json:
        """The same mail, where the order still waits for its money."""
        order = await self.order(effect)
        if order.get("date_paid_gmt") or order.get("status") not in _UNPAID:
            return {"sent": False}
        await self._mail(effect, "send_order_details", {}, _address(order))
        return {"sent": True}

    async def resend_order_email(self, effect: ResendOrderEmail, key: str) -> Json:
        """One of its mails again; WooCommerce refuses one that does not fit the order's status."""
        order = await self.order(effect)
        template = effect.template or _MAILS.get(text(order.get("status")) or "", "customer_invoice")
        await self._mail(effect, "send_email", {"template_id": template}, _address(order))
        return {"template": template}

    async def _mail(self, effect: OnOrder, action: str, body: dict[str, Json], to: str) -> None:
        """The order was found just before, so what is missing is the way to do it. WooCommerce notes each such mail
        down with its address, so where no answer comes, a new note tells that it went."""
        known = {one.get("id") for one in await self.all_notes(effect)}
        try:
            await self.rest.call("POST", f"{self.rest.place('order', effect.id)}/actions/{action}", body=body)
        except Missing as error:
            raise Permanent(
                because("Your WooCommerce can't send this e-mail when asked: version 9.8 or newer can.")
            ) from error
        except Temporary as error:
            if not error.unclear or not await self._is_noted(effect, to, known, error):
                raise

    async def _is_noted(self, effect: OnOrder, to: str, known: set[Any], error: Temporary) -> bool:
        """Whether there is a new note with this address; raises the error where that can't be asked either."""
        try:
            notes = await self.all_notes(effect)
        except StepError:
            raise error from None
        return bool(to) and any(
            one.get("id") not in known and to.casefold() in (words(one.get("note")) or "").casefold()
            for one in notes
        )

    async def _refunds(self, effect: OnOrder) -> list[dict[str, Any]]:
        found = await self.rest.call(
            "GET", f"{self.rest.place('order', effect.id)}/refunds", {"per_page": "100"}
        )
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    async def _pays_back(self, order: dict[str, Any]) -> bool:
        """Whether the way it was paid by can give money back by itself."""
        gateway = text(order.get("payment_method"))
        if not gateway:
            return False
        try:
            found = await self.rest.call("GET", f"payment_gateways/{quote(gateway, safe='')}")
        except Missing:
            return False
        supports = found.get("method_supports") if isinstance(found, dict) else None
        return isinstance(supports, list) and "refunds" in supports


def _lines(
    effect: RefundOrder, order: dict[str, Any], made: list[dict[str, Any]]
) -> list[tuple[dict[str, Json], Decimal]]:
    """The chosen pieces that are left, each with what it is worth, tax included."""
    gone: dict[str, int] = {}
    for refund in made:
        for one in refund.get("line_items") or ():
            of = meta(one, "_refunded_item_id")
            gone[of] = gone.get(of, 0) + abs(whole(one.get("quantity")) or 0)
    chosen, found = dict(effect.lines), list[tuple[dict[str, Json], Decimal]]()
    for line in order.get("line_items") or ():
        id, quantity = ident(line.get("id")), whole(line.get("quantity")) or 0
        pieces = quantity - gone.get(id, 0)
        if effect.lines:
            pieces = min(pieces, chosen.get(id, 0))
        if pieces <= 0:
            continue
        share = Decimal(pieces) / quantity
        net = (number(line.get("total")) * share).quantize(_CENT)
        taxes = [
            (one.get("id"), (number(one.get("total")) * share).quantize(_CENT))
            for one in line.get("taxes") or ()
        ]
        entry: dict[str, Json] = {
            "id": line["id"],
            "quantity": pieces,
            "refund_total": float(net),
            "refund_tax": [{"id": tax, "refund_total": float(worth)} for tax, worth in taxes],
        }
        found.append((entry, net + sum((worth for _, worth in taxes), Decimal(0))))
    return found


def _address(order: dict[str, Any]) -> str:
    return text((order.get("billing") or {}).get("email")) or ""


def _shipping(order: dict[str, Any]) -> Decimal:
    return number(order.get("shipping_total")) + number(order.get("shipping_tax"))


def _back(made: list[dict[str, Any]]) -> Decimal:
    return sum((number(one.get("amount")) for one in made), Decimal(0))


def _told(refund: Any) -> Json:
    """What is said of a refund."""
    body = refund if isinstance(refund, dict) else {}
    return {
        "refund": str(body.get("id") or ""),
        "amount": text(body.get("amount")),
        "paid_back": body.get("refunded_payment") is True,
    }
