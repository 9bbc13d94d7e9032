"""`okr remind` as Markdown."""

from __future__ import annotations

from okrcli.model.plan import Plan
from okrcli.render.labels import day_text
from okrcli.render.markdown.escape import code, escape_markdown, table
from okrcli.render.pages.reminders import (
    WITHOUT_TERMINAL,
    discipline_rows,
    greeting,
    links,
    nothing_owed,
    sentences,
    share_text,
)
from okrcli.reports.reminders import DisciplineReport, Reminders


def reminders_markdown(reminders: Reminders, plan: Plan) -> str:
    """A heading for each person; commands as code."""
    lines = [f"# Reminders of {day_text(reminders.day)}"]
    if not reminders.people:
        lines += ["", escape_markdown(nothing_owed(reminders))]
    for reminder in reminders.people:
        lines += ["", f"## {escape_markdown(reminder.name)}", "", escape_markdown(greeting(reminder))]
        for ask, things, command in sentences(reminder, plan):
            lines += ["", f"{escape_markdown(ask)}:", ""]
            lines += [f"- **{escape_markdown(title)}** ({escape_markdown(when)})" for title, when in things]
            lines += ["", ", ".join(f"`{part}`" for part in command.split("; "))]
        if several := list(links(reminder, reminders.form)):
            lines += ["", f"{WITHOUT_TERMINAL}:", ""]
            lines += [f"- [{escape_markdown(title)}]({link})" for title, link in several]
    return "\n".join(lines) + "\n"


def discipline_markdown(report: DisciplineReport, plan: Plan) -> str:
    """The same as a table."""
    head = f"# Periods with a check-in in {code(report.cycle.id)}, {day_text(report.day)}"
    rows = [
        (escape_markdown(name), str(counted.checked_in), str(counted.expected), share_text(counted))
        for _, name, counted in discipline_rows(report, plan)
    ]
    return "\n".join([head, "", *table(("Who", "With a check-in", "Periods", "Share"), rows)]) + "\n"
