"""What changed in meaning between two plans: by ids and never by positions, so that no place in a file counts.

`compare` is the one source of `okr diff`, `okr log` and `okr blame`. A thing that has another name now is followed by
its `was`, in both directions, and so are the references to it. The record `Change` of the model is something else: what
people wrote down about one change, and why. Here it gives a difference its reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date  # noqa: N812  (for a class with a field of that name)
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, TypeVar

from okrcli.model.agreed_fields import agreed_since
from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.record import changed, field_names, is_record
from okrcli.model.records import ChangeRecord, CheckinValues, Cycle, KeyResult, Objective

T = TypeVar("T")
Kind = Literal["added", "removed", "renamed", "moved", "changed"]

_APART: Final = frozenset(["id", "key_results", "checkins", "was", "changes"])
"""Fields of a thing that are compared in their own way, or are its name."""

_REFERENCES: Final = frozenset(["contributes_to", "supports"])


class RecordedCheckin(NamedTuple):
    """A check-in without the place where it is written."""

    date: Date
    at: datetime | None
    by: str | None
    document: str | None
    reading: CheckinValues

    @property
    def entered(self) -> Date | None:
        """The day on which it was entered, where that was more than a day from the one that it speaks of."""
        day = self.at.date() if self.at else None
        return day if day and abs((day - self.date).days) > 1 else None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One thing that is not what it was.

    `before` and `after` are values of a field, records of what came or went, `RecordedCheckin` for check-ins, and for
    what was renamed or moved its two references.
    """

    kind: Kind
    noun: str
    """What it is: `objective`, `key result`, `action`, `check-in`, `contributes to`, `person` …"""
    ref: Ref | None = None
    """The objective, key result or action it belongs to, by the name after the change; None for what is not theirs."""
    item: str = ""
    """Which one of several: the id or title of an action, the id of a person, the name of a definition."""
    field: str = ""
    before: Any = None
    after: Any = None
    reason: str | None = None
    """Why, where somebody recorded it with the change."""
    agreed_since: Date | None = None
    """The day from which the value before was agreed; None for what nobody agrees on."""

    @property
    def is_progress(self) -> bool:
        """Whether it tells how things go; else it changes what people intend."""
        return self.noun in ("check-in", "win") or self.field == "done"

    @property
    def alters_record(self) -> bool:
        """Whether something that was said before says something else now, or is gone."""
        return self.noun in ("check-in", "win") and self.kind != "added"

    def moves_goalpost(self, day: Date) -> bool:
        """Whether, made on `day`, it changes what was agreed by then."""
        return self.agreed_since is not None and self.agreed_since <= day


