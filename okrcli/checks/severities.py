"""Severities that a workspace gives to rules: `rules:` of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from okrcli.checks.registry import rule
from okrcli.checks.select import codes_meant, meant_instead
from okrcli.diagnostics import CODES, Finding, Severity
from okrcli.model.plan import Location
from okrcli.model.settings import RuleSetting
from okrcli.text import quote_value
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace


@rule("OKR611", "unknown-rule")
def unknown_rule(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`rules:` of the settings names codes that exist.

    Why: a misspelt code has no effect, and no view shows that.

    Bad: `{rule: no-key-result, severity: error}`

    Good: `{rule: no-key-results, severity: error}`
    """
    for position, setting in enumerate(workspace.plan.settings.rules):
        if not codes_meant(setting.rule):
            location = Location("okrs.yaml", ("settings", "rules", position, "rule"))
            yield LocatedFinding(location, f"there is no code {quote_value(setting.rule)}", meant_instead(setting.rule))


@rule("OKR612", "hard-rule-changed")
def hard_rule_changed(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`rules:` of the settings turns off no errors that make a file unusable.

    Why: a file with such an error cannot be used. Without the finding it would be left out without notice.

    Bad: `{rule: duplicate-id, severity: "off"}`

    Good: `{rule: no-key-results, severity: "off"}`
    """
    for position, setting in enumerate(workspace.plan.settings.rules):
        named = codes_meant(setting.rule)
        if len(named) == 1 and named[0].is_hard and setting.severity != "error":
            location = Location("okrs.yaml", ("settings", "rules", position, "rule"))
            message = f"{named[0].number} {named[0].name} cannot be turned off or down"
            yield LocatedFinding(location, message, "fix the finding, and remove this setting")


def as_set(findings: Iterable[Finding], settings: tuple[RuleSetting, ...]) -> list[Finding]:
    """The findings with the severities that the settings give them, without those that are off."""
    if not settings:
        return list(findings)
    numbers = [(setting, frozenset(code.number for code in codes_meant(setting.rule))) for setting in settings]
    judged = []
    for finding in findings:
        severity: str = finding.severity
        if not CODES[finding.code].is_hard:
            for setting, codes in numbers:
                if finding.code in codes and _applies_to(setting.paths, finding.place.path):
                    severity = setting.severity
        if severity == finding.severity:
            judged.append(finding)
        elif severity != "off":
            judged.append(replace(finding, severity=Severity(severity)))
    return judged


def _applies_to(patterns: tuple[str, ...], path: str) -> bool:
    return not patterns or any(_pattern(text).fullmatch(path) for text in patterns)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A path with `*`, `**` and `?`; it stands for the file of that name, or all files below the folder."""
    parts = re.split(r"(\*\*/?|\*|\?)", text.strip("/"))
    meaning = {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts) + "(?:/.*)?", re.DOTALL)
