"""`okr status` on a terminal: two lines for each key result, a third where a narrow one has no room for the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from okrcli.commandline import runnable
from okrcli.model.number_format import percent_text, quantity, score_text, value_text
from okrcli.model.plan import Win
from okrcli.render.labels import age_text, confidence_text, day_text, percent_of, when_text
from okrcli.render.terminal.console import STATUS_STYLES, bar, cut, padded, status_cells, status_text, status_word
from okrcli.reports.status import KeyResultRow, Mine, ObjectiveRow, StatusReport
from okrcli.sanitize import visible
from okrcli.scoring.guardrails import guardrail_text
from okrcli.scoring.results import GuardrailState, Status
from okrcli.scoring.score import KeyResultScore, ObjectiveScore

if TYPE_CHECKING:
    from okrcli.reports.groups import Group

_READABLE = 110
_WIDE = 72
"""From this width on an objective's owner stands beside its title, whatever the title's length."""
_NAME_CELLS = 18
"""How far names are filled up, so that titles stand below each other; a longer one is shown whole."""
_SHORTEST_TITLE = 10
"""Cells below which a title says nothing."""
_MOST_WORDS = 8
_MOST_LETTERS = 60
_GREEN = ("on_track", "achieved", "closed")


def lines(report: StatusReport, width: int | None, groups: Sequence[Group] = ()) -> Iterator[Text]:
    """The whole report in lines of at most `width` cells, and of no more than a person likes to read across.

    In full length when `width` is None. With `groups` the objectives stand below their headings.
    """
    width = readable(width)
    names = max((len(row.ref.short) for row in report.key_results), default=0)
    yield from opening(report, width)
    for group in groups or (None,):
        if group:
            yield Text("")
            yield heading(group, width)
        for row in group.objectives if group else report.objectives:
            yield Text("")
            yield from _objective(row, width)
            if row.score.status.shown not in ("cancelled", "postponed"):
                for key_result in row.key_results:
                    yield from key_result_lines(key_result, width, names)
    yield from closing(report, width)


def readable(width: int | None) -> int | None:
    """No wider than a person likes to read across."""
    return None if width is None else min(width, _READABLE)


def opening(report: StatusReport, width: int | None) -> Iterator[Text]:
    """What stands above the objectives: breached guardrails first."""
    yield _header(report, width)
    yield from (guardrail_line(found, width) for found in report.breached)
    if not report.objectives:
        yield Text("")
        yield Text("no objectives to show", style="dim")


def closing(report: StatusReport, width: int | None) -> Iterator[Text]:
    """What stands below the objectives: recent wins and other cycles."""
    if report.wins:
        yield Text("")
        yield Text("wins", style="bold")
        yield from (win_line(win, width) for win in report.wins[:5])
    if report.others:
        yield Text("")
        command = runnable(f"okr status --cycle {report.others[0]}")
        yield Text(f"also running: {', '.join(report.others)} ({command})", style="dim")


def guardrail_line(found: GuardrailState, width: int | None) -> Text:
    """A breached guardrail: its name, its value beside its limit, and what it is about."""
    line = Text.assemble(("✗ ", "red"), (f"{found.ref}  ", "cyan"), (guardrail_text(found), "red"))
    times = f"  {found.breaches} of {len(found.checkins)} times" if len(found.checkins) > 1 else ""
    if width is None or line.cell_len + len(times) <= width:
        line.append(times, style="dim")
    room = less(width, line.cell_len + 2)
    if room is None or room >= _SHORTEST_TITLE:
        line.append(f"  {cut(found.guardrail.title, room)}", style="dim")
    return line


def win_line(win: Win, width: int | None, indent: int = 2) -> Text:
    """What went well, who told it, and when."""
    who = f"  {win.by}, {day_text(win.date)}"
    text = cut(win.text, less(width, len(who) + indent + 2))
    return Text.assemble((f"{' ' * indent}✓ ", "green"), text, (who, "dim"))


def heading(group: Group, width: int | None) -> Text:
    """The name of a group, and the teams that it is in."""
    around = f"  in {', '.join(reversed(group.within))}" if group.within else ""
    return Text.assemble((cut(group.name, less(width, len(around))), "bold underline"), (visible(around), "dim"))


NOTHING: Final = "nothing to show"
"""What is said where no key result counts."""


def counts_text(report: StatusReport) -> str:
    """How many key results are how: `2 off track, 1 at risk, 5 on track, 1 overdue`."""
    over = ("cancelled", "postponed", "paused", "draft")
    counted = [row for row in report.objectives if row.score.status.shown not in over]
    shown = [found.score.status.shown for row in counted for found in row.key_results]
    counts = [
        f"{shown.count(status)} {status_word(status)}"
        for status in ("off_track", "at_risk", "not_started", "in_progress", "on_track", "achieved")
        if status in shown
    ]
    overdue = sum(row.score.overdue for row in report.key_results)
    return ", ".join([*counts, *([f"{overdue} overdue"] if overdue else [])]) or NOTHING


def reason_text(status: Status, width: int | None) -> str:
    """The reason of a status. On a terminal it has at most eight words and 60 letters: the last part goes first."""
    text = status.reason or ""
    if width is None:
        return text
    words = text.split()
    if len(words) > _MOST_WORDS and ", " in text:
        words = " ".join(words).rsplit(", ", 1)[0].split()
    line = " ".join(words[:_MOST_WORDS])
    if len(words) > _MOST_WORDS or len(line) > _MOST_LETTERS:
        return line[: _MOST_LETTERS - 1].rstrip(" ,.;:") + "…"
    return line


def less(width: int | None, cells: int) -> int | None:
    """What is left of a width; None, which is endless, stays so."""
    return None if width is None else max(width - cells, 8)


def _header(report: StatusReport, width: int | None) -> Text:
    is_wide = width is None or width >= _WIDE
    share = f"{percent_text(report.time_gone)} of time gone" if is_wide else ""
    when = when_text(report.cycle.period, report.day, share)
    title = f" {report.cycle.declared.title}" if report.cycle.declared.title else ""
    shown = f"as of {day_text(report.day)}"
    name = cut(report.cycle.id + title, less(width, len(when) + len(shown) + 5))
    text = Text.assemble((name, "bold"), (f" · {when}", "dim"))
    gap = 2 if width is None else max(width - text.cell_len - len(shown), 2)
    return Text.assemble(text, (" " * gap + shown, "dim"))


def _objective(row: ObjectiveRow, width: int | None) -> Iterator[Text]:
    score = row.score
    about = f"{row.ref.objective} · {row.objective.owner or 'no owner'}"
    if row.type != "aspirational":
        about += f" · {row.type}"
    line = _numbers(score, 16)
    if width is None or cell_len(row.objective.title) + len(about) + 2 <= width or width >= _WIDE:
        title = Text(cut(row.objective.title, less(width, len(about) + 2)), style="bold")
        yield title_line(title, about, width)
    else:
        yield Text(cut(row.objective.title, width), style="bold")
        yield Text(cut(about, width), style="dim")
    if score.score is not None:
        line.append(f"  score {score_text(score.score if score.override is None else score.override)}")
    reason = reason_text(score.status, width) if score.status.shown not in _GREEN or score.status.marks else ""
    yield from _with_asides(line, ["", reason], width)


def key_result_lines(row: KeyResultRow, width: int | None, names: int) -> Iterator[Text]:
    """A key result in two or three lines; `names` is the width of the longest name beside it."""
    score = row.score
    about = row.owner or "no owner"
    if row.key_result.weight != 1:
        about += f" · weight {quantity(row.key_result.weight)}"
    head = Text(f"  {padded(row.ref.short, min(names, _NAME_CELLS))}  ", style="cyan")
    room = None if width is None else max(width - head.cell_len - len(about) - 2, 8)
    yield title_line(Text.assemble(head, cut(row.key_result.title, room)), about, width)
    line = Text.assemble("    ", _numbers(score, 12))
    if score.last_checkin is not None:
        line.append(f"  {padded(confidence_text(score), 6)}")
        line.append(f" {padded(age_text(score), 6)}", style="yellow" if score.overdue else "dim")
    value = value_text(row.key_result, score.current) if score.has_data and score.current is not None else ""
    is_plain_green = score.status.shown in _GREEN and not score.status.marks
    yield from _with_asides(line, [value, "" if is_plain_green else reason_text(score.status, width)], width)


def _numbers(score: ObjectiveScore | KeyResultScore, cells: int) -> Text:
    """Bar, percent and status, each in its column."""
    line = bar(score.progress, score.expected, score.status.shown, cells)
    line.append(f" {percent_of(score):>7}  ", style=STATUS_STYLES.get(score.status.shown or "", ""))
    word = status_text(score.status.shown)
    return Text.assemble(line, word, " " * max(status_cells() - word.cell_len, 0))


def title_line(title: Text, owner: str, width: int | None) -> Text:
    """A title with its owner at the right."""
    gap = 2 if width is None else max(width - title.cell_len - len(owner), 2)
    return Text.assemble(title, (" " * gap + owner, "dim"))


def _with_asides(line: Text, asides: list[str], width: int | None) -> Iterator[Text]:
    """The line with a value and a reason at its end; without room the value is left out, and the reason put below."""
    value, reason = (cut(text, None) for text in asides)
    room = _READABLE * 10 if width is None else width - line.cell_len
    if value and cell_len(value) + 2 + (cell_len(reason) + 2 if reason else 0) <= room:
        line.append(f"  {value}")
        room -= cell_len(value) + 2
    fits = cell_len(reason) + 2 <= room
    if reason and fits:
        line.append(f"  {reason}", style="dim")
    yield line
    if reason and not fits:
        yield Text(f"    {cut(reason, less(width, 4))}", style="dim")


def mine_lines(mine: Mine, width: int | None) -> Iterator[Text]:
    """What one person checks in, and the objectives they own beside it, as `okr` alone shows them."""
    width = None if width is None else min(width, _READABLE)
    yield Text.assemble((mine.person, "bold"), (f" · {mine.cycle} · {day_text(mine.day)}", "dim"))
    if not (mine.key_results or mine.objectives):
        yield Text("no key result and no objective is yours", style="dim")
    names = max((len(row.ref.short) for row in mine.key_results), default=0)
    for row in mine.key_results:
        yield Text("")
        yield from key_result_lines(row, width, names)
    for objective in mine.objectives:
        yield Text("")
        yield from _objective(objective, width)
