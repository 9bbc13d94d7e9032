"""`okr validate --fix`: mend what is certain, by the one write path, or show what would be mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from okrcli import checks
from okrcli.diagnostics import CODES, Finding
from okrcli.edit import autofix
from okrcli.render.terminal import streams
from okrcli.render.terminal.text_diff import print_difference
from okrcli.sanitize import visible
from okrcli.store.transaction import FileChange, Message, begin_write
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import Workspace, load

Chosen = Callable[[list[Finding], Workspace], list[Finding]]
"""The findings that the command line asks for."""


def show(root: Path, day: date, chosen: Chosen) -> int:
    """Print the lines that would be changed; returns how many findings that would mend."""
    overlay, told = _made(root, day, chosen)
    for path, after in overlay.changed.items():
        print_difference(path, overlay.before(path), after)
    if not told:
        streams.echo_err("nothing here can be mended with certainty")
    return len(told)


def mend(root: Path, day: date, chosen: Chosen, may_commit: bool) -> None:
    """Mend what is certain, and say what; what is left is for the report. Raises RefusedError."""
    with begin_write(root) as desk:
        for sentence in desk.repaired:
            streams.error(sentence, severity="repaired")
        overlay, told = _made(root, day, chosen)
        if not told:
            return
        commits = may_commit and load(WorkingTree(root), day).plan.settings.commit
        drafts = [FileChange(path, overlay.before(path), after) for path, after in overlay.changed.items()]
        count = f"{len(told)} finding{'s' if len(told) > 1 else ''}"
        message = Message(f"okr validate: mend {count}", "\n".join(told), command="validate")
        outcome = desk.write(drafts, message if commits else None)
        for line in told:
            streams.echo_err(f"{streams.styled('Mended', 'green')} {visible(line)}")
        if outcome.commit:
            streams.echo_err(f"commit {outcome.commit[:7]}")
        for note in outcome.notes:
            streams.echo_err(f"note: {visible(note)}")


def _made(root: Path, day: date, chosen: Chosen) -> tuple[PendingFiles, list[str]]:
    """The mended files in memory, and what was mended in words."""
    workspace = load(WorkingTree(root), day, everything=True)
    places: dict[str, set[tuple[str, int, int]]] = {}
    for found in chosen(checks.findings(workspace), workspace):
        if CODES[found.code].is_fixable:
            places.setdefault(found.place.path, set()).add((found.code, *found.place[1:3]))
    overlay, told = PendingFiles(workspace.source), []
    for path, wanted in places.items():
        raw = overlay.read(path)
        after, made = autofix.mended(raw, path, lambda *place, wanted=wanted: place in wanted)
        if after != raw:
            overlay.put(path, after)
            told += [f"{path}:{fix.line}: {fix.code} {fix.words}" for fix in made]
    return overlay, told
