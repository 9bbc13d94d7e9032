"""The limits of a file: bytes, depth, values, and bytes of one text."""

from __future__ import annotations

from typing import Final

from okrcli.diagnostics import code

MAX_BYTES: Final = 1 << 20

TOO_LARGE = code(
    "OKR010",
    "too-large",
    "A file may have 1 MiB, some ten thousand lines. A larger file is refused before it is read, so that no file can "
    "stop the program. Split it by cycle or team.",
    bad="a file of 2 MiB",
    good="one file for each cycle and team",
)


MAX_DEPTH: Final = 32
MAX_NODES: Final = 100_000
MAX_SCALAR_BYTES: Final = 1 << 16

TOO_DEEP = code(
    "OKR011",
    "too-deep",
    "Groups and lists may be nested 32 deep; the format needs eight. Such a file is damaged or hostile.",
    bad="`cycle: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]`",
    good="`cycle: 2026-Q4`",
)
TOO_MANY_NODES = code(
    "OKR012",
    "too-many-nodes",
    "A file may have 100 000 values. Such a file is damaged or hostile, or has to be split by cycle or team.",
    bad="a list of 200 000 numbers",
    good="one file for each cycle and team",
)
SCALAR_TOO_LONG = code(
    "OKR013",
    "scalar-too-long",
    "One text may have 64 kB. Put longer ones into a document of their own and link to it.",
    bad="a note of 70 kB",
    good="`note: The report is in the wiki.`",
)
