"""`okr diff`, `okr log`, `okr blame` and `--at` over real git: renames, moves, merges, edits by hand, broken pasts."""

from __future__ import annotations

import json
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from okrcli.git import process, semantic_log
from okrcli.git.log import ChangedFile
from okrcli.workspace import file_loader
from tests.conftest import Work
from tests.support.commands import PLAN, okr, snapshot
from tests.support.histories import change, checkin
from tests.support.report_schemas import closed_report_schema


@pytest.fixture
def plan(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    """One commit with a plan of each kind."""
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    empty_work.write("okrs.yaml", PLAN)
    empty_work.commit("Our plan")
    return empty_work


def entries(work: Work, *words: str) -> list[list[str]]:
    """The changes of each commit in `okr log`, newest first, each with its name or that above it."""
    answer = okr(work.path, "log", *words)
    assert answer.code == 0, answer.err
    head, *rows = answer.out.splitlines() or [""]
    start, end = head.find("id"), head.find("what")
    commits: list[list[str]] = []
    for row in rows:
        if row[: head.find("by")].strip():
            commits.append([])
            name = ""
        name = row[start:end].strip() or name
        if name or "cannot be read" in row:
            commits[-1].append(f"{name} {' '.join(row[end:].split())}".strip())
    return commits


def document(work: Work, *words: str) -> Any:
    return json.loads(okr(work.path, *words, "--json").out)


# ── log ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_log_tells_what_changed_and_leaves_out_what_did_not(plan: Work) -> None:
    change(plan, "target: 30", "target: 25", message="by hand")
    change(plan, "cycle: 2026-Q4\n", "# the fourth quarter\ncycle: 2026-Q4\n", message="only a comment")
    plan.write("README.md", "Hello\n")
    plan.commit("not ours")
    assert entries(plan)[0] == ["demand/mql target 30 → 25 after the cycle began, no reason given"]
    assert len(entries(plan)) == 2


def test_the_first_row_of_a_commit_says_who_and_when(plan: Work) -> None:
    commit = change(plan, "target: 30", "target: 25", message="Fewer, because")
    first = okr(plan.path, "log", "-n", "1").out.splitlines()[1]
    assert first.split() == ["5", "Oct", "2026", commit[:7], "mai", "Fewer,", "because"]


def test_a_check_in_that_somebody_else_committed_names_both(plan: Work) -> None:
    plan.write("okrs/2026-Q4/checkins/linh/a.yaml", checkin(by="linh"))
    plan.commit("okr checkin: mql")
    row = okr(plan.path, "log", "-n", "1").out.splitlines()[1]
    assert "  linh  demand/mql  " in row
    assert row.endswith("committed by mai")


def test_a_rename_and_a_move_are_followed(plan: Work) -> None:
    change(plan, "target: 30", "target: 29", message="before")
    assert okr(plan.path, "set", "mql", "id=leads").code == 0
    assert okr(plan.path, "set", "demand", "id=sales").code == 0
    assert okr(plan.path, "move", "leads", "growth").code == 0
    told = [line for lines in entries(plan, "leads") for line in lines]
    assert told == [
        "growth/leads moved from sales/leads",
        "demand/leads renamed from mql",
        "demand/mql target 30 → 29 after the cycle began, no reason given",
        "demand/mql new key result: Grow inbound MQLs (20 → 30 MQL)",
    ]


def test_a_check_in_under_an_old_name_belongs_to_what_is_called_otherwise_now(plan: Work) -> None:
    assert okr(plan.path, "set", "mql", "id=leads").code == 0
    plan.write("okrs/2026-Q4/checkins/mai/a.yaml", checkin())
    plan.commit("made on another branch")
    assert "demand/mql 20 → 22 MQL, confidence 7 It works" in entries(plan, "leads", "--progress")[0]


def test_check_ins_say_from_what_to_what_and_when_they_were_entered_later(plan: Work) -> None:
    plan.write("okrs/2026-Q4/checkins/mai/a.yaml", checkin())
    plan.commit("one")
    plan.write("okrs/2026-Q4/checkins/mai/b.yaml", checkin(value=25, id="bbbbbbbb", day=14, at=20))
    plan.commit("two")
    newest, older, _ = entries(plan)
    assert newest[0] == "demand/mql 22 → 25 MQL, confidence 7 for 14 Oct 2026, entered 20 Oct 2026 It works"
    assert older == ["demand/mql 20 → 22 MQL, confidence 7 It works"]


def test_a_merge_is_one_step_and_a_squash_another(plan: Work) -> None:
    plan.git("checkout", "--quiet", "-b", "side")
    change(plan, "target: 50", "target: 40")
    change(plan, "target: 150", "target: 160")
    plan.git("checkout", "--quiet", "main")
    plan.write("okrs/2026-Q4/more.yaml", "cycle: 2026-Q4\nobjectives: [{id: more, title: More}]\n")
    plan.commit("more")
    plan.git("merge", "--quiet", "--no-ff", "-m", "Merge side", "side")
    merged = [line for line in entries(plan)[0] if "target" in line]
    late = "after the cycle began, no reason given"
    assert merged == [f"demand/calls target 50 → 40 {late}", f"growth/revenue target 150 → 160 {late}"]
    assert document(plan, "log", "-n", "1")["entries"][0]["is_merge"]
    plan.git("reset", "--quiet", "--hard", "HEAD^")
    plan.git("merge", "--quiet", "--squash", "side")
    plan.commit("squashed")
    assert [line for line in entries(plan)[0] if "target" in line] == merged


def test_a_version_that_cannot_be_read_is_passed_over_and_said(plan: Work) -> None:
    change(plan, "target: 30", "target: 30%", message="broken")
    change(plan, "target: 50", "target: 51", message="broken still")
    change(plan, "target: 30%", "target: 25", message="fixed")
    fixed, second, first, _ = entries(plan)
    assert [line.partition(" after")[0] for line in fixed] == [
        "demand/calls target 50 → 51",
        "demand/mql target 30 → 25",
    ]
    assert first == second == ["okrs.yaml: this version cannot be read"]


def test_a_newest_version_that_cannot_be_read_hides_nothing_else(plan: Work) -> None:
    plan.write("okrs/2026-Q4/more.yaml", "cycle: 2026-Q4\nobjectives: [{id: more, title: More}]\n")
    plan.commit("more")
    change(plan, "id: more", "id", path="okrs/2026-Q4/more.yaml")
    assert entries(plan)[1] == ["more new objective: More"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--intent"], ["target", "new"]),
        (["--progress"], ["22"]),
        (["--by", "linh"], ["22"]),
        (["--by", "mai", "--intent"], ["target", "new"]),
        (["--since", "2026-10-06"], []),
        (["--since", "2026-10-05", "-n", "1"], ["22"]),
        (["demand/mql"], ["22", "target", "new"]),
        (["growth"], ["new"]),
    ],
)
def test_the_log_can_be_narrowed(plan: Work, words: list[str], expected: list[str]) -> None:
    change(plan, "target: 30", "target: 25")
    plan.write("okrs/2026-Q4/checkins/linh/a.yaml", checkin(by="linh"))
    plan.git("config", "user.email", "linh@example.com")
    plan.commit("check-in")
    found = entries(plan, *words)
    assert [
        next(word for word in ("22", "target", "new") if any(word in line for line in e)) for e in found
    ] == expected


