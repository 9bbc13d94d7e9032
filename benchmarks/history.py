"""Measures what the history costs, as multiples of what git itself takes to tell the same commits and contents.

    python benchmarks/history.py            # 10,000 commits over 500 files
    python benchmarks/history.py --commits 1000 --files 100

The unit G is one `git log --raw -z --first-parent` plus one `git cat-file --batch` of every blob it names: CPU time of
both processes, whose output is thrown away. A second unit, E, is libyaml's own time for the same blobs.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from process_cost import OKR, contents_of, cost, events, git_cost

ENVIRONMENT: Final = {"OKR_TODAY": "2026-03-15", "NO_COLOR": "1"}
START: Final = 1_767_258_000
"""1 January 2026, in seconds: the first commit; each is some minutes later."""
PLAN_SHARE: Final = 0.4
"""How many of the files are plans; the others are check-ins, each made once."""


def build(folder: Path, commits: int, files: int) -> None:
    """A repository by `git fast-import`: plans that change again and again, and check-ins as they come."""
    chance = random.Random(7)
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    plans = [f"okrs/2026-Q{quarter % 4 + 1}/team-{quarter // 4}.yaml" for quarter in range(int(files * PLAN_SHARE))]
    targets = {path: [30, 40, 50] for path in plans}
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as importer:
        assert importer.stdin
        for number in range(commits):
            made = _files(number, commits, files, plans, targets, chance)
            who = f"Person {number % 12} <p{number % 12}@example.com> {START + number * 600} +0000"
            parts = [f"commit refs/heads/main\ncommitter {who}\ndata 6\nchange\n"]
            parts += [f"M 644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in made.items()]
            importer.stdin.write("".join(parts).encode())
        importer.stdin.close()
    subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard"], check=True)


def _files(
    number: int, commits: int, files: int, plans: Sequence[str], targets: dict[str, list[int]], chance: random.Random
) -> dict[str, str]:
    if number == 0:
        people = "\n".join(f"  - {{id: p{n}, email: p{n}@example.com}}" for n in range(12))
        return {"okrs.yaml": f"people:\n{people}\n", **{path: _plan(path, targets[path]) for path in plans}}
    checkins = files - len(plans)
    if number % max(commits // checkins, 1) == 0 and number // max(commits // checkins, 1) < checkins:
        return _checkin(number, chance)
    path = chance.choice(plans)
    targets[path][chance.randrange(3)] += 1
    return {path: _plan(path, targets[path])}


def _plan(path: str, targets: Sequence[int]) -> str:
    cycle, name = path.split("/")[1:]
    lines = [f"cycle: {cycle}", "objectives:"]
    for position in range(2):
        lines += [f"  - id: {name.removesuffix('.yaml')}-{position}", "    title: Customers come back every week"]
        lines += ["    owner: p1", "    key_results:"]
        for key, target in enumerate(targets):
            lines += [
                f"      - id: result-{key}",
                "        title: Returning customers grow from 20 to more",
                "        start: 20",
            ]
            lines += [f"        target: {target + position}  # agreed", "        unit: customers", "        owner: p2"]
    return "\n".join(lines) + "\n"


def _checkin(number: int, chance: random.Random) -> dict[str, str]:
    name, person = f"{number:08}", f"p{number % 12}"
    text = (
        f"id: {name}\ncycle: 2026-Q1\ndate: 2026-02-{number % 28 + 1:02}\nat: 2026-03-01T09:00:00Z\nby: {person}\n"
        f"checkins:\n  - kr: team-{chance.randrange(3)}-0/result-1\n    value: {chance.randrange(20, 40)}\n"
        "    confidence: 7\n    note: The campaign brought more than last week.\n"
    )
    return {f"okrs/2026-Q1/checkins/{person}/2026-02-{number % 28 + 1:02}-{name}.yaml": text}


def first_line(command: Sequence[str], folder: Path) -> float:
    """Seconds until a command has written a screen of 24 lines to a pipe."""
    begin = time.monotonic()
    environment = {**os.environ, **ENVIRONMENT, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout
        for _ in range(24):
            process.stdout.readline()
        took = time.monotonic() - begin
        process.kill()
    return took


def main() -> None:
    """Build the repository, measure, print."""
    parser = argparse.ArgumentParser(description="Measure what the history costs, as multiples of git's own time.")
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="okr-history-") as name:
        folder = Path(name) / "work"
        build(folder, options.commits, options.files)
        print(f"{options.commits} commits over {options.files} files, {os.cpu_count()} cores\n")
        measure(folder, options.commits)
        shorter = Path(name) / "shorter"
        build(shorter, options.commits // 10, options.files)
        compare_memory(shorter, folder, options.commits)


def compare_memory(shorter: Path, longer: Path, commits: int) -> None:
    """The peak of memory over a tenth of the commits, and over all of them: the same files, another length."""
    print(f"\npeak memory over {commits // 10} and {commits} commits")
    for words in (
        ("log",),
        ("log", "-n", "20"),
        ("audit", "--exit-zero"),
        ("status", "--at", "HEAD~50", "--cycle", "2026-Q1"),
    ):
        one, ten = (cost((*OKR, *words), folder, environment=ENVIRONMENT).peak for folder in (shorter, longer))
        print(f"okr {' '.join(words):45} {one:4.0f} MiB  {ten:4.0f} MiB  × {ten / one:.2f}")


def measure(folder: Path, commits: int) -> None:
    """One line for each command."""
    git, wall, blobs = git_cost(folder, "okrs.yaml", "okrs")
    parse = events(contents_of(folder, blobs))
    print(f"G = {git:.2f} s of CPU ({wall:.2f} s), {len(blobs)} blobs; E = {parse:.2f} s\n")
    for words in (
        ("log",),
        ("log", "--progress"),
        ("log", "2026-Q1/team-1-0/result-1"),
        ("log", "-n", "20"),
        ("blame", "2026-Q1/team-1-0/result-1"),
        ("status", "--at", f"HEAD~{commits // 2}", "--cycle", "2026-Q1"),
        ("status", "--cycle", "2026-Q1"),
        ("diff", f"HEAD~{commits // 100}..HEAD"),
        ("audit", "--exit-zero", f"HEAD~{commits // 10}..HEAD"),
    ):
        used = cost((*OKR, *words), folder, environment=ENVIRONMENT)
        cells = f"{used.cpu / git:6.1f} G  {used.cpu:6.2f} s CPU  {used.wall:6.2f} s  {used.peak:4.0f} MiB"
        print(f"okr {' '.join(words):45} {cells}")
    print(f"okr log, its first 24 lines {first_line((*OKR, 'log'), folder):29.2f} s")


if __name__ == "__main__":
    main()
