"""Changes of one item of the plan: its fields, and what is done.

Each function changes pending files and returns an `Edit`. Nothing is written to disk here, and the rules are checked
later, when the changed files are read again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from okrcli.errors import RefusedError, UsageError
from okrcli.model.agreed_fields import AGREED_FIELDS, agreed_since, in_force_since
from okrcli.model.assignments import change_text, value_of
from okrcli.model.field_errors import fields_of
from okrcli.model.goalposts import ANY_AGREED, PARTS
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.planned_path import PATH, path_text, recorded_value
from okrcli.model.reasons import says_something
from okrcli.model.records import KeyResult, Milestone, PathPoint
from okrcli.text import quote_value
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.people import id_hint, id_of, not_an_id
from okrcli.yaml import editor, reader
from okrcli.yaml.emitter import OneLine

if TYPE_CHECKING:
    from okrcli.workspace.references import PlanItem


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that was made, in words for the person and for the commit."""

    verb: str
    """The first word of each line: `Set`, `Added`."""
    words: tuple[str, ...]
    """The lines: `demand/mql target 30 → 45`."""
    ids: tuple[str, ...] = ()
    """The full references of the changed items."""
    ref: Ref | None = None
    """The item whose numbers may change."""
    reason: str = ""
    following: str = ""
    """The command to run next; empty if there is none."""
    notes: tuple[str, ...] = ()
    """More facts, a line each."""
    review: tuple[str, ...] = ()
    """Lines to look at before the change is written: they stand below its preview."""


def put(pending: PendingFiles, item: PlanItem, name: str, value: object) -> None:
    """Set a field of an item to a value; None removes the field."""
    raw, path = pending.read(item.location.path), item.location.path
    old = written(pending, item.location).get(name)
    if value is None:
        pending.put(path, editor.remove(raw, path, item.at(name)))
    elif name == PATH and isinstance(value, list):
        pending.put(path, _with_points(raw, path, item, old if isinstance(old, list) else [], value))
    elif isinstance(value, list) and isinstance(old, list):
        pending.put(path, _with_items(raw, path, item.at(name), old, value))
    else:
        pending.put(path, editor.set_value(raw, path, item.at(name), value, order_of(item.kind)))


def _with_items(raw: bytes, path: str, keys: tuple[str | int, ...], old: list[object], new: Sequence[object]) -> bytes:
    """A list of references with other content. The order has no meaning, so kept items keep lines and comments."""
    for item in new:
        if item not in old:
            raw = editor.append_item(raw, path, keys, item)
    for position in reversed([position for position, item in enumerate(old) if item not in new]):
        raw = editor.remove(raw, path, (*keys, position))
    return raw


def _with_points(raw: bytes, path: str, item: PlanItem, old: list[Any], new: Sequence[dict[str, object]]) -> bytes:
    """A planned path with other points. Points of the same day keep their lines; the others follow in their order."""
    kept = 0
    while kept < min(len(old), len(new)) and str(old[kept].get("on")) == str(new[kept]["on"]):
        raw = editor.set_value(raw, path, (*item.at(PATH), kept, "value"), new[kept]["value"])
        kept += 1
    for point in new[kept:]:
        raw = editor.append_item(raw, path, item.at(PATH), OneLine(point), order_of(item.kind))
    for position in reversed(range(kept, len(old))):
        raw = editor.remove(raw, path, (*item.at(PATH), position))
    return raw


def append(pending: PendingFiles, item: PlanItem, name: str, element: object) -> None:
    """Add an element at the end of a list of an item."""
    raw, path = pending.read(item.location.path), item.location.path
    pending.put(path, editor.append_item(raw, path, item.at(name), element, order_of(item.kind)))


def order_of(kind: type) -> list[str]:
    """The fields of a record in the order of the documentation."""
    return list(fields_of(kind))


def written(pending: PendingFiles, location: Location) -> dict[str, Any]:
    """The fields of a mapping in its file, without defaults."""
    data: Any = reader.read(pending.read(location.path), location.path)[0]
    for key in location.keys:
        data = data[key]
    return dict(data)


# ── Fields ────────────────────────────────────────────────────────────────────────────────────────────────────────


