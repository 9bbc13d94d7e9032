"""A new key result, action or milestone below what the plan has."""

from __future__ import annotations

from collections.abc import Mapping

from okrcli.commandline import command_line
from okrcli.edit.new_fields import in_file_order, new_fields, new_id, with_first_day, with_trace
from okrcli.edit.set_fields import Edit, append, put, record_change, refuse_step, with_ids, written
from okrcli.errors import RefusedError
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Action, KeyResult, Milestone
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem, milestones_and_actions
from okrcli.workspace.workspace import Workspace
from okrcli.yaml.emitter import OneLine


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
        raise RefusedError(f"{objective.name} is a {objective.noun}", "name the objective that gets the key result")
    plan = workspace.plan
    typed = with_ids(plan, typed)
    taken = {key_result.id for key_result in objective.value.key_results} | {ref.short for ref in plan.renamed}
    name = new_id(typed, taken, "kr")
    ref, period = Ref(*objective.ref[:2], name), plan.period_of(objective.ref)
    item, notes = with_first_day(new_fields(KeyResult, typed, name), typed, ref, period, workspace)
    item = with_trace(KeyResult, item, workspace, objective, reason)
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
    name = new_id(typed, taken, "m") if kind is Milestone or "id" in typed else None
    item = new_fields(kind, typed, name)
    if kind is Action and "start_date" not in typed and "due" not in item:
        item = in_file_order(Action, {**item, "start_date": plan.period_of(key_result.ref).late_start(workspace.day)})
    if kind is Milestone:
        item = with_trace(Milestone, item, workspace, key_result, reason)
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
