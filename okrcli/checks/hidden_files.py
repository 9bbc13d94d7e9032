"""Files that are not in the plan. What they may cause is not reported as wrong, and named as not checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from okrcli.diagnostics import Severity
from okrcli.model.plan import Location
from okrcli.model.records import PlanFile, WorkspaceFile
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace

_SHOWN = 5
"""The most names in one finding."""


class HiddenFiles:
    """The plan files that cannot be read, or whose cycle has no days, with their text; check-in files if asked for."""

    def __init__(self, workspace: Workspace, *, checkins: bool = False) -> None:
        lacking = [
            path
            for path, record in workspace.records.items()
            if isinstance(record, WorkspaceFile | PlanFile)
            and record.objectives
            and record.cycle not in workspace.plan.cycles
        ]
        self._texts: dict[str, str | None] = {}
        for path in (*workspace.unread, *lacking):
            if ("/checkins/" in path) is checkins:
                self._texts[path] = _text(workspace, path)
        self._unchecked: dict[str, list[str]] = {}

    def may_hold(self, name: str) -> bool:
        """True if an item with the id at the end of a reference may be in a hidden file; the reference is noted."""
        word = re.compile(rf"(?<![\w-]){re.escape(name.rpartition('/')[2])}(?![\w-])")
        for path, text in self._texts.items():
            if text is None or word.search(text):
                self._unchecked.setdefault(path, []).append(name)
                return True
        return False

    def unchecked(self, what: str) -> Iterator[LocatedFinding]:
        """A remark at each hidden file about the noted references; `what` says what is not checked of them."""
        for path, names in self._unchecked.items():
            yield not_checked(path, what, names)


def not_checked(path: str, what: str, names: Iterable[str]) -> LocatedFinding:
    """The remark that a file hides whether something is right."""
    several = sorted(set(names))
    more = f" and {len(several) - _SHOWN} more" if len(several) > _SHOWN else ""
    listed = ", ".join(f"`{name}`" for name in several[:_SHOWN])
    message = f"not checked because of an error in this file: {what} {listed}{more}"
    return LocatedFinding(Location(path, ()), message, "fix the file first", severity=Severity.INFO)


def _text(workspace: Workspace, path: str) -> str | None:
    try:
        return workspace.source.read(path).decode("utf-8", "replace")
    except OSError:
        return None
