"""The commands whose output is kept for the next run, and the options with which they only read the workspace.

It is asked before anything else is imported, for every command.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, NamedTuple


class Options(NamedTuple):
    """The options with which a command reads nothing but the work tree, and does nothing but print."""

    flags: frozenset[str]
    valued: frozenset[str] = frozenset()
    """Those that take a value."""


_BEFORE: Final = Options(frozenset(("--flat", "--no-pager", "--no-input")), frozenset(("-C", "--color")))
_FINDINGS: Final = ("--format", "--select", "--ignore", "--on")
KEPT: Final = {
    "validate": Options(frozenset(("--json", "--strict", "--exit-zero", "--statistics")), frozenset(_FINDINGS)),
    "lint": Options(frozenset(("--json", "--strict", "--statistics")), frozenset(_FINDINGS)),
    "status": Options(frozenset(("--line", "--allow-invalid")), frozenset(("--on",))),
    "remind": Options(
        frozenset(("--json", "--exit-code", "--discipline", "--allow-invalid")),
        frozenset(("--format", "--within", "--on")),
    ),
}
"""The commands whose output is kept. With any other word on the command line, they run as always."""
_SIDE_EFFECT: Final = "GITHUB_STEP_SUMMARY"
"""The variable that names a file to which findings are added: such a run does more than print."""


def kept_in(words: Sequence[str]) -> str | None:
    """The folder in which a command line runs whose output may be kept; None for any other one."""
    if _SIDE_EFFECT in os.environ:
        return None
    folder, rest = "", list(words)
    while rest and rest[0] not in KEPT:
        word = rest.pop(0)
        if word in _BEFORE.valued and rest:
            value = rest.pop(0)
            folder = value if word == "-C" else folder
        elif word not in _BEFORE.flags:
            return None
    if not rest or (rest[0] == "status" and "--line" not in rest):
        return None
    options = KEPT[rest.pop(0)]
    while rest:
        name, sign, _ = rest.pop(0).partition("=")
        if name in options.valued:
            if not sign and not rest:
                return None
            rest[:1] = [] if not sign else rest[:1]
        elif name not in options.flags or sign:
            return None
    return folder or "."
