"""What Storeflow itself and other programs tell of, beside the stores."""

from __future__ import annotations

from app.core.shop_base import Custom, Moment, Shape, fact


class WebCall(Shape):
    """A call of another program at an address of Storeflow's."""

    id: str = fact("Call ID", "By what the call is known.", "")
    body: Custom = fact(
        "What was sent", "The fields that the other program sent, each by its own name.", dict
    )
    at: Moment | None = fact("Called at", "When the call came.")


class Failure(Shape):
    """A workflow's run that failed."""

    workflow: str | None = fact("Workflow ID", "The workflow that failed, by its id.")
    workflow_name: str | None = fact("Workflow", "The workflow that failed.")
    step: str | None = fact("Step", "The step that failed.")
    reason: str | None = fact("Reason", "Why it failed, in words.")
    subject: str | None = fact("About", "What the run was about, such as order:1001.")
    run: str | None = fact("Run ID", "The run that failed, by its id.")
    url: str | None = fact("Link to the run", "The page that shows the run.")
    at: Moment | None = fact("Failed at", "When it failed.")
