"""Steps about customers, codes, drafts and fields beyond their examples: whom they mean, and what comes of values."""

import contextlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.api.v1_nodes import platforms
from app.core.codes import LENGTH, LETTERS
from app.core.effects import Answer
from app.core.effects.fields import SetField
from app.core.example import NOW, context
from app.core.fields import example
from app.core.graph import check
from app.core.node import Ask, Context, Example, Go, Node
from app.core.own_fields import written
from app.errors import Missing, Permanent, StepError
from app.nodes import catalogue
from tests.core.drawings import CATALOGUE, drawing

GUEST = {**example("Customer"), "id": None}


def node(kind: str, **settings: Any) -> Node:
    return catalogue()[kind].model_validate(settings)


def ctx(zone: str = "UTC", **names: Any) -> Context:
    return replace(context(Example({}, "", names=names)), zone=zone)


def wanted(asked: Go | Ask) -> Any:
    assert isinstance(asked, Ask)
    return asked.want


ON_A_CUSTOMER: Mapping[str, dict[str, Any]] = {
    "customer.add_tags": {"tags": ["vip"]},
    "customer.remove_tags": {"tags": ["vip"]},
    "customer.add_note": {"note": "x"},
    "customer.set_note": {"note": "x"},
    "customer.update": {"language": "fr"},
    "customer.set_email_consent": {},
    "customer.set_sms_consent": {},
    "customer.give_credit": {"amount": "5"},
    "customer.send_invitation": {},
    "customer.delete": {},
    "customer.set_field": {"key": "a", "value": "b"},
    "customer.remove_field": {"key": "a"},
    "shopify.in_segment": {"segment": "Fans"},
    "company.add_contact": {"company": "9"},
}


@pytest.mark.parametrize(("kind", "settings"), ON_A_CUSTOMER.items())
def test_a_guest_has_nothing_that_could_be_changed(kind: str, settings: dict[str, Any]) -> None:
    with pytest.raises(Missing, match="as a guest"):
        node(kind, **settings).decide(ctx(customer=GUEST))
    with pytest.raises(Missing, match="no customer here"):
        node(kind, **settings).decide(ctx(customer=None))
    nameless = {"id": 501, "email": "anna@example.com"}
    assert "anna@example.com" in str(node(kind, **settings).decide(ctx(customer=nameless)).because)


def test_a_code_is_the_same_for_a_retry_and_another_for_everybody_else() -> None:
    step = node("discount.create_code", prefix="thanks {{ customer.first_name }} ")
    here = ctx()
    made = wanted(step.decide(here))
    assert wanted(step.decide(here)) == made
    assert wanted(step.decide(replace(here, turn=1))).code == made.code
    assert made.code.startswith("THANKSANNA")
    rest = made.code.removeprefix("THANKSANNA")
    assert len(rest) == LENGTH
    assert set(rest) <= set(LETTERS)
    assert not set("0O1IL") & set(LETTERS)
    others = [
        replace(here, run="another"),
        replace(here, step="each[1]/step"),
        replace(here, seed="other/step"),
    ]
    assert len({made.code, *(wanted(step.decide(other)).code for other in others)}) == 4
    with pytest.raises(Permanent, match="letters, digits and hyphens"):
        node("discount.create_code", prefix="{{ customer.email }}").decide(here)


def test_a_code_says_what_it_is_worth_how_long_and_for_whom() -> None:
    percent = wanted(node("discount.create_code", value="12,5 %").decide(ctx("Europe/Berlin")))
    assert (percent.worth, percent.value, percent.uses, percent.once_each) == ("percent", "12.5", 1, True)
    assert (percent.customer, percent.email) == ("501", "anna@example.com")
    assert percent.ends_at == "2026-12-23T09:00:00+00:00"
    step = node("discount.create_code", worth="amount", value="5", minimum="{{ order.total }}", days=0, once=False,
                only_customer=False)  # fmt: skip
    flat = wanted(step.decide(ctx(order={"total": "50"})))
    assert (flat.value, flat.currency, flat.minimum) == ("5.00", "EUR", "50.00")
    assert (flat.ends_at, flat.uses, flat.once_each, flat.email) == ("", 0, False, "")
    guest = wanted(node("discount.create_code", worth="shipping").decide(ctx(customer=GUEST)))
    assert (guest.customer, guest.email, guest.value) == ("", "anna@example.com", "")
    for worth, value in (("percent", "0"), ("percent", "101"), ("amount", "-1"), ("amount", "much")):
        with pytest.raises(Permanent):
            node("discount.create_code", worth=worth, value=value).decide(ctx())
    with pytest.raises(Missing, match=r"customer\.email"):
        node("discount.create_code").decide(ctx(customer=None, order=None, checkout=None))


