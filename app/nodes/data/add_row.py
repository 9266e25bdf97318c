"""An action that writes a row."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.state import AddRow
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class AddTableRow(Action):
    """Adds a row to a table that Storeflow keeps for you. Download it under “Tables” and open it as a spreadsheet."""

    meta = Meta(
        "Add a row to a table",
        icon="sheet",
        words="spreadsheet, google sheets, csv, excel, list, log, export, report",
    )
    effects = (AddRow,)
    puts = {"row": "number"}
    sheet: str = setting(
        "Table", "Such as Returns. A new name begins a new table.", min_length=1, max_length=80
    )
    cells: dict[str, Text] = setting("Columns", "A column's name, and what stands in it.", widget="keyvalue",
                                     min_length=1, max_length=50)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{sheet}", sheet=self.sheet)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("add a row to the table {sheet}", sheet=self.sheet)

    def decide(self, ctx: Context) -> Ask:
        """One row, however often the step is repeated."""
        cells = {name[:200]: ctx.text(value)[:5000] for name, value in self.cells.items()}
        effect = AddRow(sheet=self.sheet.strip(), cells=cells)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """How many rows there are now."""
        number = int((answer.value or {}).get("row") or 0)
        return Go(because("{asked}: it has {n} now", asked=answer.because, n=number), output={"row": number})

    examples = (
        Example({"sheet": "Returns", "cells": {"Order": "{{ order.name }}"}}, because="adds a row to the table Returns",
                answer={"row": 7}, settled="next"),
    )  # fmt: skip
