"""Renaming, moving and removing objectives, key results, actions and milestones, with all references to them.

Check-ins are never changed: they are a record of their day. The earlier id of an item stays in `was`, and check-ins
under it still count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from okrcli.edit.add_objective import plan_record
from okrcli.edit.set_fields import Edit, append, put, with_article, written
from okrcli.errors import RefusedError
from okrcli.model.agreed_fields import in_force_since
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.record_base import changed
from okrcli.model.records import KeyResult, Milestone, PlanFile, WorkspaceFile
from okrcli.model.scalars import InvalidValueError, read_slug
from okrcli.scoring.alignment import WrittenReference, resolve, written_references
from okrcli.text import counted
from okrcli.urls import modeline
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.workspace.sources import WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace
from okrcli.yaml import editor, reader
from okrcli.yaml.emitter import block_text


class ReferenceUse(NamedTuple):
    """A reference in a plan file: its holder, its location, its text and its target."""

    source: Ref
    location: Location
    text: str
    target: Ref


def reference_uses(plan: Plan) -> Iterator[ReferenceUse]:
    """Every reference between objectives and key results that has one target; those to earlier cycles come last."""
    for reference in (*written_references(plan), *_origins(plan)):
        targets = resolve(plan, reference.source.cycle, reference.text)
        if len(targets) == 1:
            yield ReferenceUse(reference.source, reference.location, reference.text, targets[0])


def _origins(plan: Plan) -> Iterator[WrittenReference]:
    """Every `rolled_from`."""
    for ref, location in plan.locations.items():
        item = plan.item(ref)
        if item.rolled_from:
            yield WrittenReference(ref, item.rolled_from, location.child("rolled_from"))


def _is_within(ref: Ref, item: PlanItem) -> bool:
    """True if a reference is that of the item or of one of its key results."""
    return ref == item.ref or (item.ref.key_result is None and ref.parent == item.ref)


# ── Rename ────────────────────────────────────────────────────────────────────────────────────────────────────────


def rename(pending: PendingFiles, workspace: Workspace, item: PlanItem, typed: str) -> Edit:
    """Give an item another id. References to it are updated, and its earlier id is added to `was`."""
    try:
        new = read_slug(typed)
    except InvalidValueError as refusal:
        raise RefusedError(f"the new id: {refusal.message}", *filter(None, [refusal.hint])) from None
    old = item.value.id
    if old == new:
        return Edit("Renamed", (f"{item.name} has this id already",))
    if item.is_step:
        _refuse_if_checked_in(workspace.plan, item)
        put(pending, item, "id", new)
        return Edit("Renamed", (f"{item.name} → {new}",), (item.ref.full,))
    put(pending, item, "id", new)
    _record_earlier_name(pending, item, forget=new, keep=old)
    present = Ref(*item.ref[:2], new) if item.ref.key_result else Ref(item.ref.cycle, new)
    updated = _update_references(pending, workspace, item, present)
    return Edit("Renamed", (_arrow(item.ref, str(present), updated),), (present.full, item.ref.full))


def _arrow(old: Ref, new: str, updated: int) -> str:
    """Old and new name, with the number of updated references."""
    count = f" ({counted(updated, 'reference')} fixed)" if updated else ""
    return f"{old} → {new}{count}"


def _refuse_if_checked_in(plan: Plan, item: PlanItem) -> None:
    """Raise RefusedError if a check-in names an action or milestone, which have no earlier names."""
    for ref, checkins in plan.checkins.items():
        for checkin in checkins:
            done_milestones = checkin.reading.done if isinstance(checkin.reading.done, tuple) else ()
            is_named = ref.action == item.value.id if ref.action else item.value.id in done_milestones
            if Ref(*ref[:3]) == item.ref and is_named and item.value.id:
                raise RefusedError(f"check-ins name {item.name}: {checkin.location.path}", "change its title instead")


def _record_earlier_name(pending: PendingFiles, item: PlanItem, *, forget: str, keep: str) -> None:
    """Add an earlier name to `was`, and remove from it a name that is the present name again."""
    for position, name in reversed(list(enumerate(item.value.was))):
        if name == forget:
            raw = pending.read(item.location.path)
            pending.put(item.location.path, editor.remove(raw, item.location.path, item.at("was", position)))
    if keep not in item.value.was:
        append(pending, item, "was", keep)
    if written(pending, item.location).get("was") == []:
        put(pending, item, "was", None)


def _update_references(pending: PendingFiles, workspace: Workspace, item: PlanItem, present: Ref) -> int:
    """Write the present name into every reference to the item or its key results. Returns their number."""
    count = 0
    for link in reference_uses(workspace.plan):
        if not _is_within(link.target, item):
            continue
        target = present if link.target == item.ref else link.target._replace(objective=present.objective)
        has_cycle = link.text.partition("/")[0] == link.target.cycle
        raw = pending.read(link.location.path)
        text = target.full if has_cycle else str(target)
        pending.put(link.location.path, editor.replace_scalars(raw, link.location.path, {link.location.keys: text}))
        count += 1
    return count


# ── Move ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def move_key_result(pending: PendingFiles, workspace: Workspace, item: PlanItem, objective: PlanItem) -> Edit:
    """Move a key result to another objective of the cycle, with its lines and comments as they are.

    It keeps its first day, so it gets a `start_date` where the other objective began on another day.
    """
    if objective.ref.key_result or objective.is_step:
        raise RefusedError(
            f"{objective.name} is {with_article(objective.noun)}", "name the objective that gets the key result"
        )
    if objective.ref.cycle != item.ref.cycle:
        raise RefusedError(f"{item.name} belongs to {item.ref.cycle}, {objective.name} to {objective.ref.cycle}")
    if objective.ref == item.ref.parent:
        return Edit("Moved", (f"{item.name} is there already",))
    present = Ref(*objective.ref[:2], item.ref.key_result)
    updated = _update_references(pending, workspace, item, present)
    _record_earlier_name(pending, _with_full_names(pending, item), forget=str(present), keep=str(item.ref))
    first = workspace.plan.period_of(item.ref).start
    if item.value.start_date is None and first != workspace.plan.period_of(objective.ref).start:
        put(pending, item, "start_date", first)
    _move_list_item(pending, item.location, Location(objective.location.path, objective.at("key_results")))
    return Edit("Moved", (_arrow(item.ref, str(present), updated),), (present.full, item.ref.full))


def _with_full_names(pending: PendingFiles, item: PlanItem) -> PlanItem:
    """The key result with `leads` in `was` written as `demand/leads`, which is right below another objective too."""
    names = tuple(name if "/" in name else f"{item.ref.objective}/{name}" for name in item.value.was)
    changes: dict[tuple[str | int, ...], object] = {
        item.at("was", position): name for position, name in enumerate(names) if name != item.value.was[position]
    }
    raw = pending.read(item.location.path)
    pending.put(item.location.path, editor.replace_scalars(raw, item.location.path, changes))
    return item._replace(value=changed(item.value, was=names))


def move_objective(pending: PendingFiles, workspace: Workspace, item: PlanItem, path: str) -> Edit:
    """Move an objective to another file of its cycle, with its lines and comments as they are."""
    old = item.location.path
    if path == old:
        return Edit("Moved", (f"{item.name} is there already",))
    record = plan_record(workspace, pending, path)
    if pending.before(path) is None:
        text = block_text({"cycle": item.ref.cycle, "objectives": [_STUB]})
        new = f"{modeline('plan')}\n{text}".encode()
        pending.put(path, editor.remove(new, path, ("objectives", 0)))
    elif not isinstance(record, WorkspaceFile | PlanFile) or record.cycle != item.ref.cycle:
        raise RefusedError(f"{path} holds no objectives of {item.ref.cycle}", "name another file")
    _move_list_item(pending, item.location, Location(path, ("objectives",)))
    if old != WORKSPACE_FILE and _is_empty(pending.read(old), old, pending.read(path)):
        pending.put(old, None)
    return Edit("Moved", (f"{item.name} from {old} to {path}",), (item.ref.full,))


def _is_empty(raw: bytes, path: str, moved: bytes) -> bool:
    """True if a plan file has no objectives left, and no comments besides those of the moved part and the modeline."""
    data = reader.read(raw, path)[0]
    elsewhere = {modeline("plan").encode(), *(line.strip() for line in moved.splitlines())}
    return (
        isinstance(data, dict)
        and not data.get("objectives")
        and data.keys() <= {"cycle", "objectives"}
        and all(line.strip() in elsewhere for line in raw.splitlines() if b"#" in line)
    )


_STUB: Final = {"id": "stub", "title": "stub"}
"""An item for an empty list, until the first real item is added."""


def _move_list_item(pending: PendingFiles, location: Location, into: Location) -> None:
    """Move an item of a list to the end of another list."""
    target: Any = reader.read(pending.read(into.path), into.path)[0]
    for key in into.keys:
        target = target.get(key) if isinstance(key, str) else target[key]
    if not target:
        raw = editor.append_item(pending.read(into.path), into.path, into.keys, _STUB)
        pending.put(into.path, raw)
    source = pending.read(location.path)
    rest, after = editor.move_item(source, location.path, location.keys, pending.read(into.path), into.path, into.keys)
    pending.put(location.path, rest)
    pending.put(into.path, after)
    if not target:
        pending.put(into.path, editor.remove(after, into.path, (*into.keys, 0)))


# ── Remove ────────────────────────────────────────────────────────────────────────────────────────────────────────


def remove(pending: PendingFiles, workspace: Workspace, item: PlanItem) -> Edit:
    """Remove an item from its file. Raises RefusedError if a reference or a check-in names it."""
    if item.is_step:
        _refuse_if_checked_in(workspace.plan, item)
    else:
        _refuse_if_used(workspace, item)
    _refuse_if_agreed(workspace, item)
    if workspace.broken and (item.value.id or not item.is_step):
        files = ", ".join(workspace.broken[:3])
        raise RefusedError(f"{item.name} may be in use in a file with errors: {files}", "okr validate")
    raw, path = pending.read(item.location.path), item.location.path
    pending.put(path, editor.remove(raw, path, item.location.keys))
    title = "" if item.name.endswith(item.value.title) else f": {item.value.title}"
    return Edit("Removed", (f"{item.name}{title}",), (item.ref.full,))


def _refuse_if_agreed(workspace: Workspace, item: PlanItem) -> None:
    """Raise RefusedError for what was agreed on an earlier day: views of that day still have to show and count it."""
    if not isinstance(item.value, KeyResult | Milestone) or item.value.state == "draft":
        return
    milestone = item.value if isinstance(item.value, Milestone) else None
    since = in_force_since(workspace.plan, item.ref, "weight", milestone)
    if since is not None and since < workspace.day:
        command = f'okr set {item.name} state=cancelled --reason "…"'
        instead = f"to stop counting it and keep its history: {command}"
        raise RefusedError(f"{item.name} is part of the plan since {since}, so it stays in the file", instead)


def _refuse_if_used(workspace: Workspace, item: PlanItem) -> None:
    plan = workspace.plan
    uses = [
        f"{position.path}:{position.line}: `{link.source}` refers to `{link.target}`"
        for link in reference_uses(plan)
        if _is_within(link.target, item) and not _is_within(link.source, item)
        for position in [workspace.document(link.location.path).locate(link.location.keys)]
    ]
    count = sum(len(checkins) for ref, checkins in plan.checkins.items() if _is_within(Ref(*ref[:3]), item))
    if count:
        uses.append(f"{counted(count, 'check-in')} would have no target")
    if uses:
        instead = f'to keep its history and not count it: okr set {item.ref} state=cancelled --reason "…"'
        raise RefusedError(f"{item.name} is still in use", *uses[:5], instead)
