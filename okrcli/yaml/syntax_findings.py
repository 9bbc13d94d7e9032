"""Findings about YAML syntax: their codes and texts, and the types for errors of the parser."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from okrcli.diagnostics import Finding, Position, code
from okrcli.yaml.source import Mark, YamlText

MAX_SHOWN: Final = 40
"""Characters of a value that a message may repeat."""
MAX_PASTED: Final = 100
"""Characters of a text that a hint gives in quotes, to be pasted."""

SYNTAX = code(
    "OKR040",
    "syntax",
    "The line cannot be read as YAML. Mostly it is the indentation, a quote or a bracket, in this line or in the one "
    "before it.",
    bad="`supports: [growth,, brand]`",
    good="`supports: [growth, brand]`",
)
TAB = code(
    "OKR041",
    "tab",
    "The width of a tab depends on the editor, so it does not show how deep a line is indented. YAML allows "
    "spaces only; set the editor to insert spaces. Inside a text in quotes, and in comments, tabs are fine.",
    bad="a line that begins with a tab",
    good="a line that begins with spaces",
)
BAD_INDENTATION = code(
    "OKR042",
    "bad-indentation",
    "The indentation of a line says what it belongs to, and this one matches no line above. Give it the same column as "
    "the lines it belongs to.",
    bad="`title: Growth` one column to the left of its `id`",
    good="`title: Growth` in the same column",
)
NOT_KEY_VALUE = code(
    "OKR043",
    "not-key-value",
    "Every line of a group is `key: value`. A line without a colon is often a text that was broken into two lines: "
    "indent the second line, or put all of it on one.",
    bad="a line that says only `owner mai`",
    good="`owner: mai`",
)
COLON_IN_TEXT = code(
    "OKR044",
    "colon-in-text",
    "A colon with a space after it separates a key from its value, also in the middle of a sentence such as "
    "`title: Reduce: cost`. Put the text in quotes.",
    bad="`title: Reduce: cost`",
    good='`title: "Reduce: cost"`',
)
NEEDS_QUOTES = code(
    "OKR045",
    "needs-quotes",
    "Some characters mean something in YAML when a text begins with them: quotes, brackets, `@`, backtick, `*`, `&`, "
    "`!`, `%`, `|`, `>`, `?` and `-`. Put the whole text in quotes.",
    bad="`title: @mai grows leads`",
    good='`title: "@mai grows leads"`',
)
UNCLOSED_QUOTE = code(
    "OKR046",
    "unclosed-quote",
    "A text in quotes ends at the next quote of the same kind, and here there is none, or a later one was taken for "
    "it. Close the quote. Inside single quotes, a single quote is written twice.",
    bad='`title: "Grow leads`',
    good='`title: "Grow leads"`',
)
UNCLOSED_BRACKET = code(
    "OKR047",
    "unclosed-bracket",
    "A list in `[ ]` or a group in `{ }` ends at its closing bracket, and here it is missing or is one of the other "
    "kind. Close it, or write one entry per line without brackets.",
    bad="`contributes_to: [growth`",
    good="`contributes_to: [growth]`",
)
BAD_ESCAPE = code(
    "OKR048",
    "bad-escape",
    "In double quotes a backslash starts an escape sequence, and this is not one. Write two backslashes for one, use "
    "single quotes, in which a backslash is only a backslash, or write the letter itself instead of its number.",
    bad='`title: "C:\\plans"`',
    good="`title: 'C:\\plans'`",
)
TAG = code(
    "OKR023",
    "tag",
    "A tag (`!something`) tells a YAML library which type to make of a value, which has been a way to run code. Files "
    "here need none: the field decides the type. If the text begins with `!`, put it in quotes.",
    bad="`title: !!str Grow leads`",
    good="`title: Grow leads`",
)
DIRECTIVE = code(
    "OKR025",
    "directive",
    "A line that starts with `%` is an instruction to the YAML reader. Files here are always read the same way, so "
    "there are none. Delete the line, or put the text in quotes if it is one.",
    bad="`%YAML 1.1`",
    good="the file without that line",
)
SEVERAL_DOCUMENTS = code(
    "OKR026",
    "several-documents",
    "`---` or `...` ends a YAML document, and what follows would be another one, which most programs drop without "
    "notice. Put it in a file of its own, or delete the line.",
    bad="two plans in one file with `---` between them",
    good="two files",
)
EXPLICIT_KEY = code(
    "OKR027",
    "explicit-key",
    "`? key` is a way to write keys that are not simple words, and here all keys are. Write `key: value`; put a text "
    "that begins with `?` in quotes.",
    bad="`? cycle`",
    good="`cycle: 2026-Q4`",
)


class ParserError(NamedTuple):
    """A syntax error of the parser with its position."""

    problem: str
    context: str
    at: Mark
    began: Mark
    """The beginning of the part that could not be read; `at` where the parser gives none."""
    value: tuple[Mark, Mark, bool] | None
    """Start, end and "is in quotes" of the value before it, where that was in quotes or brackets."""
    bracket: Mark | None
    """The mark of the innermost open bracket."""
    in_brackets: bool
    unread: Mark
    """The mark from which a line may have been read otherwise than it was meant."""
    columns: frozenset[int]
    """The columns, from 0, of the groups and lists that are open at the error, or were just before it."""


class SyntaxFinding(NamedTuple):
    """A syntax error in our words."""

    finding: Finding
    quote: tuple[Mark, int] | None = None
    """The part of a line that would be right in quotes."""
    corrected: YamlText | None = None
    """The text without this error, its columns unchanged."""
    more: tuple[Finding, ...] = ()
    """Findings for other changes that this text needed."""


class SyntaxDiagnosis(NamedTuple):
    """The result of reading a changed text: the syntax error that ends it, and findings in the values before."""

    problem: str
    at: Mark | None
    findings: list[Finding]


Attempt: TypeAlias = Callable[[YamlText], SyntaxDiagnosis | None]
"""A function that reads a changed text; it returns None where that would take too long."""


def quoted(text: str) -> str:
    """The text in quotes, as one would paste it."""
    if '"' in text and "'" not in text and "\\" not in text:
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)


def quotes_hint(text: str) -> str:
    """The hint to put a text in quotes, with the result to paste where it fits in a line."""
    if len(text) > MAX_PASTED:
        return "put the text in quotes"
    result = quoted(text)
    return f"put the text in quotes: {result}" if result.startswith('"') else f"put single quotes around it: {result}"


def tab(position: Position) -> Finding:
    """The finding for a tab where spaces belong."""
    return TAB.at(position, "a tab is used as a space", "use spaces")


def several_documents(position: Position) -> Finding:
    """The finding for whatever follows the end of the document."""
    return SEVERAL_DOCUMENTS.at(
        position, "a second document begins here", "put it in a file of its own, or delete this line"
    )


def directive(source: YamlText, line: int) -> Finding:
    """The finding for a line with `%` at its start."""
    position = source.place(Mark(line, 0), len(source.line(line).rstrip()))
    return DIRECTIVE.at(position, "directives (lines that start with `%`) are not allowed", "delete the line")
