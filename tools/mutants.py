"""Changes the core in many small ways and counts how many changes the tests notice: python -m tools.mutants [GLOB]

Which files and which tests: [tool.mutmut] in pyproject.toml. Survivors are named, then one line tells the share, of
those that were tried; less than ENOUGH fails. `.venv/bin/mutmut show NAME` prints what a survivor changed.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTMUT = str(Path(sys.executable).parent / "mutmut")
WORK = ROOT / "mutants"
SPINNER = re.compile(r"[\u2800-\u28ff] ")
ENOUGH = 0.8
KILLED = ("killed", "timeout", "caught_by_type_check", "segfault", "suspicious")
MISSED = ("survived", "no_tests")


def main(arguments: list[str]) -> int:
    shutil.rmtree(WORK, ignore_errors=True)
    done = subprocess.run([MUTMUT, "run", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    told = subprocess.run(
        [MUTMUT, "export-cicd-stats"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    stats = WORK / "mutmut-cicd-stats.json"
    if done.returncode or told.returncode or not stats.is_file():
        lines = [
            line for line in re.split(r"[\r\n]+", done.stdout + done.stderr + told.stderr) if line.strip()
        ]
        print(*[line for line in lines if not SPINNER.match(line)][-60:], sep="\n", file=sys.stderr)
        return 1
    survivors = subprocess.run([MUTMUT, "results"], cwd=ROOT, capture_output=True, text=True, check=False)
    print(*[line for line in survivors.stdout.splitlines() if not line.endswith(": not checked")], sep="\n")
    count: dict[str, int] = json.loads(stats.read_text("utf-8"))
    killed = sum(count.get(name, 0) for name in KILLED)
    missed = sum(count.get(name, 0) for name in MISSED)
    tried = killed + missed if arguments else count["total"] - count.get("skipped", 0)
    share = killed / max(tried, 1)
    print(f"mutants: {killed} of {tried} killed ({share:.1%}; {ENOUGH:.0%} are asked for)")
    return 0 if share >= ENOUGH else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
