"""Measures what `okr` costs, as multiples of what cannot be cheaper, and prints one table. See README.md beside it.

`python benchmarks/run.py` with the Python of an environment in which okr is installed; `--quick` takes fewer runs.
It judges nothing: the exit code is always 0. Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import pty
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import workspaces

EVENTS: Final = """
import sys, time
from pathlib import Path
from yaml.cyaml import CParser
files = [path.read_bytes() for path in sorted(Path(sys.argv[1]).rglob("*.yaml"))]
began = time.process_time()
for raw in files:
    next_event = CParser(raw).get_event
    while next_event() is not None:
        pass
print(time.process_time() - began)
"""
MEBIBYTE: Final = 1 << 20
RSS_UNIT: Final = 1 if sys.platform == "darwin" else 1024
_SCRIPT: Final = Path(sys.executable).with_name("okr")
OKR: Final = (str(_SCRIPT),) if _SCRIPT.exists() else (sys.executable, "-m", "okrcli")


class Cost(NamedTuple):
    """What one process and its children took: seconds of CPU, seconds on the clock, bytes at the peak."""

    cpu: float
    wall: float
    peak: int


class Limit(NamedTuple):
    """So many bare Pythons, and so many bare parses."""

    pythons: float
    parses: float = 0.0

    def __str__(self) -> str:
        parses = f"{self.parses:g} E + " if self.parses else ""
        return f"{parses}{self.pythons:g} P"


@dataclass(frozen=True)
class Line:
    """One line of the table: what is run, on which terminal, against which limits."""

    what: str
    command: tuple[str, ...]
    folder: Path
    at_most: Limit
    better: Limit
    memory: tuple[int, int] | None = None
    """Mebibytes at the peak: at most, better."""
    on_terminal: bool = False
    rounds: int = 11


@dataclass
class Row:
    """A line of the table as it is printed, and the limits that were missed."""

    cells: tuple[str, ...]
    peak: int = 0
    missed: list[str] = field(default_factory=list)


class FailedError(Exception):
    """A measured command did not end with 0."""


# ── Running ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Bench:
    """Runs processes in an environment of their own and says what they cost."""

    def __init__(self, home: Path) -> None:
        self.environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "OKR_TODAY": workspaces.DAY.isoformat(),
            "OKR_USER": "company-lead",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        config = "[user]\n\tname = A\n\temail = a@example.com\n[gc]\n\tauto = 0\n[init]\n\tdefaultBranch = main\n"
        (home / ".gitconfig").write_text(config)

    def cost(self, command: Sequence[str], folder: Path, on_terminal: bool = False) -> Cost:
        """Run it once. Raises FailedError with its last words when it fails."""
        with tempfile.TemporaryFile() as output:
            master, end = pty.openpty() if on_terminal else (-1, output.fileno())
            stdin = end if on_terminal else subprocess.DEVNULL
            began = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=folder, env=self.environment, stdin=stdin, stdout=end, stderr=end, start_new_session=True
            )
            if on_terminal:
                os.close(end)
                _drain(master)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                output.seek(0)
                words = output.read().decode(errors="replace").strip()
                raise FailedError(f"{' '.join(command[-3:])} ended with {process.returncode}: {words[-500:]}")
        return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * RSS_UNIT)

    def python(self) -> Cost:
        """P: a Python that does nothing."""
        return self.cost([sys.executable, "-c", "pass"], Path())

    def events(self, folder: Path) -> float:
        """E: the CPU seconds of a loop over libyaml's events of all files in a folder, once they are read."""
        command = [sys.executable, "-c", EVENTS, str(folder)]
        return float(subprocess.run(command, env=self.environment, capture_output=True, check=True).stdout)


def _drain(master: int) -> None:
    try:
        while os.read(master, 1 << 16):
            pass
    except OSError:  # Linux: the other end is closed
        pass
    os.close(master)


# ── Measuring ─────────────────────────────────────────────────────────────────────────────────────────────────────


