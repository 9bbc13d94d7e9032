"""`okr remind`: for each person a short text that fits into a chat; and how often check-ins came in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len
from rich.text import Text

from okrcli.model.number_format import percent_text
from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.render.markdown.escape import code, escape_markdown, table
from okrcli.render.terminal.console import less, padded, readable
from okrcli.render.terminal.sections import folded
from okrcli.reports.due import Duty
from okrcli.reports.groups import name_of
from okrcli.reports.reminders import DisciplineReport, Reminder, Reminders
from okrcli.sanitize import visible
from okrcli.scoring.checkin_rate import CheckinRate

ASKS: Final = {
    "checkin": ("this key result needs a check-in", "these key results need a check-in"),
    "agree": ("{askers} is waiting for your answer", "{askers} are waiting for your answer"),
    "refused": ("this was refused, and needs another way", "these were refused, and need another way"),
    "draft": ("this is still a draft", "these are still drafts"),
    "grade": ("please close the cycle", "please close the cycles"),
}
"""What is asked, of one thing and of several, in the order of the text."""
NOBODY: Final = "This has no owner yet. Who takes it?"


def sentences(reminder: Reminder, plan: Plan) -> Iterator[tuple[str, tuple[tuple[str, str], ...], str]]:
    """What is asked, for which things (title, and when), and the command that does it."""
    for kind, (singular, plural) in ASKS.items():
        duties = [duty for duty in reminder.duties if duty.kind == kind]
        if duties:
            things = tuple((duty.title, _when(duty, reminder, plan)) for duty in duties)
            askers = list(dict.fromkeys(_asker(duty, plan) for duty in duties))
            ask = singular if len(askers if kind == "agree" else duties) == 1 else plural
            yield ask.format(askers=" and ".join(askers)), things, _command(kind, duties)


def _asker(duty: Duty, plan: Plan) -> str:
    """The person or team that asks for an answer; the item in which it is asked if that has no owner."""
    owner = plan.owner_of(duty.ref)
    return name_of(plan, owner) if owner else str(duty.ref)


def _when(duty: Duty, reminder: Reminder, plan: Plan) -> str:
    """`31 days late, silent for 38 days, or Linh Pham`."""
    late = duty.days_late
    days = f"{abs(late)} day{'' if abs(late) == 1 else 's'}"
    when = f"{days} late" if late > 0 else "due today" if late == 0 else f"due in {days}"
    others = [name_of(plan, who) for who in duty.holders if who != reminder.person]
    about = duty.about if duty.kind in ("checkin", "agree", "refused") else ""
    return ", ".join(filter(None, [when, about, f"or {' or '.join(others)}" if reminder.person and others else ""]))


def _command(kind: str, duties: Sequence[Duty]) -> str:
    """Of several check-ins, the conversation about all of them; else each its own."""
    return (
        "okr checkin"
        if kind == "checkin" and len(duties) > 1
        else "; ".join(dict.fromkeys(duty.command for duty in duties))
    )


def _greeting(reminder: Reminder) -> str:
    return f"Hi {' '.join(reminder.name.split())}," if reminder.person else NOBODY


def nothing_owed(reminders: Reminders) -> str:
    """The good news."""
    return f"nothing is due on {day_text(reminders.day)}"


def reminder_text(reminder: Reminder, plan: Plan) -> str:
    """The text for one person, as one pastes it: plain, on lines that a chat wraps itself."""
    lines = [visible(_greeting(reminder))]
    for ask, things, command in sentences(reminder, plan):
        lines += ["", f"{visible(ask)}:"]
        lines += [f"- {visible(' '.join(title.split()))} ({visible(when)})" for title, when in things]
        lines += [f"  {part}" for part in command.split("; ")]
    return "\n".join(lines) + "\n"


def reminders_text(reminders: Reminders, plan: Plan) -> str:
    """The texts of all, with a line between them."""
    if not reminders.people:
        return f"{nothing_owed(reminders)}\n"
    return "\n----\n\n".join(reminder_text(reminder, plan) for reminder in reminders.people)


def reminders_markdown(reminders: Reminders, plan: Plan) -> str:
    """A heading for each person; commands as code."""
    lines = [f"# Reminders of {day_text(reminders.day)}"]
    if not reminders.people:
        lines += ["", escape_markdown(nothing_owed(reminders))]
    for reminder in reminders.people:
        lines += ["", f"## {escape_markdown(reminder.name)}", "", escape_markdown(_greeting(reminder))]
        for ask, things, command in sentences(reminder, plan):
            lines += ["", f"{escape_markdown(ask)}:", ""]
            lines += [f"- **{escape_markdown(title)}** ({escape_markdown(when)})" for title, when in things]
            lines += ["", ", ".join(f"`{part}`" for part in command.split("; "))]
    return "\n".join(lines) + "\n"


def reminder_lines(reminders: Reminders, plan: Plan, width: int | None) -> Iterator[Text]:
    """The texts on a terminal, late things in red."""
    width = readable(width)
    if not reminders.people:
        yield Text(nothing_owed(reminders), style="green")
    for number, reminder in enumerate(reminders.people):
        if number:
            yield Text("")
        yield Text(visible(_greeting(reminder)), style="bold")
        for ask, things, command in sentences(reminder, plan):
            yield Text("")
            yield Text(f"{visible(ask)}:")
            for title, when in things:
                yield from _thing(title, when, width)
            yield from (Text(f"    {part}", style="cyan") for part in command.split("; "))


def _thing(title: str, when: str, width: int | None) -> Iterator[Text]:
    style = "red" if " late" in when.split(",")[0] else "yellow" if when.startswith("due today") else "dim"
    parts = folded(" ".join(title.split()), less(width, 4) or 10_000)
    for number, part in enumerate(parts):
        line = Text(f"{'    ' if number else '  - '}{part}")
        if number == len(parts) - 1 and width is not None and line.cell_len + cell_len(when) + 2 > width:
            yield line
            yield from (Text(f"    {each}", style=style) for each in folded(when, less(width, 4) or 10_000))
        elif number == len(parts) - 1:
            yield Text.assemble(line, "  ", (visible(when), style))
        else:
            yield line


# ── Discipline ────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(report: DisciplineReport, plan: Plan) -> Iterator[tuple[str, str, CheckinRate]]:
    yield from (("person", name_of(plan, who), counted) for who, counted in report.people)
    yield from (("team", name_of(plan, team), counted) for team, counted in report.teams)
    yield "all", "all together", report.all


def share_text(counted: CheckinRate) -> str:
    """Periods with a check-in ÷ all in which one was expected, in percent."""
    return percent_text(counted.share)


def discipline_lines(report: DisciplineReport, plan: Plan, width: int | None) -> Iterator[Text]:
    """Who checked in, in how many periods of how many."""
    head = f"{report.cycle.id} · periods with a check-in, {day_text(report.day)}"
    yield from (Text(part, style="bold") for part in folded(head, readable(width) or 10_000))
    if not report.all.expected:
        yield Text("no check-in has been expected yet", style="dim")
        return
    rows = list(_rows(report, plan))
    names = min(max(cell_len(visible(name)) for _, name, _ in rows), max((readable(width) or 80) - 24, 10))
    last = ""
    for kind, name, counted in rows:
        if kind != last:
            yield Text("")
        last = kind
        for number, part in enumerate(folded(name, names) or [""]):
            line = Text(f"  {padded(part, names)}")
            if not number:
                line.append(f"  {counted.checked_in:>3} of {counted.expected:<3}  {share_text(counted):>5}")
            yield line


def discipline_markdown(report: DisciplineReport, plan: Plan) -> str:
    """The same as a table."""
    head = f"# Periods with a check-in in {code(report.cycle.id)}, {day_text(report.day)}"
    rows = [
        (escape_markdown(name), str(counted.checked_in), str(counted.expected), share_text(counted))
        for _, name, counted in _rows(report, plan)
    ]
    return "\n".join([head, "", *table(("Who", "With a check-in", "Periods", "Share"), rows)]) + "\n"
