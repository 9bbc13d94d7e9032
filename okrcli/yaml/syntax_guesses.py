"""Guesses about a YAML syntax error: the text is changed as it was perhaps meant, and read once more.

A guess counts only where the changed text reads better than the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from okrcli.diagnostics import Finding
from okrcli.yaml.conflict_markers import conflict_rest
from okrcli.yaml.source import LOOK_ALIKE, MAX_FINDINGS, Mark, YamlText, has_look_alikes, look_alikes
from okrcli.yaml.syntax_findings import MAX_SHOWN, NOT_KEY_VALUE, Attempt, ParserError, SyntaxDiagnosis, SyntaxFinding

_LONE_WORD = re.compile(r" *(?:- +)*([^\W\d][\w-]*)[ \t]*(?=#|$)")


def _is_better(trouble: ParserError, outcome: SyntaxDiagnosis | None) -> bool:
    """True where the change has removed the error: there is none now, a later one, or another one."""
    return outcome is not None and (outcome.at is None or outcome.at > trouble.at or outcome.problem != trouble.problem)


def _as_look_alike(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding | None:
    """Spaces and colons that are others than they look, in the lines that the parser was reading."""
    if not has_look_alikes(source) or conflict_rest(source, iter((trouble.began.line, trouble.at.line))):
        return None
    findings, lines = list[Finding](), list[str]()
    for number in range(trouble.unread.line, min(trouble.at.line + 1, len(source.lines))):
        in_line, line = look_alikes(source, number)
        findings += in_line
        lines.append(line)
        if len(findings) > MAX_FINDINGS:
            break
    return _corrected(source, trouble, attempt, findings, lines, trouble.unread.line)


def _corrected(
    source: YamlText, trouble: ParserError, attempt: Attempt, findings: list[Finding], lines: list[str], first: int
) -> SyntaxFinding | None:
    if not findings:
        return None
    corrected = source.with_lines(first, lines)
    if not _is_better(trouble, attempt(corrected)):
        return None
    return SyntaxFinding(findings[0], corrected=corrected, more=tuple(findings[1:]))


def _as_full_width_comma(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding | None:
    line, column = source.line(trouble.at.line), trouble.at.column
    if trouble.bracket is None or "，" not in line[:column]:
        return None
    first = trouble.bracket.column if trouble.bracket.line == trouble.at.line else 0
    findings = [
        LOOK_ALIKE.at(source.place(Mark(trouble.at.line, comma)), "this is a full-width comma", "type a plain `,`")
        for comma in [index for index in range(first, column) if line[index] == "，"][:MAX_FINDINGS]
    ]
    meant = line[:first] + line[first:column].replace("，", ",") + line[column:]
    return _corrected(source, trouble, attempt, findings, [meant], trouble.at.line)


def _as_word_without_colon(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding | None:
    """`key_results` alone in a line, and what belongs to it below."""
    if "could not find expected ':'" in trouble.problem:
        number: int | None = trouble.began.line
    elif trouble.problem.startswith("mapping values"):
        number = _line_it_belongs_to(source, trouble.at.line)
    else:
        return None
    line = "" if number is None else source.line(number)
    word = _LONE_WORD.match(line)
    if number is None or word is None or _line_it_belongs_to(source, _line_below(source, number)) != number:
        return None
    corrected = source.with_lines(number, [f"{line[: word.end(1)]}:{line[word.end(1) :]}"])
    outcome = attempt(corrected)
    if outcome is None or (outcome.at is not None and outcome.at <= trouble.at):
        return None
    position = source.place(Mark(number, word.start(1)), len(word[1]))
    message = f"`{word[1]}` is not `key: value`" if len(word[1]) <= MAX_SHOWN else "this line is not `key: value`"
    return SyntaxFinding(NOT_KEY_VALUE.at(position, message, f"write `{word[1]}:`"), corrected=corrected)


def _line_it_belongs_to(source: YamlText, number: int) -> int | None:
    """The nearest line above with less indentation; a list item may stand in the column of its key."""
    line = source.line(number)
    depth = _depth(line) + line.lstrip(" ").startswith("- ")
    above = line_above(source, number)
    while above is not None:
        item = source.lines[above].lstrip(" ").startswith("- ")
        if _depth(source.lines[above]) + item < depth:
            return above
        above = line_above(source, above)
    return None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def columns_hint(source: YamlText, trouble: ParserError, attempt: Attempt) -> str | None:
    """The columns, nearest first, in which the line would be read: alone, or else with what is indented under it."""
    first = trouble.at.line
    depth = _depth(source.lines[first])
    if depth != trouble.at.column:
        return None
    end = first + 1
    while end < len(source.lines) and (not source.lines[end].strip() or _depth(source.lines[end]) > depth):
        end += 1
    near = sorted(trouble.columns - {depth}, key=lambda column: (abs(column - depth), column))
    for count, more in ((1, ""), (end - first, ", and move the lines below it in the same way")):
        fitting = []
        for column in near:
            lines = [f"{' ' * column}{line[depth:]}" for line in source.lines[first : first + count]]
            outcome = attempt(source.with_lines(first, lines))
            if outcome and (outcome.at is None or outcome.at.line >= end):
                wrong = [finding for finding in outcome.findings if first < finding.place.line <= end]
                fitting += [] if wrong else [str(column + 1)]
            if len(fitting) == 2:
                break
        if fitting:
            return f"start it in column {' or '.join(fitting)}{more}"
    return None


def line_above(source: YamlText, number: int) -> int | None:
    """The nearest line above that is neither blank nor a comment."""
    for above in range(number - 1, -1, -1):
        if source.lines[above].strip() and not source.lines[above].lstrip().startswith("#"):
            return above
    return None


def _line_below(source: YamlText, number: int) -> int:
    """The nearest line below that is neither blank nor a comment; the number of lines where there is none."""
    for below in range(number + 1, len(source.lines)):
        if source.lines[below].strip() and not source.lines[below].lstrip().startswith("#"):
            return below
    return len(source.lines)


GUESSES: Final[tuple[Callable[[YamlText, ParserError, Attempt], SyntaxFinding | None], ...]] = (
    _as_look_alike,
    _as_full_width_comma,
    _as_word_without_colon,
)
"""The guesses, in the order in which they are tried."""
