"""The rows of a status: an objective or a key result with what its numbers do not say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rich.text import Text

from okrcli.model.number_format import score_text, value_text
from okrcli.model.plan import Ref
from okrcli.render.labels import age_text, confidence_text, percent_of
from okrcli.render.terminal import streams
from okrcli.render.terminal.cells import Cell, Column, Meter
from okrcli.render.terminal.console import status_sign, status_text
from okrcli.render.terminal.table import Table
from okrcli.reports.owners import short_names
from okrcli.sanitize import visible
from okrcli.scoring.results import LEFT_OUT, Reason, Status

if TYPE_CHECKING:
    from okrcli.model.plan import Plan
    from okrcli.reports.status import KeyResultRow, ObjectiveRow

_IN_THE_BAR: Final = frozenset(("pace", "overdue", "no_checkin", "not_begun"))
"""Reasons that a row shows already: by its bar, or by the age of the last check-in."""

COLUMNS: Final = (
    Column("id", "id", most=26, style="cyan"),
    Column("title", "title", is_flexible=True, least=22, wanted=40),
    Column("progress", "progress", rank=3),
    Column("value", "value", rank=8, most=26),
    Column("confidence", "conf.", rank=6),
    Column("age", "last", rank=2),
    Column("owner", "owner", rank=5, most=16, style="dim"),
    Column("type", "type", rank=9, style="dim"),
)
"""The columns of `okr status`."""


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


def cause_item(row: ObjectiveRow) -> Ref | None:
    """The item below that decided the status of an objective; None where none did."""
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


def key_result_lines(rows: Sequence[KeyResultRow], plan: Plan, width: int | None) -> Iterator[Text]:
    """Key results of one objective as a table."""
    table = Table((replace(COLUMNS[0], head="key result"), *COLUMNS[1:]), width)
    for row in rows:
        add_key_result(table, row, short_names(plan))
    yield from table.lines()
