"""`okr sync`: exchange commits with the remote. It is the only command that uses the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from okrcli.git.pull_request import BranchReport, Wish
    from okrcli.git.sync import SyncReport
    from okrcli.workspace.workspace import Workspace

_MOST_PATHS = 5
"""The most files that are listed."""


def sync(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="With --branch: the branch of the remote, else okr/YOUR-ID.")
    ] = None,
    branch: Annotated[
        bool, typer.Option("--branch", help="Share through a pull request, where the branch takes no pushes.")
    ] = False,
) -> int:
    """Share commits with your team.

    It fetches, rebases your commits (or merges, with `settings: {sync: merge}`), and pushes.

    With --branch it pushes your commits to a branch of their own, and prints the link that opens a pull request. Later
    runs of okr sync push there until it is merged. Then they continue on the first branch.

    On a conflict it stops as git does, and prints the next commands.

    \b
    okr sync
    okr sync --branch
    okr sync --branch main          share without a pull request again
    """
    from okrcli.git.pull_request import BranchReport, sync_by_branch
    from okrcli.git.repository import Repository
    from okrcli.store.transaction import begin_write

    if name is not None and not branch:
        raise UsageError(f"there is no argument `{visible(name)}`", "for a branch of your own: okr sync --branch NAME")
    workspace = context.open_workspace(ctx, context.today())
    root = context.root_of(workspace)
    with begin_write(root) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        repository = Repository.open(root)
        if repository is None:
            raise RefusedError("there is no git repository here, so nothing can be shared")
        wish = _wish(workspace, repository.email(), name) if branch else None
        report = sync_by_branch(repository, workspace.plan.settings.sync, transaction.note_git, wish)
    if isinstance(report, BranchReport):
        for line in _lines(report):
            streams.echo(visible(line))
    else:
        streams.echo(visible(_sentence(report)))
    return Exit.OK


def _wish(workspace: Workspace, email: str | None, name: str | None) -> Wish:
    """The branch to share through; its name is made from the person, or from the e-mail address of git."""
    from okrcli.cli.current_person import person_if_known
    from okrcli.git.pull_request import Wish

    person = person_if_known(workspace.plan, email)
    return Wish(name, f"okr/{person}" if person else "okr/check-ins")


def _lines(report: BranchReport) -> Iterator[str]:
    """The result of a sync through a pull request, and the link that opens it."""
    from okrcli.git.web_address import web_address

    remote, name = report.remote, report.branch
    if report.received:
        yield f"received {_commits(report.received)} from {remote}"
    if report.sent:
        yield f"sent {_commits(report.sent)} to the branch {name} of {remote}"
    if report.waiting > report.sent:
        verb = "waits" if report.waiting == 1 else "wait"
        yield f"{_commits(report.waiting)} {verb} there to be merged into {report.target}"
    others = [path for path in report.paths if "/checkins/" not in f"/{path}"]
    if others:
        shown = ", ".join(others[:_MOST_PATHS])
        more = f" and {len(others) - _MOST_PATHS} more" if len(others) > _MOST_PATHS else ""
        yield f"they change more than check-ins, so they need a review: {shown}{more}"
    address = web_address(report.remote_url)
    link = report.link or (address.pull_request(name, report.target) if address else None)
    if link:
        yield f"pull request: {link}"
    else:
        yield f"next: open a pull request from {name} into {report.target} on the page of {remote}"


def _sentence(report: SyncReport) -> str:
    """`received 2 commits from origin, sent 17`."""
    remote, received, sent = report.remote, report.received, report.sent
    merged = f"{report.merged} is merged; " if report.merged else ""
    if not received and not sent and report.is_pushed:
        return f"{merged}sent the branch {report.branch} to {remote}, which already had all its commits"
    if not received and not sent:
        return f"{merged}nothing new, here or on {remote}"
    parts = [f"received {_commits(received)} from {remote}"] if received else []
    if sent:
        parts.append(f"sent {sent}" if parts else f"sent {_commits(sent)} to {remote}")
    return merged + ", ".join(parts)


def _commits(count: int) -> str:
    return f"{count} commit{'s' if count != 1 else ''}"