def test_later_steps_know_the_code() -> None:
    step = node("discount.create_code")
    flow = drawing(
        [
            ("s", "order.created", {}),
            ("c", "discount.create_code", {}),
            ("m", "message.email", {"to": "a@example.com", "subject": "{{ discount.code }}", "body": "x"}),
        ],
        "s > c",
        "c > m",
    )
    assert [one for one in check(flow, CATALOGUE) if one.step in ("c", "m") and one.field == "subject"] == []
    effect = wanted(step.decide(ctx()))
    settled = step.settle(ctx(), effect.assume())
    assert isinstance(settled, Go)
    assert settled.output["discount"]["code"] == effect.code


def test_a_discount_that_the_run_is_about_is_known_by_its_number() -> None:
    for kind in ("discount.switch_off", "discount.switch_on"):
        assert wanted(node(kind, code="spring5").decide(ctx())).id == "1401"
        assert wanted(node(kind, code="OTHER").decide(ctx())).id == ""
        done = node(kind, code="A").settle(ctx(), Answer({"changed": False}))
        assert "already" in str(done.because)
        with pytest.raises(Missing, match="“Code” is empty"):
            node(kind, code="{{ nothing }}").decide(ctx())


def test_store_credit_is_a_share_of_the_order() -> None:
    step = node("customer.give_credit", amount="{{ order.total | times: 0.05 }}", expires=30)
    effect = wanted(step.decide(ctx(order={"total": "129.00", "currency": "EUR"})))
    assert (effect.amount, effect.currency, effect.email) == ("6.45", "EUR", "anna@example.com")
    assert (effect.code[:7], effect.ends_at) == ("CREDIT-", "2026-12-23T09:00:00+00:00")
    yen = wanted(node("customer.give_credit", amount="500").decide(ctx(shop={"currency": "JPY"})))
    assert (yen.amount, yen.currency) == ("500", "JPY")
    with pytest.raises(Permanent, match="no amount above zero"):
        node("customer.give_credit", amount="0.001").decide(ctx())


def test_only_what_is_filled_in_is_changed() -> None:
    effect = wanted(node("customer.update", first_name="{{ nothing }}", last_name=" Braun ").decide(ctx()))
    assert effect.details == {"last_name": "Braun"}
    for kind, settings in (
        ("customer.update", {"first_name": " "}),
        ("draft.create", {}),
        ("draft.create", {"chosen": {" ": "1"}}),
        ("customer.set_field", {"key": "a b", "value": "x"}),
        ("customer.set_field", {"key": "a", "value": "x", "space": "a b"}),
    ):
        with pytest.raises(ValidationError):
            node(kind, **settings)


