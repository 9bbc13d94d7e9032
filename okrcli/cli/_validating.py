"""What `okr validate` leaves out and counts: selected codes, baselines, statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from okrcli.diagnostics import CODES, Finding
from okrcli.errors import RefusedError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.checks.baseline import LineOf
    from okrcli.workspace.workspace import Workspace


def without_baseline(workspace: Workspace, found: list[Finding], folder: Path, named: str) -> list[Finding]:
    """The findings that a baseline, named from `folder`, does not know. Raises RefusedError when it cannot be read."""
    from okrcli.checks import baseline

    known = baseline.read(_text_of(folder / named, named), named)
    new, gone = baseline.without_known(found, _line_of(workspace), known)
    if len(found) > len(new):
        count = len(found) - len(new)
        streams.echo_err(f"note: {count} finding{'s are' if count > 1 else ' is'} known from {visible(named)}")
    if gone:
        several = "findings of the baseline are" if gone > 1 else "finding of the baseline is"
        streams.echo_err(
            f"note: {gone} {several} mended; write it again: okr validate --write-baseline {visible(named)}"
        )
    return new


def write_baseline(workspace: Workspace, found: list[Finding], folder: Path, named: str) -> list[Finding]:
    """Write the baseline of these findings; returns those that cannot be in one. Raises RefusedError, OSError."""
    from okrcli.checks import baseline

    place = folder / named
    if place.exists() or place.is_symlink():
        baseline.read(_text_of(place, named), named)  # nothing else is overwritten
    place.write_text(baseline.written(found, _line_of(workspace)), encoding="utf-8", newline="\n")
    hard = [diagnostic for diagnostic in found if not baseline.may_stand(diagnostic)]
    count = len(found) - len(hard)
    streams.echo_err(f"wrote {count} finding{'' if count == 1 else 's'} to {visible(named)}")
    return hard


def _text_of(place: Path, named: str) -> str:
    try:
        return place.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RefusedError(f"{named}: {reason}", "write one: okr validate --write-baseline FILE") from None


def _line_of(workspace: Workspace) -> LineOf:
    return lambda path, number: workspace.document(path).line(number)


def show_statistics(found: Sequence[Finding], as_json: bool) -> None:
    """How many findings each code has, the most frequent first."""
    from okrcli.render.terminal import findings

    counts = Counter((diagnostic.code, diagnostic.severity) for diagnostic in found)
    rows = [
        (count, CODES[number], severity)
        for (number, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    if as_json:
        streams.echo_json(findings.statistics_as_json(rows))
        return
    for line in findings.statistics(rows):
        streams.echo(line)
