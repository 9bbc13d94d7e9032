"""The choice of one item by a person, where a typed name fits several."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from okrcli.cli.conversation import prompts
from okrcli.errors import MOST_CANDIDATES, AmbiguousNameError, RefusedError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.text import cut_to_cells


def with_chosen_name(words: Sequence[str], ambiguous: AmbiguousNameError) -> list[str]:
    """The arguments with the full name of the chosen item in place of the ambiguous one.

    Raises the error itself if no person can be asked, or if the name is not exactly one of the arguments. Raises
    RefusedError if the person chooses none.
    """
    name = re.escape(ambiguous.text)
    is_name = re.compile(rf"((?:not:)*(?:[a-z-]+[:=])?){name}([+-]?=.*)?", re.DOTALL).fullmatch
    positions = [position for position, word in enumerate(words) if is_name(word)]
    if len(positions) != 1 or "--no-input" in words or not streams.is_interactive():
        raise ambiguous
    match = is_name(words[positions[0]])
    assert match is not None
    chosen = list(words)
    chosen[positions[0]] = f"{match[1]}{_chosen(ambiguous)}{match[2] or ''}"
    return chosen


def _chosen(ambiguous: AmbiguousNameError) -> str:
    """The name of the candidate whose number the person types."""
    candidates = ambiguous.candidates[:MOST_CANDIDATES]
    first, *rest = ambiguous.message.splitlines()
    streams.echo_err(visible(first))
    width = streams.width(sys.stderr) or 80
    for number, line in enumerate(rest, start=1):
        label = f"{number:>3}" if number <= len(candidates) else "   "
        text = cut_to_cells(visible(line), max(width - 5, 20))
        streams.echo_err(f"{streams.styled(label, 'bold', sys.stderr)}  {text}")
    while True:
        answer = prompts.ask(f"Which one? 1 to {len(candidates)}, Enter for none:")
        if not answer:
            raise RefusedError("nothing was chosen", "type one of these names in full")
        if answer.isascii() and answer.isdecimal() and 1 <= int(answer[:9]) <= len(candidates):
            return candidates[int(answer[:9]) - 1][0]
        prompts.show(f"  type a number from 1 to {len(candidates)}")
