"""Where `okr validate` reads from: the index, a commit, an editor; and what came with a change."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from okrcli.errors import RefusedError
from okrcli.git.process import BlobReader
from okrcli.git.repository import Repository
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import MAX_BYTES, Entry, WorkingTree
from tests.conftest import Work
from tests.support.commands import okr, snapshot, write
from tests.support.counting import git_processes

GOOD = "cycle: 2026-Q4\nobjectives:\n  - {id: demand, title: Demand, key_results: [{id: mql, title: MQL, target: 3}]}\n"
BAD = GOOD.replace("target: 3", "target: 3%")
USES = "cycle: 2026-Q4\nobjectives:\n  - {id: help, title: Help, contributes_to: [demand]}\n"
PLAN = "okrs/2026-Q4/plan.yaml"


def opened(folder: Path) -> Repository:
    repository = Repository.open(folder)
    assert repository
    return repository


@pytest.fixture
def plan(empty_work: Work) -> Work:
    """A repository with one good plan."""
    write(empty_work.path, {"okrs.yaml": "{}\n", PLAN: GOOD})
    empty_work.commit("a plan")
    return empty_work


# ── A snapshot is a source ────────────────────────────────────────────────────────────────────────────────────────


def test_a_commit_and_the_index_hold_what_lies_in_the_folder(plan: Work) -> None:
    plan.write("okrs/2026-Q4/checkins/mai/ü b.yaml", "x: 1\n")
    plan.write("okrs/empty.yaml", "")
    plan.commit("more")
    tree = WorkingTree(plan.path)
    for held in (opened(plan.path).revision("HEAD"), opened(plan.path).staged()):
        for folder in ("okrs", "okrs/2026-Q4", "okrs/2026-Q4/checkins", "okrs/2026-Q4/checkins/mai", "nowhere"):
            assert held.entries(folder) == tree.entries(folder)
        for path in held.paths:
            assert held.read(path) == tree.read(path)


def test_links_and_submodules_are_neither_file_nor_folder(plan: Work) -> None:
    (plan.path / "okrs/link.yaml").symlink_to("../okrs.yaml")
    plan.git("update-index", "--add", "--cacheinfo", f"160000,{plan.head()},okrs/module")
    plan.git("add", "okrs/link.yaml")
    plan.git("commit", "-qm", "others")
    for held in (opened(plan.path).revision("HEAD"), opened(plan.path).staged()):
        assert set(held.entries("okrs")) == {
            Entry("2026-Q4", "folder"),
            Entry("link.yaml", "other"),
            Entry("module", "other"),
        }
        for path in ("okrs/link.yaml", "okrs/module", "okrs"):
            with pytest.raises(IsADirectoryError):
                held.read(path)
        with pytest.raises(FileNotFoundError):
            held.read("okrs/none.yaml")
    assert "OKR091" in okr(plan.path, "validate", "--rev", "HEAD").out


def test_a_workspace_in_a_folder_sees_only_its_own(empty_work: Work) -> None:
    write(empty_work.path / "a", {PLAN: GOOD})
    write(empty_work.path / "b", {PLAN: BAD})
    empty_work.commit("two workspaces")
    held = opened(empty_work.path).revision("HEAD", "a")
    assert held.paths == ["okrs.yaml", PLAN]
    assert okr(empty_work.path / "a", "validate", "--rev", "HEAD").code == 0
    assert okr(empty_work.path / "b", "validate", "--rev", "HEAD").code == 1


def test_large_and_missing_contents(plan: Work) -> None:
    plan.write("okrs/large.yaml", b"x" * (MAX_BYTES + 10))
    plan.commit("large")
    held = opened(plan.path).revision("HEAD")
    assert len(held.read("okrs/large.yaml")) == MAX_BYTES + 1
    assert held.read("okrs.yaml") == b"{}\n"
    blob = held.blob(PLAN)
    assert blob
    (plan.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(OSError, match="does not have"):
        held.read(PLAN)
    answer = okr(plan.path, "validate", "--rev", "HEAD")
    assert "OKR093" in answer.out
    assert held.read("okrs.yaml") == b"{}\n"


def test_blobs_end_with_their_git(plan: Work) -> None:
    blobs = BlobReader(plan.path)
    with pytest.raises(OSError, match="does not have"):
        blobs.read("0" * 40, 10)
    assert blobs.read(plan.git("rev-parse", "HEAD:okrs.yaml").strip(), 2) == b"{}"
    blobs.close()
    assert blobs.read(plan.git("rev-parse", "HEAD:okrs.yaml").strip(), 9) == b"{}\n"
    process = blobs._process
    assert process
    process.kill()
    process.wait()
    with pytest.raises(RefusedError, match="ended too early"):
        blobs.read("0" * 40, 10)


@pytest.mark.parametrize("kind", ["sha256"])
def test_repositories_with_other_hashes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    work = Work(tmp_path / "w", monkeypatch)
    work.path.mkdir()
    work.git("init", "--quiet", f"--object-format={kind}")
    write(work.path, {PLAN: BAD})
    work.commit("a plan")
    assert "OKR102" in okr(work.path, "validate", "--rev", "HEAD").out


# ── --staged and --rev ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_staged_is_checked_and_not_what_lies_there(plan: Work) -> None:
    plan.write(PLAN, BAD)
    assert okr(plan.path, "validate").code == 1
    assert okr(plan.path, "validate", "--staged").code == 0
    plan.git("add", "-A")
    plan.write(PLAN, GOOD)
    before = (plan.state(), snapshot(plan.path))
    assert okr(plan.path, "validate").code == 0
    answer = okr(plan.path, "validate", "--staged")
    assert answer.code == 1
    assert f"{PLAN}:3:" in answer.out
    assert "of the index" in answer.out
    assert (plan.state(), snapshot(plan.path)) == before


def test_a_file_that_is_only_announced_is_not_staged(plan: Work) -> None:
    plan.write("okrs/new.yaml", BAD)
    plan.git("add", "-N", "okrs/new.yaml")
    assert okr(plan.path, "validate", "--staged").code == 0
    plan.write("okrs/empty.yaml", "")
    plan.git("add", "okrs/empty.yaml")
    answer = okr(plan.path, "validate", "--staged")
    assert "okrs/empty.yaml:1:1" in answer.out
    assert "okrs/new.yaml" not in answer.out


def test_an_unsettled_merge_is_refused(plan: Work) -> None:
    plan.git("checkout", "-qb", "other")
    plan.commit("theirs")
    plan.write(PLAN, GOOD.replace("Demand", "Theirs"))
    plan.commit("theirs")
    plan.git("checkout", "-q", "main")
    plan.write(PLAN, GOOD.replace("Demand", "Ours"))
    plan.commit("ours")
    plan.git("merge", "other", check=False)
    answer = okr(plan.path, "validate", "--staged")
    assert answer.code == 3
    assert "merge conflict" in answer.err


@pytest.mark.parametrize(("words", "code"), [("-qm x", 0), ("-qam x", 1), (f"-qm x -- {PLAN}", 1)])
def test_a_hook_checks_the_index_of_its_own_commit(plan: Work, words: str, code: int) -> None:
    """`git commit -a` and `git commit PATH` make the commit from an index of their own."""
    root = Path(__file__).parents[2]
    plan.hook("pre-commit", f"PYTHONPATH='{root}' exec '{sys.executable}' -m okrcli validate --staged >&2")
    plan.write(PLAN, BAD)
    plan.write("okrs/other.yaml", USES)
    plan.git("add", "okrs/other.yaml")
    done = subprocess.run(["git", "-C", plan.path, "commit", *words.split()], capture_output=True, check=False)
    assert done.returncode == code, done.stderr.decode()


def _hook(work: Work, folder: Path) -> None:
    """Install the hook of a workspace; it runs this program."""
    assert okr(folder, "setup", "git", "--hook", "--yes", "--no-commit").code == 0
    hook = work.path / ".git/hooks/pre-commit"
    run = f"PYTHONPATH='{Path(__file__).parents[2]}' exec '{sys.executable}' -m okrcli"
    hook.write_text(hook.read_text().replace("exec okr", run).replace("command -v okr", "command -v sh"))


def test_the_hook_judges_only_what_the_commit_brings(plan: Work) -> None:
    plan.write("okrs/2026-Q4/uses.yaml", USES)
    plan.write("okrs/2026-Q4/broken.yaml", "cycle: 2026-Q4\nobjectives: [\n")
    plan.commit("somebody else's mistake")
    _hook(plan, plan.path)
    assert okr(plan.path, "checkin", "mql", "2", "--by", "mai").code == 0
    plan.write("okrs/2026-Q4/lies_here.yaml", BAD)
    plan.write("notes.txt", "x")
    plan.git("add", "notes.txt")
    plan.git("commit", "-qm", "what is not staged is not in it")
    head = plan.head()
    plan.git("rm", "-q", "--cached", PLAN)
    plan.git("commit", "-qm", "only deletes, and uses.yaml refers to it", check=False)
    assert plan.head() == head
    plan.git("rm", "-q", "--cached", "okrs.yaml")
    plan.git("commit", "-qm", "plans without a workspace", check=False)
    assert plan.head() == head
    plan.git("rm", "-qr", "--cached", "okrs")
    plan.git("commit", "-qm", "no workspace any more")
    assert plan.head() != head


def test_the_hook_lets_a_merge_bring_the_mistakes_of_the_other_side(plan: Work) -> None:
    plan.git("switch", "-qc", "other")
    plan.write("okrs/2026-Q4/bad.yaml", BAD.replace("demand", "bad"))
    plan.write(PLAN, GOOD.replace("Demand", "Theirs"))
    plan.commit("theirs")
    plan.git("switch", "-q", "main")
    plan.write(PLAN, GOOD.replace("Demand", "Ours"))
    plan.commit("ours")
    _hook(plan, plan.path)
    plan.git("merge", "-q", "other", check=False)
    plan.write(PLAN, GOOD)
    plan.git("add", "-A")
    plan.git("commit", "-qm", "both")
    assert not (plan.path / ".git/MERGE_HEAD").exists()


def test_the_hook_of_a_first_commit_checks_all_of_it(empty_work: Work) -> None:
    write(empty_work.path, {"okrs.yaml": "{}\n", PLAN: BAD})
    _hook(empty_work, empty_work.path)
    empty_work.git("add", "-A")
    empty_work.git("commit", "-qm", "first", check=False)
    assert not empty_work.head()
    empty_work.write(PLAN, GOOD)
    empty_work.git("add", "-A")
    empty_work.git("commit", "-qm", "first")
    assert empty_work.head()


def test_a_commit_is_checked_as_it_is(plan: Work) -> None:
    plan.write(PLAN, BAD)
    plan.commit("bad")
    plan.write(PLAN, GOOD)
    plan.commit("good again")
    assert okr(plan.path, "validate", "--rev", "HEAD").code == 0
    answer = okr(plan.path, "validate", "--rev", "HEAD~1", "--format", "concise")
    assert answer.code == 1
    assert answer.out.startswith(f"{PLAN}:3:")
    (plan.path / PLAN).unlink()
    assert okr(plan.path, "validate", PLAN, "--rev", "HEAD~1").code == 1
    assert okr(plan.path, "validate", "okrs.yaml", "okrs.yaml", "--rev", "HEAD~1").code == 0
    for place, words in (("okrs/typo.yaml", "in HEAD~1"), ("..", "outside"), ("/nowhere", "outside")):
        answer = okr(plan.path, "validate", place, "--rev", "HEAD~1")
        assert (answer.code, words in answer.err) == (2, True), answer.err


@pytest.mark.parametrize(
    "revision", ["--output=/tmp/x", "-p", "^HEAD", "nowhere", "HEAD:okrs.yaml", "a\0b", "HEAD --all"]
)
def test_what_is_no_commit_is_refused(plan: Work, revision: str) -> None:
    for option in ("--rev", "--since"):
        answer = okr(plan.path, "validate", f"{option}={revision}")
        assert answer.code == 3
        assert "git has no commit" in answer.err


def test_a_commit_without_a_workspace_is_refused(empty_work: Work) -> None:
    empty_work.commit("nothing")
    write(empty_work.path, {PLAN: GOOD})
    for words in (["--rev", "HEAD"], ["--staged"]):
        answer = okr(empty_work.path, "validate", *words)
        assert answer.code == 3
        assert "there is no okrs.yaml" in answer.err


def test_without_git_it_says_what_it_cannot_check(tmp_path: Path) -> None:
    write(tmp_path, {PLAN: GOOD})
    for words in (["--rev", "HEAD"], ["--staged"], ["--since", "main"]):
        answer = okr(tmp_path, "validate", *words)
        assert answer.code == 3
        assert "in no git repository, so only the files here can be checked" in answer.err


def test_an_index_that_is_not_of_this_repository_is_not_read(
    plan: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook of another repository, or whatever else somebody put into the environment."""
    other = tmp_path / "index"
    shutil.copy(plan.path / ".git/index", other)
    plan.write(PLAN, BAD)
    plan.git("add", "-A")
    for place in (str(other), "", "/nowhere/index"):
        monkeypatch.setenv("GIT_INDEX_FILE", place)
        assert okr(plan.path, "validate", "--staged").code == 1


