"""A cycle is closed: what people said of it is written into its files, and `okrs.yaml` says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from okrcli.edit.grades import (
    NOTHING,
    TEXTS,
    GradeInput,
    Item,
    is_proposal,
    items_of,
    missing,
    refuse_broken,
    refuse_early,
    with_grades,
)
from okrcli.edit.set_fields import Edit, order_of, put, written
from okrcli.errors import RefusedError, UsageError
from okrcli.model.number_format import score_text
from okrcli.model.plan import Location, Plan, PlannedCycle, Ref
from okrcli.model.records import Cycle, OwnScore, QuestionAnswer, WorkspaceFile
from okrcli.scoring.grades import portfolio
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.workspace.sources import WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace
from okrcli.yaml import editor, reader

_SHOWN: Final = 6
"""The most names in a line."""


def close(
    pending: PendingFiles,
    workspace: Workspace,
    cycle: PlannedCycle,
    said: Mapping[Ref, GradeInput],
    answers: Iterable[QuestionAnswer],
    day: date,
    *,
    takes_grades: bool,
) -> Edit:
    """Write what was said, and that the cycle is closed. Raises UsageError, with all of it, where something is missing.

    In a cycle that is closed already only what is new is written.
    """
    refuse_broken(workspace, cycle.id)
    is_closed = cycle.state == "closed"
    if not is_closed:
        refuse_early(cycle, day)
    items = list(items_of(with_grades(workspace.plan, said), cycle.id, day))
    _refuse_grades_of_nothing(items, said)
    lines = missing(items, said, takes_grades=takes_grades or is_closed)
    if lines and not (is_closed and said):
        ways = ("--yes takes the computed grades", f"or fill in: okr cycle close {cycle.id} --prepare > closing.yaml")
        raise UsageError(f"to close {cycle.id}, somebody has to say more", *lines, *ways)
    for item in items:
        _write(pending, workspace.plan, item, said.get(item.ref, NOTHING))
    _close_cycle(pending, cycle, list(answers))
    decided = sum(said.get(item.ref, NOTHING).decision not in (None, item.thing.decision) for item in items)
    words = cycle.id + (f" with {decided} decision{'' if decided == 1 else 's'}" if decided else "")
    notes = (*_told_grades(workspace.plan, items, said), *_told_decisions(items, said))
    return Edit(
        "Amended" if is_closed else "Closed", (words,), (cycle.id,), following=f"okr retro {cycle.id}", notes=notes
    )


def _refuse_grades_of_nothing(items: Iterable[Item], said: Mapping[Ref, GradeInput]) -> None:
    for item in items:
        if said.get(item.ref, NOTHING).score is not None and item.grade.computed is None:
            why = f"it is {item.state}" if item.state else "nothing was measured"
            raise RefusedError(f"{item.ref} has no grade: {why}")


def _write(pending: PendingFiles, plan: Plan, item: Item, said: GradeInput) -> None:
    thing = PlanItem(item.ref, str(item.ref), item.thing, plan.homes[item.ref])
    own = {name: getattr(said, name) for name in TEXTS if getattr(said, name) is not None}
    if is_proposal(item.grade, said.score):
        own.pop("reason", None)
        if said.score is not None and item.grade.override is not None:
            _take_back(pending, thing)
    else:
        own["override"] = said.score
    if own:
        _put_score(pending, thing, own)
    if said.decision is not None:
        put(pending, thing, "decision", said.decision)


def _put_score(pending: PendingFiles, thing: PlanItem, own: Mapping[str, object]) -> None:
    fields = {name: own[name] for name in order_of(OwnScore) if name in own}
    if not written(pending, thing.home).get("score"):
        put(pending, thing, "score", fields)
        return
    path, keys = thing.home.path, thing.at("score")
    for name, value in fields.items():
        raw = pending.read(path)
        pending.put(path, editor.set_value(raw, path, (*keys, name), value, order_of(OwnScore)))


def _take_back(pending: PendingFiles, thing: PlanItem) -> None:
    """The computed grade again: take an earlier override and its reason away."""
    path = thing.home.path
    for name in ("override", "reason"):
        if name in (written(pending, thing.home).get("score") or {}):
            pending.put(path, editor.remove(pending.read(path), path, thing.at("score", name)))
    if written(pending, thing.home).get("score") == {}:
        put(pending, thing, "score", None)


def _close_cycle(pending: PendingFiles, cycle: PlannedCycle, answers: list[QuestionAnswer]) -> None:
    """Give the cycle its state and the answers in `cycles:` of okrs.yaml."""
    data: Any = reader.read(pending.read(WORKSPACE_FILE), WORKSPACE_FILE)[0]
    names = [one["id"] for one in data.get("cycles") or ()]
    if cycle.id not in names:
        entry: dict[str, object] = {"id": cycle.id, "state": "closed"}
        told = [{"question": one.question, "answer": one.answer} for one in answers]
        item = {**entry, **({"retrospective": told} if told else {})}
        raw = pending.read(WORKSPACE_FILE)
        pending.put(WORKSPACE_FILE, editor.append_item(raw, WORKSPACE_FILE, ("cycles",), item, order_of(WorkspaceFile)))
        return
    keys = ("cycles", names.index(cycle.id))
    _set(pending, (*keys, "state"), "closed")
    for one in answers:
        _answer(pending, keys, one)


def _answer(pending: PendingFiles, keys: tuple[str | int, ...], answer: QuestionAnswer) -> None:
    entry = written(pending, Location(WORKSPACE_FILE, keys))
    asked = [one.get("question") for one in entry.get("retrospective") or ()]
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


def _told_grades(plan: Plan, items: Iterable[Item], said: Mapping[Ref, GradeInput]) -> Iterator[str]:
    """Lines with the verdicts of each type, and the grades that are not the computed ones."""
    for line in portfolio(plan, [item.grade for item in items if item.ref.key_result is None]):
        counts = ", ".join(f"{count} {word}" for word, count in line.verdicts.items() if count)
        yield f"{line.type}: {'' if line.average is None else f'{score_text(line.average)} on average, '}{counts}"
    for item in items:
        one = said.get(item.ref, NOTHING)
        if not is_proposal(item.grade, one.score):
            reason = one.reason or (item.thing.score.reason if item.thing.score else None)
            yield f"{item.ref} graded {one.score}, computed {score_text(item.grade.computed)}: {reason}"


def _told_decisions(items: Iterable[Item], said: Mapping[Ref, GradeInput]) -> Iterator[str]:
    """A line for each decision with the items for which it was taken."""
    found: dict[str, list[str]] = {}
    for item in items:
        if decision := said.get(item.ref, NOTHING).decision or item.thing.decision:
            found.setdefault(decision.replace("_", " "), []).append(str(item.ref))
    for word, names in found.items():
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        yield f"{word}: {', '.join(names[:_SHOWN])}{more}"
