"""Every effect that WooCommerce performs, carried out against a whole shop: done as said, once under its key, undone
where it has an undo."""

import pytest

from app.connectors.woocommerce.connector import WooCommerce
from tests.support.woo_cases_goods import GOODS
from tests.support.woo_cases_orders import ORDERS
from tests.support.woo_cases_people import PEOPLE
from tests.support.woo_whole import whole

CASES = {
    f"{area}: {name}": case
    for area, cases in {"orders": ORDERS, "goods": GOODS, "people": PEOPLE}.items()
    for name, case in cases.items()
}


@pytest.mark.parametrize("name", CASES)
async def test_it_is_done_once_and_undone(name: str) -> None:
    case = CASES[name]
    async with whole() as w:
        effect = case.make(w)
        seen = case.look(w)
        read = effect.before()
        before = await w.do(read, "0123/step~0?") if read else None
        answer = await w.do(effect)
        assert case.look(w) == case.after
        assert effect.kind == "read" or seen != case.after, "nothing was to be done"
        for field, value in (case.answer or {}).items():
            assert answer[field] == value
        if not case.again:
            there = w.everything()
            again = await w.do(effect)
            assert w.everything() == there
            for field in set(case.answer or ()) & {"created", "amount"}:
                assert again[field] == answer[field], "it still counts as this step's own"
        undo = effect.undo(before)
        if undo is None:
            assert effect.kind == "read" or type(effect).no_undo or case.no_undo
            return
        await w.do(undo, "0123/undo~0")
        assert case.look(w) == (seen if case.undone is ... else case.undone)
        there = w.everything()
        await w.do(undo, "0123/undo~0")
        assert w.everything() == there, "an undo that is repeated changes nothing more"


async def test_no_effect_is_without_a_case() -> None:
    async with whole() as w:
        tried = {type(case.make(w)) for case in CASES.values()}
    assert tried == WooCommerce.performs()


def test_only_what_an_owner_calls_by_hand_can_not_be_asked_for() -> None:
    """Mails are: WooCommerce notes them down with the order."""
    assert {name for name, case in CASES.items() if case.doubt} == {"goods: changed by hand"}
