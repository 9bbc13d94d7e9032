"""Reading from git, which runs no other program. The headings in comments are those of docs/failures.md."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from okrcli.errors import RefusedError
from okrcli.git import environment, pathspecs, process
from okrcli.git import repository as history
from okrcli.git.commit import commit
from okrcli.git.own_commits import last_okr_commit, own_trailers
from okrcli.git.pathspecs import ARGUMENT_BYTES
from okrcli.git.preflight import refuse_unless_fit
from okrcli.git.repository import Repository, own_hash
from okrcli.git.sync import sync, unshared_paths
from tests.conftest import Work
from tests.support.commands import okr

CHECKIN = "okrs/2026-Q4/checkins/mai/a.yaml"


def opened(folder: Path) -> Repository:
    repository = Repository.open(folder)
    assert repository is not None
    return repository


def at_head(repository: Repository, path: str) -> bytes | None:
    return repository.file_at(repository.head() or "", path)


def refusal(call: object, *arguments: object) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        call(*arguments)  # type: ignore[operator]
    assert "\n" not in caught.value.message
    assert "Traceback" not in caught.value.message
    return caught.value


def test_finds_the_repository_from_a_sub_folder(work: Work) -> None:
    repository = opened(work.path / "okrs")
    assert repository.top == work.path.resolve()
    assert repository.head() == work.head()
    assert repository.branch() == "main"
    assert not repository.detached()
    assert not repository.is_shallow
    assert at_head(repository, "okrs.yaml") == b"cycles: []\n"
    assert at_head(repository, "missing.yaml") is None
    assert at_head(repository, "okrs") is None
    assert repository.identity == ("Mai", "mai@example.com")
    assert repository.email() == "mai@example.com"


def test_reading_the_layout_needs_no_git_and_no_gitpython(work: Work) -> None:
    script = (
        "import sys, pathlib; from okrcli.git.layout import find_layout\n"
        "assert find_layout(pathlib.Path(sys.argv[1])); assert 'git' not in sys.modules"
    )
    environment = {**os.environ, "PATH": "", "PYTHONPATH": str(Path(history.__file__).parents[2])}
    subprocess.run([sys.executable, "-c", script, str(work.path)], check=True, env=environment)


# docs/failures.md, "No repository, or a broken one"


def test_outside_a_repository_there_is_none(tmp_path: Path) -> None:
    assert Repository.open(tmp_path) is None


def test_a_bare_repository_is_refused(tmp_path: Path, work: Work) -> None:
    bare = tmp_path / "bare.git"
    work.git("clone", "--quiet", "--bare", str(work.path), str(bare))
    assert "bare repository" in refusal(Repository.open, bare).message
    work.git("config", "core.bare", "true")
    assert "bare repository" in refusal(Repository.open, work.path).message
    assert "bare repository" in refusal(Repository.open, work.path / ".git" / "refs").message


@pytest.mark.parametrize("content", ["garbage", "ref: nowhere", ""])
def test_a_damaged_head_is_named(work: Work, content: str) -> None:
    work.write(".git/HEAD", content)
    assert "damaged" in refusal(Repository.open, work.path).message


def test_a_damaged_head_inside_another_repository_is_named(work: Work) -> None:
    inner = Work(work.path / "inner", pytest.MonkeyPatch())
    inner.path.mkdir()
    inner.git("init", "--quiet")
    inner.write(".git/HEAD", "garbage")
    assert "damaged" in refusal(Repository.open, inner.path).message


def test_a_damaged_branch_is_not_taken_for_a_branch_without_commits(work: Work) -> None:
    work.write(".git/refs/heads/main", "garbage\n")
    refusal(opened(work.path).head)
    work.write(".git/refs/heads/main", "1" * 40 + "\n")
    refusal(opened(work.path).head)


def test_a_damaged_index_is_named(work: Work) -> None:
    work.write(".git/index", b"garbage that is no index at all")
    assert "index" in refusal(refuse_unless_fit, opened(work.path), ["okrs.yaml"]).message


def test_a_missing_object_is_named(work: Work) -> None:
    blob = work.git("rev-parse", "HEAD:okrs.yaml").strip()
    (work.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    assert "git cat-file" in refusal(at_head, opened(work.path), "okrs.yaml").message


def test_a_gitfile_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /nowhere\n")
    assert "does not lead" in refusal(Repository.open, tmp_path).message
    (tmp_path / ".git").write_text("garbage")
    assert "does not lead" in refusal(Repository.open, tmp_path).message


def test_git_is_not_installed(work: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "not installed" in refusal(Repository.open, work.path).message


def test_git_is_not_installed_when_gitpython_is_imported(work: Work) -> None:
    script = (
        "import sys, pathlib; from okrcli.git.repository import Repository; from okrcli.errors import RefusedError\n"
        "try: Repository.open(pathlib.Path(sys.argv[1]))\n"
        "except RefusedError as error: print(error.message)"
    )
    environment = {**os.environ, "PATH": "/nowhere", "PYTHONPATH": str(Path(history.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", script, str(work.path)], capture_output=True, text=True, env=environment
    )
    assert done.stdout == "git is not installed, or not on the PATH\n", done.stderr
    assert done.stderr == ""


# docs/failures.md, "Kinds of repositories"


def test_a_branch_without_commits_is_read(empty_work: Work) -> None:
    repository = opened(empty_work.path)
    assert repository.head() is None
    assert repository.branch() == "main"
    assert last_okr_commit(repository, "mai@example.com") is None


def test_a_detached_head_is_seen(work: Work) -> None:
    work.git("checkout", "--quiet", "--detach")
    assert opened(work.path).detached()
    assert opened(work.path).branch() is None


def test_a_linked_worktree_is_found(work: Work, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    work.git("worktree", "add", "--quiet", "-b", "side", str(linked))
    repository = opened(linked)
    assert repository.top == linked.resolve()
    assert repository.common_dir == (work.path / ".git").resolve()
    assert repository.git_dir != repository.common_dir
    assert repository.branch() == "side"


def test_a_submodule_is_a_repository_of_its_own(work: Work, tmp_path: Path) -> None:
    outer = Work(tmp_path / "outer", pytest.MonkeyPatch())
    outer.path.mkdir()
    outer.git("init", "--quiet")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(work.path), "okr")
    repository = opened(outer.path / "okr" / "okrs")
    assert repository.top == (outer.path / "okr").resolve()
    assert repository.head() == work.head()


def test_a_shallow_clone_says_how_to_get_the_rest(work: Work, tmp_path: Path) -> None:
    work.commit("second", okrs_yaml="cycles: [1]\n")
    work.git("clone", "--quiet", "--depth=1", f"file://{work.path}", str(tmp_path / "cut"))
    repository = opened(tmp_path / "cut")
    assert repository.is_shallow
    assert "unshallow" in " ".join(refusal(repository.resolve, "HEAD~1").hints)


def test_a_partial_clone_says_how_to_get_the_rest(
    empty_work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a filter has left out is not fetched by a command that reads, and the reason is named."""
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    text = "cycle: 2026-Q4\npeople: [{id: mai}]\nobjectives:\n  - {id: a, title: First, owner: mai}\n"
    empty_work.commit("one", okrs_yaml=text)
    empty_work.commit("two", okrs_yaml=text.replace("First", "Second"))
    empty_work.git("config", "uploadpack.allowFilter", "true")
    empty_work.git("config", "uploadpack.allowAnySHA1InWant", "true")
    for kind in ("blob:none", "tree:0"):
        clone = Work(tmp_path / kind.replace(":", "-"), monkeypatch)
        empty_work.git("clone", "-q", f"--filter={kind}", f"file://{empty_work.path}", str(clone.path))
        for words in ("log", "audit", "diff HEAD~1", "blame a", "tree --at HEAD~1", "validate --since HEAD~1"):
            answer = okr(clone.path, *words.split())
            assert answer.code == 3, (kind, words, answer.out)
            assert "this is a partial clone" in answer.err
        assert "help: get the rest: git fetch --refetch --no-filter" in answer.err
        clone.git("fetch", "-q", "--refetch", "--no-filter")
        for words in ("log", "audit", "diff HEAD~1", "blame a", "tree --at HEAD~1", "validate --since HEAD~1"):
            assert okr(clone.path, *words.split()).code == 0, (kind, words)


