"""Measures every command on a company at several sizes: CPU in P, peak memory, growth, and the targets beside them.

    python benchmarks/scale.py                      # 1/100 and 1/10, some minutes
    python benchmarks/scale.py --scale 1/10 1       # a tenth and all of it

README.md has the units. Nothing is judged: the exit code is 0 and the last line says which targets were missed.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Final

from company import CYCLES, TODAY
from company_history import build
from process_cost import OKR, PYTHON, Cost, FailedError, contents_of, cost, events, git_cost
from scale_table import Measured, Row, table

KEY_RESULT: Final = "sales-0/kr-1"
FASTEST: Final = 1.0
"""CPU seconds. What takes less runs three times, and the median counts."""
_DAILY: Final = (90, 60)
_WHOLE: Final = (250, 150)
_HISTORY: Final = (150, 100)
_OF_STATUS: Final = {"S": 3.0}
_SMALL: Final = Fraction(1, 100)
_FULL: Final = Fraction(1)
ROWS: Final = (
    Row("status --line, unchanged", "status --line", {"P": 20}, {"P": 10}, _DAILY),
    Row("validate, unchanged", "validate", {"P": 60}, {"P": 30}, _WHOLE),
    Row("validate, one file changed", "validate", {"P": 250}, {"P": 120}, _WHOLE, "changed"),
    Row("validate, cold", "validate", {"E": 3, "P": 28}, {"E": 2.2, "P": 24}, _WHOLE, "cold"),
    Row("lint", "lint", memory=_WHOLE),
    Row("status", "status", {"E(cycle)": 4, "P": 28}, {"E(cycle)": 2.5, "P": 22}, _DAILY),
    Row("list", "list", memory=_DAILY),
    Row("tree", "tree", memory=_DAILY),
    Row("show KEY-RESULT", f"show {KEY_RESULT}", memory=_DAILY),
    Row("agenda", "agenda", memory=_DAILY),
    Row("due", "due", _OF_STATUS, memory=_DAILY),
    Row("trend TEAM", "trend team:sales", _OF_STATUS, memory=_DAILY),
    Row("report", "report", _OF_STATUS, memory=_HISTORY),
    Row("cycle score CYCLE", f"cycle score --cycle {CYCLES[-2]}", {"S(closed)": 3}),
    Row("cycle retro CYCLE", f"cycle retro {CYCLES[-2]}", {"S(closed)": 3}, memory=_HISTORY),
    Row("log KEY-RESULT, cold", f"log {KEY_RESULT}", {"P": 50, "G(folder)": 2, "E(misses)": 1.6}, mode="cold"),
    Row("log KEY-RESULT", f"log {KEY_RESULT}", {"P": 50, "G(folder)": 2}, {"P": 25, "G(file)": 1.3}, _HISTORY),
    Row("blame KEY-RESULT", f"blame {KEY_RESULT}", {"P": 50, "G(folder)": 2}, {"P": 25, "G(file)": 1.3}, _HISTORY),
    Row("log -n 20", "log -n 20", memory=_HISTORY, factor=(1.5, 1.3)),
    Row("diff HEAD~100..HEAD", "diff HEAD~100..HEAD"),
    Row("log, second time", "log", {"G": 3}, {"G": 1.5}, _HISTORY),
    Row("audit, second time", "audit --exit-zero", {"G": 3}, {"G": 1.5}, _HISTORY),
    Row("set with its commit", f"set {KEY_RESULT} target=91 --reason busy", {"P": 36}, {"P": 26}, only=_SMALL),
    Row("checkin with its commit", f"checkin {KEY_RESULT} 50 -c 5", {"P": 36}, {"P": 26}, only=_SMALL),
    Row("cycle pack", f"cycle pack {CYCLES[-1]}", {"s": 60}, only=_FULL),
    Row("undo of the pack", "undo", {"s": 40}, only=_FULL),
)
ONCE: Final = ("set with its commit", "checkin with its commit", "cycle pack", "undo of the pack")
"""The lines that write: each runs once, in this order, after all that read."""


class Bench:
    """Runs commands in one workspace."""

    def __init__(self, folder: Path, home: Path, limit: int) -> None:
        self.folder, self.limit = folder, limit
        self.environment = {
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "OKR_TODAY": TODAY.isoformat(),
            "OKR_USER": "p0000",
            "NO_COLOR": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        (home / ".gitconfig").write_text(
            "[user]\n\tname = Person 0000\n\temail = p0000@example.com\n[gc]\n\tauto = 0\n"
        )
        self.pythons: list[float] = []

    def cost(self, words: str) -> Cost:
        """The cost of one `okr`, with one P beside it. Raises FailedError."""
        self.pythons.append(cost(PYTHON, self.folder).cpu)
        return cost((*OKR, *words.split()), self.folder, environment=self.environment, limit=self.limit)

    def measured(self, row: Row) -> Cost | str:
        """The median of three runs, or the only one of a long command; the reason where a run failed."""
        try:
            if row.name in ONCE:
                return self.cost(row.words)
            self._prepare(row, 0)
            runs = [self.cost(row.words)]
            if row.mode == "again":
                runs = [self.cost(row.words)]
            while runs[0].cpu < FASTEST and len(runs) < 3:
                self._prepare(row, len(runs))
                runs.append(self.cost(row.words))
        except FailedError as error:
            return str(error)
        return Cost(median(run.cpu for run in runs), median(run.wall for run in runs), max(run.peak for run in runs))

    def _prepare(self, row: Row, number: int) -> None:
        """Bring the workspace into the state that the mode of a row names."""
        if row.mode == "cold":
            for path in (self.folder / ".git" / "okr").glob("cache*"):
                path.unlink()
        elif row.mode == "changed":
            self.cost(row.words)
            path = next((self.folder / "okrs" / CYCLES[-1]).glob("sales*.yaml"))
            path.write_text(f"# change {number}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")

    def git(self, *words: str) -> str:
        """The output of a git command in the workspace."""
        command = ["git", *words]
        variables = {**os.environ, **self.environment}
        return subprocess.run(
            command, cwd=self.folder, env=variables, capture_output=True, check=True, text=True, encoding="utf-8"
        ).stdout

    def close_cycle(self) -> None:
        """Close the last cycle, so that it can be packed."""
        path = self.folder / "okrs.yaml"
        before = f"id: {CYCLES[-1]}, state: active"
        path.write_text(path.read_text().replace(before, before.replace("active", "closed")))
        self.git("commit", "-q", "-a", "-m", f"Close {CYCLES[-1]}")


def units_of(bench: Bench) -> dict[str, float]:
    """The units E, G and their parts for one workspace, in CPU seconds."""
    folder, cycle = bench.folder, f"okrs/{CYCLES[-1]}"
    plan = bench.git("grep", "-l", "id: sales-0$", "--", cycle).split()[0]
    tracked = bench.git("ls-files").split()
    running = [path for path in tracked if path.startswith(f"{cycle}/") or path == "okrs.yaml"]
    everything, inside = git_cost(folder, "okrs.yaml", "okrs"), git_cost(folder, cycle)
    words = [part.encode() for part in KEY_RESULT.split("/")]
    misses = [raw for raw in contents_of(folder, inside.blobs) if all(word in raw for word in words)]
    return {
        "s": 1.0,
        "E": events((folder / path).read_bytes() for path in tracked),
        "E(cycle)": events((folder / path).read_bytes() for path in running),
        "E(misses)": events(misses),
        "G": everything.cpu,
        "G(folder)": inside.cpu,
        "G(file)": git_cost(folder, plan).cpu,
    }


def measure(place: Path, scale: Fraction, rows: Iterable[Row], limit: int) -> Measured:
    """Make the company, and run every line on it."""
    folder, home = place / "company", place / "home"
    home.mkdir(parents=True)
    _progress(f"{scale}: making the company")
    build(folder, scale)
    bench = Bench(folder, home, limit)
    units = units_of(bench)
    costs: dict[str, Cost | str] = {}
    for name, words in (("S", "status"), ("S(closed)", f"status --cycle {CYCLES[-2]}")):
        found = bench.measured(Row(name, words))
        units[name] = found.cpu if isinstance(found, Cost) else math.nan
    for row in rows:
        _progress(f"{scale}: {row.name}")
        if row.name == "cycle pack":
            bench.close_cycle()
        costs[row.name] = bench.measured(row)
        if row.mode == "changed":
            bench.git("checkout", "-q", "--", ".")
    units["P"] = median(bench.pythons)
    _progress("")
    return Measured(scale, units, costs)


def _progress(text: str) -> None:
    """Show on a terminal what is running."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def start_of_a_command(place: Path) -> float:
    """The CPU seconds of `okr status` in a workspace of one objective: what growth is counted from."""
    place.mkdir()
    objective = "{id: a, title: A, key_results: [{id: b, title: B, target: 1}]}"
    (place / "okrs.yaml").write_text(f"cycle: {CYCLES[-1]}\nobjectives: [{objective}]\n")
    return median(cost((*OKR, "status"), place, environment={"OKR_TODAY": TODAY.isoformat()}).cpu for _ in range(5))


