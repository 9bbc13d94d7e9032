"""`okr undo`: it takes back the last okr commit and nothing else, and never leaves an error."""

from __future__ import annotations

import pytest

from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr

CLOSED = f"cycles: [{{id: 2026-Q3, state: closed}}]\n{PLAN}"
CHECKIN = """\
id: 7k2m9x4t
cycle: 2026-Q4
date: 2026-11-02
at: 2026-11-02T09:04:05Z
by: mai
checkins:
  - {kr: demand/mql, value: 22}
"""


@pytest.fixture
def shop(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    empty_work.commit("plan", okrs_yaml=CLOSED)
    return empty_work


@pytest.mark.parametrize(
    ("words", "then"),
    [
        (["set", "mql", "id=leads"], ["checkin", "leads", "25"]),
        (["add", "kr", "demand", "Grow tests", "id=tests", "target=3", "-m", "Asked for"], ["checkin", "tests", "2"]),
        (["add", "objective", "We ship", "id=ship"], ["checkin", "ship", "-m", "Soon"]),
        (["add", "milestone", "launch", "Gold", "id=gold", "-m", "Asked for"], ["checkin", "launch", "gold"]),
    ],
    ids=lambda words: words[0],
)
def test_what_something_later_rests_on_stays(
    shop: Work, monkeypatch: pytest.MonkeyPatch, words: list[str], then: list[str]
) -> None:
    assert okr(shop.path, *words).code == 0
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "linh@example.com")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Linh Vo")
    assert okr(shop.path, *then, "--by", "linh").code == 0
    for name in ("GIT_AUTHOR_EMAIL", "GIT_AUTHOR_NAME"):
        monkeypatch.delenv(name)
    before = shop.state()
    answer = okr(shop.path, "undo")
    assert answer.code == 3
    assert "error: undo would make okrs/2026-Q4/checkins/linh/" in answer.err
    assert "help: this file was changed later by Linh Vo: okr checkin" in answer.err
    assert shop.state() == before
    assert okr(shop.path, "undo", "--dry-run").code == 3
    monkeypatch.setenv("GIT_COMMITTER_EMAIL", "linh@example.com")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "linh@example.com")
    assert okr(shop.path, "undo").code == 0, "Linh takes hers back"
    for name in ("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"):
        monkeypatch.delenv(name)
    assert okr(shop.path, "undo").code == 0
    assert okr(shop.path, "validate").code == 0
    assert (shop.path / "okrs.yaml").read_text("utf-8") == CLOSED


@pytest.mark.parametrize(
    "words",
    [
        ["set", "mql", "title=More"],
        ["checkin", "mql", "22", "--by", "mai"],
        ["add", "action", "mql", "Call them"],
        ["fmt"],
    ],
    ids=lambda words: words[0],
)
def test_work_that_is_not_committed_is_named_and_an_older_command_stays(shop: Work, words: list[str]) -> None:
    assert okr(shop.path, "set", "calls", "title=Sixty calls").code == 0
    assert okr(shop.path, *words, "--no-commit").code == 0
    before = shop.state()
    answer = okr(shop.path, "undo")
    assert answer.code == 3
    assert "error: there are changes that are not committed: okrs" in answer.err
    assert "then run okr undo for your last commit: okr set: demand/calls" in answer.err
    assert shop.state() == before


@pytest.mark.parametrize(
    ("path", "then"),
    [
        ("notes.txt", "nothing"),
        ("okrs.yaml", "nothing"),
        ("notes.txt", "rebase"),
        ("okrs.yaml", "rebase"),
        ("notes.txt", "no reflog"),
    ],
)
def test_work_that_was_amended_into_the_commit_is_named_and_stays(shop: Work, path: str, then: str) -> None:
    assert okr(shop.path, "set", "calls", "title=Sixty calls").code == 0
    original = shop.head()
    shop.write(path, ((shop.path / path).read_text("utf-8") if path == "okrs.yaml" else "") + "# mine\n")
    shop.git("add", "-A")
    shop.git("commit", "--quiet", "--amend", "--no-edit")
    if then == "rebase":
        shop.git("rebase", "--quiet", "--force-rebase", "HEAD~1")
    elif then == "no reflog":
        shop.git("reflog", "expire", "--expire=now", "--all")
    before = shop.state()
    answer = okr(shop.path, "undo")
    assert answer.code == 3
    assert f"error: the commit has changes that okr did not write: {path}\n" in answer.err
    assert (f"git revert {original[:10]}\n" in answer.err) == (then != "no reflog")
    assert f"revert all of it: git revert {shop.head()[:10]}\n" in answer.err
    assert shop.state() == before


