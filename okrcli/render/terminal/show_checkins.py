"""The check-ins of `okr show`."""

from __future__ import annotations

from rich.text import Text

from okrcli.model.number_format import quantity
from okrcli.model.plan import Checkin
from okrcli.render.labels import day_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.table import Table
from okrcli.reports.show import Detail


def checkin_lines(detail: Detail, names: dict[str, str], width: int | None, stacked: int) -> Table:
    """The check-ins as a table that is stacked below `stacked` cells."""
    columns = (
        Column("date", "check-in"),
        Column("value", "value"),
        Column("confidence", "conf.", is_right=True),
        Column("by", "by", style="dim"),
        Column("note", "note", is_flexible=True, is_folded=True),
    )
    table = Table(columns, width, stacked=stacked)
    unit = detail.key_result.key_result.unit if detail.key_result else None
    for checkin in detail.checkins:
        reading = checkin.reading
        table.add(
            date=day_text(checkin.date),
            value=_value(checkin, unit),
            confidence="" if reading.confidence is None else str(reading.confidence),
            by=names.get(checkin.by, checkin.by) if checkin.by else "–",
            note=_note(checkin),
        )
    return table


def _value(checkin: Checkin, unit: str | None) -> str:
    """The value of a check-in; of a recurring key result `missed`, of other kinds what is done."""
    reading = checkin.reading
    if reading.value is not None:
        return f"{quantity(reading.value)}{f' {unit}' if unit else ''}"
    if reading.missed:
        return "missed"
    if reading.done is None:
        return ""
    return (
        "done" if reading.done is True else "not done" if reading.done is False else f"{', '.join(reading.done)} done"
    )


def _note(checkin: Checkin) -> Text:
    """The note and the blocker, a status that was reported, and if it was entered late or as a correction."""
    reading = checkin.reading
    asides = [f"reported {reading.status.replace('_', ' ')}"] if reading.status else []
    if checkin.at and abs((checkin.at.date() - checkin.date).days) > 1:
        asides.append(f"entered {day_text(checkin.at.date())}")
    if reading.corrects:
        asides.append(f"corrects {reading.corrects}")
    parts = [
        Text(" ".join(reading.note.split())) if reading.note else None,
        Text(f"blocked: {' '.join(reading.blocker.split())}", style="yellow") if reading.blocker else None,
        Text(", ".join(asides), style="dim") if asides else None,
    ]
    return Text("  ").join(part for part in parts if part)
