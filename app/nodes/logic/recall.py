"""A condition that recalls."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.state import Remember
from app.core.node import Ask, Condition, Context, Example, Go, Meta
from app.core.remembered import Name, Whose
from app.core.sentence import Sentence, because


class RecallValue(Condition):
    """Recalls what an earlier run remembered. Later steps find it in their list of values."""

    meta = Meta(
        "Recall", icon="bookmark-check", words="memory, variable, counter, points, state, load, remembered"
    )
    effects = (Remember,)
    puts = {"value": "any"}
    name: Name
    whose: Whose

    def ports(self) -> tuple[str, ...]:
        """Whether something was remembered."""
        return ("known", "unknown")

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{name}", name=self.name)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("recall {name}", name=self.name)

    def decide(self, ctx: Context) -> Ask:
        """Asks for it."""
        whose = " ".join(ctx.text(self.whose).split())[:200]
        effect = Remember(name=self.name.strip(), subject=whose, how="recall")
        return Ask(because("recalls {name} of {whose}", name=self.name, whose=whose), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """The value, and its way."""
        value = (answer.value or {}).get("value")
        if value is None:
            return Go(because("{name} is not known yet", name=self.name), "unknown", {"value": None})
        return Go(because("{name} is {value}", name=self.name, value=value), "known", {"value": value})

    examples = (
        Example({"name": "points"}, answer={"value": 129}, settled="known",
                because="recalls points of anna@example.com"),
        Example({"name": "points"}, answer={"value": None}, settled="unknown",
                because="recalls points of anna@example.com"),
    )  # fmt: skip
