"""How figures are printed: a Markdown table per measurement, each row as soon as it is known."""

import os
from collections.abc import Mapping, Sequence

ENGINES = tuple(os.environ.get("BENCH_ENGINES", "sqlite,postgres,postgres+worker").split(","))
"""What is measured: ``postgres+worker`` is the server and one worker more on the same database."""
SECONDS = float(os.environ.get("BENCH_SECONDS", "15"))
"""How long each load lasts."""


def engines() -> Sequence[tuple[str, str, int]]:
    """(label, kind of database, further workers) of each that can be had here; says why one can't."""
    from bench.database import usable

    found = []
    for label in ENGINES:
        kind, _, more = label.partition("+")
        if why := usable(kind):
            print(f"({label} is left out: {why})")
        else:
            found.append((label, kind, more.count("worker")))
    return found


class Table:
    """Rows with the same columns."""

    def __init__(self, *columns: str) -> None:
        self.columns = columns
        print(f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}", flush=True)

    def row(self, values: Mapping[str, object]) -> None:
        """One row; what is missing is a dash."""
        print(f"| {' | '.join(shown(values.get(column)) for column in self.columns)} |", flush=True)


def shown(value: object) -> str:
    """A figure as people read it."""
    match value:
        case None:
            return "–"
        case float() if abs(value) < 10:
            return f"{value:.2f}"
        case float() | int():
            return f"{value:,.0f}"
    return str(value)
