"""The keys of every conversation: an answer that is one of them is a command to the conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final


class Key(StrEnum):
    """A key. A conversation says which of them apply to it; any other text is an answer."""

    HELP = "?"
    BACK = "b"
    SKIP = "s"
    EDITOR = "e"
    REVIEW = "q"
    KEEP = "."
    ALL = "a"


_SHORT: Final[Mapping[Key, str]] = {
    Key.KEEP: "keep",
    Key.ALL: "keep all",
    Key.SKIP: "skip",
    Key.BACK: "back",
    Key.EDITOR: "editor",
    Key.REVIEW: "review",
    Key.HELP: "help",
}
"""The word of each key in the line below a question, in this order."""

_MEANINGS: Final[Mapping[Key, str]] = {
    Key.KEEP: "keep the value, or accept the proposal",
    Key.ALL: "do the same for the rest, where no decision is needed",
    Key.SKIP: "skip this one",
    Key.BACK: "go back to the last question",
    Key.EDITOR: "open your editor for all answers",
    Key.REVIEW: "go to the review",
    Key.HELP: "this help",
}


def key_of(typed: str, keys: Sequence[Key]) -> Key | None:
    """The key that was typed, if it is one of `keys`; None for an answer. `back` is a key too."""
    word = typed.lower()
    return next((key for key in keys if word == key or (key is Key.BACK and word == "back")), None)


def foot_of(keys: Sequence[Key], words: Mapping[Key, str] | None = None, before: str = "") -> str:
    """The line below a question: `before`, then the keys, each with its word. `words` replaces some of the words."""
    shown = {**_SHORT, **(words or {})}
    return " · ".join([*([before] if before else []), *(f"{key} {shown[key]}" for key in _SHORT if key in keys)])


def help_lines(keys: Sequence[Key], meanings: Mapping[Key, str] | None = None) -> list[str]:
    """The lines of help about the keys, and about Ctrl-C. `meanings` replaces some of the meanings."""
    shown = {**_MEANINGS, **(meanings or {})}
    lines = [f"{key:<8}{shown[key]}" for key in _SHORT if key in keys]
    return [*lines, f"{'Ctrl-C':<8}stop; the answers are kept as a draft"]