@pytest.mark.parametrize("missing", ["HEAD", "HEAD^{tree}", "HEAD:okrs", "HEAD~1"])
def test_a_missing_object_says_how_to_find_and_get_it(
    work: Work, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    work.commit("second", okrs_yaml="cycles: [2026-Q4]\n")
    name = work.git("rev-parse", missing).strip()
    (work.path / ".git/objects" / name[:2] / name[2:]).unlink()
    failed = [answer for words in ("log", "audit") if (answer := okr(work.path, *words.split())).code]
    assert failed
    for answer in failed:
        assert answer.code == 3
        assert "git fsck" in answer.err
        assert "git fetch --refetch" in answer.err


# docs/failures.md, "Repositories of strangers"


@pytest.mark.parametrize(
    "revision", ["--output=/tmp/x", "-h", "^main", "main^{tree}:", "no such", "a\nb", "a\0b", "\udc80"]
)
def test_only_commits_are_resolved(work: Work, revision: str) -> None:
    assert "no commit" in refusal(opened(work.path).resolve, revision).message


def test_a_revision_becomes_a_hash(work: Work) -> None:
    work.git("tag", "-m", "one", "v1")
    assert opened(work.path).resolve("v1") == work.head()


def test_reading_runs_nothing_of_the_configuration(work: Work, tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f'#!/bin/sh\necho "$0 $@" >> {tmp_path}/sprung\ncat\n')
    trap.chmod(0o755)
    before = work.head()
    message = "okr set: x\n\nOkr-Command: set"
    work.commit(message, okrs_yaml="cycles: [1]\n")
    for name in (
        "core.fsmonitor",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.smudge",
        "core.pager",
        "filter.x.process",
        "core.sshCommand",
        "gpg.program",
        "core.askPass",
        "core.editor",
        "pager.log",
    ):
        work.git("config", name, str(trap))
    work.git("config", "log.showSignature", "true")
    work.write(".gitattributes", "*.yaml diff=x filter=x\n")
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        work.hook(hook, str(trap))
    (tmp_path / "sprung").unlink(missing_ok=True)
    repository = opened(work.path)
    repository.file_at(before, "okrs.yaml")
    repository.staged_changes(["okrs.yaml"])
    repository.entries_staged(["okrs.yaml"])
    assert last_okr_commit(repository, "mai@example.com") is not None
    unshared_paths(repository, ["okrs"])
    refuse_unless_fit(repository, ["okrs.yaml"])
    assert not (tmp_path / "sprung").exists()


def test_a_bare_repository_among_the_files_is_not_entered(work: Work, tmp_path: Path) -> None:
    evil = work.path / "okrs" / "evil"
    subprocess.run(["git", "init", "--quiet", "--bare", str(evil)], check=True)
    with (evil / "config").open("a") as config:
        config.write(f"[core]\n\tbare = false\n\tworktree = ..\n\tfsmonitor = touch {tmp_path}/sprung\n")
    with pytest.raises(RefusedError, match="bare repository"):
        Repository.open(evil)
    repository = opened(work.path / "okrs")
    refuse_unless_fit(repository, ["okrs.yaml"])
    assert not (tmp_path / "sprung").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_another_user_is_refused_with_the_line_that_trusts_it(work: Work) -> None:
    for place in (work.path, work.path / ".git"):
        os.chown(place, 12345, 12345)
    error = refusal(Repository.open, work.path)
    assert "another user" in error.message
    assert error.hints == (f"if you trust it: git config --global --add safe.directory '{work.path}'",)


def test_of_the_variables_of_git_only_identity_and_dates_stay() -> None:
    dropped = (
        *("GIT_DIR", "GIT_INDEX_FILE", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_PARAMETERS", "GIT_TRACE"),
        *("GIT_PYTHON_TRACE", "GIT_EDITOR"),
    )
    kept = ("GIT_AUTHOR_NAME", "GIT_COMMITTER_DATE", "HOME", "SSH_AUTH_SOCK")
    environ = dict.fromkeys((*dropped, *kept), "x")
    removed = environment.clean_environment(environ)
    assert set(environ) == set(kept)
    assert set(removed) == set(dropped)


def test_variables_of_a_hook_do_not_lead_elsewhere(work: Work, empty_work: Work, tmp_path: Path) -> None:
    environ = {**os.environ, "GIT_DIR": str(tmp_path), "GIT_INDEX_FILE": "/nowhere", "GIT_WORK_TREE": "/"}
    environment.clean_environment(environ)
    script = (
        "import sys, pathlib; from okrcli.git.repository import Repository\n"
        "print(Repository.open(pathlib.Path(sys.argv[1])).head())"
    )
    environ["PYTHONPATH"] = str(Path(history.__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", script, str(work.path)], capture_output=True, text=True, env=environ)
    assert done.stdout.strip() == work.head()


def test_replace_refs_do_not_count(work: Work) -> None:
    blob = work.git("rev-parse", "HEAD:okrs.yaml").strip()
    other = work.git("hash-object", "-w", "--stdin", given=b"another text\n").strip()
    work.git("replace", blob, other)
    assert at_head(opened(work.path), "okrs.yaml") == b"cycles: []\n"


def test_git_is_called_without_a_shell_and_without_repo_objects() -> None:
    for source in Path(history.__file__).parent.rglob("*.py"):
        text = source.read_text()
        assert "repo.git." not in text
        assert "shell=True" not in text


def test_a_git_that_hangs_or_says_too_much_is_stopped(
    work: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = shutil.which("git")
    shim = tmp_path / "bin" / "git"
    shim.parent.mkdir()
    cases = "*slow*) exec sleep 60;; *much*) exec head -c 3000000 /dev/zero;;"
    shim.write_text(f'#!/bin/sh\ncase "$*" in {cases} esac\nexec {real} "$@"')
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(process, "OUTPUT_LIMIT", 1000000)
    with pytest.raises(RefusedError, match="git slow did not answer within"):
        process.run_read_only(work.path, "slow", seconds=0.2)
    with pytest.raises(RefusedError, match="more than"):
        process.run_read_only(work.path, "much")


def test_a_commit_that_is_interrupted_as_it_begins_gives_up_by_itself(work: Work) -> None:
    """A signal would come between git's making of `index.lock` and its care for it, and the lock would stay."""
    work.hook("pre-commit", "touch .git/hooked")
    work.write("okrs.yaml", "cycles: [a]\n")
    before = work.head()

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commit(opened(work.path), ["okrs.yaml"], "never", started=interrupt, before=work.head())
    assert (work.path / ".git/hooked").exists()
    assert not list((work.path / ".git").glob("*.lock"))
    assert work.head() == before


def test_words_of_git_cannot_act_on_the_terminal() -> None:
    answer = process.GitResult(
        1, b"", "red \x1b[31m\ttab \u202e \udcff bell\x07\n\nfatal: no\n".encode("utf-8", "surrogateescape")
    )
    assert answer.words() == ["red \\x1b[31m tab \\u202e \\xff bell\\x07", "fatal: no"]
    assert answer.reason() == "no"
    many = process.GitResult(1, b"", b"line\n" * 50)
    assert len(many.words()) == 20
    assert many.words()[-1] == "… and 31 more lines"


# What okr has committed


def okr_commit(
    work: Work, path: str, content: str, trailers: str = "Okr-Command: set", subject: str = "okr set: x"
) -> str:
    work.write(path, content)
    return commit(
        opened(work.path),
        [path],
        f"{subject}\n\n    said\n\n{trailers}\n",
        () if work.git("ls-files", path) else [path],
        before=work.head() or None,
    ).hash


def test_last_okr_commit(work: Work) -> None:
    first = okr_commit(work, "okrs.yaml", "cycles: [1]\n", "Okr-Id: demand/mql\nOkr-Id: demand\nOkr-Command: set")
    work.commit("by hand\n\n    Okr-Command: forged in a note\n\nnot a trailer\nOkr-Command: x", other_txt="x")
    found = last_okr_commit(opened(work.path), "mai@example.com")
    assert found is not None
    assert (found.hash, found.parent, found.subject) == (
        first,
        work.git("rev-parse", f"{first}^").strip(),
        "okr set: x",
    )
    assert (found.command, found.ids) == ("set", ("demand/mql", "demand"))
    assert found.changes == (history.PathChange("M", "okrs.yaml"),)
    assert not found.is_shared
    assert last_okr_commit(opened(work.path), "linh@example.com") is None


def test_last_okr_commit_passes_over_what_was_undone(work: Work) -> None:
    first = okr_commit(work, "okrs.yaml", "cycles: [1]\n")
    second = okr_commit(work, CHECKIN, "a: 1\n")
    okr_commit(work, "okrs/plan.yaml", "x: 1\n", f"Okr-Command: undo\nOkr-Undoes: {second}")
    found = last_okr_commit(opened(work.path), "mai@example.com")
    assert found is not None
    assert found.hash == first


def test_trailers_are_only_those_of_the_last_paragraph() -> None:
    assert own_trailers("s\n\nOkr-Command: a\n") == {"Okr-Command": ["a"]}
    assert own_trailers("Okr-Command: a\n") == {}
    assert own_trailers("s\n\nOkr-Command: a\n\ntext\n") == {}
    assert own_trailers("s\n\ntext\nOkr-Command: a\n") == {}


def test_changes_of_odd_names_are_listed(work: Work) -> None:
    names = [" a b", 'q"q', "-x", "$(x)", "line\nbreak", "tab\t", "*.yaml", ":(top)x", "\udcff\udcfe", "đề"]
    for name in names:
        work.write(f"okrs/{name}", "x\n")
    head = work.commit("odd")
    repository = opened(work.path)
    assert {change.path for change in repository.changes_of(head)} == {f"okrs/{name}" for name in names}
    for name in names:
        assert repository.file_at(head, f"okrs/{name}") == b"x\n"
    assert set(repository.entries_staged([f"okrs/{name}" for name in names])) == {f"okrs/{name}" for name in names}


def test_the_entries_of_many_paths_are_exactly_those_of_the_paths(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders that hold many of them, one inside the other, and `*`, which stands for itself."""
    several = [f"okrs/{folder}{name}.yaml" for folder in ("", "deep/", "deep/er/", "*/") for name in "abcdefgh"]
    for path in [*several, "okrs/deeper/a.yaml", "okrs/z/a.yaml"]:
        work.write(path, f"# {path}\n")
    head = work.commit("many")
    paths = ["okrs.yaml", *(path for path in several if not path.endswith("h.yaml")), "okrs/none.yaml"]
    expected = {path for path in paths if path != "okrs/none.yaml"}
    for size in (30, ARGUMENT_BYTES):
        monkeypatch.setattr(pathspecs, "ARGUMENT_BYTES", size)
        repository = opened(work.path)
        assert repository.entries_at(head, paths).keys() == expected
        assert repository.entries_staged(paths).keys() == expected
        contents = repository.contents(repository.entries_at(head, paths))
        assert all(contents[path] == f"# {path}\n".encode() for path in expected - {"okrs.yaml"})
        work.git("rm", "--cached", "--quiet", "-r", "okrs/deep")
        assert set(repository.staged_changes(paths)) == {path for path in expected if path.startswith("okrs/deep/")}
        work.git("reset", "--quiet")


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_the_hash_of_a_content_is_that_of_git(tmp_path: Path, work: Work, kind: str) -> None:
    work.git("init", "--quiet", f"--object-format={kind}", str(tmp_path / "other"))
    hashed = work.git("-C", str(tmp_path / "other"), "hash-object", "--stdin", given="Đã xong\n".encode()).strip()
    assert own_hash("Đã xong\n".encode(), hashed) == hashed


# Sharing


@pytest.fixture
def shared(work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Work, Work]:
    """Two people's clones of one repository, both with an upstream."""
    work.git("clone", "--quiet", "--bare", str(work.path), str(tmp_path / "hub.git"))
    clones = []
    for name in ("mai", "linh"):
        work.git("clone", "--quiet", str(tmp_path / "hub.git"), str(tmp_path / name))
        clones.append(Work(tmp_path / name, monkeypatch))
    return clones[0], clones[1]


def test_a_missing_workspace_file_is_named_with_the_command_that_helps(work: Work) -> None:
    repository = opened(work.path)
    work.git("rm", "--quiet", "--cached", "okrs.yaml")
    error = refusal(repository.staged)
    assert error.message == "there is no okrs.yaml in the index"
    assert list(error.hints) == ["stage it: git add -- :/okrs.yaml"]
    work.git("add", "--", ":/okrs.yaml")
    assert repository.staged().label == "the index"
    work.git("rm", "--quiet", "okrs.yaml")
    assert list(refusal(repository.staged).hints) == ["see: git status"]
    work.git("commit", "--quiet", "-m", "gone")
    assert list(refusal(repository.revision, "HEAD").hints) == [
        "see the commits that changed it: git log --oneline -- :/okrs.yaml"
    ]


def test_unshared_paths(shared: tuple[Work, Work], work: Work) -> None:
    mine, _ = shared
    assert unshared_paths(opened(work.path), ["okrs"]) is None
    assert unshared_paths(opened(mine.path), ["okrs"]) == []
    okr_commit(mine, CHECKIN, "a: 1\n")
    okr_commit(mine, "okrs/b.yaml", "a: 1\n")
    okr_commit(mine, "outside.yaml", "a: 1\n")
    assert unshared_paths(opened(mine.path), ["okrs"]) == [CHECKIN, "okrs/b.yaml"]
    assert unshared_paths(opened(mine.path), ["okrs/b.yaml"]) == ["okrs/b.yaml"]
    mine.git("branch", "--unset-upstream")
    assert unshared_paths(opened(mine.path), ["okrs"]) == [CHECKIN, "okrs/b.yaml"]


@pytest.mark.parametrize("mode", ["rebase", "merge"])
def test_sync_brings_and_takes(shared: tuple[Work, Work], mode: str) -> None:
    mine, theirs = shared
    okr_commit(theirs, "okrs/linh.yaml", "a: 1\n")
    report = sync(opened(theirs.path), mode)  # type: ignore[arg-type]
    assert (report.received, report.sent) == (0, 1)
    made = okr_commit(mine, "okrs/mai.yaml", "a: 1\n")
    report = sync(opened(mine.path), mode)  # type: ignore[arg-type]
    assert (report.remote, report.branch, report.received) == ("origin", "main", 1)
    assert report.sent == (1 if mode == "rebase" else 2)
    assert (mine.path / "okrs/linh.yaml").exists()
    again = sync(opened(mine.path), mode)  # type: ignore[arg-type]
    assert (again.received, again.sent) == (0, 0)
    assert (made == mine.head()) is False
    found = last_okr_commit(opened(mine.path), "mai@example.com")
    assert found is not None
    assert found.is_shared


def test_sync_leaves_a_conflict_as_git_leaves_it(shared: tuple[Work, Work]) -> None:
    mine, theirs = shared
    theirs.commit("theirs", okrs_yaml="cycles: [theirs]\n")
    theirs.git("push", "--quiet")
    mine.commit("mine", okrs_yaml="cycles: [mine]\n")
    error = refusal(sync, opened(mine.path), "rebase")
    assert "okrs.yaml" in error.message
    assert any("git rebase --abort" in hint for hint in error.hints)
    assert (mine.path / ".git/rebase-merge").is_dir()
    assert "a git rebase is in progress" in refusal(sync, opened(mine.path), "rebase").message


def test_sync_refuses(shared: tuple[Work, Work], work: Work) -> None:
    mine, _ = shared
    mine.write("okrs.yaml", "changed\n")
    assert "not committed: okrs.yaml" in refusal(sync, opened(mine.path)).message
    mine.git("checkout", "--quiet", "--", ".")
    mine.git("checkout", "--quiet", "--detach")
    assert "detached" in refusal(sync, opened(mine.path)).message
    assert "no remote" in refusal(sync, opened(work.path)).message
    for name in ("a", "b"):
        work.git("remote", "add", name, "/nowhere")
    assert "several remotes: a, b" in refusal(sync, opened(work.path)).message
    work.git("remote", "remove", "b")
    assert "cannot fetch from a" in refusal(sync, opened(work.path)).message


def test_sync_sets_the_upstream_with_the_first_push(work: Work, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "hub.git")], check=True)
    work.git("remote", "add", "origin", str(tmp_path / "hub.git"))
    report = sync(opened(work.path))
    assert (report.received, report.sent) == (0, 1)
    assert work.git("rev-parse", "@{upstream}").strip() == work.head()


def test_a_new_branch_sends_what_no_branch_of_the_remote_has(shared: tuple[Work, Work]) -> None:
    mine, _ = shared
    mine.git("switch", "--quiet", "-c", "spring")
    report = sync(opened(mine.path))
    assert (report.sent, report.is_pushed) == (0, True)
    mine.git("switch", "--quiet", "-c", "summer")
    okr_commit(mine, "okrs/mai.yaml", "a: 1\n")
    report = sync(opened(mine.path))
    assert (report.sent, report.is_pushed) == (1, True)
    mine.git("switch", "--quiet", "spring")
    mine.git("merge", "--quiet", "summer")
    report = sync(opened(mine.path))
    assert (report.sent, report.is_pushed) == (0, True)
    assert mine.git("rev-parse", "origin/spring") == mine.git("rev-parse", "summer")
    report = sync(opened(mine.path))
    assert (report.sent, report.is_pushed) == (0, False)


def test_sync_tries_again_when_somebody_was_faster(shared: tuple[Work, Work]) -> None:
    mine, theirs = shared
    okr_commit(mine, "okrs/mai.yaml", "a: 1\n")
    okr_commit(theirs, "okrs/linh.yaml", "a: 1\n")
    mine.hook(
        "pre-push", f"test -e {theirs.path}/done || {{ touch {theirs.path}/done; git -C {theirs.path} push --quiet; }}"
    )
    report = sync(opened(mine.path))
    assert (report.received, report.sent) == (1, 1)


def test_sync_shows_why_the_remote_has_rejected_a_branch(shared: tuple[Work, Work], tmp_path: Path) -> None:
    mine, _ = shared
    okr_commit(mine, "okrs/mai.yaml", "a: 1\n")
    hook = tmp_path / "hub.git/hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    first, *_ = refusal(sync, opened(mine.path)).hints
    assert first == "main -> main: [remote rejected] (pre-receive hook declined)"


@pytest.mark.parametrize("setting", ["branch.main.pushRemote", "remote.pushDefault"])
def test_sync_pushes_where_git_would_push(shared: tuple[Work, Work], tmp_path: Path, setting: str) -> None:
    mine, theirs = shared
    mine.git("clone", "--quiet", "--bare", str(tmp_path / "hub.git"), str(tmp_path / "fork.git"))
    mine.git("remote", "add", "fork", str(tmp_path / "fork.git"))
    mine.git("config", setting, "fork")
    okr_commit(theirs, "okrs/linh.yaml", "a: 1\n")
    theirs.git("push", "-q")
    okr_commit(mine, "okrs/mai.yaml", "a: 1\n")
    report = sync(opened(mine.path))
    assert (report.remote, report.received) == ("fork", 1)
    assert mine.git("ls-remote", "fork", "main").split()[0] == mine.head()
    assert mine.git("ls-remote", "origin", "main").split()[0] == theirs.head()
    assert sync(opened(mine.path)).sent == 0


def test_sync_shows_the_words_of_a_push_hook(shared: tuple[Work, Work]) -> None:
    mine, _ = shared
    okr_commit(mine, "okrs/mai.yaml", "a: 1\n")
    mine.hook("pre-push", "echo 'not on a Friday' >&2; exit 1")
    assert "not on a Friday" in refusal(sync, opened(mine.path)).hints
