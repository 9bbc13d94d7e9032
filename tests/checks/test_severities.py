"""Severities from the settings: by code, prefix and path; the last setting wins."""

from __future__ import annotations

import pytest

from okrcli.checks import catalogue
from okrcli.checks.severities import as_set
from okrcli.diagnostics import CODES, Finding, Position, Severity
from okrcli.model.settings import RuleSetting


def finding(number: str = "OKR204", path: str = "okrs.yaml") -> Finding:
    return CODES[number].at(Position(path, 1, 1, 1), "message")


def severities(*settings: RuleSetting, path: str = "okrs.yaml") -> list[Severity]:
    return [each.severity for each in as_set([finding(path=path)], settings)]


def test_without_settings_the_severity_of_the_code_counts() -> None:
    assert severities() == [CODES["OKR204"].severity]


def test_a_setting_changes_the_severity_or_turns_a_rule_off() -> None:
    assert severities(RuleSetting(rule="unknown-name", severity="error")) == [Severity.ERROR]
    assert severities(RuleSetting(rule="OKR2", severity="off")) == []


def test_the_last_setting_that_fits_wins() -> None:
    off, error = RuleSetting(rule="OKR204", severity="off"), RuleSetting(rule="OKR204", severity="error")
    assert severities(off, error) == [Severity.ERROR]
    assert severities(error, off) == []


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("okrs.yaml", "okrs.yaml", True),
        ("okrs/2026-Q4", "okrs/2026-Q4/sales.yaml", True),
        ("okrs/*/sales.yaml", "okrs/2026-Q4/sales.yaml", True),
        ("okrs/*.yaml", "okrs/2026-Q4/sales.yaml", False),
        ("**/mai", "okrs/2026-Q4/checkins/mai/a.yaml", True),
        ("okrs/2026-Q?", "okrs/2026-Q4/sales.yaml", True),
        ("okrs/2026-Q3", "okrs/2026-Q4/sales.yaml", False),
    ],
)
def test_a_setting_holds_below_its_paths(pattern: str, path: str, fits: bool) -> None:
    off = RuleSetting(rule="OKR204", severity="off", paths=(pattern,))
    assert severities(off, path=path) == ([] if fits else [CODES["OKR204"].severity])


def test_a_hard_rule_stays_an_error() -> None:
    hard = next(code for code in catalogue() if code.is_hard)
    setting = RuleSetting(rule=hard.number, severity="off")
    assert as_set([finding(hard.number)], (setting,)) == [finding(hard.number)]
