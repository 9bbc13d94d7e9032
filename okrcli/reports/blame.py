"""The commit that set each field of an objective or key result to its present value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from okrcli.git.log import Commit
from okrcli.git.semantic_log import CommitChanges
from okrcli.model.list_pairs import item_name
from okrcli.model.plan import Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.model.planned_path import PATH, recorded_value
from okrcli.model.record_base import field_infos, field_names, is_record
from okrcli.model.records import KeyResult, Objective
from okrcli.reports.log import Following

_APART = frozenset(["key_results", "checkins", "changes", "was"])


class BlameLine(NamedTuple):
    """A field or an item of a list: its value, and the commit that set it."""

    field: str
    item: str
    value: Any
    commit: Commit | None
    """None where the history that is here does not reach so far."""
    before: Any = None
    """The value before that commit; None if there was none."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class BlameReport:
    """The written fields of an objective or key result."""

    ref: Ref
    title: str
    lines: tuple[BlameLine, ...]


def blame_report(plan: Plan, ref: Ref, steps: Iterable[CommitChanges], following: Following) -> BlameReport:
    """Walk back until every field has its commit. `plan` is the newest of the history."""
    record = plan.item(ref)
    open_: dict[tuple[str, str], BlameLine] = {(line.field, line.item): line for line in _lines(record)}
    order = list(open_)
    answered: dict[tuple[str, str], BlameLine] = {}
    for step in steps:
        own = [d for d in step.differences if _is_about(d, following)]
        for difference in own:
            for key in _answered(difference, open_):
                answered[key] = open_.pop(key)._replace(
                    commit=step.commit, before=_before(difference), reason=difference.reason
                )
        following.step_back(step.differences)
        if not open_:
            break
    return BlameReport(ref, record.title, tuple(answered.get(key) or open_[key] for key in order))


def _lines(record: Objective | KeyResult) -> list[BlameLine]:
    """The written fields with their present values, one row for each item of a list."""
    defaults = {name: info.default for name, info in field_infos(type(record)).items()}
    lines = []
    for part, default in defaults.items():
        value = getattr(record, part)
        if part in _APART or value == default:
            continue
        if is_record(value):
            inner = ((f"{part}.{name}", getattr(value, name)) for name in field_names(type(value)))
            lines += [BlameLine(name, "", inner_value, None) for name, inner_value in inner if inner_value is not None]
        elif part == PATH:
            lines.append(BlameLine(part, "", recorded_value(value), None))
        elif isinstance(value, tuple):
            lines += [BlameLine(part, item_name(item), item, None) for item in value]
        else:
            lines.append(BlameLine(part, "", value, None))
    return lines


def _is_about(change: PlanChange, following: Following) -> bool:
    return change.ref is not None and change.ref.action is None and following.names(change.ref)


def _answered(change: PlanChange, open_: dict[tuple[str, str], BlameLine]) -> list[tuple[str, str]]:
    """The lines that a difference has an answer for."""
    if change.kind == "added" and change.noun in ("objective", "key result"):
        return list(open_)
    if change.kind == "renamed":
        return [("id", "")] if ("id", "") in open_ else []
    if change.kind == "changed" and not change.item:
        return [key for key in open_ if key == (change.field, "")]
    return [key for key in open_ if key[1] and key[1] == change.item and _noun_of(key[0]) == change.noun]


def _noun_of(field: str) -> str:
    """The name of an item in a list field."""
    return {"depends_on": "dependency", "supports": "supports"}.get(field, field.removesuffix("s").replace("_", " "))


def _before(change: PlanChange) -> Any:
    if change.kind == "renamed":
        return change.before.short
    return change.before if change.kind == "changed" and not change.item else None
