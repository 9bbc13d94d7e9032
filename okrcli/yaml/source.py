"""A YAML file as text: its lines and positions, and the characters that are refused before any YAML is read.

Encodings, control and direction characters, and merge conflicts are seen in the characters alone. libyaml and
ruamel.yaml disagree on some of them; here they are decided once, so that both read the same.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from okrcli.diagnostics import Code, Finding, Position, code

MAX_FINDINGS: Final = 100
"""Findings of one kind of check in one file. A file with more is not helped by a longer list."""

NOT_UTF_8 = code(
    "OKR001",
    "not-utf-8",
    "Files are UTF-8, so that every editor, every computer and git show the same letters. The file was saved in "
    "another encoding, or is no text at all. Save it again as UTF-8.",
    bad="`title: Café` saved as Latin-1",
    good="`title: Café` saved as UTF-8",
)
CONTROL_CHARACTER = code(
    "OKR002",
    "control-character",
    "Control characters are invisible, can command a terminal, and are read differently by different YAML libraries. "
    "They usually come from copying out of another program. Delete the character; a new line in a text is `\\n` in "
    "double quotes.",
    bad="a title with an invisible ESC or NUL in it",
    good="`title: Grow leads`",
)
BIDI_CONTROL = code(
    "OKR003",
    "bidi-control",
    "Characters that turn the direction of writing can make a line look different from what it says, so a reviewer "
    "approves something else than what is stored. Arabic and Hebrew letters need none of them. Delete the character.",
    bad="a title with the invisible sign U+202E in it",
    good="`title: Grow leads`",
)
HIDDEN_CHARACTER = code(
    "OKR004",
    "hidden-character",
    "A character that shows nothing can hide words in a text, or make two keys look alike that are different. Tag "
    "characters are refused everywhere, characters without width in keys only, because emoji need them in texts. "
    "Delete the character.",
    bad="a key with a zero-width space (U+200B) in it",
    good="`title: Grow leads`",
)
CARRIAGE_RETURN = code(
    "OKR005",
    "carriage-return",
    "A carriage return without a line feed is a new line for some programs and none for others, so line numbers and "
    "diffs go wrong. Save the file with ordinary line ends (LF or CRLF).",
    bad="a file with the line ends of Mac OS 9 (CR alone)",
    good="a file with LF or CRLF",
)
LOOK_ALIKE = code(
    "OKR007",
    "look-alike",
    "A no-break space looks like a space, a full-width colon or a curly quote like the plain one, but YAML takes them "
    "for letters. They come from web pages, word processors and keyboards for Chinese or Japanese. Inside a text they "
    "are fine; where YAML wants its own character, type that.",
    bad="`cycle：2026-Q4` with a full-width colon",
    good="`cycle: 2026-Q4`",
)

BIDI: Final = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
TAGS: Final = "\U000e0000-\U000e007f"
CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
ZERO_WIDTH: Final = "\u00ad\u200b-\u200d\u2060-\u2065\u206a-\u206f"
SPACES: Final = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
"""Parts of character classes. ZERO_WIDTH may stand in texts (emoji are joined by it), not in keys; SPACES too, but not
where YAML wants a space."""

_UNFIT = re.compile(f"[{CONTROLS}{BIDI}{TAGS}]")
_CARRIAGE_RETURN = re.compile(r"\r(?!\n)")
_UNFIT_ESCAPED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{BIDI}{TAGS}]")
_ZERO_WIDTH = re.compile(f"[{ZERO_WIDTH}]")
_LINE_END = re.compile(r"\r\n|\n|\r")
_SPACE_NAMES: Final = {
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u3000": "a full-width space",
}
_SPACE = re.compile(f"[{SPACES}]")
_SPACE_FIRST = re.compile(f"(?:-|[a-z_]+:)?[{SPACES}]")
_HEAD = re.compile(f"[ {SPACES}]*(?:-[ {SPACES}]+)*")
_AFTER_KEY = re.compile(rf"""(?:"[^"]*"|'[^']*'|[^\s:：#"'\[{{][^:：#]*?)([:：])([ {SPACES}]*)""")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_NAMED_ESCAPES: Final = {"0": "\0", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v", "r": "\r", "N": "\x85"}


class Mark(NamedTuple):
    """A position in a text: line and column from 0, in code points."""

    line: int
    column: int


