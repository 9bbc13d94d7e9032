"""`okr fmt` as a person runs it: what it writes, what it leaves alone, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import okr, snapshot, write

MESSY = """\
objectives:
- title: Open a channel    # t
  id:    demand
cycle: 2026-Q4
"""
TIDY = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Open a channel    # t
"""
UNFIT = """\
cycle: 2026-Q4
objectives:
  - {id: team, title: Team}
  - id: unfit
    title: No line end
    key_results: []
    state: paused
    since: 2026-10-05
    reason: |
      No line end"""
"""Its last text would have a line end further up, and so be another one."""
CHECKIN = """\
wins: [it works]
by:   mai
at: 2026-10-12T09:04:05Z
date: 2026-10-12
cycle: 2026-Q4
id: 7k2m9x4t
"""


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")


@pytest.fixture
def shop(work: Work) -> Path:
    """A repository with one untidy plan, one tidy one, and an untidy check-in."""
    files = {
        "okrs/2026-Q4/sales.yaml": MESSY,
        "okrs/2026-Q4/team.yaml": TIDY.replace("demand", "team"),
        "okrs/2026-Q4/checkins/mai/2026-10-12-7k2m.yaml": CHECKIN,
    }
    write(work.path, files)
    work.git("add", ".")
    work.git("commit", "-qm", "plan")
    return work.path


def test_it_writes_what_is_untidy_in_one_commit_with_these_paths(shop: Path, work: Work) -> None:
    answer = okr(shop, "fmt")
    assert answer.code == 0, answer.err
    assert answer.out.startswith("Formatted okrs/2026-Q4/sales.yaml\n")
    assert (shop / "okrs/2026-Q4/sales.yaml").read_text() == TIDY
    assert work.git("show", "--name-only", "--format=%s").split("\n\n") == [
        "okr fmt: okrs/2026-Q4/sales.yaml",
        "okrs/2026-Q4/sales.yaml\n",
    ]
    assert okr(shop, "fmt") == (0, "nothing to do: 4 files in the canonical format\n", "")


def test_several_files_are_named_in_the_message(shop: Path, work: Work) -> None:
    write(shop, {"okrs.yaml": "settings:  {}\n"})
    work.git("commit", "-qam", "more")
    assert okr(shop, "fmt").code == 0
    assert work.git("show", "-s", "--format=%s").strip() == "okr fmt: 2 files"
    assert "    okrs.yaml\n    okrs/2026-Q4/sales.yaml" in work.git("show", "-s", "--format=%b")


def test_undo_gives_the_old_bytes_back(shop: Path) -> None:
    okr(shop, "fmt")
    assert okr(shop, "undo").code == 0
    assert (shop / "okrs/2026-Q4/sales.yaml").read_text() == MESSY


@pytest.mark.parametrize("words", [["--check"], ["--diff"], ["--dry-run"], ["-n", "--check"]])
def test_looking_changes_nothing(shop: Path, words: list[str]) -> None:
    before = snapshot(shop)
    assert okr(shop, "fmt", *words).code == (1 if "--check" in words else 0)
    assert snapshot(shop) == before


def test_check_names_the_files_and_the_first_line_that_would_change(shop: Path) -> None:
    answer = okr(shop, "fmt", "--check")
    assert answer.code == 1
    assert answer.out.splitlines() == [
        "okrs/2026-Q4/sales.yaml:1: not in the canonical format",
        "1 of 4 files would change (okr fmt --diff shows the changes)",
    ]


def test_diff_shows_what_would_be_written(shop: Path) -> None:
    lines = okr(shop, "fmt", "--diff").out.splitlines()
    assert lines[:2] == ["--- a/okrs/2026-Q4/sales.yaml", "+++ b/okrs/2026-Q4/sales.yaml"]
    assert "+  - id: demand" in lines
    okr(shop, "fmt")
    assert okr(shop, "fmt", "--diff").out == "nothing to do: 4 files in the canonical format\n"


