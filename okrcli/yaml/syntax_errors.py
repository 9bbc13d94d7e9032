"""Messages for YAML syntax errors: the cause in the words of the writer, and the correction.

libyaml says what it met ("mapping values are not allowed in this context"); people want to know what they did (a colon
inside a text). Nothing here reads YAML: it looks at the error, its marks and the line they stand in. Where that leaves
a doubt, such as which column a line belongs in, it asks for a reading of the text as it would be with the change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from okrcli.yaml.conflict_markers import conflict_rest
from okrcli.yaml.source import LOOK_ALIKE, Mark, YamlText
from okrcli.yaml.syntax_findings import (
    BAD_ESCAPE,
    BAD_INDENTATION,
    COLON_IN_TEXT,
    MAX_PASTED,
    MAX_SHOWN,
    NEEDS_QUOTES,
    NOT_KEY_VALUE,
    SYNTAX,
    TAG,
    UNCLOSED_BRACKET,
    UNCLOSED_QUOTE,
    Attempt,
    ParserError,
    SyntaxFinding,
    directive,
    quoted,
    quotes_hint,
    several_documents,
    tab,
)
from okrcli.yaml.syntax_guesses import GUESSES, columns_hint, line_above

_ENTRY = re.compile(r"""\s*(?:-\s+)*(?:(?:"[^"]*"|'[^']*'|[^\s"'\[{#&*!|>%@`:-][^:#]*?)\s*:\s+)?(?=\S)""")
_COMMENT = re.compile(r"\s#")
_FLOW_START = re.compile(r"[\[{,]\s*|:\s+")
_FLOW_END = re.compile(r"[,\]}]")
_CURLY_QUOTES = re.compile(r"[“„‘＂＇].+[”‟’＂＇]")


def explain(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding:
    """The finding for a syntax error, by the first explanation that fits."""
    for guess in GUESSES:
        slip = guess(source, trouble, attempt)
        if slip:
            return slip
    for explanation in _EXPLANATIONS:
        slip = explanation(source, trouble)
        if slip:
            return slip
    slip = _as_indentation(source, trouble, attempt)
    if slip:
        return slip
    hint = "look at the indentation, the quotes and the brackets of this line and the one before it"
    return SyntaxFinding(SYNTAX.at(source.place(trouble.at), "this cannot be read as YAML", hint))


# Explanations: the error itself says it


def _as_conflict(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    finding = conflict_rest(source, iter((trouble.began.line, trouble.at.line)))
    return SyntaxFinding(finding) if finding else None


def _as_tab(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    line = source.line(trouble.at.line)
    column = trouble.at.column
    if "tab character" in trouble.problem:
        column = line.find("\t")
    elif line[column : column + 1] != "\t" or "any token" not in trouble.problem:
        return None
    return SyntaxFinding(tab(source.place(Mark(trouble.at.line, max(column, 0)))))


def _as_documents(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    line, column = source.line(trouble.at.line), trouble.at.column
    if column == 0 and line[:3] == "..." and "did not find expected" in trouble.problem:
        return SyntaxFinding(several_documents(source.place(trouble.at, 3)))
    if "<document start>" not in trouble.problem:
        return None
    earlier = [line.split("#")[0].strip() for line in source.lines[: trouble.at.line]]
    if "..." not in earlier[-20:]:
        return None
    return SyntaxFinding(several_documents(source.place(trouble.at)))


def _as_quote(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    """A quote that never closes, or that was closed by the opening quote of a later text."""
    start = None
    if "quoted scalar" in trouble.context and ("end of stream" in trouble.problem or "document ind" in trouble.problem):
        start = trouble.began
    elif "unknown escape" in trouble.problem and trouble.at.line == len(source.lines) - 1:
        if trouble.at.column >= len(source.lines[-1]) - 1:
            start = trouble.began
    elif "did not find expected" in trouble.problem and trouble.value:
        begin, end, in_quotes = trouble.value
        if in_quotes and begin.line < end.line and end == trouble.at:
            start = begin
    if start is None:
        return None
    mark = source.line(start.line)[start.column : start.column + 1]
    twice = "; inside the text, write it twice" if mark == "'" else '; inside the text, write it as `\\"`'
    return SyntaxFinding(
        UNCLOSED_QUOTE.at(source.place(start), f"the quote `{mark}` that opens here is not closed", f"close it{twice}")
    )


def _as_escape(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    if trouble.context != "while parsing a quoted scalar":
        return None
    line = source.line(trouble.at.line)
    column = max(line.rfind("\\", 0, trouble.at.column + 1), 0)
    position = source.place(Mark(trouble.at.line, column), 2)
    if line[column + 1 : column + 2] in ("x", "u", "U"):
        what = "this escape sequence is not the number of a character"
        return SyntaxFinding(BAD_ESCAPE.at(position, what, "write the character itself, or two backslashes for one"))
    what = f"`{line[column : column + 2].strip()}` is not an escape sequence"
    return SyntaxFinding(BAD_ESCAPE.at(position, what, "write two backslashes for one, or use single quotes"))


def _as_tag_or_directive(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    if "directive" in trouble.context or "YAML d" in trouble.problem or "directive" in trouble.problem:
        return SyntaxFinding(directive(source, trouble.began.line))
    if "tag" in trouble.context or "tag" in trouble.problem:
        text = _text_from(source, trouble.began, trouble.in_brackets)
        return SyntaxFinding(
            TAG.at(source.place(trouble.began, len(text.split(" ")[0])), "tags are not allowed", quotes_hint(text))
        )
    return None


def _as_reserved_start(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    """A text that begins with a character that means something else."""
    starts = (
        "cannot start any token" in trouble.problem
        or trouble.context in ("while scanning an alias", "while scanning an anchor", "while scanning a block scalar")
        or trouble.problem in ("did not find expected node content", "mapping keys are not allowed in this context")
        or (trouble.problem.startswith("block sequence entries") and _text_before(source, trouble.at))
    )
    text = _text_from(source, trouble.began, trouble.in_brackets)
    if not starts or not text or (trouble.in_brackets and text[0] in ",]}"):
        return None
    if text[0] == ":" and trouble.in_brackets:
        return SyntaxFinding(
            NOT_KEY_VALUE.at(source.place(trouble.began), "the key before the colon is missing", _NAME_FIRST)
        )
    name = "a backtick" if text[0] == "`" else f"`{text[0]}`"
    slip = _to_quote(source, trouble.began, text, f"a text cannot begin with {name}", _NEXT_LINE.get(text[0], ""))
    return slip._replace(quote=None) if text[0] in "|>" else slip


_NAME_FIRST: Final = "write `key: value`, or put the text in quotes if it begins with a colon"
_NEXT_LINE: Final = {
    "|": "; a text of several lines starts on the next one",
    ">": "; a text of several lines starts on the next one",
    "-": "; a list starts on the next line",
}


def _to_quote(source: YamlText, start: Mark, text: str, what: str, more: str = "") -> SyntaxFinding:
    finding = NEEDS_QUOTES.at(source.place(start, len(text)), what, quotes_hint(text) + more)
    return SyntaxFinding(finding, (start, len(text)))


def _as_text_after_value(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    """`"Ship" it now`, `[x] do it`: the value ended, the line did not."""
    if not trouble.value or "did not find expected" not in trouble.problem:
        return None
    start, end, in_quotes = trouble.value
    between = source.line(end.line)[end.column : trouble.at.column]
    if start.line != end.line or end.line != trouble.at.line or between.strip():
        return None
    text = _text_from(source, start, trouble.in_brackets)
    if in_quotes and not between and len(text) > 2 and text[-1] == text[0]:
        hint = f"write {quoted(text[1:-1])}" if len(text) <= MAX_PASTED else "use the other kind of quotes around it"
        what = "the text ends at its second quote, and more follows"
        return SyntaxFinding(NEEDS_QUOTES.at(source.place(start, len(text)), what, hint), (start, len(text)))
    what = f"a text that begins with `{text[0]}` ends before the line does"
    return _to_quote(source, start, text, what)


def _as_bracket(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    if trouble.bracket is None:
        return None
    line, opened = source.line(trouble.at.line), source.line(trouble.bracket.line)
    indentation = len(opened) - len(opened.lstrip())
    at_end = trouble.at.line >= len(source.lines) or not line[trouble.at.column :].strip()
    outside = trouble.at.line > trouble.bracket.line and len(line) - len(line.lstrip()) <= indentation
    character = line[trouble.at.column : trouble.at.column + 1]
    if at_end or outside or character in ("]", "}"):
        mark = opened[trouble.bracket.column : trouble.bracket.column + 1]
        what = f"the bracket `{mark}` that opens here is not closed"
        hint = f"close it with `{']' if mark == '[' else '}'}`; put a text that has brackets or commas in quotes"
        return SyntaxFinding(UNCLOSED_BRACKET.at(source.place(trouble.bracket), what, hint))
    if character == ":":
        return _colon_in_brackets(source, trouble.at)
    hint = "put a comma between two entries, and texts with `,`, `:`, quotes or brackets in quotes"
    return SyntaxFinding(SYNTAX.at(source.place(trouble.at), "expected a comma or a closing bracket here", hint))


def _colon_in_brackets(source: YamlText, colon: Mark) -> SyntaxFinding:
    line = source.line(colon.line)
    start = max((match.end() for match in _FLOW_START.finditer(line, 0, colon.column)), default=0)
    return _colon(source, Mark(colon.line, start), _text_from(source, Mark(colon.line, start), True), colon)


def _colon(source: YamlText, start: Mark, text: str, colon: Mark) -> SyntaxFinding:
    finding = COLON_IN_TEXT.at(source.place(colon), "a colon inside a text", quotes_hint(text))
    if _CURLY_QUOTES.fullmatch(text):
        plain = f"type plain quotes: {quoted(text[1:-1])}" if len(text) <= MAX_PASTED else "type plain quotes"
        finding = LOOK_ALIKE.at(source.place(start), f"`{text[0]}` is not a quote for YAML", plain)
    return SyntaxFinding(finding, (start, len(text)))


def _as_colon(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    if not trouble.problem.startswith("mapping values"):
        return None
    line, column = source.line(trouble.at.line), trouble.at.column
    entry = _ENTRY.match(line[:1000])
    start = entry.end() if entry else 0
    if 0 < start < column and line[:start].strip(" -"):
        begin = Mark(trouble.at.line, start)
        return _colon(source, begin, _text_from(source, begin, False), trouble.at)
    first = len(line) - len(line.lstrip(" -"))
    if column - first > 1000:
        return SyntaxFinding(
            SYNTAX.at(source.place(Mark(trouble.at.line, first)), "this key is too long", "use a short name")
        )
    above = line_above(source, trouble.at.line)
    if above is None:
        return None
    if ":" not in source.line(above):
        return _not_key_value(source, above)
    what = f"this line is indented deeper than line {above + 1}, which already has its value"
    position = source.place(Mark(trouble.at.line, first), column - first)
    return SyntaxFinding(BAD_INDENTATION.at(position, what, "give both lines the same indentation"))


def _as_lone_words(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    if "could not find expected ':'" not in trouble.problem:
        return None
    return _not_key_value(source, trouble.began.line)


def _not_key_value(source: YamlText, number: int) -> SyntaxFinding:
    line = source.line(number)
    start = len(line) - len(line.lstrip(" -"))
    text = _text_from(source, Mark(number, start), False)
    what = f"`{text}` is not `key: value`" if len(text) <= MAX_SHOWN else "this line is not `key: value`"
    hint = "write `key: value`; indent the line deeper if it continues the text above"
    if ":" in text:
        hint = "put a space after the colon"
    return SyntaxFinding(NOT_KEY_VALUE.at(source.place(Mark(number, start), len(text)), what, hint))


def _as_indentation(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding | None:
    line, column = source.line(trouble.at.line), trouble.at.column
    if line[:column].strip(" -") or trouble.in_brackets or not line[column:].strip():
        return None
    position = source.place(trouble.at, len(line.rstrip()) - column)
    if column == trouble.began.column and trouble.at.line > trouble.began.line:
        item = line[column : column + 1] == "-"
        what = "a `-` item among `key: value` lines" if item else "a `key: value` line among `-` items"
        hint = "indent the item under its key" if item else "move it to the column of its group"
        return SyntaxFinding(BAD_INDENTATION.at(position, what, columns_hint(source, trouble, attempt) or hint))
    if line[column] == ":":
        return SyntaxFinding(NOT_KEY_VALUE.at(position, "the key before the colon is missing", _NAME_FIRST))
    hint = columns_hint(source, trouble, attempt) or "indent it like the lines it belongs to"
    return SyntaxFinding(BAD_INDENTATION.at(position, "the indentation of this line matches no line above", hint))


def _text_before(source: YamlText, mark: Mark) -> bool:
    return bool(source.line(mark.line)[: mark.column].strip(" -"))


def _text_from(source: YamlText, start: Mark, in_brackets: bool) -> str:
    """The text that a person meant as one value: from `start` to the end of the line (or entry), without a comment."""
    text = source.line(start.line)[start.column :]
    end = (_FLOW_END if in_brackets else _COMMENT).search(text)
    return (text[: end.start()] if end else text).rstrip()


_EXPLANATIONS: tuple[Callable[[YamlText, ParserError], SyntaxFinding | None], ...] = (
    _as_conflict,
    _as_tab,
    _as_documents,
    _as_quote,
    _as_escape,
    _as_tag_or_directive,
    _as_text_after_value,
    _as_colon,
    _as_lone_words,
    _as_reserved_start,
    _as_bracket,
)
