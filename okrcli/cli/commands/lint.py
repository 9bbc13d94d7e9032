"""`okr lint`: advice on the wording of objectives and key results."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from okrcli.cli import context, options
from okrcli.cli.current_person import with_current_person
from okrcli.commandline import runnable
from okrcli.diagnostics import Finding, Position, Severity
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value

if TYPE_CHECKING:
    from okrcli.language.advice import Remark
    from okrcli.model.plan import Location, Ref
    from okrcli.model.settings import Settings
    from okrcli.workspace.sources import Source
    from okrcli.workspace.workspace import Workspace


def lint(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SELECTOR|PATH…]",
            help="Only these: ids, owner:mai, files, folders; - reads titles from standard input.",
        ),
    ] = None,
    cycle: Annotated[
        str | None,
        typer.Option("--cycle", metavar="ID", help="This cycle; by default all that have not ended."),
    ] = None,
    on: options.On = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="Check this title, without a file.")
    ] = None,
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="KIND", help="The kind of the titles: key_result (default) or objective."),
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
    """Check the wording.

    It checks the wording and structure of objectives and key results, in English, Vietnamese, Thai or Chinese. Its
    findings are advice: the exit code is 0, except with --strict or for rules that your settings call an error.

    \b
    okr lint
    okr lint demand
    okr lint okrs/2026-Q4/marketing.yaml --strict
    okr lint --select no-owner,OKR802 --format github
    okr lint --text "Publish 15 blog posts"
    okr lint - --kind objective --json < objectives.txt
    """
    from okrcli.checks import advice, check_target
    from okrcli.checks.select import selection
    from okrcli.cli.findings import FORMATS, emit, resolved_format, result_of, show_statistics
    from okrcli.diagnostics import Severity
    from okrcli.workspace.workspace import load

    chosen = resolved_format(options.chosen_format(format, json, *FORMATS))
    folder, day = context.invocation(ctx).folder, context.today(on)
    failing = frozenset({Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR})
    chosen_codes = selection(select or (), ignore or ())
    if text is not None or "-" in (words or ()):
        if (text is not None and words) or len(words or ()) > 1 or since or output or statistics or cycle:
            raise UsageError("`--text` and - take titles, and no other arguments: leave them out")
        if chosen not in ("full", "concise", "json"):
            raise UsageError(f"titles without a file have no format {chosen}", "there are: full, concise, json")
        lines = _lines_given() if text is None else [text]
        results = _judge_lines(folder, day, lines, kind, chosen, chosen_codes)
        return Exit.FOUND if any(finding.severity in failing for finding in results) else Exit.OK
    target = check_target.target_of(folder, [], staged=False, revision=None, stdin_filename=None)
    workspace = load(target.source, day, cycle, everything=True)
    cycle = workspace.focus.id if cycle and workspace.focus else None
    context.use_cycle_of_run(workspace.plan, cycle)
    narrowed, locations = _narrow(workspace, words or [], cycle, folder)
    results = advice(narrowed, locations)
    total = len(results)
    if since is not None:

        def read_and_advise(source: Source, cycles: frozenset[str] | None) -> tuple[Workspace, list[Finding]]:
            known = load(source, day, everything=cycles is None, only=cycles)
            return known, advice(known)

        results, left_out = check_target.since(
            narrowed, results, target, since, None, read_and_advise, compares_cycles=True
        )
        if left_out:
            streams.echo_err(f"note: {left_out}")
    is_part = len(results) < total
    results = chosen_codes(results)
    if statistics:
        show_statistics(results, chosen == "json")
    else:
        place = folder / output if output not in (None, "-") else None
        result = result_of(narrowed, target, results, failing, is_part=is_part)
        emit(result._replace(kind="lint"), chosen, place)
    code = context.exit_code_of(workspace)
    return Exit.FOUND if code or any(finding.severity in failing for finding in results) else Exit.OK


_MAX_BYTES: Final = 1 << 20
"""The most bytes of standard input."""


def _narrow(workspace: Workspace, words: list[str], cycle: str | None, folder: Path) -> tuple[Workspace, set[Location]]:
    """The workspace with the named objectives only, and the locations of the named items.

    Raises UsageError and RefusedError for unknown names.
    """
    plan = workspace.plan
    refs = _selected_refs(workspace, words, cycle, folder)
    parents = {ref.parent for ref in refs}
    kept = {ref: objective for ref, objective in plan.objectives.items() if ref in parents}
    return replace(workspace, plan=replace(plan, objectives=kept)), {plan.locations[ref] for ref in refs}


def _selected_refs(workspace: Workspace, words: list[str], cycle: str | None, folder: Path) -> frozenset[Ref]:
    """The named objectives and key results; without a name those of cycles that are not over."""
    plan = workspace.plan
    paths = [word for word in words if (folder / word).exists()]
    names = [word for word in words if word not in paths]
    if names:
        refs = _picked(workspace, names, cycle)
    elif cycle or paths:
        refs = frozenset(ref for ref in plan.objectives if cycle in (None, ref.cycle))
    else:
        refs = _not_over(workspace)
    if paths:
        inside = _path_filter(workspace, paths, folder)
        refs = frozenset(ref for ref in refs if inside(plan.locations[ref].path))
    return refs


def _picked(workspace: Workspace, names: list[str], cycle: str | None) -> frozenset[Ref]:
    from okrcli.scoring.score import score_plan
    from okrcli.workspace.selectors import parse

    plan, day = workspace.plan, workspace.day
    focus = cycle or (workspace.focus.id if workspace.focus else None)
    names = with_current_person(plan, names, context.root_of(workspace))
    selector = parse(plan, focus, names, workspace.broken)
    refs = [ref for ref in plan.objectives if ref.cycle in (selector.cycles or (focus,))]
    return selector.pick(plan, refs, day, score_plan(plan, day) if selector.needs_scores else None)


def _not_over(workspace: Workspace) -> frozenset[Ref]:
    """The objectives of running and future cycles. A note names the cycles that are left out."""
    plan = workspace.plan
    over = {cycle.id for cycle in plan.cycles.values() if cycle.period.end < workspace.day or cycle.state == "closed"}
    left = sorted({ref.cycle for ref in plan.objectives} & over)
    if left:
        names = ", ".join(left[-3:]) + (" …" if len(left) > 3 else "")
        command = runnable(f"okr lint --cycle {visible(left[-1])}")
        streams.echo_err(f"note: cycles that have ended are left out ({visible(names)}); check them: {command}")
    return frozenset(ref for ref in plan.objectives if ref.cycle not in over)


def _path_filter(workspace: Workspace, paths: list[str], folder: Path) -> Callable[[str], bool]:
    """A function that returns True for the path of a file that is one of `paths`, or below one.

    Raises UsageError for a path outside of the workspace.
    """
    root = context.root_of(workspace).resolve()
    prefixes = []
    for text in paths:
        path = (folder / text).resolve()
        if path != root and root not in path.parents:
            raise UsageError(f"`{visible(text)}` is outside of the workspace {visible(str(root))}")
        prefixes.append("" if path == root else path.relative_to(root).as_posix())
    return lambda path: any(prefix in ("", path) or path.startswith(f"{prefix}/") for prefix in prefixes)


# ── Lines that stand in no file ───────────────────────────────────────────────────────────────────────────────────


def _lines_given() -> list[str]:
    """The lines of standard input that are not blank."""
    raw = sys.stdin.buffer.read(_MAX_BYTES + 1)
    if len(raw) > _MAX_BYTES:
        raise UsageError("standard input is too large", "okr lint - takes 1 MiB at a time")
    return [line for line in raw.decode("utf-8", "replace").splitlines() if line.strip()]


def _judge_lines(
    folder: Path,
    day: date,
    lines: Sequence[str],
    kind: str,
    format: str,
    chosen: Callable[[list[Finding]], list[Finding]],
) -> list[Finding]:
    """Print advice on each line, with the words of the workspace if there is one. Returns all findings."""
    from okrcli.checks.severities import as_set
    from okrcli.checks.wording import words_of
    from okrcli.language.advice import judge
    from okrcli.render.terminal import findings

    if format == "json":
        from okrcli.render.json.findings import RemarksView

    asked_about = _kind(kind)
    settings = _settings(folder, day)
    words = words_of(settings.lint)
    all_findings: list[Finding] = []
    for number, line in enumerate(lines, 1):
        text = unicodedata.normalize("NFC", line.strip())
        lexicon = words.of(text)
        position = Position("-", number, 1, len(text))
        all_remarks = [_as_diagnostic(position, remark) for remark in judge(text, asked_about, lexicon)]
        remarks = chosen(as_set(all_remarks, settings.rules))
        all_findings += remarks
        if format == "json":
            streams.print_json(RemarksView.of(text, asked_about, lexicon.language, remarks), indent=None)
    if format != "json":
        output_lines = (
            findings.concise(all_findings)
            if format == "concise"
            else findings.full(all_findings, lambda _, at: lines[at - 1].strip())
        )
        for text in output_lines:
            streams.echo(text)
        if not all_findings:
            streams.echo(streams.styled("all good", "bold green"))
    return all_findings


def _kind(name: str) -> Literal["objective", "key_result"]:
    if name == "objective":
        return "objective"
    if name == "key_result":
        return "key_result"
    hint = did_you_mean(name, ("objective", "key_result")) or "write objective or key_result"
    raise UsageError(f"`--kind`: there is no kind {quote_value(name)}", hint)


def _settings(folder: Path, day: date) -> Settings:
    """The settings of the workspace; the defaults if there is none, or if it cannot be read."""
    from okrcli.git.trees import work_tree
    from okrcli.model.plan import DEFAULT_SETTINGS
    from okrcli.workspace.sources import find_root
    from okrcli.workspace.workspace import load

    try:
        root = find_root(folder)
    except RefusedError:
        return DEFAULT_SETTINGS
    return load(work_tree(root), day).plan.settings


def _as_diagnostic(place: Position, remark: Remark) -> Finding:
    from okrcli.checks.select import codes_meant

    (code,) = codes_meant(remark.rule)
    return Finding(place, code.number, Severity(remark.weight), remark.question, remark.shape)