def test_git_is_started_a_few_times_whatever_the_number_of_files(plan: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        plan.write(f"okrs/2026-Q4/{number}.yaml", GOOD.replace("demand", f"o{number}"))
    plan.commit("many")
    started = git_processes(monkeypatch)
    assert okr(plan.path, "validate", "--rev", "HEAD").code == 0
    assert sorted(started) == ["cat-file", "ls-tree", "rev-parse", "rev-parse"]


# ── --since ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def branch(plan: Work) -> Work:
    """An old mistake on main, which went on, and a branch that is checked out."""
    plan.write("okrs/2026-Q4/old.yaml", BAD.replace("demand", "old"))
    plan.write("okrs/2026-Q4/uses.yaml", USES)
    plan.commit("an old mistake")
    plan.git("checkout", "-qb", "change")
    plan.git("checkout", "-q", "main")
    plan.write("okrs/2026-Q4/late.yaml", BAD.replace("demand", "late"))
    plan.commit("main goes on")
    plan.git("checkout", "-q", "change")
    return plan


def test_only_what_came_with_the_change_is_reported(branch: Work) -> None:
    answer = okr(branch.path, "validate", "--since", "main")
    assert (answer.code, "no new findings" in answer.out) == (0, True)
    assert re.search(r"1 error.* left out: already at the merge base with main", answer.err)
    branch.write("okrs/2026-Q4/new.yaml", BAD.replace("demand", "new"))
    answer = okr(branch.path, "validate", "--since", "main", "--format", "concise")
    assert answer.code == 1
    assert [line.split(":")[0] for line in answer.out.splitlines()] == ["okrs/2026-Q4/new.yaml"]


def test_what_a_change_breaks_elsewhere_is_reported(branch: Work) -> None:
    branch.write(PLAN, GOOD.replace("id: demand", "id: renamed"))
    for words in ([], ["--staged"], ["--rev", "HEAD"]):
        if words:
            branch.commit("rename")
        answer = okr(branch.path, "validate", "--since", "main", "--format", "concise", *words)
        assert answer.code == 1, words
        assert [line.split(":")[0] for line in answer.out.splitlines()] == ["okrs/2026-Q4/uses.yaml"]


MISTAKES = """\
cycle: 2026-Q4
objectives:
  - {id: a, title: A, contributes_to: [nowhere], colour: red, key_results: [{id: k, title: K, target: 3%}]}
  - {id: b, title: B, state: paused, key_results: [{id: k, title: K, target: 3, checkins: [{date: 2026-13-01}]}]}
"""
BLOCKS = """\
# in another layout
cycle: 2026-Q4

objectives:
  - id: b
    title: B
    state: paused
    key_results:
      - {target: 3, id: k, title: K, checkins: [{date: 2026-13-01}]}
  - id: a
    title: A
    contributes_to:
      - nowhere
    colour: red
    key_results:
      - id: k
        title: K
        target: 3%
"""


def test_another_layout_order_or_name_of_a_file_makes_no_finding_new(plan: Work) -> None:
    plan.write(PLAN, MISTAKES)
    plan.write("okrs/2026-Q4/torn.yaml", "cycle: 2026-Q4\nobjectives: [\n")
    plan.commit("mistakes")
    before = okr(plan.path, "validate", "--format", "concise").out.splitlines()
    assert len(before) == 6, before
    assert okr(plan.path, "validate", "--write-baseline", "known.json").code == 1
    plan.git("mv", "okrs/2026-Q4/torn.yaml", "okrs/2026-Q4/other.yaml")
    plan.git("mv", PLAN, "okrs/2026-Q4/moved.yaml")
    plan.write("okrs/2026-Q4/moved.yaml", BLOCKS)
    answer = okr(plan.path, "validate", "--since", "HEAD", "--strict", "--format", "concise")
    assert (answer.code, answer.out) == (0, ""), answer.out
    assert "left out" in answer.err
    soft = [line for line in before if "OKR114" in line or "OKR201" in line]
    assert len(soft) == 2
    answer = okr(plan.path, "validate", "--baseline", "known.json", "--format", "concise")
    assert not [line for line in answer.out.splitlines() if "OKR114" in line or "OKR201" in line]
    plan.write("okrs/2026-Q4/moved.yaml", BLOCKS.replace("- nowhere", "- nowhere\n      - lost"))
    answer = okr(plan.path, "validate", "--since", "HEAD", "--format", "concise")
    assert [line.split(" ", 1)[1] for line in answer.out.splitlines()] == ["error[OKR201] there is no `lost`"]


def test_everything_is_new_where_there_was_no_workspace(empty_work: Work) -> None:
    start = empty_work.commit("nothing")
    write(empty_work.path, {PLAN: BAD})
    assert okr(empty_work.path, "validate", "--since", start).code == 1


def test_line_ends_that_git_makes_are_no_change(branch: Work) -> None:
    old = branch.path / "okrs/2026-Q4/old.yaml"
    old.write_bytes(old.read_bytes().replace(b"\n", b"\r\n"))
    assert okr(branch.path, "validate", "--since", "main").code == 0


def test_a_shallow_clone_says_that_its_history_is_cut(
    branch: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    branch.git("clone", "-q", "--depth", "1", "--no-single-branch", f"file://{branch.path}", str(clone))
    answer = okr(clone, "validate", "--since", "origin/main")
    assert answer.code == 3
    assert "shallow" in answer.err
    assert "fetch-depth: 0" in answer.err
    assert okr(clone, "validate", "--since", "HEAD").code == 0
    assert okr(clone, "validate").code == 1


# ── A file from an editor ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_from_an_editor_is_checked_in_its_workspace(plan: Work) -> None:
    plan.write("okrs/2026-Q4/old.yaml", BAD.replace("demand", "old"))
    before = snapshot(plan.path)
    words = ("validate", "-", "--format", "concise", "--stdin-filename")
    assert okr(plan.path, *words, PLAN, given=GOOD.encode()).code == 0
    answer = okr(plan.path, *words, PLAN, given=BAD.encode())
    assert answer.code == 1
    assert answer.out.startswith(f"{PLAN}:3:")
    assert answer.out.count("\n") == 1
    for name in (str(plan.path / "okrs/2027-Q1/deep/new.yaml"), "okrs/2027-Q1/deep/new.yaml"):
        answer = okr(plan.path, *words, name, given=b"cycle: 2027-Q1\nobjectives: 3\n")
        assert answer.out.startswith("okrs/2027-Q1/deep/new.yaml:2:13")
    assert okr(plan.path, *words, "okrs/2026-Q4/uses.yaml", given=USES.encode()).code == 0
    assert okr(plan.path, *words, "okrs.yaml", given=b"\xff").code == 1
    assert okr(plan.path, *words, "okrs.yaml", given=b"x" * 3_000_000).code == 1
    assert snapshot(plan.path) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["-"], 2),
        (["--stdin-filename", "okrs.yaml"], 2),
        (["-", "okrs", "--stdin-filename", "okrs.yaml"], 2),
        (["-", "--stdin-filename", "okrs.yaml", "--staged"], 2),
        (["--staged", "--rev", "HEAD"], 2),
        (["-", "--stdin-filename", "README.md"], 3),
        (["-", "--stdin-filename", "../okrs.yaml"], 3),
        (["-", "--stdin-filename", "/etc/passwd"], 3),
    ],
)
def test_contradictions_are_refused(plan: Work, words: list[str], code: int) -> None:
    answer = okr(plan.path, "validate", *words)
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith("error: ")


