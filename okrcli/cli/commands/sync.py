"""`okr sync`: exchange commits with the remote. It is the only command that uses the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from okrcli.cli import context
from okrcli.errors import Exit, RefusedError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.git.sync import SyncReport


def sync(ctx: typer.Context) -> int:
    """Share commits with your team.

    It fetches, rebases your commits (or merges, with `settings: {sync: merge}`), and pushes.

    On a conflict it stops as git does, and prints the next commands.

    \b
    okr sync
    """
    from okrcli.git import sync as sharing
    from okrcli.git.repository import Repository
    from okrcli.store.transaction import begin_write

    workspace = context.open_workspace(ctx, context.today())
    root = context.root_of(workspace)
    with begin_write(root) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        repository = Repository.open(root)
        if repository is None:
            raise RefusedError("there is no git repository here, so nothing can be shared")
        report = sharing.sync(repository, workspace.plan.settings.sync, transaction.note_git)
    streams.echo(visible(_sentence(report)))
    return Exit.OK


def _sentence(report: SyncReport) -> str:
    """`received 2 commits from origin, sent 17`."""
    remote, received, sent = report.remote, report.received, report.sent
    if not received and not sent and report.is_pushed:
        return f"sent the branch {report.branch} to {remote}, which already had all its commits"
    if not received and not sent:
        return f"nothing new, here or on {remote}"
    parts = [f"received {received} commit{'s' if received != 1 else ''} from {remote}"] if received else []
    if sent:
        parts.append(f"sent {sent}" if parts else f"sent {sent} commit{'s' if sent != 1 else ''} to {remote}")
    return ", ".join(parts)
