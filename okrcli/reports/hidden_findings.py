"""Findings that a change hides: waivers in files, and baselines of known findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from okrcli.checks import baseline
from okrcli.checks.waivers import WrittenWaiver, written_waivers
from okrcli.errors import RefusedError
from okrcli.workspace.workspace import Workspace


class WaiverChange(NamedTuple):
    """A comment that excuses findings, which came or went."""

    kind: str
    """`added` or `removed`."""
    path: str
    line: int
    """Its line, in the file after the change, or before it where it is gone."""
    codes: tuple[str, ...]
    """The codes of the findings that it excuses."""
    text: str
    """Its reason and last day, as they are written."""


class BaselineChange(NamedTuple):
    """A file of known findings that is another one after the change."""

    path: str
    hidden: tuple[str, ...]
    """The findings that are hidden now, `OKR204 unknown person …`, one for each."""
    shown: int
    """The number of findings that are no longer hidden."""


def waiver_changes(before: Workspace | None, after: Workspace, changed: Iterable[str]) -> Iterator[WaiverChange]:
    """The waivers in the changed files that came or went, in the order of files and lines. A moved one did neither."""
    paths = sorted(changed)
    sides = [list(written_waivers(workspace, paths)) if workspace else [] for workspace in (before, after)]
    known = [Counter(_content(waiver) for waiver in side) for side in sides]
    for number, kind in ((1, "added"), (0, "removed")):
        others = known[1 - number]
        for waiver in sides[number]:
            if others[_content(waiver)] > 0:
                others[_content(waiver)] -= 1
            else:
                yield WaiverChange(kind, waiver.place.path, waiver.place.line, waiver.codes, waiver.text)


def _content(waiver: WrittenWaiver) -> tuple[tuple[str, ...], str, str]:
    return waiver.codes, waiver.text, waiver.line_text


def baseline_change(path: str, before: str | None, after: str | None) -> BaselineChange | None:
    """The change of a file of known findings; None where it hides the same ones, or is no such file on either side."""
    sides = [_findings(text, path) for text in (before, after)]
    if sides == [None, None]:
        return None
    was, now = (side or Counter() for side in sides)
    hidden, shown = now - was, was - now
    if not hidden and not shown:
        return None
    return BaselineChange(path, tuple(sorted(title for _, title in hidden.elements())), shown.total())


def _findings(text: str | None, path: str) -> Counter[tuple[str, str]] | None:
    """The findings of a baseline, each with its fingerprint, by which it hides; None where the text is no baseline."""
    try:
        return Counter(baseline.entries(text, path)) if text is not None else None
    except RefusedError:
        return None
