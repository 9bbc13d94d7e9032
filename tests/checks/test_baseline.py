"""Baselines: known findings are recognised without their lines and files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from okrcli.checks import baseline, catalogue
from okrcli.diagnostics import CODES, Finding, Position
from okrcli.errors import RefusedError
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import Workspace, load
from tests.support.commands import write


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace in which every line is the same."""
    overlay = PendingFiles(WorkingTree(write(tmp_path, {})))
    overlay.put("okrs.yaml", b"# owner: mia\n" * 12)
    return load(overlay, date(2026, 11, 16))


def finding(line: int, number: str = "OKR204") -> Finding:
    return CODES[number].at(Position("okrs.yaml", line, 1, 1), "unknown person `mia`")


def test_a_finding_is_known_after_its_line_has_moved(workspace: Workspace) -> None:
    known = baseline.read(baseline.written(workspace, [finding(3)]), "baseline.json")
    assert baseline.without_known(workspace, [finding(9)], known) == ([], 0)


def test_a_second_finding_of_the_same_kind_is_new(workspace: Workspace) -> None:
    known = baseline.read(baseline.written(workspace, [finding(3)]), "baseline.json")
    assert baseline.without_known(workspace, [finding(3), finding(9)], known) == ([finding(9)], 0)


def test_entries_that_are_no_longer_found_are_counted(workspace: Workspace) -> None:
    known = baseline.read(baseline.written(workspace, [finding(3), finding(9)]), "baseline.json")
    assert baseline.without_known(workspace, [], known) == ([], 2)


def test_a_hard_finding_is_never_in_a_baseline(workspace: Workspace) -> None:
    hard = finding(3, next(code.number for code in catalogue() if code.is_hard))
    assert not baseline.is_allowed(hard)
    assert baseline.read(baseline.written(workspace, [hard]), "baseline.json").total() == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "baseline", "schema_version": 2, "findings": []}'])
def test_a_file_that_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match=r"baseline\.json is not a baseline"):
        baseline.read(text, "baseline.json")
