"""Types of options that several commands share, and checks of their values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from okrcli.errors import UsageError

_MARKDOWN = ("markdown", "md")
"""Two words for one format: whichever a command has, the other one means it too."""


On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="Show this day (YYYY-MM-DD) instead of today.")]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="REV|DATE", help="The files of this commit, or of the last commit of this day."),
]
AllowedSigners = Annotated[
    str | None,
    typer.Option(
        "--allowed-signers", metavar="FILE", help="The keys to trust, in the format of git's allowedSignersFile."
    ),
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
    typer.Option("--since", metavar="REV", help="Report only findings that are new since the merge base with REV."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings too.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 for any findings.")]
Select = Annotated[
    list[str] | None, typer.Option("--select", metavar="CODES", help="Report only these codes, such as OKR5,OKR204.")
]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", metavar="CODES", help="Leave these codes or names out.")]
Statistics = Annotated[bool, typer.Option("--statistics", help="Show only the number of findings for each code.")]
OwnedBy = Annotated[str | None, typer.Option("--owner", metavar="ID", help="The owner; by default you.")]
OwnedByTeam = Annotated[
    str | None,
    typer.Option("--team", metavar="ID", help="The team that owns it; --owner owns its key results."),
]
Parent = Annotated[str | None, typer.Option("--parent", metavar="ID", help="The objective that it contributes to.")]
TypeName = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="aspirational, committed or learning.")]
IntoFile = Annotated[str | None, typer.Option("--file", metavar="PATH", help="The file it goes into.")]
Unasked = Annotated[bool, typer.Option("--yes", "-y", help="Write without confirmation; ask only for missing answers.")]
CycleName = Annotated[str | None, typer.Option("--cycle", metavar="ID", help="This cycle instead of the current one.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="[SELECTOR…]", help="Ids, or filters such as owner:mai, team:…, status:…, needs:…, not:…"),
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="table (default) or json.")]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
AllowInvalid = Annotated[bool, typer.Option("--allow-invalid", help="Exit 0 although files with errors were left out.")]
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Show what would be written, and write nothing.")]
AccountsOf = Annotated[
    str | None,
    typer.Option("--service", metavar="SERVICE", help="Accounts of github or gitlab; by default those of the remote."),
]
NoCommit = Annotated[bool, typer.Option("--no-commit", help="Write the file without a commit.")]
Reason = Annotated[
    str | None, typer.Option("--reason", "-m", metavar="TEXT", help="The reason; it is kept in the file.")
]
Day = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="The first day of the change; by default today.")
]
Condition = Annotated[
    str | None, typer.Option("--condition", metavar="TEXT", help="The condition of the agreement; none removes it.")
]
By = Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Your id, if git does not know you.")]


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
