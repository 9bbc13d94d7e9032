"""Dependencies: what one thing needs from another, and what the other side says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from okrcli.edit.set_fields import Edit, append, put, refuse_step, written
from okrcli.errors import RefusedError
from okrcli.model.plan import Location, Plan, Ref
from okrcli.model.records import Dependency
from okrcli.scoring.alignment import resolve
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.yaml.emitter import OneLine


@dataclass(frozen=True, slots=True)
class DependencyNeed:
    """One dependency: who needs it, and where it is written."""

    ref: Ref
    home: Location
    dependency: Dependency
    target: Ref | None
    """What it leads to; None where that is not clear."""

    def __str__(self) -> str:
        """As it is named on a command line."""
        return f"{self.ref} --on {self.dependency.to}"


def needs(plan: Plan) -> Iterator[DependencyNeed]:
    """Every dependency of the plan, in file order."""
    for ref, home in plan.homes.items():
        thing = plan.key_result(ref) if ref.key_result else plan.objectives[ref]
        for position, dependency in enumerate(thing.depends_on):
            found = resolve(plan, ref.cycle, dependency.to)
            where = Location(home.path, (*home.keys, "depends_on", position))
            yield DependencyNeed(ref, where, dependency, found[0] if len(found) == 1 else None)


def depend(overlay: PendingFiles, thing: PlanItem, on: PlanItem, need: str | None) -> Edit:
    """Write down that one thing needs another; the other side has not agreed yet."""
    refuse_step(thing, "depend on anything")
    refuse_step(on, "be depended on")
    if on.ref in (thing.ref, thing.ref.parent) or on.ref.parent == thing.ref:
        raise RefusedError(f"{thing.name} cannot depend on {'itself' if on.ref == thing.ref else on.name}")
    to = on.ref.full if on.ref.cycle != thing.ref.cycle else str(on.ref)
    if any(dependency.to == to for dependency in thing.value.depends_on):
        raise RefusedError(f"{thing.name} depends on {to} already", f"okr show {thing.ref.short}")
    append(overlay, thing, "depends_on", OneLine({"to": to, **({"need": need} if need else {})}))
    line = f"{thing.name} needs {to}" + (f": {need}" if need else "")
    return Edit(
        "Asked", (line,), (thing.ref.full,), following=f"the other side answers: okr agree {thing.ref} --on {to}"
    )


def answer(overlay: PendingFiles, need: DependencyNeed, agreement: str, by: str, day: date, reason: str | None) -> Edit:
    """Record what the other side says of a dependency: who, and when."""
    place = PlanItem(need.ref, str(need), need.dependency, need.home)
    before = written(overlay, place.home)
    if before.get("agreement") == agreement and before.get("reason") == reason:
        since = f" since {need.dependency.since}" if need.dependency.since else ""
        said = f"{agreement}{since}" + (f", says {need.dependency.by}" if need.dependency.by else "")
        return Edit(agreement.capitalize(), (f"{need.dependency.to} for {need.ref} is {said}",))
    for name, value in (("agreement", agreement), ("by", by), ("since", day), ("reason", reason)):
        if value is not None or name in before:
            put(overlay, place, name, value)
    what = f": {need.dependency.need}" if need.dependency.need else ""
    edit = Edit(agreement.capitalize(), (f"{need.dependency.to} for {need.ref}{what}",), (need.ref.full,))
    return replace(edit, reason=reason or "")


def refuse_stranger(plan: Plan, need: DependencyNeed, who: str) -> None:
    """Raises RefusedError where somebody answers for what is neither theirs nor their team's."""
    if need.target is None:
        return
    owner = plan.owner_of(need.target)
    holders = set(plan.duty_holders(need.target) if need.target.key_result else ())
    names = {name for name in (owner, plan.owner_of(need.target.parent), *holders) if name}
    theirs = names.union(*(plan.team_and_below(name) for name in names if name in plan.teams))
    if names and who not in theirs:
        asked = sorted(name for name in theirs if name in plan.people) or sorted(theirs)
        hint = f"it is {' or '.join(asked[:3])} who answers; if they told you: --by {asked[0]}"
        raise RefusedError(f"{need.dependency.to} is not yours, {who}", hint)


def need_between(plan: Plan, about: PlanItem, on: PlanItem | None, agreement: str) -> DependencyNeed:
    """The dependency that an answer is about: of `about`, or on it where it needs nothing itself.

    Raises RefusedError where there is none, or where several fit.
    """
    every = list(needs(plan))
    own = [need for need in every if need.ref == about.ref or need.ref.parent == about.ref]
    asked_of = [need for need in every if need.target and about.ref in (need.target, need.target.parent)]
    found = [need for need in (own or asked_of) if on is None or need.target == on.ref]
    waiting = [need for need in found if need.dependency.agreement != agreement] or found
    if len(waiting) == 1:
        return waiting[0]
    verb = {"agreed": "agree", "refused": "refuse"}[agreement]
    if waiting:
        raise RefusedError(f"{about.name} has several dependencies", *(f"okr {verb} {need}" for need in waiting[:5]))
    others = [f"okr {verb} {need}" for need in every if need.dependency.agreement == "asked"][:5]
    where = f" on {on.name}" if on else ""
    raise RefusedError(f"{about.name} has no dependency{where}", *(others or ["okr depend writes one"]))
