"""Ids and fields of what is added: proposed and checked ids, the trace of an addition, and the order of fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from hashlib import sha256
from itertools import count as count_from
from typing import Final

from okrcli.edit.set_fields import order_of
from okrcli.errors import RefusedError, UsageError
from okrcli.model.agreed_fields import parts_agreed_since
from okrcli.model.assignments import value_of
from okrcli.model.calendar import days_later
from okrcli.model.field_errors import NOUNS
from okrcli.model.hints import ID_LETTERS, proposed_slug
from okrcli.model.history import ADDED
from okrcli.model.period import Period
from okrcli.model.plan import Plan, Ref
from okrcli.model.reasons import says_something
from okrcli.model.records import KeyResult, Objective
from okrcli.model.scalars import InvalidValueError, read_slug
from okrcli.workspace.references import PlanItem
from okrcli.workspace.workspace import Workspace
from okrcli.yaml.emitter import OneLine

_SMALL_WORDS: Final = frozenset(
    "a an and are as at be before by each every for from how in instead into is it its many more new number of on our "  # noqa: SIM905
    "out per share than that the their to up us we with "
    "bring cut decrease double find get grow have improve increase keep launch lower make open raise reach reduce ship "
    "cua cho giam len moi nang tang tu xuong".split()
)
"""Words of a title that an id leaves out: those that join others, and those for a change."""
_SHORT_ID: Final = 16
"""The most letters of an id of two words."""


def proposed_id(title: str, taken: Collection[str], prefix: str) -> str:
    """An id of one or two words of a title that is not in `taken`, because people type it every week.

    A title without Latin words gets letters from a hash of the title, so the same title gets the same id.
    """
    words = [word for word in proposed_slug(title).split("-") if re.search("[a-z]{2}", word)]
    meaning = [word for word in words if word not in _SMALL_WORDS] or words
    is_long = len("-".join(meaning[:2])) > _SHORT_ID
    for length in (1, 2, 3, 4, 5) if is_long else (2, 1, 3, 4, 5):
        name = "-".join(meaning[:length])[:40].strip("-._")
        if len(meaning) >= length and name and name not in taken and _is_slug(name):
            return name
    if meaning and _is_slug(meaning[0]):
        return next(name for name in (f"{meaning[0][:40]}-{number}" for number in count_from(2)) if name not in taken)
    tries = (sha256(f"{title}{number or ''}".encode("utf-8", "replace")).digest() for number in range(len(taken) + 1))
    names = (f"{prefix}-{''.join(ID_LETTERS[byte % len(ID_LETTERS)] for byte in digest[:4])}" for digest in tries)
    return next((name for name in names if name not in taken), prefix)


def taken_objective_ids(plan: Plan, cycle: str) -> set[str]:
    """The ids that a new objective of a cycle cannot have."""
    return (
        {ref.objective for ref, _ in plan.objectives_of(cycle)} | {ref.short for ref in plan.renamed} | {*plan.cycles}
    )


def _is_slug(name: str) -> bool:
    try:
        return read_slug(name) == name
    except InvalidValueError:
        return False


def new_fields(kind: type, typed: Mapping[str, str], name: str | None) -> dict[str, object]:
    """The fields of a new item in the order of the documentation.

    Raises UsageError without a title, and RefusedError for a value that the format does not allow.
    """
    values = {field: value_of(kind, field, text) for field, text in typed.items() if field != "id"}
    if name is not None:
        values["id"] = name
    if not values.get("title"):
        raise UsageError("a title is missing", 'give it a title: okr add … "Grow inbound MQLs from 20 to 30"')
    return in_file_order(kind, values)


def new_id(typed: Mapping[str, str], taken: Collection[str], prefix: str) -> str:
    """The typed id, else a proposal. Raises RefusedError for an id that the format does not allow."""
    if typed_id := typed.get("id"):
        try:
            return read_slug(typed_id)
        except InvalidValueError as refusal:
            raise RefusedError(f"`id`: {refusal.message}", *filter(None, [refusal.hint])) from None
    return proposed_id(typed.get("title", ""), taken, prefix)


def with_trace(
    kind: type, item: dict[str, object], workspace: Workspace, parent: PlanItem, reason: str | None
) -> dict[str, object]:
    """The fields of a new part with the record of its day and reason, where it is agreed which parts the parent has."""
    since = parts_agreed_since(workspace.plan, parent.ref)
    if since is None or since > workspace.day or item.get("state") == "draft":
        return item
    if not says_something(reason):
        message = f"{parent.name} began on {days_later(since, -1)}: a new {NOUNS[kind]} needs a reason"
        raise UsageError(message, 'add --reason "…"')
    record = OneLine({"date": workspace.day, "field": ADDED, "reason": reason})
    return in_file_order(kind, {**item, "changes": [record]})


def with_first_day(
    item: dict[str, object], typed: Mapping[str, str], ref: Ref, period: Period, workspace: Workspace
) -> tuple[dict[str, object], tuple[str, ...]]:
    """The fields of a new item with its `start_date`, if it comes late and none was typed; and a note about it.

    `period` has the days of what it belongs to.
    """
    end = item.get("end_date")
    first = Period(period.start, end if isinstance(end, date) else period.end).late_start(workspace.day)
    if first is None or "start_date" in typed:
        return item, ()
    name = str(ref) if workspace.focus and workspace.focus.id == ref.cycle else ref.full
    kind = KeyResult if ref.key_result else Objective
    return in_file_order(kind, {**item, "start_date": first}), (
        late_start_note("it begins", name, first, period.start),
    )


def in_file_order(kind: type, item: Mapping[str, object]) -> dict[str, object]:
    """The fields that have a value, in the order of the documentation."""
    return {field: item[field] for field in order_of(kind) if item.get(field) is not None}


def late_start_note(subject: str, name: str, first: date, before: date) -> str:
    """The sentence about a first day that was written by itself, with the command to change it."""
    return f'{subject} on {first}, not on {before}. To change this: okr set {name} start_date={before} --reason "…"'
