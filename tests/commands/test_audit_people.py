"""Who committed what: check-ins in another name, plans among check-ins, corrections, and what git itself can hide."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from okrcli.workspace.file_loader import read_file
from tests.commands.test_audit_goalposts import BASE, HERE, codes, mql, said, step
from tests.support.commands import okr
from tests.support.histories import Step, checkin, made

CORRECTION = "okrs/2026-Q4/checkins/linh/2026-11-30-cccc.yaml"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-30")


def correction(by: str = "linh") -> dict[str, str | None]:
    text = checkin(by=by, id="cccccccc", value=29).replace("2026-10-12", "2026-11-30")
    return {CORRECTION: text.replace("value: 29", "value: 29, corrects: aaaaaaaa")}


@pytest.mark.parametrize(
    ("author", "strictness", "expected"),
    [
        ("linh", "responsible", []),
        ("mai", "responsible", []),
        ("mallory", "responsible", ["OKR710"]),
        ("linh", "person", []),
        ("mai", "person", ["OKR710"]),
        ("mallory", "anybody", []),
    ],
)
def test_a_check_in_is_committed_by_whom_it_is_by(
    tmp_path: Path, author: str, strictness: str, expected: list[str]
) -> None:
    settings = f"settings: {{audit: {{committed_by: {strictness}}}}}\n"
    first = HERE[0]._replace(files={"okrs.yaml": settings + BASE})
    folder = made(tmp_path, [first, HERE[1], Step(said(25), by=author)], "branch")
    assert codes(folder, "main...branch") == codes(folder) == expected


def test_a_correction_is_committed_by_whose_entry_it_corrects(tmp_path: Path) -> None:
    folder = made(tmp_path, [*HERE, Step(correction("mallory"), by="mallory")], "branch")
    assert sorted(codes(folder, "main...branch")) == ["OKR704", "OKR710"]
    assert "corrects the check-in of demand/mql by linh" in okr(folder, "audit", "main...branch").out


def test_another_address_of_the_same_person_may_commit(tmp_path: Path) -> None:
    base = BASE.replace("email: linh@example.com", "email: linh@example.com, other_emails: [Mallory@example.com]")
    first = HERE[0]._replace(files={"okrs.yaml": base})
    folder = made(tmp_path, [first, HERE[1], Step(said(25), by="mallory")], "branch")
    assert codes(folder, "main...branch") == codes(folder) == []


def test_a_mailmap_of_a_branch_changes_no_author_of_an_audit(tmp_path: Path) -> None:
    mailmap = Step({".mailmap": "Linh <linh@example.com> <mallory@example.com>\n"})
    folder = made(tmp_path, [*HERE, mailmap, Step(said(25), by="mallory")], "branch")
    assert codes(folder, "main...branch") == ["OKR710"]


def test_a_branch_cannot_change_the_address_by_which_it_is_judged(tmp_path: Path) -> None:
    evil = step(BASE.replace("linh@example.com", "mallory@example.com"))
    folder = made(tmp_path, [*HERE, evil, Step(said(25), by="mallory")], "branch")
    assert codes(folder, "main...branch") == ["OKR710"]


def test_of_a_merge_the_authors_of_the_branch_count(tmp_path: Path) -> None:
    merge = Step({}, branch="main", by="omar", merge="branch")
    folder = made(tmp_path, [*HERE, Step(said(25), by="linh"), step(mql(), branch="main"), merge], "main")
    assert codes(folder) == []
    forged = [*HERE, Step(said(25), by="mallory"), step(mql(), branch="main"), merge._replace(by="linh")]
    assert codes(made(tmp_path / "forged", forged, "main")) == ["OKR710"]


# ── A folder of check-ins ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["okrs/2026-Q4/checkins/a.yaml", "okrs/checkins/x/y/a.yaml"])
@pytest.mark.parametrize("text", ["cycle: 2026-Q4\nobjectives: [{id: a, title: A}]\n", "cycle: 2026-Q4\n"])
def test_a_file_below_checkins_holds_check_ins_only(path: str, text: str) -> None:
    content = read_file(text.encode(), path, in_part=True)
    assert [finding.code for finding in content.diagnostics] == ["OKR097"]
    assert content.record is None, "it counts for nothing"
    assert read_file(text.encode(), path.replace("checkins", "plans")).diagnostics == []


@pytest.mark.parametrize("named", ["cccccccc", "dddddddd"])
def test_check_ins_that_correct_themselves_or_each_other_are_found(tmp_path: Path, named: str) -> None:
    first = checkin(by="linh", id="cccccccc").replace("value: 22", f"value: 22, corrects: {named}")
    second = checkin(by="linh", id="dddddddd").replace("value: 22", "value: 22, corrects: cccccccc")
    folder = tmp_path / "okrs/2026-Q4/checkins/linh"
    folder.mkdir(parents=True)
    (tmp_path / "okrs.yaml").write_text(BASE)
    (folder / "c.yaml").write_text(first)
    if named == "dddddddd":
        (folder / "d.yaml").write_text(second)
    answer = okr(tmp_path, "validate")
    found = re.findall(r"\[(OKR207)\]: (.*)", answer.out)
    expected = "these check-ins correct each other" if named == "dddddddd" else "this check-in corrects itself"
    assert found == [("OKR207", expected)] * (2 if named == "dddddddd" else 1)


# ── What git shows otherwise ──────────────────────────────────────────────────────────────────────────────────────


def test_a_history_that_git_replace_changes_is_named(tmp_path: Path) -> None:
    folder = made(tmp_path, [*HERE, step(mql())], "branch")
    assert "git replace" not in okr(folder, "log").err
    tips = subprocess.run(["git", "-C", str(folder), "rev-parse", "main", "branch"], capture_output=True, timeout=60)
    parent, tip = tips.stdout.decode().split()
    (folder / ".git/refs/replace").mkdir()
    (folder / f".git/refs/replace/{tip}").write_text(f"{parent}\n")
    for command in ("log", "audit"):
        assert f"`git replace` changes commit {tip[:7]}" in okr(folder, command).err


def test_at_takes_the_last_commit_of_the_day_that_the_log_shows(tmp_path: Path) -> None:
    late = step(BASE.replace("target: 30", "target: 31"), "2026-10-21", branch="main")
    backdated = step(BASE.replace("target: 30", "target: 32"), "2026-11-30", branch="main", authored="2026-10-01")
    folder = made(tmp_path, [*HERE, late, backdated], "main", zone="-1100")
    assert "20 Oct 2026" in okr(folder, "log").out, "where the author was it was still the day before"
    shown = {day: okr(folder, "show", "mql", "--at", f"2026-10-{day}").out for day in (19, 20, 22)}
    assert [re.findall(r"3\d(?= MQL)", text)[:1] for text in shown.values()] == [["30"], ["31"], ["31"]]
