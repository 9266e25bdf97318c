"""Reads a SQLite file that a killed process left, and ends without closing it.

A normal end would fold the write-ahead log into the file, and the next start would have nothing to recover.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def peek(file: Path, statement: str) -> Sequence[Sequence[Any]]:
    """Rows of a statement."""
    asked = [sys.executable, "-S", __file__, str(file), statement]
    told = subprocess.run(asked, capture_output=True, check=True, timeout=60)
    rows: Sequence[Sequence[Any]] = json.loads(told.stdout)
    return rows


if __name__ == "__main__":
    conn = sqlite3.connect(sys.argv[1], timeout=30)
    sys.stdout.write(json.dumps(conn.execute(sys.argv[2]).fetchall()))
    sys.stdout.flush()
    os._exit(0)
