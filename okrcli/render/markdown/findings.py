"""Findings as a page of Markdown, for the summary of a job on GitHub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from okrcli.diagnostics import Finding, counts_text, errors_first
from okrcli.render.markdown.escape import escape_markdown

MAX_BYTES: Final = 1024 * 1024
"""The largest summary of one step that GitHub accepts."""

_ROOM_FOR_THE_END: Final = 200


def summary(findings: Sequence[Finding], verdict: str) -> str:
    """A heading with the verdict and a table, errors first, cut to `MAX_BYTES`."""
    lines = ["### OKRs", "", escape_markdown(verdict, None), ""]
    if findings:
        lines += ["| | Where | What |", "| --- | --- | --- |"]
    size = sum(len(line.encode()) + 1 for line in lines)
    ordered = errors_first(findings)
    for position, finding in enumerate(ordered):
        row = _row(finding)
        size += len(row.encode()) + 1
        if size > MAX_BYTES - _ROOM_FOR_THE_END:
            lines += ["", f"… and {counts_text(ordered[position:])} more"]
            break
        lines.append(row)
    return "\n".join(lines) + "\n"


def _row(finding: Finding) -> str:
    path, line, column, _ = finding.place
    hint = f"<br>{escape_markdown(finding.hint, None)}" if finding.hint else ""
    where = escape_markdown(f"{path}:{line}:{column}", None)
    return f"| {finding.severity} {finding.code} | {where} | {escape_markdown(finding.message, None)}{hint} |"
