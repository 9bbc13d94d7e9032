"""`okr setup schema`: JSON Schemas of the format and of the JSON of views, for editors and programs."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from okrcli.cli import context, options
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

KINDS: Final = ("okrs", "plan", "checkin", "pack", "people", "report")
FOLDER: Final = "okrs/.schema"
"""The folder of `--write`: a name with a point in front holds no objectives."""


def schema(
    ctx: typer.Context,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="okrs (okrs.yaml, the default), plan, checkin, pack, people or report (JSON of views).",
        ),
    ] = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the schemas of all files to okrs/.schema, for editors without a network."),
    ] = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Print a JSON Schema (draft-07).

    An editor with this schema completes and explains fields, and marks errors as you type.

    \b
    okr setup schema
    okr setup schema report
    okr setup schema --write
    """
    from okrcli.suggest import did_you_mean

    if write:
        if kind is not None:
            raise UsageError("--write takes no kind: it writes the schemas of all files")
        return _write(ctx, may_commit=not no_commit)
    if kind not in (None, *KINDS):
        raise UsageError(
            f"there is no schema `{kind}`", did_you_mean(str(kind), KINDS) or f"there are: {', '.join(KINDS)}"
        )
    streams.echo_json(text_of(kind or "okrs").rstrip("\n"))
    return Exit.OK


def text_of(kind: str) -> str:
    """The text of a schema in the package."""
    from importlib.resources import files

    return files("okrcli").joinpath("schemas", f"{kind}.json").read_text("utf-8")


def _write(ctx: typer.Context, *, may_commit: bool) -> int:
    from okrcli import __version__
    from okrcli.store.journal import FileChange, read_plain
    from okrcli.store.message import Message
    from okrcli.store.transaction import begin_write

    workspace = context.open_workspace(ctx, context.today())
    commits = may_commit and workspace.plan.settings.commit
    with begin_write(context.root_of(workspace)) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        drafts = []
        for kind in KINDS[:-1]:
            path = f"{FOLDER}/{kind}.json"
            draft = FileChange(path, read_plain(transaction.root / path), text_of(kind).encode())
            if draft.before != draft.after:
                drafts.append(draft)
        if not drafts:
            streams.echo(streams.styled("nothing to do: the schemas are up to date", "dim"))
            return Exit.OK
        message = Message(f"okr setup schema: the schemas of okr {__version__}", command="setup schema")
        outcome = transaction.write(drafts, message if commits else None)
        commit = f" · commit {outcome.commit[:7]}" if outcome.commit else ""
        streams.echo(f"{streams.styled('Wrote', 'green')} {visible(', '.join(draft.path for draft in drafts))}{commit}")
        for note in outcome.notes:
            streams.echo_err(f"note: {visible(note)}")
    return Exit.OK
