"""Reasons of changes: which text counts as one, which records lead from one value to another, and which are lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from okrcli.model.planned_path import recorded_value
from okrcli.model.record_base import changed, field_infos
from okrcli.model.records import ChangeRecord


def says_something(reason: str | None) -> bool:
    """True for a text with at least one letter or digit: `.` and `-` are no reasons."""
    return any(character.isalnum() for character in reason or "")


def reason_for(
    records: Iterable[ChangeRecord], field: str, before: object, after: object, default: object, since: date | None
) -> str | None:
    """The last reason of the recorded changes that lead from one value of a field to another, each with a reason.

    None where no records do. `default` is the value of a field that is not written.
    """
    with_reason = [record for record in records if says_something(record.reason)]
    path = path_between(with_reason, field, before, after, default, since)
    return path[-1].reason if path else None


def path_between(
    records: Iterable[ChangeRecord], field: str, before: object, after: object, default: object, since: date | None
) -> tuple[ChangeRecord, ...]:
    """The recorded changes, in the order of their days, that lead from one value of a field to another.

    Each begins at the value where the one before ended. Records of a day before `since` do not count. Empty where no
    records do.
    """
    about = sorted(
        (record for record in records if record.field == field and (since is None or record.date >= since)),
        key=lambda record: record.date,
    )
    reached: list[tuple[object, tuple[ChangeRecord, ...]]] = [(before, ())]
    for record in about:
        start = _or_default(record.from_, default)
        path = next((path for value, path in reversed(reached) if is_same_value(value, start)), None)
        if path is not None:
            reached.append((_or_default(record.to, default), (*path, record)))
    return next((path for value, path in reversed(reached[1:]) if is_same_value(value, after)), ())


def lost_records(old_item: Any, new_item: Any) -> tuple[ChangeRecord, ...]:
    """The recorded changes of an item that it has no more, or with other words.

    Not lost are those whose change was reverted, those that got the reason they lacked, and those of a decision that
    is the present one again.
    """
    kept = list(new_item.changes)
    gone = []
    for record in old_item.changes:
        if record in kept:
            kept.remove(record)
        else:
            gone.append(record)
    if not gone:
        return ()
    explained = [changed(record, reason=None) for record in kept if says_something(record.reason)]
    decision = tuple(str(getattr(new_item, name, None)) for name in ("state", "since", "reason"))
    back: list[ChangeRecord] = []
    for field in {record.field for record in gone}:
        known = field_infos(type(new_item)).get(field)
        before, after = (recorded_value(getattr(item, field, None)) for item in (new_item, old_item))
        default = recorded_value(known.default) if known else None
        back += path_between(gone, field, before, after, default, None) if known else ()
    return tuple(
        record
        for record in gone
        if record not in back
        and not (record.field == "state" and (str(record.to), str(record.date), str(record.reason)) == decision)
        and (says_something(record.reason) or changed(record, reason=None) not in explained)
    )


def is_same_value(one: object, other: object) -> bool:
    """True where two values are written alike: a day and its text, or equal numbers."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one == other
    return str(one) == str(other)


def _or_default(value: object, default: object) -> object:
    return default if value is None else value
