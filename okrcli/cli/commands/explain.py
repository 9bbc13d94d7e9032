"""`okr explain`: the meaning of a code with examples, or the steps to the numbers of an item."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import AmbiguousNameError, Exit, RefusedError, UsageError
from okrcli.render.terminal import streams


def explain(
    ctx: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="ID|CODE", help="A key result or objective (mql), a code (OKR202) or its name."),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List all codes.")] = False,
    cycle: options.CycleName = None,
    on: options.On = None,
    at: options.At = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Explain a number or a code.

    For a key result or objective it shows how each number is computed, step by step. For a code it shows the meaning,
    the reason for the rule, and what to write instead.

    \b
    okr explain mql
    okr explain mql --on 2026-10-31
    okr explain OKR202
    okr explain --list
    """
    from okrcli.checks import catalogue
    from okrcli.checks.select import codes_meant, meant_instead
    from okrcli.render.terminal import codes

    chosen = options.chosen_format(format, json, "table", "json")
    if list_ == (name is not None):
        raise UsageError("name a key result or a code, or list all codes", "okr explain mql", "okr explain --list")
    entries = catalogue() if name is None else codes_meant(name)
    if name is not None and not entries:
        try:
            code = _explain_numbers(ctx, name, cycle, at, on, as_json=chosen == "json")
        except AmbiguousNameError:
            raise
        except RefusedError as unknown:
            if name[:3].upper() == "OKR":
                raise RefusedError(f"there is no code `{name}`", meant_instead(name)) from None
            raise RefusedError(unknown.message, *unknown.hints, meant_instead(name)) from None
        return Exit.OK if allow_invalid else code
    if chosen == "json":
        from okrcli.render.json.findings import CodesView

        streams.print_json(CodesView.of(entries))
        return Exit.OK
    width = streams.width()
    for line in codes.listed(entries, width) if list_ or len(entries) > 1 else codes.page(entries[0], width):
        streams.echo(line)
    return Exit.OK


def _explain_numbers(
    ctx: typer.Context, name: str, cycle: str | None, at: str | None, on: str | None, *, as_json: bool
) -> int:
    """Print every step from check-ins to the numbers of the item `name`, as of a day."""
    from okrcli.reports.explain_key_result import explain_key_result
    from okrcli.reports.explain_objective import explain_objective
    from okrcli.workspace.references import resolve_ref

    workspace = context.open_workspace(ctx, context.today(on), cycle, names=[name], at=at, on=on)
    plan, focus = workspace.plan, workspace.focus
    ref = resolve_ref(plan, focus.id if focus else None, name, workspace.broken).holder
    context.tell_if_not_running(workspace, ref.cycle, cycle, name)
    explain = explain_key_result if ref.key_result else explain_objective
    report = explain(plan, ref, workspace.day)
    if as_json:
        from okrcli.render.json.explanation import ExplanationView

        streams.print_json(ExplanationView.of(report))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.explain import explanation_lines

        print_lines(explanation_lines(report, streams.width()))
    return context.exit_code_of(workspace)
