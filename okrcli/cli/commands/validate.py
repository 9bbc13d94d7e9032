"""`okr validate`: check all files of a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.diagnostics import CODES, Finding
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from okrcli.model.settings import Settings
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.sources import Source
    from okrcli.workspace.workspace import Workspace

    Chosen = Callable[[list[Finding], Workspace], list[Finding]]
    """The findings that the command line asks for."""


def validate(
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH…]", help="Report only these files and folders; - reads one from standard input."),
    ] = None,
    format: options.FindingsFormat = "auto",
    json: options.Json = False,
    output: options.FindingsFile = None,
    staged: Annotated[bool, typer.Option("--staged", help="Check what is staged for the next commit.")] = False,
    rev: Annotated[str | None, typer.Option("--rev", metavar="REV", help="Check the files of this commit.")] = None,
    since: options.Since = None,
    on: options.On = None,
    stdin_filename: Annotated[
        str | None,
        typer.Option("--stdin-filename", metavar="FILE", help="The path of the file on standard input (for editors)."),
    ] = None,
    strict: options.Strict = False,
    exit_zero: options.ExitZero = False,
    select: options.Select = None,
    ignore: options.Ignore = None,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="FILE", help="Leave out the findings in this file.")
    ] = None,
    write_baseline: Annotated[
        str | None, typer.Option("--write-baseline", metavar="FILE", help="Write the findings to this file.")
    ] = None,
    statistics: options.Statistics = False,
    fix: Annotated[bool, typer.Option("--fix", help="Fix the findings that have only one correction.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="With --fix: show the changes, and write nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="The same as --diff.")] = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Check all files for errors.

    It reports all problems at once, each with the line, the problem and the correction. Exit code 1 when there is an
    error, 0 otherwise. `okr explain CODE` explains a code.

    \b
    okr validate
    okr validate okrs/2026-Q4 --format concise
    okr validate --select OKR5 --strict
    okr validate --fix --diff
    okr validate --staged --since HEAD
    okr validate --since origin/main --format sarif -o okr.sarif
    """
    from okrcli.checks import check_target, findings
    from okrcli.checks.select import selection
    from okrcli.cli import findings as reported
    from okrcli.diagnostics import Severity
    from okrcli.workspace.workspace import load

    chosen = reported.resolved_format(options.chosen_format(format, json, *reported.FORMATS))
    folder, day = context.invocation(ctx).folder, context.today(on)
    if staged and since is not None and not check_target.has_staged_files(folder):
        streams.echo_err("note: no workspace is staged, so there is nothing to check")
        return Exit.OK
    target = check_target.target_of(folder, paths or [], staged=staged, revision=rev, stdin_filename=stdin_filename)
    chosen_codes = selection(select or (), ignore or ())

    def chosen_of(found: list[Finding], workspace: Workspace) -> list[Finding]:
        return chosen_codes(check_target.below(found, paths or [], folder, target))

    if fix or diff or dry_run:
        if target.label or target.only or since:
            raise UsageError("--fix changes the files on disk: leave --staged, --rev, --since and - out")
        if diff or dry_run:
            return Exit.FOUND if _show_fixes(target.root, day, chosen_of) and not exit_zero else Exit.OK
        _fix(target.root, day, chosen_of, may_commit=not no_commit)

    workspace = load(target.source, day, everything=True)
    context.use_cycle_of_run(workspace.plan, None)
    diagnostics = findings(workspace)
    total = len(diagnostics)
    if since is not None:

        def read_and_check(source: Source, cycles: frozenset[str] | None) -> tuple[Workspace, list[Finding]]:
            known = load(source, day, everything=cycles is None, only=cycles, with_named=True)
            return known, findings(known)

        diagnostics, left_out = check_target.since(workspace, diagnostics, target, since, rev, read_and_check)
        if left_out:
            streams.echo_err(f"note: {left_out}")
    is_part = len(diagnostics) < total
    diagnostics = chosen_of(diagnostics, workspace)
    count = len(diagnostics)
    if write_baseline:
        diagnostics = reported.write_baseline(workspace, diagnostics, folder, write_baseline)
    elif baseline:
        diagnostics = reported.without_baseline(workspace, diagnostics, folder, baseline)
        is_part = is_part or len(diagnostics) < count
    failing = frozenset({Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR})
    if statistics:
        reported.show_statistics(diagnostics, chosen == "json")
    else:
        path = folder / output if output not in (None, "-") else None
        reported.emit(reported.result_of(workspace, target, diagnostics, failing, is_part=is_part), chosen, path)
    found = any(diagnostic.severity in failing for diagnostic in diagnostics)
    return Exit.FOUND if found and not exit_zero else Exit.OK


def _show_fixes(root: Path, day: date, chosen: Chosen) -> int:
    """Print the lines that fixes would change. Returns the number of findings that they would fix."""
    from okrcli.render.terminal.text_diff import print_difference

    pending, fixes, _ = _fixed_in_memory(root, day, chosen)
    for path, after in pending.changed.items():
        print_difference(path, pending.before(path), after)
    if not fixes:
        streams.echo_err("no finding has only one correction; nothing was fixed")
    return len(fixes)


def _fix(root: Path, day: date, chosen: Chosen, may_commit: bool) -> None:
    """Write the certain fixes and print them. Raises RefusedError."""
    from okrcli.store.journal import FileChange
    from okrcli.store.message import Message
    from okrcli.store.transaction import begin_write

    with begin_write(root) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        pending, fixes, settings = _fixed_in_memory(root, day, chosen)
        if not fixes:
            return
        commits = may_commit and settings.commit
        drafts = [FileChange(path, pending.before(path), after) for path, after in pending.changed.items()]
        count = f"{len(fixes)} finding{'s' if len(fixes) > 1 else ''}"
        message = Message(f"okr validate: fix {count}", "\n".join(fixes), command="validate")
        outcome = transaction.write(drafts, message if commits else None)
        for line in fixes:
            streams.echo_err(f"{streams.styled('Fixed', 'green')} {visible(line)}")
        if outcome.commit:
            streams.echo_err(f"commit {outcome.commit[:7]}")
        for note in outcome.notes:
            streams.echo_err(f"note: {visible(note)}")


def _fixed_in_memory(root: Path, day: date, chosen: Chosen) -> tuple[PendingFiles, list[str], Settings]:
    """The fixed files in memory, the fixes in words, and the settings of the workspace."""
    from okrcli import checks
    from okrcli.edit import autofix
    from okrcli.git.trees import work_tree
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.workspace import load

    workspace = load(work_tree(root), day, everything=True)
    positions: dict[str, set[tuple[str, int, int]]] = {}
    for finding in chosen(checks.findings(workspace), workspace):
        if CODES[finding.code].is_fixable:
            positions.setdefault(finding.place.path, set()).add((finding.code, *finding.place[1:3]))
    pending, lines = PendingFiles(workspace.source), []
    for path, wanted in positions.items():
        raw = pending.read(path)
        after, fixes = autofix.fix_all(raw, path, lambda *position, wanted=wanted: position in wanted)
        if after != raw:
            pending.put(path, after)
            lines += [f"{path}:{fix.line}: {fix.code} {fix.words}" for fix in fixes]
    return pending, lines, workspace.plan.settings
