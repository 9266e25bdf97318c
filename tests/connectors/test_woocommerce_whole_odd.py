"""Oddities of WooCommerce that effects meet: zones, taxes, pages, batches, permissions, what plugins print."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.core.effects.discounts import CreateDiscountCode, GetDiscount, SwitchOffDiscount
from app.core.effects.drafts import CreateDraft, DraftLine
from app.core.effects.orders import AddOrderNote, CancelOrder, SetOrderNote
from app.core.effects.payments import MarkAsPaid, RefundOrder
from app.core.effects.records import GetRecords
from app.core.effects.shop import AddTags
from app.core.effects.stock import SetStock
from app.core.effects.variants import GetVariants, SetPrices, VariantChange
from app.core.records import Where
from app.errors import Missing, Permanent, Temporary
from tests.fakes.woocommerce.products import Variations
from tests.fakes.woocommerce.seed import refund
from tests.fakes.woocommerce.server import NOISE
from tests.support.woo_whole import NOON, whole


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo", "UTC"])
async def test_times_mean_the_same_in_every_shop(zone: str) -> None:
    async with whole(zone=zone) as w:
        await w.do(CreateDiscountCode(code="A", value="5", ends_at="2026-12-23T09:00:00+01:00"))
        [coupon] = [one for one in w.state.things["coupon"].values() if one["code"] == "a"]
        assert coupon["date_expires"] == datetime(2026, 12, 23, 8, 0, tzinfo=UTC)
        await w.do(SwitchOffDiscount(code="A"))
        found = await w.do(GetDiscount(code="A"))
        assert found["discount"]["status"] == "expired"
        early = w.order()
        w.state.clock.advance(timedelta(hours=2))
        late = w.order()
        for since, ids in ((timedelta(hours=1), [late]), (timedelta(hours=-1), [early, late])):
            where = Where(created_after=NOON + since)
            page = await w.do(GetRecords(thing="order", where=where, newest=False))
            assert [one["id"] for one in page["items"]] == ids


async def test_taxes_go_back_with_the_goods() -> None:
    async with whole() as w:
        w.state.tax_rate = Decimal(19)
        order = w.paid()
        assert w.o["total"] == "29.39"
        line = str(w.o["line_items"][0]["id"])
        told = await w.do(RefundOrder(id=order, lines=((line, 1),), shipping=False), "a")
        assert told["amount"] == "11.78"
        again = await w.do(RefundOrder(id=order, lines=((line, 5),), shipping=True), "b")
        assert again["amount"] == "17.61", "the piece that is left, and the shipping, with their taxes"
        with pytest.raises(Permanent, match="everything went back"):
            await w.do(RefundOrder(id=order), "c")


async def test_money_that_somebody_else_gave_back_meanwhile_is_refused_for_good() -> None:
    async with whole() as w:
        order = w.paid()
        refund(w.state, int(order), "20.00")
        with pytest.raises(Permanent, match="more than is left"):
            await w.do(RefundOrder(id=order, amount="10.00", currency="EUR"))
        told = await w.do(CancelOrder(id=order))
        assert told == {"cancelled": True}
        assert w.all("refund", "amount") == ["20.00", "4.70"]


async def test_more_variations_than_a_page_holds() -> None:
    async with whole() as w:
        mug = w.sku("MUG")
        for number in range(118):
            Variations(w.state, mug).create({"regular_price": "9.50", "sku": f"MUG-{number}"})
        first = await w.do(GetVariants(id=str(mug["id"])))
        second = await w.do(GetVariants(id=str(mug["id"]), cursor=first["next"]))
        assert (len(first["variants"]), len(second["variants"]), second["next"]) == (100, 20, None)
        changes = tuple(
            VariantChange(
                id=one["id"], was={"price": "9.50"}, now={"price": "8.00", "compare_at_price": None}
            )
            for one in (*first["variants"], *second["variants"])
        )
        assert await w.do(SetPrices(id=str(mug["id"]), changes=changes)) == {"changed": 120}
        assert w.all("product", "regular_price").count("8.00") == 120
        assert [what for what, _ in w.fake.wrote] == ["POST products/11/variations/batch"] * 2


async def test_a_batch_says_of_each_what_became_of_it() -> None:
    async with whole() as w:
        changes = tuple(
            VariantChange(id=id, was={"price": "9.50"}, now={"price": "8.00", "compare_at_price": None})
            for id in (w.id("MUG-R"), "999")
        )
        with pytest.raises(Permanent, match="refused 1 of 2 changes"):
            await w.do(SetPrices(id=w.id("MUG"), changes=changes))
        assert w.sku("MUG-R")["regular_price"] == "8.00"


async def test_stock_that_a_product_keeps_for_all_its_variations() -> None:
    async with whole() as w:
        mug = w.sku("MUG")
        mug |= {"manage_stock": True, "stock_quantity": 5}
        made = Variations(w.state, mug).create({"regular_price": "9", "sku": "MUG-G"})
        await w.do(SetStock(variant=str(made["id"]), product=str(mug["id"]), quantity=3))
        assert (w.stock("MUG"), made["manage_stock"]) == (3, "parent")


async def test_a_read_only_key_changes_nothing_and_says_so() -> None:
    async with whole() as w:
        w.state.keys[0].permissions = "read"
        order = w.order()
        with pytest.raises(Permanent, match="does not let these API keys change anything"):
            await w.do(SetOrderNote(id=order, note="x"))
        assert w.o["customer_note"] == "Ring twice"


async def test_a_question_that_was_sent_twice_below_us_is_signed_anew() -> None:
    """Over plain http each signature counts once; the HTTP client repeats a question whose connection broke."""
    async with whole() as w:
        order = w.order()
        w.fake.faults.add("done_cut", f"GET orders/{order}")
        await w.do(SetOrderNote(id=order, note="x"))
        assert w.o["customer_note"] == "x"


async def test_what_is_gone_is_missing() -> None:
    async with whole() as w:
        with pytest.raises(Missing):
            await w.do(SetOrderNote(id="999", note="x"))
        with pytest.raises(Missing):
            await w.do(CreateDraft(lines=(DraftLine(sku="NONE"),)))
        assert w.all("order", "id") == []


async def test_what_a_plugin_prints_is_read_past() -> None:
    async with whole() as w:
        w.fake.noise = NOISE
        order = w.order()
        await w.do(SetOrderNote(id=order, note="x"))
        assert w.o["customer_note"] == "x"


@pytest.mark.parametrize("front", ["maintenance", "page", "password"])
async def test_a_shop_that_is_away_is_temporary_or_needs_the_owner(front: Any) -> None:
    async with whole() as w:
        order = w.order()
        w.fake.front = front
        with pytest.raises(Temporary if front == "maintenance" else Permanent):
            await w.do(MarkAsPaid(id=order))


async def test_two_runs_tag_and_note_the_same_order() -> None:
    """WooCommerce has no tags of orders: ours stand in one field, and both runs' tags stay."""
    async with whole() as w:
        order = w.order()
        await w.do(AddTags(thing="order", id=order, tags=("a",)), "one")
        await w.do(AddTags(thing="order", id=order, tags=("b",)), "two")
        await w.do(AddOrderNote(id=order, note="Seen"), "one")
        await w.do(AddOrderNote(id=order, note="Seen "), "two")
        assert w.meta("order", order) == {"storeflow_tags": "a, b"}
        assert w.notes() == ["Seen"]


async def test_legacy_shops_keep_orders_as_posts_and_are_changed_the_same_way() -> None:
    async with whole(hpos=False) as w:
        order = w.order()
        await w.do(MarkAsPaid(id=order), "a")
        await w.do(SetOrderNote(id=order, note="x"), "b")
        assert (w.o["status"], w.o["customer_note"]) == ("processing", "x")
