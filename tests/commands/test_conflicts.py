"""Commands while git waits for a conflict to be settled: they name the operation and the way out."""

from __future__ import annotations

import pytest

from okrcli.errors import Exit
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr

FILE = "okrs/2026-Q4/a.yaml"
NAMING = ("checkin mql 22", "checkin mql 22 --dry-run", "set mql target=9", "add milestone launch Beta", "show mql")


def titled(title: str) -> str:
    """The plan without its people, with another title of a key result."""
    return PLAN.replace("Grow inbound MQLs", title).replace(PLAN[PLAN.index("people:") : PLAN.index("objectives:")], "")


@pytest.fixture
def branches(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Two branches that give one key result different titles."""
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")
    empty_work.write("okrs.yaml", "people:\n  - {id: mai, name: Mai}\n  - {id: linh, name: Linh}\n")
    empty_work.write(FILE, titled("Leads"))
    empty_work.commit("plan")
    empty_work.git("checkout", "-q", "-b", "colleague")
    empty_work.write(FILE, titled("Many leads"))
    empty_work.commit("many")
    empty_work.git("checkout", "-q", "main")
    empty_work.write(FILE, titled("Good leads"))
    empty_work.commit("good")
    return empty_work


@pytest.mark.parametrize("operation", ["merge", "rebase", "cherry-pick", "revert"])
def test_a_conflict_is_named_instead_of_a_missing_name(branches: Work, operation: str) -> None:
    if operation == "revert":
        branches.write(FILE, titled("Best leads"))
        branches.commit("best")
    branches.git(operation, "HEAD~1" if operation == "revert" else "colleague", check=False)
    for words in NAMING:
        answer = okr(branches.path, *words.split())
        assert answer.code == Exit.REFUSED
        assert answer.err == (
            f"error: a git {operation} is in progress, and {FILE} has a merge conflict\n"
            f"help: merge {FILE} by meaning: okr resolve\n"
            f"help: or abort it: git {operation} --abort\n"
        ), words


def test_a_conflict_of_the_workspace_file_or_of_another_file_names_the_way_out(branches: Work) -> None:
    branches.git("merge", "colleague", check=False)
    other = okr(branches.path, *["add", "objective", "Win", "owner=mai"]).err
    assert other.startswith(f"error: a git merge is in progress\nhelp: merge {FILE} by meaning: okr resolve\n")
    branches.git("merge", "--abort")
    branches.commit("here", okrs_yaml="people: [{id: mai, name: A}]\n")
    branches.git("checkout", "-q", "colleague")
    branches.commit("there", okrs_yaml="people: [{id: mai, name: B}]\n")
    branches.git("merge", "main", check=False)
    own = okr(branches.path, "checkin", "mql", "22").err
    assert "(a git merge is in progress)" in own
    assert f"help: merge okrs.yaml, {FILE} by meaning: okr resolve\n" in own


def test_a_conflict_of_a_stash_is_named_without_an_operation(branches: Work) -> None:
    branches.write(FILE, titled("Other leads"))
    branches.git("stash", "-q")
    branches.write(FILE, titled("Best leads"))
    branches.commit("best")
    branches.git("stash", "pop", check=False)
    answer = okr(branches.path, "checkin", "mql", "22")
    assert answer.err == f"error: {FILE} has a merge conflict\nhelp: merge {FILE} by meaning: okr resolve\n"


def test_an_unknown_name_stays_unknown_without_a_conflict(branches: Work) -> None:
    assert "there is no `nope`" in okr(branches.path, "checkin", "nope", "22").err
    branches.write(FILE, "cycle: [\n")
    assert "there is no `mql`" in okr(branches.path, "checkin", "mql", "22").err
