"""The output of an edit: changed lines, files and commit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from okrcli.cli import context
from okrcli.commandline import know_cycles, runnable
from okrcli.edit.set_fields import Edit
from okrcli.render.terminal import streams
from okrcli.render.terminal.text_diff import print_difference
from okrcli.sanitize import visible
from okrcli.store.message import Message
from okrcli.store.transaction import WriteResult
from okrcli.workspace.workspace import Workspace

if TYPE_CHECKING:
    from okrcli.cli.edit_request import Preview

_MOST_PATHS: Final = 4
"""The most paths that are named after an edit."""


def use_cycle_of(workspace: Workspace, edit: Edit) -> None:
    """Let printed commands name the cycle of the edited item, unless it is the running one."""
    cycle, slash, _ = edit.ids[0].partition("/") if edit.ids else ("", "", "")
    if slash or cycle in workspace.plan.cycles:
        context.use_cycle_of_run(workspace.plan, cycle)


def show_edit(preview: Preview) -> None:
    """Print the lines that would be written, and below them, to standard error, what to look at."""
    for path, after in preview.pending.changed.items():
        print_difference(path, preview.pending.before(path), after)
    for line in preview.edit.review:
        streams.echo_err(visible(runnable(line)))


def print_unchanged(edit: Edit) -> None:
    """Print that the edit changes nothing, and its notes."""
    streams.echo(streams.styled(f"nothing to do: {', '.join(edit.words) or 'no change'}", "dim"))
    for line in edit.notes:
        streams.echo(f"  {visible(runnable(line))}")


def message_of(command: str, edit: Edit) -> Message:
    """The commit message: the change in the subject, the reason in the body."""
    subject = edit.words[0] if len(edit.words) == 1 else f"{edit.words[0]} and {len(edit.words) - 1} more"
    body = "\n".join([*(edit.words if len(edit.words) > 1 else ()), *([edit.reason] if edit.reason else [])])
    return Message(f"okr {command}: {subject}", body, edit.ids, command)


def print_edit(edit: Edit, paths: Sequence[str], result: WriteResult) -> None:
    """Print the changes, the files and the commit."""
    know_cycles(name.partition("/")[0] for name in edit.ids)
    for line in edit.words:
        streams.echo(f"{streams.styled(edit.verb, 'green')} {visible(line)}")
    for line in edit.notes:
        streams.echo(f"  {visible(runnable(line))}")
    commit = f" · commit {result.commit[:7]}" if result.commit else ""
    several = f" and {len(paths) - _MOST_PATHS} more" if len(paths) > _MOST_PATHS else ""
    streams.echo(streams.styled(f"{visible(', '.join(paths[:_MOST_PATHS]))}{several}{commit}", "dim"))
    for note in result.notes:
        streams.echo_err(f"note: {visible(note)}")
