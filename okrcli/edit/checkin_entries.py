"""Check-in entries from typed words, and from entries in JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import cast, get_args

from okrcli.errors import AmbiguousNameError, RefusedError, UsageError
from okrcli.model.plan import Plan, Ref
from okrcli.model.record import changed
from okrcli.model.records import CheckinEntry, ReportedStatus
from okrcli.model.scalars import InvalidValueError, parse_number, refuse_thousands_point
from okrcli.scoring.checkin_history import apply_corrections
from okrcli.scoring.score import KeyResultScore
from okrcli.text import number_text, quote_value
from okrcli.workspace.references import clear_name, is_exact_name, resolve_ref

_ASSIGNMENT = re.compile(r"(?P<name>[^=+]*[^=+-])(?P<sign>\+=|-=|=)(?P<text>.*)", re.DOTALL)
_CONTENT_FIELDS = ("value", "done", "missed", "confidence", "status", "note", "blocker", "corrects")
_DONE_WORDS = frozenset(("done", "true", "yes"))


@dataclass(frozen=True, slots=True)
class CheckinInput:
    """A target and the text typed for it; `sign` is `=`, `+=` or `-=`."""

    ref: Ref
    sign: str = "="
    text: str | None = None


def parse_targets(
    words: Sequence[str], plan: Plan, cycle: str | None, broken: Sequence[str] = ()
) -> list[CheckinInput]:
    """The targets of a command line, each with its text: `mql 22`, `mql +3`, `mql=22 nps=41`, `mql+=3`, `launch beta`.

    Raises RefusedError for an unknown target, UsageError for a value without a target.
    """
    inputs: list[CheckinInput] = []
    for word in _with_assignments_joined(words):
        if inputs and inputs[-1].text is None and _is_value(word, inputs[-1].ref, plan, cycle):
            _refuse_unclear(word.removeprefix("="), inputs[-1].ref, plan)
            inputs[-1] = _with_text(inputs[-1], word.removeprefix("="))
        elif match := _ASSIGNMENT.fullmatch(word):
            ref = resolve_ref(plan, cycle, match["name"], broken, is_write=True)
            inputs.append(_with_text(CheckinInput(ref, match["sign"]), match["text"]))
        elif word.startswith("="):
            raise UsageError(f"`{word[1:]}` stands before any key result", "write okr checkin mql=-3")
        else:
            inputs.append(CheckinInput(_target(word, inputs, plan, cycle, broken)))
    repeated = [item.ref for position, item in enumerate(inputs) if item.ref in {s.ref for s in inputs[:position]}]
    if repeated:
        raise UsageError(f"`{repeated[0]}` stands there twice", "give each key result one value")
    return inputs


def _with_assignments_joined(words: Sequence[str]) -> list[str]:
    """The words, with `mql`, `=` and `22` joined to `mql=22`."""
    joined: list[str] = []
    for word in words:
        if joined and (word in ("=", "+=", "-=") or joined[-1].endswith(("=", "+=", "-="))):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _target(word: str, inputs: Sequence[CheckinInput], plan: Plan, cycle: str | None, broken: Sequence[str]) -> Ref:
    """The target that a word names. Raises RefusedError, with a suggestion, if the word names none.

    The first word may be the beginning of an id or a word of a title. A later one may be part of a note, and a word
    that begins with a digit may be a value: these must be whole names.
    """
    may_search = not inputs and not word[:1].isdecimal()
    try:
        return resolve_ref(plan, cycle, word, broken, is_write=True, may_search=may_search)
    except AmbiguousNameError:
        raise
    except RefusedError as unknown:
        if word[:1].isdecimal() and not inputs:
            raise RefusedError(f"{quote_value(word)} of which key result?", f"write okr checkin mql {word}") from None
        if word[:1].isdecimal():
            raise RefusedError(
                f"`{inputs[-1].ref}` has its value already: {inputs[-1].text}", "one value each"
            ) from None
        if inputs and (" " in word or inputs[-1].text is not None):
            note = f'a note goes behind -m: -m "{word}"'
            raise RefusedError(unknown.message, *([] if " " in word else unknown.hints[:1]), note) from None
        raise


def _is_value(word: str, ref: Ref, plan: Plan, cycle: str | None) -> bool:
    """True if the word after a target is its value: it looks like a number, or it names no target."""
    if word[:1] in "+-=\u2212" or (word[:1].isdecimal() and "/" not in word):
        return True
    if _ASSIGNMENT.fullmatch(word):
        return False
    if ref.key_result is not None and ref == ref.holder:
        milestones = {milestone.id for milestone in plan.key_result(ref).milestones}
        if milestones and set(word.split(",")) <= milestones:
            return True
    if is_exact_name(plan, cycle, word):
        return False
    return word in _DONE_WORDS if ref.action else bool(ref.key_result or ref.guardrail)


def _refuse_unclear(word: str, ref: Ref, plan: Plan) -> None:
    """Raise UsageError for `mql -3` if the key result has no values below 0: it can mean a change or a value."""
    if word[:1] != "-" or not word[1:2].isdecimal() or not ref.key_result or ref.guardrail:
        return
    key_result = plan.key_result(ref)
    ends = (key_result.start, key_result.target, key_result.low, key_result.high)
    if key_result.aggregation != "sum" and all(end is None or end >= 0 for end in ends):
        amount, name = word[1:], clear_name(plan, ref)
        hints = (f"down by {amount}: okr checkin {name}-={amount}", f"the value: okr checkin {name}=-{amount}")
        raise UsageError(f"`{name} {word}`: is that a change, or the value?", *hints)


def _with_text(checkin: CheckinInput, text: str) -> CheckinInput:
    if checkin.sign == "=" and text.startswith("+"):
        return replace(checkin, sign="+=", text=text[1:])
    return replace(checkin, text=text)


def entry_for(plan: Plan, checkin: CheckinInput, shared: CheckinEntry, day: date) -> CheckinEntry:
    """The entry for a typed target. Raises RefusedError if the text does not fit the kind of the target."""
    entry = changed(
        entry_about(checkin.ref),
        confidence=shared.confidence,
        status=shared.status,
        note=shared.note,
        blocker=shared.blocker,
    )
    if checkin.ref.guardrail:
        return _guardrail_entry(plan, entry, checkin, shared, day)
    name, _ = entry.target or ("", "")
    if name != "kr":
        if checkin.text is not None and checkin.text not in _DONE_WORDS:
            raise RefusedError(f"`{checkin.ref}` is {'an' if name[0] in 'ao' else 'a'} {name} and takes no value")
        is_done = name == "action" and (shared.done is True or checkin.text is not None)
        return changed(entry, done=True) if is_done else entry
    kind = plan.key_result(checkin.ref).measure
    if kind == "binary":
        return _binary_entry(plan, entry, checkin, shared)
    if kind == "milestones":
        return _milestones_entry(plan, entry, checkin, shared)
    if shared.done:
        raise RefusedError(f"`{checkin.ref}` is measured by its value", f"write {example_for(plan, checkin.ref)}")
    if checkin.text == "missed":
        return changed(entry, missed=True)
    return entry if checkin.text is None else changed(entry, value=_value(plan, checkin, day))


def _guardrail_entry(
    plan: Plan, entry: CheckinEntry, checkin: CheckinInput, shared: CheckinEntry, day: date
) -> CheckinEntry:
    """The entry for a guardrail, which has a value, a note and a blocker only."""
    if shared.done or shared.confidence is not None or shared.status is not None:
        hint = f"write {example_for(plan, checkin.ref)}"
        raise RefusedError(f"`{checkin.ref}` is a guardrail: it has a value, and neither confidence nor status", hint)
    return entry if checkin.text is None else changed(entry, value=_value(plan, checkin, day))


def _binary_entry(plan: Plan, entry: CheckinEntry, checkin: CheckinInput, shared: CheckinEntry) -> CheckinEntry:
    if checkin.text is None:
        return changed(entry, done=True) if shared.done else entry
    if checkin.text.lower() in _DONE_WORDS:
        return changed(entry, done=True)
    if checkin.text.lower() in ("false", "no", "open"):
        return changed(entry, done=False)
    raise RefusedError(f"`{checkin.ref}` is done or not, it has no value", f"write {example_for(plan, checkin.ref)}")


def _milestones_entry(plan: Plan, entry: CheckinEntry, checkin: CheckinInput, shared: CheckinEntry) -> CheckinEntry:
    from okrcli.suggest import did_you_mean

    known = [milestone.id for milestone in plan.key_result(checkin.ref).milestones if milestone.id]
    if checkin.text is None and not shared.done:
        return entry
    if checkin.text is None or checkin.text in _DONE_WORDS:
        return changed(entry, done=True)
    ids = [name.strip() for name in checkin.text.split(",") if name.strip()]
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
        number = parse_number(checkin.text or "")
        refuse_thousands_point(number)
    except InvalidValueError as refusal:
        raise RefusedError(f"{checkin.ref}: {refusal.message}", *filter(None, [refusal.hint])) from None
    if checkin.sign == "=":
        return number
    change = number if checkin.sign == "+=" else -number
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


def last_value(plan: Plan, ref: Ref, day: date) -> Decimal | None:
    """The last value of a key result that was checked in up to a day; None before the first."""
    values = (checkin.reading.value for checkin in reversed(apply_corrections(plan.checkins.get(ref, ()), day)))
    return next((value for value in values if value is not None), None)


def entry_from(plan: Plan, ref: Ref, given: CheckinEntry, day: date) -> CheckinEntry:
    """The entry for a target from an entry that a program made, with the same checks as typed words.

    Raises RefusedError if it has no content, or does not fit the kind of the target.
    """
    if not has_content(given):
        raise RefusedError(f"it says nothing of `{ref}`", "give it a value, a note, a confidence …")
    if given.value is not None and (given.done is not None or given.missed):
        raise RefusedError(f"`{ref}` has a value or is {'missed' if given.missed else 'done'}, not both")
    if given.corrects and given.corrects not in {checkin.document for checkin in plan.checkins.get(ref, ())}:
        raise RefusedError(f"no check-in `{given.corrects}` speaks of `{ref}`")
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
    return changed(entry_for(plan, CheckinInput(ref, text=text), shared, day), corrects=given.corrects)


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


# ── Answers in a conversation ─────────────────────────────────────────────────────────────────────────────────────────


def input_of(ref: Ref, measure: str | None, typed: str) -> CheckinInput:
    """The answer to the question for a value. Raises InvalidValueError if a yes-or-no gets neither y nor n."""
    if not typed:
        return CheckinInput(ref)
    if measure == "binary":
        if typed.lower() not in ("y", "yes", "n", "no"):
            raise InvalidValueError(f"{quote_value(typed)} is neither y nor n")
        return CheckinInput(ref, text="yes" if typed.lower().startswith("y") else "no")
    for sign in ("+=", "-="):
        if typed.startswith(sign):
            return CheckinInput(ref, sign, typed[2:].strip())
    if typed.startswith("+"):
        return CheckinInput(ref, "+=", typed[1:].strip())
    return CheckinInput(ref, text=typed.removeprefix("="))


def unchanged(plan: Plan, score: KeyResultScore, day: date) -> CheckinEntry | None:
    """The entry that repeats the last value; None for a sum or milestones, and before the first value."""
    key_result = plan.key_result(score.ref)
    if key_result.measure == "binary":
        return CheckinEntry(kr=str(score.ref), done=score.progress == 1)
    if key_result.aggregation == "sum" or key_result.measure == "milestones":
        return None
    last = last_value(plan, score.ref, day)
    return None if last is None else CheckinEntry(kr=str(score.ref), value=last)


def split_milestones(known: Sequence[str | None], typed: str) -> tuple[str, str]:
    """The value and the rest of an answer. The value is the first word, or for milestones all their ids.

    Ids may have commas or spaces between them.
    """
    words = typed.replace(",", " ").split(" ") if known else []
    ids = list(takewhile(known.__contains__, filter(None, words)))
    if not ids:
        return typed.partition(" ")[0], typed.partition(" ")[2]
    return ",".join(ids), typed[typed.index(ids[-1], sum(map(len, ids[:-1]))) + len(ids[-1]) :].lstrip(", ")
