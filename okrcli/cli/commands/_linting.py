"""What `okr lint` looks at: which objectives and key results, or lines that stand in no file."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from okrcli.checks.select import codes_meant
from okrcli.checks.wording import words_of
from okrcli.cli import options
from okrcli.diagnostics import Finding, Position, Severity
from okrcli.errors import RefusedError, UsageError
from okrcli.language.advice import Kind, Remark, judge
from okrcli.model.plan import DEFAULT_SETTINGS, Location, Ref
from okrcli.model.records import Settings
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value

if TYPE_CHECKING:
    from okrcli.workspace.workspace import Workspace

MAX_BYTES: Final = 1 << 20
"""What standard input may hold."""


def narrowed(
    workspace: Workspace, words: list[str], cycle: str | None, folder: Path
) -> tuple[Workspace, set[Location]]:
    """The workspace with the objectives that are meant, and where the things stand that are asked about.

    Raises UsageError and RefusedError for words that name nothing.
    """
    plan = workspace.plan
    wanted = _wanted(workspace, words, cycle, folder)
    parents = {ref.parent for ref in wanted}
    kept = {ref: objective for ref, objective in plan.objectives.items() if ref in parents}
    return replace(workspace, plan=replace(plan, objectives=kept)), {plan.homes[ref] for ref in wanted}


def _wanted(workspace: Workspace, words: list[str], cycle: str | None, folder: Path) -> frozenset[Ref]:
    """The objectives and key results that are meant: without any word those of cycles that are not over."""
    plan = workspace.plan
    paths = [word for word in words if (folder / word).exists()]
    names = [word for word in words if word not in paths]
    if names:
        wanted = _picked(workspace, names, cycle)
    elif cycle or paths:
        wanted = frozenset(ref for ref in plan.objectives if cycle in (None, ref.cycle))
    else:
        wanted = _not_over(workspace)
    if paths:
        inside = _below(workspace, paths, folder)
        wanted = frozenset(ref for ref in wanted if inside(plan.homes[ref].path))
    return wanted


def _picked(workspace: Workspace, names: list[str], cycle: str | None) -> frozenset[Ref]:
    from okrcli.scoring.score import score_plan
    from okrcli.workspace.selectors import parse

    plan, day = workspace.plan, workspace.day
    focus = cycle or (workspace.focus.id if workspace.focus else None)
    selector = parse(plan, focus, names, workspace.broken)
    refs = [ref for ref in plan.objectives if ref.cycle in (selector.cycles or (focus,))]
    return selector.pick(plan, refs, day, score_plan(plan, day) if selector.needs_scores else None)


def _not_over(workspace: Workspace) -> frozenset[Ref]:
    """The objectives of cycles that run or are to come; what is left out is said."""
    plan = workspace.plan
    over = {one.id for one in plan.cycles.values() if one.period.end < workspace.day or one.state == "closed"}
    left = sorted({ref.cycle for ref in plan.objectives} & over)
    if left:
        names = ", ".join(left[-3:]) + (" …" if len(left) > 3 else "")
        streams.echo_err(
            f"note: what is over is left out ({visible(names)}); see it: okr lint --cycle {visible(left[-1])}"
        )
    return frozenset(ref for ref in plan.objectives if ref.cycle not in over)


def _below(workspace: Workspace, paths: list[str], folder: Path) -> Callable[[str], bool]:
    """Whether a file of the workspace is one of these, or below one of them. Raises UsageError for others."""
    root = options.root_of(workspace).resolve()
    places = []
    for text in paths:
        path = (folder / text).resolve()
        if path != root and root not in path.parents:
            raise UsageError(f"`{visible(text)}` is outside of the workspace {visible(str(root))}")
        places.append("" if path == root else path.relative_to(root).as_posix())
    return lambda path: any(place in ("", path) or path.startswith(f"{place}/") for place in places)


# ── Lines that stand in no file ───────────────────────────────────────────────────────────────────────────────────


def lines_given() -> list[str]:
    """The lines of standard input that hold something."""
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise UsageError("standard input is too large", "okr lint - takes 1 MiB at a time")
    return [line for line in raw.decode("utf-8", "replace").splitlines() if line.strip()]


def judge_lines(
    folder: Path,
    day: date,
    lines: Sequence[str],
    kind: str,
    format: str,
    chosen: Callable[[list[Finding]], list[Finding]],
) -> list[Finding]:
    """Judge each line by itself, with the words of the workspace if one is here, and say what is found."""
    from okrcli.checks.severities import as_set
    from okrcli.render.json.remarks import as_json_line
    from okrcli.render.terminal import findings

    asked_about = _kind(kind)
    settings = _settings(folder, day)
    words = words_of(settings.lint)
    found: list[Finding] = []
    for number, line in enumerate(lines, 1):
        text = unicodedata.normalize("NFC", line.strip())
        lexicon = words.of(text)
        place = Position("-", number, 1, len(text))
        asked = [_as_diagnostic(place, remark) for remark in judge(text, asked_about, lexicon)]
        remarks = chosen(as_set(asked, settings.rules))
        found += remarks
        if format == "json":
            streams.echo_json(as_json_line(text, asked_about, lexicon.language, remarks))
    if format != "json":
        told = (
            findings.concise(found)
            if format == "concise"
            else findings.full(found, lambda _, at: lines[at - 1].strip())
        )
        for text in told:
            streams.echo(text)
        if not found:
            streams.echo(streams.styled("all good", "bold green"))
    return found


def _kind(name: str) -> Kind:
    if name == "objective":
        return "objective"
    if name == "key_result":
        return "key_result"
    hint = did_you_mean(name, ("objective", "key_result")) or "write objective or key_result"
    raise UsageError(f"`--kind`: there is no kind {quote_value(name)}", hint)


def _settings(folder: Path, day: date) -> Settings:
    """Those of the workspace here; the defaults where there is none, or none that can be read."""
    from okrcli.workspace.sources import WorkingTree, find_root
    from okrcli.workspace.workspace import load

    try:
        root = find_root(folder)
    except RefusedError:
        return DEFAULT_SETTINGS
    return load(WorkingTree(root), day).plan.settings


def _as_diagnostic(place: Position, remark: Remark) -> Finding:
    (code,) = codes_meant(remark.rule)
    return Finding(place, code.number, Severity(remark.weight), remark.question, remark.shape)