def main() -> None:
    """Measure all sizes and print the table."""
    parser = argparse.ArgumentParser(description="Measure every command on a company at several sizes.")
    default = [_SMALL, Fraction(1, 10)]
    parser.add_argument("--scale", type=Fraction, nargs="+", default=default, help="1/100 1/10 (the default), 1")
    parser.add_argument("--only", default="", help="only the lines whose name has this text")
    parser.add_argument("--limit", type=int, default=180, help="CPU seconds after which a command is stopped")
    options = parser.parse_args()
    rows = [row for row in ROWS if options.only in row.name]
    with tempfile.TemporaryDirectory(prefix="okr-scale-") as name:
        place = Path(name)
        seconds = start_of_a_command(place / "start")
        sizes = [
            measure(place / str(position), scale, rows, options.limit)
            for position, scale in enumerate(sorted(options.scale))
        ]
    version, python = ".".join(map(str, sys.version_info[:2])), median(size.units["P"] for size in sizes)
    start = seconds / python
    print(f"{os.cpu_count()} cores, Python {version}; P = {python * 1000:.1f} ms; a command starts with {start:.1f} P")
    for size in sizes:
        units = (f"{name} {value / size.units['P']:.1f} P" for name, value in size.units.items() if name not in "sP")
        print(f"scale {size.scale}: {', '.join(units)}")
    print(f"\n{table(sizes, start, rows)}")


if __name__ == "__main__":
    main()
