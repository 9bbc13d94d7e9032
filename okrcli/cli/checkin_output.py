"""The output of `okr checkin`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from okrcli.commandline import runnable
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.edit.checkins import RecordedCheckins
    from okrcli.store.transaction import WriteResult, WriteTransaction
    from okrcli.workspace.pending_files import PendingFiles


def show_files(pending: PendingFiles) -> None:
    """Print the changes of files: new files in full, others as a difference."""
    from okrcli.render.terminal.text_diff import print_difference

    for path, content in pending.changed.items():
        if (before := pending.before(path)) is not None:
            print_difference(path, before, content)
        else:
            streams.echo(f"{path} (new)")
            streams.echo("\n".join(f"+{line}" for line in (content or b"").decode().splitlines()))


def print_recorded(checkin: RecordedCheckins, result: WriteResult) -> None:
    """Print the recorded entries, the files, the commit and notes."""
    verb = "Corrected" if any(entry.corrects for entry in checkin.entries) else "Recorded"
    for line in checkin.lines or ["a win"]:
        streams.echo(f"{streams.styled(verb, 'green')} {visible(line)}")
    commit = f" · commit {result.commit[:7]}" if result.commit else ""
    streams.echo(streams.styled(f"{visible(', '.join(checkin.pending.changed))}{commit}", "dim"))
    is_first = not checkin.before.checkins
    for note in (*checkin.closed_notes, *checkin.notes):
        streams.echo_err(f"note: {visible(runnable(note))}")
    for note in result.notes:
        if is_first or not note.startswith("not in a git repository"):
            streams.echo_err(f"note: {visible(note)}")


def say_chat_lines(checkin: RecordedCheckins) -> None:
    """Print the lines that people paste into a chat."""
    streams.echo()
    for line in checkin.chat_lines:
        streams.echo(f"  {visible(line)}")
    streams.echo()


def say_next(transaction: WriteTransaction, commit: str | None, *, is_conversation: bool) -> None:
    """Print the next command: to share or undo the commit, or to look at the plan."""
    from okrcli.git.sync import unshared_paths
    from okrcli.workspace.sources import PLAN_FOLDER

    repository = transaction.repository if commit else None
    waiting = unshared_paths(repository, [PLAN_FOLDER]) if repository else None
    if is_conversation and commit:
        share = f"   Share: {runnable('okr sync')}" if waiting else ""
        streams.echo(streams.styled(f"Undo: {runnable('okr undo')}{share}", "dim"))
    elif waiting:
        streams.echo(streams.styled(f"not shared yet: {runnable('okr sync')}", "dim"))
    else:
        streams.print_next("okr status")
