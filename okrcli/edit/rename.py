"""Other names and other places for objectives and key results, with all that refers to them; and taking them away.

Check-ins are never touched: they are a record of their day. What a thing was called stays in `was`, and a check-in
under that name still counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from okrcli.edit.add import plan_record
from okrcli.edit.set_fields import Edit, a, append, put, written
from okrcli.errors import RefusedError
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import PlanFile, WorkspaceFile, changed
from okrcli.model.scalars import InvalidValueError, read_slug
from okrcli.scoring.alignment import resolve, written_references
from okrcli.text import counted
from okrcli.urls import modeline
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.references import PlanItem, noun_of
from okrcli.workspace.sources import WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace
from okrcli.yaml import editor, reader
from okrcli.yaml.emitter import block_text


class ReferenceUse(NamedTuple):
    """A reference in a plan file: who refers, where it is written, and what it leads to."""

    source: Ref
    home: Location
    text: str
    target: Ref


def reference_uses(plan: Plan) -> Iterator[ReferenceUse]:
    """Every reference between objectives and key results that leads somewhere, in file order."""
    for reference in written_references(plan):
        targets = resolve(plan, reference.source.cycle, reference.text)
        if len(targets) == 1:
            yield ReferenceUse(reference.source, reference.location, reference.text, targets[0])


def _is_within(ref: Ref, thing: PlanItem) -> bool:
    """True where a reference is that of the thing, or of a key result of it."""
    return ref == thing.ref or (thing.ref.key_result is None and ref.parent == thing.ref)


# ── Rename ────────────────────────────────────────────────────────────────────────────────────────────────────────


def rename(pending: PendingFiles, workspace: Workspace, thing: PlanItem, typed: str) -> Edit:
    """Give a thing another id; what refers to it in plan files follows, what it was called stays in `was`."""
    try:
        new = read_slug(typed)
    except InvalidValueError as refusal:
        raise RefusedError(f"the new id: {refusal.message}", *filter(None, [refusal.hint])) from None
    old = thing.value.id
    if old == new:
        return Edit("Renamed", (f"{thing.name} is called so already",))
    if thing.is_step:
        _refuse_if_checked_in(workspace.plan, thing)
        put(pending, thing, "id", new)
        return Edit("Renamed", (f"{thing.name} → {new}",), (thing.ref.full,))
    put(pending, thing, "id", new)
    _remember(pending, thing, forget=new, keep=old)
    present = Ref(*thing.ref[:2], new) if thing.ref.key_result else Ref(thing.ref.cycle, new)
    mended = _update_references(pending, workspace, thing, present)
    return Edit("Renamed", (_arrow(thing.ref, str(present), mended),), (present.full, thing.ref.full))


def _arrow(old: Ref, new: str, mended: int) -> str:
    """From what to what, and how many references followed."""
    count = f" ({counted(mended, 'reference')} mended)" if mended else ""
    return f"{old} → {new}{count}"


def _refuse_if_checked_in(plan: Plan, thing: PlanItem) -> None:
    """Raise RefusedError where a check-in names an action or milestone: there it has no earlier names."""
    for ref, checkins in plan.checkins.items():
        for checkin in checkins:
            named = checkin.reading.done if isinstance(checkin.reading.done, tuple) else ()
            is_named = ref.action == thing.value.id if ref.action else thing.value.id in named
            if Ref(*ref[:3]) == thing.ref and is_named and thing.value.id:
                raise RefusedError(f"check-ins name {thing.name}: {checkin.home.path}", "change its title instead")


def _remember(pending: PendingFiles, thing: PlanItem, *, forget: str, keep: str) -> None:
    """Write an earlier name into `was`, and take out one that is the present name again."""
    for position, name in reversed(list(enumerate(thing.value.was))):
        if name == forget:
            raw = pending.read(thing.home.path)
            pending.put(thing.home.path, editor.remove(raw, thing.home.path, thing.at("was", position)))
    if keep not in thing.value.was:
        append(pending, thing, "was", keep)
    if written(pending, thing.home).get("was") == []:
        put(pending, thing, "was", None)


def _update_references(pending: PendingFiles, workspace: Workspace, thing: PlanItem, present: Ref) -> int:
    """Let every reference to the thing, or into it, say its present name; how many there were."""
    count = 0
    for link in reference_uses(workspace.plan):
        if not _is_within(link.target, thing):
            continue
        target = present if link.target == thing.ref else link.target._replace(objective=present.objective)
        has_cycle = link.text.partition("/")[0] == link.target.cycle
        raw = pending.read(link.home.path)
        text = target.full if has_cycle else str(target)
        pending.put(link.home.path, editor.replace_scalars(raw, link.home.path, {link.home.keys: text}))
        count += 1
    return count


# ── Move ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def move_key_result(pending: PendingFiles, workspace: Workspace, thing: PlanItem, objective: PlanItem) -> Edit:
    """Put a key result under another objective of the cycle, with its lines and comments as they are."""
    if objective.ref.key_result or objective.is_step:
        raise RefusedError(
            f"{objective.name} is {a(noun_of(objective))}", "name the objective that gets the key result"
        )
    if objective.ref.cycle != thing.ref.cycle:
        raise RefusedError(f"{thing.name} belongs to {thing.ref.cycle}, {objective.name} to {objective.ref.cycle}")
    if objective.ref == thing.ref.parent:
        return Edit("Moved", (f"{thing.name} is there already",))
    present = Ref(*objective.ref[:2], thing.ref.key_result)
    mended = _update_references(pending, workspace, thing, present)
    _remember(pending, _with_full_names(pending, thing), forget=str(present), keep=str(thing.ref))
    _carry(pending, thing.home, Location(objective.home.path, objective.at("key_results")))
    return Edit("Moved", (_arrow(thing.ref, str(present), mended),), (present.full, thing.ref.full))


def _with_full_names(pending: PendingFiles, thing: PlanItem) -> PlanItem:
    """The key result with `leads` in `was` written as `demand/leads`, which means the same below another objective."""
    names = tuple(name if "/" in name else f"{thing.ref.objective}/{name}" for name in thing.value.was)
    changes: dict[tuple[str | int, ...], object] = {
        thing.at("was", position): name for position, name in enumerate(names) if name != thing.value.was[position]
    }
    raw = pending.read(thing.home.path)
    pending.put(thing.home.path, editor.replace_scalars(raw, thing.home.path, changes))
    return thing._replace(value=changed(thing.value, was=names))


def move_objective(pending: PendingFiles, workspace: Workspace, thing: PlanItem, path: str) -> Edit:
    """Put an objective into another file of its cycle, with its lines and comments as they are."""
    old = thing.home.path
    if path == old:
        return Edit("Moved", (f"{thing.name} is there already",))
    record = plan_record(workspace, pending, path)
    if pending.before(path) is None:
        text = block_text({"cycle": thing.ref.cycle, "objectives": [_STUB]})
        new = f"{modeline('plan')}\n{text}".encode()
        pending.put(path, editor.remove(new, path, ("objectives", 0)))
    elif not isinstance(record, WorkspaceFile | PlanFile) or record.cycle != thing.ref.cycle:
        raise RefusedError(f"{path} holds no objectives of {thing.ref.cycle}", "name another file")
    _carry(pending, thing.home, Location(path, ("objectives",)))
    if old != WORKSPACE_FILE and _is_empty(pending.read(old), old, pending.read(path)):
        pending.put(old, None)
    return Edit("Moved", (f"{thing.name} from {old} to {path}",), (thing.ref.full,))


def _is_empty(raw: bytes, path: str, moved: bytes) -> bool:
    """True where a plan file has no objectives left, and no comment of its own but that for editors."""
    data = reader.read(raw, path)[0]
    elsewhere = {modeline("plan").encode(), *(line.strip() for line in moved.splitlines())}
    return (
        isinstance(data, dict)
        and not data.get("objectives")
        and data.keys() <= {"cycle", "objectives"}
        and all(line.strip() in elsewhere for line in raw.splitlines() if b"#" in line)
    )


_STUB: Final = {"id": "stub", "title": "stub"}
"""Stands in an empty list while the first real item is put beside it."""


def _carry(pending: PendingFiles, home: Location, into: Location) -> None:
    """Move an item of a list to the end of another list."""
    target: Any = reader.read(pending.read(into.path), into.path)[0]
    for key in into.keys:
        target = target.get(key) if isinstance(key, str) else target[key]
    if not target:
        raw = editor.append_item(pending.read(into.path), into.path, into.keys, _STUB)
        pending.put(into.path, raw)
    source = pending.read(home.path)
    rest, after = editor.move_item(source, home.path, home.keys, pending.read(into.path), into.path, into.keys)
    pending.put(home.path, rest)
    pending.put(into.path, after)
    if not target:
        pending.put(into.path, editor.remove(after, into.path, (*into.keys, 0)))


# ── Remove ────────────────────────────────────────────────────────────────────────────────────────────────────────


def remove(pending: PendingFiles, workspace: Workspace, thing: PlanItem) -> Edit:
    """Take a thing out of its file. Raises RefusedError while something refers to it, or a check-in speaks of it."""
    if thing.is_step:
        _refuse_if_checked_in(workspace.plan, thing)
    else:
        _refuse_if_used(workspace, thing)
    if workspace.broken and (thing.value.id or not thing.is_step):
        files = ", ".join(workspace.broken[:3])
        raise RefusedError(f"{thing.name} may be in use in a file that is broken: {files}", "okr validate")
    raw, path = pending.read(thing.home.path), thing.home.path
    pending.put(path, editor.remove(raw, path, thing.home.keys))
    title = "" if thing.name.endswith(thing.value.title) else f": {thing.value.title}"
    return Edit("Removed", (f"{thing.name}{title}",), (thing.ref.full,))


def _refuse_if_used(workspace: Workspace, thing: PlanItem) -> None:
    plan = workspace.plan
    uses = [
        f"{place.path}:{place.line}: `{link.source}` refers to `{link.target}`"
        for link in reference_uses(plan)
        if _is_within(link.target, thing) and not _is_within(link.source, thing)
        for place in [workspace.document(link.home.path).locate(link.home.keys)]
    ]
    count = sum(len(checkins) for ref, checkins in plan.checkins.items() if _is_within(Ref(*ref[:3]), thing))
    if count:
        uses.append(f"{counted(count, 'check-in')} would speak of nothing")
    if uses:
        instead = f"to keep its history and take it out of the average: okr drop {thing.ref.short}"
        raise RefusedError(f"{thing.name} is still in use", *uses[:5], instead)
