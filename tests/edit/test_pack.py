"""`okr cycle pack`: fewer files that say the same, and what stays as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okrcli.edit.checkin_files import text_of
from okrcli.edit.pack import pack
from okrcli.git import commit
from okrcli.git.pathspecs import ARGUMENT_BYTES
from okrcli.model.plan import Plan
from okrcli.model.record_base import changed
from okrcli.model.records import CheckinEntry, CheckinFile, PackFile
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.conftest import Work
from tests.support.commands import TODAY, okr, write
from tests.support.counting import git_processes
from tests.support.examples import examples

ROOT = """\
cycles:
  - {id: 2026-Q3, state: closed}
people:
  - {id: mai, email: mai@example.com}
  - {id: linh, email: linh@example.com}
"""
PLAN = """\
cycle: 2026-Q3
objectives:
  - id: demand
    title: Demand
    owner: mai
    key_results:
      - {id: mql, title: MQLs, start: 20, target: 30}
      - {id: launch, title: It is out, milestones: [{id: beta, title: Beta}]}
"""
FOLDER = "okrs/2026-Q3/checkins"


def run_of(name: str, day: str, by: str = "mai", body: str = "checkins:\n  - {kr: demand/mql, value: 22}\n") -> str:
    return f"id: {name}\ncycle: 2026-Q3\ndate: {day}\nat: {day}T09:00:00Z\nby: {by}\n{body}"


FILES = {
    "okrs.yaml": ROOT,
    "okrs/2026-Q3/plan.yaml": PLAN,
    f"{FOLDER}/mai/2026-07-10-aaaa.yaml": run_of("aaaa1111", "2026-07-10"),
    f"{FOLDER}/mai/2026-07-17-bbbb.yaml": run_of(
        "bbbb1111",
        "2026-07-17",
        body="checkins:\n  - kr: demand/launch\n    done: [beta]\n  - {kr: demand/mql, value: 23, corrects: aaaa1111}\n"
        "wins:\n  - Đã xong\n",
    ),
    f"{FOLDER}/linh/2026-07-11-cccc.yaml": run_of("cccc1111", "2026-07-11", "linh"),
    f"{FOLDER}/linh/2026-07-12-dddd.yaml": run_of("dddd1111", "2026-07-12", "linh", "wins: [A win]\n"),
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def closed(work: Work) -> Work:
    (work.path / "okrs/plan.yaml").unlink()
    write(work.path, FILES)
    work.commit("start")
    return work


def plan_of(folder: Path) -> Plan:
    return load(WorkingTree(folder), date.fromisoformat(TODAY), everything=True).plan


def said(plan: Plan) -> object:
    checkins = {
        ref: [(c.date, c.at, c.by, c.document, c.reading, c.position) for c in several]
        for ref, several in plan.checkins.items()
    }
    return (
        replace(plan, checkins={}, locations={}, wins=()),
        checkins,
        sorted((w.date, w.by, w.text) for w in plan.wins),
    )


def test_each_person_has_one_file_and_the_plan_says_the_same(closed: Work) -> None:
    before = said(plan_of(closed.path))
    answer = okr(closed.path, "cycle", "pack", "2026-Q3")
    assert answer.code == 0, answer.err
    assert answer.out.startswith("Packed 4 check-in files of 2026-Q3 into 2\n")
    assert sorted(path for path in closed.files() if "/checkins/" in path) == [
        f"{FOLDER}/linh.yaml",
        f"{FOLDER}/mai.yaml",
    ]
    assert sorted(place.name for place in (closed.path / FOLDER).iterdir()) == ["linh.yaml", "mai.yaml"]
    assert said(plan_of(closed.path)) == before
    assert okr(closed.path, "validate").code == 0
    assert closed.log()[0] == "okr cycle pack: 4 check-in files of 2026-Q3 into 2"
    assert closed.git("status", "--porcelain") == ""


def test_the_history_in_meaning_does_not_know_of_it(closed: Work) -> None:
    okr(closed.path, "cycle", "pack", "2026-Q3")
    assert okr(closed.path, "diff", "HEAD~1..HEAD", "--exit-code").code == 0
    assert "pack" not in okr(closed.path, "log").out
    assert okr(closed.path, "audit", "HEAD~1..HEAD").code == 0


def test_undo_brings_every_file_back(closed: Work) -> None:
    before = closed.files()
    okr(closed.path, "cycle", "pack", "2026-Q3")
    assert okr(closed.path, "undo").code == 0
    assert closed.files() == before


@pytest.mark.parametrize("argument_bytes", [10, ARGUMENT_BYTES])
def test_git_is_started_a_few_times_whatever_the_number_of_files(
    closed: Work, monkeypatch: pytest.MonkeyPatch, argument_bytes: int
) -> None:
    """Paths that are too long for one command line come to the commit in a file."""
    for number in range(40):
        closed.write(f"{FOLDER}/mai/2026-08-10-{number:04}.yaml", run_of(f"eeee{number:04}", "2026-08-10"))
    closed.commit("many")
    before = closed.files()
    monkeypatch.setattr(commit, "ARGUMENT_BYTES", argument_bytes)
    started = git_processes(monkeypatch)
    for command, most in (("cycle pack 2026-Q3", 12), ("undo", 22)):
        started.clear()
        answer = okr(closed.path, *command.split())
        assert answer.code == 0, answer.err
        assert len(started) <= most, sorted(started)
        assert closed.git("status", "--porcelain") == ""
    assert closed.files() == before


def test_what_is_packed_can_be_corrected_and_packed_again(closed: Work) -> None:
    okr(closed.path, "cycle", "pack", "2026-Q3")
    answer = okr(closed.path, "checkin", "2026-Q3/demand/mql", "25", "--correct", "--date", "2026-07-18")
    assert answer.code == 0, answer.err
    before = said(plan_of(closed.path))
    assert okr(closed.path, "cycle", "pack", "2026-Q3").out.startswith("Packed 1 check-in files of 2026-Q3 into 1\n")
    assert said(plan_of(closed.path)) == before
    assert okr(closed.path, "cycle", "pack", "2026-Q3").out.startswith("nothing to do")


def test_comments_and_odd_forms_are_kept(closed: Work) -> None:
    odd = {
        f"{FOLDER}/mai/2026-07-18-eeee.yaml": "# by hand\n---\n"
        + run_of(
            "eeee1111", "2026-07-18", body="checkins:  # two\n- kr: demand/mql  # the number\n  note: |\n    a\n\n    b"
        )
        + "\n# the end\n",
        f"{FOLDER}/mai/2026-07-19-ffff.yaml": run_of("ffff1111", "2026-07-19").replace("\n", "\r\n"),
        f"{FOLDER}/mai/2026-07-20-gggg.yaml": "{id: gggg1111, cycle: 2026-Q3, date: 2026-07-20,\n"
        "at: 2026-07-20T09:00:00Z, by: mai,\nwins: ['it''s']}",
        f"{FOLDER}/mai/2026-07-21-hhhh.yaml": "\ufeff" + run_of("hhhh1111", "2026-07-21"),
    }
    write(closed.path, {**FILES, **odd})
    closed.commit("odd")
    before = said(plan_of(closed.path))
    assert okr(closed.path, "cycle", "pack", "2026-Q3").code == 0
    text = (closed.path / FOLDER / "mai.yaml").read_text("utf-8")
    assert "  # by hand\n  - id: eeee1111\n" in text
    assert "    checkins:  # two\n    - kr: demand/mql  # the number\n      note: |\n        a\n\n        b\n" in text
    assert "    # the end\n" in text
    assert said(plan_of(closed.path)) == before


def refused(work: Work, *words: str) -> str:
    before = work.state()
    answer = okr(work.path, "cycle", "pack", *words)
    assert answer.code == 3
    assert work.state() == before
    return answer.err


def test_a_cycle_that_runs_is_left_alone(closed: Work) -> None:
    closed.commit("open", okrs_yaml=ROOT.replace("state: closed", "state: grading"))
    assert "2026-Q3 is not closed, it is grading" in refused(closed, "2026-Q3")
    assert "there is no cycle `2026-Q2`" in refused(closed, "2026-Q2")


def test_a_broken_file_stops_it(closed: Work) -> None:
    closed.write(
        f"{FOLDER}/mai/2026-07-18-eeee.yaml", run_of("eeee1111", "2026-07-18", body="checkins: [{kr: 1, x: 2}]\n")
    )
    closed.commit("broken")
    path = f"{FOLDER}/mai/2026-07-18-eeee.yaml"
    assert refused(closed, "2026-Q3").splitlines()[0] == f"error: {path}:6:20: unknown field `x` in check-in"


def test_a_file_in_the_way_stops_it(closed: Work) -> None:
    closed.write(f"{FOLDER}/mai.yaml", "cycle: 2026-Q3\nobjectives: []\n")
    closed.commit("in the way")
    assert f"{FOLDER}/mai.yaml:2:13: a file below `checkins` holds check-ins only" in refused(closed, "2026-Q3")


def test_two_check_ins_with_one_id_are_found_in_a_pack(closed: Work) -> None:
    okr(closed.path, "cycle", "pack", "2026-Q3")
    place = closed.path / FOLDER / "mai.yaml"
    place.write_text(place.read_text("utf-8").replace("bbbb1111", "aaaa1111"), "utf-8")
    answer = okr(closed.path, "validate", "--format", "concise")
    assert answer.code == 1
    assert f"{FOLDER}/mai.yaml:10:9: error[OKR203]" in answer.out


def test_a_check_in_of_another_cycle_is_found_in_a_pack(closed: Work) -> None:
    okr(closed.path, "cycle", "pack", "2026-Q3")
    place = closed.path / FOLDER / "mai.yaml"
    place.write_text(place.read_text("utf-8").replace("    cycle: 2026-Q3\n", "    cycle: 2026\n", 1), "utf-8")
    assert "a check-in of 2026 in a pack of 2026-Q3" in okr(closed.path, "validate").out


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 28), texts.filter(str.strip), st.integers(0, 10)), min_size=2, max_size=5))
def test_whatever_was_said_is_read_from_the_pack(tmp_path: Path, said_of: list[tuple[int, str, int]]) -> None:
    files = {}
    for number, (day, note, confidence) in enumerate(said_of):
        entry = CheckinEntry(kr="demand/mql", note=note.strip(), confidence=confidence)
        base = read_file(run_of(f"test{number}xx", f"2026-07-{day:02}").encode(), "x.yaml").record
        assert isinstance(base, CheckinFile)
        files[f"{FOLDER}/mai/{number}.yaml"] = text_of(changed(base, checkins=(entry,)))
    workspace = load(WorkingTree(write(tmp_path, {**FILES, **files})), date.fromisoformat(TODAY), everything=True)
    overlay = PendingFiles(workspace.source)
    pack(overlay, workspace, workspace.plan.cycles["2026-Q3"])
    record = read_file(overlay.read(f"{FOLDER}/mai.yaml"), "x.yaml").record
    assert isinstance(record, PackFile)
    loose = [found for found in workspace.records.values() if isinstance(found, CheckinFile) and found.by == "mai"]
    assert sorted(record.packed, key=lambda found: found.id) == sorted(loose, key=lambda found: found.id)
