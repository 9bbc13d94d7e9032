"""Candidates for an edit of a text, the best one first.

Each function yields candidates for one edit; each is a list of splices that belong together. `editor` reads the result
of each and takes the first that has the intended data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from textwrap import indent, wrap

from okrcli.yaml.emitter import MAX_FLOW_LINE, block_text, flow_text, literal_lines, scalar_like
from okrcli.yaml.layout import IndentStyle, Layout, LayoutEntry
from okrcli.yaml.nodes import Node
from okrcli.yaml.scalar_text import scalar_text
from okrcli.yaml.splice import EditCandidate, Splice, comma_after

# ── Values as text ────────────────────────────────────────────────────────────────────────────────────────────────


def _value_text(value: object, entry_column: int, style: IndentStyle, after_dash: bool = False) -> str:
    """A value in block style as it follows a colon or dash in that column, further lines indented."""
    text = block_text({"k": value}, *(IndentStyle(2, 2) if after_dash else style)).removesuffix("\n")
    return indent(text, " " * entry_column)[entry_column + 2 :]


def _item_text(item: object, column: int, gap: int, style: IndentStyle) -> str:
    if isinstance(item, Mapping) and item:
        fields = block_text(item, *style).removesuffix("\n")
        return "-" + " " * gap + indent(fields, " " * (column + 1 + gap)).lstrip(" ")
    return "-" + " " * (gap - 1) + _value_text(item, column, style, after_dash=True)


def _quote_of(node: Node) -> str:
    """The quotes of a text, of the last key of a group, or of the last item of a list; empty for none."""
    if node.kind == "scalar":
        return node.style if node.style in ("'", '"') else ""
    last = (node.keys or node.items)[-1:]
    return _quote_of(last[0]) if last else ""


# ── Scalars ───────────────────────────────────────────────────────────────────────────────────────────────────────


def scalar_edits(layout: Layout, entry: LayoutEntry, value: object) -> Iterator[EditCandidate]:
    """Another scalar in the place of a scalar: in the same style, else in the usual one."""
    item = entry.item
    if entry.is_empty:
        yield from fill_edits(layout, entry, value)
        return
    if item.style in ("|", ">"):
        yield from _block_scalar_edits(layout, entry, value)
        return
    start, end = layout.offset(item.start), layout.offset(item.end)
    yield [Splice(start, end, scalar_like(value, item.style, entry.parent.flow))]
    yield [Splice(start, end, scalar_like(value, '"', entry.parent.flow))]


def _block_scalar_edits(layout: Layout, entry: LayoutEntry, value: object) -> Iterator[EditCandidate]:
    """Another text after `|` or `>`, in the same style where it can be written so; comments after the sign stay."""
    start, stop = layout.indicator(entry.item)
    header_end, end = layout.line_end(layout.line_of(start)), layout.end(entry)
    pad = " " * layout.block_indent(entry)
    if isinstance(value, str):
        old_lines = layout.text[header_end:end].split("\n")
        width = max(40, *(len(line) - len(pad) for line in old_lines))
        for sign, body in _block_bodies(value, entry.item.style, width):
            lines = "".join(f"\n{pad}{line}" if line else "\n" for line in body)
            yield [Splice(start, stop, sign), Splice(header_end, end, lines)]
    yield [Splice(start, stop, scalar_text(value)), Splice(header_end, end, "")]


def _block_bodies(value: str, style: str, width: int) -> Iterator[tuple[str, list[str]]]:
    """The sign and the lines of a text after `>` (where it was so before) and after `|`, if it can be written so."""
    sign, *lines = literal_lines(value) or [""]
    if sign and style == ">":  # ruamel.yaml breaks a line only behind the word that crosses the width
        body = re.sub(r"\n+", lambda ends: ends[0] + "\n", value.rstrip("\n"))
        folded = [part for line in body.split("\n") for part in wrap(line, width, break_on_hyphens=False) or [""]]
        yield ">" + sign[1:], folded + lines[value.rstrip("\n").count("\n") + 1 :]
    if sign:
        yield sign, lines


def fill_edits(layout: Layout, entry: LayoutEntry, value: object) -> Iterator[EditCandidate]:
    """A value in the place of nothing, `null`, `[]` or `{}`; a list or group begins on the next line."""
    sign, end = layout.sign_end(entry), layout.end(entry)
    start = sign if entry.is_empty else layout.offset(entry.item.start)
    gap = " " if entry.is_empty else ""
    if entry.parent.flow:
        has_colon = not entry.is_empty or layout.text[sign - 1] == ":"
        text = flow_text(value, _quote_of(entry.parent))
        yield [Splice(start, end, f"{gap}{text}" if has_colon else f": {text}")]
        return
    head, _, body = _value_text(value, entry.column, layout.indent_style(), after_dash=entry.key is None).partition(
        "\n"
    )
    if not body:
        yield [Splice(start, end, gap + head.lstrip(" "))]
    else:
        first = layout.line_of(end) if head else layout.tail(entry)
        yield [Splice(sign, end, head), _lines_after(layout, first, body)]
        yield [Splice(sign, end, head), _lines_after(layout, layout.line_of(end), body)]
    yield [Splice(start, end, gap + flow_text(value))]


# ── Additions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def put_edits(layout: Layout, group: Node, key: str, value: object, order: Sequence[str]) -> Iterator[EditCandidate]:
    """A new field of a group: after the field before it in `order`, else before the next one, else at the end."""
    names = [field.value for field in group.keys]
    quote = _quote_of(group)
    name = scalar_like(key, quote, group.flow)
    for index in _indexes(names, key, order):
        if group.flow:
            colon = ":" if quote and _is_tight(layout, group) else ": "
            yield from _flow_insert_edits(layout, group, index, f"{name}{colon}{flow_text(value, quote)}")
            continue
        written = _value_text(value, group.start.column, layout.indent_style())
        if written[0] == " ":
            gap = max(1, layout.value_column(group) - group.start.column - len(name) - 1)
            written = " " * gap + written[1:]
        yield from _block_insert_edits(layout, group, index, f"{name}:{written}")


def _indexes(names: list[str], key: str, order: Sequence[str]) -> Iterator[int]:
    if key in order:
        at = list(order).index(key)
        before = [names.index(name) for name in order[:at] if name in names]
        after = [names.index(name) for name in order[at + 1 :] if name in names]
        if before:
            yield before[-1] + 1
        elif after:
            yield after[0]
    yield len(names)


def append_edits(layout: Layout, entry: LayoutEntry, item: object) -> Iterator[EditCandidate]:
    """One more item at the end of the list that is the value of `entry`, or that begins where there is nothing."""
    items = entry.item
    is_new_block = not items.items and not entry.parent.flow and (isinstance(item, Mapping) or not items.flow)
    if items.kind != "sequence" or is_new_block:
        yield from fill_edits(layout, entry, [item])
    elif items.flow:
        text = _in_braces_of(layout, (items.items or [items])[-1], flow_text(item, _quote_of(items)))
        yield from _flow_insert_edits(layout, items, len(items.items), text)
    else:
        last = LayoutEntry(items, len(items.items) - 1)
        text = _next_item(layout, last, item)
        head = layout.head(last)
        blanks = "\n" * (layout.blanks_above(head) if last.position else 0)
        for before in dict.fromkeys((blanks, "")):
            for number in dict.fromkeys((layout.tail(last), layout.line_of(layout.end(last)))):
                yield [_lines_after(layout, number, before + text)]


def line_edits(layout: Layout, entry: LayoutEntry, source: Layout, item: LayoutEntry) -> Iterator[EditCandidate]:
    """The lines of an item of another block list, comments included, at the end of the list that `entry` holds."""
    items = entry.item
    if items.kind != "sequence":
        return
    last = LayoutEntry(items, len(items.items) - 1)
    moved = _moved_lines(source, item, last.column)
    blanks = "\n" * (layout.blanks_above(layout.head(last)) if last.position else 0)
    for before in dict.fromkeys((blanks, "")):
        for number in dict.fromkeys((layout.tail(last), layout.line_of(layout.end(last)))):
            yield [_lines_after(layout, number, before + moved)]


def field_line_edits(
    layout: Layout, group: Node, order: Sequence[str], source: Layout, item: LayoutEntry
) -> Iterator[EditCandidate]:
    """The lines of a field of another block group, comments included, as a new field of a group."""
    assert item.key is not None
    moved = _moved_lines(source, item, group.start.column)[group.start.column :]
    for index in _indexes([field.value for field in group.keys], item.key.value, order):
        yield from _block_insert_edits(layout, group, index, moved)


def _moved_lines(source: Layout, item: LayoutEntry, column: int) -> str:
    """The lines of an entry with its comments, indented for another column."""
    lines = (source.line(number) for number in range(source.own_head(item), source.own_tail(item) + 1))
    return "\n".join(_shifted(line, item.column, column) for line in lines)


def _shifted(line: str, from_column: int, to_column: int) -> str:
    """A line with its indentation moved by as much as its block is, and not below zero."""
    words = line.lstrip(" ")
    depth = len(line) - len(words) - from_column + to_column
    return " " * max(depth, 0) + words if words else ""


def _next_item(layout: Layout, last: LayoutEntry, item: object) -> str:
    """A new item that looks like the last one: same dash, same gap, in braces or quotes where that one is."""
    indentation = " " * last.column
    gap = 1
    if not last.is_empty and last.item.start.line == layout.line_of(layout.start(last)):
        gap = last.item.start.column - last.column - 1
    dash = f"{indentation}-{' ' * gap}"
    if isinstance(item, Mapping) and last.item.flow and last.item.kind == "mapping":
        line = dash + _in_braces_of(layout, last.item, flow_text(item, _quote_of(last.item)))
        is_one_line = last.item.start.line == last.item.end.line and "\\n" not in line
        if is_one_line and len(line) <= MAX_FLOW_LINE:
            return line
    if isinstance(item, str | date) and "\n" not in str(item) and _quote_of(last.item) and last.item.kind == "scalar":
        return dash + scalar_like(item, last.item.style, in_flow=False)
    return indentation + _item_text(item, last.column, gap, layout.indent_style())


def _in_braces_of(layout: Layout, last: Node, text: str) -> str:
    """A group in braces with a space inside of them where the last one has it."""
    begin, end = layout.offset(last.start), layout.offset(last.end)
    has_spaces = last.flow and layout.text[begin : begin + 2] == "{ " and layout.text[end - 2 : end] == " }"
    return f"{{ {text[1:-1]} }}" if has_spaces and text[:1] == "{" and text != "{}" else text


def _block_insert_edits(layout: Layout, group: Node, index: int, text: str) -> Iterator[EditCandidate]:
    pad = " " * group.start.column
    if index:
        before = LayoutEntry(group, index - 1)
        for number in dict.fromkeys((layout.tail(before), layout.line_of(layout.end(before)))):
            yield [_lines_after(layout, number, pad + text)]
    elif layout.is_inline(LayoutEntry(group, 0)):
        start = layout.start(LayoutEntry(group, 0))
        yield [Splice(start, start, f"{text}\n{pad}")]
    else:
        start = layout.line_start(layout.head(LayoutEntry(group, 0)))
        yield [Splice(start, start, f"{pad}{text}\n")]


def _lines_after(layout: Layout, number: int, text: str) -> Splice:
    """New lines below a line. Where that is the last and has no line end, the new last one has none either."""
    if layout.is_last(number):
        return Splice(len(layout.text), len(layout.text), f"\n{text}")
    start = layout.line_start(number + 1)
    return Splice(start, start, f"{text}\n")


# ── Inside brackets ───────────────────────────────────────────────────────────────────────────────────────────────


def _flow_insert_edits(layout: Layout, node: Node, index: int, text: str) -> Iterator[EditCandidate]:
    if layout.is_bare_pair(node):
        return
    if not node.items:
        start, end = layout.offset(node.start) + 1, layout.offset(node.end) - 1
        spaces = layout.text[start:end]
        yield [Splice(start, end, f"{spaces}{text}{spaces}" if not spaces.strip(" ") else f"{text}{spaces}")]
    elif index == 0:
        yield [_insert_first(layout, node, text)]
    else:
        yield from _insert_after_edits(layout, LayoutEntry(node, index - 1), text)


def _is_one_per_line(layout: Layout, entry: LayoutEntry) -> bool:
    """True where an entry of `[ ]` or `{ }` has lines of its own and the closing bracket is below it."""
    return layout.has_own_lines(entry) and layout.line_of(layout.end(entry)) < entry.parent.end.line


def _insert_first(layout: Layout, node: Node, text: str) -> Splice:
    first = LayoutEntry(node, 0)
    start = layout.start(first)
    if not _is_one_per_line(layout, first):
        return Splice(start, start, text + _separator(layout, node))
    above = layout.line_start(layout.head(first))
    return Splice(above, above, f"{_text_before(layout, start)}{text},\n")


def _insert_after_edits(layout: Layout, near: LayoutEntry, text: str) -> Iterator[EditCandidate]:
    end = layout.end(near)
    if _is_one_per_line(layout, near):
        comma = comma_after(layout, end)
        more = [] if comma else [Splice(end, end, ",")]
        line = f"{_text_before(layout, layout.start(near))}{text}{',' if comma else ''}"
        yield [*more, _lines_after(layout, layout.line_of(end), line)]
    yield [Splice(end, end, (" " if near.is_empty else "") + _separator(layout, near.parent) + text)]


def _text_before(layout: Layout, start: int) -> str:
    """The text before an offset on its line."""
    return layout.text[layout.line_start(layout.line_of(start)) : start]


def _separator(layout: Layout, node: Node) -> str:
    """The text between two entries on one line, as in the file: `, ` or `,`."""
    if len(node.items) < 2:
        return ", "
    between = layout.text[layout.end(LayoutEntry(node, 0)) : layout.start(LayoutEntry(node, 1))]
    return between if re.fullmatch(", *", between) else ", "


def _is_tight(layout: Layout, group: Node) -> bool:
    """True where the last value of a group follows its colon without a space, as in compact JSON."""
    last = LayoutEntry(group, len(group.items) - 1)
    return layout.sign_end(last) == layout.offset(last.item.start)
