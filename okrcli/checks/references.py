"""Rules about references: to objectives, key results, people, milestones and corrected check-ins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from okrcli.checks.hidden_files import HiddenFiles, not_checked
from okrcli.checks.ids import teams, things
from okrcli.checks.registry import rule
from okrcli.checks.thresholds import guardrails
from okrcli.diagnostics import Position, Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import CheckinEntry, CheckinFile, KeyResult
from okrcli.scoring.alignment import loops, resolve, written_references
from okrcli.suggest import did_you_mean
from okrcli.workspace.checkin_runs import all_runs, target_ref
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.people import id_hint
from okrcli.workspace.sources import WORKSPACE_FILE
from okrcli.workspace.workspace import Workspace

_NOUNS = {"kr": "key result", "objective": "objective", "action": "action", "guardrail": "guardrail"}
_SHAPES = {
    "kr": "objective/key-result",
    "objective": "objective",
    "action": "objective/key-result/action",
    "guardrail": "objective/guardrail or objective/key-result/guardrail",
}


def _entries(workspace: Workspace) -> Iterator[tuple[Location, CheckinFile, CheckinEntry]]:
    """Every entry of every check-in file, with its location."""
    for location, run in all_runs(workspace.records):
        for position, entry in enumerate(run.checkins):
            yield location.child("checkins", position), run, entry


@rule("OKR201", "unknown-reference")
def unknown_reference(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A reference must lead to something that exists, in its own cycle or in one that overlaps it.

    Why: a link or a check-in without a target does not count, and no view shows that.

    Bad: `contributes_to: [growht]`

    Good: `contributes_to: [growth]`
    """
    plan = workspace.plan
    hidden = HiddenFiles(workspace)
    for ref, text, location in written_references(plan):
        if not resolve(plan, ref.cycle, text) and not hidden.may_hold(text):
            yield _unresolved(plan, ref.cycle, text, location)
    for location, run, entry in _entries(workspace):
        if (target := entry.target) and run.cycle in plan.cycles:
            meant = target_ref(run.cycle, *target)
            if meant and plan.present(meant) in plan.locations:
                continue
            lost = [*_lost_target(plan, run.cycle, target, location)]
            if lost and not (meant and hidden.may_hold(target[1])):
                yield from lost
    yield from hidden.unchecked("what refers to")


def _unresolved(plan: Plan, cycle: str, text: str, location: Location) -> LocatedFinding:
    names = [
        str(ref)
        for ref in plan.locations
        if ref.cycle == cycle or plan.cycles[ref.cycle].period.overlaps(plan.cycles[cycle].period)
    ]
    return LocatedFinding(location, f"there is no `{text}`", did_you_mean(text, names) or "okr list shows all ids")


def _lost_target(plan: Plan, cycle: str, target: tuple[str, str], location: Location) -> Iterator[LocatedFinding]:
    name, text = target
    location = location.child(name)
    ref = target_ref(cycle, name, text)
    if ref is None:
        article = "an" if name in ("objective", "action") else "a"
        yield LocatedFinding(
            location, f"`{text}` is not a reference to {article} {_NOUNS[name]}", f"write {_SHAPES[name]}"
        )
    elif ref.guardrail is not None:
        known = [str(guardrail) for guardrail, _, _ in guardrails(plan) if guardrail.cycle == cycle]
        if str(plan.present(ref)) not in known:
            yield LocatedFinding(location, f"there is no guardrail `{text}` in {cycle}", did_you_mean(text, known))
    elif ref.action is not None:
        key_result = plan.present(Ref(*ref[:3]))
        actions = [a.id for a in plan.key_result(key_result).actions if a.id] if key_result in plan.locations else []
        if ref.action not in actions:
            yield LocatedFinding(location, f"there is no action `{text}`", did_you_mean(ref.action, actions))
    elif ref not in plan.locations:
        names = [
            str(other)
            for other in plan.locations
            if other.cycle == cycle and (other.key_result is None) == (name == "objective")
        ]
        yield LocatedFinding(location, f"there is no {_NOUNS[name]} `{text}` in {cycle}", did_you_mean(text, names))


