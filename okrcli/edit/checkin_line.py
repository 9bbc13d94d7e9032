"""The grammar of a check-in, for a line in a conversation, in an editor and on the command line.

VALUE [unit] [confidence 0-10] [note] [!blocker]

`22` is the value, `+3` and `-2` are a change of it, `=-2` is the value minus two, and `.` leaves it unchanged. A
yes-or-no takes y or n, and milestones take their ids. `!text` at the beginning of a word is a blocker up to the end of
the line; `!-` takes the blocker away. A note alone stands behind `.`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final, Literal

from okrcli.model.records import KeyResult
from okrcli.model.scalars import InvalidValueError, read_confidence
from okrcli.text import folded, quote_value

Sign = Literal["=", "+=", "-="]

CLEARED: Final = ""
"""The blocker of `!-`."""
_BLOCKER: Final = re.compile(r"(?:^|(?<=\s))!(?=[^!\s])")
_SIGN: Final = re.compile(r"(?P<sign>=|\+=|-=|\+|(?=-[\d.]))(?P<rest>.+)", re.DOTALL)
_NUMBER: Final = re.compile(r"(?P<number>-?\d[\d.,]*)(?P<unit>[^\d\s.,/_+=-]\D*)?")
_CONFIDENCE: Final = re.compile(r"(?P<number>[+-]?\d+(?:[.,]\d+)?)(?:/10)?")
_SIGNS: Final[dict[str, Sign]] = {"=": "=", "": "+=", "+": "+=", "+=": "+=", "-=": "-="}
"""The meaning of what stands before a number; a lone minus is part of the number, so `-2` adds minus two."""
_MINUS: Final = re.compile(r"-[\d.]")
_UNIT_SIGNS: Final = frozenset("%‰€$£¥₫฿")
_SCALES: Final = frozenset(("k", "m", "bn", "b", "e"))
"""Endings of a number that are no units: `1.5k`. The reader of numbers refuses them with the whole number."""
_ANSWERS: Final = {"y": "yes", "yes": "yes", "done": "yes", "true": "yes", "n": "no", "no": "no", "open": "no"}


@dataclass(frozen=True, slots=True)
class LineForm:
    """The kind of value that a line holds."""

    unit: str | None = None
    is_binary: bool = False
    milestones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckinLine:
    """A line, in its parts. The number is not read yet."""

    text: str | None = None
    """The value: a number, yes, no, or ids with commas between them, or the text in their place; None without one."""
    sign: Sign = "="
    is_unchanged: bool = False
    """True for `.`."""
    confidence: int | None = None
    note: str | None = None
    blocker: str | None = None
    """A text, or `CLEARED`; None if the line has none."""

    @property
    def has_value(self) -> bool:
        """True if the line gives a value, or says that it is unchanged."""
        return self.text is not None or self.is_unchanged


def form_of(key_result: KeyResult) -> LineForm:
    """The kind of value that a line about a key result holds."""
    milestones = tuple(item.id for item in key_result.milestones if item.id)
    return LineForm(key_result.unit, key_result.measure == "binary", milestones)


def parse_line(typed: str, form: LineForm) -> CheckinLine:
    """The parts of a line. Raises InvalidValueError for a wrong confidence, and for a unit of something else."""
    line = " ".join(typed.split())
    before, blocker = line, None
    if mark := _BLOCKER.search(line):
        before, blocker = line[: mark.start()].strip(), line[mark.end() :].strip()
        blocker = CLEARED if blocker == "-" else blocker
    if not before:
        return CheckinLine(is_unchanged=blocker == CLEARED, blocker=blocker)
    value, rest = _split_value(before, form)
    confidence, note = _split_confidence(rest)
    return replace(value, confidence=confidence, note=note or None, blocker=blocker)


def format_line(line: CheckinLine, form: LineForm) -> str:
    """The text of a line, which is read as the same parts."""
    value = "." if line.is_unchanged else line.text or ""
    if form.is_binary or form.milestones:
        pass
    elif line.sign == "+=" and value[:1].isdecimal():
        value = f"+{value}"
    elif line.sign != "=" or value[:1] in ("+", "-", "="):
        value = value if line.sign == "+=" and _MINUS.match(value) else f"{line.sign}{value}"
    if line.note and line.confidence is None and form.unit and line.text and _NUMBER.fullmatch(line.text):
        value += f" {form.unit}"
    confidence = "" if line.confidence is None else str(line.confidence)
    blocker = "" if line.blocker is None else f"!{line.blocker or '-'}"
    return " ".join(filter(None, (value if line.has_value else "", confidence, line.note, blocker)))


# ── Value and unit ────────────────────────────────────────────────────────────────────────────────────────────────


def _split_value(line: str, form: LineForm) -> tuple[CheckinLine, str]:
    """The value of a line, and the rest of it."""
    first, _, rest = line.partition(" ")
    if first == ".":
        return CheckinLine(is_unchanged=True), rest
    if form.is_binary:
        return CheckinLine(_ANSWERS.get(first.lower(), first)), rest
    if form.milestones:
        return _split_milestones(line, form.milestones)
    if form.unit and (match := re.fullmatch(rf"([=+-]*){re.escape(form.unit)}(\d\S*)", first)):
        first = match[1] + match[2]  # a currency in front: €15
    signed = _SIGN.fullmatch(first)
    sign: Sign = _SIGNS[signed["sign"]] if signed else "="
    text = signed["rest"] if signed else first
    match = _NUMBER.fullmatch(text)
    attached = match["unit"] if match else None
    is_scale = folded(attached or "") in _SCALES and not (form.unit and _is_of_unit(attached or "", form.unit))
    if match is None or is_scale:
        return CheckinLine(text, sign), rest
    after = f"{attached} {rest}".rstrip() if attached else rest
    return CheckinLine(match["number"], sign), _without_unit(after, match["number"], form.unit, bool(attached))


def _split_milestones(line: str, known: Sequence[str]) -> tuple[CheckinLine, str]:
    """The ids at the beginning of a line, with commas or spaces between them, and the rest of the line."""
    words = re.findall(r"[^\s,]+", line)
    ids = list(takewhile(known.__contains__, words))
    if not ids:
        first, _, rest = line.partition(" ")
        return CheckinLine(_ANSWERS.get(first.lower(), first)), rest
    rest = re.sub(rf"^(?:[\s,]*[^\s,]+){{{len(ids)}}}[\s,]*", "", line)
    return CheckinLine(",".join(ids)), rest


def _without_unit(rest: str, number: str, unit: str | None, is_attached: bool) -> str:
    """The rest of a line without the unit at its beginning. Raises InvalidValueError for the unit of something else."""
    first = rest.partition(" ")[0]
    if unit:
        for length in range(len(unit.split()), 0, -1):
            words = rest.split(" ")
            typed, after = " ".join(words[:length]), " ".join(words[length:])
            is_whole = length == len(unit.split())
            if _is_unit(typed, unit if is_whole else " ".join(unit.split()[:length])) and (
                is_whole or not after or _CONFIDENCE.fullmatch(after.partition(" ")[0])
            ):
                return after
    if first and (is_attached or first in _UNIT_SIGNS or _span(first)):
        if unit and _is_of_unit(first, unit):
            return rest.partition(" ")[2]
        means = f"the unit is {quote_value(unit)}" if unit else "it has no unit"
        as_note = "" if is_attached else f", or with a note {number} 7 {rest}"
        raise InvalidValueError(f"{quote_value(first)} does not fit: {means}", f"write {number}{as_note}")
    return rest


def _is_of_unit(word: str, unit: str) -> bool:
    """True if the word is the unit, or names the same span of time."""
    return _is_unit(word, unit) or bool(_span(word) and _span(word) == _span(unit))


def _is_unit(typed: str, unit: str) -> bool:
    """True if the text is the unit, perhaps in another case, or in the singular or plural of English."""
    word, unit_word = folded(typed), folded(unit)
    return (
        word == unit_word
        or (len(word) > 2 and word + "s" == unit_word)
        or (len(unit_word) > 2 and unit_word + "s" == word)
    )


def _span(word: str) -> str:
    """The span of time that a word names in any language, by its English name; empty if it names none."""
    from okrcli.language.lexicons import lexicon_of

    lexicon = lexicon_of(word).measure
    return next((name for name, words in lexicon.spans.items() if folded(word) in map(folded, words)), "")


# ── Confidence ────────────────────────────────────────────────────────────────────────────────────────────────────


def _split_confidence(rest: str) -> tuple[int | None, str]:
    """The confidence at the beginning of a text, if it begins with a number, and the rest."""
    first, _, after = rest.partition(" ")
    match = _CONFIDENCE.fullmatch(first)
    if match is None:
        return None, rest
    try:
        return read_confidence(match["number"]), after.strip()
    except InvalidValueError as refusal:
        hint = "write one such as 7"
        if after.strip():
            hint = f"write the confidence before a note that begins with a number: 7 {rest}"
        raise InvalidValueError(refusal.message, hint) from None
