"""Waivers: comments that excuse findings, as in `# okr: ignore[OKR204] joins in December, until 2026-12-01`.

A waiver is about its own line; alone on a line, about the next line with content. It needs a reason and may have a
last day. It is reported when that day is over, and when there is nothing left to excuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from okrcli.checks.select import codes_meant, meant_instead
from okrcli.diagnostics import CODES, Code, Finding, Position, Severity, code
from okrcli.model.scalars import InvalidValueError, read_day
from okrcli.text import quote_value
from okrcli.workspace.workspace import Workspace
from okrcli.yaml.document import Document
from okrcli.yaml.nodes import Node

BAD_WAIVER = code(
    "OKR601",
    "bad-waiver",
    "A comment that begins with `# okr:` excuses a finding. This one cannot be read, names no code that can be "
    "excused, or gives no reason. It has no effect.",
    Severity.WARNING,
    bad="`# okr: ignore[OKR204]`",
    good="`# okr: ignore[OKR204] Mia joins in December`",
)
EXPIRED_WAIVER = code(
    "OKR602",
    "expired-waiver",
    "The last day of this waiver has passed, so the finding is reported again. Fix it, or write a later day.",
    Severity.WARNING,
    bad="`# okr: ignore[OKR204] Mia joins in November, until 2026-11-01`",
    good="`# okr: ignore[OKR204] Mia joins in December, until 2026-12-01`",
)
UNNEEDED_WAIVER = code(
    "OKR603",
    "unneeded-waiver",
    "The line of this waiver has no such finding. If it stays, it hides the next one. "
    "In a closed cycle it stays, as a record.",
    Severity.WARNING,
    bad="`# okr: ignore[OKR204] Mia joins in December` beside a name that is known",
    good="the line without that comment",
)

_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#\s*okr:\s*(?P<order>.*)")
_ORDER: Final = re.compile(
    r"ignore\s*\[(?P<codes>[^\]]*)\]\s*(?P<reason>.*?)(?:[\s,;(]*\buntil\s+(?P<until>\S+?)\)?\.?)?\s*"
)
MAX_WAIVER: Final = 500
"""The most characters that a waiver may have."""
_FORM: Final = "write # okr: ignore[OKR204] the reason, until 2026-12-31"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver: its position, the line and the codes that it excuses, and its last day (None without one)."""

    place: Position
    line: int
    codes: frozenset[str]
    until: date | None


def excused(workspace: Workspace, findings: list[Finding], *, is_advice: bool = False) -> list[Finding]:
    """The findings that no waiver excuses, and the findings about the waivers themselves.

    A waiver is reported once: by `okr lint` (`is_advice`) if it excuses advice, else by `okr validate`.
    """
    if not workspace.files_with_waivers:
        return findings
    waivers: list[Waiver] = []
    told: list[Finding] = []
    for path in workspace.files_with_waivers:
        for read in _read(workspace.document(path)):
            if isinstance(read, Waiver):
                waivers.append(read)
            elif not is_advice:
                told.append(read)
    of_line: dict[tuple[str, int], list[Waiver]] = {}
    for waiver in waivers:
        of_line.setdefault((waiver.place.path, waiver.line), []).append(waiver)
    used: set[tuple[Waiver, str]] = set()
    kept = []
    for diagnostic in findings:
        named = [w for w in of_line.get(diagnostic.place[:2], ()) if diagnostic.code in w.codes]
        used.update((waiver, diagnostic.code) for waiver in named)
        if not any(waiver.until is None or waiver.until >= workspace.day for waiver in named):
            kept.append(diagnostic)
    alive = [waiver for waiver in waivers if not _is_over(workspace, waiver.place.path)]
    return [*kept, *told, *_reports(alive, used, workspace.day, is_advice)]


class WrittenWaiver(NamedTuple):
    """A waiver as it is written, to compare two states of a file."""

    place: Position
    codes: tuple[str, ...]
    text: str
    """The codes, the reason and the last day, as they are written."""
    line_text: str
    """The line that it excuses, without spaces at its ends and without the waiver."""


