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
    issues = [_issue(found, mark) for found, mark in zip(diagnostics, prints, strict=True)]
    return json.dumps(issues, ensure_ascii=False, indent=2, allow_nan=False)


def _issue(found: Finding, mark: str) -> dict[str, Any]:
    hint = f" ({visible(found.hint)})" if found.hint else ""
    return {
        "description": f"{visible(found.message)}{hint}",
        "check_name": found.code,
        "fingerprint": mark,
        "severity": _SEVERITIES[found.severity],
        "location": {"path": visible(found.place.path), "lines": {"begin": found.place.line}},
    }
