"""Fixes that are certain: a value that can only be meant in one way, and nothing else."""

from __future__ import annotations

import pytest

from okrcli.edit import autofix

HEAD = "cycle: 2026-Q4\nobjectives:\n  - id: demand\n    title: Demand\n"
KEY_RESULT = HEAD + "    key_results:\n      - id: mql\n        title: MQLs\n"


def fixed(text: str) -> tuple[str, list[str]]:
    """A plan file with everything fixed, and what was fixed in words."""
    after, fixes = autofix.fix_all(text.encode(), "okrs/2026-Q4/a.yaml", lambda code, line, column: True)
    return after.decode(), [fix.words for fix in fixes]


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ('target: "30"', "target: 30"),
        ("due: 16.11.2026", "due: 2026-11-16"),
        ("state: Paused", "state: paused"),
        ("done: 'yes'", "done: true"),
    ],
)
def test_a_value_that_is_certain_is_written_as_the_format_has_it(line: str, after: str) -> None:
    text, words = fixed(f"{KEY_RESULT}        {line}   # why\n")
    assert text == f"{KEY_RESULT}        {after}   # why\n"
    assert len(words) == 1


@pytest.mark.parametrize(
    "line", ["target: many", "targte: 30", "due: 01/02/2026", "state: pausd", 'title: "30"', "target: 1,000"]
)
def test_what_is_not_certain_is_left_to_a_person(line: str) -> None:
    text = f"{KEY_RESULT}        {line}\n"
    assert fixed(text) == (text, [])


def test_a_name_that_stands_twice_in_a_list_stands_once() -> None:
    text, words = fixed(f"{HEAD}    contributes_to: [growth, brand, growth]\n")
    assert text == f"{HEAD}    contributes_to: [growth, brand]\n"
    assert len(words) == 1


def test_only_what_is_wanted_is_fixed() -> None:
    text = f'{KEY_RESULT}        start: "0"\n        target: "30"\n'
    after, fixes = autofix.fix_all(text.encode(), "okrs/2026-Q4/a.yaml", lambda code, line, column: line == 9)
    assert after.decode() == text.replace('"30"', "30")
    assert [fix.line for fix in fixes] == [9]


def test_a_file_with_an_error_of_syntax_is_left_as_it_is() -> None:
    assert fixed("cycle: [\n") == ("cycle: [\n", [])
