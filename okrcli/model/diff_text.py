"""Differences in the words of OKRs: `target 30 → 25`, `20 → 22 MQL, confidence 7`. Plain text, not yet made safe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from okrcli.model.assignments import arrow, told
from okrcli.model.diff import PlanChange, RecordedCheckin, recorded
from okrcli.model.number_format import quantity
from okrcli.model.plan import Plan, Ref
from okrcli.model.record import field_names
from okrcli.model.records import ChangeRecord, CheckinValues, Dependency, KeyResult, Objective

_LINKS: Final = {"contributes to": "contributes to", "supports": "supports", "member": "member"}


def name_of(found: PlanChange, cycle: str | None = None) -> str:
    """What a difference is about: `demand/mql`, with its cycle where that is not `cycle`; or `okrs.yaml`'s part."""
    if found.ref is None:
        return "win" if found.noun == "win" else f"{found.noun} {found.item or found.field}"
    return str(found.ref) if found.ref.cycle == cycle else found.ref.full


def grouped(differences: Iterable[PlanChange], plan: Plan, cycle: str | None) -> Iterator[tuple[PlanChange, str, str]]:
    """Each difference with its name and its words; people, teams and the like that came or went are one together."""
    together: dict[tuple[str, str], list[PlanChange]] = {}
    for found in differences:
        if found.ref is None and found.kind != "changed" and found.noun != "win":
            together.setdefault((found.noun, found.kind), []).append(found)
        else:
            yield found, name_of(found, cycle or (found.ref.cycle if found.ref else None)), in_words(found, plan)
    for (noun, kind), several in together.items():
        yield several[0], noun, f"{kind}: {', '.join(found.item for found in several)}"


def in_words(found: PlanChange, plan: Plan) -> str:
    """What happened, without the name of the thing. `plan` is today's: it knows units and earlier values."""
    if found.noun in ("check-in", "win"):
        return _of_checkin(found, plan)
    if found.kind in ("renamed", "moved"):
        return _naming(found)
    if found.kind == "changed":
        before = f"{found.noun} {told(found.item)}: " if found.item and found.ref else ""
        return f"{before}{_field(found)}"
    thing = found.after if found.kind == "added" else found.before
    if isinstance(thing, Objective | KeyResult):
        return f"{'new' if found.kind == 'added' else 'removed'} {found.noun}: {_about(thing)}"
    return _item(found, thing)


def _naming(found: PlanChange) -> str:
    old, new = found.before, found.after
    if found.kind == "moved":
        return f"moved from {old}"
    return f"renamed from {old.short if old.parent == new.parent else old}"


def _field(found: PlanChange) -> str:
    name = found.field if found.ref or found.item else ""
    if found.field == "done" and isinstance(found.after, date):
        return f"done {found.after}"
    return f"{name} {arrow(found.before, found.after)}".strip()


def _listed(values: tuple[object, ...]) -> str:
    return ", ".join(map(told, values))


def _about(thing: Objective | KeyResult) -> str:
    """A title, and the way of a key result: `Grow inbound MQLs (20 → 30 MQL)`."""
    if not isinstance(thing, KeyResult) or thing.target is None:
        return thing.title
    unit = f" {thing.unit}" if thing.unit else ""
    way = f"{quantity(thing.start)} → " if thing.start is not None else ""
    return f"{thing.title} ({way}{quantity(thing.target)}{unit})"


def _item(found: PlanChange, thing: object) -> str:
    """Something that came to a list or went from it."""
    came = found.kind == "added"
    if found.noun in _LINKS and found.noun != "member":
        return f"{found.noun} {found.item}" if came else f"no longer {found.noun} {found.item}"
    if isinstance(thing, ChangeRecord):
        return f"{'recorded' if came else 'record taken out'}: {thing.field} {arrow(thing.from_, thing.to)}"
    if found.ref is None:
        return "added" if came else "removed"
    if isinstance(thing, Dependency):
        need = f": {thing.need}" if thing.need else ""
        return f"depends on {thing.to}{need}" if came else f"no longer depends on {thing.to}"
    title = getattr(thing, "title", None) or found.item
    return f"{found.noun} {'added' if came else 'removed'}: {title}"


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_checkin(found: PlanChange, plan: Plan) -> str:
    if found.noun == "win":
        text = (found.after or found.before).reading.note
        return text if found.kind == "added" else f"taken out: {text}"
    now: RecordedCheckin = found.after or found.before
    if found.kind == "added":
        return ", ".join(_reading(now, found.ref, plan)) or "a note"
    day = f"check-in of {now.date}" + (f" by {now.by}" if now.by else "")
    if found.kind == "removed":
        return f"{day} taken out ({', '.join(_reading(now, None, plan)) or 'a note'})"
    return f"{day} altered: {', '.join(_altered(found.before, found.after))}"


def _altered(old: RecordedCheckin, new: RecordedCheckin) -> list[str]:
    pairs = [(name, getattr(old, name), getattr(new, name)) for name in ("date", "by", "at")]
    pairs += [(name, getattr(old.reading, name), getattr(new.reading, name)) for name in field_names(CheckinValues)]
    return [
        f"{name} {arrow(_plain(was), _plain(now))}" if name not in ("note", "blocker") else f"other {name}"
        for name, was, now in pairs
        if was != now
    ]


def _plain(value: Any) -> object:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _reading(now: RecordedCheckin, ref: Ref | None, plan: Plan) -> list[str]:
    """What a check-in says, with the value before it where today's plan knows that."""
    reading, parts = now.reading, []
    if reading.value is not None:
        parts.append(_movement(now, ref, plan))
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


def _movement(now: RecordedCheckin, ref: Ref | None, plan: Plan) -> str:
    """`20 → 22 MQL`; with `aggregate: sum` what was added, `+3 calls`."""
    value = now.reading.value
    ref = plan.present(ref) if ref else None
    if ref is None or ref.key_result is None or ref not in plan.locations:
        return quantity(value)
    key_result = plan.key_result(ref)
    unit = f" {key_result.unit}" if key_result.unit else ""
    if key_result.aggregation == "sum":
        return f"{'+' if value is not None and value >= 0 else ''}{quantity(value)}{unit}"
    before = value_before(now, ref, plan) if key_result.aggregation == "latest" else None
    return f"{quantity(before)} → {quantity(value)}{unit}" if before is not None else f"{quantity(value)}{unit}"


def value_before(now: RecordedCheckin, ref: Ref, plan: Plan) -> Decimal | None:
    """The value of the check-in before this one in the plan, corrected ones too; the start before the first."""
    value = plan.key_result(ref).start
    for checkin in plan.checkins.get(ref, ()):
        one = recorded(checkin)
        if one == now:
            return value
        if one.reading.value is not None and one.document != now.reading.corrects:
            value = one.reading.value
    return None
