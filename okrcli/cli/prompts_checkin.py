"""The conversation of `okr checkin`: questions for each key result, a review, then the entries.

It asks and shows through functions that it gets as arguments, so tests need no terminal. It writes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from okrcli.cli import context
from okrcli.cli.conversation import prompts
from okrcli.edit import checkin_entries, checkin_files, checkin_text
from okrcli.errors import OkrError, RefusedError
from okrcli.model.number_format import percent_text, quantity, value_text
from okrcli.model.plan import Checkin, Plan
from okrcli.model.record import changed
from okrcli.model.records import CheckinEntry, KeyResult
from okrcli.model.scalars import InvalidValueError, read_confidence
from okrcli.render.labels import day_text
from okrcli.render.terminal import streams
from okrcli.render.terminal.console import status_word
from okrcli.render.terminal.trend import picture
from okrcli.reports.status import due_for
from okrcli.sanitize import visible
from okrcli.scoring.checkin_history import milestone_states
from okrcli.scoring.score import KeyResultScore, score_key_result
from okrcli.text import number_text
from okrcli.workspace.references import resolve_ref
from okrcli.workspace.workspace import Workspace

Ask = Callable[[str, str], str]
"""A function of a label and a default to show; it returns the typed text without spaces around it."""
Show = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class CheckinQuestion:
    """The questions about a key result, with texts that are ready to print."""

    name: str
    heading: str
    details: tuple[str, ...]
    value_label: str
    value_default: str
    """The value that Enter keeps; empty for a sum, for which Enter records nothing."""
    read: Callable[[str], CheckinEntry]
    """The entry for a typed value. Raises InvalidValueError or OkrError."""
    unchanged: CheckinEntry | None
    """The entry that Enter records; None if there is no value to keep."""
    confidence: int | None
    is_green: Callable[[CheckinEntry], bool]
    """True if the key result is on track with this entry."""
    preview: Callable[[CheckinEntry], str]
    split: Callable[[str], tuple[str, str]] = lambda typed: (typed.partition(" ")[0], typed.partition(" ")[2])
    """Splits the first answer into the value and the rest."""


# ── The questions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def converse_about(
    workspace: Workspace, by: str, old: Sequence[Checkin] = (), named: Sequence[str] = ()
) -> list[CheckinEntry]:
    """The entries of a conversation about the key results of a person, those of `old` check-ins, or the named ones.

    The target of each entry is a full reference. Nothing is written yet.
    """
    plan, day = workspace.plan, workspace.day
    focus = workspace.focus.id if workspace.focus else None
    running = [cycle.id for cycle in plan.cycles.values() if day in cycle.period or cycle.id == focus]
    if old or named:
        targets = [
            checkin.reading.kr for checkin in old if isinstance(checkin.reading, CheckinEntry) and checkin.reading.kr
        ]
        refs = [resolve_ref(plan, focus, name, is_write=True) for name in (*targets, *named)]
        results = [score_key_result(plan, ref, day) for ref in refs if ref.key_result and not ref.guardrail]
    else:
        results = [result for cycle in running for result in due_for(plan, cycle, by, day)]
    if not results:
        raise RefusedError(
            f"no key result of a running cycle is {by}'s to check in",
            "name one: okr checkin ID VALUE",
            "or set `owner:` or `updater:` in the plan",
        )
    results.sort(key=lambda result: result.next_due or day)
    prompts.show(
        streams.styled(f"{by}, {day} · {len(results)} key result{'s' if len(results) != 1 else ''}", "bold", sys.stderr)
    )
    for line in (
        "Enter keeps what is in [ ], s skips, b goes back, q ends, Ctrl-C writes nothing",
        "all in one line: the value, confidence and a note, as in 22 7 The webinar worked",
    ):
        prompts.show(streams.styled(line, "dim", sys.stderr))
    questions = [_question(plan, result, day, old[0].document if old else None) for result in results]
    answered = converse(questions, partial(prompts.ask, end=": "), prompts.show)
    full_names = {str(result.ref): result.ref.full for result in results}
    return [changed(entry, kr=full_names[entry.kr or ""]) for entry in answered]


def _question(plan: Plan, result: KeyResultScore, day: date, corrects: str | None) -> CheckinQuestion:
    key_result = plan.key_result(result.ref)
    kind = key_result.measure
    label, default = _value_prompt(plan, result, kind, day)
    unchanged = checkin_entries.unchanged(plan, result, day)

    def read(typed: str) -> CheckinEntry:
        entry = checkin_entries.entry_for(plan, checkin_entries.input_of(result.ref, kind, typed), CheckinEntry(), day)
        return changed(entry, corrects=corrects)

    def after(entry: CheckinEntry) -> Plan:
        file = checkin_files.new_files([(result.ref.cycle, entry)], (), "me", day, context.now(), None)[0]
        return checkin_files.with_files(plan, {"new": file})

    return CheckinQuestion(
        name=result.ref.short,
        heading=streams.styled(f"{result.ref.short} · {visible(key_result.title)}", "bold", sys.stderr),
        details=tuple(_details(result, key_result)),
        value_label=label,
        value_default=default,
        read=read,
        unchanged=unchanged and changed(unchanged, corrects=corrects),
        confidence=result.confidence,
        is_green=lambda entry: score_key_result(after(entry), result.ref, day).status.shown in ("on_track", "achieved"),
        preview=lambda entry: visible(
            _preview(checkin_text.in_words(plan, after(entry), result.ref.cycle, entry, day), entry)
        ),
        split=partial(checkin_entries.split_milestones, [item.id for item in key_result.milestones]),
    )


def _preview(words: str, entry: CheckinEntry) -> str:
    """An entry as the review shows it, with note and blocker."""
    note = f" “{entry.note}”" if entry.note else ""
    return words + note + (f" (blocked: {entry.blocker})" if entry.blocker else "")


def _value_prompt(plan: Plan, result: KeyResultScore, kind: str | None, day: date) -> tuple[str, str]:
    """The label of the question for the value, and the value that Enter keeps."""
    key_result = plan.key_result(result.ref)
    if kind == "binary":
        return "done? y or n", "y" if result.progress == 1 else "n"
    if kind == "milestones":
        open_ones = [
            milestone.id
            for milestone, done in milestone_states(key_result, result.history, day)
            if milestone.id and not done
        ]
        return f"now done ({', '.join(open_ones) or 'all are done already'})", ""
    unit = f" {visible(key_result.unit)}" if key_result.unit else ""
    if key_result.aggregation == "sum":
        wanted = key_result.target_per_period if key_result.counts_periods else key_result.target
        target = "" if wanted is None else f" of {quantity(wanted)}"
        return f"how many more?{unit} ({quantity(result.current, wanted)}{target} so far)", ""
    last = checkin_entries.last_value(plan, result.ref, day)
    return f"value{unit}", "" if last is None else number_text(last)


def _details(result: KeyResultScore, key_result: KeyResult) -> list[str]:
    """The lines above the question: a chart, the last value with its day, and the last note."""
    last = result.last_checkin
    if last is None:
        return [streams.styled("no check-in yet", "dim", sys.stderr)]
    days = result.days_silent or 0
    age = "today" if not days else f"{day_text(last.date)}, {days} day{'s' if days > 1 else ''} ago"
    value = visible(value_text(key_result, result.current)) if result.has_data and result.current is not None else ""
    percent = percent_text(result.raw) if result.raw is not None else ""
    parts = [picture(result), value, percent, status_word(result.status.shown) if result.status.shown else "", age]
    lines = [" · ".join(part for part in parts if part)]
    if last.reading.note:
        lines.append(streams.styled(f"“{visible(last.reading.note)}”", "dim", sys.stderr))
    return lines


# ── The conversation ──────────────────────────────────────────────────────────────────────────────────────────────────


class Back(Exception):  # noqa: N818
    """The person typed `b`: go to the question before. `entry` holds the answers about this key result so far."""

    entry: CheckinEntry | None = None


class Skip(Exception):  # noqa: N818
    """The person typed `s`: leave out this key result."""


class StopAsking(Exception):  # noqa: N818
    """The person typed `q`: go to the review. `entry` holds the answers about this key result so far."""

    entry: CheckinEntry | None = None


def converse(questions: Sequence[CheckinQuestion], ask: Ask, show: Show) -> list[CheckinEntry]:
    """The entries of a conversation after its review; empty if the person declines or skips everything."""
    answers: dict[int, CheckinEntry] = {}
    position, is_change = 0, False
    while True:
        if position >= len(questions):
            chosen = _review(questions, answers, ask, show)
            if chosen is None:
                return [answers[number] for number in sorted(answers)]
            if chosen < 0:
                return []
            position, is_change = chosen, True
            continue
        try:
            entry = _ask_key_result(questions[position], position + 1, len(questions), answers.get(position), ask, show)
        except (Back, StopAsking) as move:
            if move.entry is not None:
                answers[position] = move.entry
            if isinstance(move, StopAsking):
                position = len(questions)
                continue
            if position == 0:
                show("  this is the first question")
            position = max(0, position - 1)
            continue
        except Skip:
            answers.pop(position, None)
            show("  skipped")
        else:
            if entry is None:
                answers.pop(position, None)
            else:
                answers[position] = entry
        position = len(questions) if is_change else position + 1


@dataclass(frozen=True, slots=True)
class _Draft:
    """The answers about a key result so far."""

    typed: str = ""
    """The typed value, which is offered again."""
    entry: CheckinEntry | None = None
    """The entry for the value; None if the person typed Enter and there is no value to keep."""
    confidence: int | None = None
    note: str | None = None
    blocker: str | None = None
    is_quick: bool = False
    """True if confidence and note were typed behind the value: `22 7 The webinar worked`."""


Step = Callable[[CheckinQuestion, _Draft, Ask, Show], _Draft]


def _ask_key_result(
    question: CheckinQuestion, number: int, count: int, before: CheckinEntry | None, ask: Ask, show: Show
) -> CheckinEntry | None:
    """Ask about a key result; `before` is its entry from earlier in the conversation. None: record nothing."""
    show("")
    show(f"{number} of {count}  {question.heading}")
    for line in question.details:
        show(f"        {line}")
    if before is not None:
        show(f"  so far: {question.preview(before)}")
    draft = _ask_steps(question, _draft_of(question, before), ask, show)
    entry = _entry_of(question, draft)
    if entry is not None:
        show(f"  {question.preview(entry)}")
    return entry


def _draft_of(question: CheckinQuestion, before: CheckinEntry | None) -> _Draft:
    """The first draft: the answers from earlier in the conversation, else the last check-in."""
    if before is None:
        return _Draft(typed=question.value_default, confidence=question.confidence)
    typed = question.value_default if before.value is None else number_text(before.value)
    last = question.confidence if before.confidence is None else before.confidence
    return _Draft(typed, before, last, before.note, before.blocker)


def _ask_steps(question: CheckinQuestion, draft: _Draft, ask: Ask, show: Show) -> _Draft:
    """Ask for value, confidence, note and blocker. `b` goes to the question before, with its answer as the default."""
    steps: tuple[Step, ...] = (_ask_value, _ask_confidence, _ask_note, _ask_blocker)
    positions: list[int] = []
    first_draft, position = draft, 0
    while position < len(steps):
        was_asked = False

        def ask_step(label: str, default: str) -> str:
            nonlocal was_asked
            was_asked = True
            return _answer_or_move(ask(f"  {label}", default))

        try:
            draft = steps[position](question, draft, ask_step, show)
        except (Back, StopAsking) as move:
            if isinstance(move, Back) and positions:
                position = positions.pop()
                continue
            move.entry = _entry_of(question, draft) if draft != first_draft else None
            raise
        if was_asked:
            positions.append(position)
        position += 1
    return draft


def _ask_value(question: CheckinQuestion, draft: _Draft, ask: Ask, show: Show) -> _Draft:
    while True:
        typed = ask(question.value_label, draft.typed)
        if not typed:
            return replace(draft, entry=draft.entry or question.unchanged, is_quick=False)
        value, rest = question.split(typed)
        try:
            entry = question.read(value)
            first, _, others = rest.strip().partition(" ")
            if not first.isdecimal():
                first, others = "", rest
            confidence = read_confidence(first) if first else draft.confidence
        except Exception as error:
            _show_error(error, show)
            continue
        note = others.strip() or draft.note
        return _Draft(value, entry, confidence, note, draft.blocker, is_quick=bool(rest.strip()))


def _ask_confidence(question: CheckinQuestion, draft: _Draft, ask: Ask, show: Show) -> _Draft:
    while not draft.is_quick:
        typed = ask("confidence 0–10", "" if draft.confidence is None else number_text(Decimal(draft.confidence)))
        try:
            return replace(draft, confidence=read_confidence(typed)) if typed else draft
        except InvalidValueError as refusal:
            _show_error(refusal, show)
    return draft


def _ask_note(question: CheckinQuestion, draft: _Draft, ask: Ask, show: Show) -> _Draft:
    if draft.is_quick:
        return draft
    return replace(draft, note=ask("note", draft.note or "") or draft.note)


def _ask_blocker(question: CheckinQuestion, draft: _Draft, ask: Ask, show: Show) -> _Draft:
    """Ask for a blocker, only if confidence dropped or the key result is not on track."""
    entry = _entry_of(question, draft)
    if entry is None:
        return draft
    dropped = (draft.confidence or 0) < (question.confidence or 0) and draft.confidence is not None
    if not dropped and question.is_green(entry):
        return draft
    return replace(draft, blocker=ask("what blocks you, Enter for nothing", draft.blocker or "") or draft.blocker)


def _entry_of(question: CheckinQuestion, draft: _Draft) -> CheckinEntry | None:
    """The entry for the answers; None if there are no answers."""
    if draft.entry is None and not draft.note and draft.confidence in (None, question.confidence):
        return None
    entry = draft.entry or question.unchanged or question.read("")
    return changed(entry, confidence=draft.confidence, note=draft.note or None, blocker=draft.blocker or None)


def _show_error(error: Exception, show: Show) -> None:
    """Show the error in an answer. Raises any exception that is not about the answer."""
    if isinstance(error, OkrError):
        hint = error.hints[0] if error.hints else None
    elif isinstance(error, InvalidValueError):
        hint = error.hint
    else:
        raise error
    show(f"  {error}" + (f": {hint}" if hint else ""))


def _answer_or_move(typed: str) -> str:
    """The typed answer. Raises Back, Skip or StopAsking for `b`, `s` and `q`."""
    if typed in ("b", "B"):
        raise Back
    if typed in ("s", "S"):
        raise Skip
    if typed in ("q", "Q"):
        raise StopAsking
    return typed


def _review(questions: Sequence[CheckinQuestion], answers: dict[int, CheckinEntry], ask: Ask, show: Show) -> int | None:
    """Show all entries and ask. Returns None to write them, a position to change that one, -1 to write nothing."""
    show("")
    if not answers:
        show("nothing to record")
        return -1
    show("To be recorded:")
    for position, question in enumerate(questions):
        if position in answers:
            show(f"  {position + 1}  {question.preview(answers[position])}")
    while True:
        typed = ask("Write? Enter = yes, n = no, or a number to change one", "").lower()
        if typed in ("", "y", "yes"):
            return None
        if typed in ("n", "no", "q"):
            show("nothing was written")
            return -1
        if typed == "b":
            return len(questions) - 1
        if typed.isdecimal() and 1 <= int(typed) <= len(questions):
            return int(typed) - 1
        show(f"  write Enter, n, or a number from 1 to {len(questions)}")
