"""Candidates for an edit that takes something out, the best one first (see `edit_candidates`)."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.yaml.layout import Layout, LayoutEntry
from okrcli.yaml.splice import EditCandidate, Splice, comma_after


def _flow_remove_edits(layout: Layout, entry: LayoutEntry) -> Iterator[EditCandidate]:
    node, index = entry
    if layout.is_bare_pair(node):
        return
    start, end, count = layout.start(entry), layout.end(entry), len(node.items)
    previous = layout.end(LayoutEntry(node, index - 1)) if index else 0
    comma = comma_after(layout, previous) if index == count - 1 and not comma_after(layout, end) else 0
    if layout.has_own_lines(entry):
        lines = _without_lines(layout, layout.own_head(entry), layout.line_of(end))
        yield [Splice(previous, comma, ""), lines] if index and comma else [lines]
    if index and not layout.has_comment(previous, start):
        yield [Splice(previous, end, "")]
    elif index and comma:
        yield [Splice(previous, comma, ""), Splice(start, end, "")]
    if index + 1 < count:
        following = layout.start(LayoutEntry(node, index + 1))
        has_comment = layout.has_comment(end, following)
        yield [Splice(start, (comma_after(layout, end) or end) if has_comment else following, "")]
    if count == 1:
        before = layout.text[layout.offset(node.start) + 1 : start]
        after = layout.text[end : layout.offset(node.end) - 1]
        is_padded = before == after and not before.strip(" ")
        yield [Splice(start, end + len(after) if is_padded else comma_after(layout, end) or end, "")]


def remove_edits(
    layout: Layout, holder: LayoutEntry | None, entry: LayoutEntry, *, is_moved: bool = False
) -> Iterator[EditCandidate]:
    """An entry and its own comments taken out. `holder` is the entry whose value it is part of; None at the top.

    The comments above the only entry of a list may speak of the list: they go only where the entry is moved.
    """
    last = len(entry.parent.items) - 1
    if entry.parent.flow:
        yield from _flow_remove_edits(layout, entry)
    elif last == 0:
        yield from _empty_edits(layout, holder, entry, is_moved=is_moved)
    elif layout.is_inline(entry):
        start, number = layout.start(entry), layout.tail(entry) + 1
        while not layout.line(number).strip():
            number += 1
        following = layout.line(number)
        yield [Splice(start, layout.line_start(number) + len(following) - len(following.lstrip(" ")), "")]
    else:
        yield from _line_removal_edits(layout, entry, is_end=entry.position == last)


def _line_removal_edits(layout: Layout, entry: LayoutEntry, is_end: bool) -> Iterator[EditCandidate]:
    """The lines of an entry taken out, with the blank lines that only set it apart."""
    head, tail = layout.own_head(entry), layout.own_tail(entry)
    above, below = layout.blanks_above(head), layout.blanks_below(tail)
    if above and (is_end or below):
        yield [_without_lines(layout, head - above, tail)]
    elif below and entry.position == 0:
        yield [_without_lines(layout, head, tail + below)]
    yield [_without_lines(layout, head, tail)]
    yield [_without_lines(layout, head, tail + below)]
    yield [_without_lines(layout, layout.head(entry), layout.tail(entry))]


def _empty_edits(
    layout: Layout, holder: LayoutEntry | None, entry: LayoutEntry, *, is_moved: bool
) -> Iterator[EditCandidate]:
    """The only entry of a block taken out: `[]` or `{}` remains."""
    empty = "{}" if entry.parent.kind == "mapping" else "[]"
    if layout.is_inline(entry):
        yield [Splice(layout.start(entry), layout.end(entry), empty)]
    else:
        assert holder is not None  # the file itself is never emptied
        sign = layout.sign_end(holder)
        first = layout.own_head(entry) if is_moved else layout.line_of(layout.start(entry))
        yield [Splice(sign, sign, f" {empty}"), _without_lines(layout, first, layout.own_tail(entry))]


def _without_lines(layout: Layout, first: int, last: int) -> Splice:
    """Lines taken out. Where they were the last and had no line end, the line above loses its own."""
    if layout.is_last(last) and first > 0:
        return Splice(layout.line_end(first - 1), len(layout.text), "")
    return Splice(layout.line_start(first), layout.line_start(last + 1), "")
