"""Findings as text for people and editors. Every format shows the same findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from okrcli.commandline import runnable
from okrcli.diagnostics import CODES, Code, Finding, Severity
from okrcli.render.terminal import streams
from okrcli.render.terminal.streams import styled
from okrcli.sanitize import visible

_COLORS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
_ALONE = 3
"""Findings of one kind up to which each is shown with its source line."""
_EXCERPT = 100
"""Cells of a source line that an excerpt shows."""
_FURTHER = 4
"""Spaces before the further lines of a message, beyond those of its first line."""
_SOURCE = re.compile(r" *\d* \| ")


def full(diagnostics: Sequence[Finding], line_of: Callable[[str, int], str]) -> Iterator[str]:
    """Each finding with its source line, a caret below what is wrong, and what to do.

    `line_of(path, number)` gives a source line without its line end.
    """
    for position, found in enumerate(diagnostics):
        if position:
            yield ""
        yield _headline(found)
        yield from _excerpt(found, line_of(found.place.path, found.place.line))
        yield from _help_lines(found.hint or "")


def grouped(
    diagnostics: Sequence[Finding], line_of: Callable[[str, int], str], most: int | None, everything: str
) -> Iterator[str]:
    """The findings, errors first; of more than three with one code and one help only the places and the texts.

    Of these at most `most` are shown; `everything` is the command that shows all.
    """
    groups: dict[tuple[Severity, str, str], list[Finding]] = {}
    for found in sorted(diagnostics, key=lambda found: list(Severity).index(found.severity)):
        groups.setdefault((found.severity, found.code, found.hint or ""), []).append(found)
    for number, ((severity, code, hint), several) in enumerate(groups.items()):
        if number:
            yield ""
        if len(several) <= _ALONE:
            yield from full(several, line_of)
            continue
        yield f"{styled(f'{severity}[{code}]', _COLORS[severity])}: {CODES[code].name}, {len(several)} findings"
        for found in several[:most]:
            path, line, column, _ = found.place
            yield f"   {styled(f'{visible(path)}:{line}:{column}', 'bold')}: {visible(found.message)}"
        if most and len(several) > most:
            yield f"   and {len(several) - most} more: {runnable(everything)}"
        yield from _help_lines(hint)


def print_folded(lines: Iterable[str]) -> None:
    """Print the lines of a report. On a terminal a long one is broken between words; source lines are printed whole."""
    width = streams.width()
    for line in lines:
        if width is None or len(line) <= width or _SOURCE.match(line):
            streams.echo(line)
        else:
            _print_folded(line, width)


def _print_folded(line: str, width: int) -> None:
    from rich.text import Text

    from okrcli.render.terminal.console import print_lines, wrapped

    text = Text.from_ansi(line)
    indent = " " * (len(text.plain) - len(text.plain.lstrip()) + _FURTHER)
    first, *rest = wrapped(text, width - _FURTHER)
    print_lines([first])
    remaining = Text(" ").join(rest)
    print_lines(Text.assemble(indent, part) for part in wrapped(remaining, max(width - len(indent), 20)) if rest)


def concise(diagnostics: Sequence[Finding]) -> Iterator[str]:
    """One line each, `file:line:col: level[CODE] text`: what editors' problem matchers read."""
    for found in diagnostics:
        path, line, column, _ = found.place
        yield f"{visible(path)}:{line}:{column}: {found.severity}[{found.code}] {visible(found.message)}"


Statistics = Sequence[tuple[int, Code, Severity]]
"""The number of findings of each code."""


def statistics(rows: Statistics) -> Iterator[str]:
    """A line for each code: how often, which, how severe, and its name."""
    widest = max((len(str(count)) for count, *_ in rows), default=0)
    for count, code, severity in rows:
        yield f"{count:>{widest}}  {code.number}  {styled(f'{severity:<7}', _COLORS[severity])}  {code.name}"


def _help_lines(hint: str) -> Iterator[str]:
    if hint:
        first, *more = hint.splitlines()
        yield f"   {styled('help', 'bold')}: {visible(runnable(first))}"
        yield from (f"         {visible(line)}" for line in more)


def _headline(found: Finding) -> str:
    path, line, column, _ = found.place
    level = styled(f"{found.severity}[{found.code}]", _COLORS[found.severity])
    return f"{styled(f'{visible(path)}:{line}:{column}', 'bold')}: {level}: {visible(found.message)}"


def _excerpt(found: Finding, source: str) -> Iterator[str]:
    if not source.strip():
        return
    _, number, column, width = found.place
    start = max(0, column - 1 - _EXCERPT // 2) if len(source) > _EXCERPT else 0
    shown = ("…" if start else "") + visible(source[start : start + _EXCERPT])
    if start + _EXCERPT < len(source):
        shown += "…"
    before = ("…" if start else "") + visible(source[start : column - 1])
    marked = visible(source[column - 1 : min(column - 1 + width, start + _EXCERPT)]) or " "
    carets = styled("^" * max(1, _cells(marked)), _COLORS[found.severity])
    yield f"{number:>5} | {shown}"
    yield f"      | {' ' * _cells(before)}{carets}"


def _cells(text: str) -> int:
    """Columns the text takes in a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)