def set_values(
    pending: PendingFiles,
    plan: Plan,
    item: PlanItem,
    typed: Mapping[str, str],
    reason: str | None,
    day: date,
    today: date,
) -> Edit:
    """Set fields other than the state to typed values. Changes of agreed fields are recorded with their reason.

    Raises RefusedError for an unknown field or an invalid value, UsageError if a reason is missing.
    """
    before = written(pending, item.location)
    new_values = {name: value_of(item.kind, name, text) for name, text in typed.items()}
    new_values = {name: value for name, value in new_values.items() if not _is_equal(before.get(name), value)}
    _refuse_another_measure(item, new_values)
    recorded = agreed_fields(plan, item, new_values, today)
    refuse_without_reason(plan, item, recorded, reason, day)
    if says_something(reason) and (since := agreed_from(plan, item)) and since <= day:
        recorded |= {name: since for name in new_values if name in PARTS and name not in recorded}
    pairs = {name: (before.get(name), value) for name, value in new_values.items()}
    if PATH in pairs:
        pairs[PATH] = (_in_one(pairs[PATH][0]), _in_one(pairs[PATH][1]))
    words = tuple(f"{name} {change_text(old, new)}" for name, (old, new) in pairs.items())
    for name, value in new_values.items():
        put(pending, item, name, value)
    for name in recorded:
        record_change(pending, item, day, name, _value(item, before, name), _in_one(new_values[name]), reason)
    line = (f"{item.name} {', '.join(words)}",) if words else ()
    return Edit("Set", line, (item.ref.full,), item.ref, reason or "")


_MEASURES: Final = {"target": "metric", "target_per_period": "recurring", "low": "between", "high": "between"}
"""The measure that a field makes, where a key result has no `kind`."""


def _refuse_another_measure(item: PlanItem, new_values: Mapping[str, object]) -> None:
    """Raise RefusedError if new values change how a key result is measured without naming its `kind`.

    The kind of most key results follows from their fields: with a `target`, one with milestones would become a number.
    """
    if not isinstance(item.value, KeyResult) or "kind" in new_values or item.value.kind or not item.value.measure:
        return
    names = [name for name in _MEASURES if new_values.get(name) is not None]
    order = ["metric", "recurring", "between", "milestones", "binary"]  # as `KeyResult.measure` looks for them
    after = min((item.value.measure, *(_MEASURES[name] for name in names)), key=order.index)
    if after != item.value.measure:
        before = item.value.measure.replace("_", " ")
        raise RefusedError(
            f"{item.name} is measured as {before}: `{names[0]}` would make it {after}",
            f"to measure it in another way, name the kind: okr set {item.ref} kind={after} "
            f'{names[0]}={new_values[names[0]]} --reason "…"',
            f"okr show {item.ref}",
        )


def refuse_without_reason(
    plan: Plan, item: PlanItem, recorded: Mapping[str, date], reason: str | None, day: date
) -> None:
    """Raise UsageError if agreed fields change without a reason, or from a day before they were agreed."""
    if recorded and not says_something(reason):
        raise UsageError(missing_reason(plan, item, recorded), 'add --reason "…"')
    if recorded and day < max(recorded.values()):
        begun = max(recorded.values())
        raise UsageError(f"{day} is before {begun}, when this was agreed", f"give a later day: --date {begun}")


def with_ids(plan: Plan, typed: Mapping[str, str], fields: Sequence[str] = ("owner", "updater")) -> dict[str, str]:
    """The typed fields with the id of a person or team in place of a name or an e-mail address.

    Raises RefusedError, with the id that was probably meant, for a text that is neither.
    """
    ids = dict(typed)
    for field in fields:
        text = typed.get(field) or ""
        ids |= {field: id_of(text, plan.members)} if text else {}
        if text and plan.members and not_an_id(ids[field]):
            hint = id_hint(text, plan.members) or f"there are: {', '.join([*plan.members][:12])}"
            raise RefusedError(f"`{field}`: unknown person or team {quote_value(text)}", hint)
    return ids


def record_change(
    pending: PendingFiles, item: PlanItem, day: date, field: str, before: object, after: object, reason: str | None
) -> None:
    """Add a record to the `changes` of an item."""
    record = {"date": day, "field": field, "from": before, "to": after, "reason": reason}
    append(pending, item, "changes", OneLine({key: value for key, value in record.items() if value is not None}))


