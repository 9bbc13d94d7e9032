"""The layout of a YAML file: offsets and lines of entries with their comments, and its indentation.

The parser's marks are not enough for an edit: it ends a block at the next token, gives an empty value no position, and
leaves comments out. Here an entry begins at its key or dash and ends with the last character of its last value.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from okrcli.yaml.nodes import Node, Tree
from okrcli.yaml.source import Mark

_TO_COLON = re.compile(r"(?:\s|(?<=\s)#[^\n]*)*:")
_REST_OF_FLOW_LINE = re.compile(r"[ \t]*,?[ \t]*(?:#.*)?")
_COMMENT = re.compile(r"(?<!\S)#")
_FOR_ITSELF = re.compile(
    r"""\#\#|\#\s*(?:                # several signs begin a heading
    [-=*~_+]{3,}|.*[-=*~_+\#]{3,}$  # a line that is drawn
    |-\s|[\[{]|[a-z][a-z0-9_]*:(?:\s|$)|.*:$)  # an item or a field of YAML, or what announces one
    """,
    re.VERBOSE,
)
_INDICATOR = re.compile(r"[|>][-+0-9]*")


class LayoutEntry(NamedTuple):
    """One `key: value` of a group, or one item of a list."""

    parent: Node
    position: int

    @property
    def key(self) -> Node | None:
        """Its key; None for an item of a list."""
        return self.parent.keys[self.position] if self.parent.kind == "mapping" else None

    @property
    def item(self) -> Node:
        """Its value."""
        return self.parent.items[self.position]

    @property
    def is_empty(self) -> bool:
        """True where nothing is written after its key or dash."""
        return self.item.is_plain and not self.item.value

    @property
    def column(self) -> int:
        """The column of its key or dash, the same for all entries of a block."""
        return self.parent.start.column


class IndentStyle(NamedTuple):
    """The indentation of a list and of a group under its key, in spaces."""

    list_indent: int
    group_indent: int


class Layout:
    """The text of one file without findings, and its entries in offsets and lines."""

    def __init__(self, tree: Tree) -> None:
        assert tree.root is not None
        self.text = tree.source.text
        self.root = tree.root
        self._starts = [0, *(line_end.end() for line_end in re.finditer("\n", self.text))]

    # Lines, counted from 0. After a last line end there is one more, which is empty.

    def offset(self, mark: Mark) -> int:
        """The position of a mark in the text."""
        return self._starts[mark.line] + mark.column

    def line_of(self, offset: int) -> int:
        """The number of the line in which an offset stands."""
        return bisect_right(self._starts, offset) - 1

    def line_start(self, number: int) -> int:
        """The offset of the beginning of a line; the end of the text where there is no such line."""
        return self._starts[number] if number < len(self._starts) else len(self.text)

    def line_end(self, number: int) -> int:
        """The offset of the end of a line, before its line break."""
        return self._starts[number] + len(self.line(number))

    def line(self, number: int) -> str:
        """A line without its line end."""
        return self.text[self._starts[number] : self.line_start(number + 1)].rstrip("\r\n")

    def is_last(self, number: int) -> bool:
        """True for the last line where it has no line break."""
        return number + 1 >= len(self._starts)

    def newline_at(self, offset: int) -> str:
        """The line end to write at an offset: that of the line before it, or of the nearest one above."""
        number = self.line_of(max(offset - 1, 0))
        stop = self.line_start(number + 1)
        if number > 0 and not self.text.endswith("\n", 0, stop):
            stop = self.line_start(number)
        return "\r\n" if self.text.endswith("\r\n", 0, stop) else "\n"

    def blanks_above(self, number: int) -> int:
        """The number of blank lines directly above a line."""
        count = 0
        while count < number and not self.line(number - count - 1).strip():
            count += 1
        return count

    def blanks_below(self, number: int) -> int:
        """The number of blank lines directly below a line."""
        count = 0
        while number + count + 2 < len(self._starts) and not self.line(number + count + 1).strip():
            count += 1
        return count

    def has_comment(self, start: int, end: int) -> bool:
        """True where a part of the text without values has a `#`."""
        return "#" in self.text[start:end]

    def has_comments(self, entry: LayoutEntry) -> bool:
        """True where an entry has a comment above, behind, inside or below it. A text with ` #` counts too."""
        first, last = self.start(entry), self.end(entry)
        if not entry.parent.flow or self.has_own_lines(entry):
            first, last = self.line_start(self.head(entry)), self.line_end(self.tail(entry))
        return _COMMENT.search(self.text, first, last) is not None

    # Entries

    def entry(self, keys: Sequence[str | int]) -> LayoutEntry:
        """The entry at a path of at least one step, which must exist."""
        node = self.root
        for step in keys:
            index = step if isinstance(step, int) else [key.value for key in node.keys].index(step)
            entry = LayoutEntry(node, index)
            node = entry.item
        return entry

    def start(self, entry: LayoutEntry) -> int:
        """The offset of the beginning of an entry: of its key or dash, or in `[ ]` of its value."""
        if entry.key is not None:
            return self.offset(entry.key.start)
        if entry.parent.flow:
            return self.offset(entry.item.start)
        if entry.position == 0:
            return self.offset(entry.parent.start)
        number, column = entry.item.start.line, entry.column
        while self.line(number)[: column + 1] != " " * column + "-":  # the value may stand below its dash
            number -= 1
        return self._starts[number] + column

    def sign_end(self, entry: LayoutEntry) -> int:
        """The offset after the colon or dash of an entry; after the key where an entry of `{ }` has no colon."""
        if entry.key is not None:
            after = self.offset(entry.key.end)
            colon = _TO_COLON.match(self.text, after)
            return colon.end() if colon else after
        return self.start(entry) + (0 if entry.parent.flow else 1)

    def end(self, entry: LayoutEntry) -> int:
        """The offset after the last character of the last value in an entry."""
        item = entry.item
        if entry.is_empty:
            return self.sign_end(entry)
        if item.kind == "scalar":
            return self._block_end(entry) if item.style in ("|", ">") else self.offset(item.end)
        if item.flow and not self.is_bare_pair(item):
            return self.offset(item.end)
        return self.end(LayoutEntry(item, len(item.items) - 1))

    def is_bare_pair(self, node: Node) -> bool:
        """True for a group that is a single `key: value` in `[ ]` without braces of its own."""
        return node.flow and self.text[self.offset(node.start)] not in "[{"

    def is_inline(self, entry: LayoutEntry) -> bool:
        """True where other text is before an entry on its line, such as the dash before the first key of an item."""
        start = self.start(entry)
        return bool(self.text[self._starts[self.line_of(start)] : start].strip())

    def has_own_lines(self, entry: LayoutEntry) -> bool:
        """True for an entry of `[ ]` or `{ }` that has its lines for itself, with its comma and a comment."""
        end = self.end(entry)
        rest = self.text[end : self.line_end(self.line_of(end))]
        return not self.is_inline(entry) and _REST_OF_FLOW_LINE.fullmatch(rest) is not None

    def head(self, entry: LayoutEntry) -> int:
        """The first line of an entry: its own, or the first of the comment lines directly above in its column.

        The comment at the very top speaks of the file, not of the first entry.
        """
        number = first = self.line_of(self.start(entry))
        if self.is_inline(entry):
            return first
        above = self.line_of(self.end(entry._replace(position=entry.position - 1))) if entry.position else -1
        mark = self.line(first)[: self.start(entry) - self._starts[first]] + "#"
        while number - 1 > above and self.line(number - 1).startswith(mark):
            number -= 1
        return first if number == 0 and entry.parent is self.root else number

    def own_head(self, entry: LayoutEntry) -> int:
        """The first line that goes where an entry goes: `head` without headings, commented YAML, and all above them."""
        first, number = self.line_of(self.start(entry)), self.head(entry)
        kept = [line for line in range(number, first) if _FOR_ITSELF.match(self.line(line).strip())]
        return kept[-1] + 1 if kept else number

    def own_tail(self, entry: LayoutEntry) -> int:
        """The last line that goes where the entry goes: `tail` without what a blank line sets apart."""
        number = self.line_of(self.end(entry))
        tail = self.tail(entry)
        while number < tail and self.line(number + 1).strip():
            number += 1
        return number

    def tail(self, entry: LayoutEntry) -> int:
        """The last line of an entry: of its value, or of the comments below that are indented deeper than it."""
        tail = number = self.line_of(self.end(entry))
        while not self.is_last(number):
            number += 1
            words = self.line(number).lstrip(" ")
            if not words.strip():
                continue
            if words[0] != "#" or len(self.line(number)) - len(words) <= entry.column:
                break
            tail = number
        return tail

    def last_scalar(self) -> Node:
        """The last value of the file."""
        node = self.root
        while node.items:
            node = node.items[-1]
        return node

    # Texts of several lines

    def indicator(self, item: Node) -> tuple[int, int]:
        """Start and end of the `|` or `>` of a text, with the signs after it."""
        match = _INDICATOR.match(self.text, self.offset(item.start))
        assert match is not None
        return match.span()

    def block_indent(self, entry: LayoutEntry) -> int:
        """The indentation of the lines of a text after `|` or `>`."""
        start, end = self.indicator(entry.item)
        digit = re.search(r"\d", self.text[start:end])
        if digit:
            return entry.column + int(digit[0])
        lines = (self.line(number) for number in self._block_lines(entry.item))
        return next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), entry.column + 2)

    def _block_lines(self, item: Node) -> range:
        return range(item.start.line + 1, item.end.line + (1 if item.end.column else 0))

    def _block_end(self, entry: LayoutEntry) -> int:
        start, end = self.indicator(entry.item)
        lines = self._block_lines(entry.item)
        if "+" not in self.text[start:end]:
            indent = self.block_indent(entry)
            while lines and not self.line(lines[-1])[indent:]:
                lines = lines[:-1]
        return self.line_end(lines[-1] if lines else entry.item.start.line)

    # Style of the writer

    def indent_style(self) -> IndentStyle:
        """The indentation that is most frequent in the file."""
        counts: dict[str, Counter[int]] = {"sequence": Counter(), "mapping": Counter()}
        for entry in self._block_entries():
            item = entry.item
            if entry.key is not None and item.items and not item.flow:
                counts[item.kind][item.start.column - entry.column] += 1
        return IndentStyle(*(max(count, key=count.__getitem__, default=2) for count in counts.values()))

    def _block_entries(self) -> Iterator[LayoutEntry]:
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            if not node.flow:
                yield from (LayoutEntry(node, index) for index in range(len(node.items)))
                waiting += node.items

    def value_column(self, group: Node) -> int:
        """The column of all values of a group where they are aligned; else 0."""
        starts = [(key.end, item.start) for key, item in zip(group.keys, group.items, strict=True) if item.value]
        columns = {value.column for key, value in starts if key.line == value.line}
        is_lined_up = len(starts) > 1 and any(value.column - key.column > 2 for key, value in starts)
        return columns.pop() if len(columns) == 1 and is_lined_up else 0
