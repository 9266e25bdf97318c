"""A connector is put together from a class an area: what one of them names, no other may name, or one is lost."""

from collections import Counter

import pytest

from app.connectors.base import Connector
from app.connectors.demo.connector import Demo
from app.connectors.shopify.connector import Shopify
from app.connectors.woocommerce.connector import WooCommerce


@pytest.mark.parametrize("kind", [Shopify, WooCommerce, Demo], ids=lambda kind: kind.__name__)
def test_no_area_hides_what_another_one_names(kind: type[Connector]) -> None:
    areas = [
        one
        for one in kind.__mro__
        if one not in Connector.__mro__ and one.__name__.endswith(("Acts", "Reads"))
    ]
    named = Counter(name for area in areas for name, what in vars(area).items() if callable(what))
    assert [name for name, times in named.items() if times > 1 and not name.startswith("__")] == []
    assert len(areas) > 5
