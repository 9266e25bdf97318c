"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.inputs import CALLED, InputName, InputShape
from app.core.node import Context, Example, Go, Meta, Trigger, setting
from app.core.sentence import Sentence, because


class Called(Trigger):
    """Starts when another workflow runs this one as a step. What it gets, it knows by these names."""

    meta = Meta(
        "When another workflow calls",
        icon="log-in",
        words="sub-workflow, called, shared steps, function, inputs",
    )
    listens = (CALLED,)
    inputs: dict[InputName, InputShape] = setting("What it gets", "A name, and what it is: Order, Customer, text ...",
                                                  dict, widget="keyvalue", max_length=50)  # fmt: skip

    def gives(self) -> Mapping[str, str]:
        """What whoever calls it has to hand over, by name and shape."""
        return dict(self.inputs)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("With {names}", names=list(self.inputs)) if self.inputs else because("With nothing")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("another workflow calls this one")

    def decide(self, ctx: Context) -> Go:
        """Nothing to find out: the caller has made this run, its inputs already in place."""
        return Go(because("another workflow called this one"))

    examples = (
        Example({"inputs": {"order": "Order", "reason": "text"}}, port="next",
                because="another workflow called this one"),
    )  # fmt: skip
