"""Makes the repository of a company with two years of history: the same commits for the same arguments.

    python benchmarks/company_history.py FOLDER --scale 1/100

At scale 1 it has 32,000 files and 45,000 commits. Teams check in once a week. Between that targets change, key results
are renamed and moved, plan files get other names, teams squash their changes, and branches are merged. A quarter that
is over is closed and packed.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import IO, NamedTuple

from company import CYCLES, Chance, CheckinFile, Company, KeyResult, PlanFile


class Commit(NamedTuple):
    """A change of the history: the new text by path, None for a file that is gone."""

    when: datetime
    author: str
    subject: str
    files: dict[str, str | None]
    is_branch: bool = False
    """True if it is made on a branch that is merged right after."""


def history(company: Company) -> Iterator[Commit]:
    """Every commit in order: the plans of a cycle, its check-ins with changes of plans between, its end."""
    first = datetime(2024, 12, 30, 8)
    yield Commit(first, "p0000", "People and teams", {"okrs.yaml": company.workspace_file(0)})
    number = 0
    for position, cycle in enumerate(CYCLES):
        plans = company.plans[cycle]
        start = datetime(int(cycle[:4]), int(cycle[-1]) * 3 - 2, 1, 7)
        yield Commit(start, "p0001", f"Plan {cycle} (squash)", {plan.path: plan.text() for plan in plans})
        files = list(company.checkins(cycle))
        for (day, _), group in groupby(files, lambda file: (file.day, file.team)):
            number += 1
            together = list(group)
            when = datetime.combine(day, time(9)) + timedelta(seconds=number % 30_000)
            texts: dict[str, str | None] = {file.path: file.text for file in together}
            yield Commit(when, together[-1].person, f"Check in {len(together)}", texts, number % 23 == 0)
            if number % 2 == 0:
                yield _plan_change(company, plans, when, number // 2)
        if cycle != CYCLES[-1]:
            yield _end_of_cycle(company, position, files, start + timedelta(days=93))


def _plan_change(company: Company, plans: Sequence[PlanFile], when: datetime, number: int) -> Commit:
    plan = company.chance.pick(plans)
    author = plan.objectives[0].key_results[0].owner
    objective = company.chance.pick(plan.objectives)
    result = company.chance.pick(objective.key_results)
    kind, others = number % 20, [other for other in plan.objectives if other is not objective]
    if kind == 7:
        old, plan.path = plan.path, plan.path.replace(".yaml", "-new.yaml")
        return Commit(when, author, f"Rename {old}", {old: None, plan.path: plan.text()})
    if kind in (11, 15):
        result.was.append(f"{objective.id}/{result.id}")
        subject = f"Rename {objective.id}/{result.id}"
        result.id = f"{result.id.partition('-new')[0]}-new-{number}"
        if kind == 15 and others and len(objective.key_results) > 2:
            objective.key_results.remove(result)
            others[0].key_results.append(result)
            subject = f"Move a key result of {objective.id} to {others[0].id}"
        return Commit(when, author, subject, {plan.path: plan.text()})
    changed = {plan.path: plan}
    if number % 15 == 0:
        changed.update((other.path, other) for other in (company.chance.pick(plans) for _ in range(4)))
    for other in changed.values():
        _change_target(other.objectives[0].key_results[0] if other is not plan else result, when.date(), company.chance)
    subject = "Change targets of several teams (squash)" if len(changed) > 1 else f"Change a target of {objective.id}"
    texts: dict[str, str | None] = {path: other.text() for path, other in changed.items()}
    return Commit(when, author, subject, texts, number % 23 == 0)


def _change_target(result: KeyResult, day: date, chance: Chance) -> None:
    before, result.target = result.target, result.target + chance.pick((-2, 3, 5))
    change = f"{{date: {day}, field: target, from: {before}, to: {result.target}, reason: A busier season}}"
    result.changes = [*result.changes[-4:], f"          - {change}"]


def _end_of_cycle(company: Company, position: int, files: Sequence[CheckinFile], when: datetime) -> Commit:
    """The cycle at this position is closed, and the check-ins of each person become one file."""
    cycle = CYCLES[position]
    texts: dict[str, str | None] = dict.fromkeys((file.path for file in files), None)
    packs: dict[str, list[str]] = {}
    for file in files:
        first, *rest = file.text.rstrip("\n").split("\n")
        pack = packs.setdefault(file.person, [f"cycle: {cycle}", "packed:"])
        pack += [f"  - {first}", *(f"    {line}" for line in rest)]
    texts.update({f"okrs/{cycle}/checkins/{person}.yaml": "\n".join(pack) + "\n" for person, pack in packs.items()})
    for plan in company.plans[cycle]:
        plan.is_closed = True
        texts[plan.path] = plan.text()
    texts["okrs.yaml"] = company.workspace_file(position + 1)
    return Commit(when, "p0000", f"Close and pack {cycle}", texts)


# ── The repository ────────────────────────────────────────────────────────────────────────────────────────────────


def build(folder: Path, scale: Fraction, seed: int = 1) -> None:
    """Make the repository in a new folder, checked out at its last commit."""
    git = ("git", "-C", str(folder))
    init = ["git", "init", "-q", "-b", "main", "--object-format=sha1", str(folder)]
    subprocess.run(init, check=True)
    with subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE) as importer:
        assert importer.stdin
        _write(importer.stdin, history(Company(scale, seed)))
        importer.stdin.close()
    assert importer.returncode == 0
    subprocess.run([*git, "branch", "-q", "-D", "side"], check=True)
    subprocess.run([*git, "reset", "-q", "--hard", "main"], check=True)


def _write(stream: IO[bytes], commits: Iterator[Commit]) -> None:
    """Write the commits as `git fast-import` reads them; each has the number of its mark as its name."""
    mark = tip = 0
    for commit in commits:
        mark += 1
        branch = "side" if commit.is_branch else "main"
        stream.write(_head(branch, mark, commit.author, commit.when, commit.subject, [tip]))
        stream.writelines(_entries(commit.files))
        if commit.is_branch:
            mark += 1
            merge = _head("main", mark, "p0000", commit.when, f"Merge {commit.subject}", [tip, mark - 1])
            stream.write(merge)
            stream.writelines(_entries(commit.files))
        tip = mark


def _entries(files: dict[str, str | None]) -> Iterator[bytes]:
    for path, text in files.items():
        raw = (text or "").encode()
        yield (f"D {path}\n" if text is None else f"M 644 inline {path}\ndata {len(raw)}\n").encode() + raw


def _head(branch: str, mark: int, author: str, when: datetime, subject: str, parents: Sequence[int]) -> bytes:
    seconds = int((when - datetime(1970, 1, 1)).total_seconds())
    person = f"Person {author[1:]} <{author}@example.com> {seconds} +0000"
    words = zip(("from", "merge"), (parent for parent in parents if parent), strict=False)
    lines = [f"commit refs/heads/{branch}", f"mark :{mark}", f"author {person}", f"committer {person}"]
    lines += [f"data {len(subject.encode())}", subject, *(f"{word} :{parent}" for word, parent in words)]
    return ("\n".join(lines) + "\n").encode()


def main() -> None:
    """Make the repository, and print its last commit."""
    parser = argparse.ArgumentParser(description="Make the repository of a company with two years of history.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scale", type=Fraction, default=Fraction(1, 100), help="1/100 (the default), 1/10, 1")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    build(options.folder, options.scale, options.seed)
    subprocess.run(["git", "-C", str(options.folder), "log", "-1", "--format=%H"], check=True)


if __name__ == "__main__":
    main()
