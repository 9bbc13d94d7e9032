"""`okr status` on a terminal: a line for each objective, and one for each key result that needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.plan import Win
from okrcli.render.labels import day_text, when_text
from okrcli.render.status_counts import status_counts
from okrcli.render.status_words import status_word
from okrcli.render.terminal.console import status_sign
from okrcli.render.terminal.lines import flow, heading_lines, hints, legend
from okrcli.render.terminal.promises import promise_lines
from okrcli.render.terminal.status_rows import COLUMNS, add_key_result, add_objective, cause_item
from okrcli.render.terminal.table import Table
from okrcli.render.terminal.tripwires import reached_lines
from okrcli.reports.owners import short_names
from okrcli.reports.status import KeyResultRow, ObjectiveRow, StatusReport
from okrcli.sanitize import visible
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.results import LEFT_OUT, GuardrailState
from okrcli.workspace.plan_names import ClearNames
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
_ONLY_SILENT: Final = frozenset(("overdue", "stale", "not_started_late"))
LEGEND: Final = ("━ done", "│ should be here today", "! check-in overdue")


def status_lines(
    report: StatusReport, plan: Plan, width: int | None, groups: Sequence[Group] = (), *, is_full: bool
) -> Iterator[Text]:
    """The report in lines of at most `width` cells; None is a pipe, where nothing is cut.

    `is_full` shows every key result, else those that need attention. With `groups` the objectives stand below headings.
    """
    names = short_names(plan)
    yield from opening(report, plan, width)
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
    table, hidden = Table(COLUMNS, width), 0
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
            is_named = any(key_result.ref == cause_item(row) for key_result in inner)
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
    yield from opening(report, plan, width, MOST_GUARDRAILS)
    table = Table(COLUMNS, width)
    for row in report.objectives[:most]:
        add_objective(table, row, names, has_note=False)
    yield from table.lines()
    yield Text("")
    yield from legend(LEGEND[:2], width)
    more = len(report.objectives) - most
    yield from hints([(runnable("okr status --all"), f"{more} more objectives and all key results")], width)


# ── Around the rows ───────────────────────────────────────────────────────────────────────────────────────────────────


def opening(report: StatusReport, plan: Plan, width: int | None, most: int | None = None) -> Iterator[Text]:
    """The lines above the rows: the cycle and the day, the counts, reached tripwires, and at most `most` breaches."""
    when = f"{day_text(report.day)} · {when_text(report.cycle.period, report.day)}"
    yield from heading_lines(report.cycle, when, width)
    yield from _counts_line(report, width)
    yield from reached_lines(report.tripwires, plan, ClearNames(plan, report.day), width)
    for state in report.breached[:most]:
        yield from _guardrail_line(state, width)
    yield from promise_lines(report.promises, width)
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
    counts = (
        (overdue, "overdue check-in"),
        (report.unanswered, "open request"),
        (report.refused, "refused request"),
        (report.agreements, "open agreement"),
    )
    due = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
    if due:
        yield runnable("okr due"), ", ".join(due)
    if hidden:
        yield runnable("okr status --all"), f"{hidden} more key result{'' if hidden == 1 else 's'}"
    if report.others:
        yield runnable(f"okr status --cycle {report.others[0]}"), "also running"
