"""The work of `okr cycle close`: grades and decisions from options, from a sheet, or from a conversation."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, cast, get_args

import typer

from okrcli.cli import changes, context, prompts
from okrcli.edit import grades
from okrcli.edit.closing_sheet import about, inputs_in, read_sheet, sheet_text
from okrcli.edit.grades import NOTHING, GradeInput, Item
from okrcli.edit.set_fields import Edit
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.model.number_format import score_text
from okrcli.model.plan import Plan, PlannedCycle, Ref
from okrcli.model.records import Decision, QuestionAnswer
from okrcli.model.scalars import InvalidValueError, parse_number
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.suggest import did_you_mean
from okrcli.text import quote_value
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_ref
from okrcli.workspace.sources import find_root
from okrcli.workspace.workspace import Workspace

DECISIONS: Final = get_args(Decision)
_MAX_SHEET: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Closing:
    """The command line of `okr cycle close`."""

    cycle: str | None
    scores: Sequence[str]
    decisions: Sequence[str]
    explanations: Sequence[str]
    learnings: Sequence[str]
    answers: Sequence[str]
    reason: str | None
    sheet: str | None
    prepare: bool
    yes: bool
    dry_run: bool
    may_commit: bool


@dataclass(frozen=True, slots=True)
class ClosingAnswers:
    """Grades and decisions by typed name, and answers by question."""

    inputs: dict[str, GradeInput]
    answers: dict[str, str]


def close(ctx: typer.Context, closing: Closing) -> int:
    """Run `okr cycle close` and return its exit code."""
    from okrcli.edit import close_cycle

    root, day = find_root(context.invocation(ctx).folder), context.today()
    request = changes.Request("cycle close", "", day, (), None, closing.dry_run, closing.may_commit, everything=True)
    workspace = changes.read(root, request)
    cycle = chosen_cycle(workspace, closing.cycle, day)
    if closing.prepare:
        grades.refuse_broken(workspace, cycle.id)
        items = list(grades.items_of(workspace.plan, cycle.id, day))
        streams.echo(sheet_text(workspace, cycle.id, items, grades.questions_of(workspace.plan, cycle)).rstrip("\n"))
        return Exit.OK
    given = _answers_from_options(root, closing, workspace.plan, cycle)
    inputs = _by_ref(workspace.plan, cycle.id, given.inputs)
    takes_grades = closing.yes or closing.sheet is not None
    if context.invocation(ctx).may_ask and not (closing.sheet or closing.yes):
        inputs = _ask_items(workspace, cycle, inputs)
        given = replace(given, answers=_ask_questions(workspace.plan, cycle, given.answers))
        takes_grades = True
    answers = [QuestionAnswer(question=question, answer=answer) for question, answer in given.answers.items()]

    def made(now: Workspace, pending: PendingFiles) -> Edit:
        current = now.plan.cycles[cycle.id]
        return close_cycle.close(pending, now, current, inputs, answers, day, takes_grades=takes_grades)

    return changes.change(ctx, replace(request, asked=f"{closing} {given} {day}"), made)


def chosen_cycle(workspace: Workspace, name: str | None, day: date) -> PlannedCycle:
    """The named cycle, else the only open one that can be closed. Raises RefusedError, UsageError."""
    cycles = workspace.plan.cycles
    if name is not None:
        if name not in cycles:
            hint = did_you_mean(name, list(cycles)) or f"there are: {', '.join(cycles) or 'none yet'}"
            raise RefusedError(f"there is no cycle {quote_value(name)}", hint)
        return cycles[name]
    ready = []
    for cycle in cycles.values():
        try:
            grades.refuse_early(cycle, day)
        except RefusedError:
            continue
        if cycle.state != "closed" and any(workspace.plan.objectives_of(cycle.id)):
            ready.append(cycle)
    if len(ready) != 1:
        names = ", ".join(cycle.id for cycle in ready)
        raise UsageError(f"which cycle? {names}" if names else "no cycle is to be closed now", "okr cycle close ID")
    return ready[0]


# ── By options and by a sheet ─────────────────────────────────────────────────────────────────────────────────────


def pairs_of(option: str, typed: Iterable[str]) -> dict[str, str]:
    """The texts by id from `ID=TEXT` options. Raises UsageError for another form and for a repeated id."""
    texts: dict[str, str] = {}
    for word in typed:
        name, sign, text = word.partition("=")
        if not sign or not name.strip() or not text.strip():
            raise UsageError(f"{option} {quote_value(word)} is not of the form ID=…")
        if name.strip() in texts:
            raise UsageError(f"{option} names `{name.strip()}` twice", "say it once")
        texts[name.strip()] = text.strip()
    return texts


def numbers_of(option: str, typed: Iterable[str]) -> dict[str, Decimal]:
    """The numbers by id from `ID=NUMBER` options. Raises UsageError for a value that is no number."""
    numbers = {}
    for name, text in pairs_of(option, typed).items():
        try:
            numbers[name] = parse_number(text)
        except InvalidValueError as refusal:
            raise UsageError(f"{option} {name}: {refusal.message}", *filter(None, [refusal.hint])) from None
    return numbers


def read_decision(text: str) -> Decision:
    """A decision; a dash or a space may stand for `_`. Raises UsageError for any other word."""
    folded = text.strip().lower().replace("-", "_").replace(" ", "_")
    if folded not in DECISIONS:
        hint = did_you_mean(folded, DECISIONS) or f"write {', '.join(DECISIONS)}"
        raise UsageError(f"{quote_value(text)} is not a decision", hint)
    return cast(Decision, folded)


def _answers_from_options(root: Path, closing: Closing, plan: Plan, cycle: PlannedCycle) -> ClosingAnswers:
    """The answers of the sheet and of the options. Options win."""
    from_sheet = ClosingAnswers({}, {})
    if closing.sheet is not None:
        from_sheet = _of_sheet(closing.sheet, cycle)
    scores = {name: _grade(name, score) for name, score in numbers_of("--score", closing.scores).items()}
    decisions = {name: read_decision(text) for name, text in pairs_of("--decide", closing.decisions).items()}
    explained, learned = pairs_of("--explain", closing.explanations), pairs_of("--learned", closing.learnings)
    inputs = dict(from_sheet.inputs)
    for name in dict.fromkeys([*scores, *decisions, *explained, *learned]):
        reason = closing.reason if name in scores else None
        new = GradeInput(decisions.get(name), scores.get(name), reason, explained.get(name), learned.get(name))
        inputs[name] = new.over(inputs.get(name, NOTHING))
    if closing.reason and not scores:
        raise UsageError("--reason says why a grade is not the computed one", "give that grade: --score ID=0.7")
    return ClosingAnswers(
        inputs, from_sheet.answers | _answers_by_question(plan, cycle, pairs_of("--answer", closing.answers))
    )


def _grade(name: str, score: Decimal) -> Decimal:
    if not 0 <= score <= 1:
        raise UsageError(f"--score {name}: a grade lies between 0 and 1")
    return score


def _of_sheet(path: str, cycle: PlannedCycle) -> ClosingAnswers:
    raw = sys.stdin.buffer.read(_MAX_SHEET + 1) if path == "-" else _file(path)
    if len(raw) > _MAX_SHEET:
        raise RefusedError(f"{visible(path)} is larger than a closing sheet can be")
    sheet = read_sheet(raw, "stdin" if path == "-" else path)
    if sheet.cycle != cycle.id:
        raise RefusedError(f"the sheet is for {sheet.cycle}, not for {cycle.id}", f"okr cycle close {sheet.cycle} …")
    return ClosingAnswers(
        inputs_in(sheet), {answer.question: answer.answer for answer in sheet.retrospective if answer.answer}
    )


def _file(path: str) -> bytes:
    try:
        with Path(path).open("rb") as opened:
            return opened.read(_MAX_SHEET + 1)
    except OSError as error:
        raise RefusedError(f"{visible(path)}: {(error.strerror or 'cannot be read').lower()}") from None


def _answers_by_question(plan: Plan, cycle: PlannedCycle, typed: dict[str, str]) -> dict[str, str]:
    """The answers by question; the keys of `typed` are numbers of questions."""
    questions = [answer.question for answer in grades.questions_of(plan, cycle)]
    answers = {}
    for number, text in typed.items():
        if not number.isdecimal() or not 1 <= int(number) <= len(questions):
            listed = [f"{position} {question}" for position, question in enumerate(questions, 1)]
            raise UsageError(f"--answer: there is no question {quote_value(number)}", *listed)
        answers[questions[int(number) - 1]] = text
    return answers


def _by_ref(plan: Plan, cycle: str, typed: dict[str, GradeInput]) -> dict[Ref, GradeInput]:
    inputs: dict[Ref, GradeInput] = {}
    for name, grade_input in typed.items():
        ref = resolve_ref(plan, cycle, name)
        if ref.cycle != cycle or ref not in plan.locations:
            raise RefusedError(f"{quote_value(name)} is no objective or key result of {cycle}")
        inputs[ref] = grade_input.over(inputs.get(ref, NOTHING))
    return inputs


# ── In a conversation ─────────────────────────────────────────────────────────────────────────────────────────────


def _ask_items(workspace: Workspace, cycle: PlannedCycle, inputs: dict[Ref, GradeInput]) -> dict[Ref, GradeInput]:
    """The answers of the person for each item, key results first, because grades of objectives follow from theirs."""
    plan, day = workspace.plan, workspace.day
    grades.refuse_broken(workspace, cycle.id)
    if cycle.state != "closed":
        grades.refuse_early(cycle, day)
    inputs = dict(inputs)
    streams.echo_err(streams.styled(f"{cycle.id}: what was reached, and what becomes of it", "bold", sys.stderr))
    streams.echo_err(streams.styled("Enter keeps what is in [ ], Ctrl-C writes nothing", "dim", sys.stderr))
    for ref, _ in plan.objectives_of(cycle.id):
        for item_ref in (*(result for result, _ in plan.key_results_of(ref)), ref):
            items = grades.items_of(grades.with_grades(plan, inputs), cycle.id, day)
            item = next(candidate for candidate in items if candidate.ref == item_ref)
            inputs[item_ref] = _ask_item(
                workspace, item, inputs.get(item_ref, NOTHING), is_closed=cycle.state == "closed"
            )
    return inputs


def _ask_item(workspace: Workspace, item: Item, grade_input: GradeInput, *, is_closed: bool) -> GradeInput:
    missing = grades.missing_lines([item], {item.ref: grade_input}, takes_grades=is_closed)
    if not missing:
        return grade_input
    streams.echo_err("")
    streams.echo_err(
        f"{streams.styled(str(item.ref), 'cyan', sys.stderr)}  {visible(' '.join(item.record.title.split()))}"
    )
    streams.echo_err(streams.styled(f"  {about(workspace.plan, item, workspace)}", "dim", sys.stderr))
    if grade_input.score is None and item.grade.computed is not None and not is_closed:
        grade_input = replace(grade_input, score=_ask_grade(item))
    if not grades.is_proposal(item.grade, grade_input.score) and not grade_input.reason:
        grade_input = replace(grade_input, reason=_ask_until_answered("  why is it another one?"))
    if item.needs_decision and grade_input.decision is None:
        grade_input = replace(grade_input, decision=_ask_decision(item))
    if grade_input.explanation is None and item.grade.type == "committed" and item.grade.verdict == "missed":
        grade_input = replace(grade_input, explanation=prompts.ask("  what happened?") or None)
    if grade_input.learnings is None:
        grade_input = replace(grade_input, learnings=prompts.ask("  what was learned?") or None)
    return grade_input


def _ask_grade(item: Item) -> Decimal | None:
    """The grade that the person gives; None for the computed one."""
    offered = score_text(item.grade.value)
    while answer := prompts.ask(f"  grade [{offered}]:"):
        try:
            score = parse_number(answer)
        except InvalidValueError as refusal:
            prompts.show_refusal(refusal)
            continue
        if 0 <= score <= 1:
            return score
        streams.echo_err("  a grade lies between 0 and 1")
    return None


def _ask_decision(item: Item) -> Decision:
    """The decision of the person, who may type the first letters of it. There is no default."""
    while True:
        answer = prompts.ask(f"  {' · '.join(word.replace('_', ' ') for word in DECISIONS)}:").lower()
        fits = [word for word in DECISIONS if answer and word.startswith(answer.replace(" ", "_").replace("-", "_"))]
        if len(fits) == 1:
            return cast(Decision, fits[0])
        word, _ = item.suggestion
        streams.echo_err(f"  say one of them; only you decide{f' (suggested: {word})' if word else ''}")


def _ask_until_answered(question: str) -> str:
    while not (answer := prompts.ask(question)):
        streams.echo_err("  both numbers stay visible, and somebody will ask")
    return answer


def _ask_questions(plan: Plan, cycle: PlannedCycle, answers: dict[str, str]) -> dict[str, str]:
    """The answers, with those of the person to questions without an answer."""
    unanswered = [
        answer.question
        for answer in grades.questions_of(plan, cycle)
        if not answer.answer and answer.question not in answers
    ]
    if unanswered:
        streams.echo_err("")
        streams.echo_err(streams.styled("Looking back (Enter leaves a question open)", "bold", sys.stderr))
    return answers | {question: text for question in unanswered if (text := prompts.ask(f"{visible(question)}\n "))}
