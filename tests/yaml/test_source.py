"""A text and its lines: positions, encodings, and characters that may stand nowhere."""

import pytest

from okrcli.diagnostics import CODES
from okrcli.yaml.conflict_markers import conflicts
from okrcli.yaml.source import Mark, YamlText, decoded, look_alikes, unfit_characters


def codes(findings: list[object]) -> list[str]:
    return [CODES[finding.code].name for finding in findings]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("mark", "width", "position"),
    [
        (Mark(0, 3), 1, (1, 4, 1)),
        (Mark(1, 0), 99, (2, 1, 4)),
        (Mark(0, 99), 1, (1, 5, 1)),
        (Mark(9, 0), 1, (2, 5, 1)),
    ],
)
def test_a_position_lies_inside_the_file(mark: Mark, width: int, position: tuple[int, int, int]) -> None:
    assert YamlText("x.yaml", "\ufeffa: 1\r\nb: đ\n").place(mark, width)[1:] == position


def test_the_lines_of_a_text_are_counted_with_every_kind_of_line_end() -> None:
    text = YamlText("x.yaml", "a\r\nb\rc\n\nd")
    assert text.lines == ["a", "b", "c", "", "d"]
    assert (text.line(2), text.line(99), text.line(-1)) == ("c", "", "")
    assert text.mark_at(3) == Mark(1, 0)


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b"a: 1\n", []),
        ("a: é\n".encode("latin-1"), ["not-utf-8"]),
        ("a: 1\n".encode("utf-16"), ["not-utf-8"]),
        ("a: 1\n".encode("utf-32-le"), ["not-utf-8"]),
    ],
)
def test_another_encoding_is_found(raw: bytes, names: list[str]) -> None:
    assert codes([*decoded(raw, "x.yaml")[1]]) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a\tb\n", []),
        ("a\x07\n", ["control-character"]),
        ("a\u202e\n", ["bidi-control"]),
        ("a\U000e0041\n", ["hidden-character"]),
        ("a\rb\n", ["carriage-return"]),
        ("a\u200db\n", []),
    ],
)
def test_characters_that_may_stand_nowhere(text: str, names: list[str]) -> None:
    assert codes([*unfit_characters(YamlText("x.yaml", text))]) == names


def test_a_merge_that_stopped_is_found_at_its_first_line() -> None:
    found = conflicts(YamlText("x.yaml", "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n"))
    assert [finding.place.line for finding in found] == [2]


def test_a_line_as_it_was_meant_has_the_same_columns() -> None:
    found, meant = look_alikes(YamlText("x.yaml", "\u00a0title： Grow\n"), 0)
    assert codes([*found]) == ["look-alike", "look-alike"]
    assert meant == " title: Grow"
