"""Changes of one item of the plan in pending files: fields, decisions, done actions.

Each function changes the pending files and returns the `Edit` in words. Nothing is written to disk here, and
whether the result makes sense is judged later, by reading all of it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from okrcli.errors import RefusedError, UsageError
from okrcli.model.assignments import arrow, value_of
from okrcli.model.goalposts import AGREED, agreed_since
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.validation import fields_of
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.references import PlanItem, noun_of
from okrcli.yaml import editor, reader
from okrcli.yaml.emitter import OneLine

DECISIONS: Final[Mapping[str, str]] = {"drop": "cancelled", "pause": "paused", "postpone": "postponed"}
"""The states by the command that sets each."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change in words, for the person and for the commit."""

    verb: str
    """The first word of a line: `Set`, `Added`."""
    words: tuple[str, ...]
    """One line each: `demand/mql target 30 → 45`."""
    ids: tuple[str, ...] = ()
    """The full references of what was changed."""
    ref: Ref | None = None
    """Whose numbers it may change."""
    reason: str = ""
    following: str = ""
    """The command that comes next, where one does."""
    notes: tuple[str, ...] = ()
    """Further facts, a line each."""


def put(pending: PendingFiles, thing: PlanItem, name: str, value: object) -> None:
    """Give a field of a thing another value, or take it away with None."""
    raw, path = pending.read(thing.home.path), thing.home.path
    old = written(pending, thing.home).get(name)
    if value is None:
        pending.put(path, editor.remove(raw, path, thing.at(name)))
    elif isinstance(value, list) and isinstance(old, list):
        pending.put(path, _with_items(raw, path, thing.at(name), old, value))
    else:
        pending.put(path, editor.set_value(raw, path, thing.at(name), value, order_of(thing.kind)))


def _with_items(raw: bytes, path: str, keys: tuple[str | int, ...], old: list[object], new: Sequence[object]) -> bytes:
    """A list of references with others; their order means nothing, so what stays keeps its place and its comments."""
    for item in new:
        if item not in old:
            raw = editor.append_item(raw, path, keys, item)
    for position in reversed([position for position, item in enumerate(old) if item not in new]):
        raw = editor.remove(raw, path, (*keys, position))
    return raw


def append(pending: PendingFiles, thing: PlanItem, name: str, item: object) -> None:
    """Put one more item at the end of a list of a thing."""
    raw, path = pending.read(thing.home.path), thing.home.path
    pending.put(path, editor.append_item(raw, path, thing.at(name), item, order_of(thing.kind)))


def order_of(kind: type) -> list[str]:
    """The fields of a record in the order of the documentation."""
    return list(fields_of(kind))


def written(pending: PendingFiles, home: Location) -> dict[str, Any]:
    """A group of fields as its file has it, without what is only understood."""
    data: Any = reader.read(pending.read(home.path), home.path)[0]
    for key in home.keys:
        data = data[key]
    return dict(data)


# ── Fields ────────────────────────────────────────────────────────────────────────────────────────────────────────


def set_fields(
    pending: PendingFiles,
    plan: Plan,
    thing: PlanItem,
    typed: Mapping[str, str],
    reason: str | None,
    day: date,
    today: date,
) -> Edit:
    """Give fields the values that were typed for them. `day` is that from which they hold.

    Raises RefusedError for a field or value that the format does not have, UsageError where a reason is missing.
    """
    before = written(pending, thing.home)
    news = {name: value_of(thing.kind, name, text) for name, text in typed.items()}
    news = {name: value for name, value in news.items() if not _is_so(before.get(name), value)}
    if news.get("state") in DECISIONS.values():
        command = next(command for command, state in DECISIONS.items() if state == news["state"])
        example = f'okr {command} {_short(thing)} --reason "…"'
        raise RefusedError(f"{thing.name} is not {news['state']} without a reason", example)
    recorded = agreed_fields(plan, thing, news, today)
    if recorded and not reason:
        raise UsageError(missing_reason(plan, thing, recorded), 'say it: --reason "…"')
    for name, value in news.items():
        put(pending, thing, name, value)
    for name in recorded:
        change = {"date": day, "field": name, "from": _value(thing, before, name), "to": news[name], "reason": reason}
        kept = OneLine({key: value for key, value in change.items() if value is not None})
        append(pending, thing, "changes", kept)
    words = tuple(f"{name} {arrow(before.get(name), value)}" for name, value in news.items())
    line = (f"{thing.name} {', '.join(words)}",) if words else ()
    return Edit("Set", line, (thing.ref.full,), thing.ref, reason or "")


