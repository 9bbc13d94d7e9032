"""`okr sync --branch` against a remote whose hook refuses main, as hosting services do for a protected branch."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from okrcli.git.repository import Repository
from okrcli.git.sync import unshared_paths
from okrcli.git.web_address import web_address
from tests.conftest import Work
from tests.support.commands import PLAN, Answer, okr
from tests.support.hooks import hooked

REFUSALS = {
    "github": "error: GH006: Protected branch update failed for refs/heads/main.\n"
    "error: Changes must be made through a pull request.",
    "ruleset": "error: GH013: Repository rule violations found for refs/heads/main.\n"
    "\n- Changes must be made through a pull request.",
    "checks": "error: GH013: Repository rule violations found for refs/heads/main.\n"
    "\n- 12 of 12 required status checks are expected.",
    "gitlab": "GitLab: You are not allowed to push code to protected branches on this project.",
    "bitbucket": "Permission denied to update branch main.",
    "server": "Branch refs/heads/main can only be modified through pull requests.",
    "azure": "TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch.",
    "gitea": "Gitea: Not allowed to push to protected branch main",
}
"""Texts of hosting services for a branch that takes no pushes."""


class Team:
    """Two clones of a hub that refuses pushes to main, but for those of its own merge button."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hub = folder / "hub.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(self.hub)], check=True)
        self.mai, self.linh = (self._clone(folder / name, monkeypatch) for name in ("mai", "linh"))
        self.mai.commit("plan", okrs_yaml=PLAN)
        self.mai.git("push", "-q", "-u", "origin", "main")
        self.linh.git("pull", "-q", "origin", "main")
        self.linh.git("branch", "-q", "--set-upstream-to=origin/main")
        self.refuse("GH006: Protected branch update failed for refs/heads/main.")

    def _clone(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
        subprocess.run(["git", "clone", "-q", str(self.hub), str(place)], check=True, stderr=subprocess.DEVNULL)
        return Work(place, monkeypatch)

    def refuse(self, words: str) -> None:
        hook = self.hub / "hooks/pre-receive"
        hook.parent.mkdir(exist_ok=True)
        says = f"cat >&2 <<'END'\n{words}\nEND\nexit 1"
        is_push = '[ $ref = refs/heads/main ] && [ -z "$BUTTON" ]'
        hook.write_text(f"#!/bin/sh\nwhile read old new ref; do\nif {is_push}; then\n{says}\nfi\ndone\n")
        hook.chmod(0o755)

    def press(self, kind: str, branch: str = "okr/mai", *, delete: bool = True) -> None:
        """Merge a branch as the button of a hosting service does."""
        there = self.linh
        there.git("fetch", "-q", "--prune")
        there.git("switch", "-q", "-C", "button", "origin/main")
        if kind == "squash":
            there.git("merge", "-q", "--squash", f"origin/{branch}")
            there.git("commit", "-qm", "squashed")
        elif kind == "rebase":
            there.git("cherry-pick", "--allow-empty", f"origin/main..origin/{branch}")
        else:
            there.git("merge", "-q", "--no-ff", "-m", "merged", f"origin/{branch}")
        self.push("button:main")
        if delete:
            there.git("push", "-q", "origin", f":{branch}")
        there.git("switch", "-q", "main")

    def push(self, what: str) -> None:
        command = ["git", "-c", "remote.origin.receivepack=BUTTON=1 git-receive-pack", "push", "-q", "origin", what]
        subprocess.run(command, cwd=self.linh.path, check=True)

    def sync(self, *words: str) -> Answer:
        return okr(self.mai.path, "sync", *words)

    def checkin(self, *words: str) -> None:
        answer = okr(self.mai.path, "checkin", *words, "--by", "mai")
        assert answer.code == 0, answer.err

    def there(self, branch: str) -> str:
        return self.mai.git("ls-remote", "origin", f"refs/heads/{branch}").partition("\t")[0]

    def trees_agree(self) -> bool:
        return self.mai.git("rev-parse", "HEAD^{tree}") == self.mai.git("rev-parse", "origin/main^{tree}")


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    return Team(tmp_path, monkeypatch)


@pytest.mark.parametrize("words", REFUSALS.values(), ids=REFUSALS)
def test_a_protected_branch_is_recognised(team: Team, words: str) -> None:
    team.refuse(words)
    team.checkin("mql", "22")
    answer = team.sync()
    assert answer.code == 3
    assert "the branch main of origin takes no pushes: it is protected" in answer.err
    assert "okr sync --branch" in answer.err


def test_another_hook_that_refuses_is_perhaps_that(team: Team) -> None:
    team.refuse("the moon is full")
    team.checkin("mql", "22")
    answer = team.sync()
    assert "git cannot push to origin" in answer.err
    assert "the moon is full" in answer.err
    assert "if the branch takes no pushes: okr sync --branch" in answer.err
    team.refuse("error: GH013: Repository rule violations found for refs/heads/main.\n- Push cannot contain secrets")
    assert "it is protected" not in team.sync().err


def test_check_ins_wait_on_a_branch_and_later_ones_go_there(team: Team) -> None:
    team.checkin("mql", "22")
    answer = team.sync("--branch")
    assert answer.code == 0, answer.err
    assert "sent 1 commit to the branch okr/mai of origin" in answer.out
    assert "open a pull request from okr/mai into main" in answer.out
    assert "review" not in answer.out
    assert team.there("okr/mai") == team.mai.head()
    assert unshared_paths(Repository.open(team.mai.path), ["okrs"]) == []  # type: ignore[arg-type]
    team.checkin("mql", "23")
    assert len(unshared_paths(Repository.open(team.mai.path), ["okrs"]) or ()) == 1  # type: ignore[arg-type]
    assert "2 commits wait there to be merged into main" in team.sync().out
    assert team.there("okr/mai") == team.mai.head()
    assert "sent" not in team.sync().out


@pytest.mark.parametrize("kind", ["merge", "squash", "rebase"])
@pytest.mark.parametrize("mode", ["rebase", "merge"])
def test_after_the_merge_it_comes_back(team: Team, kind: str, mode: str) -> None:
    okr(team.mai.path, "set", "settings.sync=" + mode)
    team.checkin("mql", "22")
    assert okr(team.mai.path, "set", "mql", "title=First", "--reason", "x").code == 0
    assert okr(team.mai.path, "set", "mql", "title=Second", "--reason", "y").code == 0
    assert "they change more than check-ins, so they need a review: okrs.yaml" in team.sync("--branch").out
    team.press(kind)
    answer = team.sync()
    assert (answer.code, answer.err) == (0, "")
    assert "okr/mai is merged; received 1 commit" in answer.out or kind != "squash"
    assert team.mai.head() == team.mai.git("rev-parse", "origin/main").strip()
    assert len(list(team.mai.path.glob("okrs/*/checkins/mai/*"))) == 1
    assert not team.mai.git("config", "--get", "branch.main.okrBranch", check=False)
    team.checkin("mql", "24")
    assert "sent 1 commit to the branch okr/mai of" in team.sync("--branch").out


@pytest.mark.parametrize("kind", ["merge", "squash", "rebase"])
def test_what_was_made_after_the_pull_request_stays(team: Team, kind: str) -> None:
    team.checkin("mql", "22")
    team.sync("--branch")
    team.press(kind)
    team.checkin("mql", "25")
    answer = team.sync()
    assert answer.code == 3
    assert "okr/mai is merged; later commits wait here" in answer.err
    assert len(list(team.mai.path.glob("okrs/*/checkins/mai/*"))) == 2
    assert team.mai.git("rev-list", "--count", "origin/main..HEAD").strip() == "1"
    assert "sent 1 commit to the branch okr/mai of" in team.sync("--branch").out
    team.press(kind)
    assert team.sync().code == 0
    assert team.trees_agree()


def test_main_may_have_changed_the_same_lines_since_the_squash(team: Team) -> None:
    for title in ("First", "Second"):
        okr(team.mai.path, "set", "mql", f"title={title}", "--reason", "x")
    team.sync("--branch")
    team.press("squash")
    team.linh.git("fetch", "-q")
    team.linh.git("switch", "-qC", "more", "origin/main")
    okr(team.linh.path, "set", "mql", "title=Third", "--reason", "y")
    team.push("more:main")
    assert team.sync().code == 0
    assert team.mai.head() == team.linh.head()


def test_commits_of_others_come_while_ours_wait(team: Team) -> None:
    team.checkin("mql", "22")
    team.sync("--branch")
    team.linh.commit("other", notes_txt="x")
    team.push("main:main")
    answer = team.sync()
    assert "received 1 commit from origin" in answer.out
    assert (team.mai.path / "notes.txt").exists()
    team.checkin("mql", "23")
    assert "sent 1 commit to" in team.sync().out
    team.press("squash")
    assert team.sync().code == 0
    assert team.trees_agree()


def test_a_suggestion_on_the_branch_comes_too(team: Team) -> None:
    team.checkin("mql", "22")
    team.sync("--branch")
    team.linh.git("fetch", "-q")
    team.linh.git("switch", "-qc", "help", "origin/okr/mai")
    team.linh.commit("suggested", notes_txt="x")
    team.linh.git("push", "-q", "origin", "help:okr/mai")
    team.checkin("mql", "23")
    assert team.sync().code == 0
    assert (team.mai.path / "notes.txt").exists()
    assert team.there("okr/mai") == team.mai.head()
    team.press("squash", delete=False)
    assert team.sync().code == 0
    assert team.trees_agree()
    team.checkin("mql", "24")
    assert "to the branch okr/mai-2 of" in team.sync("--branch").out  # the first one is still there


def test_names(team: Team) -> None:
    team.checkin("mql", "22")
    team.linh.git("push", "-q", "origin", "main:taken")
    assert "origin has a branch taken already" in team.sync("--branch", "taken").err
    assert "cannot be the name of a branch" in team.sync("--branch", "a b").err
    assert "okr sync --branch NAME" in team.sync("spring").err
    assert "branch spring of origin" in team.sync("--branch", "spring").out
    assert "it is protected" in team.sync("--branch", "main").err  # shares without a pull request again
    assert "it is protected" in team.sync().err


@pytest.mark.parametrize("hook", ["pre-push", "post-checkout", "reference-transaction"])
def test_a_hook_that_refuses_loses_nothing(team: Team, hook: str) -> None:
    team.checkin("mql", "22")
    head = team.mai.head()
    team.mai.hook(hook, "exit 1")
    team.sync("--branch")
    (team.mai.path / ".git/hooks" / hook).unlink()
    assert team.mai.head() == head
    assert team.sync("--branch").code == 0
    assert team.there("okr/mai") == head


@pytest.mark.parametrize(
    ("hook", "script"),
    [
        ("pre-push", "kill -KILL $TESTED_OKR; exit 1"),
        ("reference-transaction", 'if grep -q okr/mai && [ "$1" = committed ]; then kill -KILL $TESTED_OKR; fi'),
    ],
)
def test_a_run_that_is_killed_loses_nothing(team: Team, hook: str, script: str) -> None:
    """Before the push, and after it, when git notes the new branch and okr has not."""
    team.checkin("mql", "22")
    head = team.mai.head()
    team.mai.hook(hook, script)
    assert hooked(team.mai.path, "sync", "--branch").returncode == -9
    (team.mai.path / ".git/hooks" / hook).unlink()
    assert team.mai.head() == head
    assert team.sync().code == 0
    assert team.there("okr/mai") == head
    team.press("squash")
    team.mai.hook("post-rewrite", "kill -KILL $TESTED_OKR")
    team.mai.hook("post-checkout", "kill -KILL $TESTED_OKR")
    assert hooked(team.mai.path, "sync").returncode == -9
    for name in ("post-rewrite", "post-checkout"):
        (team.mai.path / ".git/hooks" / name).unlink()
    team.mai.git("rebase", "--continue", check=False)
    assert team.sync().code == 0
    assert team.trees_agree()
    assert team.mai.head() == team.mai.git("rev-parse", "origin/main").strip()


def test_the_link_of_the_remote_is_printed(team: Team) -> None:
    hook = team.hub / "hooks/post-receive"
    hook.write_text(
        "#!/bin/sh\necho 'Create a pull request on GitHub by visiting:'\necho '  https://github.com/a/b/pull/new/x'\n"
    )
    hook.chmod(0o755)
    team.checkin("mql", "22")
    assert "pull request: https://github.com/a/b/pull/new/x\n" in team.sync("--branch").out


@pytest.mark.parametrize(
    ("remote", "link"),
    [
        ("https://mai:secret@github.com/acme/okrs.git", "https://github.com/acme/okrs/compare/main...okr/mai?expand=1"),
        ("git@github.com:acme/okrs.git", "https://github.com/acme/okrs/compare/main...okr/mai?expand=1"),
        (
            "ssh://git@gitlab.acme.com:2222/a/b/okrs",
            "https://gitlab.acme.com/a/b/okrs/-/merge_requests/new?merge_request%5Bsource_branch%5D=okr%2Fmai&merge_request%5Btarget_branch%5D=main",
        ),
        ("https://bitbucket.org/a/b.git", "https://bitbucket.org/a/b/pull-requests/new?source=okr%2Fmai&dest=main"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/compare/main...okr/mai"),
        ("../hub.git", None),
        ("https://git.acme.com/a/b", None),
        ("file:///srv/github/a", None),
        ("", None),
    ],
)
def test_the_link_that_opens_a_pull_request(remote: str, link: str | None) -> None:
    address = web_address(remote)
    assert (address.pull_request("okr/mai", "main") if address else None) == link
