"""Types of options that several commands share, and checks of their values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from okrcli.errors import UsageError

_MARKDOWN = ("markdown", "md")
"""Two words for one format: whichever a command has, the other one means it too."""


On = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="See it from this day (YYYY-MM-DD) instead of today.")
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="REV|DATE", help="The files as they were at this commit, or at the end of this day."),
]
AllowedSigners = Annotated[
    str | None,
    typer.Option("--allowed-signers", metavar="FILE", help="Whose signatures count: git's allowedSignersFile."),
]
FindingsFormat = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="full, concise, json, github, gitlab, sarif or junit; auto (default): github in its CI, else full.",
    ),
]
FindingsFile = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write the findings to this file.")
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="REV", help="Report only what came with the changes since the merge base with REV."
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings fail too.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")]
Select = Annotated[
    list[str] | None, typer.Option("--select", metavar="CODES", help="Report only these codes, such as OKR5,OKR204.")
]
Ignore = Annotated[
    list[str] | None, typer.Option("--ignore", metavar="CODES", help="Leave these codes out; a name will do too.")
]
Statistics = Annotated[bool, typer.Option("--statistics", help="Show how often each code is found, not where.")]
OwnedBy = Annotated[str | None, typer.Option("--owner", metavar="ID", help="Who owns it; you unless given.")]
OwnedByTeam = Annotated[
    str | None,
    typer.Option("--team", metavar="ID", help="The team that owns it; --owner then owns its key results."),
]
Parent = Annotated[str | None, typer.Option("--parent", metavar="ID", help="The objective that it contributes to.")]
TypeName = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="aspirational, committed or learning.")]
IntoFile = Annotated[str | None, typer.Option("--file", metavar="PATH", help="The file it goes into.")]
Unasked = Annotated[bool, typer.Option("--yes", "-y", help="Ask only what is missing, and write without asking.")]
CycleName = Annotated[str | None, typer.Option("--cycle", metavar="ID", help="This cycle instead of the one in focus.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SELECTOR…]", help="Names, or words such as owner:mai, team:…, status:…, needs:…, not:…"),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table (default) or json.")]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
AllowInvalid = Annotated[bool, typer.Option("--allow-invalid", help="Exit 0 although broken files had to be left out.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be written, and write nothing.")]
NoCommit = Annotated[bool, typer.Option("--no-commit", help="Write the file and leave the commit to you.")]
Reason = Annotated[
    str | None, typer.Option("--reason", "-m", metavar="TEXT", help="The reason; it is kept in the file.")
]
Day = Annotated[str | None, typer.Option("--date", metavar="DATE", help="The day it holds from; today unless given.")]
By = Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Who you are, where git does not tell.")]


def one_cycle(name: str | None, cycle: str | None) -> str | None:
    """The cycle that an argument and `--cycle` name. Raises UsageError where they name two."""
    if name and cycle and name != cycle:
        raise UsageError(f"choose one cycle: {name} or {cycle}")
    return name or cycle


def chosen_format(name: str, json: bool, *known: str) -> str:
    """The format of `--format` and `--json`. Raises UsageError for a format that the command does not have."""
    from okrcli.suggest import did_you_mean

    choice = "json" if json else name
    if choice in _MARKDOWN:
        choice = next((word for word in _MARKDOWN if word in known), choice)
    if choice not in known:
        hint = did_you_mean(choice, known) or f"there are: {', '.join(known)}"
        raise UsageError(f"there is no format `{choice}` here", hint)
    return choice


def one_of(name: str, typed: str, known: Iterable[str]) -> str:
    """The value of an option. Raises UsageError if it is not in `known`."""
    from okrcli.suggest import did_you_mean

    allowed = list(known)
    if typed not in allowed:
        hint = did_you_mean(typed, allowed) or f"there are: {', '.join(allowed)}"
        raise UsageError(f"{name}: there is no `{typed}`", hint)
    return typed
