"""Check-in files and commits for tests of a history."""

from __future__ import annotations

from typing import Any

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
