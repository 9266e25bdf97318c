"""What triggers have in common that start when a store tells that something happened.

A store often tells little more than a number. What is missing is read first, so that the steps after it see whole
things: the thing itself (``Read``), the order that it belongs to (``OfOrder``), or both (``ReadOfOrder``). The demo
store, and some real ones, send everything along; then nothing is asked.

Annotations here are no texts (no ``from __future__ import annotations``): pydantic reads those anew for each of the
hundreds of classes made of these, which was a fifth of the time that a start takes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from app.core.effects.base import Answer, Effect
from app.core.effects.facts import GetFact, GetWithOrder
from app.core.fields import FACTS
from app.core.node import Ask, Context, Go, Trigger
from app.core.sentence import Json, Sentence, because

ORDER = {"order": "Order", "customer": "Customer"}
"""What comes with an order."""


class Told(Trigger):
    """A trigger whose event tells all that is needed.

    ``fact``: what it is about. ``named``: the field by which sentences call it. ``every``, ``when``, ``happened``: the
    canvas, the paragraph and the run in words; ``happened`` calls the thing ``{what}``.
    """

    fact: ClassVar[str]
    named: ClassVar[tuple[str, ...]] = ("name", "title")
    every: ClassVar[Sentence]
    when: ClassVar[Sentence]
    happened: ClassVar[Sentence]
    also: ClassVar[Mapping[str, str]] = {}
    """What comes with it: name -> shape."""

    def gives(self) -> Mapping[str, str]:
        """The thing, and what comes with it."""
        return {self.fact: FACTS[self.fact], **self.also}

    def summary(self) -> Sentence:
        """For the canvas."""
        return self.every

    def told(self) -> Sentence:
        """For the paragraph."""
        return self.when

    def decide(self, ctx: Context) -> Go | Ask:
        """The thing is there."""
        return Go(self._said(ctx.find(self.fact)))

    def _said(self, fact: Json) -> Sentence:
        found: Mapping[str, Json] = fact if isinstance(fact, Mapping) else {}
        name = next((found[name] for name in (*self.named, "id") if found.get(name)), "")
        return because(self.happened.id, what=str(name))


class AboutOrder(Told):
    """Something happened to an order."""

    fact = "order"
    also = {"customer": "Customer"}


class AboutDraft(Told):
    """Something happened to a draft of an order."""

    fact = "draft_order"
    also = {"customer": "Customer"}


class AboutCustomer(Told):
    """Something happened to a customer."""

    fact = "customer"
    named = ("name", "email")


class OfOrder(Told):
    """Something happened to what belongs to an order. Where the order does not come along, it is read."""

    effects: ClassVar[tuple[type[Effect], ...]] = (GetFact,)
    also = ORDER

    def decide(self, ctx: Context) -> Go | Ask:
        """The order is there, or is read."""
        order = str(ctx.find(f"{self.fact}.order_id") or "")
        if ctx.find("order.id") or not order:
            return Go(self._with_order(ctx))
        return Ask(because("reads the order that it belongs to"), GetFact(thing="order", id=order))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """The order is there."""
        found: Mapping[str, Json] = answer.value or {"id": ctx.get(f"{self.fact}.order_id")}
        return Go(self._of(found, ctx.find(self.fact)), output=_order(found))

    def _with_order(self, ctx: Context) -> Sentence:
        return self._of(ctx.find("order") or {}, ctx.find(self.fact))

    def _of(self, order: Mapping[str, Json], fact: Json) -> Sentence:
        """What belongs to an order is called by the order's number."""
        name = order.get("name") or order.get("id")
        return because(self.happened.id, what=str(name)) if name else self._said(fact)


class Read(Told):
    """Something happened to a thing of which the store may tell only a part: then it is read."""

    effects = (GetFact,)
    reads: ClassVar[str] = ""
    """What is read; "": what the event is about."""
    whole: ClassVar[str] = "created_at"
    """The field that is told only where the whole thing is."""

    def decide(self, ctx: Context) -> Go | Ask:
        """The thing is there, or is read."""
        thing = self.reads or self.fact
        if ctx.find(f"{thing}.{self.whole}"):
            return Go(self._said(ctx.find(self.fact)))
        return Ask(because("reads what it is about"), GetFact(thing=thing, id=str(ctx.get(f"{thing}.id"))))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """The thing is there, with what was told of it."""
        thing = self.reads or self.fact
        found = completed(answer.value, ctx.find(thing))
        output: dict[str, Json] = {thing: found}
        if found.get("customer"):
            output["customer"] = found["customer"]
        return Go(self._said(found if thing == self.fact else ctx.find(self.fact)), output=output)


