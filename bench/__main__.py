"""``python -m bench [NAME ...]``: measures, or kills. Without a name: every measurement."""

import importlib
import sys
from collections.abc import Sequence

MEASUREMENTS = {
    "load": "webhook -> condition -> HTTP action, the same without action, and a connection without workflow",
    "steps": "runs of 4 and of 10 steps",
    "sleepers": "100,000 runs that wait",
    "editor": "the canvas in a browser at 12, 300 and 1,000 steps: load, start, drag, pan, zoom",
    "history": "1,000,000 finished runs in the database",
}
OTHERS = {
    "profile": "where the time goes, function by function (py-spy not needed)",
    "harness": "the shared harness, with us as its third target: python -m bench harness [load ...]",
    "faults": "killed at 500 points under load; disk full; database read-only; a dead service",
    "monkey": "2,000 gestures of a monkey in the editor, and all of them undone",
    "fuzz": "100,000 texts of Liquid: each yields text or a named error",
    "backfill": "the mirror of a shop with 100,000 orders, killed in the middle",
    "soak": "texts, that mirror, the monkey, then an hour of load with kills at any time",
}


def main(words: Sequence[str]) -> int:
    """The exit status: 0 where all went well."""
    if words and words[0] in ("-h", "--help"):
        print(__doc__)
        for name, what in (MEASUREMENTS | OTHERS).items():
            print(f"  {name:10} {what}")
        return 0
    if words and words[0] in OTHERS:
        module = {"harness": "bench.harness.run", "faults": "bench.faults.suite", "soak": "bench.faults.soak"}
        status: int = importlib.import_module(module.get(words[0], f"bench.{words[0]}")).main(words[1:])
        return status
    names = [word for word in words if "=" not in word and not word.startswith("-")] or list(MEASUREMENTS)
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"There is no measurement called {', '.join(unknown)}; {', '.join(MEASUREMENTS | OTHERS)} are.")
        return 2
    for name in names:
        print(f"\n## {name}: {MEASUREMENTS[name]}\n", flush=True)
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
