"""An action that writes a text for later."""

from __future__ import annotations

from app.core.node import Action, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class Format(Action):
    """Puts a text together once, so that several later steps can use it from their list of values."""

    meta = Meta(
        "Write a text", icon="file-text", words="format, variable, template, compose, set variable, liquid"
    )
    puts = {"text": "text"}
    text: Text = setting("Text", "Values, lists and conditions can be inserted.", widget="area", min_length=1,
                         max_length=50_000)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{text}", text=" ".join(self.text.split())[:80])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("write a text for later steps")

    def decide(self, ctx: Context) -> Go:
        """The text as it is now."""
        text = ctx.text(self.text)
        said = (
            because("wrote “{text}”", text=" ".join(text.split())[:120])
            if text.strip()
            else because("the text is empty")
        )
        return Go(said, output={"text": text})

    examples = (
        Example(
            {"text": "Order {{ order.name }}: {{ order.total | money }}"},
            because="wrote “Order #1001: €129.00”",
            port="next",
        ),
    )
