"""Changes of plans in words: `target 30 → 25`, `20 → 22 MQL, confidence 7`. Plain text, not yet escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from okrcli.model.assignments import change_text, value_text
from okrcli.model.diff_setting_text import setting_change_text, whole_text
from okrcli.model.goalposts import RECORD
from okrcli.model.history import AGREEMENT
from okrcli.model.number_format import percent_text, quantity
from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.plan_change import PROMISED, PlanChange, RecordedCheckin, recorded
from okrcli.model.record_base import field_names
from okrcli.model.records import Agreement, ChangeRecord, CheckinValues, Dependency, KeyResult, Objective, Tripwire

_LINKS: Final = {"contributes to": "contributes to", "supports": "supports", "member": "member"}


def name_of(change: PlanChange, cycle: str | None = None) -> str:
    """The name of the part that changed: `demand/mql`, with a cycle other than `cycle`; or a part of `okrs.yaml`."""
    if change.ref is None:
        if change.noun == RECORD:
            return f"cycle {change.item.partition(' ')[0]}"
        return "win" if change.noun == "win" else f"{change.noun} {change.item or change.field}"
    return str(change.ref) if change.ref.cycle == cycle else change.ref.full


def grouped_in_words(
    differences: Iterable[PlanChange],
    plan_of: Callable[[PlanChange], Plan],
    cycle: str | None,
    *,
    is_whole: bool = False,
) -> Iterator[tuple[PlanChange, str, str]]:
    """Each change with its name and its words; people, teams and the like, added or removed, make one entry.

    `plan_of` gives today's plan, at least that of the cycle of a change. With `is_whole` people, teams and definitions
    stand with all that they say, else by their names.
    """
    together: dict[tuple[str, str], list[PlanChange]] = {}
    for change in differences:
        if change.ref is None and change.kind != "changed" and change.noun not in ("win", RECORD):
            together.setdefault((change.noun, change.kind), []).append(change)
        else:
            yield (
                change,
                name_of(change, cycle or (change.ref.cycle if change.ref else None)),
                change_in_words(change, plan_of(change)),
            )
    for (noun, kind), several in together.items():
        yield several[0], noun, f"{kind}: {', '.join(map(_whole if is_whole else _item, several))}"


def _item(change: PlanChange) -> str:
    return change.item


def _whole(change: PlanChange) -> str:
    return whole_text(change.item, change.after if change.kind == "added" else change.before)


def change_in_words(change: PlanChange, plan: Plan) -> str:
    """A change in words, without the name of its part. `plan` is today's: it has the units and earlier values."""
    if change.noun in ("check-in", "win"):
        return _checkin_in_words(change, plan)
    if change.kind in ("renamed", "moved"):
        return _new_name_in_words(change)
    if change.kind == "changed" and change.field == AGREEMENT and change.answer is not None:
        return _answer_in_words(change.item, change.answer)
    if change.noun == "agreement" and change.ref:
        return _agreement_in_words(change)
    if change.kind == "changed":
        before = f"{change.noun} {value_text(change.item)}: " if change.item and change.ref else ""
        return f"{before}{_field_in_words(change)}"
    item = change.after if change.kind == "added" else change.before
    if isinstance(item, Objective | KeyResult):
        return f"{'new' if change.kind == 'added' else 'removed'} {change.noun}: {_item_with_target(item)}"
    return _list_item_in_words(change, item)


def _answer_in_words(name: str, answer: Dependency) -> str:
    """`request to ads/leads refused by linh`; of an agreement also what is promised."""
    by = f" by {answer.by}" if answer.by and answer.agreement != "asked" else ""
    terms = ("promised_amount", "promised_due", "condition")
    given = [f"{term} {value_text(value)}" for term in terms if (value := getattr(answer, term)) is not None]
    word = "open again" if answer.agreement == "asked" else answer.agreement
    return ", ".join([f"request to {name} {word}{by}", *given])


def _agreement_in_words(change: PlanChange) -> str:
    """`agreed by linh, condition “If we hire one more”`; `refused by nam, agreed before`."""
    given: Agreement = change.after or change.before
    if change.kind == "removed":
        return f"answer removed: {given.agreement} by {given.by}"
    parts = [f"{given.agreement} by {given.by}"]
    parts += [f"{name} “{text}”" for name in ("condition", "reason") if (text := getattr(given, name))]
    if change.kind == "changed" and change.before.agreement != given.agreement:
        parts.append(f"{change.before.agreement} before")
    return ", ".join(parts)


def _new_name_in_words(change: PlanChange) -> str:
    old, new = change.before, change.after
    if change.kind == "moved":
        return f"moved from {old}"
    return f"renamed from {old.short if old.parent == new.parent else old}"


def _field_in_words(change: PlanChange) -> str:
    name = change.field if change.ref or change.item else ""
    if change.field in PROMISED:
        name = name.replace("_", " ")
    if change.field == "done" and isinstance(change.after, date):
        return f"done {change.after}"
    if change.field == "done" and not change.after:
        return "open again"
    text = setting_change_text if change.ref is None else change_text
    return f"{name} {text(*change.sides)}".strip()


def _listed(values: tuple[object, ...]) -> str:
    return ", ".join(map(value_text, values))


def _item_with_target(item: Objective | KeyResult) -> str:
    """A title, for a key result with start and target: `Grow inbound MQLs (20 → 30 MQL)`."""
    if not isinstance(item, KeyResult) or item.target is None:
        return item.title
    unit = f" {item.unit}" if item.unit else ""
    way = f"{quantity(item.start)} → " if item.start is not None else ""
    return f"{item.title} ({way}{quantity(item.target)}{unit})"


