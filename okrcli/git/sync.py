"""Exchange of commits with a remote (`okr sync`). Only this module and `pull_request` use the network."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from okrcli.errors import RefusedError, completed
from okrcli.git.access import ANY_STATUS
from okrcli.git.preflight import refuse_if_busy, wait_for_locks
from okrcli.git.process import GitResult, fields, run_as_user, run_read_only, text
from okrcli.git.repository import Repository
from okrcli.sanitize import visible

ATTEMPTS: Final = 4
"""The most attempts to fetch and push when others push at the same time."""

SETTING: Final = "okrBranch"
"""The setting `branch.NAME.okrBranch`: the name of the shared branch, and the hash of our last commit there."""
_PROTECTED: Final = re.compile(
    r"(?i)\bGH006\b|changes must be made through a pull request|cannot update this protected ref"
    r"|protected branch|required status checks? (is|are) expected"
    r"|permission denied to update branch|only be modified through pull requests|must use a pull request"
)
"""Texts of GitHub (GH006, rulesets), GitLab, Gitea, Bitbucket and Azure DevOps for a branch that takes no pushes."""
_HOOK: Final = re.compile(r"\[remote rejected\] .*(hook declined|declined)")
"""A refusal of the remote that does not tell its reason."""


class Upstream(NamedTuple):
    """The upstream of a branch: the remote, the branch there, and its local copy (None before the first push)."""

    remote: str
    branch: str
    copy: str | None
    is_set: bool
    """True if it is set in the configuration of git."""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """The result of a sync: the numbers of commits received, and of those sent that the remote had on no branch."""

    remote: str
    branch: str
    received: int
    sent: int
    is_pushed: bool
    """True if the branch of the remote was created or moved."""
    merged: str = ""
    """The shared branch whose pull request is merged; empty if there is none."""


def unshared_paths(repository: Repository, under: Sequence[str]) -> list[str] | None:
    """The files below `under` in commits that the upstream does not have; None where there is no remote at all.

    Nothing is fetched: the state of the last fetch counts. Without an upstream: what no branch of any remote has.
    """
    if not _remotes(repository):
        return None
    head = repository.head()
    branch = repository.branch()
    copy = _upstream_copy(repository, branch) if branch else None
    other = [f"^{copy}", *_waiting_elsewhere(repository, branch)] if copy and branch else ["--not", "--remotes"]
    options = (
        "-z",
        "--format=",
        "--name-only",
        "--no-renames",
        "--diff-filter=AM",
        "--no-show-signature",
        "--no-merges",
    )
    if head is None:
        return []
    raw = run_read_only(
        repository.top, "log", *options, "--no-ext-diff", "--no-textconv", head, *other, "--", *under
    ).out
    return sorted({path for path in fields(raw) if path})


class SharedBranch(NamedTuple):
    """The branch of the remote with which commits are shared until a pull request is merged."""

    name: str
    tip: str | None
    """The hash of our last commit there; None before the first push."""


def shared_branch(repository: Repository, branch: str) -> SharedBranch | None:
    """The branch that `okr sync --branch` has chosen for this one; None where the commits go to the upstream."""
    name, _, tip = setting(repository, f"branch.{branch}.{SETTING}").partition(" ")
    if not name:
        return None
    answer = run_read_only(repository.top, "cat-file", "-e", f"{tip}^{{commit}}", expected=ANY_STATUS) if tip else None
    return SharedBranch(name, tip if answer and not answer.status else None)


def _waiting_elsewhere(repository: Repository, branch: str) -> list[str]:
    """An argument of `git log` that leaves out what waits in a pull request."""
    shared = shared_branch(repository, branch)
    return [f"^{shared.tip}"] if shared and shared.tip else []


def sync(
    repository: Repository,
    mode: Literal["rebase", "merge"] = "rebase",
    started: Callable[[int], None] | None = None,
) -> SyncReport:
    """Fetch, put our commits after the others' (`rebase`) or join the two (`merge`), and push.

    `started` is told the process id of each git that changes something, so that the next run can wait for one that
    goes on when this process is ended.

    Raises RefusedError, with the way out, when something is in the way; a conflict is left as git leaves it. The caller
    holds the workspace lock, for the files change.
    """
    branch = branch_to_share(repository)
    received = 0
    for _ in range(ATTEMPTS):
        fetch(repository, find_upstream(repository, branch).remote, started)
        upstream = find_upstream(repository, branch)
        behind, ahead = distance(repository, upstream)
        if behind:
            integrate(repository, upstream, mode, started)
            completed.append(f"the commits of {visible(upstream.remote)} are here")
            received += behind
            ahead = distance(repository, upstream)[1]
        goal = push_goal(repository, upstream, branch)
        waiting = ahead if goal == upstream else distance(repository, goal)[1]
        sent = _count_new(repository, goal.remote) if waiting else 0
        is_pushed = bool(waiting) or not goal.is_set
        if is_pushed and not _push(repository, goal, branch, started):
            continue
        return SyncReport(goal.remote, goal.branch, received, sent, is_pushed and (goal.copy is None or waiting > 0))
    raise RefusedError(f"others pushed to {visible(branch)} several times at the same moment", "run okr sync again")


def branch_to_share(repository: Repository) -> str:
    """The branch that is checked out. Raises RefusedError if its commits cannot be exchanged now."""
    refuse_if_busy(repository)
    wait_for_locks(repository)
    branch = repository.branch()
    if branch is None or repository.head() is None:
        if branch is None:
            raise RefusedError("HEAD is detached: there is no branch to share", "git switch BRANCH")
        raise RefusedError("there are no commits yet: there is no branch to share", "make the first one: git commit")
    _refuse_uncommitted(repository)
    return branch


def find_upstream(repository: Repository, branch: str) -> Upstream:
    """The upstream of this branch: the configured one, or the branch of the same name on the only remote.

    Raises RefusedError without a remote, and where there are several and none is configured.
    """
    remote = setting(repository, f"branch.{branch}.remote")
    merge = setting(repository, f"branch.{branch}.merge")
    if remote and merge and remote != ".":
        return Upstream(remote, merge.removeprefix("refs/heads/"), _upstream_copy(repository, branch), True)
    remotes = _remotes(repository)
    if len(remotes) != 1:
        what = "there is no remote to share with" if not remotes else f"there are several remotes: {', '.join(remotes)}"
        way = "git remote add origin URL" if not remotes else f"choose one: git push -u REMOTE {visible(branch)}"
        raise RefusedError(what, way)
    copy = f"refs/remotes/{remotes[0]}/{branch}"
    known = run_read_only(repository.top, "rev-parse", "--verify", "--quiet", copy, expected=(0, 1)).status == 0
    return Upstream(remotes[0], branch, copy if known else None, False)


def push_goal(repository: Repository, upstream: Upstream, branch: str) -> Upstream:
    """The branch to push to: the upstream, unless `branch.*.pushRemote` or `remote.pushDefault` name another remote."""
    remote = setting(repository, f"branch.{branch}.pushRemote") or setting(repository, "remote.pushDefault")
    if remote in ("", upstream.remote):
        return upstream
    copy = f"refs/remotes/{remote}/{branch}"
    known = run_read_only(repository.top, "rev-parse", "--verify", "--quiet", copy, expected=(0, 1)).status == 0
    return Upstream(remote, branch, copy if known else None, True)


def _remotes(repository: Repository) -> list[str]:
    return text(run_read_only(repository.top, "remote").out).split()


def setting(repository: Repository, name: str) -> str:
    """The value of a setting of git; empty without one."""
    return text(run_read_only(repository.top, "config", "--get", name, expected=(0, 1)).out).strip()


def _upstream_copy(repository: Repository, branch: str) -> str | None:
    answer = run_read_only(repository.top, "for-each-ref", "--format=%(upstream)", f"refs/heads/{branch}")
    name = text(answer.out).strip()
    if not name or run_read_only(repository.top, "rev-parse", "--verify", "--quiet", name, expected=(0, 1)).status:
        return None
    return name


def _refuse_uncommitted(repository: Repository) -> None:
    answer = run_as_user(repository.top, "status", "--porcelain=v1", "-z", "--untracked-files=no", "--no-renames")
    changed = [line[3:] for line in fields(answer.out)]
    if changed or answer.status:
        shown = ", ".join(map(visible, changed[:3])) + (" …" if len(changed) > 3 else "")
        what = f"there are changes that are not committed: {shown}" if changed else f"git status: {answer.reason()}"
        raise RefusedError(what, "commit them, or stash them: git stash")


def distance(repository: Repository, upstream: Upstream) -> tuple[int, int]:
    """The numbers of commits that only the upstream has, and that only we have."""
    span = f"{upstream.copy}...HEAD" if upstream.copy else "HEAD"
    counts = text(run_read_only(repository.top, "rev-list", "--count", "--left-right", span, "--").out).split()
    return int(counts[0]) if upstream.copy else 0, int(counts[1])


def _count_new(repository: Repository, remote: str) -> int:
    """The number of our commits that no branch of the remote has."""
    return int(text(run_read_only(repository.top, "rev-list", "--count", "HEAD", "--not", f"--remotes={remote}").out))


def fetch(repository: Repository, remote: str, started: Callable[[int], None] | None) -> None:
    """Fetch from a remote. Raises RefusedError with the words of git."""
    answer = run_as_user(repository.top, "fetch", "--quiet", "--end-of-options", remote, network=True, started=started)
    if answer.status:
        raise RefusedError(f"git cannot fetch from {visible(remote)}", *answer.words(10))


def integrate(
    repository: Repository,
    upstream: Upstream,
    mode: Literal["rebase", "merge"],
    started: Callable[[int], None] | None,
    since: str = "",
) -> None:
    """Put our commits after those of the upstream, or merge these. Raises RefusedError for a conflict.

    With `since`, a rebase leaves out our commits up to that one: the upstream has them in another form.
    """
    copy = upstream.copy or ""
    if mode == "merge":
        answer = run_as_user(repository.top, "merge", "--quiet", "--no-edit", copy, started=started)
    else:
        merges = text(run_read_only(repository.top, "rev-list", "--count", "--merges", f"{since or copy}..HEAD").out)
        keep = ("--rebase-merges",) if int(merges) else ()
        goal = ("--onto", copy, since) if since else (copy,)
        answer = run_as_user(
            repository.top, "rebase", "--quiet", *keep, *goal, environment={"GIT_EDITOR": ":"}, started=started
        )
    if answer.status:
        raise _not_integrated(repository, upstream, mode, answer)


def _not_integrated(repository: Repository, upstream: Upstream, mode: str, answer: GitResult) -> RefusedError:
    where = f"{visible(upstream.remote)}/{visible(upstream.branch)}"
    conflicts = sorted(
        {line.partition("\t")[2] for line in fields(run_read_only(repository.top, "ls-files", "-u", "-z").out)}
    )
    if not conflicts:
        way = (f"abort it: git {mode} --abort",) if (repository.git_dir / "rebase-merge").exists() else ()
        return RefusedError(f"git cannot {mode} with {where}", *answer.words(10), *way)
    shown = ", ".join(map(visible, conflicts))
    return RefusedError(
        f"the same places were changed here and in {where}: {shown}",
        "see them: git status; resolve them by meaning: okr resolve",
        f"then: git add FILE, git {mode} --continue, and okr sync again",
        f"or abort it: git {mode} --abort",
    )


def _push(repository: Repository, goal: Upstream, branch: str, started: Callable[[int], None] | None) -> bool:
    """Push our branch; False if another push came first. The first push makes git remember where it is shared."""
    track = () if goal.is_set else ("--set-upstream",)
    target = f"refs/heads/{branch}:refs/heads/{goal.branch}"
    options = ("--porcelain", *track, "--end-of-options", goal.remote, target)
    answer = run_as_user(repository.top, "push", *options, network=True, started=started)
    if answer.status == 0:
        return True
    fetch(repository, goal.remote, started)
    upstream = find_upstream(repository, branch)
    if goal.remote == upstream.remote and distance(repository, upstream)[0]:
        return False
    raise not_pushed(goal, answer)


def not_pushed(goal: Upstream, answer: GitResult) -> RefusedError:
    """The error for a push that the remote has refused, with the way out where the branch takes no pushes."""
    words = (*rejections(answer), *answer.words(10))
    branch, remote = visible(goal.branch), visible(goal.remote)
    if _PROTECTED.search("\n".join(words)):
        what = f"the branch {branch} of {remote} takes no pushes: it is protected"
        return RefusedError(what, "share through a pull request: okr sync --branch", *words)
    perhaps = ("if the branch takes no pushes: okr sync --branch",) if _HOOK.search("\n".join(words)) else ()
    return RefusedError(f"git cannot push to {remote}", *words, *perhaps)


def rejections(answer: GitResult) -> list[str]:
    """The lines in which git says why it did not take a branch: `main -> main: [remote rejected] (hook declined)`."""
    lines = (line.split("\t") for line in text(answer.out).splitlines() if line.startswith("!\t"))
    pairs = ((refs.replace("refs/heads/", "").replace(":", " -> "), reason) for _, refs, reason in lines)
    return [visible(f"{names}: {reason}") for names, reason in pairs]
