"""Findings as a code quality report of GitLab."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from okrcli.diagnostics import Finding, Severity, fingerprints
from okrcli.sanitize import visible

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def as_gitlab(diagnostics: Sequence[Finding], line_of: Callable[[str, int], str]) -> str:
    """One JSON list; each finding with a fingerprint that a move to another line does not change."""
    prints = fingerprints(diagnostics, line_of)
    issues = [_issue(finding, mark) for finding, mark in zip(diagnostics, prints, strict=True)]
    return json.dumps(issues, ensure_ascii=False, indent=2, allow_nan=False)


def _issue(finding: Finding, mark: str) -> dict[str, Any]:
    hint = f" ({visible(finding.hint)})" if finding.hint else ""
    return {
        "description": f"{visible(finding.message)}{hint}",
        "check_name": finding.code,
        "fingerprint": mark,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": visible(finding.place.path), "lines": {"begin": finding.place.line}},
    }