def test_every_example_is_the_same_from_all_sources(empty_work: Work) -> None:
    shutil.copytree(Path(__file__).parents[2] / "examples/company", empty_work.path, dirs_exist_ok=True)
    os.truncate(empty_work.path / "okrs/2026-Q4/sales.yaml", 700)
    empty_work.commit("company")
    outs = [okr(empty_work.path, "validate", "--json", *words).out for words in ([], ["--staged"], ["--rev", "HEAD"])]
    assert outs[0] == outs[1] == outs[2]
    assert '"errors": 0' not in outs[0]


def test_a_file_that_an_edit_takes_away_is_gone_for_who_reads_on(tmp_path: Path) -> None:
    overlay = PendingFiles(WorkingTree(write(tmp_path, {"okrs/a.yaml": "a: 1\n", "okrs/b.yaml": "b: 1\n"})))
    overlay.put("okrs/a.yaml", None)
    overlay.put("okrs/deep/c.yaml", b"c: 1\n")
    assert [(entry.name, entry.kind) for entry in overlay.entries("okrs")] == [("b.yaml", "file"), ("deep", "folder")]
    with pytest.raises(FileNotFoundError):
        overlay.read("okrs/a.yaml")
    assert (overlay.read("okrs/b.yaml"), overlay.read("okrs/deep/c.yaml")) == (b"b: 1\n", b"c: 1\n")
    assert (overlay.before("okrs/a.yaml"), overlay.before("okrs/deep/c.yaml")) == (b"a: 1\n", None)