def agreed_fields(plan: Plan, item: PlanItem, new_values: Mapping[str, object], today: date) -> dict[str, date]:
    """The fields with new values that were agreed by `today`, each with the day of the agreement.

    A change of one of them needs a reason. A new `start_date` is one more day by which the others count as agreed.
    """
    if item.kind not in AGREED_FIELDS:
        return {}
    milestone = item.value if isinstance(item.value, Milestone) else None
    known = {name: agreed_since(plan, item.ref, name, milestone) for name in new_values}
    if new_values.get("state") == "draft" and milestone is None:
        known["state"] = agreed_from(plan, item)
    days = {name: day for name, day in known.items() if day is not None}
    if days and "start_date" in new_values:
        first, start = plan.cycles[item.ref.cycle].period.start, new_values["start_date"]
        begin = max(first, date.fromisoformat(str(start))) if start else first
        days = {name: min(day, begin) for name, day in days.items()}
    return {name: day for name, day in days.items() if day <= today}


def missing_reason(plan: Plan, item: PlanItem, fields: Mapping[str, date]) -> str:
    """The message for changes of agreed fields without a reason. `fields` holds the day of agreement of each."""
    names = " and ".join(f"`{name}`" for name in fields)
    start, cycle = max(fields.values()), plan.cycles[item.ref.cycle]
    begun = cycle.id if start == cycle.period.start else f"`{item.ref.short}`"
    return f"{names} of {item.name}: {begun} began on {start}: a change needs a reason"


def _is_equal(old: object, new: object) -> bool:
    if isinstance(old, list) and isinstance(new, list) and any(isinstance(point, dict) for point in new):
        return [*map(_name_or_point, old)] == [*map(_name_or_point, new)]
    if isinstance(old, list) and isinstance(new, list):
        return set(map(str, old)) == set(map(str, new))
    return (new.isoformat() if isinstance(new, date) else new) == old and isinstance(old, bool) == isinstance(new, bool)


def _value(item: PlanItem, before: Mapping[str, object], name: str) -> object:
    """A value as in the file; dates as dates, so that they are written without quotes."""
    value = getattr(item.value, name)
    if name == PATH:
        return recorded_value(value)
    return value if isinstance(value, date) else _in_one(before.get(name))


def _in_one(value: object) -> object:
    """A value as a record has it: of a list its names."""
    return (", ".join(map(_name_or_point, value)) or None) if isinstance(value, list) else value


def _name_or_point(item: object) -> str:
    """A reference of a list, or a point of a path, as a record has it."""
    return path_text([PathPoint.model_validate(item)]) if isinstance(item, dict) else str(item)


def agreed_from(plan: Plan, item: PlanItem) -> date | None:
    """The day from which an objective or key result is agreed; None for a draft, an action and a milestone."""
    return in_force_since(plan, item.ref, ANY_AGREED) if item.kind in AGREED_FIELDS else None


# ── Actions and milestones ────────────────────────────────────────────────────────────────────────────────────────


def refuse_step(item: PlanItem, what: str) -> None:
    """Raise RefusedError for an action or milestone; `what` is what it cannot do."""
    if item.is_step:
        raise RefusedError(f"{item.name} is {with_article(item.noun)} and cannot {what}", "name its key result")


def done(pending: PendingFiles, item: PlanItem, day: date) -> Edit:
    """Mark an action or milestone as done on a day."""
    if not item.is_step:
        hint = f"okr set {item.ref} state=closed"
        if item.ref.key_result:
            hint = f"okr checkin {item.ref} {'--done' if item.value.measure == 'binary' else '22'}"
        raise RefusedError(f"{item.name} is {with_article(item.noun)}; `okr done` is for actions and milestones", hint)
    if item.value.done:
        since = "" if item.value.done is True else f", since {item.value.done}"
        raise RefusedError(f"{item.name} is done already{since}")
    put(pending, item, "done", day)
    title = "" if item.name.endswith(item.value.title) else f": {item.value.title}"
    return Edit("Done", (f"{item.name}{title}",), (item.ref.full,))


def with_article(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
