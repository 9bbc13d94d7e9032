"""The measure in the title of a key result: a proposal that a person confirms, never a decision.

`Grow inbound MQLs from 20 to 30`, `Tăng doanh thu từ 4,3 tỷ lên 5,6 tỷ`, `เพิ่ม MQL จาก 20 เป็น 30`,
`将转化率从10%提高到25%`. Where a title can be read in more than one way nothing is proposed, and the proposal says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Final

from okrcli.language.amounts import Amount, Scan
from okrcli.language.dates import last_day_in
from okrcli.language.lexicons import lexicon_of
from okrcli.language.measure_words import Direction, MeasureWords
from okrcli.language.unit_words import NEAR, joined_unit
from okrcli.model.period import Period
from okrcli.model.records import Kind

_MAX_DIGITS: Final = 15
_MAX_RATIO: Final = 20
"""The largest ratio of two numbers that share one scale."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The measure that is read from a title. Without a kind nothing is proposed, and `remark` has the reason."""

    kind: Kind | None = None
    start: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None
    period: str | None = None
    """The length of a period, if each period has to reach the target: `week`."""
    due: str | None = None
    """The last day of something that is there or not, as `YYYY-MM-DD`."""
    lacks_start: bool = False
    """True if the title has a target and no start."""
    remark: str = ""

    @property
    def direction(self) -> Direction | None:
        """The direction of the value, if the title has one."""
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
            values = {"target_per_period": f"{self.target:f}", "period": self.period or "week"}
            return {**values, **({"unit": self.unit} if self.unit else {})}
        numbers = {"start": self.start, "target": self.target, "low": self.low, "high": self.high}
        values = {name: f"{number:f}" for name, number in numbers.items() if number is not None}
        implied = self.kind in ("metric", "between")
        measure = {"done": "false"} if self.kind == "binary" else {} if implied else {"kind": self.kind}
        return {
            **measure,
            **values,
            **({"unit": self.unit} if self.unit else {}),
            **({"due": self.due} if self.due else {}),
        }


def propose(title: str, period: Period | None = None) -> Proposal:
    """The measure that a title speaks of. A day without a year is looked for in the period."""
    lexicon = lexicon_of(title)
    return _Reading(lexicon.scanner.scan(title), lexicon.measure, period).proposal()