def measured(bench: Bench, line: Line) -> Row:
    """Run a line and its floors in turn, and compare the medians."""
    bench.cost(line.command, line.folder, line.on_terminal)  # once for what Python compiles and the disk reads
    pythons: list[float] = []
    parses: list[float] = []
    runs: list[Cost] = []
    for _ in range(line.rounds):
        pythons.append(bench.python().cpu)
        if line.at_most.parses:
            parses.append(bench.events(line.folder))
        runs.append(bench.cost(line.command, line.folder, line.on_terminal))
    python, parse = median(pythons), median(parses or [0.0])
    cpu, peak = median(run.cpu for run in runs), max(run.peak for run in runs)
    cells = (line.what, _ratio(cpu, python, parse, line), str(line.at_most), str(line.better), _mebibytes(peak))
    row = Row(cells, peak)
    for name, limit in (("at most", line.at_most), ("better", line.better)):
        if cpu > limit.pythons * python + limit.parses * parse:
            row.missed.append(f"{line.what}: {name} {limit}")
    return row


def _ratio(cpu: float, python: float, parse: float, line: Line) -> str:
    """In Pythons; where parses are allowed too, what is left of them after the Pythons of the limit."""
    if not parse:
        return f"{cpu / python:.2f} P"
    parses = (cpu - line.at_most.pythons * python) / parse
    return f"{parses:.2f} E + {line.at_most.pythons:g} P"


def memory_row(row: Row, line: Line) -> Row:
    """The limits for the memory of a line that has been measured."""
    assert line.memory is not None
    limits = (f"{limit} MiB" for limit in line.memory)
    found = Row((f"{line.what}: memory", _mebibytes(row.peak), *limits, ""))
    for name, limit in zip(("at most", "better"), line.memory, strict=True):
        if row.peak > limit * MEBIBYTE:
            found.missed.append(f"{found.cells[0]}: {name} {limit} MiB")
    return found