@pytest.mark.parametrize("text", ["okrs.yaml", "okrs/2026-Q4/team.yaml"])
def test_only_what_is_named_is_looked_at(shop: Path, text: str) -> None:
    assert okr(shop, "fmt", text) == (0, "nothing to do: 1 file in the canonical format\n", "")


@pytest.mark.parametrize("text", ["okrs", "okrs/2026-Q4", "okrs/2026-Q4/sales.yaml", "."])
def test_a_folder_means_all_in_it(shop: Path, text: str) -> None:
    assert "Formatted okrs/2026-Q4/sales.yaml" in okr(shop, "fmt", text).out


def test_a_check_in_is_never_touched(shop: Path) -> None:
    path = "okrs/2026-Q4/checkins/mai/2026-10-12-7k2m.yaml"
    answer = okr(shop, "fmt", path)
    assert answer.code == 1
    assert f"left alone: {path}: this is a check-in" in answer.err
    okr(shop, "fmt")
    assert (shop / path).read_text() == CHECKIN


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("cycle: 2026-Q4\nobjectives: [", ":2:13: "),
        ("cycle: 2026-Q4\ntargt: 1\n", ":2:1: unknown field `targt`"),
        (UNFIT, ":4: this file cannot be formatted"),
    ],
)
def test_a_file_that_cannot_have_the_form_is_named_and_the_others_get_it(shop: Path, text: str, said: str) -> None:
    write(shop, {"okrs/2026-Q4/bad.yaml": text})
    answer = okr(shop, "fmt")
    assert answer.code == 1
    assert f"left alone: okrs/2026-Q4/bad.yaml{said}" in answer.err
    assert (shop / "okrs/2026-Q4/bad.yaml").read_text() == text
    assert (shop / "okrs/2026-Q4/sales.yaml").read_text() == TIDY


@pytest.mark.parametrize(("text", "said"), [("nope", "there is no `nope`"), ("..", "is outside of the workspace")])
def test_a_path_that_is_none_is_wrong_usage(shop: Path, text: str, said: str) -> None:
    answer = okr(shop, "fmt", text)
    assert answer.code == 2
    assert said in answer.err


def test_a_file_that_is_no_plan_is_named(shop: Path) -> None:
    write(shop, {"notes.txt": "x"})
    assert "left alone: notes.txt: there is no plan file" in okr(shop, "fmt", "notes.txt").err


def test_a_link_is_not_followed(shop: Path) -> None:
    (shop / "okrs/2026-Q4/link.yaml").symlink_to("sales.yaml")
    answer = okr(shop, "fmt")
    assert answer.code == 1
    assert "left alone: okrs/2026-Q4/link.yaml: this is not a plain file" in answer.err


def test_without_a_commit_the_file_is_written_and_left_to_the_person(shop: Path, work: Work) -> None:
    assert okr(shop, "fmt", "--no-commit").code == 0
    assert work.git("status", "--short").strip() == "M okrs/2026-Q4/sales.yaml"


def test_settings_may_leave_commits_to_people(shop: Path, work: Work) -> None:
    write(shop, {"okrs.yaml": "settings: {commit: false}\n"})
    work.git("commit", "-qam", "no commits")
    assert okr(shop, "fmt").code == 0
    assert work.git("status", "--short").strip() == "M okrs/2026-Q4/sales.yaml"


def test_work_of_the_person_that_is_not_committed_is_not_committed_for_them(shop: Path) -> None:
    path = shop / "okrs/2026-Q4/sales.yaml"
    path.write_text(MESSY + "# mine\n")
    answer = okr(shop, "fmt")
    assert answer.code == 3
    assert path.read_text() == MESSY + "# mine\n"


def test_where_every_file_is_left_alone_nothing_is_called_done(work: Work) -> None:
    write(work.path, {"okrs.yaml": "cycles: [\n", "okrs/plan.yaml": "cycle: [\n"})
    answer = okr(work.path, "fmt")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("left alone") == 2
