"""`okr checkin`: record check-ins, by name or in a conversation about all key results of a person."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from okrcli.cli import context, options
from okrcli.cli.checkin_output import print_recorded, say_chat_lines, say_next, show_files
from okrcli.cli.command import NEGATIVE_MARK
from okrcli.cli.current_person import email_where_needed, match_person
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable

    from okrcli.cli.checkin_conversation import CheckinConversation
    from okrcli.edit.checkins import CheckinRequest, RecordedCheckins
    from okrcli.model.records import CheckinEntry
    from okrcli.workspace.workspace import Workspace


def checkin(
    ctx: typer.Context,
    targets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID [VALUE]]…", help="mql 22 7 A note, mql=22 nps=41, mql +3, mql=-3, soc2 y"),
    ] = None,
    confidence: Annotated[
        str | None,
        typer.Option(
            "--confidence", "-c", metavar="0-10", help="How sure you are that the target is reached, 0 to 10."
        ),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", "-m", metavar="TEXT", help="What happened.")] = None,
    blocker: Annotated[str | None, typer.Option("--blocker", metavar="TEXT", help="What blocks it.")] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status", metavar="WORD", help="The status you report: on_track, at_risk or off_track; auto removes it."
        ),
    ] = None,
    done: Annotated[bool, typer.Option("--done", help="Mark a binary key result or an action as done.")] = False,
    win: Annotated[
        list[str] | None, typer.Option("--win", metavar="TEXT", help="What went well; may be repeated.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="The day of the check-in; by default today.")
    ] = None,
    by: options.By = None,
    cycle: options.CycleName = None,
    correct: Annotated[
        bool, typer.Option("--correct", help="Replace your latest entry for these key results.")
    ] = False,
    source: Annotated[
        str | None, typer.Option("--from", metavar="FILE", help="Read JSON check-ins; - is standard input.")
    ] = None,
    copyable: Annotated[bool, typer.Option("--copyable", help="Print only the lines to paste into a chat.")] = False,
    dry_run: options.DryRun = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Record the values of key results.

    The line is VALUE [unit] [confidence] [note] [!blocker]. +3 and -2 are changes, =-2 is the value minus two, . is
    unchanged, !- removes a blocker. A word that is a whole id begins the next key result, unless a note has begun. Put
    a line with ! or = in single quotes.

    Without arguments it asks for each of your key results, the most overdue first. A review shows all answers before
    they are written. After Ctrl-C the next call continues.

    \b
    okr checkin
    okr checkin mql 22 7 The webinar worked
    okr checkin mql 22 nps 41
    okr checkin mql '22 5 Slow week !no budget'
    okr checkin soc2 --done
    okr checkin --correct mql 23
    echo '[{"kr": "mql", "value": 22}]' | okr checkin --from -
    """
    from okrcli.edit.checkins import CheckinRequest

    words = tuple(word.removeprefix(NEGATIVE_MARK) for word in targets or ())
    has_fields = done or any(text is not None for text in (confidence, note, blocker, status))
    if source is not None and (words or correct or has_fields):
        raise UsageError("`--from` takes ids and values from the JSON", "leave the other arguments out")
    if has_fields and not words:
        raise UsageError("the id of the key result is missing", 'write it first: okr checkin mql -c 7 -m "…"')
    day = context.today(date)
    context.refuse_future(day)
    request = CheckinRequest(
        words=words,
        shared=_shared_fields(confidence, status, note, blocker, done),
        wins=tuple(win or ()),
        by=by,
        day=day if date is not None else None,
        cycle=cycle,
        is_correction=correct,
    )
    if source is not None:
        request = _with_json(request, source, context.invocation(ctx).folder)
    return _run(ctx, request, day, _Output(copyable, dry_run, not no_commit))


def _shared_fields(
    confidence: str | None, status: str | None, note: str | None, blocker: str | None, done: bool
) -> CheckinEntry:
    """The fields that the options give to every target. Raises UsageError."""
    from okrcli.edit.checkin_entries import read_status
    from okrcli.model.records import CheckinEntry
    from okrcli.model.scalars import InvalidValueError, read_confidence

    try:
        number = None if confidence is None else read_confidence(confidence.removeprefix("="))
    except InvalidValueError as refusal:
        raise UsageError(f"`--confidence`: {refusal.message}") from None
    return CheckinEntry(
        confidence=number,
        status=read_status(status),
        note=note or None,
        blocker=blocker or None,
        done=True if done else None,
    )


