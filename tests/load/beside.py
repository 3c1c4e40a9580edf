"""`python -m tests.load.beside COMMIT`: this build beside an older one, by turns on one machine, as ratios.

The older commit is checked out beside, and its benches run with the packages that are installed here. Each figure is
the median of the turns, and its ratio says how many times as fast this build is, or as small: seconds, milliseconds
and megabytes are turned over. What only one of the two builds measures is left out.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.load.__main__ import BENCHES, ROOT, WHOLE

OUT = ROOT / "docs" / "performance-beside.json"
FASTER = ("_per_second", "_a_second")
SLOWER = ("seconds", "_ms", "_ms_p50", "_ms_p95", "_megabytes")


def measure(checkout: Path, bench: str) -> dict[str, float]:
    """Run a bench of a checkout; give its speeds by name, seconds turned over."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        Path(out.name).write_text("{}", "utf8")
        # What starts the platform itself is this build's own: the older one may not have it.
        of, more = (ROOT, ["--checkout", str(checkout)]) if bench in WHOLE else (checkout, [])
        subprocess.run(
            [sys.executable, "-m", "tests.load", "--only", bench, "--out", out.name, *more],
            check=True,
            cwd=of,
            env={**os.environ, "PYTHONPATH": str(of)},
            stdout=sys.stderr,
        )
        return dict(_speeds(bench, json.loads(Path(out.name).read_text("utf8"))[bench]))


def _speeds(name: str, found: Any) -> Iterator[tuple[str, float]]:
    if isinstance(found, dict):
        for key, value in found.items():
            yield from _speeds(f"{name}/{key}", value)
    elif isinstance(found, (int, float)) and found > 0:
        if name.endswith(FASTER):
            yield name, float(found)
        elif name.endswith(SLOWER):
            yield name, 1 / found


def compare(older: Path, bench: str, turns: int) -> dict[str, float]:
    """Measure both builds by turns; give the ratio of each figure."""
    speeds: defaultdict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for _ in range(turns):
        for place, checkout in enumerate((older, ROOT)):
            for name, speed in measure(checkout, bench).items():
                speeds[name][place].append(speed)
    ratios = {}
    for name, (before, now) in speeds.items():
        if before and now:
            ratios[name] = round(statistics.median(now) / statistics.median(before), 2)
            print(f"{ratios[name]:6.2f}  {name}", flush=True)
    return ratios


def keep(commit: str, ratios: dict[str, float]) -> None:
    """Write ratios beside those that are there."""
    known = json.loads(OUT.read_text("utf8")) if OUT.exists() else {}
    known.setdefault(commit, {}).update(ratios)
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "when": f"{datetime.now(UTC):%Y-%m-%d}"}
    OUT.write_text(json.dumps({**known, "machine": machine}, indent=1) + "\n", "utf8")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", help="the older build")
    parser.add_argument("--only", choices=(*BENCHES, *WHOLE), action="append", help="one of them; may be given again")
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        older = Path(folder) / "older"
        subprocess.run(["git", "worktree", "add", "--detach", older, asked.commit], check=True, cwd=ROOT)
        try:
            for bench in asked.only or [*BENCHES, *WHOLE]:
                keep(asked.commit, compare(older, bench, asked.turns))  # so that a run that is ended loses one alone
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", older], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
