"""An end."""

from __future__ import annotations

from app.core.inputs import InputName
from app.core.node import Action, Context, Example, Go, Meta, Path, setting
from app.core.sentence import Sentence, because


class GiveBack(Action):
    """Ends a workflow that another one called, and gives values back to it."""

    meta = Meta("Give back", icon="log-out", words="return, result, output, sub-workflow, end")
    values: dict[InputName, Path] = setting("What it gives back", "A name, and where the value comes from.", dict,
                                            widget="keyvalue", max_length=50)  # fmt: skip

    def ports(self) -> tuple[str, ...]:
        """None: what follows is drawn in the workflow that called."""
        return ()

    def returns(self) -> dict[str, str]:
        """What it gives back."""
        return dict(self.values)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{names}", names=list(self.values)) if self.values else because("Nothing")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("give back {names}", names=list(self.values)) if self.values else because("go back")

    def decide(self, ctx: Context) -> Go:
        """The values as they are now."""
        given = {name: ctx.find(path) for name, path in self.values.items()}
        said = because("gives back {names}", names=list(given)) if given else because("goes back")
        return Go(said, port="", output=given, stop=True)

    examples = (
        Example(
            {"values": {"total": "order.total", "who": "customer.email"}}, because="gives back total, who"
        ),
        Example({}, because="goes back"),
    )
