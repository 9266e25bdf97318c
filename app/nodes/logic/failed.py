"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.node import Context, Example, Go, Meta, Trigger, setting
from app.core.sentence import Sentence, because


class WorkflowFailed(Trigger):
    """Starts when a run of another workflow fails, so that somebody is told at once, wherever you like."""

    meta = Meta("Workflow failed", icon="siren", words="error, alarm, failure, broken, notify, problem")
    listens = ("workflow.failed",)
    only: str = setting(
        "Only the workflow with this name", "Leave it empty for all of them.", "", max_length=120
    )

    def gives(self) -> Mapping[str, str]:
        """What failed, and why."""
        return {"failure": "Failure"}

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another workflow."""
        name = str(ctx.find("failure.workflow_name") or "")
        if self.only and name.strip().casefold() != self.only.strip().casefold():
            return because("the workflow {name} failed, not {only}", name=name, only=self.only)
        return None

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{name}", name=self.only) if self.only else because("Any workflow")

    def told(self) -> Sentence:
        """For the paragraph."""
        return (
            because("the workflow {name} fails", name=self.only) if self.only else because("a workflow fails")
        )

    def decide(self, ctx: Context) -> Go:
        """Which one, and why."""
        name, why = ctx.find("failure.workflow_name"), ctx.find("failure.reason")
        return Go(because("{name} failed: {why}", name=name, why=why))

    examples = (
        Example({}, port="next", because="Thank customers for big orders failed: there is no address to write to: "
                "the customer left no e-mail address"),
    )  # fmt: skip
