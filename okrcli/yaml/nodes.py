"""The tree of a YAML file with the position of each value, and findings about YAML that is not accepted.

It is made from the parser's events, which `reader` passes on as plain values. Limits are checked at every event, before
anything is kept, so no file can make the tree grow beyond them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from okrcli.diagnostics import Code, Finding, Position, code
from okrcli.text import quote_value
from okrcli.yaml import source as yamltext
from okrcli.yaml import syntax_findings
from okrcli.yaml.limits import MAX_DEPTH, MAX_NODES, MAX_SCALAR_BYTES, SCALAR_TOO_LONG, TOO_DEEP, TOO_MANY_NODES
from okrcli.yaml.parser import KeyStep, UnreadableError
from okrcli.yaml.source import MAX_FINDINGS, Mark, YamlText
from okrcli.yaml.syntax_findings import ParserError

NOT_A_MAPPING = code(
    "OKR020",
    "not-a-mapping",
    "A file is a group of `key: value` lines. This one is empty, or is a list or a single text.",
    bad="a file that says `- growth` and nothing else",
    good="`cycle: 2026-Q4`",
)
MERGE_KEY = code(
    "OKR024",
    "merge-key",
    "`<<` copies fields from another place, and YAML 1.2 no longer has it, so programs read the file in different "
    "ways. Write the fields out.",
    bad="`<<: {owner: mai}`",
    good="`owner: mai`",
)
KEY_NOT_TEXT = code(
    "OKR028",
    "key-not-text",
    "A key is a name. Numbers, `true`, `null`, lists and nothing at all are not, and different programs turn them into "
    "different names. Put it in quotes if it is meant as a name.",
    bad="`2026: growth`",
    good="`cycle: 2026-Q4`",
)
DUPLICATE_KEY = code(
    "OKR029",
    "duplicate-key",
    "The same key is twice in one group. Most programs take the last one and drop the other without notice. It often "
    "comes from a merge. Keep one of them.",
    bad="`owner: mai` and `owner: linh` in one key result",
    good="`owner: mai`",
)

_LOOKS_LIKE_VALUE = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|~?|null|Null|NULL|true|True|TRUE|false|False|FALSE")


@dataclass(slots=True, eq=False)
class Node:
    """A value with its start and end. In a mapping, `keys` and `items` have the same order."""

    kind: str
    start: Mark
    end: Mark
    value: str = ""
    style: str = ""
    flow: bool = False
    keys: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    first_uses: dict[str, Node] = field(default_factory=dict)
    repeats: bool = False
    """True where the keys of a list item begin again in it, as when a dash is missing."""

    @property
    def is_plain(self) -> bool:
        """True for a scalar without quotes."""
        return self.kind == "scalar" and not self.style


class Tree:
    """The values of a file with their positions, as far as it can be read, and findings."""

    def __init__(self, source: YamlText, steps: Iterator[KeyStep]) -> None:
        self.source = source
        self.root: Node | None = None
        self.findings: list[Finding] = []
        self.trouble: ParserError | None = None
        self.stop: Mark | None = None
        """The mark where reading ended before the end of the file."""
        self._open: list[Node] = []
        self._last: Node | None = None
        self._count = 0
        self._documents = 0
        self._has_look_alikes = yamltext.has_look_alikes(source)
        try:
            for step in steps:
                self._take(step)
                if self.stop:
                    break
        except UnreadableError as error:
            self.stop = error.at
            self.trouble = self._trouble(error)

    # Reading

    def _take(self, step: KeyStep) -> None:
        if step.kind == "document":
            self._documents += 1
            if self._documents > 1:
                self._stop(syntax_findings.several_documents(self.source.place(step.start, 3)), step.start)
        elif step.kind == "end":
            self._last = self._open.pop()
            self._last.end = step.end
        else:
            self._add(Node(step.kind, step.start, step.end, step.value, step.style, step.flow))

    def _add(self, node: Node) -> None:
        if not self._within_limits(node):
            return
        parent = self._open[-1] if self._open else None
        is_key = parent is not None and parent.kind == "mapping" and len(parent.keys) == len(parent.items)
        if self._has_look_alikes and node.is_plain:
            self._check_spaces(node, is_key)
        if parent is not None:
            if is_key:
                parent.keys.append(node)
                self._check_key(parent, node)
            else:
                parent.items.append(node)
        else:
            self.root = node
        if node.kind in ("mapping", "sequence"):
            self._open.append(node)
        else:
            self._last = node

    def _within_limits(self, node: Node) -> bool:
        self._count += 1
        if self._count > MAX_NODES:
            what = f"the file has more than {MAX_NODES:,} values".replace(",", " ")
            position = self.source.place(node.start)
            self._stop(TOO_MANY_NODES.at(position, what, "split it by cycle or team"), node.start)
        elif node.kind != "scalar":
            if node.kind != "alias" and len(self._open) >= MAX_DEPTH:
                what = f"nested more than {MAX_DEPTH} deep"
                position = self.source.place(node.start)
                self._stop(TOO_DEEP.at(position, what, "remove the brackets or dashes around it"), node.start)
        elif len(node.value) > MAX_SCALAR_BYTES // 4 and len(node.value.encode()) > MAX_SCALAR_BYTES:
            position = self.source.span(node.start, node.end)
            self._find(
                SCALAR_TOO_LONG.at(
                    position, "the text is longer than 64 kB", "put it into another document and link to it"
                )
            )
            node.value = ""
        elif node.style == '"' and (unfit := yamltext.unfit_in_value(self.source, node.value, node.start, node.end)):
            self._find(unfit)
        return self.stop is None

    def _check_spaces(self, node: Node, is_key: bool) -> None:
        """Find a plain text that begins with a character like a space, meant as indentation or after a key."""
        finding = yamltext.space_in_place_of_yaml(self.source, node.start, is_key)
        if finding:
            self._find(finding)

    def _find(self, finding: Finding) -> None:
        self.findings.append(finding)
        if len(self.findings) > MAX_FINDINGS:
            self.stop = self._last.end if self._last else Mark(0, 0)

    def _stop(self, finding: Finding, at: Mark) -> None:
        self.findings.append(finding)
        self.stop = at

    def _check_key(self, parent: Node, key: Node) -> None:
        wrong = self._wrong_in_key(parent, key)
        if wrong:
            code_of_it, what, hint = wrong
            self._find(code_of_it.at(self.source.span(key.start, key.end), what, hint))
        elif hidden := yamltext.hidden_in_key(self.source, key.value, key.start, key.end):
            self._find(hidden)

    def _wrong_in_key(self, parent: Node, key: Node) -> tuple[Code, str, str] | None:
        if key.kind == "alias":
            return None
        if key.kind != "scalar":
            return KEY_NOT_TEXT, "a key must be a name, not a list or group", "write `key: value`"
        if key.is_plain and key.value == "<<":
            return MERGE_KEY, "merge keys (`<<`) are not allowed", "write the fields out"
        if key.is_plain and not key.value:
            return KEY_NOT_TEXT, "the key before the colon is missing", "write `key: value`"
        name = quote_value(key.value)
        if key.is_plain and _LOOKS_LIKE_VALUE.fullmatch(key.value):
            return KEY_NOT_TEXT, f"the key {name} is not a name", "put it in quotes"
        first = parent.first_uses.setdefault(key.value, key)
        if first is key:
            return None
        if parent.repeats:
            return None
        hint = "keep one of the two"
        if first is parent.keys[0] and not parent.flow and len(self._open) > 1 and self._open[-2].kind == "sequence":
            parent.repeats = True
            hint = f"is a `- ` missing before {name}? If not, {hint}"
        where = f"line {first.start.line + 1}, column {first.start.column + 1}"
        return DUPLICATE_KEY, f"the key {name} is already in {where}", hint

    def _trouble(self, error: UnreadableError) -> ParserError:
        last = self._last
        bracket = next((node.start for node in reversed(self._open) if node.flow), None)
        if error.context in ("while parsing a flow sequence", "while parsing a flow mapping"):
            bracket = error.began
        in_quotes = last is not None and last.style in ("'", '"')
        value = (last.start, last.end, in_quotes) if last and (in_quotes or last.flow) else None
        unread = Mark(0, 0) if last is None else last.start if last.is_plain else last.end
        return ParserError(
            error.problem,
            error.context,
            error.at,
            error.began,
            value,
            bracket,
            self._brackets_before(error),
            unread,
            frozenset(self._columns()),
        )

    def _columns(self) -> Iterator[int]:
        """The columns of the groups and lists around the last value."""
        node = self.root
        while node is not None and node.kind != "scalar" and not node.flow:
            yield node.start.column
            node = node.items[-1] if node.items else None

    def _brackets_before(self, error: UnreadableError) -> bool:
        """True for an error inside of brackets. The parser reads ahead, so the last of them may not be in the tree."""
        if any(node.flow for node in self._open):
            return True
        begin = self._last.end.column if self._last and self._last.end.line == error.began.line else 0
        ahead = self.source.line(error.began.line)[begin : error.began.column]
        return ahead.count("[") + ahead.count("{") > ahead.count("]") + ahead.count("}")

    def root_findings(self) -> list[Finding]:
        """The findings for a file that is not a group of fields."""
        root, position = self.root, self.source.place(Mark(0, 0))
        hint = "write `key: value` lines, such as `cycle: 2026-Q4`"
        if root is None or (root.is_plain and root.value in ("", "~", "null", "Null", "NULL")):
            return [NOT_A_MAPPING.at(position, "the file is empty", hint)]
        if root.kind == "mapping":
            return []
        if root.is_plain and (look_alikes := yamltext.look_alikes(self.source, root.start.line)[0]):
            return look_alikes
        what = "a list" if root.kind == "sequence" else "a single value"
        if ":" in root.value:
            hint += "; there is a space after the colon"
        return [NOT_A_MAPPING.at(position, f"the file is {what}, not a group of fields", hint)]

    @property
    def is_too_large(self) -> bool:
        """True where reading stopped because the file has too many values."""
        return self._count > MAX_NODES

    # Positions

    def locate(self, keys: Sequence[str | int], on: Literal["value", "key"]) -> Position:
        """The position of the value (or key) at a path; of the nearest value around it where there is none."""
        if self.root is None:
            return self.source.place(Mark(0, 0))
        node, key = self.root, None
        for step in keys:
            position = _position(node, step)
            if position is None:
                return self._place(node, key) if key is None else self.source.span(key.start, key.end)
            key = node.keys[position] if node.kind == "mapping" else None
            if position >= len(node.items):
                break
            node = node.items[position]
        else:
            if on == "value":
                return self._place(node, key)
        return self._place(node, None) if key is None else self.source.span(key.start, key.end)

    def comment_for_value(self, keys: Sequence[str | int]) -> str | None:
        """The comment in the place of an empty value: `title: #1 in class` has no title."""
        node = self.root
        for step in keys:
            position = None if node is None else _position(node, step)
            if node is None or position is None or position >= len(node.items):
                return None
            node = node.items[position]
        if node is None or not node.is_plain or node.value:
            return None
        behind = self.source.line(node.start.line)[node.start.column :].strip()
        return behind if behind.startswith("#") else None

    def _place(self, node: Node, key: Node | None) -> Position:
        if node.start == node.end:  # nothing was written: show the key or the dash
            if key is not None:
                return self.source.span(key.start, key.end)
            return self.source.place(Mark(node.start.line, max(node.start.column - 1, 0)))
        if node.kind == "mapping" and not node.flow and node.keys:
            return self.source.span(node.keys[0].start, node.keys[0].end)
        if node.kind == "sequence" and not node.flow:
            return self.source.place(node.start)
        return self.source.span(node.start, node.end)


def _position(node: Node, step: str | int) -> int | None:
    """The position of a key or index among the items of a node; None where it has no such item."""
    if isinstance(step, int):
        return step if node.kind == "sequence" and 0 <= step < len(node.items) else None
    indexes = (index for index, key in enumerate(node.keys) if key.kind == "scalar" and key.value == step)
    return next(indexes, None)
