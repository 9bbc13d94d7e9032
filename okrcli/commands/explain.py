"""`okr explain`: what a code means, why it is worth a stop, and how to write it instead."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.commands import _options as options
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render import screen


def explain(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="CODE", help="A code (OKR202) or its name.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="All codes, one on each line.")] = False,
    format: options.Format = "table",
    json: options.Json = False,
) -> int:
    """Explain a code of okr validate.

    What it means, why it is worth a stop, and what to write instead.

    \b
    okr explain OKR202
    okr explain duplicate-id
    okr explain --list
    """
    from okrcli.render import codes as render
    from okrcli.rules import catalogue
    from okrcli.rules.selection import codes_meant, meant_instead

    chosen = options.chosen_format(format, json, "table", "json")
    if list_ == (name is not None):
        raise UsageError("name one code, or ask for all of them", "okr explain OKR202", "okr explain --list")
    named = catalogue() if list_ else codes_meant(name or "")
    if not named:
        raise RefusedError(f"there is no code `{name}`", meant_instead(name or ""))
    if chosen == "json":
        screen.say_json(render.as_json(named))
        return Exit.OK
    width = screen.width()
    for line in render.listed(named, width) if list_ or len(named) > 1 else render.page(named[0], width):
        screen.say(line)
    return Exit.OK