def test_the_log_takes_a_range_of_commits_with_names(plan: Work) -> None:
    for target in (29, 28, 27):
        change(plan, f"target: {target + 1}", f"target: {target}")
    plan.git("checkout", "--quiet", "-b", "side", "HEAD~1")
    change(plan, "target: 50", "target: 51")
    targets = {
        words: re.findall(r"target (\S+ → \S+)", str(entries(plan, *words.split())))
        for words in ("HEAD~2..HEAD~1", "main...side", "side..main", "HEAD~2.. calls", "--at main")
    }
    assert targets == {
        "HEAD~2..HEAD~1": ["29 → 28"],
        "main...side": ["50 → 51"],
        "side..main": ["28 → 27"],
        "HEAD~2.. calls": ["50 → 51"],
        "--at main": ["28 → 27", "29 → 28", "30 → 29"],
    }


def test_the_log_and_the_diff_of_one_cycle_leave_out_the_others(plan: Work) -> None:
    change(plan, "target: 30", "target: 25")
    plan.write("okrs/2026-Q3/old.yaml", "cycle: 2026-Q3\nobjectives: [{id: old, title: Old}]\n")
    plan.commit("the last quarter")
    assert entries(plan, "--cycle", "2026-Q3") == [["old new objective: Old"]]
    assert document(plan, "diff", "HEAD~2..HEAD", "--cycle", "2026-Q3")["verdict"] == "intent"
    assert document(plan, "diff", "HEAD~2..HEAD", "--cycle", "2026-Q3")["goalposts"] == []


