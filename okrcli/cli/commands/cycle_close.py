"""The work of `okr cycle close`: grades and decisions from options, from a sheet, or from a conversation."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count
from pathlib import Path

import typer

from okrcli.cli import changes, context
from okrcli.cli.closing_conversation import ClosingConversation
from okrcli.cli.conversation.drafts import Draft
from okrcli.cli.current_person import email_where_needed, person_if_known
from okrcli.cli.edit_request import EditFunction, Request, workspace_for
from okrcli.cli.option_values import by_item, pairs_of, values_of
from okrcli.commandline import command_line
from okrcli.edit import grades
from okrcli.edit.closing_conflicts import refuse_if_closed
from okrcli.edit.closing_sheet import MAX_SHEET, answers_in, is_in_sheet, sheet_text
from okrcli.edit.closing_words import read_decision, read_grade
from okrcli.edit.grades import NOTHING, GradeInput
from okrcli.edit.set_fields import Edit
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import QuestionAnswer
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.text import quote_value
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import WORKSPACE_FILE, find_root
from okrcli.workspace.workspace import Workspace, named_cycle


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
    accepts_achieved: bool
    dry_run: bool
    may_commit: bool


@dataclass(frozen=True, slots=True)
class ClosingAnswers:
    """Grades and decisions by item, and answers by question."""

    inputs: Mapping[Ref, GradeInput]
    answers: Mapping[str, str]


def close(ctx: typer.Context, closing: Closing) -> int:
    """Run `okr cycle close` and return its exit code."""
    root, day = find_root(context.invocation(ctx).folder), context.today()
    request = Request("cycle close", "", day, (), None, closing.dry_run, closing.may_commit, everything=True)
    workspace = workspace_for(root, request)
    cycle = chosen_cycle(workspace, closing.cycle, day)
    if closing.prepare:
        grades.refuse_broken(workspace, cycle.id)
        items = list(grades.items_of(workspace.plan, cycle.id, day))
        streams.echo(sheet_text(workspace, cycle, items, grades.questions_of(workspace.plan, cycle)).rstrip("\n"))
        return Exit.OK
    given = _answers_from_options(closing, workspace.plan, cycle)
    if closing.accepts_achieved:
        given = _with_achieved(given, grades.items_of(grades.with_grades(workspace.plan, given.inputs), cycle.id, day))
    if not _asks(ctx, closing, workspace, cycle, given):
        takes_grades = closing.yes or closing.sheet is not None
        hint = _sheet_hint(cycle.id, closing.sheet)
        made = _edit_of(workspace, cycle, given, day, hint, takes_grades=takes_grades, accepts=closing.yes)
        return changes.change(ctx, replace(request, asked=f"{closing} {given} {day}"), made)
    person = person_if_known(workspace.plan, email_where_needed(root))
    draft = Draft(root, "cycle close", person, cycle.id, command_line("cycle", "close", cycle.id))
    has_sheet = closing.sheet is not None
    conversation = ClosingConversation(
        workspace, cycle, dict(given.inputs), dict(given.answers), draft, root, has_sheet=has_sheet
    )
    try:
        _refuse_unless_writable(root, request, workspace, conversation)
        if not conversation.ask():
            return Exit.OK
        typed = ClosingAnswers(conversation.inputs, conversation.answers)
        made = _edit_of(workspace, cycle, typed, day, _sheet_hint(cycle.id, closing.sheet), takes_grades=True)
        return changes.change(ctx, replace(request, asked=f"{closing} {typed} {day}"), made)
    finally:
        draft.report()


def _with_achieved(given: ClosingAnswers, items: Iterable[grades.Item]) -> ClosingAnswers:
    """The answers, with the decision `achieved` for everything that was achieved and has no other decision."""
    inputs = dict(given.inputs)
    for item in items:
        if item.needs_decision and item.suggestion[0] == "achieved":
            inputs[item.ref] = inputs.get(item.ref, NOTHING).over(GradeInput(decision="achieved"))
    return ClosingAnswers(inputs, given.answers)


def _asks(
    ctx: typer.Context, closing: Closing, workspace: Workspace, cycle: PlannedCycle, given: ClosingAnswers
) -> bool:
    """True if a person is asked. With a sheet that is so only where something that is needed is missing in it."""
    if not context.invocation(ctx).may_ask or closing.yes:
        return False
    if closing.sheet is None:
        return True
    if closing.sheet == "-" or cycle.state == "closed":
        return False
    items = grades.items_of(grades.with_grades(workspace.plan, given.inputs), cycle.id, workspace.day)
    return bool(grades.missing_lines(items, given.inputs, takes_grades=True))


def _refuse_unless_writable(
    root: Path, request: Request, workspace: Workspace, conversation: ClosingConversation
) -> None:
    """Raise RefusedError, before a person is asked, if the answers could not be written."""
    cycle, plan = conversation.cycle, workspace.plan
    grades.refuse_broken(workspace, cycle.id)
    if cycle.state != "closed":
        grades.refuse_early(cycle, workspace.day)
    items = [item for item in grades.items_of(plan, cycle.id, workspace.day) if is_in_sheet(item)]
    changes.refuse_unless_writable(
        root, request, plan, {WORKSPACE_FILE, *(plan.locations[item.ref].path for item in items)}
    )


def _edit_of(
    before: Workspace,
    cycle: PlannedCycle,
    given: ClosingAnswers,
    day: date,
    sheet_hint: str,
    *,
    takes_grades: bool,
    accepts: bool = False,
) -> EditFunction:
    """The edit for these answers, which were given when the workspace was as in `before`."""
    from okrcli.edit import close_cycle
    from okrcli.edit.closing_conflicts import refuse_if_changed, with_present_names

    answers = [QuestionAnswer(question=question, answer=answer) for question, answer in given.answers.items()]

    def made(now: Workspace, pending: PendingFiles) -> Edit:
        if cycle.id not in now.plan.cycles:
            raise RefusedError(f"the cycle {quote_value(cycle.id)} no longer exists")
        inputs = with_present_names(now.plan, given.inputs)
        if now is not before:
            refuse_if_changed(before, now, cycle.id, inputs, given.answers)
        current = now.plan.cycles[cycle.id]
        return close_cycle.close(
            pending,
            now,
            current,
            inputs,
            answers,
            day,
            takes_grades=takes_grades,
            accepts=accepts,
            sheet_hint=sheet_hint,
        )

    return made


def _sheet_hint(cycle: str, sheet: str | None) -> str:
    """The sentence about the sheet in which the rest can be filled in: the one that was read, or a new one.

    A file that is there is never the target of a redirect.
    """
    if sheet == "-":
        return "fill in these lines of the sheet, then run the command again"
    if sheet is not None:
        return f"fill in these lines of {sheet}, then: {command_line('cycle', 'close', cycle, '--with', sheet)}"
    names = chain(["closing.yaml"], (f"closing-{number}.yaml" for number in count(2)))
    free = next(name for name in names if not os.path.lexists(name))
    return f"or fill in: okr cycle close {cycle} --prepare > {free}"


def chosen_cycle(workspace: Workspace, name: str | None, day: date) -> PlannedCycle:
    """The named cycle, else the open one that ended last, else the only one that can be closed already.

    Raises RefusedError, UsageError.
    """
    from okrcli.model.calendar import cycles_to_close

    cycles = workspace.plan.cycles
    if name is not None:
        return named_cycle(cycles, name)
    ready, early = cycles_to_close(cycles, day), []
    if not ready:
        for cycle in cycles.values():
            try:
                grades.refuse_early(cycle, day)
            except RefusedError as refusal:
                early.append(refusal.message)
                continue
            if cycle.state != "closed" and any(workspace.plan.objectives_of(cycle.id)):
                ready.append(cycle)
    if len(ready) != 1:
        if not ready:
            raise UsageError("no cycle is to be closed now", *(early[:3] or ["okr cycle list shows all cycles"]))
        names = [cycle.id for cycle in ready]
        raise UsageError(f"which cycle? {', '.join(names)}", *(command_line("cycle", "close", name) for name in names))
    return ready[0]


def _answers_from_options(closing: Closing, plan: Plan, cycle: PlannedCycle) -> ClosingAnswers:
    """The answers of the sheet and of the options. Options win."""
    scores = by_item("--score", values_of("--score", closing.scores, read_grade), plan, cycle.id)
    decisions = by_item("--decide", values_of("--decide", closing.decisions, read_decision), plan, cycle.id)
    explained = by_item("--explain", pairs_of("--explain", closing.explanations), plan, cycle.id)
    learned = by_item("--learned", pairs_of("--learned", closing.learnings), plan, cycle.id)
    if closing.reason and not scores:
        raise UsageError("--reason says why a grade is not the computed one", "give that grade: --score ID=0.7")
    options = {
        ref: GradeInput(
            decisions.get(ref),
            scores.get(ref),
            closing.reason if ref in scores else None,
            explained.get(ref),
            learned.get(ref),
        )
        for ref in dict.fromkeys([*scores, *decisions, *explained, *learned])
    }
    questions = [answer.question for answer in grades.questions_of(plan, cycle)]
    answers = _answers_by_question(questions, pairs_of("--answer", closing.answers))
    if closing.sheet is None:
        return ClosingAnswers(options, answers)
    name = "stdin" if closing.sheet == "-" else closing.sheet
    sheet = answers_in(_sheet_bytes(closing.sheet), name, plan, cycle, questions)
    refuse_if_closed(plan, cycle, sheet, options)
    inputs = dict(sheet.inputs)
    for ref, option in options.items():
        inputs[ref] = option.over(inputs.get(ref, NOTHING))
    return ClosingAnswers(inputs, {**sheet.answers, **answers})


def _sheet_bytes(path: str) -> bytes:
    """The bytes of a sheet, or of stdin for `-`. Raises RefusedError."""
    if path == "-":
        raw = sys.stdin.buffer.read(MAX_SHEET + 1)
    else:
        try:
            with Path(path).open("rb") as opened:
                raw = opened.read(MAX_SHEET + 1)
        except OSError as error:
            raise RefusedError(f"{visible(path)}: {(error.strerror or 'cannot be read').lower()}") from None
    if len(raw) > MAX_SHEET:
        hint = "divide the sheet, and close with one part after the other"
        raise RefusedError(f"{visible(path)} is larger than {MAX_SHEET >> 20} MiB", hint)
    return raw


def _answers_by_question(questions: Sequence[str], typed: Mapping[str, str]) -> dict[str, str]:
    """The answers by question; the keys of `typed` are numbers of questions. Raises UsageError."""
    answers: dict[str, str] = {}
    for number, text in typed.items():
        if not number.isdecimal() or not 1 <= int(number) <= len(questions):
            listed = [f"{position} {question}" for position, question in enumerate(questions, 1)]
            raise UsageError(f"--answer: there is no question {quote_value(number)}", *listed)
        question = questions[int(number) - 1]
        if question in answers:
            raise UsageError(f"--answer answers question {int(number)} twice", "give it once")
        answers[question] = text
    return answers
