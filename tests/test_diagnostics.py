"""A finding keeps its fingerprint when lines move, and gets another one when it becomes another finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from okrcli.diagnostics import Finding, Position, Severity, fingerprint

LINE = "    targt: 30"
FOUND = Finding(Position("okrs.yaml", 14, 9, 5), "OKR103", Severity.ERROR, "unknown field `targt` (first in a.yaml:3)")


@pytest.mark.parametrize(
    ("other", "line"),
    [
        (replace(FOUND, place=Position("okrs.yaml", 99, 1, 2)), LINE),
        (replace(FOUND, message="unknown field `targt` (first in a.yaml:42)"), LINE),
        (replace(FOUND, severity=Severity.INFO, hint="did you mean `target`?"), LINE),
        (FOUND, "  targt:   30  "),
        (replace(FOUND, place=Position("okrs/b.yaml", 14, 9, 5)), LINE),
    ],
    ids=["another line", "another line of the first", "another severity", "another indentation", "another file"],
)
def test_what_is_the_same_finding_has_the_same_fingerprint(other: Finding, line: str) -> None:
    assert fingerprint(other, line) == fingerprint(FOUND, LINE)


@pytest.mark.parametrize(
    ("other", "line"),
    [
        (replace(FOUND, subject="2026-Q4:/objectives/demand"), LINE),
        (replace(FOUND, code="OKR102"), LINE),
        (replace(FOUND, message="unknown field `tarrget`"), LINE),
        (FOUND, "    targt: 31"),
        (FOUND, ""),
    ],
    ids=["a subject", "another code", "another message", "another text", "no text"],
)
def test_what_is_another_finding_has_another_fingerprint(other: Finding, line: str) -> None:
    assert fingerprint(other, line) != fingerprint(FOUND, LINE)


def test_a_finding_with_a_subject_is_known_by_it_whatever_its_line_says() -> None:
    found = replace(FOUND, subject="2026-Q4:/objectives/demand/key_results/mql/targt")
    assert fingerprint(found, LINE) == fingerprint(found, "- {id: mql, targt: 30}")
    assert fingerprint(found, LINE) != fingerprint(replace(found, subject="2026-Q4:/objectives/demand/targt"), LINE)


def test_a_fingerprint_can_stand_anywhere() -> None:
    assert len(fingerprint(replace(FOUND, message="\udcff \u202e"), "\udcff")) == 32
    assert fingerprint(FOUND, LINE).isalnum()
