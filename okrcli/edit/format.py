"""The canonical format of plan files: bytes in, bytes out, with the same values, digits and comments.

Lines are laid out from the tree. Scalars and flow collections are copied as they are written. The result is read again
by two readers, as after an edit; if it does not have the same content, the file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from okrcli.errors import RefusedError
from okrcli.model.field_errors import fields_of, record_in
from okrcli.model.records import Objective
from okrcli.yaml import comments
from okrcli.yaml.document import Document
from okrcli.yaml.edited_file import verify_edit
from okrcli.yaml.layout import Layout, LayoutEntry
from okrcli.yaml.nodes import Node
from okrcli.yaml.reader import read

_BOM: Final = b"\xef\xbb\xbf"
_STEP: Final = 2
"""The number of spaces for each level of indentation."""
_BLANKS_AT_END: Final = re.compile(r"(?<!\\)[ \t]+$")


def formatted(raw: bytes, path: str, record: type) -> bytes:
    """The file in the canonical format, as a file of this kind of record.

    Raises RefusedError, with the first line that would change, for a file with findings of the reader, and for a file
    that would not have the same content.
    """
    data, findings = read(raw, path)
    if findings:
        finding = findings[0]
        raise RefusedError(f"{path}:{finding.place.line}: {finding.message}", *filter(None, [finding.hint]))
    layout = Layout(Document(path, raw).tree)
    lines = _Formatter(layout).file(record)
    why = ""
    for end in ("\n", ""):  # a text after `|` may end the file without a line end, and mean that
        after = _encoded(raw, layout, "\n".join(lines) + end)
        wrong = verify_edit(after, data, path) or _comment_lost(layout, after, path)
        if wrong is None:
            return after
        why = why or wrong
    line = first_change(raw, _encoded(raw, layout, "\n".join(lines)))
    raise RefusedError(f"{path}:{line}: this file cannot be formatted: {why}", "it was left unchanged")


def first_change(before: bytes, after: bytes) -> int:
    """The number of the first line that differs, from 1."""
    old, new = before.splitlines(), after.splitlines()
    pairs = enumerate(zip(old, new, strict=False), start=1)
    return next(
        (number for number, (old_line, new_line) in pairs if old_line != new_line), max(min(len(old), len(new)), 1)
    )


def _encoded(raw: bytes, layout: Layout, text: str) -> bytes:
    """The text as bytes, with the line ends and the byte order mark of the file."""
    new = text.replace("\n", layout.newline_at(len(layout.line(0)) + 1)).encode("utf-8", "surrogatepass")
    return _BOM + new if raw.startswith(_BOM) else new


def _comment_lost(layout: Layout, after: bytes, path: str) -> str | None:
    if comments.counts(layout) == comments.counts(Layout(Document(path, after).tree)):
        return None
    return "a comment would be lost"


# ── Laying out ────────────────────────────────────────────────────────────────────────────────────────────────────


class _KeptLine(str):
    """A line of a block scalar with `|+` or `>+`. Blank lines after it belong to the scalar."""


@dataclass(slots=True)
class _Part:
    """An entry: the comments and blank lines above it, and its lines."""

    above: list[str]
    lines: list[str]
    name: str = ""


@dataclass(slots=True)
class _Block:
    """The entries of a mapping or list, and the comments before the first and after the last entry."""

    parts: list[_Part]
    below: list[str]
    before: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The lines of the block, without blank lines at the start."""
        inner = [line for part in self.parts for line in (*part.above, *part.lines)]
        return [*self.before, *inner, *self.below]


