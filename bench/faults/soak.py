"""``make soak``: 100,000 texts, the mirror of 100,000 orders, a monkey in the editor, then load and kills for a long
time, each time with other dice.

python -m bench soak [minutes=60] [texts=100000] [orders=100000] [actions=2000] [engines=sqlite,postgres] [seed=...]

The minutes are those of the kills; the seed is printed to have it again.
"""

import secrets
import time
from collections.abc import Sequence

from bench import backfill, fuzz, monkey
from bench.faults import suite

CHUNK = 100
"""Kills between two settlements of the account."""


def main(words: Sequence[str]) -> int:
    """The status is 1 as soon as a promise was broken."""
    given = dict(word.partition("=")[::2] for word in words)
    seed = int(given.get("seed", secrets.randbelow(2**31)))
    engines = given.get("engines", "sqlite,postgres")
    if fuzz.main([f"texts={given.get('texts', 100_000)}", f"seed={seed}"]):
        return 1
    if backfill.main([f"orders={given.get('orders', 100_000)}"]):
        return 1
    if monkey.main([f"actions={given.get('actions', 2000)}", f"seed={seed}"]):
        return 1
    end = time.monotonic() + 60 * float(given.get("minutes", 60))
    while time.monotonic() < end:
        if suite.main([f"points={CHUNK}", f"seed={seed}", f"engines={engines}"]):
            return 1
        seed += 1
    return 0
