"""Closing a cycle: grades, decisions and answers are written into its files, and `okrs.yaml` gets its state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from okrcli.edit.contradictions import contradictions
from okrcli.edit.grades import (
    NOTHING,
    TEXTS,
    GradeInput,
    Item,
    is_proposal,
    items_of,
    missing_lines,
    refuse_broken,
    refuse_early,
    with_deferred,
    with_grades,
)
from okrcli.edit.set_fields import Edit, order_of, put, written
from okrcli.errors import RefusedError, UsageError
from okrcli.model.calendar import label_after
from okrcli.model.number_format import score_text
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import Cycle, Objective, OwnScore, QuestionAnswer, WorkspaceFile
from okrcli.scoring.grades import portfolio
from okrcli.text import counted
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.workspace.sources import WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace
from okrcli.yaml import editor, reader
from okrcli.yaml.emitter import OneLine

_SHOWN: Final = 6
"""The most names in a line."""


def close(
    pending: PendingFiles,
    workspace: Workspace,
    cycle: PlannedCycle,
    inputs: Mapping[Ref, GradeInput],
    answers: Iterable[QuestionAnswer],
    day: date,
    *,
    takes_grades: bool,
    accepts: bool = False,
    sheet_hint: str = "",
) -> Edit:
    """Write grades, decisions and answers, and mark the cycle as closed. A closed cycle gets only what is new.

    Closing keeps the final grades that are taken; with `accepts`, a closed cycle gets those that it lacks.

    Raises UsageError, with a line for each item, if a grade, decision or reason is missing, or if decisions contradict
    each other. `sheet_hint` is the sentence of that error about the sheet in which they can be filled in.
    """
    refuse_broken(workspace, cycle.id)
    is_closed = cycle.state == "closed"
    if not is_closed:
        refuse_early(cycle, day)
    items = list(items_of(with_grades(workspace.plan, inputs), cycle.id, day))
    _refuse_grades_of_nothing(items, inputs)
    _refuse_incomplete(cycle, items, inputs, sheet_hint, takes_grades=takes_grades)
    if not is_closed:
        inputs = with_deferred(items, inputs)
    if lines := list(contradictions(items, inputs, only_inputs=is_closed)):
        raise UsageError("these decisions contradict each other", *lines)
    for item in items:
        _write(pending, workspace.plan, item, inputs.get(item.ref, NOTHING), accepts=accepts or not is_closed)
    _close_cycle(pending, cycle, list(answers))
    decided = sum(inputs.get(item.ref, NOTHING).decision not in (None, item.record.decision) for item in items)
    words = cycle.id + (f" with {decided} decision{'' if decided == 1 else 's'}" if decided else "")
    is_over = day >= cycle.period.end
    notes = (
        *_grade_lines(workspace.plan, items, inputs, is_over=is_over),
        *(_changed_decisions(items, inputs) if is_closed else ()),
        *_decision_lines(items, inputs),
        *([] if is_over else [_not_final(cycle)]),
    )
    return Edit(
        "Amended" if is_closed else "Closed",
        (words,),
        (cycle.id,),
        following=f"okr cycle retro {cycle.id}; then okr cycle open {label_after(cycle) or 'NEXT'} --from {cycle.id}",
        notes=notes,
    )


def _not_final(cycle: PlannedCycle) -> str:
    take = f"after that day: okr cycle close {cycle.id} --yes"
    return f"{cycle.id} runs until {cycle.period.end}: these grades are not final before that day; {take}"


def _refuse_incomplete(
    cycle: PlannedCycle,
    items: Iterable[Item],
    inputs: Mapping[Ref, GradeInput],
    sheet_hint: str,
    *,
    takes_grades: bool,
) -> None:
    """Raise UsageError, with a line for each item, if a grade, decision or reason is missing.

    In a closed cycle nothing but the reason of a new grade is asked for, unless there is nothing else to write.
    """
    is_closed = cycle.state == "closed"
    lines = missing_lines(
        items, inputs, takes_grades=takes_grades or is_closed, only_reasons=is_closed and bool(inputs)
    )
    if not lines:
        return
    if is_closed:
        what = f"{cycle.id} is closed, but answers are missing"
        raise UsageError(what, *lines, f"okr cycle close {cycle.id} --decide ID=WORD; a grade needs --reason")
    ways = () if takes_grades else ("--yes takes the computed grades",)
    raise UsageError(
        f"{cycle.id} cannot be closed yet: answers are missing", *lines, *ways, *filter(None, [sheet_hint])
    )


def _refuse_grades_of_nothing(items: Iterable[Item], inputs: Mapping[Ref, GradeInput]) -> None:
    for item in items:
        if inputs.get(item.ref, NOTHING).score is not None and item.grade.computed is None:
            why = f"it is {item.state}" if item.state else "nothing was measured"
            raise RefusedError(f"{item.ref} has no grade: {why}")


def _write(pending: PendingFiles, plan: Plan, item: Item, grade_input: GradeInput, *, accepts: bool) -> None:
    plan_item = PlanItem(item.ref, str(item.ref), item.record, plan.locations[item.ref])
    own = {name: getattr(grade_input, name) for name in TEXTS if getattr(grade_input, name) is not None}
    if is_proposal(item.grade, grade_input.score):
        own.pop("reason", None)
        if grade_input.score is not None and item.grade.override is not None:
            _remove_override(pending, plan_item)
        if _is_taken(item, grade_input, accepts=accepts):
            own["accepted"] = Decimal(score_text(item.grade.computed))
    else:
        own["override"] = grade_input.score
    if own:
        _put_score(pending, plan_item, own)
    if grade_input.decision is not None:
        put(pending, plan_item, "decision", grade_input.decision)


def _is_taken(item: Item, grade_input: GradeInput, *, accepts: bool) -> bool:
    """True if the computed grade of an item is final and is kept. That of an objective follows from its key results."""
    if not item.grade.is_final or (isinstance(item.record, Objective) and item.record.key_results):
        return False
    own = item.record.score
    is_free = own is None or (own.override is None and own.accepted is None)
    return grade_input.score is not None or (accepts and is_free)


def _put_score(pending: PendingFiles, plan_item: PlanItem, own: Mapping[str, object]) -> None:
    fields = {name: own[name] for name in order_of(OwnScore) if name in own}
    if not written(pending, plan_item.location).get("score"):
        put(pending, plan_item, "score", OneLine(fields) if fields.keys() == {"accepted"} else fields)
        return
    path, keys = plan_item.location.path, plan_item.at("score")
    for name, value in fields.items():
        raw = pending.read(path)
        pending.put(path, editor.set_value(raw, path, (*keys, name), value, order_of(OwnScore)))


def _remove_override(pending: PendingFiles, plan_item: PlanItem) -> None:
    """Remove the grade that people gave earlier, and its reason, so that the computed grade counts."""
    path = plan_item.location.path
    for name in ("override", "reason"):
        if name in (written(pending, plan_item.location).get("score") or {}):
            pending.put(path, editor.remove(pending.read(path), path, plan_item.at("score", name)))
    if written(pending, plan_item.location).get("score") == {}:
        put(pending, plan_item, "score", None)


def _close_cycle(pending: PendingFiles, cycle: PlannedCycle, answers: list[QuestionAnswer]) -> None:
    """Write the state and the answers into `cycles:` of okrs.yaml."""
    data: Any = reader.read(pending.read(WORKSPACE_FILE), WORKSPACE_FILE)[0]
    names = [declared["id"] for declared in data.get("cycles") or ()]
    if cycle.id not in names:
        entry: dict[str, object] = {"id": cycle.id, "state": "closed"}
        retrospective = [{"question": answer.question, "answer": answer.answer} for answer in answers]
        item = {**entry, **({"retrospective": retrospective} if retrospective else {})}
        raw = pending.read(WORKSPACE_FILE)
        pending.put(WORKSPACE_FILE, editor.append_item(raw, WORKSPACE_FILE, ("cycles",), item, order_of(WorkspaceFile)))
        return
    keys = ("cycles", names.index(cycle.id))
    _set(pending, (*keys, "state"), "closed")
    for answer in answers:
        _answer(pending, keys, answer)


def _answer(pending: PendingFiles, keys: tuple[str | int, ...], answer: QuestionAnswer) -> None:
    entry = written(pending, Location(WORKSPACE_FILE, keys))
    asked = [known.get("question") for known in entry.get("retrospective") or ()]
    if answer.question in asked:
        _set(pending, (*keys, "retrospective", asked.index(answer.question), "answer"), answer.answer)
        return
    item = {"question": answer.question, "answer": answer.answer}
    _append(pending, (*keys, "retrospective"), item, Cycle)


def _append(pending: PendingFiles, keys: tuple[str | int, ...], item: object, record: type) -> None:
    raw = pending.read(WORKSPACE_FILE)
    pending.put(WORKSPACE_FILE, editor.append_item(raw, WORKSPACE_FILE, keys, item, order_of(record)))


def _set(pending: PendingFiles, keys: tuple[str | int, ...], value: object) -> None:
    raw = pending.read(WORKSPACE_FILE)
    pending.put(WORKSPACE_FILE, editor.set_value(raw, WORKSPACE_FILE, keys, value, order_of(Cycle)))


def _grade_lines(
    plan: Plan, items: Iterable[Item], inputs: Mapping[Ref, GradeInput], *, is_over: bool
) -> Iterator[str]:
    """Lines with the verdicts of each type, and the grades that differ from the computed ones.

    Before the last day nothing is achieved or missed yet, so the verdicts are not named.
    """
    for line in portfolio(plan, [item.grade for item in items if item.ref.key_result is None]):
        average = "" if line.average is None else f"{score_text(line.average)} on average"
        counts = ", ".join(f"{count} {word}" for word, count in line.verdicts.items() if count)
        so_far = f"{counted(line.graded, 'objective')}{f', {average} so far' if average else ''}"
        yield f"{line.type}: {', '.join(filter(None, [average, counts])) if is_over else so_far}"
    for item in items:
        grade_input = inputs.get(item.ref, NOTHING)
        if grade_input.reason and is_proposal(item.grade, grade_input.score):
            yield f"{item.ref}: {grade_input.score} is the computed grade, so its reason is not written"
        if not is_proposal(item.grade, grade_input.score):
            reason = grade_input.reason or (item.record.score.reason if item.record.score else None)
            yield f"{item.ref} graded {grade_input.score}, computed {score_text(item.grade.computed)}: {reason}"


def _changed_decisions(items: Iterable[Item], inputs: Mapping[Ref, GradeInput]) -> Iterator[str]:
    """A line for each decision that replaces another one."""
    for item in items:
        old, new = item.record.decision, inputs.get(item.ref, NOTHING).decision
        if old is not None and new not in (None, old):
            yield f"{item.ref} {old} → {new}"


def _decision_lines(items: Iterable[Item], inputs: Mapping[Ref, GradeInput]) -> Iterator[str]:
    """A line for each decision with its items."""
    names_by_decision: dict[str, list[str]] = {}
    for item in items:
        if decision := inputs.get(item.ref, NOTHING).decision or item.record.decision:
            names_by_decision.setdefault(decision.replace("_", " "), []).append(str(item.ref))
    for word, names in names_by_decision.items():
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        yield f"{word}: {', '.join(names[:_SHOWN])}{more}"
