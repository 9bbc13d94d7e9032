"""Syntax errors in the words of a person: which code, where, and what to write instead."""

import pytest

from okrcli.diagnostics import CODES
from okrcli.yaml.examination import examine
from okrcli.yaml.syntax_findings import MAX_PASTED, quoted, quotes_hint


@pytest.mark.parametrize(
    ("text", "name", "line", "column", "hint"),
    [
        ("title: Reduce: cost\n", "colon-in-text", 1, 14, '"Reduce: cost"'),
        ("title: @mai grows\n", "needs-quotes", 1, 8, '"@mai grows"'),
        ('title: "Ship" it now\n', "needs-quotes", 1, 8, "single quotes"),
        ('title: "Grow\n', "unclosed-quote", 1, 8, "close it"),
        ("ids: [a\nb: 1\n", "unclosed-bracket", 1, 6, "close it with `]`"),
        ('title: "C:\\plans"\n', "bad-escape", 1, 11, "two backslashes"),
        ("a:\n\tb: 1\n", "tab", 2, 1, "use spaces"),
        ("a:\n  b: 1\n c: 2\n", "bad-indentation", 3, 2, "start it in column 1 or 3"),
        ("a: 1\nowner mai\n", "not-key-value", 2, 1, "write `key: value`"),
        ("a: 1\n---\nb: 2\n", "several-documents", 2, 1, "a file of its own"),
        ("title：Grow\na: 1\n", "look-alike", 1, 6, "type a plain `:`"),
    ],
)
def test_what_went_wrong(text: str, name: str, line: int, column: int, hint: str) -> None:
    first = examine(text.encode(), "x.yaml")[0]
    assert (CODES[first.code].name, first.place.line, first.place.column) == (name, line, column)
    assert hint in str(first.hint)


def test_a_word_without_its_colon_is_explained_by_what_stands_below_it() -> None:
    found = examine(b"key_results\n  - id: mql\n", "x.yaml")
    assert [(finding.place.line, finding.hint) for finding in found] == [(1, "write `key_results:`")]


def test_reading_goes_on_behind_an_error() -> None:
    found = examine(b"a: Re: x\nb: 1\nc: Re: y\n", "x.yaml")
    assert [finding.place.line for finding in found] == [1, 3]


@pytest.mark.parametrize(
    ("text", "result"), [("a: b", '"a: b"'), ('say "x"', "'say \"x\"'"), ('it\'s "x"', '"it\'s \\"x\\""')]
)
def test_quotes_to_paste(text: str, result: str) -> None:
    assert quoted(text) == result
    assert quotes_hint(text).endswith(result)


def test_a_text_that_is_too_long_to_paste_is_not_repeated() -> None:
    assert quotes_hint("x" * (MAX_PASTED + 1)) == "put the text in quotes"