def _mebibytes(peak: int) -> str:
    """A peak of memory. A child process begins with what this one has, so less than that cannot be told."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT
    return f"< {own / MEBIBYTE:.0f} MiB" if peak <= own else f"{peak / MEBIBYTE:.0f} MiB"


def commit_row(bench: Bench, folder: Path, rounds: int) -> Row:
    """A committed check-in, as a multiple of what git itself takes for one file."""
    command = _checkin(workspaces.one_file(folder))
    _make_repository(bench, folder)
    bench.cost(command, folder)
    bare: list[Cost] = []
    runs: list[Cost] = []
    for number in range(rounds):
        (folder / f"note-{number}.txt").write_text("A line, as long as that of a small check-in file.\n" * 4)
        add = bench.cost(["git", "add", "--", f"note-{number}.txt"], folder)
        commit = bench.cost(["git", "commit", "-q", "-m", "A note", "--", f"note-{number}.txt"], folder)
        bare.append(Cost(add.cpu + commit.cpu, add.wall + commit.wall, max(add.peak, commit.peak)))
        runs.append(bench.cost(command, folder))
    cpu = median(run.cpu for run in runs) / median(run.cpu for run in bare)
    wall = median(run.wall for run in runs) / median(run.wall for run in bare)
    peak = max(run.peak for run in runs)
    what = "checkin with its commit ÷ git add + commit"
    return Row((what, f"CPU {cpu:.1f}, wall {wall:.1f}", "", "", _mebibytes(peak)))


def lint_row(bench: Bench, folder: Path, rounds: int) -> Row:
    """Ten thousand titles asked about, as a multiple of what validating the same files takes."""
    workspaces.many_titles(folder)
    validates: list[float] = []
    runs: list[Cost] = []
    for _ in range(rounds):
        validates.append(bench.cost((*OKR, "--no-cache", "validate"), folder).cpu)
        runs.append(bench.cost((*OKR, "--no-cache", "lint", "--statistics"), folder))
    cpu, peak = median(run.cpu for run in runs), max(run.peak for run in runs)
    return Row(("lint ÷ validate, 10,000 titles", f"{cpu / median(validates):.2f}", "", "", _mebibytes(peak)))


def _make_repository(bench: Bench, folder: Path) -> None:
    for command in (["git", "init", "-q"], ["git", "add", "."], ["git", "commit", "-q", "-m", "The plan"]):
        bench.cost(command, folder)


def _checkin(key_result: workspaces.KeyResult, *more: str) -> tuple[str, ...]:
    return (*OKR, "checkin", key_result.reference, str(key_result.target), "-c", "7", "-m", "As planned.", *more)


# ── The table ─────────────────────────────────────────────────────────────────────────────────────────────────────


def lines(bench: Bench, place: Path, quick: bool) -> list[Line]:
    """The lines of the table, with their workspaces made."""
    few = 3 if quick else 11
    one, many, among = place / "one", place / "many", place / "among"
    first, _, other = workspaces.one_file(one), workspaces.many_files(many), workspaces.one_file_among_many(among)
    for folder in (one, among):
        _make_repository(bench, folder)
    quiet = ("--no-commit",)
    return [
        Line("okr --version", (*OKR, "--version"), one, Limit(1.5), Limit(1.1), rounds=2 * few),
        Line("okr --help, in a pipe", (*OKR, "--help"), one, Limit(9), Limit(7), rounds=few),
        Line("okr --help, on a terminal", (*OKR, "--help"), one, Limit(16), Limit(14), on_terminal=True, rounds=few),
        Line(
            "validate, one file of 20 KB",
            (*OKR, "--no-cache", "validate"),
            one,
            Limit(20),
            Limit(17),
            (45, 35),
            rounds=few,
        ),
        Line(
            "validate, 2,000 files",
            (*OKR, "--no-cache", "validate"),
            many,
            Limit(20, 1.6),
            Limit(17, 1.3),
            (110, 75),
            rounds=2 if quick else 7,
        ),
        Line("checkin --no-commit", _checkin(first, *quiet), one, Limit(30), Limit(16), rounds=few),
        Line("checkin, 2,000 other files", _checkin(other, *quiet), among, Limit(30), Limit(16), rounds=few),
    ]


def attempted(what: str, measure: Callable[[], Row]) -> Row:
    """The row, or one that says why there is none."""
    try:
        return measure()
    except (FailedError, subprocess.CalledProcessError, OSError) as error:
        return Row((what, "failed", "", "", ""), missed=[f"{what}: not measured, {error}"])


def all_rows(bench: Bench, place: Path, quick: bool) -> list[Row]:
    """Every row of the table, in order; the memory rows after those of time."""
    rows: list[Row] = []
    memory: list[Row] = []
    for line in lines(bench, place, quick):
        row = attempted(line.what, partial(measured, bench, line))
        rows.append(row)
        if line.memory and row.peak:
            memory.append(memory_row(row, line))
    commit = attempted("checkin with its commit", partial(commit_row, bench, place / "commit", 3 if quick else 11))
    lint = attempted("lint, 10,000 titles", partial(lint_row, bench, place / "titles", 2 if quick else 5))
    return [*rows, *memory, commit, lint]


def _parse(bench: Bench, folder: Path) -> float:
    try:
        return median(bench.events(folder) for _ in range(3))
    except subprocess.CalledProcessError:  # PyYAML is not there, as the table says
        return 0.0


def table(rows: Sequence[Row]) -> str:
    """The rows below their headings, in columns."""
    cells = [("what", "measured", "at most", "better", "peak memory"), *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description="Measure what okr costs, as multiples of what cannot be cheaper.")
    parser.add_argument("--quick", action="store_true", help="fewer runs: three times as fast, with rougher numbers")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="okr-benchmark-") as name:
        place = Path(name)
        bench = Bench(place)
        python = median(bench.python().cpu for _ in range(21))
        rows = all_rows(bench, place, quick)
        parse = _parse(bench, place / "many")
    version = ".".join(map(str, sys.version_info[:2]))
    print(f"{os.cpu_count()} cores, Python {version}; P = {python * 1000:.1f} ms, E = {parse * 1000:.0f} ms of CPU\n")
    print(table(rows))
    missed = [text for row in rows for text in row.missed]
    print("\nmissed: " + ("; ".join(missed) or "nothing"))


if __name__ == "__main__":
    main()
