"""``python -m bench fuzz [texts=100000] [seed=...]``: texts made of pieces of Liquid, filled in every way there is.

Each must yield text or a named error (rule R1), within the limits of work, loops and output, and show nothing of the
program itself. Every filter and tag is among the pieces, with arguments of every kind.
"""

import random
import re
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.core import text
from app.core.example import NOW
from app.core.fields import FACTS, example_names
from app.core.filters import FILTERS
from app.core.liquid import OUTPUT
from app.errors import Permanent

LEAK = re.compile(
    r"<(?:class|function|bound|built-in|module|property)\b| object at 0x|\bapp\.(?:core|engine|store)\b"
)
"""What a Python object would look like in a text."""
SLOW = 10.0
"""Seconds after which one text counts as a breach: the limits of work let none take so long."""
VALUES = (
    "order order.total order.name order.line_items order.line_items.first order.tags customer.email now evil item nil "
    "true false '' 'x' 'é' '%Y' '3 days' 0 1 -1 99 9999999999 0.5 (1..9) (1..99999999) order.__class__ order.raw "
    "steps['a'] [0] empty blank forloop order[order] 'a'*"
).split()
BLOCKS = (
    "{% if ~ %}@{% elsif ~ %}@{% else %}@{% endif %}", "{% unless ~ %}@{% endunless %}",
    "{% for i in ~ %}@{% endfor %}",
    "{% for i in ~ reversed limit: 3 offset: 1 %}@{{ forloop.index }}{% break %}{% endfor %}", "{% assign a = ~ %}",
    "{% capture b %}@{% endcapture %}{{ b }}", "{% case ~ %}{% when ~, ~ %}@{% else %}@{% endcase %}",
    "{% cycle ~, ~ %}",
    "{% echo ~ %}", "{% comment %}@{% endcomment %}", "{% liquid\n echo ~\n%}", "{%- # x -%}",
)  # fmt: skip
"""What can be written: ``~`` is a value, ``@`` more of the same."""
STRANGE = "include render increment tablerow extends raw endraw".split()
TAGS = (*re.findall(r"{%.*?%}", "".join(BLOCKS)), *(f"{{% {tag} ~ %}}" for tag in STRANGE))
ARGUMENTS = {
    "'a', 'b'": "replace replace_first pluralize", "'title'": "map where sort sum uniq find has reject compact concat",
    "3": "plus minus times divided_by modulo at_least at_most truncate truncatewords slice round index number",
    "', '": "join split append prepend remove", "'3 days'": "date_plus date_minus", "'%d.%m.%Y'": "date",
    "'key'": "hmac_sha1 hmac_sha256",
}  # fmt: skip
FITTING = {name: argument for argument, names in ARGUMENTS.items() for name in names.split()}
EVIL = "<script>alert(1)</script>{{ order.id }}{% for i in (1..9) %}"


def made(dice: random.Random) -> str:
    """One text: two in three are well put together, the others are broken somewhere."""
    broken = dice.random() < 0.33
    return "".join(_piece(dice, broken, 0) for _ in range(dice.randint(1, 8)))


def _piece(dice: random.Random, broken: bool, deep: int) -> str:
    kind = dice.random()
    if kind < 0.5 or deep > 3:
        return (
            "{{ " + _value(dice) + "".join(_filter(dice, broken) for _ in range(dice.randint(0, 3))) + " }}"
        )
    if kind < 0.85:
        text_of = {"~": lambda: _value(dice), "@": lambda: _piece(dice, broken, deep + 1)}
        return re.sub("[~@]", lambda found: text_of[found.group()](), dice.choice(TAGS if broken else BLOCKS))
    letters = ((32, 122), (0, 0x2FFF)) if broken else ((32, 122), (0xC0, 0x17F))
    return "".join(chr(dice.randint(*dice.choice(letters))) for _ in range(dice.randint(0, 6)))


def _value(dice: random.Random) -> str:
    return dice.choice(VALUES) + (
        dice.choice((".size", ".first", "[-1]", ".x", " == 1")) if dice.random() < 0.2 else ""
    )


def _filter(dice: random.Random, broken: bool) -> str:
    if not broken:
        name = dice.choice([*FILTERS])
        return f" | {name}" + (f": {FITTING[name]}" if name in FITTING else "")
    arguments = ", ".join(_value(dice) for _ in range(dice.randint(0, 2)))
    return f" | {dice.choice([*FILTERS, 'nothing'])}" + (f": {arguments}" if arguments else "")


def names() -> dict[str, Any]:
    """What the texts may read: an example of every fact, and a customer with bad intentions."""
    return {**example_names(FACTS), "evil": EVIL, "now": NOW.isoformat(), "steps": {"a": {"body": EVIL}}}


def main(words: Sequence[str]) -> int:
    """The status is 1 where a text crashed, leaked, grew beyond the limit, or took too long."""
    given = dict(word.partition("=")[::2] for word in words)
    count, seed = int(given.get("texts", 100_000)), int(given.get("seed", secrets.randbelow(2**31)))
    dice, facts = random.Random(seed), names()
    came: Counter[str] = Counter()
    slowest, began = 0.0, time.monotonic()
    for n in range(count):
        template, encode = made(dice), dice.choice(("", "escape", "url"))
        at = time.perf_counter()
        try:
            shown = text.render(template, facts, escape=encode == "escape", url=encode == "url")
        except Permanent as error:
            came["named error"] += 1
            wrong = "an error without words" if not str(error).strip() else ""
        except BaseException as error:
            wrong = f"it crashed: {error!r}"
        else:
            came["text"] += 1
            leak = LEAK.search(shown)
            wrong = f"it shows {leak.group()}" if leak else "it is too long" if len(shown) > OUTPUT else ""
            if encode == "escape" and "<script>" in shown and "<script>" not in template:
                wrong = "a customer's text became HTML"
        slowest = max(slowest, took := time.perf_counter() - at)
        if took > SLOW:
            wrong = wrong or f"it took {took:.1f} s"
        if wrong:
            print(f"seed={seed}, text {n}: {wrong}\n{template!r}")
            return 1
    seconds = time.monotonic() - began
    print(
        f"{count:,} texts (seed {seed}) in {seconds:,.0f} s: {came['text']:,} gave text, {came['named error']:,} "
        f"a named error; the slowest took {slowest * 1000:,.0f} ms; none crashed, leaked or outgrew its limit"
    )
    return 0
