"""An action that forgets."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.state import Remember
from app.core.node import Action, Ask, Context, Example, Go, Meta
from app.core.remembered import Name, Whose
from app.core.sentence import Sentence, because


class ForgetValue(Action):
    """Forgets what was remembered, so that it begins anew."""

    meta = Meta("Forget", icon="eraser", words="memory, reset, clear, delete variable, start again")
    effects = (Remember,)
    puts = {"was": "any"}
    name: Name
    whose: Whose

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{name}", name=self.name)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("forget {name}", name=self.name)

    def decide(self, ctx: Context) -> Ask:
        """It is gone."""
        whose = " ".join(ctx.text(self.whose).split())[:200]
        effect = Remember(name=self.name.strip(), subject=whose, how="forget")
        return Ask(because("forgets {name} of {whose}", name=self.name, whose=whose), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """What it was."""
        return Go(answer.because, output={"was": (answer.value or {}).get("was")})

    examples = (
        Example({"name": "points"}, because="forgets points of anna@example.com", answer={"value": None, "was": 129},
                settled="next"),
    )  # fmt: skip