@dataclass(frozen=True)
class _Reading:
    """A title with its amounts and the words of its language."""

    scan: Scan
    words: MeasureWords
    period: Period | None

    def proposal(self) -> Proposal:
        amounts = list(self.scan.amounts)
        if any(sum(map(str.isdigit, amount.written)) > _MAX_DIGITS for amount in amounts):
            return Proposal(remark=f"it has a number of more than {_MAX_DIGITS} digits")
        amounts = _main(amounts, lambda amount: not amount.is_blank)
        if amounts and amounts[0].is_blank:
            return Proposal(remark=f"{amounts[0].written} is still to be filled in: from what value, to what value?")
        figures = [
            amount for amount in amounts if not (amount.is_spelled or amount.is_rank or self._is_bracketed(amount))
        ]
        amounts = [amount for amount in amounts if not (figures and amount.is_spelled)]
        amounts = _main(amounts, lambda amount: not amount.is_rank)
        amounts = _main(amounts, lambda amount: not self.words.is_aside(*self._around(amount)))
        pairs = self._pairs(amounts)
        others = [amount for amount in amounts if pairs and amount not in pairs[0]]
        if len(pairs) > 1 or any(map(self._is_goal, others)):
            return Proposal(remark="it has two measures: make two key results of it, or name the one that counts")
        if pairs:
            return self._way(*pairs[0])
        amounts = [amount for amount in amounts if not amount.is_year]
        amounts = _main(amounts, lambda amount: not self._is_bracketed(amount))
        if not amounts:
            return self._without_number()
        if len(amounts) == 2:
            first, second = amounts
            if self.words.ends_with("between", self._before(first)):
                return self._corridor(first, second)
            if self.words.is_range(self._between(first, second)):
                return Proposal(
                    remark=f"{first.written} to {second.written} is a range: which of the two is the target?"
                )
        if len(amounts) > 1:
            numbers = ", ".join(amount.written for amount in amounts)
            return Proposal(remark=f"it has {len(amounts)} numbers ({numbers}): which one is the target?")
        return self._alone(amounts[0])

    # ── Texts around an amount ────────────────────────────────────────────────────────────────────────────────────

    def _before(self, amount: Amount) -> str:
        """The words before an amount, as far as they can belong to it."""
        return self.scan.text[max(0, amount.begin - NEAR) : amount.begin]

    def _after(self, amount: Amount) -> str:
        """The words behind an amount, as far as they can belong to it."""
        return self.scan.text[amount.end : amount.end + NEAR]

    def _around(self, amount: Amount) -> tuple[str, str]:
        return self._before(amount), self._after(amount)

    def _between(self, first: Amount, second: Amount) -> str:
        return self.scan.text[first.end : second.begin]

    def _is_bracketed(self, amount: Amount) -> bool:
        """True if a number stands in brackets."""
        return self._open_brackets[amount.begin] > 0 and self.scan.text.rfind(")") >= amount.end

    @cached_property
    def _open_brackets(self) -> Sequence[int]:
        """The number of open brackets at each position of the text."""
        return list(accumulate(((sign == "(") - (sign == ")") for sign in self.scan.text), initial=0))

    def _is_goal(self, amount: Amount) -> bool:
        """True if a number is one to reach or to keep by itself."""
        return self.words.is_goal(self._before(amount)) or self.words.limit_of(*self._around(amount)) is not None

    # ── Two numbers ───────────────────────────────────────────────────────────────────────────────────────────────

    def _pairs(self, amounts: Sequence[Amount]) -> list[tuple[Amount, Amount]]:
        """The amounts that say from where and to where, in that order."""
        pairs = []
        for first, second in pairwise(amounts):
            before, between = self._before(first), self._between(first, second)
            if first.is_year and second.is_year:
                continue
            if self.words.is_way(before, between):
                pairs.append((first, second))
            elif self.words.is_way_back(before, between):
                pairs.append((second, first))
        return pairs

    def _way(self, start: Amount, target: Amount) -> Proposal:
        """From one amount to another, in one unit and in the direction of the verb."""
        for amount in (start, target):
            if amount.number is None:
                return _two_readings(amount)
        first, last = sorted((start, target), key=lambda amount: amount.begin)
        if remark := self._two_units(start, target, first, last):
            return Proposal(remark=remark)
        is_shared = start.word == target.word or _is_short_for(start, target) or _is_short_for(target, start)
        numbers = (start.number, target.number) if is_shared else (start.whole, target.whole)
        if numbers[0] == numbers[1]:
            return Proposal(remark="it ends where it begins: to keep a value, write at least or at most")
        sign = target.sign or start.sign
        unit = self._unit(first, replace(last, sign=sign, word=(last.word or first.word) if is_shared else ""))
        proposal = Proposal("metric", start=numbers[0], target=numbers[1], unit=unit)
        directions = list(self.words.directions(self.scan.text[: last.begin]))
        if directions and proposal.direction not in [direction for direction, _ in directions]:
            direction, word = directions[-1]
            way = f"{start.written} to {target.written}"
            return Proposal(remark=f"{word} says {direction}, and {way} goes {proposal.direction}: which is right?")
        return proposal

    def _two_units(self, start: Amount, target: Amount, first: Amount, last: Amount) -> str:
        """A remark on two numbers that are not in one unit; empty where they are, or only one of them has a unit."""
        if start.sign and target.sign and start.sign != target.sign:
            return f"{start.written} and {target.written} differ in their unit: give both in one"
        for signed, other in ((start, target), (target, start)):
            noun = self.words.noun_after(self._after(other) if other is last else self._between(first, last))
            if signed.sign and not other.sign and (noun or (signed.sign == "%" and other.word)):
                kind = "a percentage" if signed.sign == "%" else "an amount of money"
                return f"{signed.written} is {kind} and {other.written} is not: give both in one unit"
        between, after = self._between(first, last), self._after(last)
        if self.words.are_two_units(between, after):
            units = self.words.noun_after(between), self.words.noun_after(after)
            if all(units):
                return f"{units[0]} and {units[1]} are two units: give both numbers in one"
            return f"{first.written} and {last.written} are in two units: give both numbers in one"
        return ""

    def _corridor(self, low: Amount, high: Amount) -> Proposal:
        if low.number is None or high.number is None:
            return _two_readings(low if low.number is None else high)
        if remark := self._two_units(low, high, low, high):
            return Proposal(remark=remark)
        if low.number >= high.number:
            return Proposal(remark=f"{low.written} is not below {high.written}")
        unit = self._unit(low, replace(high, sign=high.sign or low.sign))
        return Proposal("between", low=low.number, high=high.number, unit=unit)

    # ── One number, or none ───────────────────────────────────────────────────────────────────────────────────────

    def _alone(self, amount: Amount) -> Proposal:
        """The only number of a title: a value to reach, a count, or a limit."""
        if amount.number is None:
            return _two_readings(amount)
        before, after = self.scan.text[: amount.begin], self.scan.text[amount.end :]
        if amount.is_rank:
            return _unclear(amount)
        if self.words.ends_with("by", before) or self.words.is_multiple(before, after):
            return _change(amount.written)
        if self.words.ends_with_from(before):
            return Proposal(remark=f"from {amount.written}, and to what?")
        unit, limit = self._unit(amount, amount), self.words.limit_of(before, after)
        if amount.sign != "%" and limit not in ("at_most", "below") and self.words.is_count(before, after):
            if period := self.words.period_of(before, after):
                return Proposal("recurring", target=amount.number, unit=unit, period=period)
            return Proposal("metric", start=Decimal(0), target=amount.number, unit=unit)
        moves = self.words.moves(self.scan.text) and not self.words.keeps(self.scan.text)
        if self.words.is_goal(before) or (moves and limit):
            return Proposal("metric", target=amount.number, unit=unit, lacks_start=True)
        if limit == "at_least" and amount.sign != "%" and self.words.begins_with_count(self.scan.text):
            return Proposal(remark=f"{amount.written}: is it to be reached, and from what, or to be kept all the time?")
        if limit or not amount.number:
            return Proposal(limit or "at_most", target=amount.number, unit=unit)
        if moves and amount.sign == "%":
            return _change(amount.written)
        return _unclear(amount)

    def _without_number(self) -> Proposal:
        """Something that is there at the end or is not, where the title begins with the words for that."""
        text = self.scan.text
        if self.words.finds(text):
            return Proposal("baseline")
        if multiple := self.words.multiple_in(text):
            return _change(multiple)
        if self.words.is_done_or_not(self.scan.bare) and not self.words.is_repeated(text):
            return Proposal("binary", due=last_day_in(text, self.period))
        if years := [amount.written for amount in self.scan.amounts]:
            return Proposal(remark=f"{years[-1]} can be a year: what would you count, and from what to what?")
        return Proposal(remark="it has no number: what would you count, and from what to what?")

    def _unit(self, first: Amount, last: Amount) -> str | None:
        """`%`, the currency with its scale, or the counted noun: behind the last number, else before the first."""
        if last.sign == "%":
            return "%"
        noun = last.sign or self.words.noun_after(self._after(last))
        if not noun:
            noun = self.words.noun_after(self._between(first, last)) or self.words.noun_before(self._before(first))
        return joined_unit(last.word, noun) or None


def _is_short_for(short: Amount, long: Amount) -> bool:
    """True if a number shares the scale of the other one: `from 4 to 6 million`, and not `from 800 to 1.2 million`."""
    if short.word or short.is_scaled or not long.word or short.number is None or not long.number:
        return False
    first, last = abs(short.number), abs(long.number)
    return first < _MAX_RATIO * last and not 0 < _MAX_RATIO * first < last


def _two_readings(amount: Amount) -> Proposal:
    """A number such as `1.200`, which is a thousand in some countries."""
    thousands, decimals = "".join(filter(str.isdigit, amount.digits)), amount.digits.replace(",", ".").rstrip("0")
    return Proposal(
        remark=f"{amount.digits} is read differently from country to country: write {thousands} or {decimals}"
    )


def _main(amounts: list[Amount], is_main: Callable[[Amount], bool]) -> list[Amount]:
    """The amounts that a title is about; all where none is."""
    return [amount for amount in amounts if is_main(amount)] or amounts


def _unclear(amount: Amount) -> Proposal:
    return Proposal(remark=f"{amount.written}: is it a value to reach, and from what, or a limit to keep?")


def _change(words_of_it: str) -> Proposal:
    return Proposal(remark=f"{words_of_it} reads like a change: from what value, to what value?")
