"""What a YAML syntax error means to the person who wrote the file, and what to write instead.

libyaml says what it met ("mapping values are not allowed in this context"); people want to know what they did (a colon
inside a text). Nothing here reads YAML: it looks at the error, its marks and the line they stand in. Where that leaves
a doubt, such as which column a line belongs in, it asks for a reading of the text as it would be with the change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from okrcli.diagnostics import Finding, Position, code
from okrcli.yaml.source import LOOK_ALIKE, MAX_FINDINGS, Mark, YamlText, conflict_rest, has_look_alikes, look_alikes

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
    "A tab is as wide as an editor decides, so it cannot say how deep a line is indented. YAML allows spaces only; set "
    "the editor to insert spaces. Inside a text in quotes, and in comments, tabs are fine.",
    bad="a line that begins with a tab",
    good="a line that begins with spaces",
)
BAD_INDENTATION = code(
    "OKR042",
    "bad-indentation",
    "How far a line is indented says what it belongs to, and this line lines up with nothing above it. Give it the "
    "same column as the lines it belongs with.",
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
    "In double quotes a backslash starts an escape sequence, and this is none. Write two backslashes for one, use "
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
    "`---` or `...` ends a YAML document, and what follows would be another one, which most programs drop without a "
    "word. Put it in a file of its own, or delete the line.",
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

_ENTRY = re.compile(r"""\s*(?:-\s+)*(?:(?:"[^"]*"|'[^']*'|[^\s"'\[{#&*!|>%@`:-][^:#]*?)\s*:\s+)?(?=\S)""")
_COMMENT = re.compile(r"\s#")
_FLOW_START = re.compile(r"[\[{,]\s*|:\s+")
_FLOW_END = re.compile(r"[,\]}]")
_LONE_WORD = re.compile(r" *(?:- +)*([^\W\d][\w-]*)[ \t]*(?=#|$)")
_CURLY_QUOTES = re.compile(r"[“„‘＂＇].+[”‟’＂＇]")


class ParserError(NamedTuple):
    """A syntax error as the parser tells it, and where it stood."""

    problem: str
    context: str
    at: Mark
    began: Mark
    """Where the thing began that could not be read; `at` where the parser says nothing."""
    value: tuple[Mark, Mark, bool] | None
    """Start, end and "is in quotes" of the value before it, where that was in quotes or brackets."""
    bracket: Mark | None
    """Where the innermost open bracket stands."""
    in_brackets: bool
    unread: Mark
    """From here on a line may have been read as something else than it was meant."""
    columns: frozenset[int]
    """Where the groups and lists begin that are open at the end, or were just before it; from 0."""


class SyntaxFinding(NamedTuple):
    """A syntax error in our words."""

    finding: Finding
    quote: tuple[Mark, int] | None = None
    """The part of a line that would be right in quotes."""
    mended: YamlText | None = None
    """The text without this error, its columns unchanged."""
    more: tuple[Finding, ...] = ()
    """What else had to be changed for that."""


class SyntaxDiagnosis(NamedTuple):
    """What a changed text would read as: the syntax error that ends it, and what is wrong with the values before."""

    problem: str
    at: Mark | None
    findings: list[Finding]


Attempt: TypeAlias = Callable[[YamlText], SyntaxDiagnosis | None]
"""Reads a changed text; None where that would take too long."""


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


def explain(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding:
    """What went wrong, by the first explanation that fits."""
    for guess in _GUESSES:
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


# Guesses: a changed text must read better


def _is_better(trouble: ParserError, outcome: SyntaxDiagnosis | None) -> bool:
    """Whether the change has removed the error: there is none now, or a later one, or another one."""
    return outcome is not None and (outcome.at is None or outcome.at > trouble.at or outcome.problem != trouble.problem)


def _as_look_alike(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding | None:
    """Spaces and colons that are others than they look, in the lines that the parser was reading."""
    if not has_look_alikes(source) or conflict_rest(source, iter((trouble.began.line, trouble.at.line))):
        return None
    found, lines = list[Finding](), list[str]()
    for number in range(trouble.unread.line, min(trouble.at.line + 1, len(source.lines))):
        in_line, line = look_alikes(source, number)
        found += in_line
        lines.append(line)
        if len(found) > MAX_FINDINGS:
            break
    return _mended(source, trouble, attempt, found, lines, trouble.unread.line)


def _mended(
    source: YamlText, trouble: ParserError, attempt: Attempt, found: list[Finding], lines: list[str], first: int
) -> SyntaxFinding | None:
    if not found:
        return None
    mended = source.with_lines(first, lines)
    if not _is_better(trouble, attempt(mended)):
        return None
    return SyntaxFinding(found[0], mended=mended, more=tuple(found[1:]))


def _as_full_width_comma(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding | None:
    line, column = source.line(trouble.at.line), trouble.at.column
    if trouble.bracket is None or "，" not in line[:column]:
        return None
    first = trouble.bracket.column if trouble.bracket.line == trouble.at.line else 0
    found = [
        LOOK_ALIKE.at(source.place(Mark(trouble.at.line, comma)), "this is a full-width comma", "type a plain `,`")
        for comma in [place for place in range(first, column) if line[place] == "，"][:MAX_FINDINGS]
    ]
    meant = line[:first] + line[first:column].replace("，", ",") + line[column:]
    return _mended(source, trouble, attempt, found, [meant], trouble.at.line)


def _as_word_without_colon(source: YamlText, trouble: ParserError, attempt: Attempt) -> SyntaxFinding | None:
    """`key_results` alone in a line, and what belongs to it below."""
    if "could not find expected ':'" in trouble.problem:
        number: int | None = trouble.began.line
    elif trouble.problem.startswith("mapping values"):
        number = _line_it_belongs_to(source, trouble.at.line)
    else:
        return None
    line = "" if number is None else source.line(number)
    word = _LONE_WORD.match(line)
    if number is None or word is None or _line_it_belongs_to(source, _line_below(source, number)) != number:
        return None
    mended = source.with_lines(number, [f"{line[: word.end(1)]}:{line[word.end(1) :]}"])
    outcome = attempt(mended)
    if outcome is None or (outcome.at is not None and outcome.at <= trouble.at):
        return None
    place = source.place(Mark(number, word.start(1)), len(word[1]))
    what = f"`{word[1]}` is not `key: value`" if len(word[1]) <= MAX_SHOWN else "this line is not `key: value`"
    return SyntaxFinding(NOT_KEY_VALUE.at(place, what, f"write `{word[1]}:`"), mended=mended)


def _line_it_belongs_to(source: YamlText, number: int) -> int | None:
    """The nearest line above with less indentation; a list item may stand in the column of its key."""
    line = source.line(number)
    depth = _depth(line) + line.lstrip(" ").startswith("- ")
    above = _line_above(source, number)
    while above is not None:
        item = source.lines[above].lstrip(" ").startswith("- ")
        if _depth(source.lines[above]) + item < depth:
            return above
        above = _line_above(source, above)
    return None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


_GUESSES: tuple[Callable[[YamlText, ParserError, Attempt], SyntaxFinding | None], ...] = (
    _as_look_alike,
    _as_full_width_comma,
    _as_word_without_colon,
)

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


def tab(place: Position) -> Finding:
    """The finding for a tab where spaces belong."""
    return TAB.at(place, "a tab is used as a space", "use spaces")


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


def several_documents(place: Position) -> Finding:
    """The finding for whatever follows the end of the document."""
    return SEVERAL_DOCUMENTS.at(
        place, "a second document begins here", "put it in a file of its own, or delete this line"
    )


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
    place = source.place(Mark(trouble.at.line, column), 2)
    if line[column + 1 : column + 2] in ("x", "u", "U"):
        what = "this escape sequence is not the number of a character"
        return SyntaxFinding(BAD_ESCAPE.at(place, what, "write the character itself, or two backslashes for one"))
    what = f"`{line[column : column + 2].strip()}` is not an escape sequence"
    return SyntaxFinding(BAD_ESCAPE.at(place, what, "write two backslashes for one, or use single quotes"))


def _as_tag_or_directive(source: YamlText, trouble: ParserError) -> SyntaxFinding | None:
    if "directive" in trouble.context or "YAML d" in trouble.problem or "directive" in trouble.problem:
        return SyntaxFinding(directive(source, trouble.began.line))
    if "tag" in trouble.context or "tag" in trouble.problem:
        text = _text_from(source, trouble.began, trouble.in_brackets)
        return SyntaxFinding(
            TAG.at(source.place(trouble.began, len(text.split(" ")[0])), "tags are not allowed", quotes_hint(text))
        )
    return None


def directive(source: YamlText, line: int) -> Finding:
    """The finding for a line with `%` at its start."""
    place = source.place(Mark(line, 0), len(source.line(line).rstrip()))
    return DIRECTIVE.at(place, "directives (lines that start with `%`) are not allowed", "delete the line")


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
    above = _line_above(source, trouble.at.line)
    if above is None:
        return None
    if ":" not in source.line(above):
        return _not_key_value(source, above)
    what = f"this line is indented deeper than line {above + 1}, which already has its value"
    place = source.place(Mark(trouble.at.line, first), column - first)
    return SyntaxFinding(BAD_INDENTATION.at(place, what, "give both lines the same indentation"))


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
    place = source.place(trouble.at, len(line.rstrip()) - column)
    if column == trouble.began.column and trouble.at.line > trouble.began.line:
        item = line[column : column + 1] == "-"
        what = "a `-` item among `key: value` lines" if item else "a `key: value` line among `-` items"
        hint = "indent the item under its key" if item else "move it to the column of its group"
        return SyntaxFinding(BAD_INDENTATION.at(place, what, _columns_hint(source, trouble, attempt) or hint))
    if line[column] == ":":
        return SyntaxFinding(NOT_KEY_VALUE.at(place, "the key before the colon is missing", _NAME_FIRST))
    hint = _columns_hint(source, trouble, attempt) or "give it the column of the lines it belongs with"
    return SyntaxFinding(BAD_INDENTATION.at(place, "this line lines up with nothing above it", hint))


def _columns_hint(source: YamlText, trouble: ParserError, attempt: Attempt) -> str | None:
    """The columns, nearest first, in which the line would be read: alone, or else with what is indented under it."""
    first = trouble.at.line
    depth = _depth(source.lines[first])
    if depth != trouble.at.column:
        return None
    end = first + 1
    while end < len(source.lines) and (not source.lines[end].strip() or _depth(source.lines[end]) > depth):
        end += 1
    near = sorted(trouble.columns - {depth}, key=lambda column: (abs(column - depth), column))
    for count, more in ((1, ""), (end - first, ", and move the lines under it along")):
        fitting = []
        for column in near:
            lines = [f"{' ' * column}{line[depth:]}" for line in source.lines[first : first + count]]
            outcome = attempt(source.with_lines(first, lines))
            if outcome and (outcome.at is None or outcome.at.line >= end):
                wrong = [finding for finding in outcome.findings if first < finding.place.line <= end]
                fitting += [] if wrong else [str(column + 1)]
            if len(fitting) == 2:
                break
        if fitting:
            return f"start it in column {' or '.join(fitting)}{more}"
    return None


def _text_before(source: YamlText, mark: Mark) -> bool:
    return bool(source.line(mark.line)[: mark.column].strip(" -"))


def _line_above(source: YamlText, number: int) -> int | None:
    """The nearest line above that is neither blank nor a comment."""
    for above in range(number - 1, -1, -1):
        if source.lines[above].strip() and not source.lines[above].lstrip().startswith("#"):
            return above
    return None


def _line_below(source: YamlText, number: int) -> int:
    """The nearest line below that is neither blank nor a comment; the number of lines where there is none."""
    for below in range(number + 1, len(source.lines)):
        if source.lines[below].strip() and not source.lines[below].lstrip().startswith("#"):
            return below
    return len(source.lines)


def _text_from(source: YamlText, start: Mark, in_brackets: bool) -> str:
    """What a person meant as one text: from `start` to the end of the line (or entry), without a comment."""
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
