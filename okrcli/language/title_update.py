"""Numbers and days of a title that have moved on: the title with the new numbers, and what it says of days gone by.

`Paying clinics grow from 612 to 700` with the start 646 is `Paying clinics grow from 646 to 700`. A number is replaced
only where it can be no other one, and in the form in which it stands there: Thai digits, a decimal comma, `k`, 万.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from okrcli.language.amounts import Amount, shortest
from okrcli.language.dates import days_before
from okrcli.language.folding import folded, plain
from okrcli.language.lexicons import lexicon_of
from okrcli.language.numbers import number_of
from okrcli.language.title_parser import propose
from okrcli.model.period import Period, PlannedCycle

_PLAIN_DIGITS: Final = frozenset("0123456789")
_MAX_POWER: Final = 15
_GROUPED_FROM: Final = 4
"""The digits from which on a number can have groups of three."""
_LABEL: Final = re.compile(r"(?<![0-9a-z])(?P<label>q[1-4]|h[12])(?: ?20\d\d)?(?![0-9a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """The numbers of a key result that its title can name."""

    start: Decimal | None
    target: Decimal | None
    unit: str | None = None


class TitleUpdate(NamedTuple):
    """A title with new numbers; or the title as it was, and the old numbers in it that were not replaced."""

    title: str
    left: tuple[str, ...] = ()


def updated_title(title: str, before: Measure, after: Measure) -> TitleUpdate:
    """The title with the start and target of `after` in place of those of `before`.

    Everything else stays as it is typed. The title stays as it is where one of its old numbers cannot be replaced.
    """
    moved = {role: (old, new) for role, old, new in _roles(before, after) if new is not None and old != new}
    if not moved:
        return TitleUpdate(title)
    amounts = [amount for amount in lexicon_of(title).scanner.scan(title).amounts if amount.number is not None]
    by_role = {role: [amount for amount in amounts if _is(amount, old)] for role, (old, _) in moved.items()}
    mapped = {
        by_role[role][0]: (old, new)
        for role, (old, new) in moved.items()
        if len(by_role[role]) == 1 and _is_sure(title, role, by_role[role][0], amounts, before)
    }
    changed = _replaced(title, amounts, mapped)
    if changed is None or not _reads_as(title, changed, mapped):
        changed, mapped = title, {}
    numbers = [amount for some in by_role.values() for amount in some]
    if all(amount in mapped for amount in numbers):
        return TitleUpdate(changed)
    return TitleUpdate(title, tuple(dict.fromkeys(amount.written for amount in numbers)))


def outdated_days(title: str, previous: PlannedCycle, following: PlannedCycle) -> tuple[str, ...]:
    """The days, quarters and years of the previous cycle that a title names and that are not in the next one."""
    labels = [
        match[0] for match in _LABEL.finditer(plain(title)) if _is_label_before(match["label"], previous, following)
    ]
    years = [
        amount.written
        for amount in lexicon_of(title).scanner.scan(title).amounts
        if amount.is_year and _is_year_before(int(amount.written), previous.period, following.period)
    ]
    return tuple(dict.fromkeys([*days_before(title, previous.period, following.period), *labels, *years]))


# ── Numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _roles(before: Measure, after: Measure) -> Iterator[tuple[str, Decimal, Decimal | None]]:
    yield "start", before.start or Decimal(0), after.start
    if before.target is not None:
        yield "target", before.target, after.target


def _is(amount: Amount, value: Decimal) -> bool:
    """True if an amount is this value: as it is written, or with its scale worked out."""
    return not amount.is_year and value in (amount.number, amount.whole)


def _is_sure(title: str, role: str, amount: Amount, amounts: Sequence[Amount], before: Measure) -> bool:
    """True if an amount with the value of the start or target can mean nothing else.

    The title parser says so, the amount has the unit of the key result or stands behind `from`, the other number is
    there too, or it is the only number and that of the target.
    """
    proposal = propose(title)
    value, other = (before.start or Decimal(0)), before.target
    if role == "target":
        value, other = other or Decimal(0), before.start
    if (proposal.start if role == "start" else proposal.target) == value:
        return True
    if not value:
        return False
    if _has_unit(amount, before.unit) or (role == "start" and _is_behind_from(title, amount)):
        return True
    if other:
        return sum(_is(some, other) for some in amounts) == 1
    return role == "target" and len(amounts) == 1


def _has_unit(amount: Amount, unit: str | None) -> bool:
    written = folded(amount.sign or amount.word)
    return bool(written) and folded(unit or "").startswith(written)


Moved = Mapping[Amount, tuple[Decimal, Decimal]]
"""Amounts of a title, each with the old and the new value."""


def _is_behind_from(title: str, amount: Amount) -> bool:
    """True if a word such as `from` stands before an amount."""
    lexicon = lexicon_of(title)
    return lexicon.measure.ends_with_from(lexicon.scanner.scan(title).text[: amount.begin])


def _replaced(title: str, amounts: Sequence[Amount], mapped: Moved) -> str | None:
    """The title with other digits in some amounts; None if the form of one of them does not allow it.

    The digits of the title are those of the plain text in the same order, so they are found by counting.
    """
    text, lexicon = plain(title), lexicon_of(title)
    if lexicon.scanner.scan(title).text != text:
        return None
    positions = [position for position, sign in enumerate(title) if plain(sign) in _PLAIN_DIGITS]
    counts = [position for position, sign in enumerate(text) if sign in _PLAIN_DIGITS]
    if len(positions) != len(counts):
        return None
    parts, end = [], 0
    for amount, (old, new) in sorted(mapped.items(), key=lambda item: item[0].begin):
        begin = text.find(amount.digits, amount.begin, amount.end)
        digits = None if amount.is_spelled else _digits(amount, old, new, amounts, lexicon.language)
        if begin < 0 or digits is None:
            return None
        first, last = (positions[counts.index(at)] for at in (begin, begin + len(amount.digits) - 1))
        written = title[first : last + 1]
        zeros = {ord(sign) - int(sign) for sign in written if plain(sign) in _PLAIN_DIGITS}
        if plain(written) != amount.digits or len(written) != len(amount.digits) or len(zeros) != 1:
            return None
        signs = dict(zip(amount.digits, written, strict=True))
        signs |= {digit: chr(zero + int(digit)) for digit in _PLAIN_DIGITS for zero in zeros}
        parts += [title[end:first], "".join(signs.get(sign, sign) for sign in digits)]
        end = last + 1
    return "".join([*parts, title[end:]])


def _digits(amount: Amount, old: Decimal, new: Decimal, amounts: Sequence[Amount], language: str) -> str | None:
    """The digits of a new value in the form of an amount: its scale and separators. None where these are not known."""
    value, power = number_of(amount.digits, language), 0
    if value is None or amount.number is None or (new < 0) != (amount.number < 0):
        return None
    while value.scaleb(power) != abs(old) and power < _MAX_POWER:
        power += 1
    if value.scaleb(power) != abs(old) or (not old and (amount.is_scaled or amount.word)):
        return None
    scaled = abs(shortest(new.scaleb(-power)) if power else new)
    whole, _, places = f"{scaled:f}".partition(".")
    group, point = _separators(amount, language)
    is_grouped = bool(group) or len(amount.digits) < _GROUPED_FROM
    for other in amounts:
        other_group, other_point = _separators(other, language)
        group, point = group or other_group, point or other_point
    point = point or ("," if group == "." or (language == "vi" and group != ",") else ".")
    if group and is_grouped and len(whole) >= _GROUPED_FROM:
        whole = f"{int(whole):,}".replace(",", group)
    return f"{whole}{point}{places}" if places else whole


def _separators(amount: Amount, language: str) -> tuple[str, str]:
    """The sign between groups of three digits and the decimal sign of an amount, as far as it shows them."""
    signs = [sign for sign in amount.digits if not sign.isdigit()]
    value = number_of(amount.digits, language) if amount.digits and not amount.is_blank else None
    if not signs or value is None:
        return "", ""
    if value == Decimal("".join(filter(str.isdigit, amount.digits))):
        return signs[0], ""
    return (signs[0] if len(signs) > 1 else ""), signs[-1]


def _reads_as(title: str, changed: str, mapped: Moved) -> bool:
    """True if the changed title is read as the old one is, but for the new values."""
    scanner = lexicon_of(changed).scanner
    before, after = scanner.scan(title).amounts, scanner.scan(changed).amounts
    if len(before) != len(after) or lexicon_of(title) is not lexicon_of(changed):
        return False
    for old, new in zip(before, after, strict=True):
        values = (new.number, new.whole) if old in mapped else (new.number, new.written)
        expected = mapped[old][1] if old in mapped else None
        if (old.word, old.sign, old.is_year) != (new.word, new.sign, new.is_year):
            return False
        if expected not in values if old in mapped else values != (old.number, old.written):
            return False
    return propose(changed).kind == propose(title).kind


# ── Days ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _is_label_before(label: str, previous: PlannedCycle, following: PlannedCycle) -> bool:
    """True if a quarter or half of a year is part of the previous label, and not of the next one."""
    parts = [cycle.id.lower().split("-") for cycle in (previous, following)]
    return label.lower() in parts[0] and label.lower() not in parts[1]


def _is_year_before(year: int, previous: Period, following: Period) -> bool:
    """True if a year, also a Buddhist one, is one of the previous period and not of the next one."""
    year = year - 543 if year > 2400 else year
    years = [range(period.start.year, period.end.year + 1) for period in (previous, following)]
    return year in years[0] and year not in years[1]
