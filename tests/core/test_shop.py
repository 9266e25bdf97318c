"""The shop's language: every field speaks for itself, examples are of their shape, paths find their types."""

import pytest

from app.core import fields, shop
from app.core.fields import FACTS, SHAPES, example, example_names, field_info, shape_of


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_has_a_title_a_sentence_and_labels_for_its_choices(name: str) -> None:
    for path, info in SHAPES[name].model_fields.items():
        assert info.title, f"{name}.{path}"
        assert (info.description or "").endswith("."), f"{name}.{path}"
    for found in fields.fields(name).values():
        if found.type == "choice":
            assert found.choices, f"{name}.{found.path}"


@pytest.mark.parametrize("name", SHAPES)
def test_examples_are_complete_and_of_their_shape(name: str) -> None:
    fact = example(name)
    SHAPES[name].model_validate(fact, strict=True)
    assert set(fact) == set(SHAPES[name].model_fields)


def test_the_example_order_is_annas() -> None:
    order = example("Order")
    assert (order["name"], order["total"], order["currency"]) == ("#1001", "129.00", "EUR")
    assert order["customer"]["email"] == "anna@example.com"


def test_examples_are_ours_to_change() -> None:
    example("Order")["tags"].append("changed")
    assert example("Order")["tags"] == ["web"]
    assert example_names({"order": "Order", "n": "number"}) == {"order": example("Order")}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("order", "shape"),
        ("order.total", "money"),
        ("order.created_at", "moment"),
        ("order.item_count", "number"),
        ("order.test", "yes_no"),
        ("order.financial_status", "choice"),
        ("order.tags", "list[text]"),
        ("order.tags.size", "number"),
        ("order.tags.first", "text"),
        ("order.line_items", "list"),
        ("order.line_items[0]", "shape"),
        ("order.line_items.last.price", "money"),
        ("order.customer.address.city", "text"),
        ("order.refunds.0.items.0.weight_grams", "number"),
    ],
)
def test_a_path_has_a_type(path: str, kind: str) -> None:
    info = field_info(path, {"order": "Order"})
    assert info is not None
    assert (info.path, info.type) == (path, kind)


@pytest.mark.parametrize(
    "path",
    [
        "order.nothing",
        "customer.email",
        "order.total.more",
        "order.line_items.title",
        "",
        "order.",
        "steps.a",
    ],
)
def test_a_path_that_leads_nowhere_is_nothing(path: str) -> None:
    assert field_info(path, {"order": "Order", "steps": "?"}) is None


def test_a_list_names_the_shape_of_its_items() -> None:
    info = field_info("order.line_items", {"order": "Order"})
    assert info is not None
    assert info.shape == "LineItem"


def test_a_field_says_what_it_lies_in() -> None:
    info = fields.fields("Order")["customer.address.city"]
    assert (info.title, info.within) == ("City", ("Customer", "Customer's address"))
    assert info.within == getattr(
        field_info("order.customer.address.city", {"order": "Order"}), "within", None
    )


def test_facts_have_shapes() -> None:
    assert shape_of("cart") == "Checkout"
    assert shape_of("weather") is None
    assert set(FACTS.values()) <= set(SHAPES)
    with pytest.raises(KeyError):
        fields.fields("Weather")


def test_a_shape_takes_no_unknown_field() -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        shop.Order.model_validate({"id": "1", "colour": "red"})


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("order.custom", "Custom fields"),
        ("order.custom.engraving", "Engraving"),
        ("order.custom.my_app.gift_wrap", "Gift wrap"),
        ("order.customer.custom.birthday", "Birthday"),
        ("product.variants[0].custom.care", "Care"),
        ("order.raw", "As the store told it"),
        ("order.raw.total_weight", "Total weight"),
        ("order.raw.line_items[0].grams", "Grams"),
    ],
)
def test_own_fields_and_the_stores_own_words_are_fields_by_any_name(path: str, title: str) -> None:
    info = field_info(path, {"order": "Order", "product": "Product"})
    assert info is not None
    assert (info.title, info.type, info.path) == (title, "any", path)
    assert "custom" not in fields.fields("Order")


@pytest.mark.parametrize(
    "path", ["order.customer.raw", "order.total.raw", "order.custom.", "raw.total", "order.raw."]
)
def test_they_are_nowhere_else(path: str) -> None:
    assert field_info(path, {"order": "Order"}) is None


@pytest.mark.parametrize("name", SHAPES)
def test_of_a_blank_fact_nothing_is_known(name: str) -> None:
    fact = fields.blank(name)
    assert set(fact) == set(SHAPES[name].model_fields)
    assert not any(fact.values())
