"""What the title of a key result says of its measure: a proposal that a person confirms, never a decision.

`Grow inbound MQLs from 20 to 30`, `Tăng doanh thu từ 4,3 tỷ lên 5,6 tỷ`, `เพิ่ม MQL จาก 20 เป็น 30`,
`将转化率从10%提高到25%`. Where a title can be read in more than one way nothing is proposed, and the proposal says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal

from okrcli.language import title_words
from okrcli.language.dates import last_day_in
from okrcli.language.numbers import Amount, amounts_of, plain, without_names
from okrcli.model.plan import Period
from okrcli.model.records import Kind

_MAX_DIGITS: Final = 15
_NEAR: Final = 20
"""How many times as large the other of two numbers may be for both to share one scale."""
Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a title says, as far as it can be told. Without a kind nothing is proposed, and `remark` says why."""

    kind: Kind | None = None
    start: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    period: str | None = None
    """How long a period is, where each one has to reach the target: `week`."""
    due: str | None = None
    """The last day of something that is there or not, as `YYYY-MM-DD`."""
    lacks_start: bool = False
    """Whether the value to reach is said, and not from where."""
    remark: str = ""

    @property
    def direction(self) -> Direction | None:
        """Where the value has to go, as far as the title says."""
        if self.kind == "recurring":
            return "up"
        if self.start is None or self.target is None:
            return {"at_least": "up", "above": "up", "at_most": "down", "below": "down"}.get(self.kind or "")  # type: ignore[return-value]
        return "up" if self.target > self.start else "down"

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a key result that it proposes, as they are typed."""
        if self.kind is None:
            return {}
        if self.kind == "recurring":
            said = {"target_per_period": f"{self.target:f}", "period": self.period or "week"}
            return {**said, **({"unit": self.unit} if self.unit else {})}
        numbers = {"start": self.start, "target": self.target, "low": self.low, "high": self.high}
        said = {name: f"{number:f}" for name, number in numbers.items() if number is not None}
        implied = self.kind in ("metric", "between")
        found = {"done": "false"} if self.kind == "binary" else {} if implied else {"kind": self.kind}
        return {
            **found,
            **said,
            **({"unit": self.unit} if self.unit else {}),
            **({"due": self.due} if self.due else {}),
        }


def propose(title: str, period: Period | None = None) -> Proposal:
    """The measure that a title speaks of. A day without a year is looked for in the period."""
    text = plain(title)
    found = amounts_of(text)
    if any(sum(map(str.isdigit, amount.written)) > _MAX_DIGITS for amount in found):
        return Proposal(remark=f"it has a number of more than {_MAX_DIGITS} digits")
    figures = [amount for amount in found if not (amount.is_spelled or _is_bracketed(text, amount))]
    found = [amount for amount in found if not (figures and amount.is_spelled)]
    found = _main(found, lambda amount: not title_words.is_aside(text[: amount.begin], text[amount.end :]))
    pairs = _pairs(text, found)
    others = [amount for amount in found if pairs and amount not in pairs[0]]
    if len(pairs) > 1 or any(_is_goal(text, amount) for amount in others):
        return Proposal(remark="it has two measures: make two key results of it, or name the one that counts")
    if pairs:
        return _way(text, *pairs[0])
    found = [amount for amount in found if not amount.is_year]
    found = _main(found, lambda amount: not _is_bracketed(text, amount))
    if not found:
        return _without_number(text, period)
    if len(found) == 2 and title_words.BETWEEN.search(text[: found[0].begin]):
        return _corridor(text, *found)
    if len(found) == 2 and title_words.RANGE.fullmatch(text[found[0].end : found[1].begin]):
        return Proposal(remark=f"{found[0].written} to {found[1].written} is a range: which of the two is the target?")
    if len(found) > 1:
        numbers = ", ".join(amount.written for amount in found)
        return Proposal(remark=f"it has {len(found)} numbers ({numbers}): which one is the target?")
    return _alone(text, found[0])


# ── Two numbers ───────────────────────────────────────────────────────────────────────────────────────────────────


def _pairs(text: str, found: Sequence[Amount]) -> list[tuple[Amount, Amount]]:
    """The amounts that say from where and to where, in that order."""
    pairs = []
    for one, other in pairwise(found):
        before, between = text[: one.begin], text[one.end : other.begin]
        if one.is_year and other.is_year:
            continue
        if title_words.is_way(before, between):
            pairs.append((one, other))
        elif title_words.is_way_back(before, between):
            pairs.append((other, one))
    return pairs


def _way(text: str, start: Amount, target: Amount) -> Proposal:
    """From one amount to another, in one unit."""
    for amount in (start, target):
        if amount.number is None:
            return _two_readings(amount)
    if start.sign and target.sign and start.sign != target.sign:
        return Proposal(remark=f"{start.written} and {target.written} differ in their unit: give both in one")
    if start.sign == "%" != target.sign and (target.word or title_words.noun_after(text[target.end :])):
        return Proposal(remark=f"{start.written} is a percentage and {target.written} is not: give both in one unit")
    spans = title_words.span_after(text[start.end :]), title_words.span_after(text[target.end :])
    if all(spans) and spans[0] != spans[1]:
        return Proposal(remark=f"{spans[0]} and {spans[1]} are two units: give both numbers in one")
    is_shared = start.word == target.word or _is_short_for(start, target) or _is_short_for(target, start)
    numbers = (start.number, target.number) if is_shared else (start.whole, target.whole)
    if numbers[0] == numbers[1]:
        return Proposal(remark="it ends where it begins: to keep a value, write at least or at most")
    last = max(start, target, key=lambda amount: amount.begin)
    first = min(start, target, key=lambda amount: amount.begin)
    sign = target.sign or start.sign
    unit = _unit(text, first, replace(last, sign=sign, word=(last.word or first.word) if is_shared else ""))
    return Proposal("metric", start=numbers[0], target=numbers[1], unit=unit)


def _is_short_for(short: Amount, long: Amount) -> bool:
    """Whether a number shares the scale of the other one: `from 4 to 6 million`, and not `from 800 to 1.2 million`."""
    if short.word or short.is_scaled or not long.word or short.number is None or not long.number:
        return False
    return abs(short.number) < _NEAR * abs(long.number) and not 0 < _NEAR * abs(short.number) < abs(long.number)


def _two_readings(amount: Amount) -> Proposal:
    """A number such as `1.200`, which is a thousand in some countries."""
    digits = "".join(sign for sign in amount.written if sign.isdigit() or sign in ",.")
    thousands, decimals = "".join(filter(str.isdigit, digits)), digits.replace(",", ".").rstrip("0")
    return Proposal(remark=f"{digits} is read differently from country to country: write {thousands} or {decimals}")


def _corridor(text: str, low: Amount, high: Amount) -> Proposal:
    if low.number is None or high.number is None:
        return _two_readings(low if low.number is None else high)
    if low.number >= high.number:
        return Proposal(remark=f"{low.written} is not below {high.written}")
    unit = _unit(text, low, replace(high, sign=high.sign or low.sign))
    return Proposal("between", low=low.number, high=high.number, unit=unit)


# ── One number, or none ───────────────────────────────────────────────────────────────────────────────────────────


def _is_goal(text: str, amount: Amount) -> bool:
    """Whether a number is one to reach or to keep by itself."""
    before, after = text[: amount.begin], text[amount.end :]
    return title_words.is_goal(before) or title_words.limit_of(before, after) is not None


def _is_bracketed(text: str, amount: Amount) -> bool:
    return title_words.is_bracketed(text[: amount.begin], text[amount.end :])


def _main(found: list[Amount], is_main: Callable[[Amount], bool]) -> list[Amount]:
    """The amounts that a title is about; all where none is."""
    return [amount for amount in found if is_main(amount)] or found


def _alone(text: str, amount: Amount) -> Proposal:
    """What the only number of a title is: a value to reach, a count, or a limit."""
    if amount.number is None:
        return _two_readings(amount)
    before, after = text[: amount.begin], text[amount.end :]
    if title_words.BY.search(before):
        return _change(amount.written)
    if title_words.ends_with_from(before):
        return Proposal(remark=f"from {amount.written}, and to what?")
    unit, limit = _unit(text, amount, amount), title_words.limit_of(before, after)
    if amount.sign != "%" and limit not in ("at_most", "below") and title_words.is_count(before):
        if period := title_words.period_of(before, after):
            return Proposal("recurring", target=amount.number, unit=unit, period=period)
        return Proposal("metric", start=Decimal(0), target=amount.number, unit=unit)
    moves = title_words.MOVES.search(text) and not title_words.KEEPS.search(text)
    if title_words.is_goal(before) or (moves and limit):
        return Proposal("metric", target=amount.number, unit=unit, lacks_start=True)
    if limit == "at_least" and amount.sign != "%" and title_words.begins_with_count(text):
        return Proposal(remark=f"{amount.written}: is it to be reached, and from what, or to be kept all the time?")
    if limit or not amount.number:
        return Proposal(limit or "at_most", target=amount.number, unit=unit)
    if moves and amount.sign == "%":
        return _change(amount.written)
    return Proposal(remark=f"{amount.written}: is it a value to reach, and from what, or a limit to keep?")


def _change(words_of_it: str) -> Proposal:
    return Proposal(remark=f"{words_of_it} reads like a change: from what value, to what value?")


def _without_number(text: str, period: Period | None) -> Proposal:
    """Something that is there at the end or is not, where the title begins with the words for that."""
    if title_words.FINDS.match(text):
        return Proposal("baseline")
    if found := title_words.DOUBLES.search(text):
        return _change(found[0])
    if title_words.DOES.search(title_words.without_day(without_names(text))):
        return Proposal("binary", due=last_day_in(text, period))
    if years := [amount.written for amount in amounts_of(text)]:
        return Proposal(remark=f"{years[-1]} can be a year: what would you count, and from what to what?")
    return Proposal(remark="it has no number: what would you count, and from what to what?")


def _unit(text: str, first: Amount, last: Amount) -> str | None:
    """`%`, the currency with its scale, or what is counted: the words behind the last number, else before the first."""
    if last.sign == "%":
        return "%"
    noun = last.sign or title_words.noun_after(text[last.end :])
    if not noun:
        noun = title_words.noun_after(text[first.end : last.begin]) or title_words.noun_before(text[: first.begin])
    return title_words.joined(last.word, noun) or None