def written_waivers(workspace: Workspace, paths: Iterable[str]) -> Iterator[WrittenWaiver]:
    """The waivers in these files that can be read, in the order of lines."""
    known = workspace.files_with_waivers
    for document in (workspace.document(path) for path in paths if path in known):
        for waiver in _read(document):
            if isinstance(waiver, Waiver):
                line = document.lines[waiver.place.line - 1]
                text = line[waiver.place.column - 1 :].strip()
                about = document.lines[waiver.line - 1].partition(text)[0].strip()
                yield WrittenWaiver(waiver.place, tuple(sorted(waiver.codes)), text, about)


def _is_over(workspace: Workspace, path: str) -> bool:
    """True if a file belongs to a closed cycle. Waivers in it are kept as a record and not reported."""
    record = workspace.records.get(path)
    cycle = workspace.plan.cycles.get(record.cycle) if record and record.cycle else None
    return cycle is not None and cycle.state == "closed"


def _reports(waivers: Iterable[Waiver], used: set[tuple[Waiver, str]], day: date, is_advice: bool) -> Iterator[Finding]:
    for waiver in waivers:
        sought = [number for number in waiver.codes if CODES[number].is_advice == is_advice]
        if not sought:
            continue
        idle = sorted(number for number in sought if (waiver, number) not in used)
        if idle:
            names = ", ".join(f"{number} {CODES[number].name}" for number in idle)
            hint = "remove it" if len(idle) == len(waiver.codes) else f"remove {', '.join(idle)} from it"
            yield UNNEEDED_WAIVER.at(waiver.place, f"there is no {names} in line {waiver.line} to excuse", hint)
        elif waiver.until and waiver.until < day:
            hint = "fix the finding, or write a later day"
            yield EXPIRED_WAIVER.at(waiver.place, f"this waiver ended on {waiver.until}", hint)


def _read(document: Document) -> Iterator[Waiver | Finding]:
    """Every waiver of a readable file, or the finding about it where it is wrong."""
    if document.tree.trouble:
        return
    texts: dict[int, list[Node]] = {}
    for node in _scalars(document.tree.root):
        if node.style:
            for number in range(node.start.line, node.end.line + 1):
                texts.setdefault(number, []).append(node)
    lines = document.lines
    for index, line in enumerate(lines):
        comment = _COMMENT.search(line) if "okr:" in line else None
        if comment and not any(_holds(node, index, comment.start()) for node in texts.get(index, ())):
            alone = not line[: comment.start()].strip()
            meant = _next_line(lines, index) if alone else index
            position = Position(document.path, index + 1, comment.start() + 1, len(line.rstrip()) - comment.start())
            yield _waiver(position, meant + 1, comment["order"])


def _waiver(position: Position, line: int, order: str) -> Waiver | Finding:
    form = _ORDER.fullmatch(order) if len(order) <= MAX_WAIVER else None
    if form is None:
        return BAD_WAIVER.at(position, "this waiver cannot be read", _FORM)
    codes: list[Code] = []
    for word in form["codes"].replace(",", " ").split():
        named = codes_meant(word)
        if len(named) != 1:
            return BAD_WAIVER.at(position, f"there is no code {quote_value(word)}", meant_instead(word))
        if named[0].is_hard or named[0].number.startswith("OKR60"):
            return BAD_WAIVER.at(position, f"{named[0].number} {named[0].name} cannot be excused", "fix the finding")
        codes += named
    if not codes:
        return BAD_WAIVER.at(position, "this waiver names no code", _FORM)
    if len(form["reason"].strip(" -:,.")) < 3:
        return BAD_WAIVER.at(position, "this waiver has no reason", _FORM)
    try:
        until = read_day(form["until"]) if form["until"] else None
    except InvalidValueError as refusal:
        return BAD_WAIVER.at(position, f"`until`: {refusal.message}", refusal.hint)
    return Waiver(position, line, frozenset(code.number for code in codes), until)


def _next_line(lines: list[str], index: int) -> int:
    """The next line that is neither empty nor a comment."""
    for following in range(index + 1, len(lines)):
        text = lines[following].strip()
        if text and not text.startswith("#"):
            return following
    return index


def _scalars(root: Node | None) -> Iterator[Node]:
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if node.kind == "scalar":
            yield node
        waiting += node.items


def _holds(node: Node, line: int, column: int) -> bool:
    """True if a quoted or block scalar contains this position."""
    return (node.start.line, node.start.column) <= (line, column) < (node.end.line, node.end.column)
