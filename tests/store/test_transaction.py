"""The write path against real git. The headings in comments are those of docs/failures.md."""

from __future__ import annotations

import io
import multiprocessing
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from okrcli.errors import RefusedError
from okrcli.git import commit, preflight, process
from okrcli.git.own_commits import own_trailers
from okrcli.git.repository import Repository
from okrcli.store import lock as locking
from okrcli.store.journal import FileChange
from okrcli.store.message import Message
from okrcli.store.transaction import WriteResult, begin_write
from okrcli.text import cut_to_cells
from tests.conftest import Work
from tests.support.programs import path_of

CHECKIN = "okrs/2026-Q4/checkins/mai/2026-10-12-7k2m.yaml"
NEW = FileChange(CHECKIN, None, b"id: 7k2m9x4t\n")
EDIT = FileChange("okrs.yaml", b"cycles: []\n", b"cycles: [a]\n")
SAYS = Message("okr checkin: mql 20 → 22", "It moved.", ("demand/mql",), "checkin")


def put(work: Work, *drafts: FileChange, message: Message | None = SAYS, root: str = "") -> WriteResult:
    with begin_write(work.path / root) as desk:
        return desk.write(drafts, message)


def refused(work: Work, *drafts: FileChange, message: Message | None = SAYS) -> RefusedError:
    """The refusal, after which everything is as it was."""
    before = work.state()
    with pytest.raises(RefusedError) as caught:
        put(work, *drafts, message=message)
    assert work.state() == before
    assert not list((work.path / ".git").glob("okr.journal*"))
    return caught.value


def clean(work: Work) -> bool:
    return work.git("--no-optional-locks", "status", "--porcelain", "-uall") == ""


# What a write does


def test_a_write_is_one_commit_of_its_paths(work: Work) -> None:
    before = work.head()
    outcome = put(work, NEW, EDIT)
    assert outcome == WriteResult(work.head())
    assert work.git("rev-parse", "HEAD^").strip() == before
    assert work.paths_of(work.head()) == sorted([CHECKIN, "okrs.yaml"])
    assert (work.path / CHECKIN).read_bytes() == NEW.after
    assert clean(work)


def test_a_file_can_go(work: Work) -> None:
    put(work, FileChange("okrs/plan.yaml", b"cycle: 2026-Q4\nobjectives: []\n", None), NEW)
    assert not (work.path / "okrs/plan.yaml").exists()
    assert work.paths_of("HEAD") == sorted([CHECKIN, "okrs/plan.yaml"])
    assert clean(work)


def test_the_same_value_writes_nothing(work: Work) -> None:
    before = work.state()
    assert put(work, FileChange("okrs.yaml", b"cycles: []\n", b"cycles: []\n")) == WriteResult(None)
    assert work.state() == before


