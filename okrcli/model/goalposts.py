"""Parts of an agreement beside the agreed fields: decisions, milestones, limits, definitions, links, days of a cycle.

`agreed_parts` marks such changes with the day from which the value before was agreed, and with the reason that the
files give. What was removed and added again under another name is compared as if it had been renamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from okrcli.model.agreed_fields import in_force_since, parts_agreed_since, promised_since
from okrcli.model.history import added_record
from okrcli.model.plan import Plan, Ref
from okrcli.model.reasons import reason_for, says_something
from okrcli.model.record_base import field_infos
from okrcli.model.records import ChangeRecord, KeyResult, Objective

ANY_AGREED: Final = "weight"
"""An agreed field of every objective and key result, by which the day of the agreement is asked."""
RECORD: Final = "recorded change"
"""The noun of a record in `changes`."""
STOPS: Final = frozenset(("draft", "paused", "postponed", "cancelled"))
"""States in which something is not counted, or not agreed."""
_TEXTS: Final = frozenset(("metric", "definition"))
PARTS: Final = _TEXTS | {"contributes_to"}
"""Fields whose change is recorded if a reason is given."""
_STEP_FIELDS: Final = frozenset(("weight", "due", "state"))
_TERMS: Final = frozenset(("amount", "due", "promised_amount", "promised_due"))
_LIMITS: Final = frozenset(("must_not_exceed", "must_not_fall_below"))
_ASKED: Final = frozenset(("on", "below", "then", "by"))
"""The fields of a tripwire that were agreed. Its answer was not."""
LISTS: Final = {
    "milestone": "milestones",
    "guardrail": "guardrails",
    "contributes to": "contributes_to",
    "dependency": "depends_on",
    "tripwire": "tripwires",
}
"""The field of the list, by the noun of its items."""


class ComparedPlans(NamedTuple):
    """Two plans, and the earlier name of everything that both have."""

    before: Plan
    after: Plan
    earlier: Mapping[Ref, Ref]

    def agreed(self, ref: Ref) -> date | None:
        """The day from which an objective or key result is agreed by one of both plans; None for a draft before."""
        old = self.earlier.get(ref)
        since = in_force_since(self.before, old, ANY_AGREED) if old else None
        now = in_force_since(self.after, ref, ANY_AGREED) if since else None
        return min(since, now) if since and now else since

    def items(self, ref: Ref) -> tuple[Any, Any]:
        """The objective or key result before and after."""
        return self.before.item(self.earlier[ref]), self.after.item(ref)


def agreed_parts(changes: Iterable[Any], sides: ComparedPlans) -> Iterator[Any]:
    """The changes, those of an agreed part with their day and reason."""
    for change in changes:
        if change.noun == "cycle":
            yield _of_cycle(change, sides)
            continue
        if change.noun == RECORD:
            yield _of_record(change, sides)
            continue
        if change.noun == "key result" and change.kind in ("added", "removed"):
            yield _of_key_result(change, sides)
            continue
        ref = change.ref._replace(action=None, guardrail=None) if change.ref else None
        is_known = ref is None or ref not in sides.earlier or change.agreed_since is not None
        if (
            ref is not None
            and ref in sides.earlier
            and change.field == "state"
            and not change.item
            and change.reason is None
        ):
            yield replace(change, reason=_reason(change, ref, change.agreed_since, sides))
            continue
        if ref is None or is_known or not _is_part(change, ref, sides):
            yield change
            continue
        since = _promise_since(change, ref, sides) if _is_promise(change) else sides.agreed(ref)
        reason = change.reason or _reason(change, ref, since, sides) if since else change.reason
        yield replace(change, agreed_since=since, reason=reason) if since else change


def _of_key_result(change: Any, sides: ComparedPlans) -> Any:
    """A key result that came or went, with the day from which it was agreed which ones there are, and its reason.

    One that has another id now, and the same title, neither came nor went.
    """
    is_new = change.kind == "added"
    plan, other = (sides.after, sides.before) if is_new else (sides.before, sides.after)
    parent = sides.earlier.get(change.ref.parent) if is_new else change.ref.parent
    if parent is None or parent not in sides.before.objectives or parent not in sides.earlier.values():
        return change
    known = {name.key_result for name in plan.locations}
    others = (other.item(ref) for ref in other.locations if ref.key_result and ref.key_result not in known)
    item = plan.item(change.ref)
    if item.state == "draft" or any(is_probably_renamed(item, each) for each in others):
        return change
    since = parts_agreed_since(sides.before, parent if is_new else change.ref)
    added = added_record(item) if is_new else None
    return replace(change, agreed_since=since, reason=added.reason if added else None)


def _of_record(change: Any, sides: ComparedPlans) -> Any:
    """A recorded change that came or went; one that was lost is a goalpost from the beginning of its cycle."""
    name = change.ref.cycle if change.ref else change.item.partition(" ")[0]
    cycles = [plan.cycles[name] for plan in sides[:2] if name in plan.cycles]
    if change.kind != "removed" or not cycles:
        return change
    return replace(change, agreed_since=min(cycle.period.start for cycle in cycles))


def _of_cycle(change: Any, sides: ComparedPlans) -> Any:
    """A change of a cycle; of its days, or to a draft, with the day on which it began and its recorded reason."""
    old, new = sides.before.cycles.get(change.item), sides.after.cycles.get(change.item)
    state = change.after.state if change.kind == "added" else change.after if change.field == "state" else None
    is_draft = state == "draft"
    if old is None or new is None or not (is_draft or change.field in ("start", "end")):
        return change
    since = min(old.period.start, new.period.start)
    records = [record for record in new.declared.changes if record not in old.declared.changes]
    field, before, after = change.field, change.before, change.after
    if change.kind == "added":
        field, before, after = "state", old.state, state
    reason = reason_for(records, field, before, after, old.state if field == "state" else None, since)
    return replace(change, agreed_since=since, reason=reason)


def _is_part(change: Any, ref: Ref, sides: ComparedPlans) -> bool:
    """True for a change of something that belongs to the agreement."""
    is_changed = change.kind == "changed"
    if change.noun in ("objective", "key result"):
        stops = change.field == "state" and change.after in STOPS
        was_given = change.field in _TEXTS and change.before is not None
        graded = change.field == "score.override" and change.after is not None
        return is_changed and (stops or was_given or graded)
    if change.noun == "milestone":
        measured = sides.items(ref)[0].milestones
        return bool(measured) and (change.field in _STEP_FIELDS if is_changed else True)
    if change.noun == "guardrail":
        return bool(change.field in _LIMITS) if is_changed else change.kind == "removed"
    if change.noun == "contributes to":
        return ref.key_result is None
    if change.noun == "tripwire":
        return bool(change.field in _ASKED) if is_changed else change.kind == "removed"
    is_request = change.kind == "removed" or change.field == "need" or _is_promise(change)
    return bool(change.noun == "dependency") and is_request


def _is_promise(change: Any) -> bool:
    """True where a promise moved: its amount, its day, its condition, or the agreement itself."""
    if change.asked is None or change.answer is None:
        return False
    if change.field in ("agreement", "condition"):
        return bool(change.asked.agreement == "agreed")
    return change.field in _TERMS and bool(change.asked.promise != change.answer.promise)


def _promise_since(change: Any, ref: Ref, sides: ComparedPlans) -> date | None:
    """The day from which a promise was in force before it moved."""
    return promised_since(sides.before, sides.earlier[ref], change.asked)


def _reason(change: Any, ref: Ref, since: date | None, sides: ComparedPlans) -> str | None:
    """The reason that the files give: beside the value, or in a new record of `changes`."""
    old, new = sides.items(ref)
    beside = {"state": new.reason, "score.override": new.score.reason if new.score else None}.get(change.field)
    if change.noun in ("objective", "key result") and says_something(beside):
        return str(beside)
    records = [record for record in new.changes if record not in old.changes]
    if change.noun not in LISTS:
        return reason_for(records, change.field, change.before, change.after, None, since)
    own = _reason_of_item(change, new, since)
    return own or next((record.reason for record in records if _is_about(record, change, since)), None)


def _reason_of_item(change: Any, holder: Any, since: date | None) -> str | None:
    """The reason that an item of a list gives itself: of its state, or in its own `changes`."""
    items = getattr(holder, LISTS[change.noun], ())
    item = change.after if change.kind == "added" else None
    if change.answer is not None:
        item = change.answer
    elif change.kind == "changed":
        item = next((each for each in items if change.item in (getattr(each, "id", None), _title(each))), None)
    own = getattr(item, "changes", ())
    if change.field in ("state", "agreement"):
        reason = getattr(item, "reason", None)
        return reason if says_something(reason) else None
    if change.kind == "added":
        return next((record.reason for record in own if record.field == "added"), None)
    default = field_infos(type(item))[change.field].default if item is not None and change.field else None
    return reason_for(own, change.field, change.before, change.after, default, since)


def _title(item: Any) -> str | None:
    title: str | None = None if isinstance(item, str) else getattr(item, "title", None)
    return title


def _is_about(record: ChangeRecord, change: Any, since: date | None) -> bool:
    """True for a record of the list with a reason, whose values before and after differ in the item."""
    names = {change.item, _title(change.before), _title(change.after)}
    texts = (str(value or "") for value in (record.from_, record.to))
    sides = [{text, *text.split(", ")} for text in texts]
    differs = not names.isdisjoint(sides[0] ^ sides[1])
    is_new = since is None or record.date >= since
    return record.field == LISTS[change.noun] and is_new and says_something(record.reason) and differs


# ── Removed, and added again under another id ─────────────────────────────────────────────────────────────────────


def is_probably_renamed(old: Objective | KeyResult, new: Objective | KeyResult) -> bool:
    """True where two objectives or two key results have one title, numbers and signs aside."""
    return type(old) is type(new) and title_words(old) == title_words(new) != ""


def title_words(item: Objective | KeyResult) -> str:
    """The title without numbers and signs, in small letters."""
    return re.sub(r"[\W\d_]+", " ", item.title).strip().casefold()
