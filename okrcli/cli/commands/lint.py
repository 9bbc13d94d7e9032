"""`okr lint`: would a good colleague ask something about these words?"""

from __future__ import annotations

from typing import Annotated

import typer

from okrcli.cli import options
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams


def lint(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SELECTOR|PATH…]", help="Only these: names, owner:mai, files, folders; - reads lines to judge."
        ),
    ] = None,
    cycle: Annotated[
        str | None,
        typer.Option("--cycle", metavar="ID", help="This cycle; unless given, those that are not over."),
    ] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT", help="Judge this text, without a file.")] = None,
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="KIND", help="What the text or line is: key_result (default) or objective."),
    ] = "key_result",
    format: options.FindingsFormat = "auto",
    json: options.Json = False,
    output: options.FindingsFile = None,
    since: options.Since = None,
    strict: options.Strict = False,
    select: options.Select = None,
    ignore: options.Ignore = None,
    statistics: options.Statistics = False,
) -> int:
    """Ask what a good colleague would ask.

    About the wording of objectives and key results, in English, Vietnamese, Thai or Chinese, and about
    how they are cut. It is advice: exit code 0, unless --strict or a rule that your settings call an error.

    \b
    okr lint
    okr lint demand
    okr lint okrs/2026-Q4/marketing.yaml --strict
    okr lint --select no-owner,OKR802 --format github
    okr lint --text "Publish 15 blog posts"
    okr lint - --kind objective --json < objectives.txt
    """
    from okrcli.checks import advice
    from okrcli.checks import subject as checked
    from okrcli.checks.select import selection
    from okrcli.cli import _validating
    from okrcli.cli.commands import _linting
    from okrcli.cli.findings import FORMATS, emit, outcome_of, resolved
    from okrcli.diagnostics import Severity
    from okrcli.workspace.workspace import load

    chosen = resolved(options.chosen_format(format, json, *FORMATS))
    folder, day = options.invocation(context).folder, options.today()
    failing = frozenset({Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR})
    chosen_codes = selection(select or (), ignore or ())
    if text is not None or "-" in (words or ()):
        if (text is not None and words) or len(words or ()) > 1 or since or output or statistics or cycle:
            raise UsageError("`--text` and - judge single lines: leave the rest out")
        if chosen not in ("full", "concise", "json"):
            raise UsageError(f"lines without a file have no format {chosen}", "there are: full, concise, json")
        lines = _linting.lines_given() if text is None else [text]
        found = _linting.judge_lines(folder, day, lines, kind, chosen, chosen_codes)
        return Exit.FOUND if any(one.severity in failing for one in found) else Exit.OK
    subject = checked.check_target(folder, [], staged=False, revision=None, stdin_filename=None)
    workspace = load(subject.source, day, cycle, everything=True)
    narrowed, homes = _linting.narrowed(workspace, words or [], cycle, folder)
    found = advice(narrowed, homes)
    if since is not None:
        found, left_out = checked.since(
            found, subject, since, None, lambda source: advice(load(source, day, everything=True))
        )
        if left_out:
            streams.echo_err(f"note: {left_out}")
    found = chosen_codes(found)
    if statistics:
        _validating.show_statistics(found, chosen == "json")
    else:
        place = folder / output if output not in (None, "-") else None
        emit(outcome_of(narrowed, subject, found, failing)._replace(kind="lint"), chosen, place)
    code = options.exit_code_of(workspace)
    return Exit.FOUND if code or any(one.severity in failing for one in found) else Exit.OK
