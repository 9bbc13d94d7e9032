"""`okr status` on a terminal: a line for each objective, and one for each key result that needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.number_format import score_text, value_text
from okrcli.model.plan import Ref, Win
from okrcli.render.labels import age_text, confidence_text, day_text, percent_of, when_text
from okrcli.render.status_counts import status_counts
from okrcli.render.status_words import status_word
from okrcli.render.terminal import streams
from okrcli.render.terminal.console import status_sign, status_text
from okrcli.render.terminal.table import Cell, Column, Meter, Table, between, flow, heading_lines, hints, legend
from okrcli.reports.owners import short_names
from okrcli.reports.status import KeyResultRow, Mine, ObjectiveRow, StatusReport
from okrcli.sanitize import visible
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.results import LEFT_OUT, GuardrailState, Reason, Status
from okrcli.workspace.selector_terms import is_needed

if TYPE_CHECKING:
    from okrcli.model.plan import Plan
    from okrcli.reports.groups import Group

FULL_UP_TO: Final = 8
"""Key results up to which every one is shown."""
MOST_ROWS: Final = 60
"""Rows on a terminal beyond which only teams or objectives are shown."""
_MOST_WINS: Final = 2
_MOST_SILENT: Final = 3
MOST_GUARDRAILS: Final = 5
_IN_THE_BAR: Final = frozenset(("pace", "overdue", "no_checkin", "not_begun"))
"""Reasons that a row shows already: by its bar, or by the age of the last check-in."""
_ONLY_SILENT: Final = frozenset(("overdue", "stale", "not_started_late"))
LEGEND: Final = ("━ done", "│ should be here today", "! check-in overdue")

_COLUMNS: Final = (
    Column("id", "id", most=26, style="cyan"),
    Column("title", "title", is_flexible=True, least=22, wanted=40),
    Column("progress", "progress", rank=3),
    Column("value", "value", rank=8, most=26),
    Column("confidence", "conf.", rank=6),
    Column("age", "last", rank=2),
    Column("owner", "owner", rank=5, most=16, style="dim"),
    Column("type", "type", rank=9, style="dim"),
)


def status_lines(
    report: StatusReport, plan: Plan, width: int | None, groups: Sequence[Group] = (), *, is_full: bool
) -> Iterator[Text]:
    """The report in lines of at most `width` cells; None is a pipe, where nothing is cut.

    `is_full` shows every key result, else those that need attention. With `groups` the objectives stand below headings.
    """
    names = short_names(plan)
    yield from opening(report, width)
    if not report.objectives:
        yield Text("no objectives to show", style="dim")
    table, hidden = _rows(report, names, width, groups, is_full)
    yield from table.lines()
    if table:
        yield Text("")
    for win in report.wins[: None if is_full else _MOST_WINS]:
        yield from win_line(win, names, width)
    if report.wins:
        yield Text("")
    if table:
        overdue = any(row.score.overdue for row in report.key_results)
        yield from legend(LEGEND if overdue else LEGEND[:2], width)
    yield from hints(_hints(report, hidden), width)


def _rows(
    report: StatusReport, names: dict[str, str], width: int | None, groups: Sequence[Group], is_full: bool
) -> tuple[Table, int]:
    """The table of all rows, and the number of key results that it leaves out."""
    table, hidden = Table(_COLUMNS, width), 0
    for group in groups or (None,):
        if group:
            if table:
                table.blank()
            table.line(heading(group))
        objectives = group.objectives if group else report.objectives
        shown = [(row, _shown_key_results(row, report, is_full)) for row in objectives]
        calm = [] if is_full else [pair for pair in shown if not pair[1] and not _needs_attention(pair[0], report)]
        calm_refs = {row.ref for row, _ in calm}
        urgent = [pair for pair in shown if pair[0].ref not in calm_refs]
        for number, (row, inner) in enumerate(urgent):
            if is_full and number:
                table.blank()
            is_named = any(key_result.ref == _cause_item(row) for key_result in inner)
            add_objective(table, row, names, has_note=not is_named)
            _add_key_results(table, inner, names, is_full=is_full)
        if calm and urgent:
            table.blank()
        for row, _ in calm:
            add_objective(table, row, names, has_note=False)
        if not is_full:
            hidden += sum(len(row.key_results) - len(inner) for row, inner in shown)
    return table, hidden


def _add_key_results(table: Table, rows: Sequence[KeyResultRow], names: dict[str, str], *, is_full: bool) -> None:
    """Add key results; many without any check-in share a line, unless all are shown."""
    silent = [] if is_full else _silent(rows)
    for row in rows:
        if row not in silent:
            add_key_result(table, row, names, indent=2)
    if silent:
        ids = ", ".join(row.ref.short for row in silent)
        table.paragraph(Text(f"{len(silent)} without a check-in: {ids}", style="yellow"), indent=4)


def _shown_key_results(row: ObjectiveRow, report: StatusReport, is_full: bool) -> list[KeyResultRow]:
    if row.score.status.shown in (*LEFT_OUT, "draft") or (row.score.status.shown == "closed" and not is_full):
        return []
    return [inner for inner in row.key_results if is_full or _needs_attention(inner, report)]


def _needs_attention(row: ObjectiveRow | KeyResultRow, report: StatusReport) -> bool:
    """True for what is behind, blocked or paused. What is only silent is counted, and listed by `okr due`."""
    status = row.score.status
    if status.shown in ("on_track", "achieved", "not_started") and _ONLY_SILENT.issuperset(status.marks):
        return False
    return status.shown == "paused" or is_needed("attention", row.score, report.day, is_open=False)


def _silent(rows: Sequence[KeyResultRow]) -> list[KeyResultRow]:
    """Key results without any check-in, where they are too many for a line each."""
    silent = [row for row in rows if row.score.last_checkin is None and row.score.overdue]
    return silent if len(silent) > _MOST_SILENT else []


def row_count(report: StatusReport) -> int:
    """The rows of the report with only those key results that need attention."""
    return sum(1 + len(_shown_key_results(row, report, is_full=False)) for row in report.objectives)


def objective_lines(report: StatusReport, plan: Plan, width: int | None) -> Iterator[Text]:
    """A line for each of the objectives that need attention most, for a plan that has no teams."""
    names, most = short_names(plan), 40
    yield from opening(report, width, MOST_GUARDRAILS)
    table = Table(_COLUMNS, width)
    for row in report.objectives[:most]:
        add_objective(table, row, names, has_note=False)
    yield from table.lines()
    yield Text("")
    yield from legend(LEGEND[:2], width)
    more = len(report.objectives) - most
    yield from hints([(runnable("okr status --all"), f"{more} more objectives and all key results")], width)


# ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def add_objective(table: Table, row: ObjectiveRow, names: dict[str, str], *, has_note: bool = True) -> None:
    """Add an objective; the reason of its status stands below, unless the key results below it say it."""
    score = row.score
    style = "dim" if score.status.shown in LEFT_OUT else "bold"
    table.add(
        mark=_mark(score.status.shown),
        id=row.ref.objective,
        title=Text(visible(row.objective.title), style=style),
        progress=_meter(row),
        owner=_owner(row.objective.owner, names),
        type="" if row.type == "aspirational" else row.type,
    )
    if has_note and score.score is not None:
        grade = score.score if score.override is None else score.override
        table.line(Text(f"score {score_text(grade)}", style="dim"), indent=2)
    if has_note and (note := _objective_note(row)):
        table.line(Text(note, style="dim"), indent=2)


def add_key_result(table: Table, row: KeyResultRow, names: dict[str, str], indent: int = 0) -> None:
    """Add a key result; below it what its numbers do not say."""
    score = row.score
    table.add(
        mark=_mark(score.status.shown),
        indent=indent,
        id=row.ref.short,
        title=row.key_result.title,
        progress=_meter(row),
        value=value_of(row),
        confidence=confidence_text(score),
        age=age_cell(row),
        owner=_owner(row.owner, names),
    )
    blocker = score.last_checkin.reading.blocker if score.last_checkin else None
    if blocker:
        table.line(Text(f"blocked: {visible(blocker)}", style="yellow"), indent=indent + 2)
    elif note := key_result_note(score.status):
        table.line(Text(note, style="dim"), indent=indent + 2)


def _mark(status: str | None) -> Text:
    """The sign of a status; with its word for a screen reader."""
    return status_text(status) if streams.is_flat() else status_sign(status)


def _meter(row: ObjectiveRow | KeyResultRow) -> Meter:
    score = row.score
    return Meter(score.progress, score.expected, score.status.shown, percent_of(score))


def _owner(owner: str | None, names: dict[str, str]) -> str:
    return names.get(owner, owner) if owner else "no owner"


def value_of(row: KeyResultRow) -> str:
    """The latest value with its target, `690 of 1000 guests`; empty without one."""
    score = row.score
    return visible(value_text(row.key_result, score.current)) if score.has_data and score.current is not None else ""


def age_cell(row: KeyResultRow) -> Cell:
    """The age of the last check-in; `never` without one, and a ! where the next one is overdue."""
    score = row.score
    if score.next_due is None and score.last_checkin is None:
        return ""
    text = age_text(score) if score.last_checkin is not None else "never !" if score.overdue else "never"
    return Text(text, style="yellow" if score.overdue else "dim")


def key_result_note(status: Status) -> str:
    """The reason of a status where the numbers beside it do not say it."""
    return _reason(status, status.cause)


def _cause_item(row: ObjectiveRow) -> Ref | None:
    cause = row.score.status.cause
    return cause.item if cause else None


def _objective_note(row: ObjectiveRow) -> str:
    """The reason of an objective's status, with the item that decided it."""
    status, cause = row.score.status, row.score.status.cause
    if cause is None or cause.item in (None, row.ref):
        return _reason(status, cause, in_the_bar=frozenset())
    if not _is_explained(status):
        return ""
    name = cause.item.short
    return f"because {visible(cause.text)}" if cause.text.startswith(name) else f"because {name}: {visible(cause.text)}"