class YamlText:
    """The text of one file without its byte order mark, cut into lines."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text.removeprefix("\ufeff")
        self.lines = _LINE_END.split(self.text)
        if len(self.lines) > 1 and not self.lines[-1]:
            self.lines.pop()

    def place(self, mark: Mark, width: int = 1) -> Position:
        """The position of a mark, at most after the last character of the file."""
        line, column = mark
        if line >= len(self.lines):
            line, column = len(self.lines) - 1, len(self.lines[-1])
        column = min(column, len(self.lines[line]))
        return Position(self.path, line + 1, column + 1, max(1, min(width, len(self.lines[line]) - column)))

    def span(self, start: Mark, end: Mark) -> Position:
        """The position from `start` to `end`, or to the end of the first line where it is longer."""
        if start.line >= len(self.lines):
            return self.place(start)
        stop = end.column if end.line == start.line else len(self.lines[start.line].rstrip())
        return self.place(start, stop - start.column)

    def mark_at(self, offset: int) -> Mark:
        """The position of the character with that number in the text."""
        lines = _LINE_END.split(self.text[:offset])
        return Mark(len(lines) - 1, len(lines[-1]))

    def line(self, number: int) -> str:
        """The line with that number, counted from 0; empty where there is none."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def with_lines(self, number: int, lines: list[str]) -> YamlText:
        """The same text with other lines from `number` on."""
        return YamlText(self.path, "\n".join([*self.lines[:number], *lines, *self.lines[number + len(lines) :], ""]))

    def without_unfit(self) -> YamlText:
        """The same lines and columns with a harmless letter for each refused character, to look for more problems."""
        return YamlText(self.path, _UNFIT.sub("\ufffd", _CARRIAGE_RETURN.sub("\n", self.text)))


