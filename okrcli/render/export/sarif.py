"""Findings as SARIF 2.1.0, the format in which code scanning services take them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final
from urllib.parse import quote

from okrcli.diagnostics import CODES, Code, Finding, Severity, counts_text, errors_first, fingerprints
from okrcli.sanitize import visible
from okrcli.urls import HOME, code_page

MAX_RESULTS: Final = 25_000
"""Results that GitHub takes of one run."""

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_sarif(
    diagnostics: Sequence[Finding], line_of: Callable[[str, int], str], version: str, command: str = "validate"
) -> str:
    """One run; in place order unless there are more than fit, then errors first, and what is left out is counted.

    Each `command` (`validate`, `lint`, `audit`) has its own category: its results replace those of no other.
    """
    kept, left_out = list(diagnostics), []
    if len(kept) > MAX_RESULTS:
        ordered = errors_first(diagnostics)
        kept, left_out = sorted(ordered[:MAX_RESULTS], key=lambda finding: finding.place), ordered[MAX_RESULTS:]
    numbers = sorted({finding.code for finding in kept})
    prints = fingerprints(kept, line_of)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "okr",
                "version": version,
                "informationUri": HOME,
                "rules": [_rule(number) for number in numbers],
            }
        },
        "automationDetails": {"id": f"okr {command}/"},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, numbers.index(finding.code), mark) for finding, mark in zip(kept, prints, strict=True)
        ],
    }
    if left_out:
        text = f"{counts_text(left_out)} left out: a report holds {MAX_RESULTS} results"
        notes = [{"level": "warning", "message": {"text": text}}]
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": notes}]
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, allow_nan=False)


def _rule(number: str) -> dict[str, Any]:
    code = CODES[number]
    return {
        "id": number,
        "name": code.name,
        "shortDescription": {"text": code.name.replace("-", " ")},
        "fullDescription": {"text": code.why.split("\n\n")[0]},
        "help": {"text": _help(code, ""), "markdown": _help(code, "`")},
        "helpUri": code_page(code),
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _help(code: Code, mark: str) -> str:
    """The explanation of a code with both examples, in plain text or with the `mark` that Markdown has around code."""
    texts = (code.why, f"Bad: {code.bad}", f"Good: {code.good}", *code.notes)
    return "\n\n".join(text if mark else text.replace("`", "") for text in texts)


def _result(finding: Finding, rule: int, mark: str) -> dict[str, Any]:
    path, line, column, width = finding.place
    hint = f"\n{visible(finding.hint)}" if finding.hint else ""
    region = {"startLine": line, "startColumn": column, "endLine": line, "endColumn": column + width}
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{visible(finding.message)}{hint}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": region}}],
        "partialFingerprints": {"okr/v1": mark},
    }


def _uri(path: str) -> str:
    """A relative address; a first part with a colon is escaped, so that it is no scheme."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")
