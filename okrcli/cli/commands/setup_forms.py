"""`okr setup forms`: a form for check-ins on the page of a hosting service, and the job that records its answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    import datetime

    from okrcli.model.plan import Plan
    from okrcli.workspace.workspace import Workspace

_MOST_BYTES = 4 * 1024 * 1024


def forms(
    ctx: typer.Context,
    write: Annotated[bool, typer.Option("--write", help="Write the form and the job into the repository.")] = False,
    read: Annotated[
        str | None,
        typer.Option("--read", metavar="FILE", help="Turn the event about an issue into JSON for okr checkin --from."),
    ] = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="With --read: write the JSON to this file.")
    ] = None,
    host: options.AccountsOf = None,
    no_commit: options.NoCommit = False,
) -> int:
    """Make a form for check-ins without git and without a terminal.

    The form is an issue on GitHub or GitLab with the key results of the plan. A job records each answer for the person
    whose account it is (`github:` or `gitlab:` in `people:`), replies, and closes the issue.

    With --read, it prints the author of the commit, and writes the check-in to the file of -o. The job runs it.

    \b
    okr setup forms
    okr setup forms --write
    """
    if write and read is not None:
        raise UsageError("choose one: --write or --read")
    if (read is None) != (output is None):
        raise UsageError("--read and -o belong together")
    day = context.today()
    workspace = context.open_workspace(ctx, day, everything=True, with_checkins=False)
    if read is not None:
        return _read(ctx, workspace, read, str(output))
    from okrcli.cli.commands.setup_codeowners import host_of_accounts

    root = context.root_of(workspace)
    texts = form_files(workspace.plan, day, host_of_accounts(workspace.plan, root, host))
    if write:
        return _write(root, texts, commits=not no_commit and workspace.plan.settings.commit)
    for path, text in texts.items():
        streams.echo(streams.styled(f"# {path}", "dim"))
        streams.echo(text.rstrip("\n"))
    return context.exit_code_of(workspace)


def form_files(plan: Plan, day: datetime.date, service: str) -> dict[str, str]:
    """The form and its job, by path."""
    from okrcli.edit import checkin_form, checkin_form_jobs

    return {
        checkin_form.PATHS[service]: checkin_form.form_text(plan, day, service),
        checkin_form_jobs.PATHS[service]: checkin_form_jobs.job_text(service),
    }


def _read(ctx: typer.Context, workspace: Workspace, path: str, output: str) -> int:
    from okrcli.edit.checkin_form import read_answer
    from okrcli.store.output_file import write_report

    folder = context.invocation(ctx).folder
    try:
        with (folder / path).open("rb") as opened:
            raw = opened.read(_MOST_BYTES)
    except OSError as error:
        raise RefusedError(f"{visible(path)}: {(error.strerror or str(error)).lower()}") from None
    answer = read_answer(raw, workspace.plan)
    write_report(folder / output, answer.checkins)
    streams.echo(answer.author)
    return Exit.OK


def _write(root: Path, texts: dict[str, str], *, commits: bool) -> int:
    from okrcli.checks.check_target import inside_of
    from okrcli.store.journal import FileChange, read_plain
    from okrcli.store.message import Message
    from okrcli.store.transaction import begin_write

    if before := inside_of(root):
        raise RefusedError(
            f"the workspace is in {visible(before)}, and the files of the service are outside of it",
            "write the files yourself: okr setup forms",
        )
    with begin_write(root) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        drafts = [FileChange(path, read_plain(root / path), text.encode()) for path, text in texts.items()]
        drafts = [draft for draft in drafts if draft.before != draft.after]
        if not drafts:
            streams.echo(streams.styled("nothing to do: the form is up to date", "dim"))
            return Exit.OK
        message = Message("okr setup forms: the form for check-ins", command="setup forms")
        outcome = transaction.write(drafts, message if commits else None)
        commit = f" · commit {outcome.commit[:7]}" if outcome.commit else ""
        streams.echo(f"{streams.styled('Wrote', 'green')} {', '.join(draft.path for draft in drafts)}{commit}")
        for note in outcome.notes:
            streams.echo_err(f"note: {visible(note)}")
    return Exit.OK
