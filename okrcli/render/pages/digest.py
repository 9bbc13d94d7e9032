"""`okr report` as a page of sections, for a terminal, Markdown and mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okrcli.model.diff_text import grouped_in_words
from okrcli.model.number_format import estimate, percent_text, quantity, value_text
from okrcli.model.plan import Plan
from okrcli.model.plan_change import PlanChange
from okrcli.render.labels import day_text, percent_of, when_text
from okrcli.render.pages.movement import move_point
from okrcli.render.pages.page import Page, Point, Section, shortened
from okrcli.render.status_words import MOODS, status_word
from okrcli.reports.cycle import TypeFigures
from okrcli.reports.digest import Digest, DigestNeed, Projection
from okrcli.reports.status import KeyResultRow, ObjectiveRow
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.progress import progress_ends
from okrcli.scoring.tripwires import tripwire_text

TYPES: Final = {"committed": "Promises", "aspirational": "Ambitions", "learning": "What we want to learn"}
_NEEDS: Final = {
    "promise": "a committed objective at risk",
    "help": "blocked",
    "answer": "waits for an answer",
    "silence": "",
}
_DECIDED: Final = frozenset(("draft", "paused", "postponed", "cancelled", "closed"))


def digest_page(digest: Digest, plan: Plan, longest: int | None) -> Page:
    """The sections that have something to say."""
    return Page(title_of(digest), tuple(leads(digest)), (*standing(digest), *other_sections(digest, plan, longest)))


def other_sections(digest: Digest, plan: Plan, longest: int | None) -> tuple[Section, ...]:
    """The sections on changes, projection, wins and needs."""
    everything = (_changes(digest, plan), _moved(digest), _forecast(digest, plan), _wins(digest), _needs(digest))
    return tuple(shortened(each, longest) for each in everything if each.points or each.lead)


def title_of(digest: Digest) -> str:
    """`2026-Q4 Last quarter of 2026: where we stand`."""
    title = digest.cycle.declared.title
    whose = f"{digest.whose}, " if digest.whose else ""
    return f"{digest.cycle.id}{f' {title}' if title else ''}: {whose}where we stand"


def leads(digest: Digest) -> Iterator[str]:
    """The day, how much of the time is gone, and what is breached."""
    when = when_text(digest.cycle.period, digest.day, f"{percent_text(digest.status.time_gone)} of the time gone")
    yield f"{day_text(digest.day)}, {when}"
    for reached in digest.status.tripwires:
        yield f"tripwire of {reached.ref}: {tripwire_text(reached)}"
    for state in digest.status.breached:
        yield f"guardrail breached: {state.guardrail.title}: {guardrail_text(state)}"
    if not digest.status.objectives:
        yield "no objectives to show"


# ── Where we stand ────────────────────────────────────────────────────────────────────────────────────────────────


def standing(digest: Digest) -> Iterator[Section]:
    """A section for each type: how many are how, then its objectives, what needs attention first."""
    for line in digest.types:
        rows = [row for row in digest.status.objectives if row.type == line.type]
        points = tuple(_objective_point(row, digest) for row in rows)
        yield Section(TYPES.get(line.type, line.type), points, lead=type_text(line))


def type_text(line: TypeFigures) -> str:
    """`4 objectives: 3 on track, 1 at risk`; an average only of ambitions, where it hides no broken promise."""
    order = ("off_track", "at_risk", "not_started", "in_progress", "on_track", "achieved")
    counts = sorted(line.statuses, key=lambda each: order.index(each[0]) if each[0] in order else len(order))
    words = ", ".join(f"{count} {status_word(status)}" for status, count in counts)
    average = f"; {percent_text(line.progress)} on average" if line.type == "aspirational" and line.progress else ""
    return f"{line.objectives} objective{'' if line.objectives == 1 else 's'}: {words}{average}"


def _objective_point(row: ObjectiveRow, digest: Digest) -> Point:
    texts = tuple(filter(None, [reason_text(row, digest), *map(key_result_text, shown_key_results(row, digest))]))
    who, mood = row.objective.owner or "", MOODS.get(row.score.status.shown or "", "")
    return Point(row.objective.title, row.ref.objective, who, objective_text(row, digest), mood, texts)


def reason_text(row: ObjectiveRow, digest: Digest) -> str:
    """The reason if it is not on track and the key results below do not show it; for a decision, the whole reason."""
    status = row.score.status
    if status.shown in ("on_track", "achieved"):
        return ""
    if status.shown in _DECIDED and row.objective.reason:
        return row.objective.reason
    below = [each.score.status.shown for each in shown_key_results(row, digest)]
    return "" if status.shown in below else status.reason or ""


def objective_text(row: ObjectiveRow, digest: Digest) -> str:
    """`on track, 62 % done, 51 % expected, 48 % on 19 Oct 2026`: only what there is."""
    score = row.score
    done = [] if score.progress is None else [f"{percent_of(score)} done"]
    return ", ".join([status_word(score.status.shown), *done, *objective_facts(row, digest)])


def objective_facts(row: ObjectiveRow, digest: Digest) -> Iterator[str]:
    """The expected progress of an objective, and its earlier progress."""
    score, before = row.score, digest.before.get(row.ref)
    if score.progress is None:
        return
    if score.expected is not None and score.status.shown not in _DECIDED:
        yield f"{percent_text(score.expected)} expected"
    is_inside = digest.since >= digest.cycle.period.start
    if before and is_inside and before.progress is not None and percent_of(before) != percent_of(score):
        yield f"{percent_of(before)} on {day_text(digest.since)}"


def shown_key_results(row: ObjectiveRow, digest: Digest) -> list[KeyResultRow]:
    """For a team all of them; for others what is not green."""
    if row.score.status.shown in ("cancelled", "postponed"):
        return []
    if digest.audience.in_full:
        return list(row.key_results)
    return [each for each in row.key_results if each.score.status.shown in ("off_track", "at_risk", "paused")]


def key_result_text(row: KeyResultRow) -> str:
    """`Demo requests grow from 34 to 60: 51 of 60 requests, 65 %, on track`."""
    score = row.score
    value = value_text(row.key_result, score.current) if score.has_data and score.current is not None else ""
    facts = [value, "" if score.progress is None else percent_of(score), status_word(score.status.shown)]
    return f"{row.key_result.title}: {', '.join(fact for fact in facts if fact)}"


# ── What changed, and where it leads ──────────────────────────────────────────────────────────────────────────────


def _changes(digest: Digest, plan: Plan) -> Section:
    title = f"What we changed of the plan since {day_text(digest.since)}"
    if digest.changes is None:
        return Section(title)
    points = []
    for difference, name, words in grouped_in_words(digest.changes, lambda _: plan, digest.cycle.id):
        is_goalpost = id(difference) in digest.goalposts
        reason = difference.reason or ("no reason given" if is_goalpost else "")
        fact = "agreed before, and changed after the cycle began" if is_goalpost else ""
        text, notes = f"{_title_of(difference, plan)}{words}", (reason,) if reason else ()
        points.append(Point(text, name, "", fact, "warn" if is_goalpost else "", notes))
    return Section(title, tuple(points), lead="" if points else "nothing")


def _title_of(difference: PlanChange, plan: Plan) -> str:
    """`Waiting time falls: ` before what changed of a thing; nothing where the words name it already."""
    ref = difference.ref
    if ref is None or difference.kind != "changed" or ref.holder not in plan.locations:
        return ""
    item = plan.item(ref)
    return f"{item.title}: "


def _moved(digest: Digest) -> Section:
    points = tuple(map(move_point, digest.moved))
    if not digest.audience.in_full:
        points = tuple(point._replace(notes=point.notes[:1]) for point in points)
    return Section(f"What moved since {day_text(digest.since)}", points)


def _forecast(digest: Digest, plan: Plan) -> Section:
    count = len(digest.projections)
    if not count:
        return Section("Where this leads")
    good = count - len(digest.short)
    end = day_text(digest.cycle.period.end)
    lead = f"A projection: at the pace so far {good} of {count} key results reach their target by {end}."
    points = tuple(_projection_point(each, plan) for each in digest.short)
    return Section("Where this leads", points, lead=lead + (" Not on pace:" if points else ""))


def _projection_point(each: Projection, plan: Plan) -> Point:
    row = each.row
    return Point(row.key_result.title, f"{row.ref}", row.owner or "", projection_text(each, plan), "")


def projection_text(each: Projection, plan: Plan) -> str:
    """`ends near 26 of 30 %, 55 % of the way`."""
    key_result = each.row.key_result
    share = f"{percent_text(each.share)} of the way"
    ends = progress_ends(key_result, plan.period_of(each.row.ref))
    if ends is None or each.row.score.current is None:
        return f"ends near {share}"
    unit = f" {key_result.unit}" if key_result.unit else ""
    return f"ends near {estimate(each.value, *ends)}{unit}, target {quantity(ends[1])}, {share}"


def _wins(digest: Digest) -> Section:
    points = tuple(Point(win.text, who=f"{win.by}, {day_text(win.date)}", mood="good") for win in digest.wins)
    return Section("Wins", points)


def _needs(digest: Digest) -> Section:
    kinds = ("promise", "help", "answer") if not digest.audience.in_full else tuple(_NEEDS)
    silent = sum(need.kind == "silence" for need in digest.needs)
    words = f"{silent} check-in{' is' if silent == 1 else 's are'} overdue" if silent else ""
    rest = words if "silence" not in kinds else ""
    points = tuple(_need_point(need) for need in digest.needs if need.kind in kinds)
    return Section("What we need", points, rest=rest) if points or not rest else Section("What we need", lead=rest)


def _need_point(need: DigestNeed) -> Point:
    fact = ": ".join(filter(None, [_NEEDS[need.kind], need.what]))
    return Point(need.title, f"{need.ref}", need.of or "", fact, "warn")
