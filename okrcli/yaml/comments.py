"""The comments of a YAML file: where they stand, and which entry each of them belongs to.

A comment on a line with values belongs to the entry that ends before it. One on a line of its own belongs to the entry
below it, or, where it is indented deeper than that, to the one above it. Before the first entry and after the last one
it belongs to the file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple, TypeAlias

from okrcli.yaml.layout import Layout, LayoutEntry
from okrcli.yaml.nodes import Node
from okrcli.yaml.splice import EditCandidate, Splice

Keys: TypeAlias = tuple[str | int, ...]
Place = Literal["above", "opening", "inside", "behind", "below"]
"""The position of a comment at its entry: behind the opening bracket of `[ ]` and `{ }`, or above the closing one, too.
"""

_COMMENT: Final = re.compile(r"(?<![^\s,\[\]{}\"'])#[^\r\n]*")


class Anchor(NamedTuple):
    """The entry that a comment belongs to, by its path (`()` for the file), and where the comment stands there."""

    keys: Keys
    place: Place


class Comment(NamedTuple):
    """One comment: its text from the `#` on, and its first and last offset."""

    text: str
    start: int
    end: int


def spans(layout: Layout) -> Iterator[Comment]:
    """All comments, in the order of the file. A `#` inside of a value begins none."""
    at = 0
    for start, end in [*_scalar_spans(layout, layout.root), (len(layout.text), 0)]:
        for match in _COMMENT.finditer(layout.text, at, start):
            text = match[0].rstrip()
            yield Comment(text, match.start(), match.start() + len(text))
        at = end


def counts(layout: Layout) -> Counter[str]:
    """Every comment with the number of times it occurs."""
    return Counter(comment.text for comment in spans(layout))


def _scalar_spans(layout: Layout, node: Node) -> Iterator[tuple[int, int]]:
    """The start and end of each scalar, in the order of the file."""
    for position, item in enumerate(node.items):
        entry = LayoutEntry(node, position)
        if entry.key is not None:
            yield layout.offset(entry.key.start), layout.offset(entry.key.end)
        if item.kind != "scalar":
            yield from _scalar_spans(layout, item)
        elif item.style in ("|", ">"):
            yield layout.line_start(item.start.line + 1), layout.end(entry)
        else:
            yield layout.offset(item.start), layout.offset(item.end)


def by_anchor(layout: Layout) -> dict[Anchor, list[Comment]]:
    """All comments by what they belong to."""
    anchors = _Anchors(layout)
    comments: dict[Anchor, list[Comment]] = {}
    for comment in spans(layout):
        comments.setdefault(anchors.of(comment), []).append(comment)
    return comments


class _Placed(NamedTuple):
    """An entry with its path, and the offsets of its beginning and its end."""

    start: int
    end: int
    keys: Keys
    entry: LayoutEntry


class _Anchors:
    """The entries that the comments of a file belong to."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.entries = sorted(_entries(layout, layout.root, ()), key=lambda placed: (placed.start, len(placed.keys)))
        self._starts = [placed.start for placed in self.entries]
        self._by_keys = {placed.keys: placed for placed in self.entries}
        self._openings: dict[int, Keys] = {}
        """The entry that opens its brackets before an offset."""
        self._ends: dict[int, Keys] = {}
        """The entry that ends at an offset, or whose sign or opening bracket does; the innermost."""
        for placed in self.entries:
            entry, item = placed.entry, placed.entry.item
            self._ends[placed.end] = placed.keys
            self._ends[layout.sign_end(entry)] = placed.keys
            if item.style in ("|", ">"):
                self._ends[layout.indicator(item)[1]] = placed.keys
            elif item.flow:
                self._openings[layout.offset(item.start) + 1] = placed.keys

    def of(self, comment: Comment) -> Anchor:
        """The anchor of a comment."""
        layout = self.layout
        line = layout.line_start(layout.line_of(comment.start))
        before = layout.text[line : comment.start].rstrip(" \t,")
        position = bisect_right(self._starts, comment.start)
        around = self._around(comment.start, position)
        if before:
            opened = self._openings.get(line + len(before))
            if opened is not None:
                return Anchor(opened, "opening")
            ended = self._ends.get(line + len(before))
            return Anchor(around.keys if ended is None and around else ended or (), "behind")
        following = self.entries[position] if position < len(self.entries) else None
        if around and (following is None or following.start >= around.end):
            return Anchor(around.keys, "inside" if around.entry.item.flow else "below")
        column = comment.start - line
        above = self._deeper_above(position, column)
        if following is None:
            return Anchor(above.keys if above else (), "below")
        if position == 0:
            return Anchor((), "above")
        is_deeper = not following.entry.parent.flow and column > following.start - layout.line_start(
            layout.line_of(following.start)
        )
        return Anchor(above.keys, "below") if is_deeper and above else Anchor(following.keys, "above")

    def _around(self, offset: int, position: int) -> _Placed | None:
        """The innermost entry around an offset; None outside of all."""
        if not position:
            return None
        placed: _Placed | None = self.entries[position - 1]
        while placed and placed.end <= offset:
            placed = self._holder(placed)
        return placed

    def _deeper_above(self, position: int, column: int) -> _Placed | None:
        """The innermost entry in lines that ends above, and begins left of a column."""
        placed = self.entries[position - 1] if position else None
        while placed and (placed.entry.parent.flow or placed.entry.column >= column):
            placed = self._holder(placed)
        return placed

    def _holder(self, placed: _Placed) -> _Placed | None:
        """The entry whose value holds an entry; None at the top."""
        return self._by_keys.get(placed.keys[:-1])