def _reason(status: Status, cause: Reason | None, in_the_bar: frozenset[str] = _IN_THE_BAR) -> str:
    if not _is_explained(status) or (cause is not None and cause.code in in_the_bar):
        return ""
    return visible(status.reason or "")


def _is_explained(status: Status) -> bool:
    """True for what is not a plain green."""
    return status.shown not in ("on_track", "achieved", "closed") or bool(status.marks)


# ── Around the rows ───────────────────────────────────────────────────────────────────────────────────────────────────


def opening(report: StatusReport, width: int | None, most: int | None = None) -> Iterator[Text]:
    """The lines above the rows: the cycle and the day, the counts, and breached guardrails, at most `most` of them."""
    when = f"{day_text(report.day)} · {when_text(report.cycle.period, report.day)}"
    yield from heading_lines(report.cycle, when, width)
    yield from _counts_line(report, width)
    for state in report.breached[:most]:
        yield from _guardrail_line(state, width)
    if most is not None and (more := len(report.breached) - most) > 0:
        yield Text(f"  and {more} more breached guardrail{'' if more == 1 else 's'}", style="dim")
    yield Text("")


def _counts_line(report: StatusReport, width: int | None) -> Iterator[Text]:
    """The number of key results in each status, the worst first."""
    counts = status_counts(report)
    if not counts:
        return
    total = sum(counts.values())
    pieces = [Text(f"{total} key result{'' if total == 1 else 's'}", style="dim")]
    for status, count in counts.items():
        pieces.append(Text.assemble(status_sign(status), f" {count} {status_word(status)}"))
    yield from flow(pieces, width)


