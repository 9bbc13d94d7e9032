"""A file with the line and column of each value of its data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from okrcli.diagnostics import Position
from okrcli.yaml import source as yamltext
from okrcli.yaml.examination import tree_of
from okrcli.yaml.limits import MAX_BYTES
from okrcli.yaml.nodes import Tree
from okrcli.yaml.source import YamlText


class Document:
    """One file with the line and column of each value of its data."""

    def __init__(self, path: str, raw: bytes, max_bytes: int = MAX_BYTES) -> None:
        self.path = path
        self.raw = raw
        self._max_bytes = max_bytes

    @cached_property
    def _source(self) -> YamlText:
        return yamltext.decoded(self.raw[: self._max_bytes], self.path)[0]

    @cached_property
    def tree(self) -> Tree:
        """Every value with its marks, for an edit of the text."""
        return tree_of(self._source.without_unfit())

    def locate(self, keys: Sequence[str | int], on: Literal["value", "key"] = "value") -> Position:
        """The position of the value, or of the key, at a path of keys and list positions.

        Where the path does not exist, the key of the nearest value around it: for a missing field, the key of its
        group, or the first line of its list item or file. The same where a value is empty.
        """
        return self.tree.locate(keys, on)

    def comment_for_value(self, keys: Sequence[str | int]) -> str | None:
        """The comment in the place of an empty value: `title: #1 in class` has no title."""
        return self.tree.comment_for_value(keys)

    @property
    def lines(self) -> list[str]:
        """All lines without their ends."""
        return self._source.lines

    def line(self, number: int) -> str:
        """The line with that number, counted from 1, without its end; empty where there is none."""
        return self._source.line(number - 1)
