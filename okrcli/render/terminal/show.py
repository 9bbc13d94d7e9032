"""`okr show` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

from okrcli.model.assignments import change_text
from okrcli.model.number_format import percent_text, quantity, score_text, value_text
from okrcli.model.plan import Checkin, Plan
from okrcli.model.records import Dependency
from okrcli.render.labels import confidence_text, day_text, percent_of
from okrcli.render.terminal.console import STATUS_STYLES, bar, folded, padded, status_text
from okrcli.render.terminal.status import key_result_lines
from okrcli.render.terminal.trend import picture
from okrcli.reports.show import Detail
from okrcli.reports.status import KeyResultRow, ObjectiveRow
from okrcli.sanitize import visible
from okrcli.scoring.checkin_history import confidence_series
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.results import GuardrailState

_LABEL = 14
_READABLE = 100
_SHORT_SERIES = 2
"""Confidences up to which the last one and its change say all."""
_LONGEST_SERIES = 12
_GUARDRAIL_SIGNS = {
    "breached": ("✗", "red"),
    "warning": ("▲", "yellow"),
    "kept": ("✓", "green"),
    "no_data": ("·", "dim"),
}


def lines(found: Detail, plan: Plan, width: int | None) -> Iterator[Text]:
    """The details in lines of at most `width` cells; long texts are folded, never cut."""
    room = min(width or _READABLE, _READABLE)
    row = found.key_result or found.objective
    title = found.key_result.key_result.title if found.key_result else found.objective.objective.title
    for line in folded(title, room):
        yield Text(line, style="bold")
    yield Text(f"{found.ref.full}", style="cyan")
    yield Text("")
    for label, value in _facts(found, row):
        yield from _labelled(label, value, room)
    if found.key_result is None:
        yield Text("")
        yield from key_result_lines(found.objective.key_results, plan, width and room)
    yield from _lists(found, room)
    if found.checkins:
        yield Text("")
        yield Text("check-ins", style="bold")
        for checkin in found.checkins:
            yield from _checkin(checkin, found, room)


def _facts(found: Detail, row: KeyResultRow | ObjectiveRow) -> Iterator[tuple[str, Text]]:
    score = row.score
    line = bar(score.progress, score.expected, score.status.shown, 24)
    line.append(f"  {percent_of(score)}", style=STATUS_STYLES.get(score.status.shown or "", ""))
    if score.expected is not None:
        line.append(f", {percent_text(score.expected)} expected by now", style="dim")
    yield "progress", line
    word = status_text(score.status.shown)
    if score.status.reason:
        word.append(f"  {visible(score.status.reason)}", style="dim")
    yield "status", word
    if score.score is not None:
        yield "score", Text.assemble(found.grade.text, (_about_score(found), "dim"))
    if found.key_result:
        yield from _key_result_facts(found.key_result)
    else:
        yield "type", Text(found.objective.type)
        yield "owner", Text(found.objective.objective.owner or "–")
        if origin := found.objective.objective.rolled_from:
            yield "rolled from", Text(visible(origin))
    if found.first_day:
        yield "begins", Text(day_text(found.first_day))
    if found.definition:
        yield "measured as", Text(visible(found.definition))
    for label, refs in (("contributes to", found.parents), ("from", found.children)):
        if refs:
            yield label, Text(", ".join(map(str, refs)))
    if found.supports:
        yield "supports", Text(", ".join(found.supports))


def _about_score(found: Detail) -> str:
    """Band and verdict of a final score, and what was computed where people gave another one."""
    grade, said = found.grade, (found.key_result.key_result if found.key_result else found.objective.objective).score
    words = "".join(f", {visible(word)}" for word in (grade.band, grade.verdict) if word)
    if grade.type != found.objective.type:
        words += f"; judged as {grade.type}, the type on its last day"
    if grade.override is None:
        return words
    reason = f": {visible(said.why)}" if said and said.why else ""
    return f"{words}; computed {score_text(grade.computed)}, set by hand{reason}"


def _key_result_facts(row: KeyResultRow) -> Iterator[tuple[str, Text]]:
    key_result, score = row.key_result, row.score
    if key_result.measure not in ("binary", "milestones", None):
        start = "" if key_result.start is None else f"  from {quantity(key_result.start)}"
        now = score.current if score.has_data else None
        yield "value", Text.assemble(visible(value_text(key_result, now)), (start, "dim"))
    if score.tally is not None and key_result.counts_periods:
        noun, word = ("periods", "met") if key_result.measure == "recurring" else ("limit kept", "times")
        tally = score.tally
        yield noun, Text.assemble(f"{tally.met} of {tally.so_far} {word}", (f"  {tally.whole} in all", "dim"))
    trend = picture(score)
    if trend:
        yield "trend", Text(trend)
    confidence = confidence_text(score)
    if confidence:
        series = [said for _, said in confidence_series(score.history)]
        belief = Text(f"{confidence} of 10" if " " not in confidence else confidence)
        if len(series) > _SHORT_SERIES:
            belief.append(f"  {' '.join(map(str, series[-_LONGEST_SERIES:]))}", style="dim")
        yield "confidence", belief
    if key_result.indicator:
        yield "indicator", Text(key_result.indicator)
    yield "owner", Text((row.owner or "–") + (f", checked in by {key_result.updater}" if key_result.updater else ""))
    if key_result.rolled_from:
        yield "rolled from", Text(visible(key_result.rolled_from))
    if score.next_due:
        late = Text("  overdue", style="red") if score.overdue else Text("")
        yield "check-in due", Text.assemble(day_text(score.next_due), late)
    if key_result.decision:
        yield "decision", Text(key_result.decision.replace("_", " "))
    if key_result.state:
        since = f" since {day_text(key_result.since)}" if key_result.since else ""
        reason = f": {visible(key_result.reason)}" if key_result.reason else ""
        yield "decided", Text(f"{key_result.state}{since}{reason}")


def _lists(found: Detail, room: int) -> Iterator[Text]:
    if found.guardrails:
        yield from _heading("guardrails")
        for guardrail in found.guardrails:
            yield from _guardrail(guardrail, room)
    if found.milestones:
        yield from _heading("milestones")
        for milestone, done in found.milestones:
            due = f"  by {day_text(milestone.due)}" if milestone.due else ""
            about = Text.assemble(visible(milestone.title), (f"  {milestone.id or ''}{due}", "dim"))
            yield from _boxed(done, about, room)
    if found.actions:
        yield from _heading("actions")
        for action, done in found.actions:
            who = f"  {action.owner}" if action.owner else ""
            late = not done and action.due is not None and action.due < found.day
            due = f"  by {day_text(action.due)}" if action.due else ""
            about = Text.assemble(visible(action.title), (f"{who}{due}", "red" if late else "dim"))
            yield from _boxed(done, about, room)
    if found.dependencies:
        yield from _heading("needs")
        for need in found.dependencies:
            answer = _answer(need)
            yield from _labelled(f"  {need.to}", Text.assemble(visible(need.need or ""), (f"  {answer}", "dim")), room)

    if found.changes:
        yield from _heading("changed")
        for change in found.changes:
            reason = f"  {visible(change.reason)}" if change.reason else ""
            what = f"{change.field} {visible(change_text(change.from_, change.to))}"
            yield from _labelled(f"  {day_text(change.date)}", Text.assemble(what, (reason, "dim")), room)


def _answer(need: Dependency) -> str:
    """`asked on 30 Nov 2026, agreed by linh on 1 Dec 2026`, as far as it is known."""
    asked = f"asked on {day_text(need.asked)}" if need.asked else "asked"
    if need.agreement == "asked":
        return asked
    by, since = f" by {need.by}" if need.by else "", f" on {day_text(need.since)}" if need.since else ""
    return f"{asked}, {need.agreement}{by}{since}" if need.asked else f"{need.agreement}{by}{since}"


def _guardrail(found: GuardrailState, room: int) -> Iterator[Text]:
    sign, style = _GUARDRAIL_SIGNS[found.state]
    when = f"  {day_text(found.date)}" if found.date else ""
    times = f", {found.breaches} of {len(found.checkins)} times beyond" if found.breaches else ""
    line = Text.assemble((f"  {sign} ", style), visible(guardrail_text(found)), (when + times, "dim"))
    yield line
    for part in folded(f"{found.guardrail.title}  {found.guardrail.id}", max(room - 4, 20)):
        yield Text(f"    {part}", style="dim")


def _heading(text: str) -> Iterator[Text]:
    yield Text("")
    yield Text(text, style="bold")


def _box(done: bool) -> Text:
    return Text("  ✓ ", style="green") if done else Text("  ○ ", style="dim")


def _checkin(checkin: Checkin, found: Detail, room: int) -> Iterator[Text]:
    reading = checkin.reading
    parts = []
    if reading.value is not None:
        unit = found.key_result.key_result.unit if found.key_result else None
        parts.append(f"{quantity(reading.value)}{f' {visible(unit)}' if unit else ''}")
    if reading.missed:
        parts.append("missed")
    if reading.done is not None:
        parts.append(
            "done" if reading.done is True else "open" if reading.done is False else f"{', '.join(reading.done)} done"
        )
    if reading.confidence is not None:
        parts.append(f"confidence {reading.confidence}")
    if reading.status:
        parts.append(reading.status.replace("_", " "))
    head = f"  {padded(day_text(checkin.date), 12)} {padded(visible(checkin.by or '–'), 8)} "
    line = Text.assemble((head, "dim"), ", ".join(parts))
    if checkin.at and abs((checkin.at.date() - checkin.date).days) > 1:
        line.append(f"  entered {day_text(checkin.at.date())}", style="dim")
    if reading.corrects:
        line.append(f"  corrects {reading.corrects}", style="dim")
    yield line
    for label, text in (("", reading.note), ("blocked: ", reading.blocker)):
        if text:
            indent = " " * cell_len(head)
            for part in folded(label + " ".join(visible(text).split()), max(room - len(indent), 20)):
                yield Text(indent + part, style="yellow" if label else "")


def _boxed(done: bool, about: Text, room: int) -> Iterator[Text]:
    """A step with its box; what does not fit goes on below its words."""
    from okrcli.render.terminal.console import console

    box = _box(done)
    lines = about.wrap(console(), max(room - box.cell_len, 20)) if about.cell_len > room - box.cell_len else [about]
    for position, line in enumerate(lines):
        line.rstrip()
        yield Text.assemble(box if position == 0 else " " * box.cell_len, line)


def _labelled(label: str, value: Text, room: int) -> Iterator[Text]:
    from okrcli.render.terminal.console import console

    indent = max(_LABEL, len(label)) + 1
    wrapped = value.wrap(console(), max(room - indent, 20)) if value.cell_len > room - indent else [value]
    for position, line in enumerate(wrapped):
        line.rstrip()
        yield Text.assemble((padded(label if position == 0 else "", indent), "dim"), line)