def test_what_is_gone_still_has_a_history(plan: Work) -> None:
    change(plan, "      - {id: soc2, title: We are certified, done: false}\n", "")
    gone = ["demand/soc2 removed key result: We are certified after the cycle began, no reason given"]
    assert entries(plan, "demand/soc2")[0] == gone
    answer = okr(plan.path, "log", "socc2")
    assert answer.code == 3
    assert "there is no `socc2`" in answer.err


def test_the_folder_of_the_workspace_may_have_had_another_name(
    empty_work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    empty_work.write("plans/okrs.yaml", PLAN)
    empty_work.commit("Our plan")
    change(empty_work, "target: 30", "target: 29", path="plans/okrs.yaml")
    (empty_work.path / "team").mkdir()
    empty_work.git("mv", "plans", "team/goals")
    change(empty_work, "target: 50", "target: 51", path="team/goals/okrs.yaml", message="moved, and one target")
    answer = okr(empty_work.path / "team" / "goals", "log", "--intent")
    told = re.findall(r"target \S+ → \S+|new key result: Grow inbound", answer.out)
    assert told == ["target 50 → 51", "target 30 → 29", "new key result: Grow inbound"]
    assert "Grow inbound MQLs" in okr(empty_work.path / "team" / "goals", "list", "--at", "HEAD~1").out
    diff = okr(empty_work.path / "team" / "goals", "diff", "HEAD~1..HEAD").out
    assert "target 50 → 51" in diff
    assert "new objective" not in diff


def test_two_workspaces_in_one_repository_have_histories_of_their_own(empty_work: Work) -> None:
    for name in ("one", "two"):
        empty_work.write(f"{name}/okrs.yaml", PLAN)
        empty_work.commit(name)
    change(empty_work, "target: 30", "target: 29", path="one/okrs.yaml")
    assert "target 30 → 29" in okr(empty_work.path / "one", "log").out
    assert "target 30 → 29" not in okr(empty_work.path / "two", "log").out


def test_each_version_of_a_file_is_read_once(plan: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for target in range(31, 41):
        change(plan, f"target: {target - 1}", f"target: {target}")
    read: list[bytes] = []

    def counting(raw: bytes, path: str) -> file_loader.Content:
        read.append(raw)
        return file_loader.read_file(raw, path)

    monkeypatch.setattr(semantic_log, "read_file", counting)
    assert len(entries(plan)) == 11
    assert len(read) == len(set(read)) == 11


def test_the_first_entry_comes_before_the_past_was_read(plan: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for target in range(31, 41):
        change(plan, f"target: {target - 1}", f"target: {target}")
    read: list[bytes] = []

    def counting(raw: bytes, path: str) -> file_loader.Content:
        read.append(raw)
        return file_loader.read_file(raw, path)

    monkeypatch.setattr(semantic_log, "read_file", counting)
    assert len(entries(plan, "-n", "2")) == 2
    assert len(read) == 3


@pytest.mark.parametrize(
    "words", ["log 2026-Q3/base/seats", "blame 2026-Q3/base/seats", "report --cycle 2026-Q3 --at 2026-09-30"]
)
def test_what_is_of_one_cycle_reads_nothing_of_the_others(
    plan: Work, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """Not the files of the last commit, and not their versions in the history."""
    older = "cycle: 2026-Q3\nobjectives:\n  - id: base\n    key_results:\n      - {id: seats, target: 30}\n"
    plan.write("okrs/2026-Q3/base.yaml", older)
    plan.write("okrs/2026-Q2/base.yaml", older.replace("Q3", "Q2"))
    plan.commit("two quarters")
    blobs: list[str] = []
    read = process.BlobReader.read

    def counted(self: process.BlobReader, blob: str, limit: int) -> bytes:
        blobs.append(blob)
        return read(self, blob, limit)

    monkeypatch.setattr(process.BlobReader, "read", counted)
    before = okr(plan.path, *words.split(), "--json").out
    count = len(blobs)
    for target in range(31, 41):
        change(plan, f"target: {target - 1}", f"target: {target}", "okrs/2026-Q2/base.yaml")
    blobs.clear()
    assert okr(plan.path, *words.split(), "--json").out == before
    assert len(blobs) == count


def test_the_log_of_one_item_parses_no_check_ins_of_others(plan: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also not those that a commit brings together with one of the item, or of an earlier cycle."""
    for number in range(10):
        plan.write(f"okrs/2026-Q4/checkins/mai/o{number}.yaml", checkin("demand/calls", id=f"bbbbbb{number:02}"))
        plan.write(f"okrs/2026-Q3/checkins/mai/o{number}.yaml", checkin("base/seats", id=f"cccccc{number:02}"))
    plan.write("okrs/2026-Q4/checkins/mai/a.yaml", checkin())
    plan.commit("a week of check-ins")
    paths: list[str] = []

    def counting(raw: bytes, path: str) -> file_loader.Content:
        paths.append(path)
        return file_loader.read_file(raw, path)

    monkeypatch.setattr(semantic_log, "read_file", counting)
    assert "new key result" in okr(plan.path, "log", "mql").out
    assert [path for path in paths if "checkins" in path] == ["okrs/2026-Q4/checkins/mai/a.yaml"]


def random_commit(work: Work, choice: random.Random, number: int) -> None:
    """A commit with some of: a value, a rename, a move to another file, check-ins, a plan of another cycle."""
    targets = choice.sample(range(20, 60), 2)
    ids = [choice.choice(["mql", "leads"]), choice.choice(["calls", "talks"])]
    objectives = [choice.choice(["demand", "need"]), "trust"]
    plans = [
        f"cycle: 2026-Q4\nobjectives:\n  - id: {objective}\n    title: Title of {objective}\n    key_results:\n"
        f"      - {{id: {each}, title: Number of {each}, unit: leads, start: 10, target: {target}}}\n"
        for objective, each, target in zip(objectives, ids, targets, strict=True)
    ]
    if choice.random() < 0.2:
        plans[1] = "cycle: 2026-Q4\nobjectives: [\n"
    for position, text in enumerate(choice.sample(plans, 2)):
        work.write(f"okrs/2026-Q4/{position}.yaml", text)
    for place in range(choice.randrange(3)):
        key = f"{number:02}{place}"
        work.write(
            f"okrs/2026-Q4/checkins/mai/{key}.yaml",
            checkin(f"{objectives[0]}/{ids[0]}", value=20 + place, id=f"aaaaa{key}"),
        )
    work.write("okrs/2026-Q3/old.yaml", plans[0].replace("2026-Q4", "2026-Q3").replace("demand", "past"))
    work.commit(f"change {number}")


@pytest.mark.parametrize("seed", range(4))
def test_a_history_that_reads_less_says_the_same(plan: Work, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    needed = semantic_log.HistoryWalker._needed

    def every_file(walker: semantic_log.HistoryWalker, changes: list[ChangedFile]) -> list[ChangedFile]:
        return changes if needed(walker, changes) else []

    choice = random.Random(seed)
    plan.write("okrs.yaml", "cycle: 2026-Q4\npeople: [{id: mai, email: mai@example.com}]\n")
    for number in range(12):
        random_commit(plan, choice, number)
    for words in ("log demand/mql", "log demand", "log need/leads", "blame trust/calls", "cycle retro 2026-Q4"):
        line = [*words.split(), "--json"]
        less = okr(plan.path, *line)
        with monkeypatch.context() as patch:
            patch.setattr(semantic_log.HistoryWalker, "_needed", every_file)
            patch.setattr(semantic_log, "checkin_folders_of_others", lambda *_: [])
            assert okr(plan.path, *line).out.splitlines() == less.out.splitlines(), words


# ── blame ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_blame_names_the_commit_that_gave_each_field_its_value(plan: Work) -> None:
    first = plan.head()
    set_target = change(plan, "target: 30", "target: 25")
    change(plan, "target: 25", "target: 26")
    back = change(plan, "target: 26", "target: 25")
    change(plan, "cycle: 2026-Q4", "# moved down\n\ncycle: 2026-Q4")
    assert okr(plan.path, "set", "mql", "id=leads").code == 0
    renamed = plan.head()
    plan.git("config", "user.email", "linh@example.com")
    added = change(plan, "{id: guide, title: A guide}", "{id: guide, title: A guide}, {title: A talk}")
    found = {(f["field"], f["item"]): f["by"]["commit"] for f in document(plan, "blame", "leads")["fields"]}
    assert found == {
        ("id", None): renamed,
        ("title", None): first,
        ("start", None): first,
        ("target", None): back,
        ("unit", None): first,
        ("actions", "guide"): first,
        ("actions", "A talk"): added,
    }
    assert set_target not in found.values()
    assert "linh" in okr(plan.path, "blame", "leads").out


def test_blame_of_an_objective_leaves_its_key_results_out(plan: Work) -> None:
    change(plan, "target: 30", "target: 25")
    assert [f["field"] for f in document(plan, "blame", "demand")["fields"]] == ["id", "title", "owner"]


# ── diff ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_diff_is_of_the_files_here_against_the_last_commit(plan: Work) -> None:
    assert okr(plan.path, "diff").out == f"no change in meaning   HEAD ({plan.head()[:7]}) → the files here\n"
    plan.write("okrs.yaml", PLAN.replace("target: 30", "target: 25"))
    answer = okr(plan.path, "diff")
    assert (answer.code, "target 30 → 25" in answer.out) == (0, True)
    assert okr(plan.path, "diff", "--exit-code").code == 1
    assert "no change" in okr(plan.path, "diff", "--staged").out
    plan.git("add", "-A")
    assert "target 30 → 25" in okr(plan.path, "diff", "--staged").out


def test_three_dots_leave_out_what_the_other_side_did(plan: Work) -> None:
    plan.git("checkout", "--quiet", "-b", "side")
    change(plan, "target: 50", "target: 40")
    plan.git("checkout", "--quiet", "main")
    change(plan, "target: 30", "target: 31")
    both, own = okr(plan.path, "diff", "main..side").out, okr(plan.path, "diff", "main...side").out
    assert "target 31 → 30" in both
    assert "demand/mql" not in own
    assert "target 50 → 40" in own


def test_on_a_branch_without_commits_everything_is_new(empty_work: Work) -> None:
    empty_work.write("okrs.yaml", PLAN)
    answer = okr(empty_work.path, "diff")
    assert answer.code == 0
    assert "new objective: We grow" in answer.out
    for words in (["log"], ["blame", "mql"], ["list", "--at", "HEAD"]):
        assert okr(empty_work.path, *words).code == 3


def test_a_file_that_cannot_be_read_is_left_out_of_the_diff_and_said(plan: Work) -> None:
    plan.write("okrs/2026-Q4/more.yaml", "cycle: 2026-Q4\nobjectives: [{id: more, title: More}]\n")
    plan.commit("more")
    plan.write("okrs/2026-Q4/more.yaml", "cycle: 2026-Q4\nobjectives: [{id: more\n")
    answer = okr(plan.path, "diff")
    assert answer.code == 1
    assert "removed" not in answer.out.replace("new, removed, renamed", "")
    assert "okrs/2026-Q4/more.yaml" in answer.err


@pytest.mark.parametrize("range_", ["--output=/tmp/okr-owned", "nothing..HEAD", "HEAD..^HEAD", "HEAD~9", "a\nb"])
def test_what_names_no_commit_is_refused(plan: Work, range_: str) -> None:
    before = snapshot(plan.path)
    answer = okr(plan.path, "diff", "--", range_)
    assert answer.code == 3
    assert "git has no commit" in answer.err
    assert snapshot(plan.path) == before
    assert not Path("/tmp/okr-owned").exists()


@pytest.mark.parametrize(
    "words", [["diff", "a..b", "--staged"], ["log", "--intent", "--progress"], ["log", "-n", "-1"]]
)
def test_contradictions_are_wrong_usage(plan: Work, words: list[str]) -> None:
    assert okr(plan.path, *words).code == 2


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_json_of_the_history_holds_what_is_promised_and_nothing_else(plan: Work) -> None:
    reason = "changes: [{date: 2026-11-02, field: target, from: 30, to: 25, reason: No budget}]"
    change(plan, "target: 30", f"target: 25, {reason}")
    plan.write("okrs/2026-Q4/checkins/mai/a.yaml", checkin(day=14, at=20) + "wins: [A win]\n")
    change(plan, "      - {id: soc2, title: We are certified, done: false}\n", "")
    assert okr(plan.path, "set", "mql", "id=leads").code == 0
    plan.write("okrs/2026-Q4/checkins/mai/a.yaml", checkin(day=14, at=20, value=23))
    documents = [
        document(plan, *words)
        for words in (["log"], ["diff", "HEAD~3"], ["diff"], ["blame", "leads"], ["blame", "growth"])
    ]
    assert {found["kind"] for found in documents} == {"log", "diff", "blame"}
    for found in documents:
        assert list(closed_report_schema().iter_errors(found)) == []
    assert "No budget" in [goalpost["reason"] for goalpost in documents[1]["goalposts"]]
    assert [d["after"]["value"] for d in documents[2]["altered"] if d["kind"] == "changed"] == [23]


def test_an_owner_moves_no_progress(plan: Work) -> None:
    plan.write("okrs/2026-Q4/checkins/mai/a.yaml", checkin(day=14, at=20))
    plan.commit("a week")
    change(plan, "target: 30", "target: 30, owner: mai")
    change(plan, "target: 30, owner: mai", "target: 25, owner: linh")
    posts = {post["field"]: post["progress"] for post in document(plan, "diff", "HEAD~1")["goalposts"]}
    assert posts["target"]["before"] != posts["target"]["after"]
    assert posts["owner"] == {"before": None, "after": None}


def test_the_diff_names_who_moved_a_target_and_in_which_commit(plan: Work) -> None:
    first = plan.head()
    change(plan, "target: 30", "target: 29")
    plan.git("config", "user.email", "linh@example.com")
    moved = change(plan, "target: 29", "target: 28")
    assert okr(plan.path, "set", "mql", "id=leads").code == 0
    (post,) = document(plan, "diff", first)["goalposts"]
    assert (post["by"]["commit"], post["by"]["person"]) == (moved, "linh")
    row = next(line for line in okr(plan.path, "diff", first).out.splitlines() if "30 → 28" in line)
    assert f"  linh  {moved[:7]}  " in row
    assert f"| Linh Vo `{moved[:7]}` |" in okr(plan.path, "diff", first, "--format", "md").out
    plan.write("okrs.yaml", (plan.path / "okrs.yaml").read_text().replace("target: 28", "target: 27"))
    assert document(plan, "diff", first)["goalposts"][0]["by"] is None
    assert "not committed" in okr(plan.path, "diff", first).out


def test_the_diff_names_who_altered_a_checkin_and_in_which_commit(plan: Work) -> None:
    path = "okrs/2026-Q4/checkins/mai/a.yaml"
    plan.write(path, checkin(day=14, at=20))
    first = plan.commit("a week")
    plan.git("config", "user.email", "linh@example.com")
    plan.write(path, checkin(day=14, at=20, value=23))
    altered = plan.commit("tidy")
    change(plan, "target: 30", "target: 28")
    (row,) = document(plan, "diff", first)["altered"]
    assert (row["by"]["commit"], row["by"]["person"]) == (altered, "linh")
    line = next(line for line in okr(plan.path, "diff", first).out.splitlines() if "altered: value" in line)
    assert line.split()[-2:] == ["linh", altered[:7]]
    assert f"(Linh Vo `{altered[:7]}`)" in okr(plan.path, "diff", first, "--format", "md").out
    plan.write(path, checkin(day=14, at=20, value=24))
    assert document(plan, "diff", first)["altered"][0]["by"] is None


# ── --at ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_at_shows_the_files_as_they_were_and_on_todays_files_from_another_day(plan: Work) -> None:
    plan.write("okrs/2026-Q4/checkins/mai/a.yaml", checkin(day=14, at=20))
    plan.commit("entered later")
    change(plan, "Grow inbound MQLs", "Grow leads")
    assert "Grow leads" in okr(plan.path, "show", "mql", "--on", "2026-10-15").out
    assert "14 Oct 2026" in okr(plan.path, "show", "mql", "--on", "2026-10-15").out
    was = okr(plan.path, "show", "mql", "--at", "HEAD~2")
    assert "Grow inbound MQLs" in was.out
    assert "14 Oct" not in was.out
    assert "5 Oct 2026 · day 5" in okr(plan.path, "status", "--at", "HEAD~2").out
    assert "16 Oct 2026 · day 16" in okr(plan.path, "status", "--at", "HEAD~1", "--on", "2026-10-16").out
    assert "Grow leads" in okr(plan.path, "list", "--at", "2026-10-07").out


@pytest.mark.parametrize(
    "words", ["status --all", "tree -k", "due", "trend mql", "cycle score", "explain mql", "list", "show mql"]
)
def test_every_view_shows_the_files_as_they_were(plan: Work, words: str) -> None:
    change(plan, "Grow inbound MQLs", "Grow leads")
    now, then, dated = (
        okr(plan.path, *words.split(), *more)
        for more in ([], ["--at", "HEAD~1"], ["--at", "HEAD~1", "--on", "2026-11-01"])
    )
    assert {now.code, then.code, dated.code} <= {0, 1}
    assert "Grow leads" in now.out
    assert "Grow inbound MQLs" not in now.out
    for seen in (then, dated) if words != "due" else (dated,):  # on the day of that commit nothing was due yet
        assert "Grow inbound MQLs" in seen.out
        assert "Grow leads" not in seen.out


def test_cycles_are_shown_as_they_were(plan: Work) -> None:
    change(plan, "    title: Open a channel", "    state: draft\n    title: Open a channel")
    change(plan, "cycle: 2026-Q4\n", "cycle: 2026-Q4\ncycles: [{id: 2026-Q4, title: Autumn}]\n")
    for words in (["cycle", "list"], ["cycle", "show"]):
        assert "Autumn" in okr(plan.path, *words).out
        assert "Autumn" not in okr(plan.path, *words, "--at", "HEAD~1").out
    assert okr(plan.path, "cycle", "current", "--at", "HEAD~1").out == "2026-Q4\n"


def test_at_a_day_before_the_history_is_refused(plan: Work) -> None:
    answer = okr(plan.path, "status", "--at", "2026-10-01")
    assert (answer.code, "there is no commit from 2026-10-01 or before" in answer.err) == (3, True)


# ── Repositories of every kind ────────────────────────────────────────────────────────────────────────────────────


def test_a_shallow_clone_says_that_its_history_is_cut(
    plan: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(plan, "target: 30", "target: 29")
    last = change(plan, "target: 29", "target: 28")
    clone = Work(tmp_path / "clone", monkeypatch)
    subprocess.run(["git", "clone", "-q", "--depth", "2", f"file://{plan.path}", str(clone.path)], check=True)
    answer = okr(clone.path, "log")
    assert answer.code == 0
    assert re.findall(r"target \S+ → \S+|new key", answer.out) == ["target 29 → 28"]
    assert "this is a shallow clone" in answer.err
    assert document(clone, "log")["is_cut"]
    found = {f["field"]: f["by"] and f["by"]["commit"] for f in document(clone, "blame", "mql")["fields"]}
    assert (found["target"], found["title"]) == (last, None)
    assert "this is a shallow clone" in okr(clone.path, "blame", "mql").err


def test_a_detached_head_and_a_linked_work_tree_have_their_history(plan: Work, tmp_path: Path) -> None:
    change(plan, "target: 30", "target: 29")
    change(plan, "target: 29", "target: 28")
    plan.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"), "HEAD~1")
    told = re.findall(r"target \S+ → \S+", okr(tmp_path / "linked", "log").out)
    assert told == ["target 30 → 29"]


def test_without_git_it_says_that_there_is_no_history(tmp_path: Path) -> None:
    (tmp_path / "okrs.yaml").write_text(PLAN)
    for words in (["diff"], ["log"], ["blame", "mql"], ["status", "--at", "HEAD"]):
        answer = okr(tmp_path, *words)
        assert (answer.code, "no git repository" in answer.err) == (3, True)


def test_reading_the_past_changes_nothing_and_runs_nothing(plan: Work, tmp_path: Path) -> None:
    change(plan, "target: 30", "target: 29")
    owned = tmp_path / "owned"
    script = plan.write(".git/evil", f"#!/bin/sh\ntouch {owned}\n")
    script.chmod(0o755)
    for name in ("diff.external", "core.fsmonitor", "core.pager", "diff.evil.textconv", "gpg.program"):
        plan.git("config", name, str(script))
    for name in ("log.showSignature", "log.follow", "diff.renames", "log.mailmap"):
        plan.git("config", name, "true")
    plan.write(".git/info/attributes", "*.yaml diff=evil filter=evil\n")
    before = snapshot(plan.path)
    for words in (["log"], ["diff", "HEAD~1"], ["blame", "mql"], ["status", "--at", "HEAD~1"]):
        assert okr(plan.path, *words).code == 0
    assert not owned.exists()
    assert snapshot(plan.path) == before


def test_a_link_in_the_past_is_not_followed(plan: Work) -> None:
    (plan.path / "okrs").mkdir()
    (plan.path / "okrs" / "secret.yaml").symlink_to("/etc/passwd")
    plan.commit("a link")
    assert len(entries(plan)) == 1
    assert okr(plan.path, "diff", "HEAD~1..HEAD").code in (0, 1)


def test_hostile_names_and_subjects_are_shown_as_they_are(plan: Work) -> None:
    plan.git("config", "user.name", "Eve \x1b[2J [bold]x")
    plan.git("config", "user.email", "eve@example.com")
    change(plan, "Grow inbound MQLs", "'[red]Grow[/red] :boom:'", message="s\x1b]0;owned\x07 [link=x]y[/link]")
    answer = okr(plan.path, "log", "-n", "1")
    assert "\x1b" not in answer.out
    assert "[link=x]y[/link]" in answer.out
    assert "[red]Grow[/red]" in answer.out


def test_authors_have_the_names_of_mailmap(plan: Work) -> None:
    plan.git("config", "user.name", "mt")
    plan.git("config", "user.email", "mt@laptop.local")
    plan.write(".mailmap", "Mai Tran <mai.tran@new.example.com> <mt@laptop.local>\n")
    change(plan, "Grow inbound MQLs", "Grow qualified leads", message="words")
    assert "Mai Tran" in okr(plan.path, "log", "-n", "1").out
    assert "mai.tran@new.example.com" in okr(plan.path, "log", "-n", "1", "--json").out