@pytest.mark.parametrize("at_head", [False, True])
@pytest.mark.parametrize("kind", ["link", "file", "dangling"])
def test_okrs_itself_as_a_link_or_a_file_is_found(empty_work: Work, tmp_path: Path, kind: str, at_head: bool) -> None:
    """The plan in it is not read, so nothing may say that all is good."""
    elsewhere = write(tmp_path / "elsewhere", {"okrs/plan.yaml": "cycle: 2026-Q4\nobjectives: []\n"}) / "okrs"
    place = empty_work.path / "okrs"
    if kind == "file":
        place.write_text("text\n")
    else:
        place.symlink_to(elsewhere if kind == "link" else tmp_path / "nowhere")
    empty_work.commit("start", okrs_yaml="people: []\n")
    answer = okr(empty_work.path, "validate", *(["--rev", "HEAD"] if at_head else []))
    assert answer.code == 1
    assert "okrs:1:1: error[OKR091]" in answer.out
    status = okr(empty_work.path, "list")
    assert status.code in (1, 3)
    assert "OKR091" in status.err or "okrs:1:1" in status.err


SPARSE_PLAN = """\
cycle: 2026-Q4
objectives: [{id: o, title: An objective, key_results: [{id: k, title: K, start: 0, target: 10}]}]
"""
SPARSE_CHECKIN = """\
id: a1b2c3d4
cycle: 2026-Q4
date: 2026-11-10
at: 2026-11-10T09:00:00Z
by: mai
checkins: [{kr: o/k, value: 8}]
"""
SPARSE_FILES = {
    "okrs.yaml": "people: [{id: mai, email: mai@example.com}]\n",
    "okrs/2026-Q4/plan.yaml": SPARSE_PLAN,
    "okrs/2026-Q4/checkins/mai/2026-11-10-a1b2.yaml": SPARSE_CHECKIN,
    "okrs/2026-Q3/plan.yaml": SPARSE_PLAN.replace("2026-Q4", "2026-Q3"),
}


