"""An end."""

from __future__ import annotations

from app.core.node import Action, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class Stop(Action):
    """Ends the whole run here, also what other branches still wait for."""

    meta = Meta("Stop", icon="x", words="end, cancel, exit, finish")
    reason: Text = setting("Why", "Shown in the run. Values can be inserted.", "", max_length=500)

    def ports(self) -> tuple[str, ...]:
        """None, as nothing runs after it."""
        return ()

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{reason}", reason=self.reason) if self.reason else because("Ends the run")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("stop ({reason})", reason=self.reason) if self.reason else because("stop")

    def decide(self, ctx: Context) -> Go:
        """Ends the whole run here, with the owner's reason filled in."""
        reason = ctx.text(self.reason).strip()
        because_ = because("stopped: {reason}", reason=reason) if reason else because("stopped here")
        return Go(because_, port="", stop=True)

    examples = (
        Example({"reason": "{{ order.name }} needs nothing"}, because="stopped: #1001 needs nothing"),
    )
