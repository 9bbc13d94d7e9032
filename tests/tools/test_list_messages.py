"""The page of messages has what people read, and neither patterns nor names."""

from __future__ import annotations

import re
from typing import Final

from tools.list_messages import texts_by_heading, texts_of

INSTEAD: Final = {
    r"nobody|no one": "the person or the thing that is missing",
    r"somebody|someone|anybody|whoever": "the person: the owner, the author, you",
    r"tak(e|es|en) (it )?back": "undo, reverse, undone",
    r"takes? away|taken away": "remove",
    r"cut off": "interrupted, incomplete",
    r"mends?|mended": "fix",
    r"house form": "canonical format",
    r"violations?": "finding",
    r"roll(s|ed)? over": "carry over",
    r"shall": "will, or the fact",
}
"""Words that messages do not use, and what they say instead (docs/glossary.md)."""


def test_texts_show_what_is_filled_in_by_its_name() -> None:
    source = (
        "raise RefusedError(f\"unknown person `{visible(person.name)}`\", f\"{path}: {count} file{'' if x else 's'}\")"
    )
    assert list(texts_of(source)) == ["unknown person `{name}`", "{path}: {count} file{|s}"]


def test_docstrings_patterns_names_and_arguments_are_left_out() -> None:
    source = '''
"""A module of two words."""
re.compile("(a b) c d")
ValueError("this is for programmers")
echo("bold red", "no-owner", "--format=%H and", "status")
'''
    assert list(texts_of(source)) == []


def test_every_package_has_texts() -> None:
    groups = texts_by_heading()
    assert {"Commands", "Writes", "Git", "YAML"} <= groups.keys()
    assert all(texts for modules in groups.values() for texts in modules.values())


def test_messages_use_the_words_of_the_glossary() -> None:
    wrong = [
        f"{module}: {text!r}: say {instead}"
        for modules in texts_by_heading().values()
        for module, texts in modules.items()
        for text in texts
        for words, instead in INSTEAD.items()
        if re.search(rf"\b({words})\b", text, re.IGNORECASE)
    ]
    assert not wrong, "\n".join(wrong)
