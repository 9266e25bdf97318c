"""How far the runs are, as the harness asks it (BENCH_OURS_COMPLETED): one line of JSON.

python -m bench.harness.completed WORKDIR
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from bench.database import counted
from bench.harness.serve import database_url

if __name__ == "__main__":
    workdir = Path(sys.argv[1])
    print(json.dumps(asdict(counted(workdir / "data", database_url(workdir)))))
