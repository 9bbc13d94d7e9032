"""New values as text, written by ruamel.yaml: groups and lists with the indentation and the quotes of a file.

Which style a value has is decided here; ruamel.yaml's serializer and emitter write it. Its import is slow, so only what
writes a file may import this module at its start.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.emitter import Emitter, Indents
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.resolver import Resolver

from okrcli.yaml.scalar_text import is_block_text, reads_plain, scalar_text

FLOW_WIDTH: Final = 60
"""A list of ids stays on one line up to this width."""
MAX_FLOW_LINE: Final = 120
"""A group in `{ }` stays on one line up to this width."""

_FLOW_ITEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
_SPECIAL_IN_FLOW = re.compile(r"[,\[\]{}:]")
_NOT_IN_SINGLE_QUOTES = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_TAG: Final = "tag:yaml.org,2002:"


class OneLine(dict[str, object]):
    """A small group that is written in `{ }` on one line of a list, where it fits and its neighbours are no blocks."""


class _Pieces(list[str]):
    """The stream that ruamel.yaml writes to."""

    write = list.append


class _Indents(Indents):
    """Indentation without spaces in front of a bracket inside of brackets."""

    def seq_flow_align(self, *_: object) -> int:
        """No space."""
        return 0


class _Emitter(Emitter):
    """The emitter with the escape sequences that JSON has too, and with `key: value` for every key."""

    ESCAPE_REPLACEMENTS = {sign: name for sign, name in Emitter.ESCAPE_REPLACEMENTS.items() if name in '"\\bfnrt'}  # noqa: RUF012

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.indents = _Indents()

    def check_simple_key(self) -> bool:
        """True: a key is a name, however long."""
        return True


def scalar_like(value: object, quote: str, in_flow: bool) -> str:
    """A value on one line, a text in the given quotes where they can hold it."""
    return flow_text(value, quote) if quote or in_flow else scalar_text(value)


def flow_text(value: object, quote: str = "") -> str:
    """A value on one line as it stands inside `[ ]` or `{ }`."""
    return _written(SequenceNode(f"{_TAG}seq", [_node(value, quote, True)], flow_style=True))[1:-2]


def block_text(fields: Mapping[str, object], list_indent: int = 2, group_indent: int = 2) -> str:
    """The lines of a group: one field a line, lists and groups indented under their key."""
    return _written(_block_node(dict(fields), 0, list_indent, group_indent), list_indent, group_indent)


def literal_lines(text: str) -> list[str]:
    """The sign and the lines of a text after `|`, not indented; empty where it cannot be shown so."""
    sign, *lines = block_text({"k": text if "\n" in text else f"{text}\n"})[3:].removesuffix("\n").split("\n")
    sign = sign if "\n" in text else sign.replace("|", "|-")
    return [sign, *(line[2:] for line in lines)] if sign[0] == "|" else []


def _block_node(value: object, column: int, list_indent: int, group_indent: int) -> Node:
    """The node of a value whose key or dash stands before `column`: it says which small groups fit on their line."""
    if isinstance(value, Mapping) and value and not (isinstance(value, OneLine) and _fits(value, column)):
        pairs = [
            (
                _key_node(key),
                _block_node(item, column + group_indent * isinstance(item, Mapping), list_indent, group_indent),
            )
            for key, item in value.items()
        ]
        return MappingNode(f"{_TAG}map", pairs, flow_style=False)
    if isinstance(value, Sequence) and not isinstance(value, str) and not _is_short_list_of_ids(value):
        items = [_block_node(item, column + list_indent + 2, list_indent, group_indent) for item in value]
        return SequenceNode(f"{_TAG}seq", items, flow_style=False)
    return _node(value, in_flow=isinstance(value, OneLine))


def _node(value: object, quote: str = "", in_flow: bool = False) -> Node:
    if isinstance(value, Mapping):
        in_flow = in_flow or not value
        pairs = [(_key_node(key, quote, in_flow), _node(item, quote, in_flow)) for key, item in value.items()]
        return MappingNode(f"{_TAG}map", pairs, flow_style=in_flow)
    if isinstance(value, Sequence) and not isinstance(value, str):
        in_flow = in_flow or _is_short_list_of_ids(value)
        return SequenceNode(f"{_TAG}seq", [_node(item, quote, in_flow) for item in value], flow_style=in_flow)
    text = value if isinstance(value, str) else scalar_text(value)
    style = _style(text, quote, in_flow) if isinstance(value, str) else quote if isinstance(value, date) else ""
    tag = f"{_TAG}str" if style or isinstance(value, str) else Resolver().resolve(ScalarNode, text, (True, False))
    return ScalarNode(tag, text, style=style)


def _key_node(key: str, quote: str = "", in_flow: bool = False) -> Node:
    """The node of a key. The field `on` has no quotes: this format is YAML 1.2, where it is a word."""
    if key == "on" and not quote:
        return ScalarNode(f"{_TAG}str", key)
    return _node(key, quote, in_flow)


def _style(text: str, quote: str, in_flow: bool) -> str:
    """Empty for a text without quotes, `'`, `"`, or `|`."""
    if "\n" in text and not in_flow and is_block_text(text):
        return "|"
    if quote == "'" and not _NOT_IN_SINGLE_QUOTES.search(text):
        return "'"
    is_plain = not quote and reads_plain(text) and not (in_flow and _SPECIAL_IN_FLOW.search(text))
    return "" if is_plain else '"'


def _fits(group: OneLine, column: int) -> bool:
    line = flow_text(dict(group))
    return "\\n" not in line and column + len(line) <= MAX_FLOW_LINE


def _is_short_list_of_ids(items: Sequence[object]) -> bool:
    is_ids = all(isinstance(item, str) and _FLOW_ITEM.fullmatch(item) and reads_plain(item) for item in items)
    return is_ids and len(f" [{', '.join(map(str, items))}]\n") <= FLOW_WIDTH if items else True


def _written(node: Node, list_indent: int = 2, group_indent: int = 2) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.Emitter = _Emitter
    yaml.encoding = None  # type: ignore[assignment]  # text, not bytes
    yaml.width = 1 << 30  # no text is broken
    yaml.indent(mapping=group_indent, sequence=list_indent + 2, offset=list_indent)
    yaml.compact(seq_seq=False)
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    pieces = _Pieces()
    yaml.serialize(node, pieces)
    return "".join(pieces).removesuffix("...\n")  # ruamel.yaml ends a document so after `|+`
