"""`okr resolve`: merge by meaning the files that git could not merge by lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from okrcli.cli import context, options
from okrcli.commandline import runnable
from okrcli.errors import Exit, RefusedError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.git.conflicts import Versions
    from okrcli.store.journal import FileChange
    from okrcli.store.transaction import WriteTransaction


def resolve(ctx: typer.Context, dry_run: options.DryRun = False) -> int:
    """Resolve a merge conflict by meaning.

    If both sides changed different fields, or added different items in one place, both changes stay, with their
    comments. If both changed the same field, it names the field and leaves the file to you. It makes no commit.

    \b
    git merge colleague
    okr resolve
    git commit
    """
    from okrcli.git.conflicts import mark_resolved, unmerged
    from okrcli.git.repository import Repository
    from okrcli.render.terminal.text_diff import print_difference
    from okrcli.store.transaction import begin_write
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    repository = Repository.open(root)
    if repository is None:
        raise RefusedError("there is no git repository here, so there is nothing to merge")
    waiting = unmerged(repository, root)
    if not waiting:
        streams.echo("nothing is in conflict")
        return Exit.OK
    with begin_write(root) as transaction:
        drafts = [draft for versions in waiting if (draft := _draft(transaction, versions))]
        if dry_run:
            for draft in drafts:
                print_difference(draft.path, draft.before, draft.after)
        elif drafts:
            transaction.write(drafts, None)
            mark_resolved(repository, root, [draft.path for draft in drafts])
            for draft in drafts:
                streams.echo(f"{streams.styled('Resolved', 'green')} {visible(draft.path)}")
    left = len(waiting) - len(drafts)
    if left:
        streams.echo_err(f"help: {left} left: edit, then git add; {runnable('okr validate checks the result')}")
        return Exit.FOUND
    streams.echo(streams.styled("next: git commit, or git rebase --continue", "dim"))
    return Exit.OK


def _draft(transaction: WriteTransaction, versions: Versions) -> FileChange | None:
    """The merged file; None if there are conflicts, which are printed."""
    from okrcli.git.conflicts import has_markers, merged
    from okrcli.store.journal import FileChange

    try:
        is_on_both_sides = versions.ours is not None and versions.theirs is not None
        before = (transaction.root / versions.path).read_bytes() if is_on_both_sides else b""
        if is_on_both_sides and not has_markers(before):
            hint = f"if it is correct: git add {visible(versions.path)}"
            streams.error(f"{visible(versions.path)} has no conflict markers", hint, severity="note")
            return None
        merge = merged(transaction.root, versions, before)
    except (RefusedError, OSError) as error:
        message = getattr(error, "message", f"{visible(versions.path)}: {getattr(error, 'strerror', error)}")
        streams.error(message, *getattr(error, "hints", ()), severity="conflict")
        return None
    if merge.text is None:
        for conflict in merge.conflicts:
            streams.error(f"{visible(versions.path)}: {conflict}", severity="conflict")
        return None
    return FileChange(versions.path, before, merge.text)
