"""A shop with many orders is mirrored by the real program, which is killed in the middle; `make soak` does it large."""

import pytest

from bench import backfill

pytestmark = [pytest.mark.e2e, pytest.mark.long]


@pytest.mark.parametrize("kind", ["woocommerce", "shopify"])
def test_a_filling_that_was_killed_misses_nothing(kind: str) -> None:
    filled = backfill.measured(kind, 2000, delay_ms=50)
    assert filled.kept == 2000
    assert 0 < filled.killed < 2000
