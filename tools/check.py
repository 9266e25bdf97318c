"""Everything that a program can say about the code without running it: python -m tools.check

All checks run, also after one has failed, and the failed ones are named at the end.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
FRONTEND = [PYTHON, "tools/frontend.py"]
OURS = ["app", "tests", "tools", "bench", "hatch_build.py"]


def commands() -> Iterator[tuple[str, list[str]]]:
    """Name and command of each check that applies to what is here."""
    python = [name for name in OURS if (ROOT / name).exists()]
    yield "lint", [str(BIN / "ruff"), "check", "--quiet", *python]
    yield "format", [str(BIN / "ruff"), "format", "--quiet", "--diff", *python]
    yield "types", [str(BIN / "mypy"), "--strict", "app"]
    yield "imports", [str(BIN / "lint-imports")]
    yield "texts", [PYTHON, "-m", "tools.messages", "--check"]
    if any((ROOT / "app/ui/static").rglob("*.js")):
        yield (
            "types of JavaScript",
            [*FRONTEND, "node", "node_modules/typescript/bin/tsc", "-p", "tsconfig.json"],
        )
    if tests := _script_tests():
        yield "tests of JavaScript", [*FRONTEND, "node", "--test", *tests]
    if (ROOT / "app/ui/templates").is_dir():
        script = "node_modules/htmx.org/dist/scripts/upgrade-check.js"
        yield "htmx", [*FRONTEND, "node", script, "app/ui/templates"]


def _script_tests() -> list[str]:
    found = [path for folder in ("app/ui/static", "tests") for path in (ROOT / folder).rglob("*.test.*js")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def documents() -> list[str]:
    """Links in our documents that lead nowhere, and make targets that they name but nobody wrote."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    wrong = []
    for path in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]:
        text = path.read_text("utf-8")
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if "://" not in link and not link.startswith("mailto:") and not (path.parent / link).exists():
                wrong.append(f"{path.relative_to(ROOT)}: {link} is not there")
        for target in re.findall(r"`make ([a-z-]+)", text):
            if target not in targets:
                wrong.append(f"{path.relative_to(ROOT)}: there is no make {target}")
    return wrong


def main() -> int:
    failed = []
    for name, command in commands():
        print(f"check: {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    print("check: documents")
    if wrong := documents():
        print("\n".join(wrong))
        failed.append("documents")
    print(f"check: failed: {', '.join(failed)}" if failed else "check: all is well", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
