"""`okr doctor`: what is set up here, and what is not."""

from __future__ import annotations

import typer

from okrcli.cli import options
from okrcli.errors import Exit
from okrcli.render.terminal import streams


def doctor(context: typer.Context, format: options.Format = "table", json: options.Json = False) -> int:
    """Look at what okr needs here, and change nothing.

    Every line says what is there; where something could be better, the command below it does that.
    Exit code 1 when something is missing that okr needs, 0 otherwise.

    \b
    okr doctor
    okr doctor --json
    """
    from okrcli.cli.commands._examined import examined
    from okrcli.reports.doctor import document

    chosen = options.chosen_format(format, json, "table", "json")
    checks = examined(options.invocation(context).folder, has_unicode=streams.has_unicode())
    if chosen == "json":
        options.print_json(document(checks))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.doctor import lines

        print_lines(lines(checks, streams.width()))
    return Exit.FOUND if any(check.state == "missing" for check in checks) else Exit.OK
