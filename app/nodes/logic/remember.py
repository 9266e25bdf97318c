"""An action that remembers."""

from __future__ import annotations

from typing import Literal

from app.core.effects import Answer
from app.core.effects.state import Remember
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.remembered import HOW, Name, Whose, number_of
from app.core.sentence import Sentence, because


class RememberValue(Action):
    """Remembers a value for later runs, such as points of a customer or a list of those who asked for a product."""

    meta = Meta(
        "Remember", icon="bookmark", words="memory, variable, counter, points, state, save, waiting list, set"
    )
    effects = (Remember,)
    puts = {"value": "any", "was": "any"}
    name: Name
    whose: Whose
    how: Literal["set", "add", "include", "exclude"] = setting("What to do", "", "set", choices=HOW)
    value: Text = setting("Value", "Values can be inserted.", max_length=5_000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{name}: {value}", name=self.name, value=self.value)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("remember {what}", what=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """Once, however often the step is repeated."""
        whose, text = " ".join(ctx.text(self.whose).split())[:200], ctx.text(self.value).strip()
        value = number_of(text) if self.how == "add" else text
        effect = Remember(name=self.name.strip(), subject=whose, how=self.how, value=value)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """What it is now, and what it was."""
        found = answer.value or {}
        said = because(
            "{name} is {value} now", name=self.name, value=found.get("value") or because("nothing").pack()
        )
        return Go(said, output={"value": found.get("value"), "was": found.get("was")})

    examples = (
        Example({"name": "points", "how": "add", "value": "{{ order.total }}"}, settled="next",
                because="remembers points of anna@example.com", answer={"value": 129, "was": None}),
    )  # fmt: skip
