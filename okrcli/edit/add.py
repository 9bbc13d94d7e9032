"""New objectives, key results, actions and milestones: their ids, their fields and their files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import count as count_from
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from okrcli.commandline import command_line
from okrcli.edit.set_fields import Edit, append, order_of, put, record_change, refuse_step, with_ids, written
from okrcli.errors import RefusedError, UsageError
from okrcli.model.agreed_fields import parts_agreed_since
from okrcli.model.assignments import value_of
from okrcli.model.calendar import days_later, period_of_label
from okrcli.model.hints import proposed_slug
from okrcli.model.history import ADDED
from okrcli.model.plan import Period, Plan, Ref
from okrcli.model.reasons import says_something
from okrcli.model.records import Action, Guardrail, KeyResult, Milestone, Objective, PlanFile, WorkspaceFile
from okrcli.model.scalars import InvalidValueError, read_slug
from okrcli.model.validation import NOUNS
from okrcli.sanitize import visible
from okrcli.text import quote_value
from okrcli.urls import modeline
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.plan_builder import Record, label_period
from okrcli.workspace.references import PlanItem, milestones_and_actions, noun_of
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace, refuse_errors
from okrcli.yaml import editor
from okrcli.yaml.emitter import OneLine, block_text

_SMALL_WORDS: Final = frozenset(
    "a an and are as at be before by each every for from how in instead into is it its many more new number of on our "  # noqa: SIM905
    "out per share than that the their to up us we with "
    "bring cut decrease double find get grow have improve increase keep launch lower make open raise reach reduce ship "
    "cua cho giam len moi nang tang tu xuong".split()
)
"""Words of a title that an id leaves out: those that join others, and those for a change."""
_SHORT_ID: Final = 16
"""The most letters of an id of two words."""
_CHECKIN_FOLDER: Final = "checkins"
_MAX_NAME: Final = 200
"""The most bytes of a file name. A temporary file needs room for a longer one."""
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"


class TypedObjective(NamedTuple):
    """An objective with its key results, as fields that were typed."""

    fields: Mapping[str, str]
    key_results: Sequence[tuple[Mapping[str, str], Sequence[Mapping[str, str]], Sequence[Mapping[str, str]]]]
    """The fields of each key result, of its guardrails and of its actions."""


def proposed_id(title: str, taken: Collection[str], prefix: str) -> str:
    """An id of one or two words of a title that is not in `taken`, because people type it every week.

    A title without Latin words gets letters from a hash of the title, so the same title gets the same id.
    """
    words = [word for word in proposed_slug(title).split("-") if re.search("[a-z]{2}", word)]
    meaning = [word for word in words if word not in _SMALL_WORDS] or words
    is_long = len("-".join(meaning[:2])) > _SHORT_ID
    for length in (1, 2, 3, 4, 5) if is_long else (2, 1, 3, 4, 5):
        name = "-".join(meaning[:length])[:40].strip("-._")
        if len(meaning) >= length and name and name not in taken and _is_slug(name):
            return name
    if meaning and _is_slug(meaning[0]):
        return next(name for name in (f"{meaning[0][:40]}-{number}" for number in count_from(2)) if name not in taken)
    tries = (sha256(f"{title}{number or ''}".encode("utf-8", "replace")).digest() for number in range(len(taken) + 1))
    names = (f"{prefix}-{''.join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:4])}" for digest in tries)
    return next((name for name in names if name not in taken), prefix)


def taken_objective_ids(plan: Plan, cycle: str) -> set[str]:
    """The ids that a new objective of a cycle cannot have."""
    return (
        {ref.objective for ref, _ in plan.objectives_of(cycle)} | {ref.short for ref in plan.renamed} | {*plan.cycles}
    )


def _is_slug(name: str) -> bool:
    try:
        return read_slug(name) == name
    except InvalidValueError:
        return False


def _new_fields(kind: type, typed: Mapping[str, str], name: str | None) -> dict[str, object]:
    """The fields of a new item in the order of the documentation.

    Raises UsageError without a title, and RefusedError for a value that the format does not allow.
    """
    values = {field: value_of(kind, field, text) for field, text in typed.items() if field != "id"}
    if name is not None:
        values["id"] = name
    if not values.get("title"):
        raise UsageError("what is it called?", 'give it a title: okr add … "Grow inbound MQLs from 20 to 30"')
    return _in_order(kind, values)


def _id(typed: Mapping[str, str], taken: Collection[str], prefix: str) -> str:
    """The typed id, else a proposal. Raises RefusedError for an id that the format does not allow."""
    if typed_id := typed.get("id"):
        try:
            return read_slug(typed_id)
        except InvalidValueError as refusal:
            raise RefusedError(f"`id`: {refusal.message}", *filter(None, [refusal.hint])) from None
    return proposed_id(typed.get("title", ""), taken, prefix)


# ── Below something ───────────────────────────────────────────────────────────────────────────────────────────────


def add_key_result(
    pending: PendingFiles,
    workspace: Workspace,
    objective: PlanItem,
    typed: Mapping[str, str],
    reason: str | None = None,
) -> Edit:
    """Add a key result at the end of an objective. Once the objective has begun, it begins on the day of the command.

    Raises UsageError if it is agreed which key results there are, and a reason is missing.
    """
    if objective.ref.key_result:
        raise RefusedError(f"{objective.name} is a {noun_of(objective)}", "name the objective that gets the key result")
    plan = workspace.plan
    typed = with_ids(plan, typed)
    taken = {key_result.id for key_result in objective.value.key_results} | {ref.short for ref in plan.renamed}
    name = _id(typed, taken, "kr")
    ref, period = Ref(*objective.ref[:2], name), plan.period_of(objective.ref)
    item, notes = _with_first_day(_new_fields(KeyResult, typed, name), typed, ref, period, workspace)
    item = _with_trace(KeyResult, item, workspace, objective, reason)
    append(pending, objective, "key_results", item)
    return Edit("Added", (f"{ref}: {item['title']}",), (ref.full,), following=f"okr show {ref}", notes=notes)


def add_step(
    pending: PendingFiles,
    workspace: Workspace,
    key_result: PlanItem,
    kind: type,
    typed: Mapping[str, str],
    reason: str | None = None,
) -> Edit:
    """Add an action or milestone at the end of a key result. A milestone always gets an id, because check-ins name it.

    Milestones replace the measure of a yes-or-no key result without check-ins; any other measure is refused. An action
    without a due date gets its first day, because its age counts from there.

    Raises UsageError if it is agreed which milestones there are, and a reason is missing.
    """
    plan = workspace.plan
    typed = with_ids(plan, typed)
    noun, field = ("action", "actions") if kind is Action else ("milestone", "milestones")
    refuse_step(key_result, f"have {field}")
    if not key_result.ref.key_result:
        raise RefusedError(f"{key_result.name} is an objective", f"name the key result that gets the {noun}")
    measure = key_result.value.measure
    is_new = measure == "binary" and not plan.checkins.get(key_result.ref)
    if kind is Milestone and measure not in (None, "milestones") and not is_new:
        hint = f'add a key result for them: okr add kr {key_result.ref.objective} "…" done=false'
        raise RefusedError(f"{key_result.name} is measured as {measure}, and milestones would change what counts", hint)
    taken = {step.id for step in getattr(key_result.value, field) if step.id}
    name = _id(typed, taken, "m") if kind is Milestone or "id" in typed else None
    item = _new_fields(kind, typed, name)
    if kind is Action and "start_date" not in typed and "due" not in item:
        item = _in_order(Action, {**item, "start_date": plan.period_of(key_result.ref).late_start(workspace.day)})
    if kind is Milestone:
        item = _with_trace(Milestone, item, workspace, key_result, reason)
        if is_new and item.get("changes"):
            record_change(pending, key_result, workspace.day, "kind", "binary", None, reason)
    append(pending, key_result, field, OneLine(item))
    if kind is Milestone and is_new:
        for name_of_field in ("done", "kind"):
            if name_of_field in written(pending, key_result.location):
                put(pending, key_result, name_of_field, None)
    line = f"{key_result.ref}/{name}: {item['title']}" if name else f"to {key_result.ref}: {item['title']}"
    named = name or _words_naming(plan, key_result.ref, str(item["title"]))
    following = command_line("done", *(["--"] if named.startswith("-") else []), named) if named else ""
    return Edit("Added", (line,), (key_result.ref.full,), following=following)


def _words_naming(plan: Plan, ref: Ref, title: str) -> str:
    """The first words of the title of a new step, as many as name no other one; empty where all of them do not do."""
    others = [step.value.title.casefold() for step in milestones_and_actions(plan, ref.cycle)]
    names = {name for known in plan.locations for name in (known.short, str(known))}
    words = title.split()
    for count in (min(3, len(words)), len(words)):
        text = " ".join(words[:count])
        if text in title and text not in names and not any(text.casefold() in other for other in others):
            return text
    return ""


def late_start_note(subject: str, name: str, first: date, before: date) -> str:
    """The sentence about a first day that was written by itself, with the command to change it."""
    return f'{subject} on {first}, not on {before}. To change this: okr set {name} start_date={before} --reason "…"'


def _with_trace(
    kind: type, item: dict[str, object], workspace: Workspace, parent: PlanItem, reason: str | None
) -> dict[str, object]:
    """The fields of a new part with the record of its day and reason, where it is agreed which parts the parent has."""
    since = parts_agreed_since(workspace.plan, parent.ref)
    if since is None or since > workspace.day or item.get("state") == "draft":
        return item
    if not says_something(reason):
        message = f"{parent.name} began on {days_later(since, -1)}: a new {NOUNS[kind]} needs a reason"
        raise UsageError(message, 'add --reason "…"')
    record = OneLine({"date": workspace.day, "field": ADDED, "reason": reason})
    return _in_order(kind, {**item, "changes": [record]})


def _with_trace_of_objective(
    item: dict[str, object], workspace: Workspace, cycle: str, reason: str | None
) -> dict[str, object]:
    """The fields of a new objective with the record of its day, where the cycle had other objectives before."""
    agreed = (parts_agreed_since(workspace.plan, ref) for ref, _ in workspace.plan.objectives_of(cycle))
    if item.get("state") == "draft" or all(since is None or since > workspace.day for since in agreed):
        return item
    record = {"date": workspace.day, "field": ADDED, "reason": reason}
    return _in_order(Objective, {**item, "changes": [OneLine({k: v for k, v in record.items() if v is not None})]})


def _with_first_day(
    item: dict[str, object], typed: Mapping[str, str], ref: Ref, period: Period, workspace: Workspace
) -> tuple[dict[str, object], tuple[str, ...]]:
    """The fields of a new item with its `start_date`, if it comes late and nobody typed one; and a note about it.

    `period` has the days of what it belongs to.
    """
    end = item.get("end_date")
    first = Period(period.start, end if isinstance(end, date) else period.end).late_start(workspace.day)
    if first is None or "start_date" in typed:
        return item, ()
    name = str(ref) if workspace.focus and workspace.focus.id == ref.cycle else ref.full
    kind = KeyResult if ref.key_result else Objective
    return _in_order(kind, {**item, "start_date": first}), (late_start_note("it begins", name, first, period.start),)


def _in_order(kind: type, item: Mapping[str, object]) -> dict[str, object]:
    """The fields that have a value, in the order of the documentation."""
    return {field: item[field] for field in order_of(kind) if item.get(field) is not None}


# ── Objectives, and their files ───────────────────────────────────────────────────────────────────────────────────


def add_objective(
    pending: PendingFiles,
    workspace: Workspace,
    cycle: str,
    typed: Mapping[str, str],
    path: str | None = None,
    reason: str | None = None,
) -> Edit:
    """Add an objective to the file at `path`, else to the file of its owner or team."""
    typed = with_ids(workspace.plan, typed)
    name = _objective_id(workspace, cycle, typed)
    ref, fields = Ref(cycle, name), _new_fields(Objective, typed, name)
    item, notes = _with_first_day(fields, typed, ref, _days_of(workspace, cycle), workspace)
    _put_objective(pending, workspace, cycle, _with_trace_of_objective(item, workspace, cycle, reason), path)
    following = f'okr add kr {name} "…" start=0 target=10'
    return Edit("Added", (f"{name}: {typed['title']}",), (ref.full,), following=following, notes=notes)


def add_whole_objective(
    pending: PendingFiles, workspace: Workspace, cycle: str, draft: TypedObjective, path: str | None = None
) -> Edit:
    """Add an objective with its key results and actions to the file at `path`, else to that of its owner or team."""
    name = _objective_id(workspace, cycle, draft.fields)
    fields_of_objective = _new_fields(Objective, draft.fields, name)
    item, notes = _with_first_day(
        fields_of_objective, draft.fields, Ref(cycle, name), _days_of(workspace, cycle), workspace
    )
    taken = {ref.short for ref in workspace.plan.renamed}
    key_results: list[dict[str, object]] = []
    for typed, guardrails, actions in draft.key_results:
        key_result_id = _id(typed, taken, "kr")
        taken.add(key_result_id)
        fields = _new_fields(KeyResult, typed, key_result_id)
        fields["guardrails"] = [OneLine(_new_fields(Guardrail, guardrail, guardrail["id"])) for guardrail in guardrails]
        fields["actions"] = [OneLine(_new_fields(Action, action, action.get("id"))) for action in actions]
        key_results.append(_in_order(KeyResult, {key: value for key, value in fields.items() if value != []}))
    item = _with_trace_of_objective({**item, "key_results": key_results}, workspace, cycle, None)
    _put_objective(pending, workspace, cycle, item, path)
    refs = [Ref(cycle, name), *(Ref(cycle, name, str(fields["id"])) for fields in key_results)]
    words = [
        f"{name}: {draft.fields['title']}",
        *(f"{name}/{fields['id']}: {fields['title']}" for fields in key_results),
    ]
    return Edit("Added", tuple(words), tuple(ref.full for ref in refs), following=f"okr show {name}", notes=notes)


def _days_of(workspace: Workspace, cycle: str) -> Period:
    """The days of a cycle that is in the plan, or that its label says."""
    if cycle in workspace.plan.cycles:
        return workspace.plan.cycles[cycle].period
    period = label_period(cycle, workspace.plan.settings)
    if period is None:
        raise RefusedError(f"there is no cycle {quote_value(cycle)}", "use a label such as 2027-Q1")
    return period


def _objective_id(workspace: Workspace, cycle: str, typed: Mapping[str, str]) -> str:
    return _id(typed, taken_objective_ids(workspace.plan, cycle), "o")


def _put_objective(
    pending: PendingFiles, workspace: Workspace, cycle: str, item: dict[str, object], path: str | None
) -> None:
    """Write an objective at the end of a file. Creates the file if it is missing."""
    path = path or file_for(workspace, cycle, str(item.get("owner", "")))
    raw, record = pending.before(path), plan_record(workspace, pending, path)
    if raw is None:
        text = block_text({"cycle": cycle, "objectives": [item]})
        pending.put(path, f"{modeline('plan')}\n{text}".encode())
    elif isinstance(record, WorkspaceFile | PlanFile) and record.cycle == cycle:
        pending.put(path, editor.append_item(raw, path, ("objectives",), item, order_of(type(record))))
    else:
        contents = f"holds {record.cycle}" if record and record.cycle else "holds no objectives of a cycle"
        raise RefusedError(
            f"{path} {contents}, not {cycle}", f"name another file: --file {PLAN_FOLDER}/{cycle}/NAME.yaml"
        )


def plan_record(workspace: Workspace, pending: PendingFiles, path: str) -> Record | None:
    """The record of a file that will get an objective; None if there is no such file.

    Raises RefusedError, with the position, if the file has an error.
    """
    raw = pending.before(path)
    file = read_file(raw, path) if raw is not None and path not in workspace.records else None
    refuse_errors(file.diagnostics if file else ())
    return file.record if file else workspace.records.get(path)


def file_for(workspace: Workspace, cycle: str, owner: str) -> str:
    """The path of the file for a new objective of an owner.

    It is the file with most objectives of the owner, else of the owner's team and its members, else the only file of
    the cycle, else a new file with the name of the owner.
    """
    plan = workspace.plan
    teams = [team.id for team in plan.teams.values() if owner in team.members]
    owners_by_path = [(plan.locations[ref].path, objective.owner) for ref, objective in plan.objectives_of(cycle)]
    for names in ({owner}, {*teams, *(member for team in teams for member in plan.teams[team].members)}):
        counts = Counter(path for path, other in owners_by_path if other in names)
        if owner and counts:
            return counts.most_common(1)[0][0]
    files = [
        path
        for path, record in workspace.records.items()
        if isinstance(record, WorkspaceFile | PlanFile) and record.cycle == cycle
    ]
    if len(files) == 1:
        return files[0]
    stem = owner or "objectives"
    return f"{PLAN_FOLDER}/{cycle}/{stem}.yaml"


def checked_path(text: str) -> str:
    """A typed path of a plan file. Raises UsageError for a path that is not read as part of the plan."""
    path = PurePosixPath(text)
    is_below = path.parts[:1] == (PLAN_FOLDER,) and len(path.parts) > 1 and path.suffix == ".yaml"
    if str(path) != WORKSPACE_FILE and not (is_below and all(map(_is_file_name, path.parts))):
        raise UsageError(
            f"{quote_value(text)} is no place for objectives",
            f"objectives stand in {WORKSPACE_FILE} or below {PLAN_FOLDER}/: okrs/2026-Q4/sales.yaml",
        )
    return str(path)


def _is_file_name(part: str) -> bool:
    """True if a file or folder of this name is read as part of a plan and fits on every file system."""
    is_plain = part[0] != "." and visible(part) == part and len(part.encode("utf-8", "replace")) <= _MAX_NAME
    return is_plain and part != _CHECKIN_FOLDER


def has_label_id(cycle: str) -> bool:
    """True if the id of a cycle is a label with its days, such as `2026-Q4`, so that it needs no entry in `cycles:`."""
    return period_of_label(cycle) is not None
