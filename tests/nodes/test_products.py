"""Steps about products beyond their examples: whom they mean, how long, and what prices come of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from app.api.v1_nodes import platforms
from app.core.effects import Answer
from app.core.effects.variants import GetVariants, SetPrices
from app.core.example import NOW, context
from app.core.fields import example
from app.core.graph import check
from app.core.node import Ask, Context, Example, Go, Node
from app.errors import Missing, Permanent, StepError
from app.nodes import catalogue
from tests.core.drawings import CATALOGUE, drawing

BLUE = example("Variant")
ASH = {**BLUE, "id": "402", "title": "Ash", "price": "84.00", "compare_at_price": None}
TWO = {**example("Product"), "variants": [BLUE, ASH]}
LOOP: dict[str, Any] = {"product": None, "variant": BLUE}


def node(kind: str, **settings: Any) -> Node:
    return catalogue()[f"product.{kind}" if "." not in kind else kind].model_validate(settings)


def ctx(zone: str = "UTC", **names: Any) -> Context:
    return replace(context(Example({}, "", names=names)), zone=zone)


def told(step: Node, here: Context, value: Any, turn: int = 1) -> Go | Ask:
    return step.settle(replace(here, turn=turn), Answer(value))


def wanted(asked: Go | Ask) -> Any:
    assert isinstance(asked, Ask)
    return asked.want


def priced(step: Node, here: Context, *variants: Mapping[str, Any]) -> SetPrices:
    """What comes of variants as they were read."""
    read = wanted(step.decide(here))
    assert isinstance(read, GetVariants)
    found = wanted(told(step, here, {"variants": list(variants)}))
    assert isinstance(found, SetPrices)
    return found


def test_all_prices_of_a_product_are_lowered_and_the_old_ones_crossed_out() -> None:
    step = node("change_price", how="down_percent", value="20 %", rounding="99")
    effect = priced(step, ctx(product=TWO), BLUE, ASH)
    assert [(one.id, one.now["price"], one.now["compare_at_price"]) for one in effect.changes] == [
        ("401", "70.99", "89.00"),
        ("402", "66.99", "84.00"),
    ]
    assert str(effect.sentence()) == "changes the prices of 2 variants of Teapot"
    done = told(step, ctx(product=TWO), {"changed": 2}, turn=2)
    assert isinstance(done, Go)
    assert done.output == {"changed": 2}


def test_a_price_that_ends_promises_its_end() -> None:
    here = ctx("Europe/Berlin", product=TWO)
    step = node("change_price", how="to", value="{{ variant.compare_at_price }}", until="after", after=3)
    asked = told(step, here, {"variants": [ASH]})
    assert isinstance(asked, Ask)
    assert asked.undo_at == datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert "sets the price of Teapot to 99.00 EUR, until" in str(asked.because)
    dated = node("change_price", until="on", ends_at="2026-12-27 18:00")
    asked = told(dated, here, {"variants": [ASH]})
    assert isinstance(asked, Ask)
    assert asked.undo_at is not None
    assert asked.undo_at.astimezone(UTC) == datetime(2026, 12, 27, 17, tzinfo=UTC)
    assert str(dated.told()) == "change the price (Lower by %: 10 until 2026-12-27 18:00)"


@pytest.mark.parametrize(
    ("ends_at", "why"),
    [
        ("2026-01-01", "is past already"),
        ("{{ order.note }}", "is no date"),
        ("{{ now }}", "is past already"),
    ],
)
def test_an_end_that_is_none_is_refused_when_run(ends_at: str, why: str) -> None:
    step = node("hide", until="on", ends_at=ends_at)
    with pytest.raises(Permanent, match=why):
        step.decide(ctx())


def test_an_end_too_far_away_is_refused() -> None:
    far = replace(ctx(), now=datetime(9990, 1, 1, tzinfo=UTC))
    with pytest.raises(Permanent, match="further away"):
        node("hide", until="after", after=9000, unit="weeks").decide(far)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("hide", {"until": "on"}),
        ("hide", {"until": "on", "ends_at": "soon"}),
        ("set_texts", {}),
        ("set_vendor", {"vendor": " "}),
        ("set_codes", {}),
        ("add_to_collections", {"collections": []}),
    ],
)
def test_what_says_nothing_is_refused_in_the_form(kind: str, settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        node(kind, **settings)


def test_a_price_that_is_right_already_is_left_alone() -> None:
    here = ctx(product=TWO)
    same = told(node("change_price", how="to", value="84", crossed="keep"), here, {"variants": [ASH]})
    assert str(same.because) == "the price of Teapot is that already"
    none = told(node("end_sale"), here, {"variants": [ASH]})
    assert str(none.because) == "Teapot is not on sale"
    assert isinstance(same, Go)
    assert isinstance(none, Go)


def test_a_sale_ends_by_hand() -> None:
    effect = priced(node("end_sale"), ctx(product=TWO), BLUE, ASH)
    assert [(one.id, one.now) for one in effect.changes] == [
        ("401", {"price": "99.00", "compare_at_price": None})
    ]


@pytest.mark.parametrize("kind", ["change_price", "end_sale", "sell_when_out"])
def test_one_variant_or_all_of_them(kind: str) -> None:
    every = wanted(node(kind).decide(ctx(product=TWO)))
    assert (every.id, every.variant, [one["id"] for one in every.known]) == ("301", "", ["401", "402"])
    one = wanted(node(kind, which="one").decide(ctx(product=TWO, variant=ASH)))
    assert (one.id, one.variant, one.label) == ("301", "402", "Teapot (Ash)")
    looped = wanted(node(kind, which="one").decide(ctx(**LOOP)))
    assert (looped.id, looped.variant, looped.label) == ("301", "401", "Blue")
    assert wanted(node(kind).decide(ctx(**LOOP))).id == "301"


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("add_tags", {"tags": ["a"]}),
        ("remove_tags", {"tags": ["a"]}),
        ("set_status", {"status": "draft"}),
        ("hide", {}),
        ("publish", {}),
        ("archive", {}),
        ("add_to_collections", {"collections": ["a"]}),
        ("set_texts", {"title": "a"}),
        ("delete", {}),
        ("duplicate", {"title": "a"}),
        ("shopify.unlist_product", {}),
        ("woocommerce.product_status", {"status": "private"}),
    ],
)
def test_a_variant_knows_its_product(kind: str, settings: dict[str, Any]) -> None:
    assert wanted(node(kind, **settings).decide(ctx(**LOOP))).id == "301"
    with pytest.raises(Missing, match="no product here"):
        node(kind, **settings).decide(ctx(product=None, variant=None))


def test_stock_is_one_variants() -> None:
    step = node("set_stock", to="{{ variant.stock | plus: 1 }}", place=" Berlin ")
    effect = wanted(step.decide(ctx(product=TWO, variant=ASH)))
    assert (effect.variant, effect.product, effect.inventory) == ("402", "301", "601")
    assert (effect.quantity, effect.location, effect.label) == (5, "Berlin", "Teapot (Ash)")
    only = wanted(node("adjust_stock", by="-2").decide(ctx(variant=None)))
    assert (only.variant, only.by, only.label) == ("401", -2, "Teapot")
    with pytest.raises(Missing, match="2 variants: go through them"):
        node("count_stock").decide(ctx(product=TWO, variant=None))
    with pytest.raises(Missing, match="no variant here"):
        node("count_stock").decide(ctx(product=None, variant=None))
    with pytest.raises(Permanent, match="“many” is no whole number"):
        node("set_stock", to="many").decide(ctx())
    with pytest.raises(Missing, match=r"variant\.id"):
        node("delete_variant").decide(ctx(variant=None))


def test_what_is_so_already_is_not_done_again() -> None:
    here = ctx(product=TWO, variant=BLUE)
    for step, settled in (
        (node("sell_when_out", sells=False), {"variants": [BLUE, ASH]}),
        (node("set_codes", sku="POT-BLUE"), {"variants": [BLUE]}),
    ):
        done = told(step, here, settled)
        assert isinstance(done, Go)
        assert "so already" in str(done.because)
        assert told(step, here, {"changed": 0}, turn=2).because is not None
    on = wanted(told(node("sell_when_out"), here, {"variants": [BLUE, ASH]}))
    assert [one.now for one in on.changes] == [{"sells_when_out": True}] * 2
    codes = wanted(
        told(node("set_codes", sku="{{ variant.id }}", barcode="{{ nothing }}"), here, {"variants": [BLUE]})
    )
    assert codes.changes[0].now == {"sku": "401"}


def test_names_are_taken_whole_and_never_none() -> None:
    step = node("add_to_collections", collections=["Tea, and more", "tea, AND more", "{{ nothing }}"])
    assert wanted(step.decide(ctx())).collections == ("Tea, and more",)
    with pytest.raises(Missing, match="“Collections” is empty"):
        node("add_to_collections", collections=["{{ nothing }}"]).decide(ctx())
    with pytest.raises(Missing, match="“Title” is empty"):
        node("create", title="{{ nothing }}").decide(ctx())
    made = wanted(node("create", title=" New ", price="9,50", tags=["a,b"]).decide(ctx()))
    assert (made.title, made.price, made.tags) == ("New", "9.50", ("a", "b"))
    moved = node("shopify.create_redirect", path="products/{{ product.title }}", target="/")
    assert wanted(moved.decide(ctx(product={"id": "1", "title": "Tea & pot"}))).redirects == (
        ("/products/Tea%20%26%20pot", "/"),
    )
    gone = node("shopify.delete_redirects", old=["old"])
    assert wanted(gone.decide(ctx())).paths == ("/old",)


ON_ALL = {"shopify", "woocommerce", "demo"}
PLATFORMS: dict[str, set[str]] = {
    "product.archive": {"shopify", "demo"},
    "product.set_vendor": {"shopify", "demo"},
    "product.count_stock": {"shopify", "woocommerce"},
    "product.delete": {"shopify", "woocommerce"},
    "product.delete_variant": {"shopify", "woocommerce"},
    "shopify.unlist_product": {"shopify", "demo"},
    "shopify.publish_on_channels": {"shopify"},
    "shopify.hide_on_channels": {"shopify"},
    "shopify.create_redirect": {"shopify"},
    "shopify.delete_redirects": {"shopify"},
    "woocommerce.product_status": {"woocommerce"},
    "woocommerce.product_visibility": {"woocommerce"},
}
EVERYWHERE = (
    "add_tags remove_tags set_status hide publish change_price end_sale set_stock adjust_stock sell_when_out "
    "add_to_collections remove_from_collections create_collection set_texts set_codes create duplicate"
).split()


@pytest.mark.parametrize("kind", [*(f"product.{one}" for one in EVERYWHERE), *PLATFORMS])
def test_which_stores_can_do_it(kind: str) -> None:
    assert set(platforms(catalogue()[kind])) == PLATFORMS.get(kind, ON_ALL)


@pytest.mark.parametrize(
    ("trigger", "problems"),
    [
        ("product.out_of_stock", []),
        ("product.variant_out_of_stock", []),
        ("order.created", ["this step needs a product, and no step before it gives one"]),
    ],
)
def test_a_drawing_needs_a_product_or_a_variant(trigger: str, problems: list[str]) -> None:
    flow = drawing([("s", trigger, {}), ("h", "product.hide", {})], "s > h")
    found = check(flow, CATALOGUE)
    assert [str(one.because) for one in found if one.step == "h"] == problems


@pytest.mark.parametrize("kind", [*(f"product.{one}" for one in EVERYWHERE), *PLATFORMS])
def test_broken_facts_are_a_sentence(kind: str) -> None:
    made = catalogue()[kind].model_validate(dict(catalogue()[kind].examples[0].settings))
    shapes: list[Any] = ["x", [], {"id": None}, {"id": 3, "variants": "x"}, {"variants": [None, "x", {}]}]
    for broken in shapes:
        here = replace(ctx(product=broken, variant=broken), now=NOW)
        try:
            said = made.decide(here).because
        except StepError as error:
            said = error.sentence  # type: ignore[assignment]
        assert str(said)
