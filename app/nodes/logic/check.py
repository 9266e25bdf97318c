"""A condition over fields."""

from __future__ import annotations

from pydantic import model_validator

from app.core import conditions
from app.core.node import Condition, Context, Example, Go, Meta, setting
from app.core.sentence import Sentence, because


class Check(Condition):
    """Checks fields of the order, the customer or whatever there is, and goes one of two ways."""

    meta = Meta(
        "Check", icon="git-branch", often=True, words="condition, if, filter, compare, only, branch, else"
    )
    all: conditions.Items | None = setting("All of these", "Every line must be true.", None, widget="conditions",
                                           min_length=1, max_length=conditions.MOST)  # fmt: skip
    any: conditions.Items | None = setting("Any of these", "One line must be true.", None, widget="conditions",
                                           min_length=1, max_length=conditions.MOST)  # fmt: skip

    @model_validator(mode="after")
    def _one_group(self) -> Check:
        conditions.one_group(self.all, self.any)
        conditions.not_too_deep(self.all or self.any or ())
        return self

    def paths(self) -> frozenset[str]:
        """The fields that it reads."""
        return conditions.paths(self.all or self.any or ())

    def watches(self) -> frozenset[str]:
        """What is asked whether it changed."""
        return conditions.watched(self.all or self.any or ())

    def summary(self) -> Sentence:
        """For the canvas."""
        return conditions.told(self.all or self.any or (), self.all is not None)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("check if {tests}", tests=self.summary())

    def decide(self, ctx: Context) -> Go:
        """Then or otherwise, with the values found and asked for."""
        tests = self.all or self.any or ()
        verdict = conditions.decide(tests, self.all is not None, ctx.names, now=ctx.now, zone=ctx.zone)
        return Go(verdict.because, port="then" if verdict.passed else "otherwise")

    examples = (
        Example({"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}, port="then",
                because="the order total is 129.00 EUR, which is greater than 100"),
        Example({"any": [{"field": "customer.tags", "operator": "includes", "value": "wholesale"}]}, port="otherwise",
                because="the customer tags are newsletter and do not include wholesale"),
    )  # fmt: skip
