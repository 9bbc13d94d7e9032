"""Check-in entries from typed words, and from entries in JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast, get_args

from okrcli.edit.checkin_line import CheckinLine
from okrcli.errors import RefusedError, UsageError
from okrcli.model.plan import Plan, Ref
from okrcli.model.record_base import changed
from okrcli.model.records import CheckinEntry, ReportedStatus
from okrcli.model.scalars import InvalidValueError, parse_number, refuse_thousands_point
from okrcli.scoring.checkin_history import apply_corrections
from okrcli.scoring.parts import parts_of
from okrcli.scoring.score import score_key_result
from okrcli.text import number_text, quote_value
from okrcli.workspace.plan_names import clear_name

_CONTENT_FIELDS = ("value", "done", "missed", "confidence", "status", "note", "blocker", "corrects")
_DONE_WORDS = frozenset(("done", "true", "yes"))


_MOST_PARTS = 5
"""The most parts that a message names."""


@dataclass(frozen=True, slots=True)
class CheckinInput:
    """A target and the line that was typed for it."""

    ref: Ref
    line: CheckinLine


def entry_for(plan: Plan, checkin: CheckinInput, shared: CheckinEntry, day: date) -> CheckinEntry:
    """The entry for a typed target; `shared` has the fields of options, which hold for every target.

    Raises RefusedError if the line does not fit the kind of the target, UsageError if a field is given twice.
    """
    line = checkin.line
    for name in ("confidence", "note", "blocker"):
        if getattr(line, name) is not None and getattr(shared, name) is not None:
            raise UsageError(f"`{checkin.ref}` has two values for {name}", f"leave out --{name}")
    entry = changed(
        entry_about(checkin.ref),
        confidence=shared.confidence if line.confidence is None else line.confidence,
        status=shared.status,
        note=shared.note or line.note,
        blocker=shared.blocker or line.blocker or None,
    )
    name, _ = entry.target or ("", "")
    if name == "guardrail":
        return _guardrail_entry(plan, entry, checkin, shared, day)
    if name != "kr":
        if line.is_unchanged or (line.text is not None and line.text not in _DONE_WORDS):
            raise RefusedError(f"`{checkin.ref}` is {'an' if name[0] in 'ao' else 'a'} {name} and takes no value")
        is_done = name == "action" and (shared.done is True or line.text is not None)
        return changed(entry, done=True) if is_done else entry
    return _key_result_entry(plan, entry, checkin, shared, day)


def _key_result_entry(
    plan: Plan, entry: CheckinEntry, checkin: CheckinInput, shared: CheckinEntry, day: date
) -> CheckinEntry:
    line, kind = checkin.line, plan.key_result(checkin.ref).measure
    if plan.key_result(checkin.ref).value_from and (line.is_unchanged or line.text is not None or shared.done):
        parts = [f"okr checkin {part} …" for part in parts_of(plan, checkin.ref)] or [f"okr show {checkin.ref}"]
        raise RefusedError(f"`{checkin.ref}` takes its value from its parts", *parts[:_MOST_PARTS])
    if line.is_unchanged:
        if shared.done:
            raise UsageError(f"`{checkin.ref}` cannot be both done and unchanged", "leave out --done")
        last = unchanged(plan, checkin.ref, day)
        return changed(entry, value=last.value, done=last.done)
    if kind == "binary":
        return _binary_entry(plan, entry, checkin, shared)
    if kind == "milestones":
        return _milestones_entry(plan, entry, checkin, shared)
    if shared.done:
        raise RefusedError(f"`{checkin.ref}` is measured by its value", f"write {example_for(plan, checkin.ref)}")
    if line.text == "missed":
        return changed(entry, missed=True)
    return entry if line.text is None else changed(entry, value=_value(plan, checkin, day))


def _guardrail_entry(
    plan: Plan, entry: CheckinEntry, checkin: CheckinInput, shared: CheckinEntry, day: date
) -> CheckinEntry:
    """The entry for a guardrail, which has a value, a note and a blocker only."""
    if shared.done or entry.confidence is not None or shared.status is not None:
        hint = f"write {example_for(plan, checkin.ref)}"
        raise RefusedError(f"`{checkin.ref}` is a guardrail: it takes a value, but no confidence and no status", hint)
    if checkin.line.is_unchanged:
        return changed(entry, value=last_value(plan, checkin.ref, day))
    return entry if checkin.line.text is None else changed(entry, value=_value(plan, checkin, day))


def _binary_entry(plan: Plan, entry: CheckinEntry, checkin: CheckinInput, shared: CheckinEntry) -> CheckinEntry:
    text = checkin.line.text
    if text is None:
        return changed(entry, done=True) if shared.done else entry
    if text in ("yes", "no"):
        return changed(entry, done=text == "yes")
    raise RefusedError(
        f"`{checkin.ref}` is done or not done: it takes no value", f"write {example_for(plan, checkin.ref)}"
    )


def _milestones_entry(plan: Plan, entry: CheckinEntry, checkin: CheckinInput, shared: CheckinEntry) -> CheckinEntry:
    from okrcli.suggest import did_you_mean

    known = [milestone.id for milestone in plan.key_result(checkin.ref).milestones if milestone.id]
    if checkin.line.text is None and not shared.done:
        return entry
    if checkin.line.text is None or checkin.line.text in _DONE_WORDS:
        return changed(entry, done=True)
    ids = [name.strip() for name in checkin.line.text.split(",") if name.strip()]
    if not ids:
        listed = ", ".join(known) or "none of them has an id yet"
        example = f"okr checkin {clear_name(plan, checkin.ref)} {known[0] if known else 'ID'}"
        raise RefusedError(f"which milestones of `{checkin.ref}` are done? {listed}", f"write {example}")
    for name in ids:
        if name not in known:
            hint = did_you_mean(name, known) or f"its milestones are: {', '.join(known) or 'without ids'}"
            raise RefusedError(f"`{checkin.ref}` has no milestone {quote_value(name)}", hint)
    return changed(entry, done=tuple(dict.fromkeys(ids)))


def _value(plan: Plan, checkin: CheckinInput, day: date) -> Decimal:
    """The number to record: the typed number, or the result of `+=` and `-=`."""
    try:
        number = parse_number(checkin.line.text or "")
        refuse_thousands_point(number)
    except InvalidValueError as refusal:
        raise RefusedError(f"{checkin.ref}: {refusal.message}", *filter(None, [refusal.hint])) from None
    if checkin.line.sign == "=":
        return number
    change = number if checkin.line.sign == "+=" else -number
    if checkin.ref.guardrail:
        return (last_value(plan, checkin.ref, day) or Decimal(0)) + change
    key_result = plan.key_result(checkin.ref)
    if key_result.aggregation == "sum":
        return change
    if key_result.aggregation == "average":
        raise RefusedError(
            f"`{checkin.ref}` is the average of its check-ins, so a change of it cannot be recorded",
            f"record the new measurement: okr checkin {clear_name(plan, checkin.ref)} VALUE",
        )
    latest = last_value(plan, checkin.ref, day)
    return (latest if latest is not None else key_result.start or Decimal(0)) + change


def is_doubtful_minus(plan: Plan, checkin: CheckinInput, entry: CheckinEntry) -> bool:
    """True for `-3`, a change, where it could be meant as the value: values of the key result lie below 0."""
    line, ref = checkin.line, checkin.ref
    is_lone = line.sign == "+=" and (line.text or "").startswith("-")
    if not is_lone or not ref.key_result or ref.guardrail or entry.value is None:
        return False
    key_result = plan.key_result(ref)
    ends = (key_result.start, key_result.target, key_result.low, key_result.high, entry.value)
    return key_result.aggregation != "sum" and any(end is not None and end < 0 for end in ends)


def last_value(plan: Plan, ref: Ref, day: date) -> Decimal | None:
    """The last value of a key result that was checked in up to a day; None before the first."""
    values = (checkin.reading.value for checkin in reversed(apply_corrections(plan.checkins.get(ref, ()), day)))
    return next((value for value in values if value is not None), None)


def entry_from(plan: Plan, ref: Ref, given: CheckinEntry, day: date) -> CheckinEntry:
    """The entry for a target from an entry that a program made, with the same checks as typed words.

    Raises RefusedError if it has no content, or does not fit the kind of the target.
    """
    if not has_content(given):
        raise RefusedError(f"there is nothing to record for `{ref}`", "add a value, a note or a confidence")
    if given.value is not None and (given.done is not None or given.missed):
        raise RefusedError(f"`{ref}` has a value or is {'missed' if given.missed else 'done'}, not both")
    if given.corrects and given.corrects not in {checkin.document for checkin in plan.checkins.get(ref, ())}:
        raise RefusedError(f"no check-in `{given.corrects}` of `{ref}`")
    text = None if given.value is None else number_text(given.value)
    if isinstance(given.done, tuple):
        text = ",".join(given.done)
    elif given.done is False:
        text = "no"
    elif given.missed:
        text = "missed"
    shared = CheckinEntry(
        confidence=given.confidence,
        status=given.status,
        note=given.note or None,
        blocker=given.blocker or None,
        done=True if given.done is True else None,
    )
    return changed(entry_for(plan, CheckinInput(ref, CheckinLine(text)), shared, day), corrects=given.corrects)


def example_for(plan: Plan, ref: Ref) -> str:
    """An example of a check-in command for a target."""
    is_key_result = ref.key_result is not None and ref == ref.holder
    measure = plan.key_result(ref).measure if is_key_result else None
    if ref.guardrail:
        arguments = "22"
    elif ref.key_result is None:
        arguments = '-m "…" --status at_risk'
    elif ref.action or measure == "binary":
        arguments = "--done"
    elif measure == "milestones":
        arguments = next((m.id for m in plan.key_result(ref).milestones if m.id), "ID")
    else:
        arguments = "22"
    return f"okr checkin {clear_name(plan, ref)} {arguments}"


def has_content(entry: CheckinEntry) -> bool:
    """True if an entry holds anything besides its target."""
    return any(getattr(entry, name) is not None for name in _CONTENT_FIELDS)


def entry_about(ref: Ref) -> CheckinEntry:
    """An entry that holds only its target."""
    if ref.guardrail:
        return CheckinEntry(guardrail=str(ref))
    if ref.action:
        return CheckinEntry(action=str(ref))
    return CheckinEntry(kr=str(ref)) if ref.key_result else CheckinEntry(objective=str(ref))


def read_status(word: str | None) -> ReportedStatus | None:
    """A reported status; spaces and dashes may stand for `_`. Raises UsageError for any other word."""
    if word is None:
        return None
    folded = word.strip().lower().replace(" ", "_").replace("-", "_")
    for status in get_args(ReportedStatus):
        if folded == status:
            return cast(ReportedStatus, status)
    raise UsageError(f"{quote_value(word)} is not a status", "write on_track, at_risk, off_track, or auto")


def unchanged(plan: Plan, ref: Ref, day: date) -> CheckinEntry:
    """The entry that repeats the last value; without a value for a sum or milestones, and before the first value."""
    key_result = plan.key_result(ref)
    if key_result.measure == "binary":
        return CheckinEntry(kr=str(ref), done=score_key_result(plan, ref, day).progress == 1)
    is_kept = key_result.aggregation != "sum" and key_result.measure != "milestones"
    return CheckinEntry(kr=str(ref), value=last_value(plan, ref, day) if is_kept else None)
