"""``{{ values }}`` read as plain names."""

from __future__ import annotations

import pytest

from app.core.placeholders import spoken
from app.core.sentence import because, either
from app.i18n.render import say


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Thank you, {{ customer.first_name }}!", "Thank you, [customer's first name]!"),
        ("{{order.name}}", "[order number]"),
        ("{{ order.total | money }} on {{ order.created_at | date }}", "[order total] on [ordered at]"),
        ("{{ order.customer.email }}", "[customer's e-mail]"),
        ("{{ order.shipping_address.city }}", "[City (Shipping address)]"),
        ("{{ steps.ask.status }} {{ item.sku }} {{ shop.name }}",
         "[status of step “ask”] [sku of the item] [shop's name]"),
        ("{{ my_input }} {{ order }}", "[my input] [order]"),
        ("{% if order.note %}{{ order.note }}{% endif %}", "{% if order.note %}[order note]{% endif %}"),
        ("{{ broken", "{{ broken"),
        ("{{ 'text' | upcase }}", "{{ 'text' | upcase }}"),
    ],
)  # fmt: skip
def test_in_words(text: str, said: str) -> None:
    assert say(spoken(because("{text}", text=text))) == said


def test_inside_lists_and_sentences() -> None:
    inner = because("add {tags}", tags=["vip", "{{ order.name }}"])
    whole = because("then {what} or {either}", what=inner, either=either(["a", "{{ order.note }}"]))
    assert say(spoken(whole)) == "then add vip and [order number] or a or [order note]"
