"""Rules about names: each id is used once, and stands once in a list."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.checks.registry import rule
from okrcli.diagnostics import Severity
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import KeyResult, Objective, PeopleFile, Person, Team, WorkspaceFile
from okrcli.workspace.checkin_runs import all_runs, target_ref
from okrcli.workspace.located_finding import LocatedFinding
from okrcli.workspace.workspace import Workspace


def things(plan: Plan) -> Iterator[tuple[Ref, Location, Objective | KeyResult]]:
    """Every objective and key result with its reference and where it is written."""
    for ref, objective in plan.objectives.items():
        yield ref, plan.locations[ref], objective
        for key_result_ref, key_result in plan.key_results_of(ref):
            yield key_result_ref, plan.locations[key_result_ref], key_result


def teams(workspace: Workspace) -> Iterator[tuple[Location, Team]]:
    """Every team of `okrs.yaml` and of files of people, with its location."""
    for path, record in workspace.records.items():
        if isinstance(record, WorkspaceFile | PeopleFile):
            for position, team in enumerate(record.teams):
                yield Location(path, ("teams", position)), team


def people(workspace: Workspace) -> Iterator[tuple[Location, Person]]:
    """Every person of `okrs.yaml` and of files of people, with their location."""
    for path, record in workspace.records.items():
        if isinstance(record, WorkspaceFile | PeopleFile):
            for position, person in enumerate(record.people):
                yield Location(path, ("people", position)), person


@rule("OKR208", "same-id-overlap", Severity.WARNING)
def same_id_overlap(workspace: Workspace) -> Iterator[LocatedFinding]:
    """Objectives of overlapping cycles have different ids.

    Why: an objective that goes on in the next cycle keeps its id. If both are active at the same time, a reference from
    a third cycle cannot name one of them.

    Bad: an objective `brand` in 2026 and another `brand` in 2026-Q4

    Good: `brand` and `brand-launch`
    """
    plan = workspace.plan
    by_id: dict[str, list[Ref]] = {}
    for ref in plan.objectives:
        by_id.setdefault(ref.objective, []).append(ref)
    for refs in by_id.values():
        for position, ref in enumerate(refs[1:], 1):
            period = plan.cycles[ref.cycle].period
            other = next((o for o in refs[:position] if plan.cycles[o.cycle].period.overlaps(period)), None)
            if other:
                message = f"objective `{ref}` is in {other.cycle} too, which overlaps {ref.cycle}"
                yield LocatedFinding(plan.locations[ref].child("id"), message, "give one of them another id")


@rule("OKR209", "named-like-a-cycle")
def named_like_a_cycle(workspace: Workspace) -> Iterator[LocatedFinding]:
    """No objective has the id of a cycle.

    Why: in `advent/mql`, `advent` could be the objective or the cycle.

    Bad: an objective `advent` where `cycles:` has an `advent`

    Good: `advent-campaign`
    """
    plan = workspace.plan
    for ref in plan.objectives:
        if ref.objective in plan.cycles:
            hint = "give the objective another id"
            yield LocatedFinding(plan.locations[ref].child("id"), f"`{ref.objective}` is the name of a cycle", hint)


@rule("OKR211", "listed-twice", Severity.WARNING, is_fixable=True)
def listed_twice(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A list of names has each name once.

    Why: the second one has no effect, and is mostly a mistake for another name.

    Bad: `contributes_to: [growth, growth]`

    Good: `contributes_to: [growth]`
    """
    for names, location in _lists(workspace):
        for position, name in enumerate(names):
            if name in names[:position]:
                yield LocatedFinding(location.child(position), f"`{name}` is in this list already", "remove it")


@rule("OKR213", "same-address")
def same_address(workspace: Workspace) -> Iterator[LocatedFinding]:
    """An e-mail address or account belongs to one person.

    Why: `okr` finds the current person and the author of a commit by the address. With two people for one address,
    check-ins and reviews go to the wrong one.

    Bad: two people with `email: team@example.com`

    Good: each with an address of their own
    """
    first: dict[tuple[str, str], str] = {}
    for location, person in people(workspace):
        for kind, keys, text in _own_names(person):
            other = first.setdefault((kind, text.lower()), person.id)
            if other != person.id:
                message = f"`{text}` belongs to `{other}` too"
                yield LocatedFinding(location.child(*keys), message, f"remove it from `{other}` or from `{person.id}`")


def _own_names(person: Person) -> Iterator[tuple[str, tuple[str | int, ...], str]]:
    """The addresses and accounts of a person: the kind of each, the keys of its field, its text."""
    if person.email:
        yield "e-mail", ("email",), person.email
    for number, text in enumerate(person.other_emails):
        yield "e-mail", ("other_emails", number), text
    for service in ("github", "gitlab"):
        if account := getattr(person, service):
            yield service, (service,), account


def _lists(workspace: Workspace) -> Iterator[tuple[tuple[str, ...], Location]]:
    """Every list of names with at least two."""
    for location, team in teams(workspace):
        if len(team.members) > 1:
            yield team.members, location.child("members")
    for _, location, item in things(workspace.plan):
        for field in ("contributes_to", "supports", "was"):
            if len(names := getattr(item, field, ())) > 1:
                yield names, location.child(field)


@rule("OKR203", "duplicate-checkin-id")
def duplicate_checkin_id(workspace: Workspace) -> Iterator[LocatedFinding]:
    """Every check-in file has its own id.

    Why: corrections name it. Two files with one id are mostly a copied file, whose values then count twice.

    Bad: a copy of a check-in file with its `id` unchanged

    Good: `okr checkin`, which draws a new id each time
    """
    first: dict[str, str] = {}
    for location, run in all_runs(workspace.records):
        if run.id in first:
            yield LocatedFinding(
                location.child("id"), f"check-in id `{run.id}` is already in {first[run.id]}", "remove the copy"
            )
        first.setdefault(run.id, location.path)


@rule("OKR212", "said-twice")
def said_twice(workspace: Workspace) -> Iterator[LocatedFinding]:
    """A check-in has one entry for each key result, objective, action or guardrail.

    Why: with two entries it is unclear which one is valid, and a sum counts both. Mostly two people changed one entry,
    and a merge kept both. An entry that corrects an earlier check-in may stand beside another one.

    Bad: `{kr: demand/mql, value: 22}` and `{kr: demand/mql, value: 25}` in one check-in

    Good: `{kr: demand/mql, value: 25}`
    """
    for location, run in all_runs(workspace.records):
        seen = set[tuple[object, str | None]]()
        for position, entry in enumerate(run.checkins):
            if entry.target is None:
                continue
            name, text = entry.target
            meant = target_ref(run.cycle, name, text)
            target = workspace.plan.present(meant) if meant else (name, text)
            if (target, entry.corrects) in seen:
                message = f"`{text}` is listed twice in this check-in"
                yield LocatedFinding(location.child("checkins", position, name), message, "keep one of the two entries")
            seen.add((target, entry.corrects))