def test_a_commit_that_was_only_moved_or_reworded_is_taken_back(shop: Work) -> None:
    shop.commit("other", notes_txt="a")
    assert okr(shop.path, "set", "calls", "title=Sixty calls").code == 0
    shop.git("switch", "--quiet", "-c", "side", "HEAD~2")
    shop.write("okrs.yaml", f"# a heading\n{CLOSED}")
    shop.commit("heading")
    shop.git("cherry-pick", "main")
    message = shop.git("show", "--format=%B", "--no-patch")
    shop.git("commit", "--quiet", "--amend", "-m", message.replace("okr set:", "okr set, again:"))
    answer = okr(shop.path, "undo")
    assert answer.code == 0, answer.err
    assert (shop.path / "okrs.yaml").read_text("utf-8") == f"# a heading\n{CLOSED}"


def test_no_option_is_named_that_undo_does_not_have(shop: Work) -> None:
    assert okr(shop.path, "setup", "codeowners", "--write").code == 0
    owners = next(path for path in shop.paths_of("HEAD"))
    shop.write(owners, (shop.path / owners).read_text("utf-8") + "# mine\n")
    answer = okr(shop.path, "undo")
    assert answer.code == 3
    assert f"error: {owners} has changes that are not committed\n" in answer.err
    assert "no-commit" not in answer.err


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["checkin", "mql", "22"], "help: correct a check-in by a new one: okr checkin --correct ID VALUE\n"),
        (["set", "mql", "title=More"], "help: revert it: git revert "),
    ],
    ids=lambda words: words[0],
)
def test_what_others_have_is_taken_back_by_what_fits(shop: Work, words: list[str], hint: str) -> None:
    assert okr(shop.path, *words).code == 0
    shop.git("update-ref", "refs/remotes/origin/main", "HEAD")
    answer = okr(shop.path, "undo")
    assert answer.code == 3
    assert hint in answer.err
    assert answer.err.count("--correct") == (words[0] == "checkin")
    assert f"git revert {shop.head()[:10]}\n" in answer.err


def test_what_lies_outside_of_the_plans_is_nothing_to_undo(shop: Work) -> None:
    assert okr(shop.path, "set", "calls", "title=Sixty calls").code == 0
    shop.write("notes.txt", "mine")
    shop.git("add", "notes.txt")
    assert okr(shop.path, "undo").code == 0
    assert (shop.path / "okrs.yaml").read_text("utf-8") == CLOSED
    assert shop.paths_of("HEAD") == ["okrs.yaml"]


def test_undo_is_proposed_only_where_it_takes_back_what_was_just_done(shop: Work) -> None:
    shop.write("okrs/2026-Q3/a.yaml", "cycle: 2026-Q3\nobjectives: [{id: a, title: A, decision: abandon}]\n")
    for number, name in enumerate(("7k2m9x4t", "8k2m9x4t")):
        text = (
            CHECKIN.replace("2026-Q4", "2026-Q3")
            .replace("7k2m9x4t", name)
            .replace("2026-11-02", f"2026-09-0{number + 1}")
        )
        shop.write(
            f"okrs/2026-Q3/checkins/mai/{name}.yaml",
            text.replace("checkins:\n  - {kr: demand/mql, value: 22}", "wins: [W]"),
        )
    shop.commit("check-ins of the last cycle")
    packed = okr(shop.path, "cycle", "pack", "2026-Q3", "--no-commit")
    assert packed.code == 0, packed.err
    assert "okr undo" not in packed.out
    shop.git("checkout", "-q", "--", ".")
    shop.git("clean", "-fdq")
    assert "next: okr undo" in okr(shop.path, "cycle", "pack", "2026-Q3").out
    assert okr(shop.path, "undo").code == 0


def test_a_goalpost_that_was_moved_and_taken_back_accuses_nobody(shop: Work) -> None:
    assert okr(shop.path, "set", "mql", "target=40", "-m", "A second channel").code == 0
    assert okr(shop.path, "undo").code == 0
    audit = okr(shop.path, "audit")
    assert audit.code == 0, audit.out
    for command in ("cycle retro", "log"):
        assert "no reason" not in okr(shop.path, *command.split()).out


def test_a_workspace_that_okr_init_made_is_taken_back_while_nothing_else_is_in_it(empty_work: Work) -> None:
    assert okr(empty_work.path, "init", "--me", "mai").code == 0
    answer = okr(empty_work.path, "undo")
    assert answer.code == 0, answer.err
    assert not (empty_work.path / "okrs.yaml").exists()
    assert okr(empty_work.path, "init", "--me", "mai").code == 0
    head = empty_work.head()
    empty_work.write("okrs/2026-Q4/plan.yaml", "cycle: 2026-Q4\nobjectives: []\n")
    empty_work.commit("a plan")
    answer = okr(empty_work.path, "undo")
    assert answer.code != 0
    assert empty_work.head() != head
    assert (empty_work.path / "okrs.yaml").exists()
