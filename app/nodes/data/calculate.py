"""An action that calculates."""

from __future__ import annotations

from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Literal

from app.core import lists
from app.core.comparing import decimal
from app.core.node import Action, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.errors import Missing, Permanent

SIGNS = {"plus": "+", "minus": "−", "times": "×", "by": "÷", "percent": "% of"}


class Calculate(Action):
    """Reckons with two numbers, exactly: plus, minus, times, divided by, or so many percent of the other."""

    meta = Meta(
        "Calculate", icon="calculator", words="math, add, subtract, multiply, divide, percent, number, points"
    )
    puts = {"result": "number"}
    a: Text = setting(
        "First number", "A number, or {{ values }}.", "{{ order.total }}", min_length=1, max_length=300
    )
    sign: Literal["plus", "minus", "times", "by", "percent"] = setting("Sign", "", "times", choices=SIGNS)
    b: Text = setting("Second number", "A number, or {{ values }}.", "1", min_length=1, max_length=300)
    digits: int = setting("Digits after the point", "", 2, ge=0, le=8)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{a} {sign} {b}", a=self.a, sign=because(SIGNS[self.sign]), b=self.b)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("calculate {what}", what=self.summary())

    def _number(self, ctx: Context, text: str) -> Decimal:
        found = decimal(ctx.text(text))
        if found is None:
            raise Missing(because("“{text}” is no number here", text=text))
        return found

    def decide(self, ctx: Context) -> Go:
        """The result, rounded as a person would."""
        a, b = self._number(ctx, self.a), self._number(ctx, self.b)
        try:
            found = {"plus": a + b, "minus": a - b, "times": a * b, "percent": a * b / 100}.get(self.sign)
            result = lists.plain(round(a / b if found is None else found, self.digits))
        except (DivisionByZero, InvalidOperation) as error:
            raise Permanent(because("{a} can't be divided by {b}", a=str(a), b=str(b))) from error
        return Go(
            because("{what} is {result}", what=self.summary(), result=result), output={"result": result}
        )

    examples = (Example({"b": "0.1"}, because="{{ order.total }} × 0.1 is 12.9", port="next"),)