class _Formatter:
    """Lays out the parts of a file in the canonical format."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def file(self, record: type) -> list[str]:
        """The lines of the whole file."""
        count = self.layout.line_of(len(self.layout.text)) + 1
        if self.layout.root.flow:
            lines = [self.layout.line(number).rstrip() for number in range(count)]
            return _joined(_without_blank_start(lines))
        return _joined(self._block(self.layout.root, record, 0, -1, count).lines())

    def _block(self, node: Node, record: type | None, column: int, above: int, below: int) -> _Block:
        """The block of a mapping or list at a column, with the comments between the lines `above` and `below`."""
        parts = []
        for position in range(len(node.items)):
            entry = LayoutEntry(node, position)
            gap = self._gap(above + 1, self.layout.line_of(self.layout.start(entry)), column)
            above = self.layout.tail(entry)
            part = self._entry(entry, record, column, above)
            part.above[:0] = gap
            parts.append(part)
        block = _Block(parts, self._gap(above + 1, below, column))
        if node is self.layout.root:
            _split_file_comment(block)
        if node.kind == "mapping" and record is not None:
            _put_in_order(block, list(fields_of(record)))
        if node.kind == "sequence" and record is Objective:
            _put_blanks_between(block)
        block.parts[0].above = _without_blank_start(block.parts[0].above)
        return block

    def _entry(self, entry: LayoutEntry, record: type | None, column: int, tail: int) -> _Part:
        """An entry with its comments: those below that belong to it, and those between its dash and its value."""
        key = entry.key
        name = "" if key is None else key.value
        sign = "-" if key is None else self._text(self.layout.offset(key.start), self.layout.offset(key.end)) + ":"
        first = " " * column + sign
        if entry.item.items and not entry.item.flow:
            inner = record if key is None or record is None else record_in(fields_of(record).get(name))
            return self._group(entry, inner, first, column, tail)
        last = self.layout.line_of(self.layout.end(entry))
        if entry.item.style in ("|", ">"):  # a comment below must not become part of the text
            lines = [*self._text_lines(entry, first, column, last), *self._gap(last + 1, tail + 1, column + 1)]
        else:
            lines = [*self._value(entry, first, column), *self._gap(last + 1, tail + 1, column + _STEP)]
        return _Part([], lines, name)

    def _group(self, entry: LayoutEntry, record: type | None, first: str, column: int, tail: int) -> _Part:
        sign = self.layout.sign_end(entry)
        number = self.layout.line_of(sign)
        starts_here = entry.item.start.line == number
        block = self._block(entry.item, record, column + _STEP, number, tail + 1)
        head = first if starts_here else self._with_comment(first, entry, column, sign)
        if entry.key is not None or head != first:
            return _Part([], [head, *block.lines()], entry.key.value if entry.key is not None else "")
        above = [" " * column + line.lstrip(" ") if line else "" for line in block.parts[0].above]
        block.parts[0].above = []
        lines = block.lines()
        return _Part(above, [f"{first} {lines[0].lstrip(' ')}", *lines[1:]])

    def _value(self, entry: LayoutEntry, first: str, column: int) -> list[str]:
        """The lines of an entry whose value is a scalar, a flow collection or nothing."""
        sign, end = self.layout.sign_end(entry), self.layout.end(entry)
        start = end if entry.is_empty else self.layout.offset(entry.item.start)
        between = self._text(sign, start)
        if "#" in between:  # a comment stands before the value
            written = f" {between.lstrip()}" if "\n" not in between.split("#")[0] else between
            lines = (first + written + self._text(start, end)).split("\n")
        else:
            gap = "" if entry.is_empty else " "
            lines = (first + gap + self._text(start, end)).split("\n")
        rest = [_reindented(line.rstrip("\r"), column - entry.column) for line in lines[1:]]
        lines = [_BLANKS_AT_END.sub("", line) for line in (lines[0].rstrip("\r"), *rest)]
        return [*lines[:-1], self._with_comment(lines[-1], entry, column, end)]

    def _text_lines(self, entry: LayoutEntry, first: str, column: int, last: int) -> Iterator[str]:
        """The lines of a block scalar. An explicit number of spaces in its header is kept."""
        start, end = self.layout.indicator(entry.item)
        header = self._text(start, end)
        indent = self.layout.block_indent(entry)
        pad = " " * (column + (indent - entry.column if re.search(r"\d", header) else _STEP))
        yield self._with_comment(f"{first} {header}", entry, column, end)
        for number in range(entry.item.start.line + 1, last + 1):
            content = self.layout.line(number)[indent:]
            line = pad + content if content else ""
            yield _KeptLine(line) if "+" in header else line

    def _with_comment(self, line: str, entry: LayoutEntry, column: int, offset: int) -> str:
        """The line with the comment that follows at an offset, moved as far as its entry is."""
        number = self.layout.line_of(offset)
        rest = self._text(offset, self.layout.line_end(number))
        comment = rest.strip()
        if not comment:
            return line
        gap = len(rest) - len(rest.lstrip())
        was_in = offset + gap - self.layout.line_start(number)
        return line.ljust(max(was_in + column - entry.column, len(line) + min(gap, 2))) + comment

    def _gap(self, first: int, stop: int, column: int) -> list[str]:
        """The comments in a range of lines without values, at a column, and never two blank lines in a row."""
        words = [self.layout.line(number).strip() for number in range(first, stop)]
        lines = [" " * column + word if word else "" for word in words]
        return [line for is_blank, run in groupby(lines, key="".__eq__) for line in ([""] if is_blank else run)]

    def _text(self, start: int, end: int) -> str:
        return self.layout.text[start:end]


def _reindented(line: str, by: int) -> str:
    """A continuation line, indented by `by` spaces more, or fewer if `by` is negative."""
    words = line.lstrip(" ")
    return " " * max(len(line) - len(words) + by, 0) + words


def _without_blank_start(lines: list[str]) -> list[str]:
    return lines[1:] if lines[:1] == [""] else lines


def _joined(lines: list[str]) -> list[str]:
    """The lines of a file without blank lines at its end, and without blank lines that a block scalar would take in."""
    pairs = zip(["", *lines], lines, strict=False)
    lines = [line for last, line in pairs if line or isinstance(line, _KeptLine) or not isinstance(last, _KeptLine)]
    while lines[-1] == "" and not isinstance(lines[-1], _KeptLine):
        lines.pop()
    return lines


def _split_file_comment(block: _Block) -> None:
    """Keep the comments about the file at the top: those above the last blank line before the first field."""
    above = _without_blank_start(block.parts[0].above)
    split = max((number + 1 for number, line in enumerate(above) if not line), default=len(above))
    block.before, block.parts[0].above = above[:split], above[split:]


def _put_in_order(block: _Block, order: list[str]) -> None:
    """Sort the fields by the order of the documentation. A new first field leaves its blank line to the former one."""
    old = block.parts[0]
    block.parts.sort(key=lambda part: order.index(part.name) if part.name in order else len(order))
    new = block.parts[0]
    if new is not old and "" in (*new.above[:1], *block.before[-1:]) and old.above[:1] != [""]:
        old.above.insert(0, "")


def _put_blanks_between(block: _Block) -> None:
    """Put a blank line between objectives, except between two that have one line each."""
    for part, following in zip(block.parts, block.parts[1:], strict=False):
        if len(part.lines) + len(following.lines) > 2 and following.above[:1] != [""]:
            following.above.insert(0, "")
