"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.node import Context, Example, Go, Meta, Trigger, setting
from app.core.sentence import Sentence, because


class WebCalled(Trigger):
    """Starts when another program, such as a form or a spreadsheet, calls a secret address of yours with its data."""

    meta = Meta("Called by another program", icon="webhook", connection="call",
                words="webhook, incoming, form, post, api, trigger, external")  # fmt: skip
    listens = ("web.called",)
    expects: list[str] = setting("Fields that must be there", "A call without them starts nothing.", list,
                                 widget="tags", max_length=50)  # fmt: skip

    def gives(self) -> Mapping[str, str]:
        """The call; what was sent is in its body."""
        return {"call": "WebCall"}

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where a field is missing."""
        missing = [name for name in self.expects if ctx.find(f"call.body.{name}") in (None, "")]
        return because("the call does not hold {fields}", fields=missing) if missing else None

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("With {fields}", fields=self.expects) if self.expects else because("Every call")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("another program calls")

    def decide(self, ctx: Context) -> Go:
        """It is there."""
        return Go(because("another program called"))

    examples = (Example({"expects": ["email"]}, because="another program called", port="next"),)
