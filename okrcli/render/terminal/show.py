"""`okr show` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from rich.text import Text

from okrcli.model.assignments import change_text
from okrcli.model.number_format import percent_text, quantity, score_text, value_text
from okrcli.model.plan import Plan
from okrcli.render.labels import confidence_text, day_text, percent_of
from okrcli.render.terminal.agreements import agreement_table
from okrcli.render.terminal.cells import WIDEST, Column
from okrcli.render.terminal.console import STATUS_STYLES, bar, status_text, wrapped
from okrcli.render.terminal.lines import between
from okrcli.render.terminal.show_checkins import checkin_lines
from okrcli.render.terminal.status_rows import key_result_lines
from okrcli.render.terminal.table import Table, facts
from okrcli.render.terminal.trend import picture
from okrcli.render.terminal.tripwires import tripwire_table
from okrcli.reports.owners import name_of, short_names
from okrcli.reports.show import Detail
from okrcli.reports.status import KeyResultRow, ObjectiveRow
from okrcli.sanitize import visible
from okrcli.scoring.alignment import DependencyLink
from okrcli.scoring.checkin_history import confidence_series
from okrcli.scoring.confidence import opinions_text
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.parts import PartValue, part_text
from okrcli.scoring.promise_limits import terms_text

_BAR_CELLS: Final = 24
_STACKED: Final = 40
_SHORT_SERIES: Final = 2
"""Confidences up to which the last one and its change say all."""
_LONGEST_SERIES: Final = 12
"""Cells below which the rows of a list are stacked."""
_GUARDRAIL_SIGNS: Final = {
    "breached": ("✗", "red"),
    "warning": ("▲", "yellow"),
    "kept": ("✓", "green"),
    "no_data": ("·", "dim"),
}


def lines(detail: Detail, plan: Plan, width: int | None) -> Iterator[Text]:
    """The details in lines of at most `width` cells; texts are folded, never cut."""
    row = detail.key_result or detail.objective
    title = detail.key_result.key_result.title if detail.key_result else detail.objective.objective.title
    yield from heading(
        Text(str(detail.ref), style="cyan"), detail.ref.cycle, status_text(row.score.status.shown), width
    )
    yield from title_lines(title, width)
    yield Text("")
    yield from facts(_facts(detail, row, plan), width)
    if detail.key_result is None and detail.objective.key_results:
        yield Text("")
        yield from key_result_lines(detail.objective.key_results, plan, width)
    names = short_names(plan)
    for table in (
        agreement_table(detail.agreements, names, width),
        tripwire_table(detail.tripwires, width),
        _guardrails(detail, width),
        *_steps(detail, names, width),
        _changes(detail, width),
    ):
        if table:
            yield Text("")
            yield from table.lines()
    if detail.checkins:
        yield Text("")
        yield from checkin_lines(detail, names, width, _STACKED).lines()


def heading(name: Text, cycle: str, state: Text, width: int | None) -> Iterator[Text]:
    """The first line of a page about one item: its name and cycle, and its state at the right."""
    yield from between(Text.assemble(name, (f"  {cycle}", "dim")), state, width)


def title_lines(title: str, width: int | None) -> Iterator[Text]:
    """The whole title in bold."""
    text = Text(visible(title), style="bold")
    yield from [text] if width is None else wrapped(text, min(width, WIDEST))


# ── Facts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _facts(detail: Detail, row: KeyResultRow | ObjectiveRow, plan: Plan) -> Iterator[tuple[str, Text]]:
    score = row.score
    line = bar(score.progress, score.expected, score.status.shown, _BAR_CELLS)
    line.append(f"  {percent_of(score)}", style=STATUS_STYLES.get(score.status.shown or "", ""))
    if score.expected is not None:
        line.append(f"  expected {percent_text(score.expected)} by today", style="dim")
    yield "progress", line
    cause = score.status.cause
    if score.status.reason and not (detail.key_result and cause and cause.code == "pace"):  # the bar shows the pace
        yield "because", Text(score.status.reason)
    if score.score is not None:
        yield "score", Text.assemble(detail.grade.text, (_about_score(detail), "dim"))
    if detail.key_result:
        yield from _key_result_facts(detail.key_result, detail.parts, plan)
    else:
        yield "owner", _owner(detail.objective.objective.owner, plan)
        yield "type", Text(detail.objective.type)
        if origin := detail.objective.objective.origin:
            yield "origin", Text(origin.replace("_", " "))
        if earlier := detail.objective.objective.rolled_from:
            yield "rolled from", Text(earlier)
    if detail.first_day:
        yield "begins", Text(day_text(detail.first_day))
    if detail.definition:
        yield "measured as", Text(detail.definition)
    links = {
        "contributes to": detail.parents,
        "contributions from": detail.children,
        "supports": detail.supports,
        "supported by": detail.supporters,
    }
    for label, refs in links.items():
        if refs:
            yield label, Text(", ".join(map(str, refs)))
    for number, link in enumerate(detail.dependencies):
        yield "" if number else "needs", _dependency(link.dependency.to, link, detail, plan)
    for number, link in enumerate(detail.needed_by):
        yield "" if number else "needed by", _dependency(str(link.ref), link, detail, plan)


def _key_result_facts(row: KeyResultRow, parts: Sequence[PartValue], plan: Plan) -> Iterator[tuple[str, Text]]:
    key_result, score = row.key_result, row.score
    if key_result.measure not in ("binary", "milestones", None):
        start = "" if key_result.start is None else f"  from {quantity(key_result.start)}"
        now = score.current if score.has_data else None
        yield "value", Text.assemble(value_text(key_result, now), (start, "dim"))
    for number, part in enumerate(parts):
        yield "" if number else f"{key_result.parts_text} of", Text(f"{part.ref}  {part_text(part)}")
    if key_result.follows_path:
        points = ", ".join(f"{quantity(point.value)} by {day_text(point.on)}" for point in key_result.path)
        yield "path", Text(points)
    if score.tally is not None and key_result.counts_periods:
        noun, word = ("periods", "met") if key_result.measure == "recurring" else ("limit kept", "times")
        tally = score.tally
        yield noun, Text.assemble(f"{tally.met} of {tally.so_far} {word}", (f"  {tally.whole} in all", "dim"))
    if trend := picture(score):
        yield "trend", Text(trend)
    if confidence := confidence_text(score):
        series = [given for _, given, by in confidence_series(score.history) if by in (score.opinions[0].by, None)]
        earlier = f"  {' '.join(map(str, series[-_LONGEST_SERIES:]))}" if len(series) > _SHORT_SERIES else ""
        yield "confidence", Text.assemble(f"{confidence} of 10", (earlier, "dim"))
        if len(score.opinions) > 1:
            apart = "  wide apart" if score.spread else ""
            yield "by person", Text.assemble(opinions_text(score.opinions, short_names(plan)), (apart, "yellow"))
    if key_result.indicator:
        yield "indicator", Text(key_result.indicator)
    yield "owner", _owner(row.owner, plan)
    if key_result.updater:
        yield "checked in by", _owner(key_result.updater, plan)
    if key_result.rolled_from:
        yield "rolled from", Text(key_result.rolled_from)
    if score.next_due:
        late = Text("  overdue", style="yellow") if score.overdue else Text("")
        yield "next check-in", Text.assemble(day_text(score.next_due), late)
    if key_result.decision:
        yield "decision", Text(key_result.decision.replace("_", " "))
    if key_result.state:
        since = f" since {day_text(key_result.since)}" if key_result.since else ""
        reason = f": {key_result.reason}" if key_result.reason else ""
        yield "state", Text(f"{key_result.state}{since}{reason}")


def _owner(owner: str | None, plan: Plan) -> Text:
    """The name of a person or team, and the id to type where it is another word."""
    if owner is None:
        return Text("no owner", style="dim")
    name = name_of(plan, owner)
    return Text.assemble(name, (f"  {owner}" if name != owner else "", "dim"))


def _about_score(detail: Detail) -> str:
    """Band and verdict of a final score, and what was computed where people gave another one."""
    grade = detail.grade
    written = (detail.key_result.key_result if detail.key_result else detail.objective.objective).score
    words = "".join(f", {word}" for word in (grade.band, grade.verdict) if word)
    if grade.type != detail.objective.type:
        words += f"; judged as {grade.type}, the type on its last day"
    if grade.override is None:
        return words
    reason = f": {written.why}" if written and written.why else ""
    return f"{words}; computed {score_text(grade.computed)}, set by hand{reason}"


def _dependency(name: str, link: DependencyLink, detail: Detail, plan: Plan) -> Text:
    """A dependency: the other side, the need, the answer, what was wanted and promised, and how it stands."""
    need = link.dependency
    text = Text.assemble((name, "cyan"), f"  {need.need or ''}", (f"  {_answer(link, plan)}", "dim"))
    wanted = terms_text(plan, link.target, need.amount, need.due) if link.target else ""
    promise = next((each for each in detail.promises if each.link.location == link.location), None)
    if wanted and (promise is None or (need.amount, need.due) != need.promise):
        text.append(f"  wanted: {wanted}")
    if promise is not None and (promise.due or promise.is_broken):
        text.append(f"  {promise.text}", style="red" if promise.is_broken else "")
    if need.condition and link.agreement == "agreed":
        text.append(f"  condition: {need.condition}", style="yellow")
    return text


def _answer(link: DependencyLink, plan: Plan) -> str:
    """`asked on 30 Nov 2026, agreed by Linh on 1 Dec 2026`, as far as it is known."""
    need = link.dependency
    asked = f"asked on {day_text(need.asked)}" if need.asked else "asked"
    if link.agreement == "asked":
        return asked
    by = f" by {short_names(plan).get(need.by, need.by)}" if need.by else ""
    since = f" on {day_text(need.since)}" if need.since else ""
    return f"{asked}, {link.agreement}{by}{since}" if need.asked else f"{link.agreement}{by}{since}"


# ── Lists ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _guardrails(detail: Detail, width: int | None) -> Table:
    columns = (
        Column("id", "guardrail", style="cyan"),
        Column("value", "value", is_flexible=True, is_folded=True, least=24),
        Column("title", "title", is_flexible=True, is_folded=True),
    )
    table = Table(columns, width, stacked=_STACKED)
    for state in detail.guardrails:
        sign, style = _GUARDRAIL_SIGNS[state.state]
        when = f"  {day_text(state.date)}" if state.date else ""
        times = f", {state.breaches} of {len(state.checkins)} times beyond" if state.breaches else ""
        table.add(
            mark=Text(sign, style=style),
            id=state.guardrail.id,
            value=guardrail_text(state),
            title=Text.assemble(state.guardrail.title, (when + times, "dim")),
        )
    return table


def _steps(detail: Detail, names: dict[str, str], width: int | None) -> Iterator[Table]:
    """Milestones and actions, each with a sign that says if it is done."""
    milestones = [(step.id, step.title, step.due, None, done) for step, done in detail.milestones]
    yield _step_table("milestone", milestones, detail.day, width)
    actions = [
        (step.id, step.title, step.due, names.get(step.owner, step.owner) if step.owner else None, done)
        for step, done in detail.actions
    ]
    yield _step_table("action", actions, detail.day, width)


def _step_table(
    noun: str, steps: Sequence[tuple[str | None, str, date | None, str | None, bool]], day: date, width: int | None
) -> Table:
    """Rows of id, title, last day, owner, and if it is done."""
    has_ids = any(id for id, *_ in steps)
    columns = (
        Column("id", noun if has_ids else "", style="cyan"),
        Column("title", "" if has_ids else noun, is_flexible=True, is_folded=True, least=24),
        Column("due", "due"),
        Column("owner", "owner", style="dim"),
    )
    table = Table(columns, width, stacked=_STACKED)
    for id, title, due, owner, is_done in steps:
        is_late = not is_done and due is not None and due < day
        when = f"{day_text(due)}{' !' if is_late else ''}" if due else ""
        table.add(
            mark=Text("✓", style="green") if is_done else Text("○", style="dim"),
            id=id or "",
            title=title,
            due=Text(when, style="yellow" if is_late else "dim"),
            owner=owner or "",
        )
    return table


def _changes(detail: Detail, width: int | None) -> Table:
    columns = (
        Column("date", "changed"),
        Column("change", "from → to", is_flexible=True, is_folded=True),
    )
    table = Table(columns, width, stacked=_STACKED)
    for change in detail.changes:
        text = f"{change.field} {change_text(change.from_, change.to)}"
        reason = f"  {change.reason}" if change.reason else ""
        table.add(date=day_text(change.date), change=Text.assemble(text, (reason, "dim")))
    return table