def _entries(layout: Layout, node: Node, keys: Keys) -> Iterator[_Placed]:
    for position, item in enumerate(node.items):
        entry = LayoutEntry(node, position)
        inner = (*keys, position if entry.key is None else entry.key.value)
        yield _Placed(layout.start(entry), layout.end(entry), inner, entry)
        yield from _entries(layout, item, inner)


# ── Other comments ────────────────────────────────────────────────────────────────────────────────────────────────


def comment_edits(layout: Layout, wanted: Mapping[Anchor, Sequence[str]]) -> EditCandidate:
    """The splices that give some entries other comments; an empty list takes them away."""
    existing = by_anchor(layout)
    splices: EditCandidate = []
    for anchor, texts in wanted.items():
        splices += _changes(layout, anchor, existing.get(anchor, []), texts)
    return splices


def _changes(layout: Layout, anchor: Anchor, old: list[Comment], texts: Sequence[str]) -> Iterator[Splice]:
    matcher = SequenceMatcher(None, [comment.text for comment in old], list(texts), autojunk=False)
    for _, first, last, begin, end in matcher.get_opcodes():
        kept = min(last - first, end - begin)
        for number in range(kept):
            comment = old[first + number]
            if comment.text != texts[begin + number]:
                yield Splice(comment.start, comment.end, texts[begin + number])
        for comment in old[first + kept : last]:
            yield _without(layout, comment)
        if end - begin > kept:
            yield _insertion(layout, anchor, old[first + kept :], old[: first + kept], texts[begin + kept : end])


def _without(layout: Layout, comment: Comment) -> Splice:
    number = layout.line_of(comment.start)
    before = layout.text[layout.line_start(number) : comment.start]
    if before.strip():
        return Splice(comment.start - len(before) + len(before.rstrip()), comment.end, "")
    if layout.is_last(number) and number:
        return Splice(layout.line_end(number - 1), len(layout.text), "")
    return Splice(layout.line_start(number), layout.line_start(number + 1), "")


def _insertion(
    layout: Layout, anchor: Anchor, following: list[Comment], before: list[Comment], texts: Sequence[str]
) -> Splice:
    """New comments at an anchor, before those that follow there."""
    keys, mark = anchor
    entry = layout.entry(keys) if keys else LayoutEntry(layout.root, 0 if mark == "above" else -1)
    if mark in ("behind", "opening"):
        is_opening = mark == "opening"
        offset = layout.offset(entry.item.start) + 1 if is_opening else _line_for_comment(layout, entry)
        number = layout.line_of(offset)
        end = layout.line_end(number)
        blanks = end - layout.line_start(number) - len(layout.line(number).rstrip())
        return Splice(end - blanks, end, f"  {'  '.join(texts)}")
    start = layout.start(entry)
    column = start - layout.line_start(layout.line_of(start))
    if mark == "above":
        at = layout.line_start(layout.line_of(following[0].start if following else start))
        return Splice(at, at, "".join(f"{' ' * column}{text}\n" for text in texts))
    pad = " " * (column + 2 if keys else 0)
    lines = "\n".join(pad + text for text in texts)
    if mark == "inside" and not before:  # above the closing bracket
        at = layout.line_start(layout.line_of(layout.end(entry)))
        return Splice(at, at, f"{lines}\n")
    number = layout.line_of(before[-1].start if before else layout.end(entry) if keys else len(layout.text.rstrip()))
    if layout.is_last(number):
        return Splice(len(layout.text), len(layout.text), f"\n{lines}")
    at = layout.line_start(number + 1)
    return Splice(at, at, f"{lines}\n")


def _line_for_comment(layout: Layout, entry: LayoutEntry) -> int:
    """An offset on the line of an entry behind which its comment stands."""
    item = entry.item
    if item.style in ("|", ">"):
        return layout.indicator(item)[1]
    return layout.sign_end(entry) if item.items and not item.flow else layout.end(entry)
