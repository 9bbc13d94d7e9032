"""The page of messages has what people read, and neither patterns nor names."""

from __future__ import annotations

from tools.list_messages import texts_by_heading, texts_of


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
