"""Which commit gave each field of an objective or key result the value that it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from okrcli.git.log import Commit
from okrcli.git.semantic_log import CommitChanges
from okrcli.model.diff import PlanChange, item_name
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import KeyResult, Objective, field_infos, field_names, is_record
from okrcli.reports.log import Following

_APART = frozenset(["key_results", "checkins", "changes", "was"])


class BlameLine(NamedTuple):
    """One field, or one item of a list, with what it says and who made it say that."""

    field: str
    item: str
    value: Any
    commit: Commit | None
    """None where the history that is here does not reach so far."""
    before: Any = None
    """What it said before that commit, where it said something."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class BlameReport:
    """The fields of one thing."""

    ref: Ref
    title: str
    lines: tuple[BlameLine, ...]


def blame_report(plan: Plan, ref: Ref, steps: Iterable[CommitChanges], following: Following) -> BlameReport:
    """Walk back until every field has found its commit. `plan` is the newest of the history."""
    thing: Objective | KeyResult = plan.key_result(ref) if ref.key_result else plan.objectives[ref]
    open_: dict[tuple[str, str], BlameLine] = {(line.field, line.item): line for line in _lines(thing)}
    order = list(open_)
    found: dict[tuple[str, str], BlameLine] = {}
    for step in steps:
        own = [d for d in step.differences if _is_about(d, following)]
        for difference in own:
            for key in _answered(difference, open_):
                found[key] = open_.pop(key)._replace(
                    commit=step.commit, before=_before(difference, key), reason=difference.reason
                )
        following.step_back(step.differences)
        if not open_:
            break
    return BlameReport(ref, thing.title, tuple(found.get(key) or open_[key] for key in order))


def _lines(thing: Objective | KeyResult) -> list[BlameLine]:
    """What the thing says today: only what is written, one line for each item of a list."""
    defaults = {name: info.default for name, info in field_infos(type(thing)).items()}
    lines = []
    for part, default in defaults.items():
        value = getattr(thing, part)
        if part in _APART or value == default:
            continue
        if is_record(value):
            inner = ((f"{part}.{name}", getattr(value, name)) for name in field_names(type(value)))
            lines += [BlameLine(name, "", said, None) for name, said in inner if said is not None]
        elif isinstance(value, tuple):
            lines += [BlameLine(part, item_name(item), item, None) for item in value]
        else:
            lines.append(BlameLine(part, "", value, None))
    return lines


def _is_about(found: PlanChange, following: Following) -> bool:
    return found.ref is not None and found.ref.action is None and following.names(found.ref)


def _answered(found: PlanChange, open_: dict[tuple[str, str], BlameLine]) -> list[tuple[str, str]]:
    """The lines that a difference has an answer for."""
    if found.kind == "added" and found.noun in ("objective", "key result"):
        return list(open_)
    if found.kind == "renamed":
        return [("id", "")] if ("id", "") in open_ else []
    if found.kind == "changed" and not found.item:
        return [key for key in open_ if key == (found.field, "")]
    return [key for key in open_ if key[1] and key[1] == found.item and _noun_of(key[0]) == found.noun]


def _noun_of(field: str) -> str:
    """What an item of a list field is called."""
    return {"depends_on": "dependency", "supports": "supports"}.get(field, field.removesuffix("s").replace("_", " "))


def _before(found: PlanChange, key: tuple[str, str]) -> Any:
    if found.kind == "renamed":
        return found.before.short
    return found.before if found.kind == "changed" and not found.item else None
