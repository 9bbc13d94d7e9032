"""Check-in files and commits for tests of a history."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import Work

CHECKIN = """\
id: {id}
cycle: 2026-Q4
date: 2026-10-{day}
at: 2026-10-{at}T09:04:05Z
by: {by}
checkins:
  - {{kr: {kr}, value: {value}, confidence: 7, note: {note}}}
"""


def checkin(kr: str = "demand/mql", value: int = 22, **given: Any) -> str:
    said = {"id": "aaaaaaaa", "day": 12, "by": "mai", "note": "It works", **given}
    return CHECKIN.format(kr=kr, value=value, **{"at": said["day"], **said})


def change(work: Work, old: str, new: str, path: str = "okrs.yaml", message: str = "change") -> str:
    """Replace a piece of a file, and commit it."""
    text = (work.path / path).read_text()
    assert old in text
    work.write(path, text.replace(old, new))
    return work.commit(message)


# ── Whole histories at once ───────────────────────────────────────────────────────────────────────────────────────


class Step(NamedTuple):
    """A commit of a history that `made` makes: its files, when and by whom."""

    files: Mapping[str, str | None]
    """The whole content of each file that it changes; None removes the file."""
    day: str = "2026-11-30"
    branch: str = "branch"
    by: str = "mai"
    authored: str = ""
    """The day of the author, where it is not that of the committer."""
    merge: str = ""
    """A branch that it merges."""
    message: str = "change"


def made(folder: Path, steps: Iterable[Step], head: str, zone: str = "+0000") -> Path:
    """A repository with these commits, written by one process of git, with `head` checked out without an index.

    A branch begins where the one before it in the list is at that moment.
    """
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", "--template=", str(folder)], check=True, timeout=60)
    lines: list[str] = []
    tips: dict[str, int] = {}
    contents: dict[int, dict[str, str]] = {}
    last = 0
    for number, step in enumerate(steps, 1):
        parent = tips.get(step.branch, last)
        merged = contents.get(tips.get(step.merge, 0), {})
        contents[number] = {
            **contents.get(parent, {}),
            **merged,
            **{p: c for p, c in step.files.items() if c is not None},
        }
        for path in (path for path, content in step.files.items() if content is None):
            del contents[number][path]
        lines += [f"commit refs/heads/{step.branch}", f"mark :{number}"]
        for role, day in (("author", step.authored or step.day), ("committer", step.day)):
            lines.append(f"{role} {step.by.title()} <{step.by}@example.com> {_seconds(day, number)} {zone}")
        lines += _data(step.message)
        lines += [f"from :{parent}"] if parent else []
        lines += [f"merge :{tips[step.merge]}"] if step.merge else []
        lines.append("deleteall")
        for path, content in contents[number].items():
            lines += [f"M 100644 inline {path}", *_data(content)]
        tips[step.branch] = last = number
    stream = "\n".join([*lines, ""]).encode()
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=stream, check=True, timeout=60)
    (folder / ".git/HEAD").write_text(f"ref: refs/heads/{head}\n")
    for path, content in contents[tips[head]].items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content)
    return folder


def _seconds(day: str, number: int) -> int:
    return int(datetime.fromisoformat(f"{day}T09:00:00+00:00").timestamp()) + number * 60


def _data(text: str) -> list[str]:
    return [f"data {len(text.encode())}", text]