def _list_item_in_words(change: PlanChange, item: object) -> str:
    """An item that was added to a list or removed from it."""
    is_added = change.kind == "added"
    if change.noun in _LINKS and change.noun != "member":
        return f"{change.noun} {change.item}" if is_added else f"no longer {change.noun} {change.item}"
    if isinstance(item, ChangeRecord):
        return f"{'recorded' if is_added else 'record removed'}: {item.field} {change_text(item.from_, item.to)}"
    if change.ref is None:
        return "added" if is_added else "removed"
    if isinstance(item, Dependency):
        need = f": {item.need}" if item.need else ""
        refused = ", refused" if item.agreement == "refused" else ""
        return f"depends on {item.to}{refused}{need}" if is_added else f"no longer depends on {item.to}"
    if isinstance(item, Tripwire):
        what = f"below {percent_text(Fraction(item.below))} on {item.on}: {item.then}"
        return f"tripwire {'added' if is_added else 'removed'}: {what}"
    title = getattr(item, "title", None) or change.item
    return f"{change.noun} {'added' if is_added else 'removed'}: {title}"


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _checkin_in_words(change: PlanChange, plan: Plan) -> str:
    if change.noun == "win":
        text = (change.after or change.before).reading.note
        return text if change.kind == "added" else f"removed: {text}"
    checkin: RecordedCheckin = change.after or change.before
    if change.kind == "added":
        return ", ".join(_checkin_parts(checkin, change.ref, plan)) or "a note"
    day = f"check-in of {checkin.date}" + (f" by {checkin.by}" if checkin.by else "")
    if change.kind == "removed":
        return f"{day} removed ({', '.join(_checkin_parts(checkin, None, plan)) or 'a note'})"
    return f"{day} altered: {', '.join(_altered_fields(change.before, change.after))}"


def _altered_fields(old: RecordedCheckin, new: RecordedCheckin) -> list[str]:
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in ("date", "by", "at")]
    pairs += [(name, getattr(old.reading, name), getattr(new.reading, name)) for name in field_names(CheckinValues)]
    return [
        f"{name} {change_text(_number_as_decimal(was), _number_as_decimal(now))}"
        if name not in ("note", "blocker")
        else f"other {name}"
        for name, was, now in pairs
        if was != now
    ]


def _number_as_decimal(value: Any) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _checkin_parts(checkin: RecordedCheckin, ref: Ref | None, plan: Plan) -> list[str]:
    """The parts of a check-in in words, with the value before it where today's plan has that."""
    reading, parts = checkin.reading, []
    if reading.value is not None:
        parts.append(_value_movement(checkin, ref, plan))
    if reading.done is not None:
        done = reading.done
        parts.append(f"{_listed(done)} done" if isinstance(done, tuple) else "done" if done else "open again")
    if reading.missed:
        parts.append("missed")
    if reading.confidence is not None:
        parts.append(f"confidence {reading.confidence}")
    if reading.status is not None:
        parts.append("status computed again" if reading.status == "auto" else reading.status.replace("_", " "))
    if reading.corrects is not None:
        parts.append(f"corrects {reading.corrects}")
    return parts


def _value_movement(checkin: RecordedCheckin, ref: Ref | None, plan: Plan) -> str:
    """`20 → 22 MQL`; with `aggregate: sum` what was added, `+3 calls`."""
    value = checkin.reading.value
    ref = plan.present(ref) if ref else None
    if ref is None or ref.key_result is None or ref not in plan.locations:
        return quantity(value)
    key_result = plan.key_result(ref)
    unit = f" {key_result.unit}" if key_result.unit else ""
    if key_result.aggregation == "sum":
        return f"{'+' if value is not None and value >= 0 else ''}{quantity(value)}{unit}"
    before = value_before(checkin, ref, plan) if key_result.aggregation == "latest" else None
    return f"{quantity(before)} → {quantity(value)}{unit}" if before is not None else f"{quantity(value)}{unit}"


def value_before(entry: RecordedCheckin, ref: Ref, plan: Plan) -> Decimal | None:
    """The value of the check-in before this one in the plan, corrected ones too; the start before the first."""
    history = plan.checkins.get(ref, ())
    position = _position(entry, history)
    if position is None:
        return None
    for earlier in map(history.__getitem__, range(position - 1, -1, -1)):
        is_corrected = entry.reading.corrects is not None and earlier.document == entry.reading.corrects
        if earlier.reading.value is not None and not is_corrected:
            return earlier.reading.value
    return plan.key_result(ref).start


class _History:
    """The check-ins of one target, compared by identity: a plan is never changed."""

    __slots__ = ("checkins",)

    def __init__(self, checkins: tuple[Checkin, ...]) -> None:
        self.checkins = checkins

    def __hash__(self) -> int:
        return id(self.checkins)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _History) and other.checkins is self.checkins


@lru_cache(maxsize=1024)
def _positions(history: _History) -> dict[tuple[object, ...], list[int]]:
    """The positions of check-ins by day, moment, author and document. A log asks for each of them once."""
    positions: dict[tuple[object, ...], list[int]] = {}
    for position, checkin in enumerate(history.checkins):
        key = (checkin.date, checkin.at, checkin.by, checkin.document)
        positions.setdefault(key, []).append(position)
    return positions


def _position(entry: RecordedCheckin, history: tuple[Checkin, ...]) -> int | None:
    """The first position of a check-in in the history of its target; None if it was removed."""
    candidates = _positions(_History(history)).get((entry.date, entry.at, entry.by, entry.document), ())
    return next((position for position in candidates if recorded(history[position]) == entry), None)
