"""`okr fmt`: plan files in the house form."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options


def fmt(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH…]", help="Format only these files and folders.")
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a file would change.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "--diff", "-n", help="Show what would be written, and write nothing.")
    ] = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Write plan files in the house form.

    The order of fields, the indentation and the blank lines become those of the documentation. Comments, quotes,
    digits, line ends and what stands in brackets are kept. A file that would not say exactly the same afterwards is
    left alone and named, and so is one with errors. Check-ins are never touched.

    \b
    okr fmt --diff
    okr fmt
    okr fmt okrs/2026-Q4 --check
    """
    from okrcli.cli.commands._formatting import format_files

    return format_files(context, paths or [], check=check, dry_run=dry_run, may_commit=not no_commit)