def _guardrail_line(state: GuardrailState, width: int | None) -> Iterator[Text]:
    """A breached guardrail: its value beside its limit, and its name; its title and its history where there is room."""
    times = f"  {state.breaches} of {len(state.checkins)} times" if len(state.checkins) > 1 else ""
    value = Text.assemble(("✗ ", "red"), (visible(guardrail_text(state)), "red"))
    line = Text.assemble(value, "  ", (str(state.ref), "cyan"))
    for aside in (times, f"  {visible(state.guardrail.title)}"):
        if width is None or line.cell_len + cell_len(aside) <= width:
            line.append(aside, style="dim")
    if width is None or line.cell_len <= width:
        yield line
    else:
        yield from flow([value, Text(str(state.ref), style="cyan")], width, 2)


def win_line(win: Win, names: dict[str, str], width: int | None) -> Iterator[Text]:
    """A win, who reported it, and when."""
    about = f"{visible(names.get(win.by, win.by))}, {day_text(win.date)}"
    yield from flow([Text.assemble(("✓ ", "green"), visible(win.text)), Text(about, style="dim")], width, 2)


def heading(group: Group) -> Text:
    """The name of a group, and the teams that it is in."""
    around = f"  in {', '.join(reversed(group.within))}" if group.within else ""
    return Text.assemble((visible(group.name), "bold underline"), (visible(around), "dim"))


def _hints(report: StatusReport, hidden: int) -> Iterator[tuple[str, str]]:
    overdue = sum(len(rows) for _, rows in report.silent)
    counts = ((overdue, "overdue check-in"), (report.unanswered, "open request"))
    due = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
    if due:
        yield runnable("okr due"), ", ".join(due)
    if hidden:
        yield runnable("okr status --all"), f"{hidden} more key result{'' if hidden == 1 else 's'}"
    if report.others:
        yield runnable(f"okr status --cycle {report.others[0]}"), "also running"


def key_result_lines(rows: Sequence[KeyResultRow], plan: Plan, width: int | None) -> Iterator[Text]:
    """Key results of one objective as a table."""
    table = Table((replace(_COLUMNS[0], head="key result"), *_COLUMNS[1:]), width)
    for row in rows:
        add_key_result(table, row, short_names(plan))
    yield from table.lines()


# ── One person ────────────────────────────────────────────────────────────────────────────────────────────────────────

_MINE: Final = (
    Column("id", "id", most=26, style="cyan"),
    Column("title", "title", is_flexible=True, least=22, wanted=34),
    Column("progress", "progress", rank=3),
    Column("value", "value", rank=5, most=26),
    Column("confidence", "conf.", rank=6),
    Column("age", "last", rank=2),
)


def mine_lines(mine: Mine, plan: Plan, width: int | None) -> Iterator[Text]:
    """The key results that one person checks in, and the objectives that they own, as `okr` alone shows them."""
    names = short_names(plan)
    left = Text.assemble((visible(names.get(mine.person, mine.person)), "bold"), f"  {visible(mine.cycle)}")
    yield from between(left, Text(day_text(mine.day), style="dim"), width)
    yield Text("")
    if not (mine.key_results or mine.objectives):
        yield Text("no key result and no objective is yours", style="dim")
    table = Table(_MINE, width)
    for row in mine.key_results:
        add_key_result(table, row, names)
    for objective in mine.objectives:
        if table:
            table.blank()
        add_objective(table, objective, names, has_note=not objective.key_results)
        for row in objective.key_results:
            add_key_result(table, row, names, indent=2)
    yield from table.lines()
