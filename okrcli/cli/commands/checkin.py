"""`okr checkin`: record where key results are, one by name or all of yours in one sitting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import options
from okrcli.errors import UsageError

if TYPE_CHECKING:
    from okrcli.edit.checkins import CheckinFields


def checkin(
    context: typer.Context,
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID [VALUE]]…", help="mql 22, mql=22 nps=41, mql+=3, mql=-3, launch beta, soc2 --done"),
    ] = None,
    confidence: Annotated[
        str | None, typer.Option("--confidence", "-c", metavar="0-10", help="How sure you are to reach the target.")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", "-m", metavar="TEXT", help="What happened.")] = None,
    blocker: Annotated[str | None, typer.Option("--blocker", metavar="TEXT", help="What stands in the way.")] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status", metavar="WORD", help="Your own word: on_track, at_risk, off_track; auto takes it back."
        ),
    ] = None,
    done: Annotated[bool, typer.Option("--done", help="It is done: a binary key result or an action.")] = False,
    win: Annotated[
        list[str] | None, typer.Option("--win", metavar="TEXT", help="What went well; may be repeated.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The day it speaks of; today unless given.")
    ] = None,
    by: options.By = None,
    cycle: options.CycleName = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="Replace your latest entry for these key results.")
    ] = False,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Read JSON check-ins; - is standard input.")
    ] = None,
    copyable: Annotated[bool, typer.Option("--copyable", help="Print only lines to paste into a chat.")] = False,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Record where key results are.

    Without arguments it asks for all key results that are yours, the most overdue first: Enter keeps, s skips,
    b goes back, and nothing is written before you have seen all of it.

    \b
    okr checkin
    okr checkin mql 22 -c 7 -m "The webinar brought more than the campaign"
    okr checkin mql=22 nps+=2
    okr checkin soc2 --done
    okr checkin --correct mql 23
    echo '[{"kr": "mql", "value": 22}]' | okr checkin --from -
    """
    from okrcli.cli.commands._recording import Recording, record

    typed = targets or []
    has_remarks = done or any(text is not None for text in (confidence, note, blocker, status))
    if source is not None and (typed or correct or has_remarks):
        raise UsageError("`--from` brings its own key results and values", "leave the other arguments out")
    if has_remarks and not typed:
        raise UsageError("of which key result is that said?", 'name it: okr checkin mql -c 7 -m "…"')
    day = options.today(date)
    options.refuse_future(day)
    recording = Recording(
        typed=typed,
        remarks=_remarks(confidence, status, note, blocker, done),
        wins=tuple(win or ()),
        day=day,
        has_own_day=date is not None,
        by=by,
        cycle=cycle,
        correct=correct,
        source=source,
        copyable=copyable,
        dry_run=dry_run,
        may_commit=not no_commit,
    )
    return record(context, recording)


def _remarks(
    confidence: str | None, status: str | None, note: str | None, blocker: str | None, done: bool
) -> CheckinFields:
    from okrcli.edit.checkins import CheckinFields, read_status
    from okrcli.model.scalars import InvalidValueError, read_confidence

    try:
        number = None if confidence is None else read_confidence(confidence.removeprefix("="))
    except InvalidValueError as refusal:
        raise UsageError(f"`--confidence`: {refusal.message}") from None
    return CheckinFields(number, read_status(status), note or None, blocker or None, done)
