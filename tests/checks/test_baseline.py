"""Baselines: known findings are recognised without their line numbers."""

from __future__ import annotations

import pytest

from okrcli.checks import baseline, catalogue
from okrcli.diagnostics import CODES, Finding, Position
from okrcli.errors import RefusedError


def finding(line: int, number: str = "OKR204") -> Finding:
    return CODES[number].at(Position("okrs.yaml", line, 1, 1), "unknown person `mia`")


def line_of(path: str, line: int) -> str:
    return "owner: mia"


def test_a_finding_is_known_after_its_line_has_moved() -> None:
    known = baseline.read(baseline.written([finding(3)], line_of), "baseline.json")
    assert baseline.without_known([finding(9)], line_of, known) == ([], 0)


def test_a_second_finding_of_the_same_kind_is_new() -> None:
    known = baseline.read(baseline.written([finding(3)], line_of), "baseline.json")
    assert baseline.without_known([finding(3), finding(9)], line_of, known) == ([finding(9)], 0)


def test_entries_that_are_no_longer_found_are_counted() -> None:
    known = baseline.read(baseline.written([finding(3), finding(9)], line_of), "baseline.json")
    assert baseline.without_known([], line_of, known) == ([], 2)


def test_a_hard_finding_is_never_in_a_baseline() -> None:
    hard = finding(3, next(code.number for code in catalogue() if code.is_hard))
    assert not baseline.is_allowed(hard)
    assert baseline.read(baseline.written([hard], line_of), "baseline.json").total() == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "baseline", "schema_version": 2, "findings": []}'])
def test_a_file_that_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match=r"baseline\.json is not a baseline"):
        baseline.read(text, "baseline.json")
