"""The palette and the picker: few steps first, all in drawers and by search, each saying which store can do it."""

import html
import re

from app.nodes import catalogue
from app.ui.editor_view import GROUPS, offers, only, palette, starts
from tests.web.asking import Browser

FLOW = "/workflows/thank-big-orders"


def test_every_step_is_in_the_palette_once_and_every_group_has_a_name() -> None:
    listed = [
        one.type
        for shelf in palette(catalogue())
        for part in (shelf.often, *(d for _, d in shelf.drawers))
        for one in part
    ]
    assert sorted(listed) == sorted(catalogue())
    assert {one.group for one in offers(catalogue())} <= set(GROUPS)
    assert 4 <= len(starts(catalogue())) <= 10
    assert all(len(shelf.often) <= 14 for shelf in palette(catalogue()))


def test_a_step_says_which_store_can_do_it() -> None:
    assert only(catalogue()["shopify.create_redirect"]) == ("Shopify",)
    assert only(catalogue()["order.add_tags"]) == ()
    assert only(catalogue()["logic.check"]) == ()
    assert "WooCommerce" not in only(catalogue()["order.return_requested"])


async def test_the_picker_groups_and_finds(owner: Browser) -> None:
    page = html.unescape((await owner.get(f"{FLOW}/picker?source=start&port=next")).text)
    assert page.index("Often used") < page.index(
        "Sending and parcels" if "Sending and parcels" in page else "Orders"
    )
    assert 'value="order.created"' not in page, "starts are offered only where one starts"
    assert re.search(r"Create redirect URL.*?\(Shopify\)", page, re.DOTALL)
    for word, kind in (
        ("discount", "product.change_price"),
        ("fraud", "logic.count_events"),
        ("untag", "order.remove_tags"),
    ):
        assert f'value="{kind}"' in (await owner.get(f"{FLOW}/picker?source=start&port=next&q={word}")).text
    assert "Try another word" in (await owner.get(f"{FLOW}/picker?q=xyzzy")).text
