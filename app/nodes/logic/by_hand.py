"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from app.core.by_hand import ABOUT, BY_HAND, COMES_WITH, GETS, name_of
from app.core.fields import FACTS
from app.core.node import Context, Example, Go, Meta, Trigger, setting
from app.core.sentence import Sentence, because


class ByHand(Trigger):
    """Starts only when you say so: once, or for each order, customer or product that you choose."""

    meta = Meta(
        "Started by hand", icon="circle-play", words="manual, run now, button, backfill, existing, bulk, once"
    )
    listens = (BY_HAND,)
    gets: Literal["order", "customer", "product", "variant", "nothing"] = setting(
        "What it is run on", "You choose which ones each time that you start it.", "order", choices=GETS
    )

    def gives(self) -> Mapping[str, str]:
        """What was chosen, and what comes with it."""
        if self.gets == "nothing":
            return {}
        return {name: FACTS[name] for name in (self.gets, *sorted(COMES_WITH[self.gets]))}

    def summary(self) -> Sentence:
        """For the canvas."""
        if self.gets == "nothing":
            return because("Once")
        return because("For each {thing} that you choose", thing=ABOUT[self.gets])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("somebody starts it by hand")

    def decide(self, ctx: Context) -> Go:
        """For what it was started."""
        fact = ctx.find(self.gets)
        if not isinstance(fact, Mapping):
            return Go(because("somebody started it by hand"))
        return Go(because("somebody started it by hand for {name}", name=name_of(fact)))

    examples = (
        Example({"gets": "order"}, because="somebody started it by hand for #1001", port="next"),
        Example({"gets": "nothing"}, because="somebody started it by hand", port="next"),
    )  # fmt: skip
