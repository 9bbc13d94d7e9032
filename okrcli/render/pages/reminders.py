"""The texts of `okr remind` for each person, as plain text and as parts for the other formats."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from okrcli.git.web_address import WebAddress
from okrcli.model.number_format import percent_text
from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.reports.duty import Duty
from okrcli.reports.owners import name_of
from okrcli.reports.reminders import DisciplineReport, Reminder, Reminders
from okrcli.sanitize import visible
from okrcli.scoring.checkin_rate import CheckinRate

ASKS: Final = {
    "tripwire": (
        "this tripwire is reached and waits for an answer",
        "these tripwires are reached and wait for an answer",
    ),
    "checkin": ("this key result needs a check-in", "these key results need a check-in"),
    "request": ("{askers} is waiting for your answer", "{askers} are waiting for your answer"),
    "agree": ("please agree to this objective, or refuse it", "please agree to these objectives, or refuse them"),
    "refused": ("this was refused and needs another solution", "these were refused and need another solution"),
    "promise": ("this promise needs a word with the other side", "these promises need a word with the other side"),
    "draft": ("this is still a draft", "these are still drafts"),
    "grade": ("please close the cycle", "please close the cycles"),
}
"""The requests for one item and for several, in the order of the text."""


WITHOUT_TERMINAL: Final = "or in the browser"
WITHOUT_OWNER: Final = "This has no owner yet. Who takes it?"


def sentences(reminder: Reminder, plan: Plan) -> Iterator[tuple[str, tuple[tuple[str, str], ...], str]]:
    """The requests, each with its items (title and time) and its command."""
    for kind, (singular, plural) in ASKS.items():
        duties = [duty for duty in reminder.duties if duty.kind == kind]
        if duties:
            things = tuple((duty.title, _when(duty, reminder, plan)) for duty in duties)
            askers = list(dict.fromkeys(_asker(duty, plan) for duty in duties))
            ask = singular if len(askers if kind == "request" else duties) == 1 else plural
            yield ask.format(askers=" and ".join(askers)), things, _command(kind, duties)


def _asker(duty: Duty, plan: Plan) -> str:
    """The person or team that asks for an answer; the item in which it is asked if that has no owner."""
    owner = plan.owner_of(duty.ref)
    return name_of(plan, owner) if owner else str(duty.ref)


def _when(duty: Duty, reminder: Reminder, plan: Plan) -> str:
    """`31 days late, no check-in for 38 days, or Linh Pham`."""
    late = duty.days_late
    days = f"{abs(late)} day{'' if abs(late) == 1 else 's'}"
    when = f"{days} late" if late > 0 else "due today" if late == 0 else f"due in {days}"
    others = [name_of(plan, who) for who in duty.holders if who != reminder.person]
    about = duty.about if duty.kind in ("checkin", "request", "agree", "refused") else ""
    word = "with" if duty.kind == "promise" else "or"
    more = f"{word} {f' {word} '.join(others)}" if reminder.person and others else ""
    return ", ".join(filter(None, [when, about, more]))


def _command(kind: str, duties: Sequence[Duty]) -> str:
    """Of several check-ins, the conversation about all of them; else each its own."""
    return (
        "okr checkin"
        if kind == "checkin" and len(duties) > 1
        else "; ".join(dict.fromkeys(duty.command for duty in duties))
    )


def greeting(reminder: Reminder) -> str:
    """The first line of a reminder."""
    return f"Hi {' '.join(reminder.name.split())}," if reminder.person else WITHOUT_OWNER


def nothing_owed(reminders: Reminders) -> str:
    """The good news."""
    return f"nothing is due on {day_text(reminders.day)}"


def links(reminder: Reminder, form: WebAddress | None) -> Iterator[tuple[str, str]]:
    """The title of each key result that needs a check-in, and the address of the form that is filled for it."""
    if form is None:
        return
    from okrcli.edit.checkin_form import form_link

    for duty in reminder.duties:
        if duty.kind == "checkin":
            yield duty.title, form_link(form, duty.ref)


def reminder_text(reminder: Reminder, plan: Plan, form: WebAddress | None = None) -> str:
    """The text for one person, as one pastes it: plain, on lines that a chat wraps itself."""
    lines = [visible(greeting(reminder))]
    for ask, things, command in sentences(reminder, plan):
        lines += ["", f"{visible(ask)}:"]
        lines += [f"- {visible(' '.join(title.split()))} ({visible(when)})" for title, when in things]
        lines += [f"  {part}" for part in command.split("; ")]
    if several := list(links(reminder, form)):
        lines += ["", f"{WITHOUT_TERMINAL}:"]
        lines += [f"- {visible(' '.join(title.split()))}: {link}" for title, link in several]
    return "\n".join(lines) + "\n"


def reminders_text(reminders: Reminders, plan: Plan) -> str:
    """The texts of all, with a line between them."""
    if not reminders.people:
        return f"{nothing_owed(reminders)}\n"
    return "\n----\n\n".join(reminder_text(reminder, plan, reminders.form) for reminder in reminders.people)


def discipline_rows(report: DisciplineReport, plan: Plan) -> Iterator[tuple[str, str, CheckinRate]]:
    """The rows of `okr remind --discipline`: `person`, `team` or `all`, the name, and the check-ins."""
    yield from (("person", name_of(plan, who), counted) for who, counted in report.people)
    yield from (("team", name_of(plan, team), counted) for team, counted in report.teams)
    yield "all", "all together", report.all


def share_text(counted: CheckinRate) -> str:
    """Periods with a check-in ÷ all in which one was expected, in percent."""
    return percent_text(counted.share)
