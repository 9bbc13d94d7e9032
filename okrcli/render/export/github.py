"""Findings as the workflow commands of GitHub Actions, which shows them at the lines of a pull request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from okrcli.diagnostics import Finding, Severity, counts_text, errors_first
from okrcli.sanitize import visible

PER_KIND: Final = 10
"""Annotations of one kind that GitHub shows of one step; what is beyond them it drops without a word."""

_KINDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_FILES: Final = 5


def as_annotations(diagnostics: Sequence[Finding]) -> Iterator[str]:
    """One command for each finding, errors first; what GitHub would drop is counted in a last one."""
    shown: list[Finding] = []
    left_out: list[Finding] = []
    is_too_much = max(Counter(finding.severity for finding in diagnostics).values(), default=0) > PER_KIND
    room = Counter(dict.fromkeys(Severity, PER_KIND))
    if is_too_much:
        room[Severity.INFO] -= 1  # for the notice that says so
    for finding in errors_first(diagnostics):
        (shown if room[finding.severity] > 0 else left_out).append(finding)
        room[finding.severity] -= 1
    for finding in shown:
        yield _annotation(finding)
    if left_out:
        yield f"::notice title=okr::{_data(_rest(left_out))}"


def _annotation(finding: Finding) -> str:
    path, line, column, width = finding.place
    properties = {
        "file": path,
        "line": line,
        "endLine": line,
        "col": column,
        "endColumn": column + width,
        "title": f"okr {finding.code}",
    }
    settings = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    hints = "".join(f"\nhelp: {visible(hint)}" for hint in (finding.hint or "").splitlines())
    text = f"{visible(path)}:{line}:{column}: {visible(finding.message)}{hints}"
    return f"::{_KINDS[finding.severity]} {settings}::{_data(text)}"


def _rest(left_out: Sequence[Finding]) -> str:
    files = Counter(finding.place.path for finding in left_out)
    named = ", ".join(f"{visible(path)} ({number})" for path, number in files.most_common(_FILES))
    more = f" and {len(files) - _FILES} more files" if len(files) > _FILES else ""
    return f"{counts_text(left_out)} more than GitHub shows of one step, in {named}{more}. All of them: okr validate"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """A property; a path with a line end keeps it, everything else that acts on a terminal is written out."""
    lines = "\n".join("\r".join(map(visible, line.split("\r"))) for line in text.split("\n"))
    return _data(lines).replace(":", "%3A").replace(",", "%2C")
