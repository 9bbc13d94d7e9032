"""`okr setup codeowners`: the owners of plan files, for the review rules of a hosting service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, cast

import typer

from okrcli.cli import context, options
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.model.plan import Plan
    from okrcli.reports.accounts import Host

PLACES: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Paths at which services look for the file; a new one is made at the first."""


def codeowners(
    ctx: typer.Context,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the lines into the CODEOWNERS file of the repository, between two marks."),
    ] = False,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write the lines to this file.")
    ] = None,
    host: options.AccountsOf = None,
    no_commit: options.NoCommit = False,
) -> int:
    """Print CODEOWNERS lines from the owners of objectives.

    With these lines, a change of a plan file needs a review by one of its owners. Check-ins need no review. People are
    named by their account in `people:`, else by their e-mail address; teams by their handle in `teams:`, else by their
    members.

    \b
    okr setup codeowners
    okr setup codeowners --write
    """
    from okrcli.checks.check_target import inside_of
    from okrcli.reports.codeowners import codeowners as lines_of

    if write and output is not None:
        raise UsageError("choose one: --write or -o")
    workspace = context.open_workspace(ctx, context.today(), everything=True, with_checkins=False)
    root = context.root_of(workspace)
    before = inside_of(root)
    lines = lines_of(workspace.plan, before, host_of_accounts(workspace.plan, root, host))
    if write:
        return _write(root, before, lines, commits=not no_commit and workspace.plan.settings.commit)
    if output in (None, "-"):
        for line in lines:
            streams.echo(line)
    else:
        from okrcli.store.output_file import write_report

        write_report(context.invocation(ctx).folder / str(output), "".join(f"{line}\n" for line in lines))
    return context.exit_code_of(workspace)


def _write(root: Path, before: str, lines: list[str], *, commits: bool) -> int:
    from okrcli.reports.codeowners import joined
    from okrcli.store.journal import FileChange, read_plain
    from okrcli.store.message import Message
    from okrcli.store.transaction import begin_write

    if before:
        raise RefusedError(
            f"the workspace is in {visible(before)}, and CODEOWNERS is outside of it",
            "add the lines yourself: okr setup codeowners -o FILE",
        )
    path = next((place for place in PLACES if (root / place).exists()), PLACES[0])
    with begin_write(root) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        old = read_plain(root / path)
        try:
            new = joined((old or b"").decode(), lines).encode()
        except UnicodeDecodeError:
            raise RefusedError(f"{path} is not UTF-8", "add the lines yourself: okr setup codeowners") from None
        if new == old:
            streams.echo(streams.styled(f"nothing to do: {path} is up to date", "dim"))
            return Exit.OK
        message = Message("okr setup codeowners: the reviewers of plans", command="setup codeowners")
        outcome = transaction.write([FileChange(path, old, new)], message if commits else None)
        commit = f" · commit {outcome.commit[:7]}" if outcome.commit else ""
        streams.echo(f"{streams.styled('Wrote', 'green')} {path}{commit}")
        for note in outcome.notes:
            streams.echo_err(f"note: {visible(note)}")
    return Exit.OK


def host_of_accounts(plan: Plan, root: Path, typed: str | None) -> Host:
    """The service whose accounts a command names: the typed one, else that of the remote or of the plan."""
    from okrcli.cli.options import one_of
    from okrcli.git.identity import configured
    from okrcli.reports.accounts import HOSTS, host_of

    if typed is not None:
        one_of("--service", typed, HOSTS)
        return cast("Host", typed)
    return host_of(plan, configured(root, "remote.origin.url"))
