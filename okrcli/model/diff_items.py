"""The changes of objectives and key results: what came, went, was renamed or moved, and the fields of what stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date as Date  # noqa: N812  (for a class with a field of that name)
from typing import Any, Final, NamedTuple

from okrcli.model.agreed_fields import agreed_since, in_force_since
from okrcli.model.diff_fields import differing_values, list_changes, noun_of, record_change
from okrcli.model.goalposts import title_words
from okrcli.model.list_pairs import T, itself, matched
from okrcli.model.plan import Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.model.planned_path import recorded_value
from okrcli.model.reasons import lost_records, path_between, reason_for
from okrcli.model.record_base import changed, field_infos, field_names
from okrcli.model.records import ChangeRecord, KeyResult, Objective

_REFERENCES: Final = frozenset(["contributes_to", "supports"])


def refs_of(plan: Plan) -> Iterator[Ref]:
    """The references of all objectives and key results."""
    for ref, objective in plan.objectives.items():
        yield ref
        yield from (Ref(*ref[:2], key_result.id) for key_result in objective.key_results)


def _with_present_name(cycle: str, text: str, names: Mapping[Ref, Ref]) -> str:
    """A reference of the plan before, with the name that its target has after."""
    if not names:
        return text
    parts = text.split("/")
    known_as = [Ref(cycle, *parts[:3]), *([Ref(*parts[:3])] if len(parts) > 1 else [])]
    for known in known_as:
        if known in names:
            return str(names[known]) if known.cycle == cycle else names[known].full
    return text


def item_changes(before: Plan, after: Plan, pairs: Mapping[Ref, Ref], names: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    """The objectives and key results that came or went, and the new names and values of those in `pairs`."""
    for old, new in pairs.items():
        old_item, new_item = before.item(old), after.item(new)
        if old != new:
            yield from _name_changes(old, new, pairs)
        if old_item != new_item:
            agreed = _AgreementOnBothSides(before, after, old, new)
            yield from _field_changes(
                new, _with_present_names(old_item, old.cycle, names), new_item, agreed, is_renamed=old != new
            )
    kept = set(pairs.values())
    for ref in refs_of(before):
        if ref not in pairs:
            yield PlanChange("removed", noun_of(before.item(ref)), ref, before=_without_parts(before.item(ref)))
    for ref in refs_of(after):
        if ref not in kept:
            yield PlanChange("added", noun_of(after.item(ref)), ref, after=_without_parts(after.item(ref)))


def probable_renames(before: Plan, after: Plan, pairs: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    """The agreed fields that changed with what was removed and added again under another name."""
    for again, old in probably_renamed(before, after, pairs).items():
        changes = changes_between(before, old, after, again)
        yield from (change for change in changes if change.agreed_since and change.kind == "changed")


def probably_renamed(before: Plan, after: Plan, pairs: Mapping[Ref, Ref]) -> dict[Ref, Ref]:
    """The new items that have the title of something of their kind that is gone: by reference the one that is gone.

    `pairs` are the objectives and key results that both plans have.
    """
    kept = set(pairs.values())
    new: dict[tuple[str, type, str], Ref] = {}
    for ref in refs_of(after):
        if ref not in kept and (words := title_words(after.item(ref))):
            new.setdefault((ref.cycle, type(after.item(ref)), words), ref)
    found: dict[Ref, Ref] = {}
    for old in (ref for ref in refs_of(before) if ref not in pairs) if new else ():
        item = before.item(old)
        if again := new.get((old.cycle, type(item), title_words(item))):
            found.setdefault(again, old)
    return found


def _name_changes(old: Ref, new: Ref, pairs: Mapping[Ref, Ref]) -> Iterator[PlanChange]:
    """A new name or another objective; a key result whose objective alone was renamed is not moved."""
    noun = "key result" if new.key_result else "objective"
    if new.key_result and pairs.get(old.parent) != new.parent:
        yield PlanChange("moved", noun, new, before=old, after=new)
    elif old.key_result != new.key_result or not new.key_result:
        yield PlanChange("renamed", noun, new, before=old, after=new)


def _with_present_names(item: T, cycle: str, names: Mapping[Ref, Ref]) -> T:
    """An objective or key result of the plan before, its references with the names after."""
    if not names:
        return item
    values: dict[str, Any] = {}
    for name in field_names(type(item)):
        value = getattr(item, name)
        if name in _REFERENCES:
            values[name] = tuple(_with_present_name(cycle, text, names) for text in value)
        elif name == "depends_on":
            values[name] = tuple(changed(need, to=_with_present_name(cycle, need.to, names)) for need in value)
    return changed(item, **values)


def changes_between(before: Plan, old: Ref, after: Plan, new: Ref) -> tuple[PlanChange, ...]:
    """The changes of one objective or key result between two plans, as if it had been in both of them all along."""
    old_item, new_item = _without_parts(before.item(old)), _without_parts(after.item(new))
    agreed = _AgreementOnBothSides(before, after, old, new)
    return tuple(_field_changes(new, old_item, new_item, agreed, is_renamed=True))


class _AgreementOnBothSides(NamedTuple):
    """An objective or key result before and after a change, to find the day from which its values were agreed."""

    before: Plan
    after: Plan
    old: Ref
    new: Ref

    def since(self, field: str) -> Date | None:
        """The day from which the value before was agreed, by the days of either plan; None where it was not.

        So neither a cycle that is moved nor a `start_date` that is removed with the same edit hides the change. A
        draft is not agreed.
        """
        before = agreed_since(self.before, self.old, field)
        after = in_force_since(self.after, self.new, field) if before else None
        return min(before, after) if before and after else before


def _field_changes(
    ref: Ref, old_item: Any, new_item: Any, agreed: _AgreementOnBothSides, *, is_renamed: bool
) -> Iterator[PlanChange]:
    """The differences within one objective or key result."""
    noun = noun_of(new_item)
    _, _, new = matched(old_item.changes, new_item.changes, [itself])
    records: list[ChangeRecord] = []
    for name, old_value, new_value in differing_values(old_item, new_item):
        if isinstance(old_value, tuple) or isinstance(new_value, tuple):
            yield from list_changes(ref, name, old_value or (), new_value or ())
        else:
            since, default = agreed.since(name), _default(new_item, name)
            reason = reason_for(new, name, old_value, new_value, default, since)
            path = path_between(new, name, old_value, new_value, default, since)
            records += path
            yield PlanChange("changed", noun, ref, "", name, old_value, new_value, reason, since, path)
    for change in lost_records(old_item, new_item):
        yield record_change(ref, change, "removed")
    for change in new:
        if change not in records:
            yield record_change(ref, change, "added")
    if not is_renamed:
        yield from list_changes(ref, "was", old_item.was, new_item.was)


def _default(item: Objective | KeyResult, name: str) -> object:
    """The value of a field that is not written; None for a part of a group."""
    field = field_infos(type(item)).get(name)
    return recorded_value(field.default) if field else None


def _without_parts(item: Objective | KeyResult) -> Objective | KeyResult:
    """An objective without its key results, or a key result without its check-ins: they have changes of their own."""
    return changed(item, key_results=()) if isinstance(item, Objective) else changed(item, checkins=())
