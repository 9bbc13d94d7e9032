"""`okr agenda`: the meeting as a page of sections, as four squares, and as plans, progress and problems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okrcli.model.calendar import days_later
from okrcli.render.labels import day_text, lateness_text
from okrcli.render.pages.movement import move_point
from okrcli.render.pages.page import Page, Point, Section, shortened
from okrcli.render.status_counts import NOTHING, counts_text
from okrcli.render.status_words import MOODS, status_word
from okrcli.reports.agenda import Agenda, time_boxes
from okrcli.reports.duty import Duty
from okrcli.reports.open_work import OpenStep, Untouched
from okrcli.reports.status import KeyResultRow
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.tripwires import tripwire_text
from okrcli.text import counted

_HEALTH: Final = {"breached": ("red", "bad"), "warning": ("yellow", "warn"), "kept": ("green", "good")}
_FOUR_WEEKS: Final = 28
_FEW: Final = 5
_MORE: Final = "--all shows them"


def _counts(agenda: Agenda) -> str:
    """The number of key results in each status, and the number of paused ones, which can have changed too."""
    paused = sum(row.score.status.shown == "paused" for row in agenda.status.key_results)
    counts = counts_text(agenda.status)
    words = [counts] if counts != NOTHING or not paused else []
    return ", ".join([*words, *([f"{paused} paused"] if paused else [])])


def agenda_page(agenda: Agenda, minutes: int | None, longest: int | None) -> Page:
    """The sections that have something to say, each with its time."""
    boxes = time_boxes(agenda.sizes(), minutes)
    sections = {
        "tripwires": Section(
            "Tripwires that are reached: what was done?", tuple(tripwire_points(agenda)), is_checklist=True
        ),
        "guardrails": Section("Guardrails that are breached", tuple(guardrail_points(agenda))),
        "moved": Section(
            f"What moved since {day_text(agenda.since)}",
            tuple(map(move_point, agenda.moved)),
            rest=f"{agenda.unmoved} more checked in, unchanged" if agenda.unmoved else "",
        ),
        "concerns": Section("At risk, or no recent check-in", tuple(map(concern_point, agenda.concerns))),
        "promises": Section("Promises in danger", tuple(promise_points(agenda))),
        "agreements": Section(
            _requests_title(agenda),
            tuple(
                Point(duty.title, who=duty.owner or "", fact=_waiting(duty), mood="warn") for duty in agenda.agreements
            ),
        ),
        "untouched": Section(
            "Not started: cancel, postpone or do?",
            tuple(map(_untouched_point, agenda.untouched)),
            is_checklist=True,
        ),
        "decisions": Section(
            "To decide",
            tuple(
                Point(each.title, f"{each.ref}", each.owner or "", each.question, notes=(each.why,))
                for each in agenda.decisions
            ),
            is_checklist=True,
        ),
        "wins": Section("Wins", tuple(win_points(agenda))),
    }
    kept = [(boxes[name], section) for name, section in sections.items() if name in boxes]
    shown = [shortened(section, longest, _MORE) for _, section in kept]
    timed = [
        Section(s.title, s.points, time, s.lead, s.rest, s.is_checklist)
        for (time, _), s in zip(kept, shown, strict=True)
    ]
    whole = sum(boxes.values())
    when = f"{day_text(agenda.day)} · {f'{whole} minutes' if timed else 'nothing to discuss'}"
    lead = (when, _counts(agenda))
    return Page(_title(agenda, "weekly meeting"), lead, tuple(timed))


def _title(agenda: Agenda, what: str) -> str:
    title = agenda.cycle.declared.title
    whose = f" of {agenda.whose}" if agenda.whose else ""
    return f"{agenda.cycle.id}{f' {title}' if title else ''}: {what}{whose}"


def _requests_title(agenda: Agenda) -> str:
    kinds = {duty.kind for duty in agenda.agreements}
    if "agree" in kinds:
        return "Open requests and agreements"
    return "Open and refused requests" if "refused" in kinds else "Open requests"


def _waiting(duty: Duty) -> str:
    if duty.kind == "agree":
        return f"agreement to {duty.ref}: {duty.about}"
    return f"{duty.about}, {counted(duty.days_late, 'day')} ago" if duty.days_late > 0 else duty.about


def tripwire_points(agenda: Agenda) -> Iterator[Point]:
    """Tripwires that are reached and have no answer."""
    titles = {row.ref: row.objective.title for row in agenda.status.objectives}
    titles |= {row.ref: row.key_result.title for row in agenda.status.key_results}
    for state in agenda.status.tripwires:
        who = ", ".join(state.holders)
        yield Point(titles.get(state.ref, ""), f"{state.ref}", who, tripwire_text(state), "bad")


def guardrail_points(agenda: Agenda) -> Iterator[Point]:
    """Guardrails that are breached."""
    for state in agenda.status.breached:
        last = state.checkins[-1].reading.note if state.checkins else None
        owner, notes = agenda.owner_of(state.ref) or "", (last,) if last else ()
        yield Point(state.guardrail.title, f"{state.ref}", owner, guardrail_text(state), "bad", notes)


def promise_points(agenda: Agenda) -> Iterator[Point]:
    """Promises that fall short, failed or were missed, with both sides."""
    for promise in agenda.status.promises:
        sides = f"{promise.target} → {promise.link.ref}"
        yield Point(promise.promised, sides, promise.link.dependency.by or "", promise.outcome, "bad")


def concern_point(row: KeyResultRow) -> Point:
    """A key result to talk about: its status, the reason, and the days since its last check-in."""
    score = row.score
    facts = [status_word(score.status.shown)]
    reason = score.status.reason or ""
    facts += [reason] if reason and not reason.startswith("silent ") else []  # how long is told in its own words
    if score.overdue and score.days_silent is not None:
        but = "" if score.status.shown in ("at_risk", "off_track") else "but "
        facts.append(f"{but}no check-in for {score.days_silent} days")
    last = score.last_checkin
    blocked = (f"blocked: {last.reading.blocker}",) if last and last.reading.blocker else ()
    mood = MOODS.get(score.status.shown or "", "") if score.status.shown in ("at_risk", "off_track") else "warn"
    return Point(row.key_result.title, f"{row.ref}", row.owner or "", ", ".join(facts), mood, blocked)


def _untouched_point(untouched: Untouched) -> Point:
    if untouched.kind == "key result":
        fact = f"no check-in in {untouched.days} days" + (", paused" if untouched.is_paused else "")
    else:
        fact = f"action, {untouched.days} days {'late' if untouched.is_late else 'old'}"
    return Point(untouched.title, f"{untouched.ref}", untouched.owner or "", fact)


def win_points(agenda: Agenda) -> Iterator[Point]:
    """The win."""
    return (Point(win.text, who=f"{win.by}, {day_text(win.date)}", mood="good") for win in agenda.wins)


# ── Four squares ──────────────────────────────────────────────────────────────────────────────────────────────────


def foursquare_page(agenda: Agenda, longest: int | None) -> Page:
    """Priorities this week, confidence, the next four weeks, health."""
    rows = [row for row in agenda.status.key_results if row.score.confidence is not None]
    confidence = Section("Confidence", tuple(map(_confidence_point, rows)))
    ahead = Section("Next four weeks", tuple(_ahead(agenda)))
    sections = (
        Section("Priorities this week", tuple(_priorities(agenda)), is_checklist=True),
        shortened(confidence, longest, _MORE),
        shortened(ahead, longest, _MORE),
        Section("Health", tuple(_health_points(agenda))),
    )
    return Page(
        _title(agenda, "four squares"), (day_text(agenda.day), _counts(agenda)), tuple(map(_never_empty, sections))
    )


def _never_empty(section: Section) -> Section:
    """All four squares are there, also an empty one."""
    return section if section.points else Section(section.title, lead="–")


def _priorities(agenda: Agenda) -> Iterator[Point]:
    """Three or four: first what is red, at most three of first rank, then what is yellow, then what is due."""
    first_points = (*tripwire_points(agenda), *guardrail_points(agenda))
    red = [Point(p.text, p.name, p.who, p.fact) for p in first_points]
    red += [_plain(row) for row in agenda.concerns if row.score.status.shown == "off_track"]
    rest = [_plain(row) for row in agenda.concerns if row.score.status.shown != "off_track"]
    rest += [step_point(step, agenda) for step in agenda.steps if step.due and step.due <= days_later(agenda.day, 7)]
    first = min(max(len(red), 1), 3)
    for number, point in enumerate([*red[:3], *rest, *red[3:]][:4]):
        yield point._replace(text=f"P{1 if number < first else 2} {point.text}")


def _plain(row: KeyResultRow) -> Point:
    return concern_point(row)._replace(mood="", notes=())


def _confidence_point(row: KeyResultRow) -> Point:
    """`7/10, was 6`."""
    score = row.score
    before = f", was {score.previous_confidence}" if score.previous_confidence is not None else ""
    assert score.confidence is not None
    before += f", others {score.spread[0]} to {score.spread[1]}" if score.spread else ""
    mood = "good" if score.confidence >= 7 else "warn" if score.confidence >= 4 else "bad"
    return Point(row.key_result.title, f"{row.ref}", row.owner or "", f"{score.confidence}/10{before}", mood)


def _ahead(agenda: Agenda) -> Iterator[Point]:
    last = days_later(agenda.day, _FOUR_WEEKS)
    yield from (step_point(step, agenda) for step in agenda.steps if step.due and step.due <= last)
    end = agenda.cycle.period.end
    if agenda.day <= end <= last:
        yield Point(f"{agenda.cycle.id} ends", fact=day_text(end))


def step_point(step: OpenStep, agenda: Agenda) -> Point:
    """An open action or milestone, and its day."""
    late = (agenda.day - step.due).days if step.due else 0
    when = f"{step.kind}, {day_text(step.due)}, {lateness_text(late)}" if step.due else step.kind
    return Point(step.title, f"{step.ref}", step.owner or "", when, "bad" if late > 0 else "")


def _health_points(agenda: Agenda) -> Iterator[Point]:
    for state in agenda.health:
        word, mood = _HEALTH.get(state.state, ("no data", ""))
        text = guardrail_text(state).rpartition(":")[0]
        owner = agenda.owner_of(state.ref) or ""
        yield Point(state.guardrail.title, f"{state.ref}", owner, f"{word}: {text}", mood)


# ── Plans, progress, problems ─────────────────────────────────────────────────────────────────────────────────────


def ppp_page(agenda: Agenda, longest: int | None) -> Page:
    """Plans, progress and problems, a few of each; what was planned and not done moves on."""
    few = None if longest is None else _FEW
    soon = days_later(agenda.day, 7)
    plans = [step_point(step, agenda) for step in agenda.steps if step.due and step.due <= soon]
    plans += [step_point(step, agenda) for step in agenda.steps if not step.due]
    progress = [Point(title, f"{row.ref}", row.owner or "", "done", "good") for row, title in agenda.done]
    progress += [move_point(move)._replace(notes=()) for move in agenda.moved if move.by > 0]
    progress += list(win_points(agenda))
    problems = list(guardrail_points(agenda))
    problems += [concern_point(row) for row in agenda.concerns]
    problems += promise_points(agenda)
    problems += [Point(duty.title, who=duty.owner or "", fact=duty.about, mood="warn") for duty in agenda.agreements]
    sections = (
        Section("Plans", tuple(plans)),
        Section("Progress", tuple(progress)),
        Section("Problems", tuple(problems)),
    )
    return Page(
        _title(agenda, "plans, progress, problems"),
        (day_text(agenda.day), f"since {day_text(agenda.since)}: {_counts(agenda)}"),
        tuple(_never_empty(shortened(section, few, _MORE)) for section in sections),
    )
