"""`okr validate`: is everything in these files right?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import options
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams

if TYPE_CHECKING:
    from okrcli.diagnostics import Finding
    from okrcli.workspace.workspace import Workspace


def validate(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH…]", help="Report only these files and folders; - reads one from standard input."),
    ] = None,
    format: options.FindingsFormat = "auto",
    json: options.Json = False,
    output: options.FindingsFile = None,
    staged: Annotated[bool, typer.Option("--staged", help="Check what is staged for the next commit.")] = False,
    rev: Annotated[
        str | None, typer.Option("--rev", metavar="REV", help="Check the files as this commit has them.")
    ] = None,
    since: options.Since = None,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="FILE", help="Which file standard input holds (for editors)."),
    ] = None,
    strict: options.Strict = False,
    exit_zero: options.ExitZero = False,
    select: options.Select = None,
    ignore: options.Ignore = None,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="FILE", help="Leave out what stands in this file.")
    ] = None,
    write_baseline: Annotated[
        str | None, typer.Option("--write-baseline", metavar="FILE", help="Write what is found to this file.")
    ] = None,
    statistics: options.Statistics = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can only be meant in one way.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="With --fix: show the lines, and change nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="The same as --diff.")] = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Check every file; change nothing without --fix.

    All problems are reported at once, each with its line, what is wrong and what to do.
    Exit code 1 when there is an error, 0 otherwise. `okr explain CODE` tells more about one.

    \b
    okr validate
    okr validate okrs/2026-Q4 --format concise
    okr validate --select OKR5 --strict
    okr validate --fix --diff
    okr validate --staged
    okr validate --since origin/main --format sarif -o okr.sarif
    """
    from okrcli.checks import findings
    from okrcli.checks import subject as checked
    from okrcli.checks.select import selection
    from okrcli.cli import _validating
    from okrcli.cli.findings import FORMATS, emit, outcome_of, resolved
    from okrcli.diagnostics import Severity
    from okrcli.workspace.workspace import load

    chosen = resolved(options.chosen_format(format, json, *FORMATS))
    folder, day = options.invocation(context).folder, options.today()
    subject = checked.check_target(folder, paths or [], staged=staged, revision=rev, stdin_filename=stdin_filename)
    chosen_codes = selection(select or (), ignore or ())

    def chosen_of(found: list[Finding], workspace: Workspace) -> list[Finding]:
        return chosen_codes(checked.below(found, paths or [], folder, subject))

    if fix or diff or dry_run:
        from okrcli.cli.commands import _fixing

        if subject.label or subject.only or since:
            raise UsageError("--fix mends the files that lie here: leave --staged, --rev, --since and - out")
        if diff or dry_run:
            return Exit.FOUND if _fixing.show(subject.root, day, chosen_of) and not exit_zero else Exit.OK
        _fixing.mend(subject.root, day, chosen_of, may_commit=not no_commit)

    workspace = load(subject.source, day, everything=True)
    diagnostics = findings(workspace)
    if since is not None:
        diagnostics, left_out = checked.since(
            diagnostics, subject, since, rev, lambda source: findings(load(source, day, everything=True))
        )
        if left_out:
            streams.echo_err(f"note: {left_out}")
    diagnostics = chosen_of(diagnostics, workspace)
    if write_baseline:
        diagnostics = _validating.write_baseline(workspace, diagnostics, folder, write_baseline)
    elif baseline:
        diagnostics = _validating.without_baseline(workspace, diagnostics, folder, baseline)
    failing = frozenset({Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR})
    if statistics:
        _validating.show_statistics(diagnostics, chosen == "json")
    else:
        place = folder / output if output not in (None, "-") else None
        emit(outcome_of(workspace, subject, diagnostics, failing), chosen, place)
    found = any(diagnostic.severity in failing for diagnostic in diagnostics)
    return Exit.FOUND if found and not exit_zero else Exit.OK
