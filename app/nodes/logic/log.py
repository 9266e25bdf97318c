"""An action that only says something."""

from __future__ import annotations

from app.core.node import Action, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class Log(Action):
    """Writes a line into the story of the run, for you to read later. It does nothing else."""

    meta = Meta("Note in the run", icon="sticky-note", words="log, output, debug, message, comment, print")
    puts = {"text": "text"}
    text: Text = setting("Line", "Values can be inserted.", min_length=1, max_length=5_000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{text}", text=self.text[:80])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("note “{text}” in the run", text=self.text[:80])

    def decide(self, ctx: Context) -> Go:
        """The line as it is now."""
        text = ctx.text(self.text)
        return Go(because("{text}", text=text[:1000] or because("(empty)").pack()), output={"text": text})

    examples = (Example({"text": "{{ order.name }} came"}, because="#1001 came", port="next"),)
