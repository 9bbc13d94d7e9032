"""Output of findings: formats, baselines and statistics."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from okrcli import diagnostics
from okrcli.checks.check_target import inside_of
from okrcli.commandline import command_line, runnable
from okrcli.diagnostics import CODES
from okrcli.errors import RefusedError
from okrcli.render.terminal import findings as render
from okrcli.render.terminal import streams
from okrcli.sanitize import visible, visible_in_json

if TYPE_CHECKING:
    from okrcli.checks.check_target import CheckTarget
    from okrcli.diagnostics import Finding, Severity
    from okrcli.workspace.workspace import Workspace

FORMATS: Final = ("auto", "full", "concise", "json", "github", "gitlab", "sarif", "junit")
_MOST_ON_A_TERMINAL: Final = 10
"""Findings of one kind of `okr audit` on a terminal."""
_JSON: Final = ("json", "gitlab", "sarif")


class CheckResult(NamedTuple):
    """Findings, and the facts about the check that reports show."""

    findings: Sequence[Finding]
    failing: frozenset[Severity]
    """The severities for which the command exits with 1."""
    root: Path
    """The root folder of the workspace."""
    amounts: dict[str, int]
    """The numbers of checked files and records."""
    where: str
    """The checked files and records in words."""
    files: Sequence[str]
    """The paths of the checked files."""
    line_of: Callable[[str, int], str]
    """A function that returns the source line at a path and line number."""
    kind: str = "validation"
    """The kind of the JSON document."""
    success: str = "all good"
    """The verdict if there is no finding: another one if known findings were left out."""

    @property
    def command(self) -> str:
        """The command that found it: `validate`, `lint` or `audit`."""
        return "validate" if self.kind == "validation" else self.kind

    @property
    def verdict(self) -> str:
        """The numbers of findings in words, and the checked files and records."""
        return f"{diagnostics.counts_text(self.findings) or self.success} in {self.where}"


def result_of(
    workspace: Workspace,
    chosen: CheckTarget,
    findings: Sequence[Finding],
    failing: frozenset[Severity],
    *,
    is_part: bool = False,
) -> CheckResult:
    """The result of checking a workspace; `is_part` if findings that are known were left out."""
    counts = [
        f"{number} {(word if number != 1 else word[:-1]).replace('_', ' ').replace('checkin', 'check-in')}"
        for word, number in checked_counts(workspace).items()
    ]
    where = f"{', '.join(counts)}{f' of {chosen.label}' if chosen.label else ''}"
    files = [chosen.only] if chosen.only else sorted(workspace.records.keys() | set(workspace.broken))
    amounts = checked_counts(workspace)
    success = "no new findings" if is_part else "all good"
    line_of = partial(_line, workspace)
    return CheckResult(findings, failing, chosen.root, amounts, where, files, line_of, success=success)


def checked_counts(workspace: Workspace) -> dict[str, int]:
    """The numbers of checked files and records."""
    plan = workspace.plan
    return {
        "files": len(workspace.records.keys() | set(workspace.broken)),
        "objectives": len(plan.objectives),
        "key_results": sum(len(objective.key_results) for objective in plan.objectives.values()),
        "checkins": sum(map(len, plan.checkins.values())),
    }


def resolved_format(name: str) -> str:
    """The name of a format; for `auto` that of the environment, `github` or `full`."""
    if name != "auto":
        return name
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full"


def emit(result: CheckResult, format: str, output: Path | None) -> None:
    """Print the findings, or write them to a file. Raises RefusedError if the file cannot be written."""
    if output is not None:
        from okrcli.store.output_file import write_report

        streams.use_color("never")
        write_report(output, "".join(f"{visible_in_json(line)}\n" for line in _lines(result, format)))
    elif format == "full":
        render.print_folded(_lines(result, format, is_short=sys.stdout.isatty()))
    else:
        for line in _lines(result, format):
            (streams.echo_json if format in _JSON else streams.echo)(line)
    if format == "github":
        _append_job_summary(result)
    if format == "github" or (output is not None and format != "full"):
        streams.echo_err(result.verdict)


def _lines(result: CheckResult, format: str, *, is_short: bool = False) -> Iterable[str]:
    """The lines of the report. A JSON or XML document is one item.

    `is_short` leaves out most of many findings of one kind.
    """
    findings = result.findings
    if format == "json":
        from okrcli.render.json.findings import findings_view
        from okrcli.render.json.view import as_json

        summary = diagnostics.count_by_severity(findings) | result.amounts
        return [as_json(findings_view(result.kind, findings, summary))]
    if format == "concise":
        return render.concise(findings)
    if format == "full":
        return _full(result, is_short=is_short)
    return _service_report(result, format)


def _full(result: CheckResult, *, is_short: bool) -> Iterator[str]:
    if result.kind == "audit":
        most = _MOST_ON_A_TERMINAL if is_short else None
        yield from render.grouped(result.findings, result.line_of, most, "okr audit --format concise")
    else:
        yield from render.full(result.findings, result.line_of)
    if result.findings:
        yield ""
    verdict = result.verdict.removesuffix(f" in {result.where}")
    yield f"{streams.styled(verdict, 'bold' if result.findings else 'bold green')} in {result.where}"


def _service_report(result: CheckResult, format: str) -> Iterable[str]:
    """A report for a hosting service, with paths from the root of the repository."""
    before = inside_of(result.root)
    findings = [_with_path_below(diagnostic, before) for diagnostic in result.findings]

    def line_of(path: str, number: int) -> str:
        return result.line_of(path.removeprefix(before), number)

    if format == "github":
        from okrcli.render.export.github import as_annotations

        return as_annotations(findings)
    if format == "gitlab":
        from okrcli.render.export.gitlab import as_gitlab

        return [as_gitlab(findings, line_of)]
    if format == "sarif":
        from okrcli import __version__
        from okrcli.render.export.sarif import as_sarif

        return [as_sarif(findings, line_of, __version__, result.command)]
    from okrcli.render.export.junit import as_junit

    return [as_junit(findings, [f"{before}{path}" for path in result.files], result.failing, result.command)]


def _with_path_below(finding: Finding, before: str) -> Finding:
    return replace(finding, place=finding.place._replace(path=f"{before}{finding.place.path}"))


def _line(workspace: Workspace, path: str, number: int) -> str:
    return workspace.document(path).line(number)


def _append_job_summary(result: CheckResult) -> None:
    """Append the findings to the job summary of GitHub, if there is one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    from okrcli.render.markdown.findings import summary
    from okrcli.store.output_file import append_report

    before = inside_of(result.root)
    try:
        findings = [_with_path_below(diagnostic, before) for diagnostic in result.findings]
        append_report(Path(path), summary(findings, result.verdict))
    except RefusedError as error:
        streams.error(error.message, *error.hints, severity="warning")


