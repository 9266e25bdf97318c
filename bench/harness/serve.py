"""The server as the harness starts it (BENCH_OURS_CMD); the process becomes ``storeflow serve``.

    python -m bench.harness.serve WORKDIR PORT

On SQLite the harness's copy of the data folder is all there is. With BENCH_OURS_DATABASE=postgres each copy gets a
database of its own, made from the prepared one as PostgreSQL copies a template.
"""

import hashlib
import os
import sys
from pathlib import Path

from bench import database

NAME = "database.txt"
"""In the data folder: the name of the prepared PostgreSQL database, where there is one."""


def database_url(workdir: Path) -> str:
    """The database of this copy; "" for SQLite."""
    file = workdir / NAME
    if not file.exists():
        return ""
    digest = hashlib.sha256(str(workdir).encode()).hexdigest()[:12]
    return database.address(f"{file.read_text().strip()}_{digest}")


def main(workdir: Path, port: str) -> None:
    """Never comes back."""
    url = database_url(workdir)
    if url:
        name, template = url.rpartition("/")[2], (workdir / NAME).read_text().strip()
        if not database.exists(name):
            database.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    os.environ["STOREFLOW_DATABASE_URL"] = url
    os.execv(
        sys.executable,
        [sys.executable, "-m", "app", "serve", "--port", port, "--data", str(workdir / "data")],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
