"""`okr edit`: open the plan in an editor, where a thing stands."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options


def edit(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID|FILE", help="What to edit: demand, mql, okrs/2026-Q4/sales.yaml.")],
    cycle: options.CycleName = None,
    no_commit: options.NoCommit = False,
) -> int:
    """Open your editor where a thing stands.

    You edit a copy. When the editor ends it is checked; an error is shown, and the editor opens again if you like, with
    the error at the top. It is written and committed when it is right. Your text is never lost.

    \b
    okr edit mql
    OKR_EDITOR="code --wait" okr edit demand
    """
    from okrcli.cli.commands._text_editing import edit_text

    return edit_text(context, name, cycle, may_commit=not no_commit)
