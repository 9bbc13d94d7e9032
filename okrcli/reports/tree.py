"""The tree of objectives and their contributions: the rows of `okr tree`, each with its dependencies.

An objective that contributes to several stands below each of them, with all that is below it only the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Plan, Ref
from okrcli.reports.owners import team_of
from okrcli.reports.status import KeyResultRow, ObjectiveRow
from okrcli.scoring.alignment import Alignment, DependencyLink, alignment_of, dependency_links, loops, targets
from okrcli.scoring.promises import Promise, promises
from okrcli.scoring.score import score_plan
from okrcli.workspace.selectors import EVERYTHING, Selector


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A row of the tree."""

    row: ObjectiveRow
    depth: int
    parent: Ref | None
    """The objective it stands below."""
    is_again: bool
    """True if an earlier row shows it with everything below it."""
    is_orphan: bool
    """True if it contributes to nothing and supports nothing, although its owner's team is part of another one."""
    loop: tuple[Ref, ...]
    """The members of the loop that it is in, in the order of their links."""
    is_picked: bool
    """True if the selection includes it; otherwise it is shown because of a selected row below it."""
    supports: tuple[Ref, ...]
    """The objectives and key results that it supports."""
    needs: tuple[DependencyLink, ...]
    """The dependencies of it and of its key results."""
    promises: tuple[Promise, ...]
    """The promises among them."""


@dataclass(frozen=True, slots=True)
class TreeReport:
    """The objectives of a cycle, and what they contribute to in others that run with it."""

    cycle: PlannedCycle
    day: date
    nodes: tuple[TreeRow, ...]
    """As they are read: each followed by what is below it."""

    @property
    def objectives(self) -> tuple[TreeRow, ...]:
        """Each objective once."""
        return tuple(node for node in self.nodes if not node.is_again)


def tree(plan: Plan, cycle: PlannedCycle, day: date, selector: Selector = EVERYTHING) -> TreeReport:
    """The tree around one cycle; with a selector what it means, and the way from there to the top."""
    alignment = alignment_of(plan)
    scores = score_plan(plan, day)
    own = [ref for ref, _ in plan.objectives_of(cycle.id)]
    picked = selector.pick(plan, own, day, scores) if not selector.is_empty else frozenset(own)
    chosen = {ref.parent for ref in picked}
    shown = _with_parents(alignment, chosen)
    at_the_top = _cycles_at_the_top(plan)
    circles = {ref.parent: loop for loop in reversed(loops(plan)) for ref in loop}
    rows = {
        ref: ObjectiveRow(
            ref,
            plan.objectives[ref],
            plan.type_of(ref),
            scores[ref],
            tuple(
                KeyResultRow(score.ref, plan.key_result(score.ref), plan.owner_of(score.ref), score)
                for score in scores[ref].key_results
                if selector.is_empty or score.ref in picked
            ),
        )
        for ref in plan.objectives
        if ref in shown
    }
    given = list(promises(plan, day))
    needs: dict[Ref, list[DependencyLink]] = {}
    for link in dependency_links(plan, day):
        needs.setdefault(link.ref.parent, []).append(link)
    nodes = (
        TreeRow(
            row=rows[ref],
            depth=depth,
            parent=parent,
            is_again=is_again,
            is_orphan=_is_orphan(plan, ref, at_the_top),
            loop=circles.get(ref, ()),
            is_picked=ref in chosen,
            supports=targets(plan, ref, "supports"),
            needs=tuple(needs.get(ref, ())),
            promises=tuple(promise for promise in given if promise.link.ref.parent == ref),
        )
        for ref, parent, depth, is_again in _walk(alignment, list(rows))
    )
    return TreeReport(cycle, day, tuple(nodes))


def _with_parents(alignment: Alignment, refs: Iterable[Ref]) -> set[Ref]:
    """These objectives and all that they contribute to, in the end."""
    reached = set(refs)
    waiting = list(reached)
    while waiting:
        new = [parent for parent in alignment.parents[waiting.pop()] if parent not in reached]
        reached.update(new)
        waiting.extend(new)
    return reached


def _walk(alignment: Alignment, refs: list[Ref]) -> Iterator[tuple[Ref, Ref | None, int, bool]]:
    """Every objective below each of its parents: itself, the parent, how deep, and whether it was there before.

    Those that only stand in a loop begin with the first of them.
    """
    shown = set(refs)
    told: set[Ref] = set()
    roots = [ref for ref in refs if not shown.intersection(alignment.parents[ref])]
    for root in (*roots, *refs):
        if root in told:
            continue
        waiting: list[tuple[Ref, Ref | None, int]] = [(root, None, 0)]
        while waiting:
            ref, parent, depth = waiting.pop()
            yield ref, parent, depth, ref in told
            if ref not in told:
                told.add(ref)
                below = [child for child in alignment.children[ref] if child in shown]
                waiting.extend((child, ref, depth + 1) for child in reversed(below))


def _cycles_at_the_top(plan: Plan) -> set[str]:
    """The cycles of which shorter ones are parts: what is written for a year is at the top whoever owns it."""
    periods = {name: plan.cycles[name].period for name in dict.fromkeys(ref.cycle for ref in plan.objectives)}
    return {
        name
        for name, whole in periods.items()
        if any(other != name and whole.start <= part.start and part.end <= whole.end for other, part in periods.items())
    }


def _is_orphan(plan: Plan, ref: Ref, at_the_top: set[str]) -> bool:
    """True if it is below the top and has no link upwards: its owner is, or is in, a team that is part of another one.

    Without such teams no objective is below the top.
    """
    objective = plan.objectives[ref]
    if objective.contributes_to or objective.supports or ref.cycle in at_the_top:
        return False
    team = team_of(plan, objective.owner)
    return team is not None and plan.teams[team].parent in plan.teams
