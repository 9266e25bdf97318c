"""Runs the shared harness on us, in a copy of its folder.

    python -m bench harness [load|start|verify|crash|paced ...] [-- options of the harness]

The harness's folder is ``../shared/bench``, or what BENCH_HARNESS names. Rows and templates lie in BENCH_DIR. With
BENCH_OURS_DATABASE=postgres our data lie in PostgreSQL, in databases that are dropped at the end.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench import database
from bench.harness.serve import NAME
from bench.prepare import DEFAULT, LOCAL, prepare
from tests.support.server import ROOT

HARNESS = Path(os.environ.get("BENCH_HARNESS", ROOT.parent / "shared" / "bench"))
ALL = ("start", "load", "verify", "crash", "paced")


def main(words: Sequence[str]) -> int:
    """Each of the harness's measurements in turn; the exit status of the last that failed."""
    if not (HARNESS / "run.py").exists():
        print(f"The shared harness is not at {HARNESS}; set BENCH_HARNESS to its folder.", file=sys.stderr)
        return 1
    cut = list(words).index("--") if "--" in words else len(words)
    kinds, options = [*words[:cut]] or list(ALL), words[cut + 1 :]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="storeflow-harness-") as temporary:
        copy = Path(temporary) / "bench"
        shutil.copytree(HARNESS, copy, ignore=shutil.ignore_patterns("venv", "__pycache__"))
        python = _python(Path(temporary), copy)
        env = {
            **os.environ,
            **environment(),
            "BENCH_DIR": os.environ.get("BENCH_DIR", str(Path(temporary) / "work")),
        }
        try:
            for kind in ("prepare", *kinds):
                targets = ["control", "ours"] if kind == "load" else ["ours"]
                more = [] if kind == "prepare" else options
                done = subprocess.run(
                    [python, "run.py", kind, *targets, *more], cwd=copy, env=env, check=False
                )
                failed = done.returncode or failed
            subprocess.run([python, "run.py", "report"], cwd=copy, env=env, check=False)
        finally:
            if prefix := env.get("BENCH_OURS_TEMPLATE"):
                database.drop_all(prefix)
    return failed


def _python(folder: Path, copy: Path) -> str:
    """A Python with what the harness itself needs."""
    subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", str(folder / "venv")], check=True)
    python = str(folder / "venv/bin/python")
    pip = [
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--disable-pip-version-check",
        "-r",
        str(copy / "requirements.txt"),
    ]
    subprocess.run(pip, check=True)
    return python


def environment() -> dict[str, str]:
    """The harness's third target, ours, as variables."""
    run = f"{sys.executable} -m bench.harness"
    made = {
        "PYTHONPATH": str(ROOT),
        "STOREFLOW_ALLOW_PRIVATE_ADDRESSES": LOCAL,
        "BENCH_OURS_PREPARE": f"{run}.run {{workdir}} {{sink_url}}",
        "BENCH_OURS_CMD": f"{run}.serve {{workdir}} {{port}}",
        "BENCH_OURS_URL": f"http://{LOCAL}:{{port}}/hooks/{{variant}}",
        "BENCH_OURS_COMPLETED": f"{run}.completed {{workdir}}",
        "BENCH_OURS_ACCEPTED": '"stored"',
        "BENCH_OURS_VERSION": _version(),
    }
    if os.environ.get("BENCH_OURS_DATABASE") == "postgres":
        made["BENCH_OURS_TEMPLATE"] = f"storeflow_bench_{secrets.token_hex(6)}"
        made["BENCH_OURS_VERSION"] += " postgres"
    return made


def _version() -> str:
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "unknown"


def fill(workdir: Path, sink: str) -> None:
    """What the harness calls once (BENCH_OURS_PREPARE)."""
    name = os.environ.get("BENCH_OURS_TEMPLATE", "")
    if name:
        database.execute(f'CREATE DATABASE "{name}"')
        (workdir / NAME).write_text(name)
    prepare(workdir / "data", dict.fromkeys(DEFAULT, sink), database.address(name) if name else "")


if __name__ == "__main__":
    fill(Path(sys.argv[1]), sys.argv[2])