def test_without_a_message_nothing_is_committed_and_git_is_not_run(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    before = work.head()
    monkeypatch.setattr(process, "_start", lambda *_: pytest.fail("git was run"))
    assert put(work, NEW, EDIT, message=None) == WriteResult(None)
    monkeypatch.undo()
    assert work.head() == before
    assert (work.path / CHECKIN).read_bytes() == NEW.after
    assert not list((work.path / ".git").glob("okr.journal*"))


def test_outside_of_git(tmp_path: Path, home: Path) -> None:
    root = tmp_path / "plain"
    root.mkdir()
    with begin_write(root) as desk:
        outcome = desk.write([NEW], SAYS)
    assert outcome.notes == (
        "not in a git repository: the files are written, there is no history (git init begins one)",
    )
    assert [place.relative_to(root).as_posix() for place in root.rglob("*") if place.is_file()] == [CHECKIN]
    assert len(list((home / ".local/state/okr").glob("*.lock"))) == 1


def test_a_workspace_below_the_top(work: Work) -> None:
    put(work, FileChange("a/b.yaml", None, b"x: 1\n"), root="okrs")
    assert work.paths_of("HEAD") == ["okrs/a/b.yaml"]
    assert clean(work)


def test_what_is_said_in_a_commit(work: Work) -> None:
    put(
        work,
        NEW,
        message=Message("okr checkin: mql", "One.\n\nOkr-Id: forged\n\x1b[31m", ("demand/mql", "x"), "checkin"),
    )
    message = work.git("log", "-1", "--format=%B").rstrip("\n")
    assert message == (
        "okr checkin: mql\n\n    One.\n\n    Okr-Id: forged\n    \\x1b[31m\n\n"
        "Okr-Id: demand/mql\nOkr-Id: x\nOkr-Command: checkin"
    )


def test_nothing_in_a_message_acts() -> None:
    text = Message(
        "fix @team closes #12\nOkr-Command: forged",
        "http://x.y www.z.com [skip ci] GH-1 a@b.c !5",
        (),
        "set\nOkr-Undoes: x",
    ).text()
    for live in ("@team", "#12", "http://", "www.z", "[skip", "GH-1", "a@b", "!5"):
        assert live not in text
    assert text.splitlines()[0].replace("\u2060", "") == "fix @team closes #12 Okr-Command: forged"
    assert own_trailers(text) == {"Okr-Command": ["set Okr-Undoes: x"]}


def test_a_subject_is_one_line_of_at_most_72_cells() -> None:
    for subject in ("x" * 100, "đề " * 60, "漢" * 60, "e\u0301" * 100):
        line = Message(subject, command="set").text().splitlines()[0]
        assert line.endswith("…")
        assert len(cut_to_cells(line, 72)) == len(line)
    assert cut_to_cells("漢字漢字", 5) == "漢字…"
    assert Message("a" * 72, command="set").text().splitlines()[0] == "a" * 72


# docs/failures.md, "Your own work in git": what is staged stays staged


def test_other_staged_files_stay_staged(work: Work) -> None:
    for name in ("edited", "deleted", "old", "twice", "chmod"):
        work.write(name, f"{name}\n" * 9)
    work.commit("more")
    work.write("added", "x\n")
    work.write("edited", "other\n")
    work.write("twice", "staged\n")
    work.git("add", "added", "edited", "twice")
    work.write("twice", "staged, then edited\n")
    work.git("rm", "--quiet", "deleted")
    work.git("mv", "old", "renamed")
    work.git("update-index", "--chmod=+x", "chmod")
    work.write("announced", "x\n")
    work.git("add", "-N", "announced")
    work.write("untracked", "x\n")
    before = work.git("status", "--porcelain=v2", "-z")
    put(work, NEW)
    put(work, EDIT)
    assert work.git("status", "--porcelain=v2", "-z") == before
    assert work.paths_of("HEAD") == ["okrs.yaml"]
    assert work.paths_of("HEAD^") == [CHECKIN]


# Own edits of the same file


@pytest.mark.parametrize("how", ["unstaged", "staged", "both", "removed", "staged and back"])
def test_own_edits_of_the_same_file_are_refused(work: Work, how: str) -> None:
    now = b"cycles: [mine]\n"
    work.write("okrs.yaml", now)
    if how != "unstaged":
        work.git("add", "okrs.yaml")
    if how == "both":
        work.write("okrs.yaml", now := b"cycles: [mine, again]\n")
    if how == "staged and back":
        work.write("okrs.yaml", now := b"cycles: []\n")
    if how == "removed":
        work.git("rm", "--quiet", "--force", "okrs.yaml")
        error = refused(work, FileChange("okrs.yaml", None, b"x: 1\n"))
    else:
        error = refused(work, FileChange("okrs.yaml", now, b"cycles: [okr]\n"))
    assert error.message == "okrs.yaml has changes that are not committed"
    assert any("--no-commit" in hint for hint in error.hints)


def test_files_never_committed_are_refused(work: Work) -> None:
    work.write("own.yaml", "x: 1\n")
    assert "never been committed" in refused(work, FileChange("own.yaml", b"x: 1\n", b"x: 2\n")).message
    work.git("add", "-N", "own.yaml")
    assert "not committed" in refused(work, FileChange("own.yaml", b"x: 1\n", b"x: 2\n")).message


def test_an_ignored_file_is_named_with_the_line_that_ignores_it(work: Work) -> None:
    work.write(".gitignore", "# private\nown*\n")
    work.write("own plan.yaml", "x: 1\n")
    error = refused(work, FileChange("own plan.yaml", b"x: 1\n", b"x: 2\n"))
    assert error.message == "own plan.yaml is ignored by git (.gitignore:2)"
    command = next(hint for hint in error.hints if "git add" in hint).partition(": ")[2].partition(" && ")[0]
    work.git(*shlex.split(command)[1:])
    work.git("commit", "-q", "-m", "own")
    put(work, FileChange("own plan.yaml", b"x: 1\n", b"x: 2\n"))
    assert work.git("show", "HEAD:own plan.yaml") == "x: 2\n"
    assert refused(work, FileChange("own new.yaml", None, b"x: 1\n")).message.endswith(
        "is ignored by git (.gitignore:2)"
    )


def test_without_a_commit_the_edit_goes_on_top(work: Work) -> None:
    work.write("okrs.yaml", "mine\n")
    put(work, FileChange("okrs.yaml", b"mine\n", b"mine and okr's\n"), message=None)
    assert (work.path / "okrs.yaml").read_bytes() == b"mine and okr's\n"


# Operations in progress


@pytest.mark.parametrize("operation", ["merge", "rebase", "cherry-pick", "revert", "bisect", "am"])
def test_operations_in_progress_are_refused(work: Work, operation: str) -> None:
    work.git("checkout", "--quiet", "-b", "side")
    work.commit("side", other_txt="side\n")
    patch = work.git("format-patch", "-1", "--stdout")
    work.git("checkout", "--quiet", "main")
    work.commit("main", other_txt="main\n")
    work.commit("main again", other_txt="main again\n")
    if operation == "bisect":
        work.git("bisect", "start", "HEAD", "HEAD~2")
    elif operation == "am":
        work.git("am", given=patch.encode(), check=False)
    else:
        work.git(operation, {"revert": "HEAD^"}.get(operation, "side"), check=False)
    error = refused(work, NEW)
    assert error.message == f"a git {operation} is in progress"
    assert f"git {operation}" in " ".join(error.hints)


# docs/failures.md, "Git's locks"


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_of_git_that_stays_is_named(work: Work, lock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "PATIENCE", 0.2)
    place = work.write(f".git/{lock}", "")
    before = work.state()
    with pytest.raises(RefusedError) as caught:
        put(work, NEW)
    assert str(place) in caught.value.message
    assert any(hint.startswith("when none is running, remove it") for hint in caught.value.hints)
    assert work.state() == before


def test_a_lock_of_git_that_goes_is_waited_for(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = work.write(".git/index.lock", "")
    monkeypatch.setattr(time, "sleep", lambda _: lock.unlink(missing_ok=True))
    assert put(work, NEW).commit == work.head()
    assert not lock.exists()


def test_a_lock_of_git_taken_while_the_commit_begins_is_waited_for(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.hook("pre-commit", f"test -e {work.path}/.git/once || touch .git/once .git/HEAD.lock")
    lock = work.path / ".git/HEAD.lock"
    waits: list[bool] = []

    def let_the_other_git_end(seconds: float) -> None:
        waits.append(lock.exists())
        lock.unlink(missing_ok=True)

    monkeypatch.setattr(commit, "PATIENCE", 60)
    monkeypatch.setattr(time, "sleep", let_the_other_git_end)
    assert put(work, NEW).commit == work.head()
    assert waits[0]
    assert clean(work)


def test_a_commit_of_a_person_in_between_stays(work: Work) -> None:
    other = work.path / ".git/by-hand"
    commands = "GIT_INDEX_FILE=.git/other git read-tree HEAD && git commit-tree -p HEAD -m hand 'HEAD^{tree}'"
    work.hook("pre-commit", f"test -e {other} || {{ touch {other}; git update-ref HEAD $({commands}); }}")
    assert put(work, NEW).commit == work.head()
    assert work.log() == ["okr checkin: mql 20 → 22", "hand", "start"]
    assert clean(work)


# docs/failures.md, "Hooks, signatures and your name"


@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "prepare-commit-msg"])
@pytest.mark.parametrize("drafts", [(NEW,), (EDIT,), (NEW, EDIT), (FileChange("okrs.yaml", b"cycles: []\n", None),)])
def test_a_hook_that_says_no_undoes_the_write(work: Work, hook: str, drafts: tuple[FileChange, ...]) -> None:
    work.hook(hook, "printf 'not \\033[31mthis\\n' >&2; echo 'on stdout'; exit 1")
    work.write("staged", "x\n")
    work.git("add", "staged")
    error = refused(work, *drafts)
    assert error.message == "git did not make the commit"
    assert "not \\x1b[31mthis" in error.hints
    assert "on stdout" in error.hints
    assert not (work.path / "okrs/2026-Q4").exists()


def test_a_hook_that_changes_the_commit_is_named(work: Work) -> None:
    work.hook("pre-commit", f"echo '# seen' >> {CHECKIN}; echo x > extra; git add extra {CHECKIN}")
    outcome = put(work, NEW)
    assert outcome.commit == work.head()
    assert outcome.notes == (
        f"a hook changed {CHECKIN}: the commit does not hold what okr wrote",
        "a hook added to the commit: extra",
    )
    assert clean(work) or work.git("status", "--porcelain").strip() == "D  extra\n?? extra"


def test_a_hook_that_takes_long_is_waited_for(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences: list[str] = []
    ending = work.path / ".git/ending"

    def tell(sentence: str) -> None:
        sentences.append(sentence)
        if "git commit" in sentence:
            ending.touch()

    monkeypatch.setattr(process, "tell", tell)
    monkeypatch.setattr(process, "SAY_AFTER", 0.05)
    work.hook("pre-commit", f"until test -e {ending}; do sleep 0.02; done")
    assert put(work, NEW).commit == work.head()
    assert "still waiting for git commit: a hook, the signing agent or the network" in sentences


def test_hooks_see_the_environment_of_the_person(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    work.hook("pre-commit", "env > .git/seen; git diff --cached --name-only '*.yaml' >> .git/seen")
    put(work, NEW)
    seen = (work.path / ".git/seen").read_text().splitlines()
    assert "LC_ALL=C.UTF-8" in seen
    assert CHECKIN in seen
    assert not [line for line in seen if line.startswith(("GIT_LITERAL_PATHSPECS", "GIT_OPTIONAL_LOCKS", "GIT_NO_"))]
    assert "protocol" not in "\n".join(seen)


@pytest.mark.external
def test_a_commit_is_signed_or_refused(work: Work, home: Path) -> None:
    subprocess.run([path_of("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(home / "key")], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingkey", str(home / "key.pub")), ("commit.gpgsign", "true")):
        work.git("config", name, value)
    put(work, NEW)
    assert "BEGIN SSH SIGNATURE" in work.git("cat-file", "commit", "HEAD")
    (home / "key").unlink()
    error = refused(work, EDIT)
    assert error.message == "git did not make the commit"
    assert error.hints


@pytest.mark.parametrize("missing", ["name", "email", "both"])
def test_a_missing_identity_is_refused_with_the_commands_that_set_it(work: Work, home: Path, missing: str) -> None:
    lines = {"name": "\temail = a@b.c\n", "email": "\tname = Mai\n", "both": ""}[missing]
    (home / ".gitconfig").write_text(f"[user]\n{lines}")
    error = refused(work, NEW)
    assert error.message == "git has no name and e-mail address for you"
    assert [hint.rsplit(" ", 1)[0][:31] for hint in error.hints] == [
        'git config --global user.name "',
        "git config --global user.email",
    ]


def test_the_identity_may_come_from_the_environment(work: Work, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".gitconfig").unlink()
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Linh")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "linh@example.com")
    put(work, NEW)
    assert work.git("log", "-1", "--format=%an %ae").strip() == "Linh linh@example.com"


# docs/failures.md, "Kinds of repositories"


def test_the_first_commit_may_be_okr_s(empty_work: Work) -> None:
    outcome = put(empty_work, NEW)
    assert outcome.commit == empty_work.head()
    assert clean(empty_work)


def test_a_hook_that_says_no_to_the_first_commit_undoes_the_write(empty_work: Work) -> None:
    empty_work.write("staged", "x\n")
    empty_work.git("add", "staged")
    empty_work.hook("pre-commit", "exit 1")
    refused(empty_work, NEW)


def test_a_detached_head_is_said(work: Work) -> None:
    work.git("checkout", "--quiet", "--detach")
    outcome = put(work, NEW)
    assert outcome.commit == work.head()
    assert outcome.notes[0].startswith("HEAD is detached")


def test_a_linked_worktree_is_written_to_under_the_same_lock(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"))
    linked = Work(tmp_path / "linked", monkeypatch)
    assert put(linked, NEW).commit == linked.head()
    assert (work.path / ".git/okr.lock").exists()
    assert clean(linked)
    assert clean(work)
    work.git("merge", "--no-commit", "--no-ff", "side")
    assert put(linked, EDIT).commit == linked.head()


def test_a_submodule_is_written_to_from_inside_only(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = Work(tmp_path / "outer", monkeypatch)
    outer.path.mkdir()
    outer.git("init", "--quiet")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(work.path), "okr")
    outer.commit("with a submodule")
    inner = Work(outer.path / "okr", monkeypatch)
    assert put(inner, NEW).commit == inner.head()
    assert clean(inner)
    with pytest.raises(RefusedError, match="a repository of its own"):
        put(outer, FileChange("okr/okrs.yaml", b"cycles: []\n", b"x: 1\n"))


def test_a_shallow_clone_is_written_to(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work.commit("second")
    work.git("clone", "--quiet", "--depth=1", f"file://{work.path}", str(tmp_path / "cut"))
    cut = Work(tmp_path / "cut", monkeypatch)
    assert put(cut, NEW).commit == cut.head()
    assert clean(cut)


def test_a_write_outside_a_sparse_checkout_is_refused(work: Work) -> None:
    work.write("apps/x", "x\n")
    work.commit("apps")
    work.git("sparse-checkout", "set", "okrs")
    assert put(work, NEW).commit == work.head()
    assert put(work, EDIT).commit == work.head()
    work.git("sparse-checkout", "set", "apps")
    error = refused(work, FileChange("okrs/plan.yaml", None, b"x: 1\n"))
    assert "skip-worktree" in error.message
    assert "git does not accept" in refused(work, FileChange("okrs/new.yaml", None, b"x: 1\n")).message


@pytest.mark.parametrize("flag", ["assume-unchanged", "skip-worktree"])
def test_marks_that_hide_changes_are_refused(work: Work, flag: str) -> None:
    work.git("update-index", f"--{flag}", "okrs.yaml")
    error = refused(work, EDIT)
    assert flag in error.message
    assert any(f"--no-{flag}" in hint for hint in error.hints)


@pytest.mark.parametrize("kind", ["sha256", "v4", "split"])
def test_other_hashes_and_kinds_of_index_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    work = Work(tmp_path, monkeypatch)
    work.git("init", "--quiet", *(["--object-format=sha256"] if kind == "sha256" else []))
    if kind != "sha256":
        settings = {
            "v4": "index.version=4",
            "split": "core.splitIndex=true",
            "untracked-cache": "core.untrackedCache=true",
        }
        work.git("config", *settings[kind].split("="))
    work.commit("start", okrs_yaml="cycles: []\n")
    assert put(work, NEW).commit == work.head()
    assert put(work, EDIT).commit == work.head()
    work.hook("pre-commit", "exit 1")
    refused(work, FileChange("other.yaml", None, b"x: 1\n"))
    assert clean(work)


# docs/failures.md, "Files that are not plain files" and "Names, paths and line ends"


def test_symbolic_links_are_refused(work: Work, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.yaml").write_text("x: 1\n")
    (work.path / "link.yaml").symlink_to(outside / "x.yaml")
    (work.path / "folder").symlink_to(outside)
    (work.path / "dangling").symlink_to(outside / "nothing")
    work.commit("links")
    for path, before in (
        ("link.yaml", b"x: 1\n"),
        ("folder/x.yaml", b"x: 1\n"),
        ("folder/new.yaml", None),
        ("dangling", None),
    ):
        for message in (SAYS, None):
            assert "symbolic link" in refused(work, FileChange(path, before, b"x: 2\n"), message=message).message
    assert [place.name for place in outside.iterdir()] == ["x.yaml"]


def test_only_plain_files_are_written(work: Work) -> None:
    os.mkfifo(work.path / "pipe.yaml")
    assert "not a plain file" in refused_quietly(work, FileChange("pipe.yaml", None, b"x: 1\n")).message
    assert "not a plain file" in refused_quietly(work, FileChange("okrs", None, b"x: 1\n")).message
    assert "not a folder" in refused_quietly(work, FileChange("okrs.yaml/x", None, b"x: 1\n")).message


def refused_quietly(work: Work, draft: FileChange) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        put(work, draft)
    return caught.value


@pytest.mark.parametrize(
    "path", ["../x", "/etc/x", "a/../../x", "", "a//b", "./a", ".git/config", "a/.GIT/x", "a\0b", "x" * 300]
)
def test_paths_that_leave_the_workspace_are_refused(work: Work, path: str) -> None:
    for message in (SAYS, None):
        refused(work, FileChange(path, None, b"x: 1\n"), message=message)


NAMES = [
    "a b.yaml",
    "q\"'.yaml",
    "$(touch x).yaml",
    "line\nbreak.yaml",
    "-x.yaml",
    "--all",
    "*.yaml",
    ":(top)x",
    ":!x",
    "đề.yaml",
    "\udcff.yaml",
]


@pytest.mark.parametrize("name", NAMES)
def test_files_of_odd_names_are_written_and_committed(work: Work, name: str) -> None:
    work.write("okrs/x.yaml", "x: 1\n")
    work.git("add", "okrs/x.yaml")
    put(work, FileChange(f"okrs/{name}", None, b"x: 1\n"))
    assert work.paths_of("HEAD") == [f"okrs/{name}"]
    put(work, FileChange(f"okrs/{name}", b"x: 1\n", b"x: 2\n"))
    put(work, FileChange(f"okrs/{name}", b"x: 2\n", None))
    assert work.git("status", "--porcelain", "-uall") == "A  okrs/x.yaml\n"
    work.hook("pre-commit", "exit 1")
    refused(work, FileChange(f"okrs/{name}", None, b"x: 1\n"))


@pytest.mark.parametrize("setting", ["core.autocrlf=true", "core.autocrlf=input", "attribute", "crlf committed"])
def test_line_ends_are_the_file_s_own(work: Work, setting: str) -> None:
    if "=" in setting:
        work.git("config", *setting.split("="))
    if setting == "attribute":
        work.write(".gitattributes", "*.yaml text eol=crlf\n")
    work.commit("crlf", okrs_yaml="a: 1\r\nb: 2\r\n")
    outcome = put(work, FileChange("okrs.yaml", b"a: 1\r\nb: 2\r\n", b"a: 1\r\nb: 3\r\n"))
    assert outcome == WriteResult(work.head())
    assert (work.path / "okrs.yaml").read_bytes() == b"a: 1\r\nb: 3\r\n"
    assert clean(work)


def test_ignored_files_are_refused(work: Work) -> None:
    work.commit("ignore", _gitignore="checkins/\n")
    assert refused(work, NEW).message == f"{NEW.path} is ignored by git (.gitignore:1)"


def test_of_several_files_only_the_ignored_one_is_named(work: Work) -> None:
    work.commit("ignore", _gitignore="checkins/\n")
    assert refused(work, FileChange("okrs/new.yaml", None, b"a: 1\n"), NEW).message.startswith(f"{NEW.path} is ignored")


# docs/failures.md, "An edit in place"


def test_the_mode_is_kept(work: Work) -> None:
    (work.path / "okrs.yaml").chmod(0o640)
    put(work, EDIT)
    assert (work.path / "okrs.yaml").stat().st_mode & 0o7777 == 0o640
    put(work, NEW)
    assert (work.path / CHECKIN).stat().st_mode & 0o7777 == 0o644


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_the_owner_is_kept(work: Work) -> None:
    os.chown(work.path / "okrs.yaml", 12345, 12346)
    put(work, EDIT, message=None)
    found = (work.path / "okrs.yaml").stat()
    assert (found.st_uid, found.st_gid) == (12345, 12346)


def test_a_hard_link_is_said(work: Work, tmp_path: Path) -> None:
    (tmp_path / "second").hardlink_to(work.path / "okrs.yaml")
    outcome = put(work, EDIT)
    assert "hard link" in outcome.notes[0]
    assert (tmp_path / "second").read_bytes() == EDIT.before


@pytest.mark.parametrize("message", [SAYS, None])
def test_a_file_changed_meanwhile_is_refused(work: Work, message: Message | None) -> None:
    error = refused(work, NEW, FileChange("okrs.yaml", b"what was read\n", b"x: 1\n"), message=message)
    assert "okrs.yaml was changed by another program while okr was running" in error.message
    assert "okrs.yaml was changed" in refused(work, FileChange("okrs.yaml", None, b"x: 1\n"), message=None).message


# The lock, and many at once


def test_another_okr_is_waited_for_and_named(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(locking, "tell", said.append)
    monkeypatch.setattr(locking, "SAY_AFTER", 0.05)
    who = f"process {os.getpid()}"
    with begin_write(work.path), pytest.raises(RefusedError, match=who), begin_write(work.path, wait=0.2):
        pass
    assert said == [f"waiting for another okr to finish ({who})"]


def test_the_lock_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/x")
    with pytest.raises(RefusedError, match="folder for locks"), begin_write(tmp_path):
        pass


def _write_many(root: Path, who: int, count: int) -> None:
    for number in range(count):
        with begin_write(root, f"{who}-{number}") as desk:
            draft = FileChange(
                f"okrs/2026-Q4/checkins/p{who}/{number}.yaml", None, f"by: {who}\nnumber: {number}\n".encode()
            )
            desk.write([draft], Message(f"okr checkin: {who} {number}", command="checkin"))


def test_many_at_once_lose_nothing_while_a_person_commits(work: Work) -> None:
    people, each = 4, 10
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write_many, args=(work.path, who, each)) for who in range(people)]
    for writer in writers:
        writer.start()
    by_hand = 0
    while any(writer.is_alive() for writer in writers):
        work.write("own.txt", f"{by_hand}\n")
        work.git("add", "own.txt", check=False)
        work.git("commit", "-m", f"hand {by_hand}", check=False)
        by_hand += 1
        time.sleep(0.05)
    assert [writer.exitcode for writer in writers] == [0] * people
    assert len(list((work.path / "okrs/2026-Q4/checkins").rglob("*.yaml"))) == people * each
    assert by_hand > 0
    # By paths, not by subjects: two gits at once share COMMIT_EDITMSG, and one may take the message of the other. Only
    # additions: a git that read the index just before another one wrote it commits a deletion, also without okr.
    written = [work.paths_of(commit, "--diff-filter=A") for commit in work.git("log", "--format=%H").split()]
    ours = [paths for paths in written if any(path.startswith("okrs/2026-Q4/checkins/") for path in paths)]
    assert sorted(ours) == sorted(
        [f"okrs/2026-Q4/checkins/p{who}/{number}.yaml"] for who in range(people) for number in range(each)
    )
    work.git("fsck", "--strict")


def test_nothing_is_read_from_the_terminal(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("text that belongs to okr\n"))
    put(work, NEW)
    assert sys.stdin.read() == "text that belongs to okr\n"


def test_the_repository_is_opened_when_it_is_asked_for(work: Work) -> None:
    with begin_write(work.path) as desk:
        assert isinstance(desk.repository, Repository)