# ── Baselines and statistics ──────────────────────────────────────────────────────────────────────────────────────────


def without_baseline(workspace: Workspace, findings: list[Finding], folder: Path, name: str) -> list[Finding]:
    """The findings that are not in the baseline `name` in `folder`. Raises RefusedError if it cannot be read."""
    from okrcli.checks import baseline

    known = baseline.read(_text_of(folder / name, name), name)
    new, gone = baseline.without_known(workspace, findings, known)
    if len(findings) > len(new):
        count = len(findings) - len(new)
        streams.echo_err(f"note: {count} finding{'s are' if count > 1 else ' is'} known from {visible(name)}")
    if gone:
        several = "findings of the baseline are" if gone > 1 else "finding of the baseline is"
        streams.echo_err(
            f"note: {gone} {several} fixed; write it again: "
            f"{runnable(command_line('validate', '--write-baseline', visible(name)))}"
        )
    return new


def write_baseline(workspace: Workspace, findings: list[Finding], folder: Path, name: str) -> list[Finding]:
    """Write a baseline of these findings. Returns those that no baseline may hold. Raises RefusedError, OSError."""
    from okrcli.checks import baseline

    path = folder / name
    if path.exists() or path.is_symlink():
        baseline.read(_text_of(path, name), name)  # nothing else is overwritten
    path.write_text(baseline.written(workspace, findings), encoding="utf-8", newline="\n")
    hard = [diagnostic for diagnostic in findings if not baseline.is_allowed(diagnostic)]
    count = len(findings) - len(hard)
    streams.echo_err(f"wrote {count} finding{'' if count == 1 else 's'} to {visible(name)}")
    return hard


def _text_of(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RefusedError(f"{name}: {reason}", "write one: okr validate --write-baseline FILE") from None


def show_statistics(findings: Sequence[Finding], as_json: bool) -> None:
    """Print the number of findings for each code, the most frequent first."""
    counts = Counter((diagnostic.code, diagnostic.severity) for diagnostic in findings)
    rows = [
        (count, CODES[number], severity)
        for (number, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    if as_json:
        from okrcli.render.json.findings import StatisticsView

        streams.print_json(StatisticsView.of(rows))
        return
    for line in render.statistics(rows):
        streams.echo(line)
