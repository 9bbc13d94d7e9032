"""The lists of commands: `okr --help` on one screen, `okr help` with all of them, and the exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, Final

from okrcli.cli.command import Group
from okrcli.cli.command_table import DAILY, SECTIONS, summary_of
from okrcli.errors import Exit
from okrcli.render.terminal import streams

_MORE: Final = {
    "okr help": "all commands by purpose",
    "okr help COMMAND": "one command, with its options",
    "okr demo": "a guided tour in a temporary workspace",
}
"""The last lines of both lists: what to type to read more."""

_NAMES: Final = max(len(name) for names in SECTIONS.values() for name in names)
_GAP: Final = 3
"""The cells between two columns."""

_RARE: Final = ("debug", "help", "no_cache")
"""Options that this help leaves out, so that it fits a small screen. A crash names the first, as OKR_DEBUG does."""


class Help(Group):
    """The app, with the commands of every day in its help."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the usage, the commands of every day and the options before a command."""
        self.format_usage(ctx, formatter)
        self.format_help_text(ctx, formatter)
        with formatter.section("Every day"):
            formatter.write_dl([(name, summary_of(name)) for name in DAILY])
        with formatter.section("Options before the command"):
            shown = (parameter for parameter in self.get_params(ctx) if parameter.name not in _RARE)
            records = (parameter.get_help_record(ctx) for parameter in shown)
            formatter.write_dl([record for record in records if record])
        formatter.write_paragraph()
        formatter.write_dl(list(_MORE.items()))


def print_all_commands() -> int:
    """Print every command by purpose, in two columns where they fit. Returns the exit code."""
    left, right = _columns()
    width = max(map(len, left))
    needed = width + _GAP + max(map(len, right))
    if (streams.width() or 0) >= needed:
        for one, other in zip_longest(left, right, fillvalue=""):
            streams.echo(f"{one:<{width + _GAP}}{other}".rstrip())
    else:
        for line in (*left, "", *right):
            streams.echo(line)
    streams.echo()
    names = max(map(len, _MORE))
    for command, meaning in list(_MORE.items())[1:]:
        streams.echo(f"{command:<{names}}  {meaning}")
    return Exit.OK


def _columns() -> tuple[list[str], list[str]]:
    """The sections as lines, in two columns of about the same height."""
    sections = [list(_section(heading, names)) for heading, names in SECTIONS.items()]
    half = sum(map(len, sections)) / 2
    left: list[str] = []
    while len(left) < half:
        left += ["", *sections.pop(0)] if left else sections.pop(0)
    right = [line for section in sections for line in ("", *section)][1:]
    return left, right


def _section(heading: str, names: tuple[str, ...]) -> Iterator[str]:
    yield heading
    for name in names:
        yield f"  {name:<{_NAMES}}  {summary_of(name)}"


def print_exit_codes() -> int:
    """Print the table of `okr help exit-codes`."""
    for code, meaning in (
        (Exit.OK, "success"),
        (Exit.FOUND, "something was found: errors in files, or files that a view left out"),
        (Exit.USAGE, "wrong use of the command line"),
        (Exit.REFUSED, "refused; nothing was changed"),
        (Exit.BUG, "a bug in okr"),
        (Exit.INTERRUPTED, "interrupted (Ctrl-C)"),
        (Exit.PIPE_CLOSED, "the program that read the pipe ended"),
    ):
        streams.echo(f"{code:>4}  {meaning}")
    return Exit.OK
