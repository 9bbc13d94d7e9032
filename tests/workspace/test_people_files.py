"""People and teams in files directly below `okrs/`: one list with those of `okrs.yaml`, in every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from okrcli.model.merge import merge
from okrcli.workspace.completion_names import named_items
from tests.conftest import Work
from tests.support.commands import okr, write

ROOT = "cycle: 2026-Q4\npeople: [{id: mai, name: Mai Trần}]\nteams: [{id: company}]\n"
PLAN = """\
cycle: 2026-Q4
objectives:
  - {id: demand, title: D, owner: sales, key_results: [{id: mql, title: M, target: 3, owner: linh}]}
"""
PEOPLE = """\
people:
  - {id: linh, name: Linh Phạm, email: linh@example.com, github: linh-p}
teams:
  - {id: sales, parent: company, members: [linh, mai]}
"""
FILES = {"okrs.yaml": ROOT, "okrs/2026-Q4/sales.yaml": PLAN, "okrs/people.yaml": PEOPLE}


def test_owners_and_members_may_be_in_any_of_the_files(tmp_path: Path) -> None:
    assert okr(write(tmp_path, FILES), "validate").out.startswith("all good in 3 files")
    assert "Linh" in okr(tmp_path, "status").out
    assert "demand" in okr(tmp_path, "list", "team:company").out


@pytest.mark.parametrize(
    ("more", "finding"),
    [
        (
            "people: [{id: mai}]\n",
            "okrs/zz.yaml:1:15: error[OKR202]: person `mai` is listed twice (first in okrs.yaml:2)",
        ),
        ("people: [{id: x}, {id: x}]\n", "okrs/zz.yaml:1:24: error[OKR202]: person `x` is listed twice\n"),
        ("teams: [{id: sales}]\n", "team `sales` is listed twice (first in okrs/people.yaml:4)"),
        ("teams: [{id: x, parent: compny}]\n", "okrs/zz.yaml:1:25: warning[OKR204]: unknown person `compny`"),
        (
            "teams: [{id: x, members: [mai, mai]}]\n",
            "okrs/zz.yaml:1:32: warning[OKR211]: `mai` is in this list already",
        ),
        ("people: [{id: x, github: Linh-P}]\n", "okrs/zz.yaml:1:26: error[OKR213]: `Linh-P` belongs to `linh` too"),
        (
            "people: [{id: x, other_emails: [LINH@example.com]}]\n",
            "okrs/zz.yaml:1:33: error[OKR213]: `LINH@example.com` belongs to `linh` too",
        ),
        ("people: [{id: x, nme: y}]\n", "okrs/zz.yaml:1:18: error[OKR103]: unknown field `nme` in person `x`"),
        ("people: [\n", "okrs/zz.yaml:1:1: info[OKR204]: not checked because of an error in this file: the names"),
    ],
)
def test_a_finding_is_at_its_place_in_the_file(tmp_path: Path, more: str, finding: str) -> None:
    answer = okr(write(tmp_path, {**FILES, "okrs/zz.yaml": more}), "validate", "--strict", "--format", "full")
    assert finding in answer.out
    assert answer.code == 1


def test_the_word_include_is_answered_with_the_place_for_people(tmp_path: Path) -> None:
    answer = okr(write(tmp_path, {**FILES, "okrs.yaml": f"{ROOT}include: [people.yaml]\n"}), "validate")
    assert "in files directly below okrs/, such as okrs/people.yaml" in answer.out


def test_a_link_out_of_the_workspace_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "work", {"okrs.yaml": ROOT, "okrs/2026-Q4/sales.yaml": PLAN})
    write(tmp_path, {"people.yaml": PEOPLE})
    (tmp_path / "work" / "okrs" / "people.yaml").symlink_to("../../people.yaml")
    answer = okr(tmp_path / "work", "validate")
    assert "okrs/people.yaml:1:1: error[OKR091]" in answer.out
    assert "unknown person `linh`" in answer.out


def test_the_history_knows_the_people_of_its_time(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    for path, text in FILES.items():
        (work.path / path).parent.mkdir(parents=True, exist_ok=True)
        (work.path / path).write_text(text)
    work.git("add", "-A")
    work.git("commit", "-q", "-m", "all")
    (work.path / "okrs" / "people.yaml").write_text(PEOPLE.replace("Linh Phạm", "Hoa Vo"))
    difference = okr(work.path, "diff").out
    assert "“Linh Phạm” → “Hoa Vo”" in difference
    assert "okrs/people.yaml" not in difference
    work.git("commit", "-q", "-a", "-m", "name")
    assert "“Linh Phạm” → “Hoa Vo”" in okr(work.path, "log", "-n", "1").out
    assert ["Hoa" in okr(work.path, "status", *at).out for at in ([], ["--at", "HEAD~1"])] == [True, False]
    (work.path / "okrs" / "people.yaml").unlink()
    people = "people: [{id: mai, name: Mai Trần}, {id: linh, name: Hoa Vo, email: linh@example.com, github: linh-p}]\n"
    teams = "teams: [{id: company}, {id: sales, parent: company, members: [linh, mai]}]\n"
    (work.path / "okrs.yaml").write_text(f"cycle: 2026-Q4\n{people}{teams}")
    assert "person" not in okr(work.path, "diff").out


def test_a_kept_answer_is_dropped_when_such_a_file_changes(work: Work) -> None:
    write(work.path, {**FILES, "okrs.yaml": ROOT.replace("name: Mai Trần", "email: mai@example.com")})
    assert [okr(work.path, "validate").code for _ in range(2)] == [0, 0]
    (work.path / "okrs" / "people.yaml").write_text(PEOPLE.replace("linh@", "mai@"))
    assert "okrs/people.yaml:2:40: error[OKR213]" in okr(work.path, "validate").out


def test_accounts_of_such_a_file_are_owners_and_reviewers_of_plans(work: Work) -> None:
    write(work.path, FILES)
    work.git("add", "-A")
    work.git("commit", "-q", "-m", "all")
    assert "/okrs/2026-Q4/sales.yaml @linh-p\n" in okr(work.path, "setup", "codeowners").out
    (work.path / "okrs" / "2026-Q4" / "sales.yaml").write_text(PLAN.replace("target: 3", "target: 4"))
    assert "linh-p" in okr(work.path, "diff", "--reviewers", "--format", "github").out.splitlines()


def test_codeowners_names_the_file_of_a_person_without_an_account(tmp_path: Path) -> None:
    people = PEOPLE.replace(", email: linh@example.com, github: linh-p", "")
    plan = PLAN.replace("owner: sales", "owner: linh")
    write(tmp_path, {**FILES, "okrs/people.yaml": people, "okrs/2026-Q4/sales.yaml": plan})
    assert "no account or e-mail address of linh in okrs/people.yaml" in okr(tmp_path, "setup", "codeowners").out


def test_two_new_people_of_two_branches_are_both_kept() -> None:
    ours, theirs = (PEOPLE.replace("teams:", f"  - {{id: {name}}}\nteams:") for name in ("anh", "bo"))
    result = merge(PEOPLE.encode(), ours.encode(), theirs.encode(), "okrs/people.yaml")
    assert not result.conflicts
    assert all(line in (result.text or b"").splitlines() for line in (b"  - {id: anh}", b"  - {id: bo}"))


def test_completion_knows_them(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert {item.id for item in named_items(tmp_path, ("person", "team"))} == {"mai", "linh", "company", "sales"}


def test_the_formatter_and_the_schema_know_the_file(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, "okrs/people.yaml": "teams:\n - id: sales\npeople:\n - {name: Linh, id: linh}\n"})
    assert okr(tmp_path, "fmt").code == 0
    text = (tmp_path / "okrs" / "people.yaml").read_text()
    assert text.index("people:") < text.index("teams:")
    assert "members" in okr(tmp_path, "setup", "schema", "people").out
