"""Differences between two states of a workspace in words, for the terminal and for the page of a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from okrcli.model.diff_text import change_in_words, name_of
from okrcli.model.number_format import measured_text, percent_text, percent_texts, quantity, score_text
from okrcli.model.number_format import value_text as measured_against
from okrcli.model.plan_change import RecordedCheckin
from okrcli.render.status_words import status_word
from okrcli.reports.diff import CheckinRow, DiffReport, Goalpost
from okrcli.reports.diff_effects import BeforeAfter, ObjectiveEffect
from okrcli.reports.hidden_findings import BaselineChange, WaiverChange
from okrcli.scoring.alignment import DependencyLink
from okrcli.scoring.expected import elapsed_share
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.promises import promise_of
from okrcli.text import counted

VERDICTS: Final = {
    "intent": "changes the plan",
    "progress": "progress only",
    "nothing": "no change in meaning",
    "unknown": "files that cannot be read",
}
"""The words for the verdicts of a report."""
NO_REASON: Final = "no reason given"


def broken_lines(report: DiffReport) -> Iterator[tuple[str, str]]:
    """A name, and what the change of it breaks: `target 4000 → 2500 breaks 2 promises: care/customers (…), …`."""
    for broken in report.broken:
        change, links = broken
        names = ", ".join(f"{link.ref} ({_promised(report, link)})" for link in links)
        words = change_in_words(change, report.plan)
        name = name_of(change, change.ref.cycle if change.ref else None)
        yield name, f"{words} breaks {counted(len(links), 'promise')}: {names}"


def _promised(report: DiffReport, link: DependencyLink) -> str:
    """A promise in words; the need where what was promised is gone."""
    if link.target is None:
        return link.dependency.need or link.dependency.to
    return promise_of(report.plan, link, link.target, report.day).promised


def effects_of(post: Goalpost, report: DiffReport) -> Iterator[str]:
    """The effects of a change on progress: of the key result, `20 % → 67 %`, its objective, and those above.

    An objective stands with its name: `demand 30 % → 41 %`.
    For the days of a cycle it is the time that is gone.
    """
    change = post.difference
    own = _movement(post.progress)
    if own:
        yield own
    if change.ref and post.of_objective != post.progress and (moved := _movement(post.of_objective)):
        yield f"{change.ref.objective} {moved}"
    for ref, pair in post.above:
        if moved := _movement(pair):
            yield f"{ref if change.ref and ref.cycle == change.ref.cycle else ref.full} {moved}"
    cycles = [plan.cycles.get(change.item) for plan in (report.plan_before, report.plan)]
    if change.noun == "cycle" and change.field in ("start", "end") and cycles[0] and cycles[1]:
        gone = elapsed_share(cycles[0].period, report.day), elapsed_share(cycles[1].period, report.day)
        if moved := _movement(gone):
            yield f"time gone {moved}"


def _movement(pair: BeforeAfter | None) -> str:
    """`20 % → 67 %`; empty where both are the same."""
    if pair is None or pair[0] == pair[1]:
        return ""
    before, after = percent_texts(*pair)
    return f"{before} → {after}"


def computed_text(post: Goalpost) -> str:
    """The grade that is computed today, beside one that people set: `computed 0.20`; empty for other changes."""
    return "" if post.computed is None else f"computed {score_text(post.computed)}"


def objective_effect_texts(effect: ObjectiveEffect) -> tuple[str, str]:
    """The progress and the status of an objective before and after: `28 % → 39 %`, `at risk → on track`."""
    progress = _movement((effect.before.progress, effect.after.progress)) or percent_text(effect.after.progress)
    before, after = (status_word(score.status.shown) for score in (effect.before, effect.after))
    return progress, after if before == after else f"{before} → {after}"


def waiver_text(waiver: WaiverChange) -> str:
    """`hides OKR204: # okr: ignore[OKR204] joins in May`; `no longer hides …` for one that is gone."""
    verb = "hides" if waiver.kind == "added" else "no longer hides"
    return f"{verb} {', '.join(waiver.codes)}: {waiver.text}"


def baseline_texts(baseline: BaselineChange) -> Iterator[str]:
    """The findings that a baseline hides now, a line each, and how many it no longer hides."""
    yield from (f"hides {finding}" for finding in baseline.hidden)
    if baseline.shown:
        yield f"no longer hides {counted(baseline.shown, 'finding')}"


def remarks(row: CheckinRow, report: DiffReport) -> Iterator[str]:
    """The remarks that the numbers do not show: reported status, corrections, and entries for an earlier day."""
    for entry in row.entries:
        words = _said(entry, row, report)
        if (earlier := row.replaced_by(entry)) is not None:
            yield f"corrects {_said(earlier, row, report) or 'a check-in'} of {earlier.date}"
        elif entry.reading.corrects:
            yield f"corrects the check-in {entry.reading.corrects}"
        if entry in row.backdated:
            yield f"entered for {entry.date}{f': {words}' if words else ''}; a later day was known"
    if (status := row.entries[-1].reading.status) is not None:
        yield "status computed again" if status == "auto" else f"reported {status.replace('_', ' ')}"


def _said(entry: RecordedCheckin, row: CheckinRow, report: DiffReport) -> str:
    """The value and confidence of one check-in: `48 MQL, confidence 8`."""
    reading, parts = entry.reading, []
    if reading.value is not None:
        is_known = row.ref.key_result and not row.ref.guardrail and row.ref.holder in report.plan.locations
        unit = report.plan.key_result(row.ref).unit if is_known else None
        parts.append(f"{quantity(reading.value)}{f' {unit}' if unit else ''}")
    if reading.confidence is not None:
        parts.append(f"confidence {reading.confidence}")
    return ", ".join(parts)


def value_cell(row: CheckinRow, report: DiffReport) -> str:
    """`20 → 22 MQL`; for what has no value, what was said of it."""
    if row.guardrail is not None:
        return guardrail_text(row.guardrail)
    has_value = any(entry.reading.value is not None for entry in row.entries)
    if row.after is not None and row.after.current is not None and has_value and row.delta is None:
        return measured_against(report.plan.key_result(row.ref), row.after.current)
    if row.after is not None and row.after.current is not None and row.delta is not None:
        key_result = report.plan.key_result(row.ref)
        unit = f" {key_result.unit}" if key_result.unit else ""
        before = row.before.current if row.before else None
        start = f"{measured_text(key_result, before, row.after.current)} → " if before is not None else ""
        return f"{start}{measured_text(key_result, row.after.current, before)}{unit}"
    done = row.entries[-1].reading.done
    if done is None:
        return ""
    return f"{', '.join(done)} done" if isinstance(done, tuple) else "done" if done else "open again"


def delta_text(row: CheckinRow) -> str:
    """`+2`, `-1.5`; nothing for what has no value."""
    if row.delta is None:
        return ""
    return f"{'+' if row.delta > 0 else ''}{quantity(row.delta)}" if row.delta else "±0"


def progress_text(row: CheckinRow) -> str:
    """`0 % → 20 %`; before number where it is the same."""
    if row.after is None:
        return ""
    before = percent_text(row.before.progress) if row.before else percent_text(None)
    after = percent_text(row.after.progress)
    return after if before == after or row.before is None else f"{before} → {after}"


def confidence_text(row: CheckinRow) -> str:
    """`6 → 7`, of those that count before and after; empty where none was given."""
    if all(entry.reading.confidence is None for entry in row.entries):
        return ""
    before, after = row.confidence
    if after is None:
        return ""
    return f"{before} → {after}" if before is not None and before != after else f"{after}"
