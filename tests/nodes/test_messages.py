"""What the steps that write to people decide."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from app.core.effects import Answer, SendEmail
from app.core.effects.state import Remember
from app.core.node import Ask, Go
from app.errors import Missing, Permanent
from app.nodes.message.email import Email
from app.nodes.message.purchase_order import PurchaseOrder
from app.nodes.message.team_email import TeamEmail
from tests.nodes.test_nodes import ctx, wanted

NEWS: dict[str, Any] = {"subject": "Spring", "body": "Tea is here", "purpose": "promotion"}
ANNA = {"email": "anna@example.com"}


@pytest.mark.parametrize(
    ("customer", "more", "goes"),
    [
        ({"email_consent": "subscribed"}, {}, True),
        ({"accepts_marketing": True}, {}, True),
        ({"email_consent": "unsubscribed", "accepts_marketing": True}, {}, False),
        ({"email_consent": "pending"}, {}, False),
        ({"accepts_marketing": False}, {}, False),
        ({}, {}, False),
        ({}, {"checkout": {"accepts_marketing": True}}, True),
        ({"accepts_marketing": False}, {"checkout": {"accepts_marketing": True}}, False),
    ],
)
def test_promotion_goes_only_to_who_agreed(customer: Any, more: Any, goes: bool) -> None:
    names = {"order": None, "checkout": None, **more, "customer": {**ANNA, **customer}}
    decided = Email(**NEWS).decide(ctx(**names))
    if goes:
        assert wanted(decided).purpose == "promotion"
    else:
        assert isinstance(decided, Go)
        assert decided.port == "next"
        assert decided.output == {"to": "anna@example.com", "sent": False}
        assert str(decided.because) == "not sent: anna@example.com did not agree to promotional mails"
    about = Email(**{**NEWS, "purpose": "order"}).decide(ctx(**names))
    assert isinstance(about, Ask), "about the order it may always write"


def test_promotion_to_somebody_whom_nobody_asked_is_not_sent() -> None:
    decided = Email(to="team@example.com", **NEWS).decide(ctx())
    assert isinstance(decided, Go)
    assert "nobody knows whether team@example.com agreed" in str(decided.because)
    assert isinstance(Email(to="{{ customer.email | upcase }}", **NEWS).decide(ctx()), Ask)


def test_who_unsubscribed_meanwhile_is_said() -> None:
    node = Email(**NEWS)
    asked = wanted(node.decide(ctx())).sentence()
    went = node.settle(ctx(), Answer({"to": "anna@example.com", "sent": False}, because=asked))
    assert (went.port, went.output["sent"]) == ("next", False)
    assert "gets no promotional mails any more" in str(went.because)
    sent = node.settle(ctx(), Answer({"to": "anna@example.com", "message_id": "1"}, because=asked))
    assert (sent.port, sent.output["sent"], sent.because) == ("next", True, asked)


@pytest.mark.parametrize(
    ("subject", "body", "told"),
    [
        ("{{ order.nothing }}", "b", "the subject is empty, so nothing is sent: there is no order.nothing here"),
        ("{{ ' ' }}", "b", "the subject is empty, so nothing is sent"),
        ("s", "<p>{{ order.gone }}</p>&nbsp;\n{{ customer.gone }}",
         "the text of the mail is empty, so nothing is sent: there is no customer.gone and order.gone here"),
        ("s", "<style>p { color: red }</style><!-- note --><div><br></div>",
         "the text of the mail is empty, so nothing is sent"),
    ],
)  # fmt: skip
def test_an_empty_mail_is_never_sent(subject: str, body: str, told: str) -> None:
    with pytest.raises(Missing) as error:
        Email(subject=subject, body=body).decide(ctx())
    assert (
        str(error.value).replace(", and", " and").replace("customer.gone, order", "customer.gone and order")
        == told
    )


def test_a_picture_alone_is_a_mail() -> None:
    effect = wanted(Email(subject="s", body='<img src="https://example.com/a.png" alt="">').decide(ctx()))
    assert isinstance(effect, SendEmail)


def test_the_team_gets_a_mail_each_and_the_list_as_a_file() -> None:
    node = TeamEmail(
        to=["a@example.com", "b@example.com"], subject="{{ order.name }}", body="New", items="order.line_items",
        columns={"What": "title", "Pieces": "quantity", "Gone": "nothing"},
    )  # fmt: skip
    order = {"name": "#7", "line_items": [{"title": "Mug", "quantity": 2}, {"title": "Pot", "quantity": 1}]}
    first = wanted(node.decide(ctx(order=order)))
    assert (first.to, first.subject) == ("a@example.com", "#7")
    [sheet] = first.sheets
    assert sheet.columns == ("What", "Pieces", "Gone")
    assert sheet.rows == (("Mug", "2", ""), ("Pot", "1", ""))
    second = wanted(node.settle(replace(ctx(order=order), turn=1), Answer({"to": "a@example.com"})))
    assert second == first.replace(to="b@example.com")
    done = node.settle(replace(ctx(order=order), turn=2), Answer({"to": "b@example.com"}))
    assert isinstance(done, Go)
    assert done.output == {"to": ["a@example.com", "b@example.com"], "sent": True}
    every = wanted(TeamEmail(**{**node.model_dump(), "columns": {}}).decide(ctx(order=order))).sheets[0]
    assert every.columns == ("title", "quantity")
    with pytest.raises(Permanent, match="is no list"):
        TeamEmail(**{**node.model_dump(), "items": "order.name"}).decide(ctx(order=order))
    with pytest.raises(ValidationError, match="not an e-mail address"):
        TeamEmail(**{**node.model_dump(), "to": ["a@example.com", "nobody"]})


ORDER = PurchaseOrder(to="supplier@example.com", items="order.line_items", price="price", prefix="PO 2026/")


def sent_order(node: PurchaseOrder, number: int = 7, **names: Any) -> SendEmail:
    """The mail of the second turn."""
    here = ctx(**names)
    assert wanted(node.decide(here)) == Remember(name="purchase orders", subject="", how="add", value=1)
    mail = wanted(node.settle(replace(here, turn=1), Answer({"value": number})))
    assert isinstance(mail, SendEmail)
    gone = node.settle(replace(here, turn=2), Answer({"to": mail.to}, because=mail.sentence()))
    assert isinstance(gone, Go)
    assert gone.output["number"] == f"{node.prefix}{number}"
    return mail


def test_an_order_lists_what_is_wanted_and_reckons() -> None:
    lines = [
        {"title": "Mug", "variant_title": "Blue", "sku": "M-1", "quantity": 3, "price": "4.50"},
        {"title": "Pot", "sku": None, "quantity": 0, "price": "9"},
        {"title": "Tea", "sku": "T", "quantity": "2", "price": "10"},
    ]
    mail = sent_order(ORDER, order={"line_items": lines})
    assert (mail.to, mail.subject) == ("supplier@example.com", "Purchase order PO 2026/7")
    pdf, csv = mail.sheets
    assert (pdf.kind, csv.kind) == ("pdf", "csv")
    assert csv.columns == ("Article", "SKU", "Quantity", "Price", "Sum")
    assert csv.rows == (("Mug – Blue", "M-1", "3", "4.50", "13.50"), ("Tea", "T", "2", "10.00", "20.00"))
    assert csv.foot == ("33.50 EUR",)
    assert csv.head == ("Tea House", "2026-11-23", "supplier@example.com")
    [only] = sent_order(
        ORDER.model_copy(update={"files": "csv", "price": ""}), order={"line_items": lines}
    ).sheets
    assert only.columns == ("Article", "SKU", "Quantity")
    assert only.rows[0] == ("Mug – Blue", "M-1", "3")
    assert only.foot == ()


def test_an_order_of_the_runs_own_product() -> None:
    node = PurchaseOrder(to="{{ product.vendor | downcase }}@example.com", quantity="20")
    product = {"title": "Mug", "sku": "M", "vendor": "Acme"}
    mail = sent_order(node, variant=None, product=product)
    assert mail.to == "acme@example.com"
    assert mail.sheets[0].rows == (("Mug", "M", "20"),)
    variant = {"title": "Blue", "sku": "M-1", "product_title": None}
    assert sent_order(node, variant=variant, product=product).sheets[0].rows == (("Mug – Blue", "M-1", "20"),)


@pytest.mark.parametrize(
    ("changes", "lines", "told"),
    [
        ({}, [], "nothing to order"),
        ({}, [{"title": "Mug", "quantity": 0, "price": "1"}], "nothing to order"),
        ({"quantity": "wanted"}, [{"title": "Mug", "price": "1"}], "Mug has no number in wanted"),
        ({}, [{"title": "Mug", "quantity": 1}], "Mug has no number in price"),
        ({}, ["Mug"], "holds no articles"),
    ],
)
def test_an_order_that_makes_no_sense_takes_no_number(changes: Any, lines: Any, told: str) -> None:
    with pytest.raises(Permanent, match=told):
        ORDER.model_copy(update=changes).decide(ctx(order={"line_items": lines}))