def test_a_draft_is_made_of_an_order_a_cart_or_chosen_articles() -> None:
    of_order = wanted(node("draft.create", items="order", percent="100").decide(ctx()))
    assert [(one.variant, one.product, one.quantity) for one in of_order.lines] == [
        ("401", "301", 1),
        ("402", "302", 2),
    ]
    assert (of_order.customer, of_order.email, of_order.percent) == ("501", "anna@example.com", "100")
    assert (of_order.address["line1"], of_order.address["country_code"]) == ("Lindenstraße 5", "DE")
    of_cart = wanted(node("draft.create", items="checkout").decide(ctx()))
    assert of_cart.lines
    chosen = wanted(
        node("draft.create", chosen={" POT ": "{{ order.item_count }}", "CUP": "", "TEA": "0"},
             email="b@example.com", tags=["a,b"]).decide(ctx())
    )  # fmt: skip
    assert [(one.sku, one.quantity) for one in chosen.lines] == [("POT", 3), ("CUP", 1)]
    assert (chosen.customer, chosen.email, chosen.address, chosen.tags) == (
        "",
        "b@example.com",
        {},
        ("a", "b"),
    )
    with pytest.raises(Missing, match="no article"):
        node("draft.create", items="checkout").decide(ctx(checkout=None))
    with pytest.raises(Permanent, match="no percentage"):
        node("draft.create", items="order", percent="120").decide(ctx())
    with pytest.raises(Permanent, match="no whole number"):
        node("draft.create", chosen={"POT": "some"}).decide(ctx())


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", " two\nlines ", "two lines"),
        ("lines", "two\r\nlines", "two\nlines"),
        ("number", "5.0", "5"),
        ("decimal", "1,50", "1.50"),
        ("yes_no", "Yes", "true"),
        ("yes_no", "0", "false"),
        ("date", "2026-11-23", "2026-11-23"),
        ("date", "2026-11-23T23:30:00+00:00", "2026-11-24"),
        ("moment", "2026-11-23 09:00", "2026-11-23T08:00:00+00:00"),
        ("money", "5", '{"amount": "5", "currency_code": "EUR"}'),
        ("money", "5,50 USD", '{"amount": "5.50", "currency_code": "USD"}'),
        ("link", "https://example.com/a?b=c", "https://example.com/a?b=c"),
        ("list", "a\n\n b ", '["a", "b"]'),
        ("json", '{"a": [1,2]}', '{"a": [1, 2]}'),
    ],
)
def test_what_owners_write_becomes_a_value_of_its_kind(kind: Any, text: str, value: str) -> None:
    assert written(kind, text, ctx("Europe/Berlin")) == value


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("number", "1.5", "no whole number"),
        ("decimal", "much", "no number"),
        ("yes_no", "perhaps", "neither yes nor no"),
        ("date", "soon", "no date"),
        ("money", "EUR", "no number"),
        ("link", "javascript:alert(1)", "not a web address"),
        ("link", "https://", "not a web address"),
        ("link", "https://a b", "not a web address"),
        ("json", "{a}", "is not JSON"),
    ],
)
def test_what_is_no_such_value_is_refused(kind: Any, text: str, why: str) -> None:
    with pytest.raises(Permanent, match=why):
        written(kind, text, ctx())


@given(
    st.sampled_from("text lines number decimal yes_no date moment money link list json".split()), st.text()
)
def test_any_text_is_a_value_or_a_sentence(kind: Any, text: str) -> None:
    with contextlib.suppress(StepError):
        value = written(kind, text, ctx())
        assert value
        if kind in ("money", "list", "json", "number", "decimal", "yes_no"):
            json.loads(value)


def test_a_field_is_never_emptied_by_mistake() -> None:
    with pytest.raises(Missing, match="“Value” is empty"):
        node("order.set_field", key="a", value="{{ nothing }}").decide(ctx())
    with pytest.raises(Permanent, match="write the currency"):
        node("order.set_field", key="a", kind_of="money", value="5").decide(ctx(shop={}, order={"id": "1"}))


@pytest.mark.parametrize(
    ("kind", "thing", "id"),
    [
        ("order.set_field", "order", "1001"),
        ("customer.set_field", "customer", "501"),
        ("product.set_field", "product", "301"),
        ("product.set_variant_field", "variant", "401"),
        ("draft.set_field", "draft_order", example("DraftOrder")["id"]),
        ("product.set_collection_field", "collection", example("Collection")["id"]),
        ("company.set_field", "company", example("Company")["id"]),
        ("company.set_branch_field", "company_location", example("CompanyLocation")["id"]),
        ("shopify.set_shop_field", "shop", ""),
    ],
)
def test_whose_field_it_is(kind: str, thing: str, id: str) -> None:
    effect = wanted(node(kind, key="a", value="b").decide(ctx()))
    assert (effect.thing, effect.id, effect.space, effect.key) == (thing, id, "custom", "a")
    gone = wanted(node(kind.replace("set_", "remove_"), key="a").decide(ctx()))
    assert (gone.thing, gone.id, gone.product) == (effect.thing, effect.id, effect.product)
    if thing != "shop":
        empty: dict[str, Any] = dict.fromkeys(
            ("order", "customer", "product", "variant", "draft_order", "collection", "company")
        )
        rest: dict[str, Any] = dict.fromkeys(
            ("company_location", "company_contact", "fulfilment", "fulfilment_order", "return")
        )
        with pytest.raises(Missing):
            node(kind, key="a", value="b").decide(ctx(**empty, **rest))


