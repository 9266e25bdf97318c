"""A condition with many ways out."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from app.core import conditions
from app.core.condition_words import title
from app.core.node import Condition, Context, Example, Go, Meta, Path, setting
from app.core.sentence import Sentence, because
from app.core.ways import WayName, tests

LABELS = {"equals": "is", "at_least": "is at least", "greater_than": "is greater than", "at_most": "is at most",
          "less_than": "is less than", "contains": "contains", "includes": "include"}  # fmt: skip


class Switch(Condition):
    """Goes the first of several ways whose value fits, such as gold from 500 and silver from 100; else “otherwise”."""

    meta = Meta("Switch", icon="git-branch", often=True, words="else if, case, tiers, routes, branch")
    field: Path = setting("Field", "Such as order.total or customer.language.", min_length=1, max_length=200)
    operator: Literal["equals", "at_least", "greater_than", "at_most", "less_than", "contains", "includes"] = setting(
        "Comparison", "", "equals", choices=LABELS)  # fmt: skip
    cases: dict[WayName, str] = setting("Ways", "A way's name, and its value. The first that fits is taken.",
                                        widget="keyvalue", min_length=1, max_length=20)  # fmt: skip

    @model_validator(mode="after")
    def _fits(self) -> Switch:
        tests(self.field, self.operator, self.cases)
        return self

    def ports(self) -> tuple[str, ...]:
        """A way for each value, and the one for all others."""
        return (*self.cases, "otherwise")

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{field}: {ways}", field=title(self.field), ways=list(self.cases))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("look at {field}", field=title(self.field))

    def decide(self, ctx: Context) -> Go:
        """The first that fits, with the value found and asked for."""
        for way, test in tests(self.field, self.operator, self.cases):
            verdict = conditions.decide([test], True, ctx.names, now=ctx.now, zone=ctx.zone)
            if verdict.passed:
                return Go(verdict.because, way)
        return Go(because("none of {ways} fits", ways=list(self.cases)), "otherwise")

    examples = (
        Example({"field": "order.total", "operator": "at_least", "cases": {"gold": "500", "silver": "100"}},
                because="the order total is 129.00 EUR, which is at least 100", port="silver"),
        Example({"field": "customer.language", "cases": {"french": "fr"}}, port="otherwise",
                because="none of french fits"),
    )  # fmt: skip