def decoded(raw: bytes, path: str) -> tuple[YamlText, list[Finding]]:
    """The text of a file, and a finding where its bytes are not UTF-8 (the source then has replacement characters)."""
    encoding = _other_encoding(raw)
    try:
        source = YamlText(path, raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        source = YamlText(path, raw.decode("utf-8", "replace"))
        position = source.place(source.mark_at(len(raw[: error.start].decode("utf-8").removeprefix("\ufeff"))))
        what = f"the file is {encoding}, not UTF-8" if encoding else f"not UTF-8 (byte {raw[error.start]:#04x})"
        return source, [NOT_UTF_8.at(position, what, "save the file with the encoding UTF-8")]
    if encoding:
        what = f"the file is {encoding}, not UTF-8"
        return source, [NOT_UTF_8.at(Position(path), what, "save the file with the encoding UTF-8")]
    return source, []


def _other_encoding(raw: bytes) -> str | None:
    """UTF-32 or UTF-16 where the first bytes show it: a byte order mark, or letters with zeros beside them."""
    head = raw[:4]
    zeros = tuple(byte == 0 for byte in head)
    if head in (b"\xff\xfe\0\0", b"\0\0\xfe\xff") or zeros in ((True, True, True, False), (False, True, True, True)):
        return "UTF-32"
    utf_16 = head[:2] in (b"\xff\xfe", b"\xfe\xff") or zeros in ((True, False) * 2, (False, True) * 2)
    return "UTF-16" if utf_16 else None


def unfit_characters(source: YamlText) -> list[Finding]:
    """Every character that may stand nowhere in a file; of carriage returns, which come in hundreds, the first."""
    findings = []
    alone = _CARRIAGE_RETURN.search(source.text)
    if alone:
        hint = "save the file with ordinary line ends (LF or CRLF)"
        position = source.place(source.mark_at(alone.start()))
        findings.append(CARRIAGE_RETURN.at(position, "a carriage return without a line feed", hint))
    for number, line in enumerate(source.lines):
        for match in _UNFIT.finditer(line):
            findings.append(_unfit(match[0], source.place(Mark(number, match.start()))))
            if len(findings) > MAX_FINDINGS:
                return findings
    return findings


def _unfit(character: str, position: Position, spelt: str | None = None) -> Finding:
    """The finding for one refused character; `spelt` is its escape sequence where it was written as one."""
    name = f"`{spelt}`" if spelt else f"U+{ord(character):04X}"
    if re.match(f"[{BIDI}]", character):
        return BIDI_CONTROL.at(position, f"the direction character {name} is not allowed", "delete it")
    if re.match(f"[{TAGS}]", character):
        return HIDDEN_CHARACTER.at(position, f"the invisible tag character {name} is not allowed", "delete it")
    hint = "delete it, or write an ordinary new line" if character in "\r\x85\u2028\u2029" else "delete it"
    return CONTROL_CHARACTER.at(position, f"the control character {name} is not allowed", hint)


def unfit_in_value(source: YamlText, value: str, start: Mark, end: Mark) -> Finding | None:
    """The finding for a refused character that a double-quoted text spells as an escape sequence."""
    match = _UNFIT_ESCAPED.search(value)
    if not match:
        return None
    for number in range(start.line, min(end.line + 1, len(source.lines))):
        line = source.lines[number]
        first = start.column if number == start.line else 0
        for escape in _ESCAPE.finditer(line, first):
            digits = escape[1] or escape[2] or escape[3]
            meant = chr(int(digits, 16)) if digits else _NAMED_ESCAPES.get(escape[4])
            if meant == match[0]:
                return _unfit(meant, source.place(Mark(number, escape.start()), len(escape[0])), escape[0])
    return _unfit(match[0], source.span(start, end))


def hidden_in_key(source: YamlText, key: str, start: Mark, end: Mark) -> Finding | None:
    """The finding for a key with a character that has no width."""
    match = _ZERO_WIDTH.search(key)
    if not match:
        return None
    column = source.line(start.line).find(match[0], start.column)
    position = source.place(Mark(start.line, column)) if column >= 0 else source.span(start, end)
    return HIDDEN_CHARACTER.at(
        position, f"the key has the invisible character U+{ord(match[0]):04X}", "delete it, or type the key again"
    )


def has_look_alikes(source: YamlText) -> bool:
    """True where the file has a character that `look_alikes` may find; most files have none."""
    return "：" in source.text or bool(_SPACE.search(source.text))


def look_alikes(source: YamlText, number: int) -> tuple[list[Finding], str]:
    """Characters like a space or colon in the indentation of a line and after its key; the line with plain ones."""
    line = source.line(number)
    findings, meant = [], line
    head = _HEAD.match(line)
    key = _AFTER_KEY.match(line[:1000], head.end() if head else 0)
    for start, end in [head.span() if head else (0, 0), key.span(2) if key else (0, 0)]:
        if space := _SPACE.search(line, start, end):
            findings.append(odd_space(source, Mark(number, space.start())))
            meant = meant[:start] + _SPACE.sub(" ", meant[start:end]) + meant[end:]
    if key and key[1] == "：":
        colon = key.start(1)
        hint = "type a plain `:`" if key[2] or key.end() == len(line) else "type a plain `:`, and a space after it"
        findings.append(LOOK_ALIKE.at(source.place(Mark(number, colon)), "this is a full-width colon", hint))
        meant = meant[:colon] + ":" + (meant[colon + 1 :] if key[2] else "")  # the columns stay what they are
    return findings, meant


def odd_space(source: YamlText, mark: Mark) -> Finding:
    """The finding for a character that is not the space it looks like, and for all of them that stand side by side."""
    line = source.line(mark.line)
    character = line[mark.column]
    width = len(line) - mark.column - len(line[mark.column :].lstrip(character))
    name = _SPACE_NAMES.get(character, "a special space")
    what = f"this is {name} (U+{ord(character):04X}), not a space"
    return LOOK_ALIKE.at(source.place(mark, width), what, "type a plain space")


def space_in_place_of_yaml(source: YamlText, start: Mark, is_key: bool) -> Finding | None:
    """The finding for a plain text that begins with such a space, or with a dash or a key that has one behind it."""
    line = source.line(start.line)
    is_first = is_key or not line[: start.column].strip(" -")
    match = (_SPACE_FIRST if is_first else _SPACE).match(line, start.column)
    return odd_space(source, Mark(start.line, match.end() - 1)) if match else None


def in_order(findings: list[Finding], more: Code) -> list[Finding]:
    """The findings in order, without repeats; after the first hundred only that there are more."""
    ordered = sorted(set(findings), key=lambda finding: (finding.place, finding.code, finding.message))
    if len(ordered) <= MAX_FINDINGS:
        return ordered
    position = ordered[MAX_FINDINGS].place
    return [
        *ordered[:MAX_FINDINGS],
        more.at(position, "and more from here on", "fix these first, then run the command again"),
    ]
