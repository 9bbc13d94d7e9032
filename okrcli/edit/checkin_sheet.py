"""The lines of a check-in as a text for an editor, in the same grammar as everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

HEAD: Final = """\
# Behind each id: VALUE confidence note !blocker
#   27 7 It worked   the value 27, confidence 7, a note
#   .                unchanged             +3 -2   a change
#   27 !no server    with a blocker        !-      the blocker is gone
# An id with nothing behind it is skipped. Lines that begin with # are left out.
"""


def sheet_text(items: Sequence[tuple[str, str]], lines: Mapping[str, str], errors: Mapping[str, str]) -> str:
    """The text for key results, given as pairs of name and summary, with the lines so far and what is wrong in them."""
    parts = [HEAD]
    for name, summary in items:
        error = f"# error: {errors[name]}\n" if name in errors else ""
        parts.append(f"\n# {summary}\n{error}{name}: {lines.get(name, '')}".rstrip() + "\n")
    return "".join(parts)


def read_sheet(text: str, names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The line of each name that has one, and the lines that begin with no name. An indented line goes on."""
    lines: dict[str, str] = {}
    unknown: list[str] = []
    last = ""
    for line in text.splitlines():
        name, sign, typed = line.partition(":")
        if line.lstrip().startswith("#") or not line.strip():
            continue
        if line[0].isspace() and last:
            lines[last] = f"{lines[last]} {line.strip()}".strip()
        elif sign and name.strip() in names:
            last = name.strip()
            lines[last] = typed.strip()
        else:
            unknown.append(line.strip())
    return {name: typed for name, typed in lines.items() if typed}, unknown
