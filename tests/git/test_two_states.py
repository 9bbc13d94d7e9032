"""Two states of a workspace are read as far as they can differ, and nothing that is printed shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from okrcli.git import two_states
from tests.conftest import Work
from tests.support.commands import okr
from tests.support.counting import paths_read
from tests.support.examples import examples
from tests.support.histories import Step, made
from tests.support.quarters import CYCLES, states

COMMITS = 4


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-30")


def history(folder: Path, seed: int) -> Path:
    """A repository with a random history of several cycles, one commit for each round of edits."""
    steps = [Step(files, branch="main") for files in states(seed, COMMITS)]
    return made(folder, steps, "main")


def with_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_states, "cycles_to_read", lambda *_: None)


@pytest.mark.parametrize("seed", range(examples(30, least=4)))
def test_a_difference_is_the_same_as_with_every_cycle_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    folder = history(tmp_path / "here", seed)
    commands = [("diff", f"HEAD~{back}..HEAD~{back - near}", *words) for back, near, *words in _ranges()]
    in_part = [okr(folder, *words) for words in commands]
    with_everything(monkeypatch)
    for words, answer in zip(commands, in_part, strict=True):
        assert okr(folder, *words) == answer, words


@pytest.mark.parametrize("seed", range(examples(30, least=5)))
def test_findings_are_new_since_the_same_commit_as_with_every_cycle_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    folder = history(tmp_path / "here", seed)
    ends = [("--no-cache", "validate", "--since", f"HEAD~{back}") for back in range(1, COMMITS)]
    in_part = [okr(folder, *words) for words in ends]
    with_everything(monkeypatch)
    assert [okr(folder, *words) for words in ends] == in_part


@pytest.mark.parametrize("seed", range(examples(30, least=4)))
def test_an_audit_finds_the_same_as_with_every_cycle_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    folder = history(tmp_path / "here", seed)
    ends = [("audit", f"HEAD~{back}..HEAD~{near}") for back, near in ((1, 0), (2, 0), (3, 1), (3, 0))]
    in_part = [okr(folder, *words) for words in ends]
    with_everything(monkeypatch)
    assert [okr(folder, *words) for words in ends] == in_part


def _ranges() -> Iterator[tuple[int, int, str, str]]:
    for back in range(1, COMMITS):
        yield back, 1, "--format", "json"
    yield COMMITS - 1, 2, "--format", "md"
    yield COMMITS - 1, COMMITS - 1, "--cycle", "2026-Q4"


def test_files_here_that_are_not_committed_are_compared_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = history(tmp_path / "here", 1)
    plan = next((folder / "okrs/2026-Q1").glob("*.yaml"))
    plan.write_bytes(plan.read_bytes().replace(b"title: Objective", b"title: State").replace(b"\n", b"\r\n"))
    in_part = okr(folder, "diff", "HEAD", "--json")
    assert '"after": "State' in in_part.out
    with_everything(monkeypatch)
    assert okr(folder, "diff", "HEAD", "--json") == in_part


def test_only_cycles_with_changed_files_are_read(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in states(0, 1)[0].items():
        empty_work.write(path, text or "")
    empty_work.commit("all cycles")
    assert "error" not in okr(empty_work.path, "validate").out
    empty_work.write("okrs/2026-Q1/a.yaml", (empty_work.path / "okrs/2026-Q1/a.yaml").read_text().replace("50", "60"))
    paths = paths_read(monkeypatch)
    assert "Part k of a0" not in okr(empty_work.path, "diff").out
    assert {path.split("/")[1] for path in paths if "/" in path} == {"2026", "2026-Q1"}
    assert len(CYCLES) > 2
    paths.clear()
    empty_work.commit("one cycle")
    assert okr(empty_work.path, "diff").code == 0
    assert set(paths) == {"okrs.yaml"}
    paths.clear()
    assert okr(empty_work.path, "--no-cache", "validate", "--ignore", "OKR208", "--since", "HEAD~1").code == 0
    read = Counter(path.split("/")[1] for path in paths if "/" in path)
    assert read["2025-Q4"] == len([*(empty_work.path / "okrs/2025-Q4").rglob("*.yaml")])
    paths.clear()
    assert okr(empty_work.path, "audit", "HEAD~1..HEAD").code == 1
    assert {path.split("/")[1] for path in paths if "/" in path} == {"2026", "2026-Q1"}
    assert read["2026-Q1"] == 2 * len([*(empty_work.path / "okrs/2026-Q1").rglob("*.yaml")])


def test_a_check_in_in_the_folder_of_another_cycle_counts(empty_work: Work) -> None:
    """The other folder is the same in both states, and names the cycle that is not."""
    for path, text in states(0, 1)[0].items():
        if "/checkins/" not in path:
            empty_work.write(path, text or "")
    head = "id: {}\ncycle: {}\ndate: 2026-01-{}\nat: 2026-01-12T09:00:00Z\nby: mai\n"
    entry = f"{head}checkins: [{{{{kr: {{}}a0/k, value: {{}}}}}}]\n"
    empty_work.write("okrs/2026-Q3/checkins/mai/a.yaml", entry.format("a" * 8, "2026-Q3", 10, "2026-Q1/", 10))
    empty_work.commit("before")
    empty_work.write("okrs/2026-Q1/checkins/mai/b.yaml", entry.format("b" * 8, "2026-Q1", 12, "", 30))
    assert "20 % → 60 %" in okr(empty_work.path, "diff").out


def test_a_promise_to_a_cycle_around_is_seen_although_no_file_names_the_other_cycle(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.write("okrs.yaml", "people: [{id: mai}, {id: linh}]\n")
    need = "[{to: ads/leads, amount: 3000, agreement: agreed, by: linh, since: 2026-10-05}]"
    key_result = f"{{id: customers, title: Customers, target: 300, depends_on: {need}}}"
    work.write(
        "okrs/2026/year.yaml", f"cycle: 2026\nobjectives: [{{id: care, title: C, key_results: [{key_result}]}}]\n"
    )
    plan = "cycle: 2026-Q4\nobjectives: [{id: ads, title: A, key_results: [{id: leads, title: L, target: 4000}]}]\n"
    work.write("okrs/2026-Q4/ads.yaml", plan)
    work.write("okrs/2025-Q1/old.yaml", plan.replace("2026-Q4", "2025-Q1").replace("ads", "old"))
    work.commit("plan")
    work.write("okrs/2026-Q4/ads.yaml", plan.replace("4000", "2000"))
    work.commit("fewer leads")
    assert "breaks 1 promise: care/customers" in okr(work.path, "diff", "HEAD~1..HEAD").out
    read = paths_read(monkeypatch)
    okr(work.path, "diff", "HEAD~1..HEAD")
    assert any("2026/year" in path for path in read)
    assert not any("2025-Q1" in path for path in read)
