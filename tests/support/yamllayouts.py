"""YAML files as different people would write the same data: a hypothesis strategy for the laws of editing.

Every comment has a text of its own, `# 7 of objectives.0.id`, so that a test can tell which are still there and which
entry they belong to; `# 7 of -` belongs to none.
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hypothesis import strategies as st

from okrcli.yaml import emitter

Keys = tuple[str | int, ...]

TEXTS = [
    *("growth", "Grow from 20 to 30", "Tăng số khách hàng mới", "เพิ่มลูกค้าใหม่ทุกสัปดาห์", "让客户每周都回来"),
    *("Ещё 3 заявки", "🎯 focus", "👩‍👩‍👧 home", 'it\'s: "q" #1', "yes", "12:30", "- x", "#no", " lead", "trail "),
    *("", "2026-10-12", "a, b", "[x]", "{y}", "back\\slash", "don't", "two\nlines\n", "many\n\nlines", "100 %", "~"),
]
ANY = 99
scalar_like = cache(emitter.scalar_like)
NUMBERS = ["0", "20", "-3", "30.50", "99999"]
WORDS = ["true", "false"]
NAMES = ["id", "title", "owner", "start", "target", "unit", "actions", "tên", "two words"]
ORDER = ["id", "title", "owner", "start", "target", "unit", "actions"]


@dataclass
class Writer:
    """One person's habits, and the lines written so far."""

    draw: st.DrawFn
    list_indent: int
    gap: int
    is_aligned: bool
    quote: str
    comments: int
    lines: list[str] = field(default_factory=list)
    count: int = 0
    text_indent: int = ANY
    """The indentation of the text after `|` or `>` that the last line belongs to."""

    def one_of(self, *choices: Any) -> Any:
        return self.draw(st.sampled_from(choices))

    def comment(self, of: Keys | None) -> str:
        self.count += 1
        return f"# {self.count} of {'.'.join(map(str, of)) if of else '-'}"

    def has_comment(self) -> bool:
        return self.draw(st.integers(0, 9)) < self.comments

    def maybe_behind(self, of: Keys) -> str:
        return self.one_of(" ", "   ", "\t") + self.comment(of) if self.has_comment() else ""

    def above(self, column: int, of: Keys) -> None:
        if self.has_comment():
            self.lines.append("")
            self.lines.append(" " * column + self.comment(of[:-1]))
            self.lines.append("")
        if self.has_comment():
            self.lines.append(" " * column + self.comment(of))

    def below(self, column: int, of: Keys, limit: int) -> None:
        """A comment indented deeper than its entry, not deeper than the entries in it, and no part of a text."""
        indent = column + self.one_of(1, 2, 4)
        if self.has_comment() and indent < self.text_indent and indent <= limit:
            if self.one_of(True, False):
                self.lines.append("")
            self.lines.append(" " * indent + self.comment(of))
            self.text_indent = ANY

    # Values

    def scalar(self, in_flow: bool) -> str:
        kind = self.one_of("text", "text", "text", "number", "word")
        if kind != "text":
            return str(self.one_of(*(NUMBERS if kind == "number" else WORDS)))
        return scalar_like(self.one_of(*TEXTS), self.one_of("", "", "'", '"'), in_flow)

    def flow(self, depth: int) -> str:
        kind = self.one_of("scalar", "scalar", "list", "group") if depth < 3 else "scalar"
        if kind == "scalar":
            return self.scalar(in_flow=True)
        comma = self.one_of(", ", ",")
        if kind == "list":
            parts = [self.flow(depth + 1) for _ in range(self.one_of(0, 1, 2, 3))]
        else:
            names = self.draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
            parts = [f"{name}: {self.flow(depth + 1)}" for name in names]
        pad = self.one_of("", "", " ") if parts else ""
        inside = pad + comma.join(parts) + pad
        return f"[{inside}]" if kind == "list" else f"{{{inside}}}"

    def after_sign(self, first: str, column: int, keys: Keys, depth: int, gap: str) -> int:
        """A value behind `first`, which ends in a colon or dash in that column; returns the column of its entries."""
        is_item = first.endswith("-")
        self.text_indent = ANY
        kind = self.one_of(*("scalar",) * 4, "flow", "lines", "empty", "block", "list", "group", "list", "group")
        if depth > 3 and kind in ("list", "group", "lines"):
            kind = "scalar"
        if kind == "scalar":
            self.lines.append(f"{first}{gap}{self.scalar(in_flow=False)}{self.maybe_behind(keys)}")
        elif kind == "empty":
            self.lines.append(f"{first}{self.maybe_behind(keys)}")
        elif kind == "flow":
            self.lines.append(f"{first}{gap}{self.flow(0)}{self.maybe_behind(keys)}")
        elif kind == "lines":
            self.flow_lines(first + gap, column + 2, keys)
        elif kind == "block":
            self.block_scalar(first + gap, column, keys)
        elif is_item and kind == "group":
            return self.group(column + 1 + len(gap), keys, depth + 1, inline=first + gap)
        elif kind == "group":
            self.lines.append(f"{first}{self.maybe_behind(keys)}")
            return self.group(column + self.one_of(2, 2, 4), keys, depth + 1)
        else:
            self.lines.append(f"{first}{self.maybe_behind(keys)}")
            return self.list(column + (2 if is_item else self.list_indent), keys, depth + 1)
        return ANY

    def flow_lines(self, first: str, column: int, keys: Keys) -> None:
        """`[ ]` or `{ }` with one entry a line, as in JSON."""
        is_list = self.one_of(True, False)
        names = self.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
        has_comma = self.one_of(True, False)
        self.lines.append(f"{first}{'[' if is_list else '{'}{self.maybe_behind(keys)}")
        for number, name in enumerate(names):
            way = (*keys, number if is_list else name)
            if self.has_comment():
                self.lines.append(" " * column + self.comment(way))
            text = "" if is_list else f'"{name}": '
            comma = "," if has_comma or number + 1 < len(names) else ""
            self.lines.append(f"{' ' * column}{text}{self.flow(1)}{comma}{self.maybe_behind(way)}")
        self.lines.append(f"{' ' * (column - 2)}{']' if is_list else '}'}{self.maybe_behind(keys)}")

    def block_scalar(self, first: str, column: int, keys: Keys) -> None:
        sign = self.one_of("|", "|-", "|+", ">", ">-")
        pad = " " * (column + self.one_of(2, 3))
        self.text_indent = len(pad)
        self.lines.append(f"{first}{sign}{self.maybe_behind(keys)}")
        self.lines += [f"{pad}First line of it: really", *self.one_of([], [""], ["", ""]), f"{pad}# no comment"]
        self.lines += self.one_of([], [""], ["", ""])

    # Blocks

    def group(self, column: int, keys: Keys, depth: int, inline: str = "") -> int:
        names = self.draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
        width = max(map(len, names)) + 3 if self.is_aligned else 0
        has_blanks = self.one_of(False, False, False, True)
        for number, name in enumerate(names):
            way = (*keys, name)
            first = inline if number == 0 and inline else " " * column
            if first != inline:
                if has_blanks and number:
                    self.lines.append("")
                self.above(column, way)
            written = f"{self.quote}{name}{self.quote}:"
            limit = self.after_sign(f"{first}{written}", column, way, depth, " " * max(1, width - len(written)))
            self.below(column, way, limit)
        return column

    def list(self, column: int, keys: Keys, depth: int) -> int:
        has_blanks = self.one_of(False, True)
        for number in range(self.one_of(1, 2, 3)):
            way = (*keys, number)
            if has_blanks and number:
                self.lines.append("")
            self.above(column, way)
            self.below(column, way, self.after_sign(" " * column + "-", column, way, depth, " " * self.gap))
        return column


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file in one of many layouts. Not all of them can be read: a test looks first."""
    writer = Writer(
        draw,
        list_indent=draw(st.sampled_from([0, 2, 2, 4])),
        gap=draw(st.sampled_from([1, 1, 3])),
        is_aligned=draw(st.booleans()),
        quote=draw(st.sampled_from(["", "", "", '"', "'"])),
        comments=draw(st.sampled_from([0, 2, 5])),
    )
    if writer.has_comment():
        writer.lines += [writer.comment(None), *writer.one_of([], [""])]
    writer.group(0, (), 0)
    if writer.has_comment():
        writer.lines += ["", writer.comment(None)]
    line_end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    text = line_end.join(writer.lines) + draw(st.sampled_from([line_end, line_end, "", line_end * 2]))
    return draw(st.sampled_from([b"", b"", b"\xef\xbb\xbf"])) + text.encode()