class OrderRead(Read):
    """Something happened to an order, and the store tells only which."""

    fact = "order"
    also = {"customer": "Customer"}


class CustomerRead(Read):
    """Something happened to a customer, and the store tells little more than who it was."""

    fact = "customer"
    named = ("name", "email")


class CardOfCustomer(Read):
    """Something happened to a way of paying that a customer has saved."""

    fact = "payment_method"
    named = ("brand", "kind")
    reads = "customer"
    also = {"customer": "Customer"}


class OfSubscription(Read):
    """Something happened to a subscription."""

    fact = "subscription"
    whole = "next_billing_at"
    also = {"customer": "Customer"}


class OfBilling(Read):
    """A subscription was billed, or was to be."""

    fact = "billing_attempt"
    reads = "subscription"
    whole = "status"
    also = {"subscription": "Subscription", "customer": "Customer"}


class OfProduct(Told):
    """Something happened to a variant. Where its product does not come along, it is read."""

    effects = (GetFact,)
    fact = "variant"
    also = {"product": "Product"}

    def decide(self, ctx: Context) -> Go | Ask:
        """The product is there, or is read."""
        product = str(ctx.find("variant.product_id") or "")
        if ctx.find("product.id") or not product:
            return Go(self._said(ctx.find(self.fact)))
        return Ask(because("reads the product of the variant"), GetFact(thing="product", id=product))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """The product is there."""
        found = answer.value or {"id": ctx.get("variant.product_id")}
        return Go(self._said(ctx.find(self.fact)), output={"product": dict(found)})


class OfDiscount(Read):
    """Something happened to a discount, of which a message tells only the name."""

    fact = "discount"
    named = ("code", "title")
    whole = "kind"


class ReadOfOrder(OfOrder):
    """Something happened to what belongs to an order, and the store tells little of both: both are read."""

    effects = (GetWithOrder,)

    def decide(self, ctx: Context) -> Go | Ask:
        """Both are there, or are read."""
        if ctx.find(f"{self.fact}.created_at") and ctx.find("order.id"):
            return Go(self._with_order(ctx))
        read = GetWithOrder(thing=self.fact, id=str(ctx.get(f"{self.fact}.id")))
        return Ask(because("reads what it is about, and the order"), read)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Both are there, with what was told of it."""
        value: Mapping[str, Json] = answer.value or {}
        found = completed(value.get("fact"), ctx.find(self.fact))
        order = value.get("order") or ctx.find("order") or {"id": found.get("order_id")}
        return Go(self._of(order, found), output={self.fact: found, **_order(order)})


class AboutParcel(ReadOfOrder):
    """Something happened to a parcel."""

    fact = "fulfilment"


class NewsOfParcel(AboutParcel):
    """The carrier tells of a parcel."""

    also = {**ORDER, "fulfilment_event": "FulfilmentEvent"}


class AboutPart(ReadOfOrder):
    """Something happened to the part of an order that one place is to send."""

    fact = "fulfilment_order"


class AboutReturn(ReadOfOrder):
    """Something happened to a return."""

    fact = "return"


def completed(read: Json, told: Json) -> dict[str, Json]:
    """What was read, with what the event told laid over it; what it left open stays as it was read."""
    said = {name: value for name, value in told.items() if value not in (None, [], {})} if _is(told) else {}
    return {**(read if _is(read) else {}), **said}


def other_than(ctx: Context, path: str, wanted: Sequence[str]) -> Sentence | None:
    """Why an event does not start it: it is asked for certain ones, and this is another. None where it does."""
    found = str(ctx.find(path) or "")
    if not wanted or found.casefold() in {one.strip().casefold() for one in wanted}:
        return None
    return because("it was {found}", found=found or because("something else"))


def none_of(ctx: Context, path: str, wanted: Sequence[str]) -> Sentence | None:
    """The same for a list, of which one has to be among those asked for."""
    found = ctx.find(path)
    had = {str(one).casefold() for one in found} if isinstance(found, (list, tuple)) else set()
    if not wanted or had & {one.strip().casefold() for one in wanted}:
        return None
    return because("it was {found}", found=list(found) if had else because("something else"))


def _is(value: Any) -> bool:
    return isinstance(value, Mapping)


def _order(found: Mapping[str, Json]) -> dict[str, Json]:
    return {"order": dict(found), "customer": found.get("customer") or {}}
