"""Exchange of commits through a pull request (`okr sync --branch`), where the branch itself takes no pushes.

The commits stay on the branch that is checked out, so every view has them. They are pushed to another branch of the
remote, and wait there until its pull request is merged. The setting `branch.NAME.okrBranch` names that branch. Nothing
is pushed by force: while commits wait, those of others are merged and not put below them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from okrcli.errors import RefusedError, completed
from okrcli.git.pathspecs import argument_lists
from okrcli.git.process import GitResult, fields, run_as_user, run_read_only, text
from okrcli.git.repository import Repository
from okrcli.git.sync import (
    ATTEMPTS,
    SETTING,
    SharedBranch,
    SyncReport,
    Upstream,
    branch_to_share,
    distance,
    fetch,
    find_upstream,
    integrate,
    not_pushed,
    push_goal,
    setting,
    shared_branch,
    sync,
)
from okrcli.sanitize import visible

_LINK: Final = re.compile(r"^remote:\s+(https?://\S+)\s*$", re.MULTILINE)

Started = Callable[[int], None] | None


@dataclass(frozen=True, slots=True)
class BranchReport:
    """The result of a sync through a pull request."""

    remote: str
    target: str
    """The branch of the remote into which the pull request is to be merged."""
    branch: str
    """The branch of the remote with our commits."""
    received: int
    sent: int
    waiting: int
    """The commits that are not on the target, without merges."""
    paths: tuple[str, ...]
    """The files that these commits change."""
    link: str | None
    """The address that the remote has printed for the pull request; None if it has printed none."""
    remote_url: str
    """The address of the remote."""


@dataclass(frozen=True, slots=True)
class Wish:
    """The branch that `--branch` asks for: its name, or a name to begin with if none was typed."""

    name: str | None
    default: str


def sync_by_branch(
    repository: Repository, mode: Literal["rebase", "merge"], started: Started = None, wish: Wish | None = None
) -> SyncReport | BranchReport:
    """Exchange commits, through the shared branch if there is one or one is wished for.

    When everything on the shared branch is on the upstream, it is forgotten, and our later commits follow those of the
    upstream. Raises RefusedError as `sync` does.
    """
    branch = branch_to_share(repository)
    shared = shared_branch(repository, branch)
    upstream = find_upstream(repository, branch)
    if wish and wish.name == upstream.branch:
        _forget(repository, branch)
        shared, wish = None, None
    if shared is None and wish is None:
        return sync(repository, mode, started)
    goal = push_goal(repository, upstream, branch)
    received, merged = 0, ""
    for _ in range(ATTEMPTS):
        for remote in {upstream.remote: None, goal.remote: None}:
            fetch(repository, remote, started)
        upstream = find_upstream(repository, branch)
        if upstream.copy is None:
            what = f"{visible(upstream.remote)} has no branch {visible(upstream.branch)} to merge into"
            raise RefusedError(what, "send it first: okr sync")
        behind = distance(repository, upstream)[0]
        copy = _copy_of(repository, goal.remote, shared.name) if shared else None
        if shared and (tip := _merged_tip(repository, [copy, shared.tip], upstream.copy)):
            _follow(repository, tip, upstream, mode, started)
            _forget(repository, branch, copy)
            completed.append(f"the commits of {visible(shared.name)} are on {visible(upstream.branch)}")
            merged, shared, copy = shared.name, None, None
        elif behind or copy:
            _bring(repository, upstream, copy, mode if shared is None else "merge", started)
        received += behind
        waiting = _count(repository, f"^{upstream.copy}")
        if not waiting or (shared is None and wish is None):
            _forget(repository, branch)
            return _on_upstream(repository, mode, started, received, merged)
        if shared is None:
            shared = SharedBranch(_free_name(repository, goal.remote, wish), None)
        fresh = _count(repository, f"^{upstream.copy}", *([f"^{copy}"] if copy else []))
        if not (fresh or wish or copy is None):
            return _report(repository, upstream, goal, shared.name, received, 0, waiting, None)
        answer = _push(repository, branch, goal, shared, started)
        if answer:
            return _report(repository, upstream, goal, shared.name, received, fresh, waiting, answer)
    raise RefusedError(
        f"others pushed to {visible(goal.remote)} several times at the same moment", "run okr sync again"
    )


def _on_upstream(
    repository: Repository, mode: Literal["rebase", "merge"], started: Started, received: int, merged: str
) -> SyncReport:
    """Exchange commits with the upstream, after `received` ones, and after the merge of a shared branch."""
    try:
        report = sync(repository, mode, started)
    except RefusedError as error:
        if not merged:
            raise
        raise RefusedError(
            error.message, *error.hints, f"{visible(merged)} is merged; later commits wait here"
        ) from None
    return replace(report, received=report.received + received, merged=merged)


def _push(
    repository: Repository, branch: str, goal: Upstream, shared: SharedBranch, started: Started
) -> GitResult | None:
    """Push to the shared branch; None if it has commits that are not here."""
    is_new = shared_branch(repository, branch) is None
    if is_new:
        _remember(repository, branch, shared.name, shared.tip)
    target = f"HEAD:refs/heads/{shared.name}"
    head = repository.head()
    answer = run_as_user(
        repository.top, "push", "--porcelain", "--end-of-options", goal.remote, target, network=True, started=started
    )
    if answer.status == 0:
        _remember(repository, branch, shared.name, head)
        return answer
    if is_new:
        _forget(repository, branch)
    fetch(repository, goal.remote, started)
    copy = _copy_of(repository, goal.remote, shared.name)
    if copy and not is_new and not repository.is_ancestor(copy, "HEAD"):
        return None
    raise not_pushed(goal._replace(branch=shared.name), answer)


def _bring(
    repository: Repository, upstream: Upstream, copy: str | None, mode: Literal["rebase", "merge"], started: Started
) -> None:
    """Integrate the commits of others: those on the shared branch (a suggestion, another clone), and the upstream."""
    if copy and not repository.is_ancestor(copy, "HEAD"):
        name = copy.removeprefix(f"refs/remotes/{upstream.remote}/")
        integrate(repository, upstream._replace(branch=name, copy=copy), "merge", started)
    if distance(repository, upstream)[0]:
        integrate(repository, upstream, mode, started)
        completed.append(f"the commits of {visible(upstream.remote)} are here")


# ── After the merge ───────────────────────────────────────────────────────────────────────────────────────────────


def _merged_tip(repository: Repository, tips: Iterable[str | None], target: str) -> str | None:
    """The first of these commits whose changes the target has, by a merge, a squash or a rebase; None without one."""
    return next((tip for tip in tips if tip and _is_merged(repository, tip, target)), None)


def _is_merged(repository: Repository, tip: str, target: str) -> bool:
    """True if some commit of the target stays the same when the tip is merged into it.

    Later commits of the target may have changed the same lines again.
    """
    if repository.is_ancestor(tip, target):
        return True
    answer = run_read_only(repository.top, "merge-base", target, tip, expected=(0, 1))
    if answer.status:
        return False
    base = text(answer.out).split()[0]
    changed = fields(run_read_only(repository.top, "diff", "--no-renames", "--name-only", "-z", base, tip).out)
    for paths in argument_lists(changed):
        span = ("rev-list", "--reverse", "--first-parent", f"{base}..{target}", "--", *paths)
        for commit in text(run_read_only(repository.top, *span).out).split():
            joined = run_read_only(repository.top, "merge-tree", "--write-tree", commit, tip, expected=(0, 1, 128, 129))
            if joined.status == 0 and joined.out.split()[0] == _tree_of(repository, commit):
                return True
    return False


def _tree_of(repository: Repository, commit: str) -> bytes:
    return run_read_only(repository.top, "rev-parse", f"{commit}^{{tree}}").out.strip()


def _follow(
    repository: Repository, tip: str, upstream: Upstream, mode: Literal["rebase", "merge"], started: Started
) -> None:
    """Continue after a merge: the commits up to `tip` are those of the upstream, later ones of ours come after it."""
    copy = upstream.copy or ""
    if repository.is_ancestor(tip, copy) or not repository.is_ancestor(tip, "HEAD"):
        if distance(repository, upstream)[0]:
            integrate(repository, upstream, mode, started)
    else:
        integrate(repository, upstream, "rebase", started, since=tip)


# ── The shared branch ─────────────────────────────────────────────────────────────────────────────────────────────


def _free_name(repository: Repository, remote: str, wish: Wish | None) -> str:
    """The name for a new branch of the remote. Raises RefusedError for a typed name that it has already."""
    typed, default = (wish.name, wish.default) if wish else (None, "okr/check-ins")
    if typed is None:
        names = [default, *(f"{default}-{number}" for number in range(2, 1000))]
        return next(name for name in names if _copy_of(repository, remote, name) is None)
    checked = run_read_only(repository.top, "check-ref-format", f"refs/heads/{typed}", expected=(0, 1))
    if checked.status or typed.startswith("-"):
        raise RefusedError(f"`{visible(typed)}` cannot be the name of a branch", "okr sync --branch")
    if _copy_of(repository, remote, typed):
        what = f"{visible(remote)} has a branch {visible(typed)} already"
        raise RefusedError(what, "choose another name, or none: okr sync --branch")
    return typed


def _copy_of(repository: Repository, remote: str, name: str) -> str | None:
    """The local copy of a branch of the remote; None if no fetch has brought one."""
    copy = f"refs/remotes/{remote}/{name}"
    answer = run_read_only(repository.top, "rev-parse", "--verify", "--quiet", copy, expected=(0, 1))
    return None if answer.status else copy


def _remember(repository: Repository, branch: str, name: str, tip: str | None) -> None:
    run_as_user(repository.top, "config", f"branch.{branch}.{SETTING}", f"{name} {tip or ''}".strip())


def _forget(repository: Repository, branch: str, copy: str | None = None) -> None:
    """Share with the upstream again. The copy of a merged branch goes: if the remote still has it, it comes back."""
    if setting(repository, f"branch.{branch}.{SETTING}"):
        run_as_user(repository.top, "config", "--unset-all", f"branch.{branch}.{SETTING}")
    if copy:
        run_as_user(repository.top, "update-ref", "-d", copy)


def _count(repository: Repository, *others: str) -> int:
    """The number of our commits that the others have not; a merge is no commit of ours."""
    return int(text(run_read_only(repository.top, "rev-list", "--count", "--no-merges", "HEAD", *others).out))


def _report(
    repository: Repository,
    upstream: Upstream,
    goal: Upstream,
    name: str,
    received: int,
    sent: int,
    waiting: int,
    answer: GitResult | None,
) -> BranchReport:
    span = ("diff", "--no-renames", "--name-only", "-z", f"{upstream.copy}...HEAD")
    paths = tuple(fields(run_read_only(repository.top, *span).out))
    link = _LINK.search(text(answer.errors)) if answer else None
    url = text(run_read_only(repository.top, "remote", "get-url", goal.remote).out).strip()
    return BranchReport(
        goal.remote, upstream.branch, name, received, sent, waiting, paths, link[1] if link else None, url
    )
