"""A write whose answer never came is settled by asking: it is done once, or it is said that it may have been done."""

from typing import Any

import pytest

from app.connectors.http import Http, HttpAnswer
from app.core.effects.products import CreateProduct
from app.errors import Temporary
from tests.connectors.test_woocommerce_whole import CASES
from tests.fakes.woocommerce.faults import Kind
from tests.support.woo_whole import KEY, whole

WRITES = [name for name, case in CASES.items() if case.after is not None]


async def _writes(name: str) -> list[str]:
    """What the effect asks the shop to change, in order."""
    async with whole() as w:
        effect = CASES[name].make(w)
        w.fake.asked.clear()
        await w.do(effect)
        return [what for what, _ in w.fake.wrote]


@pytest.mark.parametrize("kind", ["done_cut", "done_502", "cut", "503"])
@pytest.mark.parametrize("name", WRITES)
async def test_whatever_goes_wrong_with_a_write_it_is_done_once_or_in_doubt(name: str, kind: Kind) -> None:
    case, writes = CASES[name], await _writes(name)
    for number, what in enumerate(writes):
        async with whole() as w:
            effect = case.make(w)
            w.fake.faults.add(kind, what, skip=writes[:number].count(what))
            answer = await w.settled(effect)
            assert not w.fake.faults.waiting, "the fault struck"
            if kind in ("done_cut", "done_502"):
                assert case.look(w) == case.after, "done, and once"
                assert (answer is None) == case.doubt
            elif kind == "503" or answer is not None:
                assert case.look(w) == case.after
                assert answer is not None
            else:
                assert effect.repeat == "never", (
                    "it can't be told from one that was done, and must not be repeated"
                )


@pytest.mark.parametrize("name", [name for name in WRITES if not CASES[name].doubt])
async def test_what_was_settled_is_told_as_if_nothing_had_happened(name: str) -> None:
    """The step's answer decides what is said and done next, such as which code the customer is sent."""
    case = CASES[name]
    async with whole() as calm:
        expected = await calm.do(case.make(calm))
    async with whole() as w:
        effect = case.make(w)
        w.fake.faults.add("done_cut", (await _writes(name))[0])
        answer = await w.settled(effect)
    told = {"created", "amount", "refund", "code", "product", "draft_order", "customer"}
    if "category" in name:  # WooCommerce's terms have no place for a mark: it counts as one that was there
        told -= {"created"}
    for field in told & set(expected):
        assert _plain(answer[field]) == _plain(expected[field])


def _plain(value: object) -> object:
    """Without what differs from one fake to the next: its port, and the secrets in addresses."""
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if name not in ("url", "invoice_url")}
    return value


class Impatient(Http):
    """Waits no half a minute for the answer to a change."""

    async def request(self, method: str, url: str, **more: Any) -> HttpAnswer:
        return await super().request(method, url, **more, timeout=1 if method == "POST" else 30)


async def test_a_write_that_hangs_is_asked_for_too() -> None:
    async with whole(Impatient) as w:
        w.fake.faults.add("done_silent", "POST products")
        made = await w.do(CreateProduct(title="Kettle"))
        assert w.all("product", "name").count("Kettle") == 1
        assert made["product"]["title"] == "Kettle"


async def test_it_stays_unclear_while_the_shop_is_away() -> None:
    async with whole() as w:
        w.fake.faults.add("done_cut", "POST products")
        w.fake.faults.add("503", "GET products")
        with pytest.raises(Temporary) as caught:
            await w.do(CreateProduct(title="Kettle"))
        assert caught.value.unclear


async def test_another_step_makes_its_own() -> None:
    async with whole() as w:
        for key in (KEY, "0124/step~0"):
            await w.do(CreateProduct(title="Kettle"), key)
        assert w.all("product", "name").count("Kettle") == 2