@rule("OKR210", "ambiguous-reference")
def ambiguous_reference(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A reference leads to one item.

    Why: a name that is missing in its own cycle is searched in overlapping cycles, and several of them have it.

    Bad: `contributes_to: [brand]` where 2026 and 2026-H2 both have an objective `brand`

    Good: `contributes_to: [2026/brand]`
    """
    plan = workspace.plan
    for ref, text, location in written_references(plan):
        candidates = resolve(plan, ref.cycle, text)
        if len(candidates) > 1:
            several = " or ".join(f"`{other.full}`" for other in candidates)
            yield LocatedFinding(location, f"`{text}` is ambiguous", f"write {several}")


@rule("OKR204", "unknown-name", Severity.WARNING)
def unknown_name(workspace: Workspace) -> Iterator[LocatedFinding]:
    """Owners, updaters, members and authors are in `people:` or `teams:`, where such a list exists.

    Why: with a misspelt owner, no person is asked for a check-in of the key result.

    Bad: `owner: mia` beside `people: [{id: mai}]`

    Good: `owner: mai`
    """
    plan = workspace.plan
    hidden = [path for path in workspace.unread if _may_list_people(workspace, path)]
    if hidden and (names := [name for _, name in _names(workspace)]):
        yield not_checked(hidden[0], "the names", names)
    if not plan.people or any(path != WORKSPACE_FILE for path in hidden):
        return
    where: dict[tuple[str, str], list[Location]] = {}
    for location, name in _names(workspace):
        if name not in plan.people and name not in plan.teams:
            where.setdefault((name, _file_group(location.path)), []).append(location)
    for (name, _), locations in where.items():
        hint = id_hint(name, plan.members) or "add it to `people:` or `teams:` in okrs.yaml"
        if len(locations) == 1:
            yield LocatedFinding(locations[0], f"unknown person `{name}`", hint)
        else:
            places = sorted(workspace.document(location.path).locate(location.keys) for location in locations)
            first = min(locations, key=lambda location: workspace.document(location.path).locate(location.keys))
            yield LocatedFinding(first, f"unknown person `{name}`, {len(locations)} times", f"{hint}\n{_also(places)}")


def _may_list_people(workspace: Workspace, path: str) -> bool:
    """True for a file without a record in which people or teams may be listed."""
    if path == WORKSPACE_FILE or path.count("/") > 1:
        return path == WORKSPACE_FILE
    return any(re.match(r"(people|teams)\s*:", line) for line in workspace.document(path).lines)


def _file_group(path: str) -> str:
    """The group of files in which one unknown name is reported once: a plan file, or all check-in files of a folder."""
    return path.rpartition("/")[0] if "/checkins/" in path else path


def _also(places: Sequence[Position]) -> str:
    """The other positions of a name, for a hint."""
    first, *rest = places
    shown = [f"line {p.line}" if p.path == first.path else f"{p.path}:{p.line}" for p in rest[:3]]
    more = f" and {len(rest) - 3} more" if len(rest) > 3 else ""
    return f"also in {', '.join(shown)}{more}"


def _names(workspace: Workspace) -> Iterator[tuple[Location, str]]:
    plan = workspace.plan
    for location, team in teams(workspace):
        if team.parent:
            yield location.child("parent"), team.parent
        if team.lead:
            yield location.child("lead"), team.lead
        for index, member in enumerate(team.members):
            yield location.child("members", index), member
    for _, location, item in things(plan):
        if item.owner:
            yield location.child("owner"), item.owner
        for position, tripwire in enumerate(item.tripwires):
            for field in ("by", "answered_by"):
                if name := getattr(tripwire, field):
                    yield location.child("tripwires", position, field), name
        for position, agreement in enumerate(getattr(item, "agreements", ())):
            yield location.child("agreements", position, "by"), agreement.by
        if isinstance(item, KeyResult):
            if item.updater:
                yield location.child("updater"), item.updater
            for position, action in enumerate(item.actions):
                if action.owner:
                    yield location.child("actions", position, "owner"), action.owner
            for position, inline in enumerate(item.checkins):
                if inline.by:
                    yield location.child("checkins", position, "by"), inline.by
    for location, run in all_runs(workspace.records):
        yield location.child("by"), run.by


@rule("OKR205", "unknown-milestone")
def unknown_milestone(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`done: [id]` of a check-in names milestones of its key result.

    Why: a milestone that is not found is not counted.

    Bad: `done: [beta]` where the milestones are `pilot` and `launch`

    Good: `done: [pilot]`
    """
    for ref, checkins in workspace.plan.checkins.items():
        if ref.key_result is None or ref not in workspace.plan.locations:
            continue
        known = [milestone.id for milestone in workspace.plan.key_result(ref).milestones if milestone.id]
        for checkin in checkins:
            named = checkin.reading.done if isinstance(checkin.reading.done, tuple) else ()
            for position, name in enumerate(named):
                if name not in known:
                    hint = did_you_mean(name, known) or f"its milestones are: {', '.join(known) or 'without ids'}"
                    yield LocatedFinding(
                        checkin.location.child("done", position), f"`{ref}` has no milestone `{name}`", hint
                    )


@rule("OKR206", "unclear-target")
def entry_names_one_target(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An entry of a check-in file names exactly one of `kr`, `objective`, `action` and `guardrail`.

    Why: with none the entry has no target, and with two it is unclear which one is meant.

    Bad: `{kr: demand/mql, objective: demand, value: 22}`

    Good: `{kr: demand/mql, value: 22}`
    """
    for location, _, entry in _entries(workspace):
        if entry.target is None:
            hint = "name one of `kr`, `objective`, `action`, `guardrail`"
            yield LocatedFinding(location, "this entry does not name exactly one target", hint)


@rule("OKR207", "unknown-correction")
def unknown_correction(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`corrects` names another check-in file that has an entry for the same target.

    Why: a correction that replaces nothing leaves the wrong value in place.

    Bad: `corrects: 7k2m9x4` (one character short)

    Good: `corrects: 7k2m9x4t`
    """
    hidden = HiddenFiles(workspace, checkins=True)
    for checkins in workspace.plan.checkins.values():
        documents = [checkin.document for checkin in checkins if checkin.document]
        corrects = {checkin.document: checkin.reading.corrects or "" for checkin in checkins if checkin.document}
        for checkin in checkins:
            named = checkin.reading.corrects
            if named and _is_led_back(checkin.document, corrects):
                message = (
                    "this check-in corrects itself"
                    if named == checkin.document
                    else "these check-ins correct each other"
                )
                hint = "name the wrong check-in (`okr log` shows its id), or remove `corrects`"
                yield LocatedFinding(checkin.location.child("corrects"), message, hint)
            elif named and named not in documents and not hidden.may_hold(named):
                message = f"no check-in `{named}` has this target"
                yield LocatedFinding(checkin.location.child("corrects"), message, did_you_mean(named, documents))
    yield from hidden.unchecked("what corrects")


def _is_led_back(document: str | None, corrects: Mapping[str, str]) -> bool:
    """True where the corrections of a check-in lead back to it."""
    seen: set[str] = set()
    named = corrects.get(document) if document else None
    while named and named != document and named not in seen:
        seen.add(named)
        named = corrects.get(named)
    return document is not None and named == document


@rule("OKR501", "alignment-loop")
def alignment_loop(workspace: Workspace) -> Iterator[LocatedFinding]:
    """`contributes_to` makes no loop.

    Why: progress of an objective is computed from those that contribute to it. In a loop this has no end, so none of
    them has a number.

    Bad: `a` contributes to `b`, and `b` to `a`

    Good: one of the two lines removed, or written as `supports`
    """
    for members in loops(workspace.plan):
        names = " → ".join(str(ref) for ref in (*members, members[0]))
        location = workspace.plan.locations[members[0]]
        yield LocatedFinding(
            location.child("contributes_to"),
            f"this is a loop: {names}",
            "remove one of these links, or make it `supports`",
        )
