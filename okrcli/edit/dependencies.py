"""Dependencies: what one thing needs from another, and what the other side says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from okrcli.edit.set_fields import Edit, append, put, refuse_step, written
from okrcli.errors import RefusedError
from okrcli.model.plan import Plan
from okrcli.scoring.alignment import DependencyLink, dependency_links
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.yaml.emitter import OneLine


def depend(pending: PendingFiles, thing: PlanItem, on: PlanItem, need: str | None) -> Edit:
    """Write down that one thing needs another; the other side has not agreed yet."""
    refuse_step(thing, "depend on anything")
    refuse_step(on, "be depended on")
    if on.ref in (thing.ref, thing.ref.parent) or on.ref.parent == thing.ref:
        raise RefusedError(f"{thing.name} cannot depend on {'itself' if on.ref == thing.ref else on.name}")
    to = on.ref.full if on.ref.cycle != thing.ref.cycle else str(on.ref)
    if any(dependency.to == to for dependency in thing.value.depends_on):
        raise RefusedError(f"{thing.name} depends on {to} already", f"okr show {thing.ref.short}")
    append(pending, thing, "depends_on", OneLine({"to": to, **({"need": need} if need else {})}))
    line = f"{thing.name} needs {to}" + (f": {need}" if need else "")
    return Edit(
        "Asked", (line,), (thing.ref.full,), following=f"the other side answers: okr agree {thing.ref} --on {to}"
    )


def answer(pending: PendingFiles, link: DependencyLink, agreement: str, by: str, day: date, reason: str | None) -> Edit:
    """Record the answer of the other side to a dependency, with who gave it and since when.

    An answer that lacks its name or its day is not in force yet, so the same answer completes it.
    """
    dependency, target = link.dependency, PlanItem(link.ref, str(link), link.dependency, link.location)
    before = written(pending, link.location)
    is_same = before.get("agreement") == agreement and before.get("reason") == reason
    if is_same and link.agreement == agreement:
        state = f"{agreement} since {dependency.since}, says {dependency.by}"
        return Edit(agreement.capitalize(), (f"{dependency.to} for {link.ref} is {state}",))
    since = dependency.since if is_same and dependency.since and dependency.since <= day else day
    for name, value in (("agreement", agreement), ("by", by), ("since", since), ("reason", reason)):
        if value is not None or name in before:
            put(pending, target, name, value)
    need = f": {dependency.need}" if dependency.need else ""
    edit = Edit(agreement.capitalize(), (f"{dependency.to} for {link.ref}{need}",), (link.ref.full,))
    return replace(edit, reason=reason or "")


def refuse_stranger(plan: Plan, link: DependencyLink, who: str) -> None:
    """Raises RefusedError where somebody answers for what is neither theirs nor their team's."""
    if link.target is None:
        return
    owner = plan.owner_of(link.target)
    holders = set(plan.duty_holders(link.target) if link.target.key_result else ())
    names = {name for name in (owner, plan.owner_of(link.target.parent), *holders) if name}
    theirs = names.union(*(plan.team_and_below(name) for name in names if name in plan.teams))
    if names and who not in theirs:
        asked = sorted(name for name in theirs if name in plan.people) or sorted(theirs)
        hint = f"it is {' or '.join(asked[:3])} who answers; if they told you: --by {asked[0]}"
        raise RefusedError(f"{link.dependency.to} is not yours, {who}", hint)


def link_between(plan: Plan, about: PlanItem, on: PlanItem | None, agreement: str, day: date) -> DependencyLink:
    """The dependency that an answer is about: of `about`, or on it where it needs nothing itself.

    Raises RefusedError where there is none, or where several fit.
    """
    every = list(dependency_links(plan, day))
    own = [link for link in every if link.ref == about.ref]
    inside = [link for link in every if link.ref.parent == about.ref and link.ref != about.ref]
    asked_of = [link for link in every if link.target and about.ref in (link.target, link.target.parent)]
    groups = [[link for link in group if on is None or link.target == on.ref] for group in (own, inside, asked_of)]
    fitting = next((group for group in groups if group), [])
    waiting = [link for link in fitting if link.agreement != agreement] or fitting
    if len({str(link) for link in waiting}) == 1:
        return waiting[0]
    command = {"agreed": "okr agree {}", "refused": 'okr refuse {} --reason "…"'}[agreement]
    if waiting:
        raise RefusedError(f"{about.name} has several dependencies", *map(command.format, waiting[:5]))
    others = [command.format(link) for link in every if link.agreement == "asked"][:5]
    where = f" on {on.name}" if on else ""
    target = on.name if on else "…"
    raise RefusedError(
        f"{about.name} has no dependency{where}", *(others or [f"okr depend {about.name} --on {target}"])
    )
