"""Dependencies between items, and the answers to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from okrcli.edit.set_fields import Edit, append, put, refuse_step, written
from okrcli.errors import RefusedError
from okrcli.model.plan import Plan
from okrcli.scoring.alignment import DependencyLink, dependency_links
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import PlanItem
from okrcli.yaml.emitter import OneLine


def depend(pending: PendingFiles, item: PlanItem, on: PlanItem, need: str | None, day: date) -> Edit:
    """Add a dependency of one item on another, with the day of the request and without an answer yet."""
    refuse_step(item, "depend on anything")
    refuse_step(on, "be depended on")
    if on.ref in (item.ref, item.ref.parent) or on.ref.parent == item.ref:
        raise RefusedError(f"{item.name} cannot depend on {'itself' if on.ref == item.ref else on.name}")
    to = on.ref.full if on.ref.cycle != item.ref.cycle else str(on.ref)
    if any(dependency.to == to for dependency in item.value.depends_on):
        raise RefusedError(f"{item.name} depends on {to} already", f"okr show {item.ref}")
    append(pending, item, "depends_on", OneLine({"to": to, **({"need": need} if need else {}), "asked": day}))
    line = f"{item.name} needs {to}" + (f": {need}" if need else "")
    return Edit(
        "Requested:",
        (line,),
        (item.ref.full,),
        following=f"the other side answers: okr request agree {item.ref} --to {to}",
    )


def answer(pending: PendingFiles, link: DependencyLink, agreement: str, by: str, day: date, reason: str | None) -> Edit:
    """Record an answer to a dependency, with its author and its day.

    An existing answer without an author or a day is not in force, so the same answer completes it.
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
    """Raise RefusedError unless `who`, or a team of theirs, owns the target of the dependency."""
    if link.target is None:
        return
    owner = plan.owner_of(link.target)
    holders = set(plan.duty_holders(link.target) if link.target.key_result else ())
    names = {name for name in (owner, plan.owner_of(link.target.parent), *holders) if name}
    allowed = names.union(*(plan.team_and_below(name) for name in names if name in plan.teams))
    if names and who not in allowed:
        answerers = sorted(name for name in allowed if name in plan.people) or sorted(allowed)
        hint = f"it is {' or '.join(answerers[:3])} who must answer; for them: --by {answerers[0]}"
        raise RefusedError(f"{link.dependency.to} is not yours, {who}", hint)


def link_between(plan: Plan, about: PlanItem, on: PlanItem | None, agreement: str, day: date) -> DependencyLink:
    """The dependency that an answer is about: one of `about`, else of its key results, else one on it.

    Raises RefusedError if there is none, or if several fit.
    """
    links = list(dependency_links(plan, day))
    own = [link for link in links if link.ref == about.ref]
    inside = [link for link in links if link.ref.parent == about.ref and link.ref != about.ref]
    asked_of = [link for link in links if link.target and about.ref in (link.target, link.target.parent)]
    groups = [[link for link in group if on is None or link.target == on.ref] for group in (own, inside, asked_of)]
    fitting = next((group for group in groups if group), [])
    waiting = [link for link in fitting if link.agreement != agreement] or fitting
    if len({str(link) for link in waiting}) == 1:
        return waiting[0]
    command = {"agreed": "okr request agree {}", "refused": 'okr request refuse {} --reason "…"'}[agreement]
    if waiting:
        raise RefusedError(f"{about.name} has several dependencies", *map(command.format, waiting[:5]))
    others = [
        command.format(link) for link in links if link.agreement == "asked" and link.ref.cycle == about.ref.cycle
    ][:5]
    where = f" on {on.name}" if on else ""
    target = on.name if on else "…"
    raise RefusedError(
        f"{about.name} has no dependency{where}", *(others or [f"okr request add {about.name} --to {target}"])
    )