def agreed_fields(plan: Plan, item: PlanItem, names: Iterable[str], today: date) -> dict[str, date]:
    """The fields among `names` that were agreed by `today`, so that changing them needs a reason, with their days."""
    if item.kind not in AGREED:
        return {}
    days = {name: agreed_since(plan, item.ref, name) for name in names}
    return {name: day for name, day in days.items() if day is not None and day <= today}


def missing_reason(plan: Plan, item: PlanItem, fields: Mapping[str, date]) -> str:
    """The message for agreed fields, each with the day since when it is agreed, that are changed without a reason."""
    names = " and ".join(f"`{name}`" for name in fields)
    start, cycle = max(fields.values()), plan.cycles[item.ref.cycle]
    begun = cycle.id if start == cycle.period.start else f"`{item.ref.short}`"
    return f"{names} of {item.name}: {begun} began on {start}, so say why it changes"


def _is_so(old: object, new: object) -> bool:
    if isinstance(old, list) and isinstance(new, list):
        return set(map(str, old)) == set(map(str, new))
    return (new.isoformat() if isinstance(new, date) else new) == old and isinstance(old, bool) == isinstance(new, bool)


def _value(thing: PlanItem, before: Mapping[str, object], name: str) -> object:
    """A value as a file has it, a day as a day so that it is written without quotes."""
    value = getattr(thing.value, name)
    return value if isinstance(value, date) else before.get(name)


def _short(thing: PlanItem) -> str:
    return thing.ref.short


# ── Decisions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(pending: PendingFiles, thing: PlanItem, command: str, reason: str, day: date) -> Edit:
    """Drop, pause or postpone an objective or key result: `state`, `since` and `reason`."""
    state = DECISIONS[command]
    verb = {"drop": "Dropped", "pause": "Paused", "postpone": "Postponed"}[command]
    refuse_step(thing, "be " + state)
    if thing.value.state == state:
        raise RefusedError(f"{thing.name} is {state} already, since {thing.value.since}", f"okr show {_short(thing)}")
    for name, value in (("state", state), ("since", day), ("reason", reason)):
        put(pending, thing, name, value)
    return Edit(verb, (thing.name,), (thing.ref.full,), thing.ref, reason)


def resume(pending: PendingFiles, thing: PlanItem) -> Edit:
    """Take back a decision: what was paused, postponed, cancelled, closed or a draft counts again."""
    refuse_step(thing, "be resumed")
    before = written(pending, thing.home)
    if before.get("state") is None:
        raise RefusedError(f"{thing.name} is neither paused nor anything like it", f"okr show {_short(thing)}")
    for name in ("state", "since", "reason"):
        if name in before:
            put(pending, thing, name, None)
    return Edit("Resumed", (f"{thing.name}, which was {before['state']}",), (thing.ref.full,), thing.ref)


def refuse_step(thing: PlanItem, what: str) -> None:
    """Raise RefusedError for an action or milestone, where only objectives and key results make sense."""
    if thing.is_step:
        raise RefusedError(f"{thing.name} is {a(noun_of(thing))} and cannot {what}", "name its key result")


def done(pending: PendingFiles, thing: PlanItem, day: date) -> Edit:
    """Mark an action as done, or a milestone as reached, on a day."""
    if not thing.is_step:
        hint = f"okr checkin {_short(thing)} --done" if thing.ref.key_result else "okr set … state=closed"
        raise RefusedError(f"{thing.name} is {a(noun_of(thing))}; `okr done` is for actions and milestones", hint)
    if thing.value.done:
        since = "" if thing.value.done is True else f", since {thing.value.done}"
        raise RefusedError(f"{thing.name} is done already{since}")
    put(pending, thing, "done", day)
    title = "" if thing.name.endswith(thing.value.title) else f": {thing.value.title}"
    return Edit("Done", (f"{thing.name}{title}",), (thing.ref.full,))


def a(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
