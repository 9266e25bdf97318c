"""A workflow within a workflow."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.node import FAILED, Action, Ask, Call, Context, Example, Go, Meta, Path, WorkflowRef, setting
from app.core.sentence import Sentence, because


class CallWorkflow(Action):
    """Runs another workflow as one step of this one, and goes on with what it gives back."""

    meta = Meta(
        "Run another workflow", icon="workflow", words="call, sub-workflow, reuse, shared steps, function"
    )
    workflow: WorkflowRef = setting("Workflow", "One that starts “when another workflow calls it”.", min_length=1,
                                    max_length=64, pattern=r"^[A-Za-z0-9_-]+$")  # fmt: skip
    inputs: dict[str, Path] = setting("What it gets", "Its names, and where each comes from: order, such as order.",
                                      dict, widget="keyvalue", max_length=50)  # fmt: skip

    def ports(self) -> tuple[str, ...]:
        """When it is done, and when it failed."""
        return ("next", FAILED)

    def calls(self) -> Call:
        """Which one, and where its inputs come from."""
        return Call(self.workflow, self.inputs)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("With {names}", names=list(self.inputs)) if self.inputs else because("With nothing")

    def told(self) -> Sentence:
        """For the paragraph; where the workflow's name is known, that says it."""
        return because("run another workflow")

    def decide(self, ctx: Context) -> Ask:
        """What it gets, as it is now."""
        said = because("runs another workflow with {names}", names=list(self.inputs)) if self.inputs else because(
            "runs another workflow")  # fmt: skip
        return Ask(said, Call(self.workflow, {name: ctx.find(path) for name, path in self.inputs.items()}))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """What it gave back is the step's output."""
        given = dict(answer.value or {})
        said = because("it gave back {names}", names=list(given)) if given else because("it is done")
        return Go(said, output=given)

    examples = (
        Example({"workflow": "thank-you", "inputs": {"order": "order"}}, because="runs another workflow with order",
                answer={"code": "THANKS10"}, settled="next"),
        Example({"workflow": "tidy-up"}, because="runs another workflow", settled="next"),
    )  # fmt: skip
