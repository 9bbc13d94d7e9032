"""The changes of the fields and lists of one record."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from okrcli.model.history import AGREEMENT
from okrcli.model.list_pairs import item_name, itself, matched, without_title
from okrcli.model.plan import Ref
from okrcli.model.plan_change import PROMISED, Kind, PlanChange
from okrcli.model.planned_path import PATH, recorded_value
from okrcli.model.reasons import lost_records
from okrcli.model.record_base import field_names, is_record
from okrcli.model.records import Agreement, ChangeRecord, Dependency, Tripwire

_COMPARED_APART: Final = frozenset(["id", "key_results", "checkins", "was", "changes"])
"""Fields that are compared in their own way, or are the name."""

_ANSWER: Final = frozenset((AGREEMENT, "by", "since", "reason", "condition", "promised_amount", "promised_due"))
"""The fields of an answer, which are one change."""


_AUTHOR: Final = frozenset(("by", "since", "reason"))
_ASKED: Final = frozenset(("need", "amount", "due"))
"""The fields of a request that say what is asked for."""


def record_change(ref: Ref | None, change: ChangeRecord, kind: Kind, part: str = "") -> PlanChange:
    """A `ChangeRecord` that was itself added or removed; `part` is the cycle or the item of a list that has it."""
    before, after = (None, change) if kind == "added" else (change, None)
    return PlanChange(kind, "recorded change", ref, f"{part} {change.field} {change.date}".strip(), "", before, after)


def differing_values(old_record: Any, new_record: Any) -> Iterator[tuple[str, Any, Any]]:
    """The fields of two records of one kind whose values differ."""
    for name in field_names(type(new_record)):
        if name not in _COMPARED_APART:
            old, new = getattr(old_record, name), getattr(new_record, name)
            if old == new:
                continue
            if is_record(old) or is_record(new):
                yield from _differing_group_values(name, old, new)
            elif name == PATH:
                yield name, recorded_value(old), recorded_value(new)
            else:
                yield name.removesuffix("_"), old, new


def _differing_group_values(name: str, old_group: Any, new_group: Any) -> Iterator[tuple[str, Any, Any]]:
    """The fields of a group that differ, named like `score.override`; one of the two groups may be None."""
    for part in field_names(type(new_group if old_group is None else old_group)):
        old, new = (None if group is None else getattr(group, part) for group in (old_group, new_group))
        if old != new:
            yield f"{name}.{part.removesuffix('_')}", old, new


def list_changes(ref: Ref | None, name: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[PlanChange]:
    """The differences of two lists, whose items are matched by id, title or target."""
    pairs, gone, new = matched(before, after, [itself, item_name, without_title, _day_of_tripwire])
    for old_item, new_item in pairs:
        if isinstance(old_item, Dependency) and isinstance(new_item, Dependency):
            yield from _dependency_changes(ref, old_item, new_item)
        elif isinstance(new_item, Agreement) and old_item != new_item:
            yield PlanChange("changed", noun_of(new_item), ref, new_item.by, AGREEMENT, old_item, new_item)
        elif old_item != new_item:
            values = list(differing_values(old_item, new_item))
            is_answer = isinstance(new_item, Tripwire) and any(field == "answer" for field, *_ in values)
            for field, old_value, new_value in values:
                if is_answer and field in ("answered", "answered_by"):
                    continue  # one answer is one change
                yield PlanChange("changed", noun_of(new_item), ref, item_name(new_item), field, old_value, new_value)
        if old_item != new_item and getattr(old_item, "changes", ()):
            for record in lost_records(old_item, new_item):
                yield record_change(ref, record, "removed", item_name(new_item))
    for item in gone:
        yield PlanChange("removed", noun_of(item, name), ref, item_name(item), before=item)
    for item in new:
        yield PlanChange("added", noun_of(item, name), ref, item_name(item), after=item)


def _dependency_changes(ref: Ref | None, old: Dependency, new: Dependency) -> Iterator[PlanChange]:
    """The differences of a dependency; an answer with all that belongs to it is one."""
    is_answered = old.agreement != new.agreement
    values = list(differing_values(old, new))
    names = {field for field, *_ in values}
    for field, old_value, new_value in values:
        if is_answered and field in _ANSWER and field != AGREEMENT:
            continue
        if field == "asked" and names & _ASKED:
            continue  # the day on which something else was asked for
        if field in _AUTHOR and names & {*PROMISED, "condition"}:
            continue  # who promised something else, when and why
        reason = new.reason if field == AGREEMENT else None
        change = PlanChange("changed", noun_of(new), ref, new.to, field, old_value, new_value, reason)
        change = replace(change, answer=new, asked=old)
        if field not in PROMISED or change.sides[0] != change.sides[1]:
            yield change


def _day_of_tripwire(item: object) -> Hashable:
    """The day of a tripwire, which has another text now."""
    return item.on if isinstance(item, Tripwire) else None


def noun_of(item: object, name: str = "") -> str:
    """The noun for a record; for a text in a list the name of the list."""
    if not is_record(item):
        return {"was": "earlier name", "members": "member"}.get(name, name.replace("_", " "))
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type(item).__name__).lower()