def _with_json(request: CheckinRequest, source: str, folder: Path) -> CheckinRequest:
    """The request with the check-ins of a JSON file, or of standard input for `-`. Raises RefusedError, UsageError."""
    from okrcli.edit.checkins_json import MAX_BYTES, request_of

    if source == "-":
        raw, name = sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"
    else:
        path, name = folder / source, source
        try:
            with path.open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise RefusedError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    json_request = request_of(raw, name)
    day = request.day or json_request.day
    if day is not None:
        context.refuse_future(day)
    return replace(
        json_request,
        wins=(*json_request.wins, *request.wins),
        by=request.by or json_request.by,
        day=day,
        cycle=request.cycle,
    )


class _Output(NamedTuple):
    """The options for the output of a check-in."""

    copyable: bool
    dry_run: bool
    may_commit: bool


def _run(ctx: typer.Context, request: CheckinRequest, day: datetime.date, output: _Output) -> int:
    """Record a request and return the exit code. All questions are asked before the workspace is locked."""
    from okrcli.git.trees import work_tree
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    email = email_where_needed(root, request.by)
    names = request.names

    def read() -> Workspace:
        return context.read_workspace(work_tree(root), day, request.cycle, names=names)

    workspace = _workspace_to_ask_about(ctx, request, read)
    if workspace is None:
        make = _checkin_maker(request, email, day, read)
        return _record(root, make, f"{request} {day} {output.may_commit}", output)
    conversation = _conversation(workspace, request, match_person(workspace.plan, request.by, email), root)
    try:
        if not conversation.converse():
            return Exit.OK
        make = _checkin_maker(conversation.answered(request), email, day, read)
        return _record(root, make, "", output, is_conversation=True)  # a conversation is never the same request twice
    finally:
        conversation.draft.report()


def _checkin_maker(
    request: CheckinRequest, email: str | None, day: datetime.date, read: Callable[[], Workspace]
) -> Callable[[], RecordedCheckins]:
    """A function that reads the workspace and makes the check-in. It is called once the workspace is locked."""
    from okrcli.edit import checkins

    def make() -> RecordedCheckins:
        workspace = read()
        checkins.refuse_broken(workspace)
        by = match_person(workspace.plan, request.by, email)
        return checkins.record_request(workspace, request, by, day, at=context.now())

    return make


def _record(
    root: Path, make: Callable[[], RecordedCheckins], text: str, output: _Output, *, is_conversation: bool = False
) -> int:
    """Write a check-in and print what was recorded. `text` identifies the request after a run that was cut off."""
    from okrcli.store.transaction import begin_write

    if output.dry_run:
        show_files(make().pending)
        return Exit.OK
    with begin_write(root, text) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        checkin = make()
        commits = output.may_commit and checkin.before.settings.commit
        result = transaction.write(checkin.changes, checkin.message if commits else None)
        if result.repeated and transaction.finished:
            streams.echo(visible(f"{transaction.finished.subject}: the interrupted run has already done this"))
            return Exit.OK
        if output.copyable:
            for line in checkin.chat_lines:
                streams.echo(visible(line))
            return Exit.OK
        print_recorded(checkin, result)
        if is_conversation:
            say_chat_lines(checkin)
        say_next(transaction, result.commit, is_conversation=is_conversation)
    return Exit.OK


def _workspace_to_ask_about(
    ctx: typer.Context, request: CheckinRequest, read: Callable[[], Workspace]
) -> Workspace | None:
    """The workspace for the conversation; None if the request needs none. Raises UsageError, RefusedError."""
    from okrcli.edit.checkin_line import CheckinLine
    from okrcli.edit.checkins import NOTHING_SHARED, inputs_of

    may_ask = context.invocation(ctx).may_ask
    if request.entries or (request.wins and not request.is_correction and not request.words):
        return None
    if request.words:
        if not may_ask or request.is_correction or request.wins or request.shared != NOTHING_SHARED:
            return None
        workspace = read()
        inputs = inputs_of(workspace, request.words)
        only_names = all(
            each.line == CheckinLine() and each.ref.key_result and each.ref == each.ref.holder for each in inputs
        )
        return workspace if only_names else None
    if not may_ask:
        raise UsageError(
            "name a key result: there is no terminal for questions",
            "okr due shows what is due; then okr checkin ID VALUE",
            "or give JSON: okr checkin --from -",
        )
    return read()


def _conversation(workspace: Workspace, request: CheckinRequest, by: str, root: Path) -> CheckinConversation:
    from okrcli.cli.checkin_conversation import CheckinConversation
    from okrcli.edit.checkins import latest_file

    old = latest_file(workspace, by) if request.is_correction else []
    return CheckinConversation.about(workspace, request, by, root, old)