def test_a_variant_names_its_product_and_a_badge_ends() -> None:
    variant = wanted(node("product.set_variant_field", key="a", value="b").decide(ctx()))
    assert variant.product == "301"
    asked = node("product.set_field", key="badge", value="New", until="after", after=7).decide(ctx())
    assert isinstance(asked, Ask)
    assert isinstance(asked.want, SetField)
    assert asked.undo_at == datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_a_branch_and_a_contact_know_their_company() -> None:
    company, branch, contact = example("Company"), example("CompanyLocation"), example("CompanyContact")
    for fact in ({"company_location": branch}, {"company_contact": contact}):
        names: dict[str, Any] = {"company": None, "company_location": None, "company_contact": None, **fact}
        effect = wanted(node("company.set_note", note="x").decide(ctx(**names)))
        assert (effect.id, effect.label) == (company["id"], company["name"])


def test_what_is_done_already_is_said() -> None:
    deleted = node("draft.delete").settle(ctx(), Answer({"deleted": False}))
    assert str(deleted.because) == "#D1 is gone already"
    complete = node("draft.complete").settle(ctx(), Answer({"order_id": "9", "completed": False}))
    assert isinstance(complete, Go)
    assert str(complete.because) == "#D1 is an order already"
    assert complete.output["order_id"] == "9"
    inside = node("shopify.in_segment", segment="Fans").settle(ctx(), Answer({"member": True}))
    outside = node("shopify.in_segment", segment="Fans").settle(ctx(), Answer({}))
    assert isinstance(inside, Go)
    assert isinstance(outside, Go)
    assert (inside.port, outside.port) == ("then", "otherwise")


ON_ALL = {"shopify", "woocommerce", "demo"}
SHOPIFY_ONLY = (
    "customer.send_invitation shopify.in_segment shopify.call_api shopify.set_shop_field shopify.remove_shop_field "
    "product.set_collection_field product.remove_collection_field company.set_note company.set_branch_note "
    "company.delete company.add_contact company.set_field company.remove_field company.set_branch_field "
    "company.remove_branch_field"
).split()
SHOPIFY_AND_DEMO = (
    "customer.add_note customer.set_note customer.set_email_consent customer.set_sms_consent"
).split()
PLATFORMS: dict[str, set[str]] = {
    **{kind: {"shopify"} for kind in SHOPIFY_ONLY},
    "woocommerce.call_api": {"woocommerce"},
    **{kind: {"shopify", "demo"} for kind in SHOPIFY_AND_DEMO},
    **{
        kind: {"shopify", "woocommerce"} for kind in ("customer.delete", "draft.delete", "draft.send_invoice")
    },
}
EVERYWHERE = (
    "customer.add_tags customer.remove_tags customer.update customer.create customer.give_credit customer.set_field "
    "customer.remove_field discount.create_code discount.switch_off discount.switch_on draft.create draft.complete "
    "draft.set_note draft.add_tags draft.remove_tags draft.set_field draft.remove_field order.set_field "
    "order.remove_field product.set_field product.remove_field product.set_variant_field product.remove_variant_field"
).split()


@pytest.mark.parametrize("kind", [*EVERYWHERE, *PLATFORMS])
def test_which_stores_can_do_it(kind: str) -> None:
    assert set(platforms(catalogue()[kind])) == PLATFORMS.get(kind, ON_ALL)


@pytest.mark.parametrize("kind", [*EVERYWHERE, *PLATFORMS])
def test_broken_facts_are_a_sentence(kind: str) -> None:
    made = catalogue()[kind].model_validate(dict(catalogue()[kind].examples[0].settings))
    shapes: list[Any] = ["x", [], {"id": None}, {"id": 3, "line_items": "x"}, {"line_items": [None, "x", {}]}]
    facts = "order customer product variant draft_order checkout discount company company_location collection".split()
    for broken in shapes:
        here = replace(ctx(**dict.fromkeys(facts, broken)), now=NOW)
        try:
            said = str(made.decide(here).because)
        except StepError as error:
            said = str(error)
        assert said