@pytest.mark.parametrize("left_out", ["/okrs/2026-Q4/checkins/", "/okrs/2026-Q4/", "/okrs/"])
def test_files_that_a_sparse_checkout_leaves_out_are_named(
    empty_work: Work, left_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    write(empty_work.path, SPARSE_FILES)
    empty_work.commit("start")
    assert "80 %" in okr(empty_work.path, "status").out
    empty_work.git("sparse-checkout", "set", "--no-cone", "/*", f"!{left_out}")
    for words in (("status",), ("validate",), ("cycle", "score"), ("report",), ("show", "k"), ("agenda",), ("due",)):
        answer = okr(empty_work.path, *words)
        assert answer.code in (1, 3), words
        text = answer.out + answer.err
        assert "sparse checkout" in text or "cannot be read: okrs/" in text, words
    refused = okr(empty_work.path, "checkin", "k", "9", "--by", "mai")
    assert refused.code == 3
    assert "spars" in refused.err or "cannot be read: okrs/" in refused.err
    empty_work.git("sparse-checkout", "disable")
    assert okr(empty_work.path, "validate").code == 0


def test_a_sparse_checkout_that_leaves_out_another_cycle_is_fine(
    empty_work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    write(empty_work.path, SPARSE_FILES)
    empty_work.commit("start")
    empty_work.git("sparse-checkout", "set", "--no-cone", "/*", "!/okrs/2026-Q3/")
    answer = okr(empty_work.path, "status")
    assert (answer.code, answer.err) == (0, "")
    assert "80 %" in answer.out
    assert "sparse checkout" in okr(empty_work.path, "validate").out
    assert okr(empty_work.path, "checkin", "k", "9", "--by", "mai").code == 0


def test_blobs_that_are_read_ahead_need_no_question_of_their_own(plan: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing one, and one that is larger than the limit, are read as if they had been asked for alone."""
    for number in range(3):
        plan.write(f"n{number}", f"content {number}" * (1 if number else 100))
    plan.commit("three files")
    known = [plan.git("rev-parse", f"HEAD:n{number}").strip() for number in range(3)]
    wanted = [known[1], "0" * 40, known[0], known[2]]
    alone = BlobReader(plan.path)
    asked: list[list[str]] = []
    ask = BlobReader._ask

    def counted(self: BlobReader, blobs: Sequence[str]) -> None:
        asked.append(list(blobs))
        ask(self, blobs)

    expected = [alone.read(blob, 50) for blob in known]
    monkeypatch.setattr(BlobReader, "_ask", counted)
    ahead = BlobReader(plan.path)
    ahead.read_ahead(wanted, 50)
    count = len(asked)
    assert [ahead.read(blob, 50) for blob in known] == expected
    assert ahead.read(known[1], 3) == b"con"
    assert len(asked) == count <= 2
    with pytest.raises(OSError, match="does not have"):
        ahead.read("0" * 40, 50)
    ahead.read_ahead([known[1]], 50)
    assert list(ahead._ready) == [known[1]]


def test_a_history_is_read_in_portions(plan: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(40):
        plan.write(PLAN, f"cycle: 2026-Q4\nobjectives: [{{id: a, title: A {number}, key_results: []}}]\n")
        plan.commit(f"title {number}")
    asked: list[int] = []
    ask = BlobReader._ask

    def counted(self: BlobReader, blobs: Sequence[str]) -> None:
        asked.append(len(blobs))
        ask(self, blobs)

    monkeypatch.setattr(BlobReader, "_ask", counted)
    assert okr(plan.path, "--no-cache", "log", "a").code == 0
    assert len(asked) < 20
