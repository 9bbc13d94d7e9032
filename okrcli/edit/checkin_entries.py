"""Check-in entries from typed words, and from entries that a program made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import cast, get_args

from okrcli.errors import RefusedError, UsageError
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import CheckinEntry, ReportedStatus, changed
from okrcli.model.scalars import InvalidValueError, parse_number, refuse_thousands_point
from okrcli.scoring.checkin_history import apply_corrections
from okrcli.scoring.score import KeyResultScore
from okrcli.text import number_text, quote_value
from okrcli.workspace.references import resolve_ref

_ASSIGNMENT = re.compile(r"(?P<name>[^=+]*[^=+-])(?P<sign>\+=|-=|=)(?P<text>.*)", re.DOTALL)
_SAID = ("value", "done", "missed", "confidence", "status", "note", "blocker", "corrects")
_DONE_WORDS = frozenset(("done", "true", "yes"))


@dataclass(frozen=True, slots=True)
class CheckinInput:
    """One target and what was typed for it; `sign` is `=`, `+=` or `-=`."""

    ref: Ref
    sign: str = "="
    text: str | None = None


def parse_targets(
    words: Sequence[str], plan: Plan, cycle: str | None, broken: Sequence[str] = ()
) -> list[CheckinInput]:
    """The targets of a command line: `mql 22`, `mql +3`, `mql=22 nps=41`, `mql+=3`, `launch beta`.

    Raises RefusedError for an unknown target and UsageError for a value without one.
    """
    said: list[CheckinInput] = []
    for word in _joined(words):
        if said and said[-1].text is None and _is_value(word, said[-1].ref, plan, cycle):
            _refuse_unclear(word.removeprefix("="), said[-1].ref, plan)
            said[-1] = _with_text(said[-1], word.removeprefix("="))
        elif match := _ASSIGNMENT.fullmatch(word):
            ref = resolve_ref(plan, cycle, match["name"], broken)
            said.append(_with_text(CheckinInput(ref, match["sign"]), match["text"]))
        elif word.startswith("="):
            raise UsageError(f"`{word[1:]}` stands before any key result", "write okr checkin mql=-3")
        else:
            said.append(CheckinInput(_target(word, said, plan, cycle, broken)))
    repeated = [item.ref for position, item in enumerate(said) if item.ref in {s.ref for s in said[:position]}]
    if repeated:
        raise UsageError(f"`{repeated[0]}` stands there twice", "give each key result one value")
    return said


def _joined(words: Sequence[str]) -> list[str]:
    """The words with `mql = 22` put together as `mql=22`."""
    joined: list[str] = []
    for word in words:
        if joined and (word in ("=", "+=", "-=") or joined[-1].endswith(("=", "+=", "-="))):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _target(word: str, said: Sequence[CheckinInput], plan: Plan, cycle: str | None, broken: Sequence[str]) -> Ref:
    """The target that a word names which is no value. Raises RefusedError, with what was probably meant."""
    try:
        return resolve_ref(plan, cycle, word, broken)
    except RefusedError as unknown:
        if word[:1].isdecimal() and not said:
            raise RefusedError(f"{quote_value(word)} of which key result?", f"write okr checkin mql {word}") from None
        if word[:1].isdecimal():
            raise RefusedError(f"`{said[-1].ref}` has its value already: {said[-1].text}", "one value each") from None
        if said and (" " in word or said[-1].text is not None):
            note = f'a note goes behind -m: -m "{word}"'
            raise RefusedError(unknown.message, *([] if " " in word else unknown.hints[:1]), note) from None
        raise


def _is_value(word: str, ref: Ref, plan: Plan, cycle: str | None) -> bool:
    """True where the word after a target is its value: it looks like a number, or no target is called so."""
    if word[:1] in "+-=\u2212" or (word[:1].isdecimal() and "/" not in word):
        return True
    if _ASSIGNMENT.fullmatch(word):
        return False
    if ref.key_result is not None and ref == ref.holder:
        milestones = {milestone.id for milestone in plan.key_result(ref).milestones}
        if milestones and set(word.split(",")) <= milestones:
            return True
    try:
        resolve_ref(plan, cycle, word)
    except RefusedError:
        return word in _DONE_WORDS if ref.action else bool(ref.key_result or ref.guardrail)
    return False


def _refuse_unclear(word: str, ref: Ref, plan: Plan) -> None:
    """Raises UsageError for `mql -3` where nothing is below 0: beside `mql +3` it reads as a change."""
    if word[:1] != "-" or not word[1:2].isdecimal() or not ref.key_result or ref.guardrail:
        return
    key_result = plan.key_result(ref)
    ends = (key_result.start, key_result.target, key_result.low, key_result.high)
    if key_result.aggregation != "sum" and all(end is None or end >= 0 for end in ends):
        amount, name = word[1:], ref.short
        hints = (f"down by {amount}: okr checkin {name}-={amount}", f"the value: okr checkin {name}=-{amount}")
        raise UsageError(f"`{name} {word}`: is that a change, or the value?", *hints)


def _with_text(said: CheckinInput, text: str) -> CheckinInput:
    if said.sign == "=" and text.startswith("+"):
        return replace(said, sign="+=", text=text[1:])
    return replace(said, text=text)


def entry_for(plan: Plan, said: CheckinInput, shared: CheckinEntry, day: date) -> CheckinEntry:
    """The entry that records what was said of one target. Raises RefusedError where it does not fit its kind."""
    entry = changed(
        entry_about(said.ref),
        confidence=shared.confidence,
        status=shared.status,
        note=shared.note,
        blocker=shared.blocker,
    )
    if said.ref.guardrail:
        return _guarded(plan, entry, said, shared, day)
    name, _ = entry.target or ("", "")
    if name != "kr":
        if said.text is not None and said.text not in _DONE_WORDS:
            raise RefusedError(f"`{said.ref}` is {'an' if name[0] in 'ao' else 'a'} {name} and takes no value")
        is_done = name == "action" and (shared.done is True or said.text is not None)
        return changed(entry, done=True) if is_done else entry
    kind = plan.key_result(said.ref).measure
    if kind == "binary":
        return _binary(entry, said, shared)
    if kind == "milestones":
        return _milestones(plan, entry, said, shared)
    if shared.done:
        raise RefusedError(f"`{said.ref}` is measured by its value", f"write okr checkin {said.ref.short} 22")
    if said.text == "missed":
        return changed(entry, missed=True)
    return entry if said.text is None else changed(entry, value=_value(plan, said, day))


def _guarded(plan: Plan, entry: CheckinEntry, said: CheckinInput, shared: CheckinEntry, day: date) -> CheckinEntry:
    """The entry for a guardrail: a value, and words."""
    if shared.done or shared.confidence is not None or shared.status is not None:
        hint = f"write okr checkin {said.ref.short} 22"
        raise RefusedError(f"`{said.ref}` is a guardrail: it has a value, and neither confidence nor status", hint)
    return entry if said.text is None else changed(entry, value=_value(plan, said, day))


def _binary(entry: CheckinEntry, said: CheckinInput, shared: CheckinEntry) -> CheckinEntry:
    if said.text is None:
        return changed(entry, done=True) if shared.done else entry
    if said.text.lower() in _DONE_WORDS:
        return changed(entry, done=True)
    if said.text.lower() in ("false", "no", "open"):
        return changed(entry, done=False)
    raise RefusedError(f"`{said.ref}` is done or not, it has no value", f"write okr checkin {said.ref.short} --done")


def _milestones(plan: Plan, entry: CheckinEntry, said: CheckinInput, shared: CheckinEntry) -> CheckinEntry:
    from okrcli.suggest import did_you_mean

    known = [milestone.id for milestone in plan.key_result(said.ref).milestones if milestone.id]
    if said.text is None and not shared.done:
        return entry
    if said.text is None or said.text in _DONE_WORDS:
        return changed(entry, done=True)
    named = [name.strip() for name in said.text.split(",") if name.strip()]
    if not named:
        listed = ", ".join(known) or "none of them has an id yet"
        example = f"okr checkin {said.ref.short} {known[0] if known else 'ID'}"
        raise RefusedError(f"which milestones of `{said.ref}` are done? {listed}", f"write {example}")
    for name in named:
        if name not in known:
            hint = did_you_mean(name, known) or f"its milestones are: {', '.join(known) or 'without ids'}"
            raise RefusedError(f"`{said.ref}` has no milestone {quote_value(name)}", hint)
    return changed(entry, done=tuple(dict.fromkeys(named)))


def _value(plan: Plan, said: CheckinInput, day: date) -> Decimal:
    """The number to record: the typed one, or for `+=` and `-=` the one it leads to."""
    try:
        number = parse_number(said.text or "")
        refuse_thousands_point(number)
    except InvalidValueError as refusal:
        raise RefusedError(f"{said.ref}: {refusal.message}", *filter(None, [refusal.hint])) from None
    if said.sign == "=":
        return number
    change = number if said.sign == "+=" else -number
    if said.ref.guardrail:
        return (last_value(plan, said.ref, day) or Decimal(0)) + change
    key_result = plan.key_result(said.ref)
    if key_result.aggregation == "sum":
        return change
    if key_result.aggregation == "average":
        raise RefusedError(
            f"`{said.ref}` is the average of its check-ins, so a change of it cannot be recorded",
            f"record the new measurement: okr checkin {said.ref.short} VALUE",
        )
    latest = last_value(plan, said.ref, day)
    return (latest if latest is not None else key_result.start or Decimal(0)) + change


def last_value(plan: Plan, ref: Ref, day: date) -> Decimal | None:
    """The value last checked in for a key result, up to a day; None before the first."""
    values = (checkin.reading.value for checkin in reversed(apply_corrections(plan.checkins.get(ref, ()), day)))
    return next((value for value in values if value is not None), None)


def entry_from(plan: Plan, ref: Ref, given: CheckinEntry, day: date) -> CheckinEntry:
    """The entry that a program gave for a target, made as if it had been typed.

    Raises RefusedError where it says nothing, or does not fit the target's kind.
    """
    if not says_something(given):
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
    """A command that says something of a target, as its kind wants it."""
    is_key_result = ref.key_result is not None and ref == ref.holder
    measure = plan.key_result(ref).measure if is_key_result else None
    if ref.guardrail:
        said = "22"
    elif ref.key_result is None:
        said = '-m "…" --status at_risk'
    elif ref.action or measure == "binary":
        said = "--done"
    elif measure == "milestones":
        said = next((m.id for m in plan.key_result(ref).milestones if m.id), "ID")
    else:
        said = "22"
    return f"okr checkin {ref.short} {said}"


def says_something(entry: CheckinEntry) -> bool:
    """True where an entry holds anything besides its target."""
    return any(getattr(entry, name) is not None for name in _SAID)


def entry_about(ref: Ref) -> CheckinEntry:
    """An entry that names its target and says nothing of it yet."""
    if ref.guardrail:
        return CheckinEntry(guardrail=str(ref))
    if ref.action:
        return CheckinEntry(action=str(ref))
    return CheckinEntry(kr=str(ref)) if ref.key_result else CheckinEntry(objective=str(ref))


def read_status(word: str | None) -> ReportedStatus | None:
    """A reported status, also with a space or dash in it. Raises UsageError for any other word."""
    if word is None:
        return None
    folded = word.strip().lower().replace(" ", "_").replace("-", "_")
    for status in get_args(ReportedStatus):
        if folded == status:
            return cast(ReportedStatus, status)
    raise UsageError(f"{quote_value(word)} is not a status", "write on_track, at_risk, off_track, or auto")


# ── Answers in a conversation ─────────────────────────────────────────────────────────────────────────────────────────


def input_of(ref: Ref, measure: str | None, typed: str) -> CheckinInput:
    """An answer to the question for the value of a key result. Raises InvalidValueError, for y and n alone."""
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
    """The entry that says the last value again; None for an increment and before the first value."""
    key_result = plan.key_result(score.ref)
    if key_result.measure == "binary":
        return CheckinEntry(kr=str(score.ref), done=score.progress == 1)
    if key_result.aggregation == "sum" or key_result.measure == "milestones":
        return None
    last = last_value(plan, score.ref, day)
    return None if last is None else CheckinEntry(kr=str(score.ref), value=last)


def split_milestones(known: Sequence[str | None], typed: str) -> tuple[str, str]:
    """The value and what stands behind it: one word, or for milestones all the ids, also with spaces between them."""
    words = typed.replace(",", " ").split(" ") if known else []
    ids = list(takewhile(known.__contains__, filter(None, words)))
    if not ids:
        return typed.partition(" ")[0], typed.partition(" ")[2]
    return ",".join(ids), typed[typed.index(ids[-1], sum(map(len, ids[:-1]))) + len(ids[-1]) :].lstrip(", ")
