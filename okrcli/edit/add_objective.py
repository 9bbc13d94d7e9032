"""A new objective, and the file that it is written to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, NamedTuple

from okrcli.edit.new_fields import in_file_order, new_fields, new_id, taken_objective_ids, with_first_day
from okrcli.edit.set_fields import Edit, order_of, with_ids
from okrcli.errors import RefusedError, UsageError
from okrcli.model.agreed_fields import parts_agreed_since
from okrcli.model.calendar import period_of_label
from okrcli.model.history import ADDED
from okrcli.model.period import Period
from okrcli.model.plan import Ref
from okrcli.model.records import Action, FileRecord, Guardrail, KeyResult, Objective, PlanFile, WorkspaceFile
from okrcli.sanitize import visible
from okrcli.text import quote_value
from okrcli.urls import modeline
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.planned_cycles import label_period
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace, refuse_errors
from okrcli.yaml import editor
from okrcli.yaml.emitter import OneLine, block_text

_CHECKIN_FOLDER: Final = "checkins"


_MAX_NAME: Final = 200
"""The most bytes of a file name. A temporary file needs room for a longer one."""


class TypedObjective(NamedTuple):
    """An objective with its key results, as fields that were typed."""

    fields: Mapping[str, str]
    key_results: Sequence[tuple[Mapping[str, str], Sequence[Mapping[str, str]], Sequence[Mapping[str, str]]]]
    """The fields of each key result, of its guardrails and of its actions."""


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
    ref, fields = Ref(cycle, name), new_fields(Objective, typed, name)
    item, notes = with_first_day(fields, typed, ref, _days_of(workspace, cycle), workspace)
    _put_objective(pending, workspace, cycle, _with_trace_of_objective(item, workspace, cycle, reason), path)
    following = f'okr add kr {name} "…" start=0 target=10'
    return Edit("Added", (f"{name}: {typed['title']}",), (ref.full,), following=following, notes=notes)


def add_whole_objective(
    pending: PendingFiles, workspace: Workspace, cycle: str, draft: TypedObjective, path: str | None = None
) -> Edit:
    """Add an objective with its key results and actions to the file at `path`, else to that of its owner or team."""
    name = _objective_id(workspace, cycle, draft.fields)
    fields_of_objective = new_fields(Objective, draft.fields, name)
    item, notes = with_first_day(
        fields_of_objective, draft.fields, Ref(cycle, name), _days_of(workspace, cycle), workspace
    )
    taken = {ref.short for ref in workspace.plan.renamed}
    key_results: list[dict[str, object]] = []
    for typed, guardrails, actions in draft.key_results:
        key_result_id = new_id(typed, taken, "kr")
        taken.add(key_result_id)
        fields = new_fields(KeyResult, typed, key_result_id)
        fields["guardrails"] = [OneLine(new_fields(Guardrail, guardrail, guardrail["id"])) for guardrail in guardrails]
        fields["actions"] = [OneLine(new_fields(Action, action, action.get("id"))) for action in actions]
        key_results.append(in_file_order(KeyResult, {key: value for key, value in fields.items() if value != []}))
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
    return new_id(typed, taken_objective_ids(workspace.plan, cycle), "o")


def _put_objective(
    pending: PendingFiles, workspace: Workspace, cycle: str, item: dict[str, object], path: str | None
) -> None:
    """Write an objective at the end of a file. Creates the file if it is missing."""
    path = path or file_for(workspace, cycle, str(item.get("owner", "")))
    is_changed = path in pending.changed  # by an objective that the same command has added
    raw = pending.changed[path] if is_changed else pending.before(path)
    record = read_file(raw, path).record if is_changed and raw else plan_record(workspace, pending, path)
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


def plan_record(workspace: Workspace, pending: PendingFiles, path: str) -> FileRecord | None:
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
            f"{quote_value(text)} cannot hold objectives",
            f"write them to {WORKSPACE_FILE} or below {PLAN_FOLDER}/: okrs/2026-Q4/sales.yaml",
        )
    return str(path)


def _is_file_name(part: str) -> bool:
    """True if a file or folder of this name is read as part of a plan and fits on every file system."""
    is_plain = part[0] != "." and visible(part) == part and len(part.encode("utf-8", "replace")) <= _MAX_NAME
    return is_plain and part != _CHECKIN_FOLDER


def has_label_id(cycle: str) -> bool:
    """True if the id of a cycle is a label with its days, such as `2026-Q4`, so that it needs no entry in `cycles:`."""
    return period_of_label(cycle) is not None


def _with_trace_of_objective(
    item: dict[str, object], workspace: Workspace, cycle: str, reason: str | None
) -> dict[str, object]:
    """The fields of a new objective with the record of its day, where the cycle had other objectives before."""
    agreed = (parts_agreed_since(workspace.plan, ref) for ref, _ in workspace.plan.objectives_of(cycle))
    if item.get("state") == "draft" or all(since is None or since > workspace.day for since in agreed):
        return item
    record = {"date": workspace.day, "field": ADDED, "reason": reason}
    return in_file_order(Objective, {**item, "changes": [OneLine({k: v for k, v in record.items() if v is not None})]})
