"""Findings and codes as JSON: `okr validate`, `okr lint`, `okr audit`, and `okr explain` of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from okrcli.diagnostics import CODES, Severity, unmarked
from okrcli.render.json.view import Count, JsonObject, LineNumber, Text, View

if TYPE_CHECKING:
    from okrcli.diagnostics import Code, Finding

CodeNumber = Annotated[str, Field(pattern="^OKR[0-9]{3}$")]
"""The number of a code."""


class FindingJson(JsonObject):
    """A finding in one place of one file. Lines and columns begin with 1 and count code points."""

    path: Text
    """The file, from the folder of the workspace."""
    line: LineNumber
    """The line."""
    column: LineNumber
    """The first column."""
    end_column: LineNumber
    """The column behind the last one."""
    code: CodeNumber
    """The number of its code: `OKR101`."""
    severity: Severity
    """`error`, `warning` or `info`."""
    message: Text
    """The problem."""
    hint: Text | None
    """The next step."""

    @classmethod
    def of(cls, finding: Finding) -> FindingJson:
        """The JSON of a finding."""
        path, line, column, width = finding.place
        return cls(
            path=path,
            line=line,
            column=column,
            end_column=column + width,
            code=finding.code,
            severity=finding.severity,
            message=finding.message,
            hint=finding.hint,
        )


class SeverityCountsJson(JsonObject):
    """The number of findings by severity."""

    errors: Count
    """The number of errors."""
    warnings: Count
    """The number of warnings."""
    infos: Count
    """The number of remarks that are neither."""


class CheckSummaryJson(SeverityCountsJson):
    """The number of findings, and of what was checked."""

    files: Count
    """The number of files."""
    objectives: Count
    """The number of objectives."""
    key_results: Count
    """The number of key results."""
    checkins: Count
    """The number of check-ins."""


class AuditSummaryJson(SeverityCountsJson):
    """The number of findings, and of commits that were checked."""

    commits: Count
    """The number of commits."""


class ValidationView(View):
    """`okr validate`: what is wrong in the files."""

    kind: Literal["validation"] = "validation"
    summary: CheckSummaryJson
    """The numbers of findings and of what was checked."""
    findings: tuple[FindingJson, ...]
    """The findings by file and line."""


class LintView(View):
    """`okr lint`: what there is to ask about the wording of objectives and key results."""

    kind: Literal["lint"] = "lint"
    summary: CheckSummaryJson
    """The numbers of findings and of what was checked."""
    findings: tuple[FindingJson, ...]
    """The findings by file and line."""


class AuditView(View):
    """`okr audit`: what the history did to the record."""

    kind: Literal["audit"] = "audit"
    summary: AuditSummaryJson
    """The numbers of findings and of commits."""
    findings: tuple[FindingJson, ...]
    """The findings in the order of the history."""


def findings_view(
    kind: str, findings: Sequence[Finding], summary: Mapping[str, int]
) -> ValidationView | LintView | AuditView:
    """The document of one kind with these findings; `summary` has the fields of the summary of that kind."""
    content = tuple(map(FindingJson.of, findings))
    if kind == "audit":
        return AuditView(summary=AuditSummaryJson(**summary), findings=content)
    view = LintView if kind == "lint" else ValidationView
    return view(summary=CheckSummaryJson(**summary), findings=content)


class CodeCountJson(JsonObject):
    """The number of findings of one code."""

    code: CodeNumber
    """The number of the code: `OKR101`."""
    name: Text
    """The name of the code: `missing-field`."""
    severity: Severity
    """`error`, `warning` or `info`."""
    count: Count
    """The number of findings."""


class StatisticsView(View):
    """`okr validate --statistics`: the number of findings of each code."""

    kind: Literal["statistics"] = "statistics"
    codes: tuple[CodeCountJson, ...]
    """The codes, the most frequent first."""

    @classmethod
    def of(cls, rows: Sequence[tuple[int, Code, Severity]]) -> StatisticsView:
        """The document of counts, codes and severities."""
        return cls(
            codes=tuple(
                CodeCountJson(code=code.number, name=code.name, severity=severity, count=count)
                for count, code, severity in rows
            )
        )


class RemarkJson(JsonObject):
    """A question about the wording of a text."""

    code: CodeNumber
    """The number of its code: `OKR801`."""
    name: Text
    """The name of its code."""
    severity: Severity
    """`error`, `warning` or `info`."""
    question: Text
    """The question."""
    suggestion: Text | None
    """A form in which the text would be better."""

    @classmethod
    def of(cls, finding: Finding) -> RemarkJson:
        """The JSON of a finding about a wording."""
        return cls(
            code=finding.code,
            name=CODES[finding.code].name,
            severity=finding.severity,
            question=finding.message,
            suggestion=finding.hint,
        )


class RemarksView(View):
    """`okr lint` of a text that stands in no file: one line of JSON for each."""

    kind: Literal["remarks"] = "remarks"
    text: Text
    """The text."""
    text_kind: Literal["key_result", "objective"]
    """The kind as which it was read."""
    language: Literal["en", "vi", "th", "zh"]
    """The language that it was read in."""
    remarks: tuple[RemarkJson, ...]
    """The advice about it."""

    @classmethod
    def of(
        cls, text: str, kind: Literal["key_result", "objective"], language: Any, findings: Sequence[Finding]
    ) -> RemarksView:
        """The document of one text."""
        return cls(text=text, text_kind=kind, language=language, remarks=tuple(map(RemarkJson.of, findings)))


class CodeJson(JsonObject):
    """A code of findings."""

    code: Text
    """The number: `OKR101`."""
    name: Text
    """The name: `missing-field`."""
    severity: Severity
    """The severity, unless a setting changes it."""
    why: Text
    """The rule and its reason."""
    bad: Text
    """An example that is found."""
    good: Text
    """The text to write instead."""
    fixable: bool
    """True when `okr validate --fix` can fix it."""
    hard: bool
    """True when no setting turns it off."""

    @classmethod
    def of(cls, code: Code) -> CodeJson:
        """The JSON of a code."""
        return cls(
            code=code.number,
            name=code.name,
            severity=code.severity,
            why=" ".join(map(unmarked, code.why.split("\n\n"))),
            bad=" ".join(code.bad.split()),
            good=" ".join(code.good.split()),
            fixable=code.is_fixable,
            hard=code.is_hard,
        )


class CodesView(View):
    """`okr explain` of codes: what they find, and why."""

    kind: Literal["codes"] = "codes"
    codes: tuple[CodeJson, ...]
    """The codes by their numbers."""

    @classmethod
    def of(cls, codes: Sequence[Code]) -> CodesView:
        """The document of these codes."""
        return cls(codes=tuple(map(CodeJson.of, codes)))
