"""The steps from the progress of a key result to its status: expected progress, pace and forecast."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from okrcli.model.number_format import percent_text, quantity
from okrcli.model.records import KeyResult
from okrcli.reports.explain import ExplanationStep, Fact, added, exact, short_number
from okrcli.scoring.expected import has_pace, path_corners, segment_of
from okrcli.scoring.forecast import run_rate
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.progress import progress_ends
from okrcli.scoring.results import KeyResultScore, StatusInputs
from okrcli.scoring.status import ORDER, pace_limits


def expected_step(inputs: StatusInputs) -> Iterator[ExplanationStep]:
    """The time gone, and the progress that is expected by now."""
    start, end = inputs.period
    span, gone = (end - start).days, (inputs.day - start).days
    held = min(max(gone, 0), span)
    formula = f"{held} / {span}" if span > 0 else exact(inputs.elapsed)
    rule = f"days since {start} ÷ days from there to {end}"
    yield ExplanationStep("time gone", rule, "Expected progress", percent_text(inputs.elapsed), formula, inputs.elapsed)
    if inputs.expected is None or not has_pace(inputs.key_result):
        return
    facts: tuple[Fact, ...] = ()
    rule, formula, section = "the share of time gone", exact(inputs.elapsed), "Expected progress"
    tally, milestones = inputs.measurement.tally, inputs.key_result.milestones
    if tally is not None and inputs.key_result.counts_periods:
        rule, formula = "the share of all periods that is decided", f"{tally.so_far} / {tally.whole}"
        section = "A target that comes again"
    elif inputs.key_result.follows_path:
        rule, section = "the planned path, which grows evenly between two of its points", "A planned path"
        formula, facts = _on_path(inputs.key_result, inputs)
    elif inputs.key_result.measure == "milestones" and all(milestone.due for milestone in milestones):
        due = [exact(m.weight) for m in milestones if m.due and m.due <= inputs.day] or ["0"]
        rule = "every milestone has a day: the weight due by now, divided by all weight"
        formula = f"{added(due)} / {added([exact(m.weight) for m in milestones])}"
    yield ExplanationStep("expected", rule, section, percent_text(inputs.expected), formula, inputs.expected, facts)


def _on_path(key_result: KeyResult, inputs: StatusInputs) -> tuple[str, tuple[Fact, ...]]:
    """The expected value of the day as a share of the way from start to target, and the corners of the path."""
    start, target = Fraction(key_result.start or 0), Fraction(key_result.target or 0)
    corners = path_corners(key_result, inputs.period)
    unit = f" {key_result.unit}" if key_result.unit else ""
    segment = segment_of(corners, inputs.day)
    levels = {day: start + share * (target - start) for day, share in corners}
    facts = tuple(
        Fact("path", quantity(level, start, target) + unit, day, counts=segment is None or day in dict(segment))
        for day, level in levels.items()
    )
    if segment is None:
        return exact(inputs.expected), facts
    (first, _), (last, _) = segment
    low, high, gone = exact(levels[first]), exact(levels[last]), (inputs.day - first).days
    level = low if low == high or not gone else f"{low} + ({high} - {low}) * {gone} / {(last - first).days}"
    return f"({level} - {exact(start)}) / ({exact(target)} - {exact(start)})", facts


def status_step(inputs: StatusInputs, score: KeyResultScore) -> Iterator[ExplanationStep]:
    """The pace, the status, its guardrails and its check-ins."""
    status = score.status
    rule = status.rule or "unusable"
    if rule in ("pace", "grace") and inputs.expected and inputs.measurement.progress is not None:
        yield _pace(inputs, inputs.measurement.progress, inputs.expected)
    computed = status.uncapped or status.computed
    yield ExplanationStep("status", ORDER[rule], "Status", word(computed), facts=tuple(_status_facts(inputs, rule)))
    if score.guardrails:
        facts = tuple(Fact(g.guardrail.id, guardrail_text(g), g.date, counts=g.is_breached) for g in score.guardrails)
        rule = "a breached guardrail holds the status at at risk; progress and score stay as they are"
        yield ExplanationStep("guardrails", rule, "Guardrails", word(status.computed), facts=facts)
    if status.cause and status.cause.code == "decision" and status.rule != "decision":
        facts = (Fact("objective", status.reason or ""),)
        rule = "its objective has this state, so all its key results have it; the computed status stays beside it"
        yield ExplanationStep("shown", rule, "Status", word(status.shown), facts=facts)
    elif inputs.reported and status.rule not in ("decision", "unusable", "baseline"):
        facts = (Fact("reported", word(inputs.reported.status), inputs.reported.date),)
        rule = "the reported status is shown until it is replaced, with the computed one beside it"
        yield ExplanationStep("shown", rule, "What the owner says", word(status.shown), facts=facts)
    if status.marks:
        yield ExplanationStep("marks", "points to check", "Marks", ", ".join(status.marks))


def _pace(inputs: StatusInputs, progress: Fraction, expected: Fraction) -> ExplanationStep:
    on_track, at_risk = pace_limits(inputs.pace, inputs.type)
    facts = [
        Fact(inputs.type, f"on track from {short_number(on_track)}, at risk from {short_number(at_risk)}"),
    ]
    if inputs.planned <= Fraction(inputs.pace.grace):
        noun = "path" if inputs.key_result.follows_path else "time"
        early = percent_text(Fraction(inputs.pace.grace))
        facts.append(Fact("early days", f"up to {early} of the {noun} not off track"))
    value = progress / expected
    rule = "progress ÷ expected: the end at the pace so far"
    formula = f"{exact(progress)} / {exact(expected)}"
    limits = (on_track, at_risk)
    return ExplanationStep("pace", rule, "Status", short_number(value, *limits), formula, value, tuple(facts), limits)


def _status_facts(inputs: StatusInputs, rule: str) -> Iterator[Fact]:
    """The reason of the status, if it is not a number of an earlier step."""
    key_result, tally = inputs.key_result, inputs.measurement.tally
    if rule == "decision" and inputs.decision:
        yield Fact(inputs.decision, key_result.reason or "", key_result.since)
    elif rule == "share" and tally is not None and tally.share_so_far is not None:
        on_track, at_risk = pace_limits(inputs.pace, inputs.type)
        limits = f"on track from {short_number(on_track)}, at risk from {short_number(at_risk)}"
        yield Fact("so far", f"{tally.met} / {tally.so_far} = {short_number(tally.share_so_far, on_track, at_risk)}")
        yield Fact(inputs.type, limits)
    elif rule == "binary":
        yield Fact("confidence", "–" if inputs.confidence is None else f"{inputs.confidence} of 10")
        yield Fact("last day", "", key_result.due or inputs.period.end)
    elif rule == "zone":
        zone = key_result.risk_threshold
        ends = (zone,) if key_result.measure != "between" else (key_result.risk_low, key_result.risk_high)
        yield Fact("yellow to", " and ".join(quantity(end) for end in ends if end is not None))


def word(status: str | None) -> str:
    """A status as people say it."""
    return (status or "–").replace("_", " ")


def rhythm_step(inputs: StatusInputs, score: KeyResultScore) -> Iterator[ExplanationStep]:
    """The day of the next check-in."""
    if score.next_due is None:
        return
    last = score.last_checkin.date if score.last_checkin else None
    since = max(last, inputs.period.start) if last else inputs.period.start
    facts = (Fact("last check-in" if last else "first day", "", since), Fact("frequency", inputs.frequency))
    late = ", overdue" if score.overdue else ""
    rule = "one period after the last check-in, at most the last day; until then it is not overdue"
    yield ExplanationStep("next check-in", rule, "The rhythm of check-ins", f"{score.next_due}{late}", facts=facts)


def forecast_step(inputs: StatusInputs, score: KeyResultScore) -> Iterator[ExplanationStep]:
    """The value at the end if the pace stays as it is; nothing where that cannot be said."""
    if inputs.decision or score.score is not None or inputs.day >= inputs.period.end:
        return
    projection = run_rate(inputs.key_result, inputs.measurement, inputs.expected, inputs.period)
    if projection.value is None or inputs.expected is None:
        return
    ends = progress_ends(inputs.key_result, inputs.period)
    expected = exact(inputs.expected)
    if ends is None or inputs.measurement.current is None:
        formula, text = f"{exact(inputs.measurement.raw)} / {expected}", percent_text(projection.value)
    else:
        start, unit = exact(ends[0]), f" {inputs.key_result.unit}" if inputs.key_result.unit else ""
        formula = f"{start} + ({exact(inputs.measurement.current)} - {start}) / {expected}"
        text = short_number(projection.value, *ends) + unit
    rule = "a projection, no promise: the end at the pace so far"
    yield ExplanationStep("projection", rule, "Projections", text, formula, projection.value, limits=ends or ())
