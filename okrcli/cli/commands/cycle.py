"""`okr cycle`: the cycles of a workspace and their state."""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import context, options
from okrcli.cli.command import Command, group, refuse_options_before
from okrcli.cli.commands.cycle_open import open_
from okrcli.cli.commands.cycle_retro import retro
from okrcli.cli.commands.cycle_score import score
from okrcli.render.terminal import streams

cycle = group()
"""The commands below `okr cycle`; another one is another function with `@cycle.command`."""


@cycle.callback(invoke_without_command=True)
def alone(
    ctx: typer.Context,
    on: options.On = None,
    at: options.At = None,
    cycle: options.CycleName = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show, score, close and open cycles.

    Without a command it lists the cycles: their days, how much time has passed, their state, and their score.

    \b
    okr cycle list
    okr cycle show 2026-Q3
    okr cycle score
    okr cycle close
    """
    refuse_options_before(ctx)
    return 0 if ctx.invoked_subcommand else list_(ctx, on, at, cycle, format, json, allow_invalid)


@cycle.command("list", cls=Command)
def list_(
    ctx: typer.Context,
    on: options.On = None,
    at: options.At = None,
    cycle: Annotated[str | None, typer.Option("--cycle", metavar="ID", help="Only this cycle.")] = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """List every cycle, the newest first.

    \b
    okr cycle list
    okr cycle list --json
    """
    from okrcli.reports.cycle import cycle_rows

    chosen = options.chosen_format(format, json, "table", "json")
    has_figures = chosen == "json"  # all else is in the plans alone
    workspace = context.open_workspace(
        ctx, context.today(on), cycle, everything=True, in_part=False, with_checkins=has_figures, at=at, on=on
    )
    rows = cycle_rows(workspace.plan, workspace.day, [cycle] if cycle else None, with_figures=has_figures)
    if chosen == "json":
        from okrcli.render.json.cycle import CyclesView

        streams.print_json(CyclesView.of(rows, workspace.day, workspace.broken))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.cycle import cycle_list_lines

        print_lines(cycle_list_lines(rows, streams.width()))
        if not rows:
            streams.echo_err("help: write objectives with a line such as `cycle: 2026-Q4`")
    return context.exit_code_of(workspace, allow_invalid)


@cycle.command("show", cls=Command)
def show(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="The cycle; by default the current one.")] = None,
    on: options.On = None,
    at: options.At = None,
    cycle: options.CycleName = None,
    format: options.Format = "table",
    json: options.Json = False,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Show the days and numbers of one cycle.

    Averages are shown for each type separately, because one number for all types would hide a missed commitment.

    \b
    okr cycle show
    okr cycle show 2026-Q3 --json
    """
    from okrcli.reports.cycle import cycle_rows

    chosen = options.chosen_format(format, json, "table", "json")
    workspace = context.open_workspace(ctx, context.today(on), options.one_cycle(name, cycle), at=at, on=on)
    focus = workspace.require_focus()
    context.tell_if_not_running(workspace, focus.id, name)
    rows = cycle_rows(workspace.plan, workspace.day, [focus.id], with_figures=True)
    if chosen == "json":
        from okrcli.render.json.cycle import CycleView

        streams.print_json(CycleView.of(rows[0], workspace.day, workspace.broken))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.cycle import cycle_lines

        print_lines(cycle_lines(rows[0], streams.width()))
    return context.exit_code_of(workspace, allow_invalid)


@cycle.command("current", cls=Command)
def current(
    ctx: typer.Context,
    on: options.On = None,
    at: options.At = None,
    allow_invalid: options.AllowInvalid = False,
) -> int:
    """Print the id of the cycle that commands are about.

    The one that runs, else the one that ended last, else the one that begins next. Standard output has nothing else,
    for scripts.

    \b
    okr cycle current
    okr cycle current --on 2026-01-01
    """
    workspace = context.open_workspace(ctx, context.today(on), at=at, on=on)
    focus = workspace.require_focus()
    context.tell_if_not_running(workspace, focus.id)
    streams.echo(focus.id)
    return context.exit_code_of(workspace, allow_invalid)


cycle.command("score", cls=Command)(score)


@cycle.command("close", cls=Command)
def close(
    ctx: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="The cycle; by default the one that has ended.")
    ] = None,
    score: Annotated[
        list[str] | None,
        typer.Option(
            "--score", metavar="ID=NUMBER", help="A grade, 0 to 1; one that is not the computed one needs --reason."
        ),
    ] = None,
    decide: Annotated[
        list[str] | None,
        typer.Option(
            "--decide", metavar="ID=WORD", help="achieved, carry_forward, modify, abandon or defer; may be repeated."
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", "-m", metavar="TEXT", help="The reason why these grades are not the computed ones."),
    ] = None,
    explain: Annotated[
        list[str] | None,
        typer.Option("--explain", metavar="ID=TEXT", help="What happened, for a committed objective that was missed."),
    ] = None,
    learned: Annotated[
        list[str] | None, typer.Option("--learned", metavar="ID=TEXT", help="What was learned; may be repeated.")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="N=TEXT", help="The answer to question N of the retrospective."),
    ] = None,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Print a sheet to fill in, with the computed grades, and stop.")
    ] = False,
    sheet: Annotated[
        str | None,
        typer.Option("--with", metavar="FILE", help="Read the answers from a filled-in sheet; - reads standard input."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Accept the computed grades; decisions are not made for you.")
    ] = False,
    cycle: options.CycleName = None,
    accept_achieved: Annotated[
        bool, typer.Option("--accept-achieved", help="Decide `achieved` for each item that was achieved.")
    ] = False,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Close a cycle: grades, decisions, what was learned.

    The proposed grade is the progress on the last day. Another grade needs a reason, and both stay visible. You also
    decide what happens to each objective and key result: the program only suggests. On a terminal it asks you. Without
    a terminal it lists the missing answers and writes nothing. Everything is written in one commit.

    \b
    okr cycle close
    okr cycle close 2026-Q4 --prepare > closing.yaml
    okr cycle close 2026-Q4 --with closing.yaml
    okr cycle close 2026-Q4 --yes --accept-achieved --decide demand=carry_forward
    """
    from okrcli.cli.commands.cycle_close import Closing
    from okrcli.cli.commands.cycle_close import close as closed

    closing = Closing(
        cycle=options.one_cycle(name, cycle),
        scores=score or (),
        decisions=decide or (),
        explanations=explain or (),
        learnings=learned or (),
        answers=answer or (),
        reason=reason,
        sheet=sheet,
        prepare=prepare,
        yes=yes,
        accepts_achieved=accept_achieved,
        dry_run=dry_run,
        may_commit=not no_commit,
    )
    return closed(ctx, closing)


cycle.command("retro", cls=Command)(retro)


cycle.command("open", cls=Command)(open_)


@cycle.command("pack", cls=Command)
def pack(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="The closed cycle.")],
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Put the check-in files of a closed cycle together.

    Each person gets one file, with the same entries and the same ids. The command writes nothing if the plan would
    change.

    \b
    okr cycle pack 2026-Q3
    okr undo
    """
    from okrcli.cli.changes import change
    from okrcli.cli.edit_request import Request
    from okrcli.edit import pack as packing
    from okrcli.edit.set_fields import Edit
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import Workspace, named_cycle

    request = Request("cycle pack", name, context.today(), (), name, dry_run, not no_commit, everything=True)

    def made(workspace: Workspace, pending: PendingFiles) -> Edit:
        return packing.pack(pending, workspace, named_cycle(workspace.plan.cycles, name))

    return change(ctx, request, made)
