"""The changes in meaning between two plans, compared by ids and never by positions in a file.

`compare` is the one source of `okr diff`, `okr log` and `okr blame`. An objective or key result with another name
is followed by its `was`, in both directions, and so are the references to it. A `ChangeRecord` is something else: a
change that people wrote into a file with its reason. It gives a `PlanChange` its reason.
"""

from __future__ import annotations

from okrcli.model.diff_checkins import checkin_changes, win_changes
from okrcli.model.diff_items import item_changes, probable_renames, refs_of
from okrcli.model.diff_workspace import workspace_changes
from okrcli.model.goalposts import ComparedPlans, agreed_parts
from okrcli.model.list_pairs import stable_key
from okrcli.model.plan import Plan, Ref
from okrcli.model.plan_change import PlanChange, RecordedCheckin


def compare(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """All changes in meaning, in an order that depends on names and values alone."""
    if before is after:
        return ()
    pairs = paired(before, after)
    names = {old: new for old, new in pairs.items() if old != new}
    changes = [
        *workspace_changes(before, after),
        *item_changes(before, after, pairs, names),
        *checkin_changes(before, after, names),
        *win_changes(before, after),
    ]
    sides = ComparedPlans(before, after, {new: old for old, new in pairs.items()})
    return tuple(sorted(agreed_parts(changes, sides), key=_order))


def compare_closely(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """All changes in meaning, and those of what was removed and added again under another name.

    Of these the agreed fields are compared, by the new name.
    """
    changes = compare(before, after)
    if not any(change.noun in ("objective", "key result") and change.kind == "added" for change in changes):
        return changes
    renames = probable_renames(before, after, paired(before, after))
    return tuple(sorted((*changes, *renames), key=_order))


def _order(change: PlanChange) -> tuple[str, ...]:
    """Sort key: by reference; first whole objectives and key results, then fields, then check-ins by day."""
    ref = change.ref.full if change.ref else "~"
    is_whole = change.kind != "changed" and change.noun in ("objective", "key result")
    rank = "0" if is_whole else "2" if change.noun in ("check-in", "win") else "1"
    state = change.after or change.before
    moment = f"{state.date} {state.at.isoformat() if state.at else ''}" if isinstance(state, RecordedCheckin) else ""
    values = (stable_key(change.before), stable_key(change.after))
    return (ref, rank, change.noun, moment, change.item, change.field, change.kind, *values)


def paired(before: Plan, after: Plan) -> dict[Ref, Ref]:
    """The objectives and key results that both plans have, each with its reference after; equal ones first."""
    old, new = set(refs_of(before)), set(refs_of(after))
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
