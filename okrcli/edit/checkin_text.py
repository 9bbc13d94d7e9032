"""Check-ins as text: the change that each makes, lines for a chat, and notes about unusual values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrcli.edit.checkin_effect import doubts, value_change
from okrcli.model.number_format import percent_text, percent_texts, quantity
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import CheckinEntry, CheckinFile
from okrcli.scoring.checkin_history import decision_on
from okrcli.scoring.guardrails import guardrail_states, guardrail_text
from okrcli.scoring.score import score_key_result, score_plan
from okrcli.text import counted, number_text
from okrcli.workspace.checkin_runs import target_ref
from okrcli.workspace.plan_names import clear_name


def in_words(plan: Plan, after: Plan, cycle: str, entry: CheckinEntry, day: date) -> str:
    """The change that an entry makes: `demand/mql 20 → 22 of 30 MQL (20 %), confidence 7`."""
    assert entry.target is not None
    ref = target_ref(cycle, *entry.target)
    assert ref is not None
    parts = [str(ref)]
    if entry.value is not None and ref.guardrail:
        parts[0] += f" {_guarded(plan, after, ref, day)}"
    elif entry.value is not None:
        parts[0] += f" {_movement(plan, after, ref, day)}"
    elif entry.missed:
        parts[0] += " missed"
    elif entry.done is not None:
        what = (
            ", ".join(entry.done) + " done" if isinstance(entry.done, tuple) else "done" if entry.done else "not done"
        )
        parts[0] += f" {what}"
    if entry.confidence is not None:
        parts.append(f"confidence {number_text(Decimal(entry.confidence))}")
    if entry.status is not None:
        parts.append("status computed again" if entry.status == "auto" else f"status {entry.status.replace('_', ' ')}")
    return ", ".join(parts)


def _movement(plan: Plan, after: Plan, ref: Ref, day: date) -> str:
    key_result = plan.key_result(ref)
    was, now = score_key_result(plan, ref, day), score_key_result(after, ref, day)
    has_way = now.raw is not None and key_result.measure in ("metric", "recurring")
    percent = f" ({percent_text(now.raw)})" if has_way else ""
    return f"{value_change(key_result, was, now)}{percent}"


def _guarded(plan: Plan, after: Plan, ref: Ref, day: date) -> str:
    """The change of a guardrail: `12 → 14 hours, must not exceed 12: breached`."""
    was, now = (next(each for each in guardrail_states(p, ref.holder, day) if each.ref == ref) for p in (plan, after))
    before = f"{quantity(was.value)} → " if was.value is not None else ""
    return before + guardrail_text(now)


def effect(before: Plan, after: Plan, ref: Ref, day: date) -> str:
    """The effect of an edit on progress, or on that of the objective: ` (progress 50 % → 20 %)`; else empty."""
    if ref not in before.locations or ref not in after.locations:
        return ""
    refs = (ref, ref.parent) if ref.key_result else (ref,)
    for scored in refs:
        was, now = _progress(before, scored, day), _progress(after, scored, day)
        if was != now:
            name = "progress" if scored == ref else f"{scored}"
            before_text, after_text = percent_texts(was, now)
            return f" ({name} {before_text} → {after_text})"
    return ""


def _progress(plan: Plan, ref: Ref, day: date) -> Fraction | None:
    if ref.key_result:
        return score_key_result(plan, ref, day).progress
    score = score_plan(plan, day).get(ref)
    return score.progress if score else None


def chat_lines(plan: Plan, after: Plan, files: Mapping[str, CheckinFile]) -> list[str]:
    """The lines to paste into a chat: author and date, then a bullet for each entry and win."""
    all_files = list(files.values())
    entries = [(file, entry) for file in all_files for entry in file.checkins]
    head = f"{all_files[0].by} checked in {counted(len(entries), 'key result')} of {all_files[0].cycle}"
    bullets = [_line_for_chat(plan, after, file, entry) for file, entry in entries]
    wins = [f"win: {win}" for file in all_files for win in file.wins]
    return [f"{head} ({all_files[0].date})", *(f"- {' '.join(text.split())}" for text in (*bullets, *wins))]


def _line_for_chat(plan: Plan, after: Plan, file: CheckinFile, entry: CheckinEntry) -> str:
    """The change of an entry with the title of its target in place of its id, then its note and blocker."""
    words = in_words(plan, after, file.cycle, entry, file.date).removeprefix(entry.target[1] if entry.target else "")
    parts = [f"{_name(plan, file, entry)}:{words}" if words else _name(plan, file, entry)]
    parts += [f"“{entry.note}”"] if entry.note else []
    parts += [f"blocked: {entry.blocker}"] if entry.blocker else []
    return " · ".join(parts).replace(":,", ":", 1)


def _name(plan: Plan, file: CheckinFile, entry: CheckinEntry) -> str:
    """The title of the target of an entry; for an action its reference."""
    ref = plan.present(_ref_of(file.cycle, entry))
    if ref.action:
        return str(ref)
    if ref.guardrail:
        record = plan.item(ref)
        return next(guardrail.title for guardrail in record.guardrails if guardrail.id == ref.guardrail)
    return plan.key_result(ref).title if ref.key_result else plan.objectives[ref].title


def _ref_of(cycle: str, entry: CheckinEntry) -> Ref:
    assert entry.target is not None
    ref = target_ref(cycle, *entry.target)
    assert ref is not None
    return ref


def day_notes(plan: Plan, files: Mapping[str, CheckinFile]) -> Iterator[str]:
    """A sentence for each check-in that is entered after the end of its cycle, or dated there."""
    for file in files.values():
        end = plan.cycles[file.cycle].period.end
        if file.date > end:
            yield f"{file.date} is after the last day of {file.cycle}, {end}: its score does not change"
        elif file.date == end and file.at and file.at.date() > end:
            yield f"{file.cycle} has ended: this counts for its last day, {end} (for another day add --date)"


def outlier_notes(plan: Plan, files: Mapping[str, CheckinFile]) -> Iterator[str]:
    """Notes about values far beyond start and target, which are often typing errors. `plan` includes these files."""
    for file in files.values():
        for entry in file.checkins:
            ref = target_ref(file.cycle, *entry.target) if entry.target else None
            ref = plan.present(ref) if ref else None
            if entry.value is None or ref is None or not ref.key_result or ref.guardrail or ref not in plan.locations:
                continue
            for doubt in doubts(plan.key_result(ref), score_key_result(plan, ref, file.date), entry):
                yield f"{ref}: {doubt} okr checkin --correct {clear_name(plan, ref)} VALUE"


def decision_notes(plan: Plan, files: Mapping[str, CheckinFile]) -> Iterator[str]:
    """Notes about check-ins on what is paused, postponed, cancelled, closed or a draft, and so counts nowhere."""
    for file in files.values():
        refs = dict.fromkeys(plan.present(_ref_of(file.cycle, entry)).holder for entry in file.checkins)
        for ref in refs:
            for decided in dict.fromkeys((ref.parent, ref)):
                item = plan.key_result(decided) if decided.key_result else plan.objectives.get(decided)
                if item is None or (decision := decision_on(item, file.date)) is None:
                    continue
                word = {"draft": "still a draft"}.get(decision, decision)
                since = f" since {item.since}" if item.since else ""
                command = f"okr set {decided} state=active"
                yield f"{decided} is {word}{since}: the check-in is kept and counts again after {command}"
                break
