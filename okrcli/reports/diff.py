"""Changes between two states of a workspace, the most important for a reviewer first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final, Literal, NamedTuple

from okrcli.git.log import Commit
from okrcli.model.diff import compare_closely, paired
from okrcli.model.diff_items import probably_renamed
from okrcli.model.history import AGREEMENT
from okrcli.model.plan import NEVER, Plan, Ref
from okrcli.model.plan_change import PlanChange, RecordedCheckin, recorded
from okrcli.reports.broken_promises import BrokenPromises, promises_broken_by
from okrcli.reports.diff_effects import (
    BeforeAfter,
    ObjectiveEffect,
    ObjectivesAbove,
    computed_grade,
    cycles_above,
    effect,
    objective_effects,
    scores_of,
)
from okrcli.reports.hidden_findings import BaselineChange, WaiverChange
from okrcli.scoring.guardrails import guardrail_states
from okrcli.scoring.results import GuardrailState, KeyResultScore
from okrcli.scoring.score import score_key_result

WORKSPACE_FILE: Final = "okrs.yaml"
_NO_MEASURE: Final = frozenset(("owner", "unit"))
"""Agreed fields that have no effect on progress; what changed beside them has its own line."""
_COMPANIONS: Final = {"state": ("reason",), "score.override": ("score.reason",)}
"""By field: the fields beside it that say its reason, which stands with it."""
_THINGS: Final = frozenset(("objective", "key result"))


class Goalpost(NamedTuple):
    """An agreed field that was changed after its cycle began, and what that alone does to progress on the day."""

    difference: PlanChange
    began: date
    progress: BeforeAfter | None = None
    """Progress of the key result: of the plan before, and of the same with nothing but this change; None where it is
    not about the measure, or about its weight."""
    of_objective: BeforeAfter | None = None
    """The same of its objective."""
    above: tuple[tuple[Ref, BeforeAfter], ...] = ()
    """The same of the objectives above that one, of those that move; all else is as in the plan after."""
    computed: Fraction | None = None
    """Of a grade that people set: the progress on the day, from which the grade is computed."""
    commit: Commit | None = None
    """The newest commit that made the change; None where it is in no commit, or was not looked for."""
    author: str | None = None
    """The id of the person of the workspace who made that commit, or the name that git has."""


class AlteredRecord(NamedTuple):
    """A check-in or win that says something else now, or is gone."""

    difference: PlanChange
    commit: Commit | None = None
    """The newest commit that altered it; None where it is in no commit, or was not looked for."""
    author: str | None = None
    """The id of the person of the workspace who made that commit, or the name that git has."""


class CheckinRow(NamedTuple):
    """All that was checked in for one thing: where it was, where it is."""

    ref: Ref
    before: KeyResultScore | None
    after: KeyResultScore | None
    """None for objectives and actions, and for what is not in the plan."""
    entries: tuple[RecordedCheckin, ...]
    """Sorted by day."""
    replaced: tuple[RecordedCheckin, ...] = ()
    """The earlier check-ins that these correct."""
    backdated: tuple[RecordedCheckin, ...] = ()
    """Those of the entries that speak of a day before one that was known already: the later one still counts."""
    guardrail: GuardrailState | None = None
    """Of a guardrail: its state after."""

    def replaced_by(self, entry: RecordedCheckin) -> RecordedCheckin | None:
        """The earlier check-in that an entry corrects; None where it corrects none that is known."""
        known = (each for each in self.replaced if each.document == entry.reading.corrects)
        return next(known, None) if entry.reading.corrects else None

    @property
    def confidence(self) -> tuple[int | None, int | None]:
        """The confidence before and after: of the person who gave the last one of these entries, else the ones that
        count."""
        given = [entry.by for entry in self.entries if entry.reading.confidence is not None]
        before, after = (_confidence_of(score, given[-1] if given else None) for score in (self.before, self.after))
        return before, after

    @property
    def delta(self) -> Decimal | Fraction | None:
        """Change of the value."""
        has_value = any(entry.reading.value is not None for entry in self.entries)
        if self.after is None or self.after.current is None or not has_value:
            return None
        was = self.before.current if self.before else None
        now = self.after.current
        if was is None:
            return None
        return now - was if isinstance(now, Decimal) and isinstance(was, Decimal) else Fraction(now) - Fraction(was)


def _confidence_of(score: KeyResultScore | None, by: str | None) -> int | None:
    """The latest confidence of a person; without a person the one that counts."""
    if score is None or by is None:
        return score.confidence if score else None
    return next((opinion.value for opinion in score.opinions if opinion.by == by), None)


@dataclass(frozen=True, slots=True)
class DiffReport:
    """The differences of two states, each in one group."""

    before: str
    after: str
    """The names of the two states, as people write them."""
    day: date
    plan_before: Plan
    """The state before."""
    plan: Plan
    """The state after."""
    goalposts: tuple[Goalpost, ...]
    """Those without a reason first."""
    arrivals: tuple[PlanChange, ...]
    """Objectives and key results that are new, gone, renamed or moved."""
    agreements: tuple[PlanChange, ...]
    """Answers of people to objectives and requests."""
    others: tuple[PlanChange, ...]
    """Every other change of what people intend, and what was ticked off."""
    checkins: tuple[CheckinRow, ...]
    wins: tuple[PlanChange, ...]
    altered: tuple[AlteredRecord, ...]
    """Check-ins and wins that say something else now, or are gone."""
    quiet: tuple[str, ...]
    """Files that changed and mean the same."""
    effects: tuple[ObjectiveEffect, ...]
    """The objectives whose progress or status is another one, with all changes and check-ins together."""
    replaced: Mapping[Ref, Ref]
    """The new items that have the title of something that is gone: by reference the one that is gone."""
    waivers: tuple[WaiverChange, ...]
    """Comments that excuse findings, which came or went."""
    baselines: tuple[BaselineChange, ...]
    """Files of known findings that are another one."""
    broken: tuple[BrokenPromises, ...]
    """The promises that it breaks, by the change that breaks them."""
    unread: tuple[str, ...]
    """Files that cannot be read on one side, and were left out."""

    @property
    def is_empty(self) -> bool:
        """True if nothing changed in meaning."""
        found = (self.goalposts, self.arrivals, self.agreements, self.others, self.checkins, self.wins, self.altered)
        return not any((*found, self.waivers, self.baselines))

    @property
    def changes_intent(self) -> bool:
        """True if it changes a goal or an earlier check-in."""
        is_hidden = self.waivers or self.baselines
        is_moved = self.goalposts or self.arrivals or self.altered or self.agreements
        return bool(is_hidden or is_moved) or any(not change.is_progress for change in self.others)

    @property
    def verdict(self) -> Literal["intent", "progress", "nothing", "unknown"]:
        """The kind of change, by which pull requests can be routed: `nothing`, `progress` or `intent`."""
        if self.is_empty:
            return "unknown" if self.unread else "nothing"
        return "intent" if self.changes_intent or self.unread else "progress"


def diff_report(
    before: Plan,
    after: Plan,
    day: date,
    labels: tuple[str, str],
    changed: Collection[str],
    unread: Collection[str],
    cycle: str | None = None,
    waivers: Sequence[WaiverChange] = (),
    baselines: Sequence[BaselineChange] = (),
) -> DiffReport:
    """The report, with `cycle` that of the objectives and key results of one cycle.

    `changed` are the paths of files that are not the same, `unread` of those that cannot be read.
    """
    sides = _Sides(before, after, day, changed)
    touched = [(differences, sides.paths(differences)) for differences in compare_closely(before, after)]
    differences = [d for d, paths in touched if paths.isdisjoint(unread) and (cycle is None or _is_in(d, cycle))]
    cycles = cycles_above(after, _cycles_of(differences, after, day))
    scores, scores_after = scores_of(before, cycles, day), scores_of(after, cycles, day)
    objectives = ObjectivesAbove(scores_after)
    goalposts = [_with_above(post, objectives) for d in differences if (post := _goalpost(d, sides))]
    moved = {id(post.difference) for post in goalposts}
    said = {(d.ref, companion) for d in differences for companion in _COMPANIONS.get(d.field, ()) if d.noun in _THINGS}
    rest = [d for d in differences if id(d) not in moved and (d.ref, d.field) not in said]
    said_now = [d for d in rest if d.noun == "check-in" and not d.alters_record]
    loud = {path for _, paths in touched for path in paths}
    return DiffReport(
        *labels,
        day,
        before,
        after,
        goalposts=tuple(sorted(goalposts, key=lambda post: bool(post.difference.reason))),
        arrivals=tuple(filter(_is_arrival, rest)),
        agreements=tuple(filter(_is_agreement, rest)),
        others=tuple(d for d in rest if not (_is_arrival(d) or _is_agreement(d)) and d.noun not in ("check-in", "win")),
        checkins=tuple(_rows(said_now, sides)),
        wins=tuple(d for d in rest if d.noun == "win" and not d.alters_record),
        altered=tuple(AlteredRecord(d) for d in rest if d.alters_record),
        quiet=() if cycle else tuple(sorted(set(changed) - loud - set(unread))),
        effects=objective_effects(scores, scores_after, sides.earlier),
        replaced={} if before is after else probably_renamed(before, after, paired(before, after)),
        waivers=tuple(waivers),
        baselines=tuple(baselines),
        broken=tuple(promises_broken_by(differences, before, after, sides.earlier, day)),
        unread=tuple(sorted(unread)),
    )


def _cycles_of(changes: Sequence[PlanChange], plan: Plan, day: date) -> frozenset[str]:
    """The cycles in which something changed; with a setting or the days of a cycle, those that run on the day too."""
    cycles = {change.ref.cycle for change in changes if change.ref}
    if any(change.noun in ("setting", "cycle") for change in changes):
        cycles |= {name for name, cycle in plan.cycles.items() if day in cycle.period}
    return frozenset(cycles)


def _is_arrival(change: PlanChange) -> bool:
    return change.noun in _THINGS and change.kind != "changed"


def _is_agreement(change: PlanChange) -> bool:
    """True for an answer to an objective or to a request."""
    return change.noun == "agreement" or (change.field == AGREEMENT and change.answer is not None)


def _is_in(change: PlanChange, cycle: str) -> bool:
    return change.ref is not None and change.ref.cycle == cycle


class _Sides:
    """The two states, and what is asked of both of them again and again."""

    def __init__(self, before: Plan, after: Plan, day: date, changed: Collection[str] = ()) -> None:
        self.before, self.after, self.day = before, after, day
        self.earlier = {new: old for old, new in paired(before, after).items()}
        self._changed = frozenset(changed)

    def old_name(self, ref: Ref) -> Ref:
        """The reference before of what is at `ref` after."""
        holder = self.earlier.get(ref.holder, ref.holder)
        return holder._replace(action=ref.action, guardrail=ref.guardrail)

    @cached_property
    def _checkin_paths(self) -> Mapping[RecordedCheckin, set[str]]:
        """By check-in, the changed files with it. A difference stands in one of these."""
        paths: dict[RecordedCheckin, set[str]] = {}
        for plan in (self.before, self.after):
            for several in plan.checkins.values():
                for checkin in several:
                    if checkin.location.path in self._changed:
                        paths.setdefault(recorded(checkin), set()).add(checkin.location.path)
        return paths

    @cached_property
    def _win_paths(self) -> Mapping[str, set[str]]:
        """By the text of a win, the files with it."""
        paths: dict[str, set[str]] = {}
        for win in (*self.before.wins, *self.after.wins):
            paths.setdefault(win.text, set()).add(win.location.path)
        return paths

    def paths(self, change: PlanChange) -> frozenset[str]:
        """The files in which a difference stands."""
        if change.noun == "win":
            return frozenset(self._win_paths[change.item])
        if change.ref is None:
            is_member, sides = change.noun in ("person", "team"), (self.before, self.after)
            paths = (side.member_paths.get(change.item) for side in sides if is_member and change.item in side.members)
            return frozenset(path or WORKSPACE_FILE for path in paths) or frozenset([WORKSPACE_FILE])
        if change.noun == "check-in":
            both = [one for one in (change.before, change.after) if one]
            return frozenset(path for one in both for path in self._checkin_paths.get(one, ()))
        earlier = change.ref if change.kind == "removed" else self.earlier.get(change.ref, change.ref)
        locations = (self.before.locations.get(earlier), self.after.locations.get(change.ref))
        return frozenset(location.path for location in locations if location)


# ── Goalposts ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _goalpost(change: PlanChange, sides: _Sides) -> Goalpost | None:
    if change.agreed_since is None or not change.moves_goalpost(sides.day):
        return None
    if change.field == "score.override":
        return Goalpost(change, change.agreed_since, computed=computed_grade(sides.after, change.ref, sides.day))
    if change.noun != "key result" or change.kind != "changed" or change.field in _NO_MEASURE:
        return Goalpost(change, change.agreed_since)
    return Goalpost(change, change.agreed_since, *effect(change, sides.before, sides.after, sides.earlier, sides.day))


def _with_above(post: Goalpost, objectives: ObjectivesAbove) -> Goalpost:
    ref = post.difference.ref
    if ref is None or post.of_objective is None or post.of_objective[0] == post.of_objective[1]:
        return post
    return post._replace(above=objectives.effects(ref.parent, post.of_objective))


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(changes: Sequence[PlanChange], sides: _Sides) -> Iterator[CheckinRow]:
    by_ref: dict[Ref, list[RecordedCheckin]] = {}
    for difference in changes:
        if difference.ref is not None:
            by_ref.setdefault(difference.ref, []).append(difference.after)
    for ref, entries in by_ref.items():
        entries.sort(key=lambda one: (one.date, one.at or NEVER))
        old = sides.earlier.get(ref)
        known = [recorded(checkin) for checkin in sides.before.checkins.get(sides.old_name(ref), ())]
        corrected = {entry.reading.corrects for entry in entries if entry.reading.corrects}
        last = max((each.date for each in known if each.document not in corrected), default=date.min)
        yield CheckinRow(
            ref,
            _score(sides.before, old, sides.day),
            _score(sides.after, ref, sides.day),
            tuple(entries),
            replaced=tuple(each for each in known if each.document in corrected),
            backdated=tuple(entry for entry in entries if entry.date < last),
            guardrail=_guardrail(sides.after, ref, sides.day),
        )


def _guardrail(plan: Plan, ref: Ref, day: date) -> GuardrailState | None:
    """The state of the guardrail at `ref`; None for other things, and for what is not in the plan."""
    if ref.guardrail is None or ref.holder not in plan.locations:
        return None
    return next((state for state in guardrail_states(plan, ref.holder, day) if state.ref == ref), None)


def _score(plan: Plan, ref: Ref | None, day: date) -> KeyResultScore | None:
    if ref is None or ref.key_result is None or ref.action or ref not in plan.locations:
        return None
    return score_key_result(plan, ref, day)
