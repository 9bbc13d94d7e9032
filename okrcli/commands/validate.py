"""`okr validate`: is everything in these files right?"""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.commands import _options as options
from okrcli.errors import Exit
from okrcli.render import screen


def validate(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH…]", help="Report only these files and folders; - reads one from standard input."),
    ] = None,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="full, concise, json, github, gitlab, sarif or junit; auto (default): github in its CI, else full.",
        ),
    ] = "auto",
    json: options.Json = False,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write the findings to this file.")
    ] = None,
    staged: Annotated[bool, typer.Option("--staged", help="Check what is staged for the next commit.")] = False,
    rev: Annotated[
        str | None, typer.Option("--rev", metavar="REV", help="Check the files as this commit has them.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="REV", help="Report only what came with the changes since the merge base with REV."
        ),
    ] = None,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="FILE", help="Which file standard input holds (for editors)."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")] = False,
) -> int:
    """Check every file, and change nothing.

    All problems are reported at once, each with its line, what is wrong and what to do.
    Exit code 1 when there is an error, 0 otherwise.

    \b
    okr validate
    okr validate okrs/2026-Q4 --format concise
    okr validate --staged
    okr validate --since origin/main --format sarif -o okr.sarif
    """
    from okrcli.commands import _checked as checked
    from okrcli.commands._reported import FORMATS, Outcome, hand_over, resolved
    from okrcli.diagnostics import Severity
    from okrcli.rules import findings
    from okrcli.workspace import load

    chosen = resolved(options.chosen_format(format, json, *FORMATS))
    folder, day = options.invocation(context).folder, options.today()
    subject = checked.choose(folder, paths or [], staged=staged, revision=rev, stdin_filename=stdin_filename)
    workspace = load(subject.source, day, everything=True)
    diagnostics = findings(workspace)
    if since is not None:
        diagnostics, left_out = checked.since(
            diagnostics, subject, since, rev, lambda source: findings(load(source, day, everything=True))
        )
        if left_out:
            screen.tell(f"note: {left_out}")
    diagnostics = checked.below(diagnostics, paths or [], folder, subject)
    failing = frozenset({Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR})
    hand_over(
        Outcome(workspace, subject, diagnostics, failing),
        chosen,
        folder / output if output not in (None, "-") else None,
    )
    found = any(diagnostic.severity in failing for diagnostic in diagnostics)
    return Exit.FOUND if found and not exit_zero else Exit.OK