def compare(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """Everything that is different in meaning, in an order that depends on names and values alone."""
    if before is after:
        return ()
    pairs = paired(before, after)
    names = {old: new for old, new in pairs.items() if old != new}
    found = [
        *_workspace(before, after),
        *_things(before, after, pairs, names),
        *_checkins(before, after, names),
        *_wins(before, after),
    ]
    return tuple(sorted(found, key=_order))


def _order(found: PlanChange) -> tuple[str, ...]:
    """By thing; first that it came, went or has another name, then what it says, then its check-ins by day."""
    ref = found.ref.full if found.ref else "~"
    is_whole = found.kind != "changed" and found.noun in ("objective", "key result")
    rank = "0" if is_whole else "2" if found.noun in ("check-in", "win") else "1"
    now = found.after or found.before
    moment = f"{now.date} {now.at.isoformat() if now.at else ''}" if isinstance(now, RecordedCheckin) else ""
    values = (_stable(found.before), _stable(found.after))
    return (ref, rank, found.noun, moment, found.item, found.field, found.kind, *values)


def _stable(value: object) -> str:
    return repr(value)


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def paired(before: Plan, after: Plan) -> dict[Ref, Ref]:
    """The objectives and key results that both plans have, each with its name after; what has its name keeps it."""
    old, new = set(_refs(before)), set(_refs(after))
    pairs = {ref: ref for ref in old & new}
    taken = set(pairs)
    for ref in sorted(old - taken, key=lambda ref: ref.full):
        now = after.present(ref)
        if now in new and now not in taken:
            pairs[ref] = now
            taken.add(now)
    for ref in sorted(new - taken, key=lambda ref: ref.full):
        earlier = before.present(ref)
        if earlier in old and earlier not in pairs:
            pairs[earlier] = ref
    return pairs


def _refs(plan: Plan) -> Iterator[Ref]:
    for ref, objective in plan.objectives.items():
        yield ref
        yield from (Ref(*ref[:2], key_result.id) for key_result in objective.key_results)


def _thing(plan: Plan, ref: Ref) -> Objective | KeyResult:
    return plan.key_result(ref) if ref.key_result else plan.objectives[ref]


def _followed(cycle: str, text: str, names: Mapping[Ref, Ref]) -> str:
    """A reference of the plan before, with the name that its goal has after."""
    if not names:
        return text
    parts = text.split("/")
    known_as = [Ref(cycle, *parts[:3]), *([Ref(*parts[:3])] if len(parts) > 1 else [])]
    for known in known_as:
        if known in names:
            return str(names[known]) if known.cycle == cycle else names[known].full
    return text


# ── Objectives and key results ────────────────────────────────────────────────────────────────────────────────────


def _things(before: Plan, after: Plan, pairs: Mapping[Ref, Ref], names: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    for old, new in pairs.items():
        one, other = _thing(before, old), _thing(after, new)
        if old != new:
            yield from _naming(old, new, pairs)
        if one != other:
            for change in _inside(new, _with_names(one, old.cycle, names), other, is_named_anew=old != new):
                is_value = change.kind == "changed" and not change.item
                yield replace(change, agreed_since=agreed_since(before, old, change.field)) if is_value else change
    kept = set(pairs.values())
    for ref in _refs(before):
        if ref not in pairs:
            yield PlanChange("removed", _noun(_thing(before, ref)), ref, before=_alone(_thing(before, ref)))
    for ref in _refs(after):
        if ref not in kept:
            yield PlanChange("added", _noun(_thing(after, ref)), ref, after=_alone(_thing(after, ref)))


def _naming(old: Ref, new: Ref, pairs: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    """Another name; a key result whose objective alone was renamed is still where it was."""
    noun = "key result" if new.key_result else "objective"
    if new.key_result and pairs.get(old.parent) != new.parent:
        yield PlanChange("moved", noun, new, before=old, after=new)
    elif old.key_result != new.key_result or not new.key_result:
        yield PlanChange("renamed", noun, new, before=old, after=new)


def _with_names(thing: T, cycle: str, names: Mapping[Ref, Ref]) -> T:
    """A thing of the plan before whose references have the names after."""
    if not names:
        return thing
    given: dict[str, Any] = {}
    for part in field_names(type(thing)):
        value = getattr(thing, part)
        if part in _REFERENCES:
            given[part] = tuple(_followed(cycle, text, names) for text in value)
        elif part == "depends_on":
            given[part] = tuple(changed(need, to=_followed(cycle, need.to, names)) for need in value)
    return changed(thing, **given)


def _inside(ref: Ref, one: Any, other: Any, *, is_named_anew: bool) -> Iterator[PlanChange]:
    """What differs within one objective or key result."""
    noun = _noun(other)
    _, gone, new = matched(one.changes, other.changes, [_itself])
    reasons = {change.field: change.reason for change in sorted(new, key=lambda change: change.date)}
    told = set()
    for name, old_value, new_value in _values(one, other):
        if isinstance(old_value, tuple) or isinstance(new_value, tuple):
            yield from _items(ref, name, old_value or (), new_value or ())
        else:
            told.add(name)
            yield PlanChange("changed", noun, ref, "", name, old_value, new_value, reasons.get(name))
    for change in (*gone, *new):
        if change.field not in told:
            yield _recorded(ref, change, "added" if change in new else "removed")
    if not is_named_anew:
        yield from _items(ref, "was", one.was, other.was)


def _recorded(ref: Ref, change: ChangeRecord, kind: Kind) -> PlanChange:
    """What people wrote down about a change, where that itself is what came or went."""
    before, after = (None, change) if kind == "added" else (change, None)
    return PlanChange(kind, "recorded change", ref, f"{change.field} {change.date}", "", before, after)


def _values(one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    """The fields of two records of one kind whose values differ."""
    for name in field_names(type(other)):
        if name not in _APART:
            old, new = getattr(one, name), getattr(other, name)
            if is_record(old) or is_record(new):
                yield from _group_values(name, old, new)
            elif old != new:
                yield name.removesuffix("_"), old, new


def _group_values(name: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    """The fields of a group that differ, `score.override`; one of the two may not be there."""
    for part in field_names(type(other if one is None else one)):
        old, new = (None if group is None else getattr(group, part) for group in (one, other))
        if old != new:
            yield f"{name}.{part.removesuffix('_')}", old, new


def _items(ref: Ref | None, name: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[PlanChange]:
    """What differs in a list: its items are known by id, or by their title or goal."""
    pairs, gone, new = matched(before, after, [_itself, item_name, _without_title])
    for one, other in pairs:
        if one != other:
            for field, old_value, new_value in _values(one, other):
                yield PlanChange("changed", _noun(other), ref, item_name(other), field, old_value, new_value)
    for item in gone:
        yield PlanChange("removed", _noun(item, name), ref, item_name(item), before=item)
    for item in new:
        yield PlanChange("added", _noun(item, name), ref, item_name(item), after=item)


def _noun(thing: object, name: str = "") -> str:
    """What people call a record; a text in a list has the name of the list."""
    if not is_record(thing):
        return {"was": "earlier name", "members": "member"}.get(name, name.replace("_", " "))
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(thing).__name__).lower()


def _alone(thing: Objective | KeyResult) -> Objective | KeyResult:
    """An objective without its key results, which came or went themselves."""
    return changed(thing, key_results=()) if isinstance(thing, Objective) else changed(thing, checkins=())


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _checkins(before: Plan, after: Plan, names: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    old, new = (_checkins_by_present_name(plan, after, names) for plan in (before, after))
    for ref in old.keys() | new.keys():
        earlier, later = old.get(ref, []), new.get(ref, [])
        if list(map(_contents, earlier)) == list(map(_contents, later)):
            continue
        pairs, gone, come = matched(
            list(map(recorded, earlier)), list(map(recorded, later)), [_itself, _document, _content, _occasion]
        )
        for was, now in pairs:
            if was != now and was._replace(document=None) != now._replace(document=None):
                yield PlanChange("changed", "check-in", ref, _checkin_name(now), before=was, after=now)
        for checkin in gone:
            yield PlanChange("removed", "check-in", ref, _checkin_name(checkin), before=checkin)
        for checkin in come:
            yield PlanChange("added", "check-in", ref, _checkin_name(checkin), after=checkin)


def _checkins_by_present_name(plan: Plan, after: Plan, names: Mapping[Ref, Ref]) -> dict[Ref, list[Checkin]]:
    """All check-ins of a plan, by the name that their target has after."""
    checkins: dict[Ref, list[Checkin]] = {}
    for ref, several in plan.checkins.items():
        goal = Ref(*ref[:3])
        now = names.get(goal, goal)._replace(action=ref.action, guardrail=ref.guardrail)
        checkins.setdefault(after.present(now), []).extend(several)
    return checkins


def _contents(checkin: Checkin) -> tuple[object, ...]:
    """A check-in as plain values without its place: compared some hundred thousand times, so no record is made."""
    return checkin.date, checkin.at, checkin.by, checkin.document, _values_of(checkin.reading)


_values_of = attrgetter(*field_names(CheckinValues))


def recorded(checkin: Checkin) -> RecordedCheckin:
    """A check-in without its place."""
    values = zip(field_names(CheckinValues), _values_of(checkin.reading), strict=True)
    return RecordedCheckin(checkin.date, checkin.at, checkin.by, checkin.document, CheckinValues(**dict(values)))


def _checkin_name(found: RecordedCheckin) -> str:
    return found.document or f"{found.date}"


def _document(found: RecordedCheckin) -> Hashable:
    return found.document


def _content(found: RecordedCheckin) -> Hashable:
    return found._replace(document=None)


def _occasion(found: RecordedCheckin) -> Hashable:
    return None if found.document else (found.date, found.by)


def _wins(before: Plan, after: Plan) -> Iterator[PlanChange]:
    old, new = (Counter((win.date, win.by, win.text) for win in plan.wins) for plan in (before, after))
    for (day, by, text), count in (old - new).items():
        for _ in range(count):
            yield PlanChange(
                "removed", "win", item=text, before=RecordedCheckin(day, None, by, None, CheckinValues(note=text))
            )
    for (day, by, text), count in (new - old).items():
        for _ in range(count):
            yield PlanChange(
                "added", "win", item=text, after=RecordedCheckin(day, None, by, None, CheckinValues(note=text))
            )


# ── The workspace ─────────────────────────────────────────────────────────────────────────────────────────────────


def _workspace(before: Plan, after: Plan) -> Iterator[PlanChange]:
    """Settings, cycles, people, teams and definitions."""
    old_settings, new_settings = _flat(before.settings), _flat(after.settings)
    for name, value in new_settings.items():
        if old_settings[name] != value:
            yield PlanChange("changed", "setting", None, "", name, old_settings[name], value)
    yield from _named(_declared(before), _declared(after))
    yield from _named(before.people, after.people)
    yield from _named(before.teams, after.teams)
    for name in before.definitions.keys() | after.definitions.keys():
        one, other = before.definitions.get(name), after.definitions.get(name)
        if one != other:
            kind: Kind = "added" if one is None else "removed" if other is None else "changed"
            field = "text" if kind == "changed" else ""
            yield PlanChange(kind, "definition", None, name, field, one, other)


def _flat(group: Any, before: str = "") -> dict[str, Any]:
    """The settings by their full names: `checkin.frequency`."""
    found: dict[str, Any] = {}
    for part in field_names(type(group)):
        value, name = getattr(group, part), f"{before}{part.removesuffix('_')}"
        found.update(_flat(value, f"{name}.") if is_record(value) else {name: value})
    return found


def _declared(plan: Plan) -> dict[str, Cycle]:
    """The cycles of which `okrs.yaml` says something."""
    return {name: found.declared for name, found in plan.cycles.items() if found.declared != Cycle(id=name)}


def _named(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PlanChange]:
    for name in before.keys() | after.keys():
        one, other = before.get(name), after.get(name)
        if one is None:
            yield PlanChange("added", _noun(other), None, name, after=other)
        elif other is None:
            yield PlanChange("removed", _noun(one), None, name, before=one)
        else:
            for field, old, new in _values(one, other):
                yield PlanChange("changed", _noun(other), None, name, field, old, new)


# ── Lists without an order ────────────────────────────────────────────────────────────────────────────────────────


def matched(
    before: Iterable[T], after: Iterable[T], names: Sequence[Callable[[T], Hashable]]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Which of two lists belong together, which are gone and which are new.

    The first of `names` by which an item before and one after are called the same decides; None is no name. Among
    several of one name their values decide, never their positions.
    """
    gone, new = list(before), list(after)
    pairs: list[tuple[T, T]] = []
    for name in names:
        if not gone or not new:
            break
        old_by_name, new_by_name = _grouped(gone, name), _grouped(new, name)
        gone, new = old_by_name.pop(None, []), new_by_name.pop(None, [])
        for key in old_by_name.keys() | new_by_name.keys():
            one, other = old_by_name.get(key, []), new_by_name.get(key, [])
            count = min(len(one), len(other))
            pairs.extend(zip(one, other, strict=False))
            gone.extend(one[count:])
            new.extend(other[count:])
    return pairs, gone, new


def _grouped(items: Iterable[T], name: Callable[[T], Hashable]) -> dict[Hashable, list[T]]:
    found: dict[Hashable, list[T]] = {}
    for item in items:
        found.setdefault(name(item), []).append(item)
    return {key: sorted(group, key=_stable) if len(group) > 1 else group for key, group in found.items()}


def _itself(item: Any) -> Hashable:
    found: Hashable = item
    return found


def item_name(item: Any) -> str:
    """How people call an item of a list: its id, else its title, what it leads to, or itself."""
    if isinstance(item, str):
        return item
    names = (getattr(item, name, None) for name in ("id", "title", "to", "metric", "field"))
    return next((str(name) for name in names if name), "")


def _without_title(item: Any) -> Hashable:
    """What is left of an item without an id when only its title was changed."""
    if isinstance(item, str) or getattr(item, "title", None) is None or item.id is not None:
        return None
    found: Hashable = changed(item, title="-")
    return found
