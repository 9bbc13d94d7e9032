"""A splice: the replacement of a part of a text."""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

from okrcli.yaml.layout import Layout


class Splice(NamedTuple):
    """The replacement of a part of a text. Line ends in `text` are `\\n`; the file's own are put in when it is done."""

    start: int
    end: int
    text: str


EditCandidate: TypeAlias = list[Splice]
"""Splices that make one edit together."""


def comma_after(layout: Layout, offset: int) -> int:
    """The offset after the comma that follows an entry; 0 where there is none on its line."""
    comma = re.compile(r"[ \t]*,").match(layout.text, offset)
    return comma.end() if comma else 0
