"""`okr checkin`: record where key results are, one by name or all of yours in one sitting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.cli import prompts_checkin
    from okrcli.edit import checkins
    from okrcli.edit.checkins import CheckinFields
    from okrcli.model.plan import Checkin, Ref
    from okrcli.model.records import CheckinEntry, CheckinFile
    from okrcli.store.transaction import Message, WriteTransaction
    from okrcli.workspace.overlay import PendingFiles
    from okrcli.workspace.workspace import Workspace


def checkin(
    ctx: typer.Context,
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
    typed = targets or []
    has_remarks = done or any(text is not None for text in (confidence, note, blocker, status))
    if source is not None and (typed or correct or has_remarks):
        raise UsageError("`--from` brings its own key results and values", "leave the other arguments out")
    if has_remarks and not typed:
        raise UsageError("of which key result is that said?", 'name it: okr checkin mql -c 7 -m "…"')
    day = context.today(date)
    context.refuse_future(day)
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
    return record(ctx, recording)


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


@dataclass(frozen=True, slots=True)
class Recording:
    """What the command line of `okr checkin` says."""

    typed: Sequence[str]
    remarks: checkins.CheckinFields
    wins: tuple[str, ...]
    day: date
    has_own_day: bool
    by: str | None
    cycle: str | None
    correct: bool
    source: str | None
    copyable: bool
    dry_run: bool
    may_commit: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is to be recorded: entries with their cycles, wins, the day and the author."""

    entries: tuple[tuple[str, CheckinEntry], ...]
    wins: tuple[str, ...]
    day: date
    by: str


@dataclass(frozen=True, slots=True)
class Gather:
    """How the entries are found in a workspace once it is locked."""

    find: Callable[[Workspace], Gathered]
    names: tuple[str, ...] = ()
    """The targets as they were typed."""
    request: str = ""
    """What was asked, for a run that repeats one that was cut off; empty for a conversation, which never repeats."""
    was_asked: bool = False


def record(ctx: typer.Context, recording: Recording) -> int:
    """Do what `okr checkin` was asked to do, and return its exit code."""
    from okrcli.edit.inlining import put_checkins
    from okrcli.store.transaction import begin_write
    from okrcli.workspace.overlay import PendingFiles
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    email = None if recording.by else context.email_where_needed(root)
    gather = _gatherer(ctx, recording, root, email)
    if gather is None:
        return Exit.OK
    if recording.dry_run:
        workspace = _loaded(root, recording, gather)
        overlay = PendingFiles(workspace.source)
        put_checkins(overlay, workspace.plan, _files(workspace, gather.find(workspace)))
        _show(overlay)
        return Exit.OK
    with begin_write(root, gather.request) as desk:
        for sentence in desk.repaired:
            streams.error(sentence, severity="repaired")
        workspace = _loaded(root, recording, gather)
        files = _files(workspace, gather.find(workspace))
        return _write(desk, workspace, files, recording, with_chat=gather.was_asked)


def _show(overlay: PendingFiles) -> None:
    """What would be written."""
    for path, content in overlay.changed.items():
        if (before := overlay.before(path)) is not None:
            from okrcli.render.terminal.text_diff import print_difference

            print_difference(path, before, content)
        else:
            streams.echo(f"{path} (new)")
            streams.echo("\n".join(f"+{line}" for line in (content or b"").decode().splitlines()))


def _loaded(root: Path, recording: Recording, gather: Gather) -> Workspace:
    """The workspace, read for the cycle that the targets have in front, where they have one (`2026-Q3/demand/mql`)."""
    from okrcli.workspace.sources import WorkingTree

    return context.read_workspace(WorkingTree(root), recording.day, recording.cycle, names=gather.names)


def _gatherer(ctx: typer.Context, recording: Recording, root: Path, email: str | None) -> Gather | None:
    """How the entries are found; what has to be asked is asked here, before anything is locked.

    None when the person decided to record nothing.
    """
    from okrcli.cli import prompts_checkin
    from okrcli.workspace.sources import WorkingTree

    if recording.source is not None:
        document = prompts_checkin.read_json(recording.source, context.invocation(ctx).folder)
        names = tuple(entry.target[1] for entry in document.entries if entry.target)
        return Gather(lambda found: _from_document(found, recording, email, document), names, f"{recording} {document}")
    may_ask = context.invocation(ctx).may_ask
    wants_to_be_asked = may_ask and _only_names(root, recording)
    if (recording.typed or (recording.wins and not recording.correct)) and not wants_to_be_asked:
        return Gather(lambda found: _from_words(found, recording, email), tuple(recording.typed), str(recording))
    if not may_ask:
        raise UsageError(
            "which key results? There is no terminal to ask at",
            "name them: okr checkin mql 22 nps 41",
            "or give JSON: okr checkin --from -",
        )
    workspace = context.read_workspace(WorkingTree(root), recording.day, recording.cycle, names=recording.typed)
    by = context.match_person(workspace.plan, recording.by, email)
    old = _latest_file(workspace, by) if recording.correct else ()
    answered = prompts_checkin.converse_about(workspace, by, old, recording.typed)
    if not answered:
        return None
    day = old[0].date if old and not recording.has_own_day else recording.day
    gathered = Gathered(tuple(answered), recording.wins, day, by)
    return Gather(lambda _: gathered, was_asked=True)


def _only_names(root: Path, recording: Recording) -> bool:
    """Whether key results were named and nothing was said of them, so that the person wants to be asked."""
    from okrcli.edit import checkins
    from okrcli.workspace.sources import WorkingTree

    if not recording.typed or recording.correct or recording.wins or recording.remarks != checkins.CheckinFields():
        return False
    workspace = context.read_workspace(WorkingTree(root), recording.day, recording.cycle, names=recording.typed)
    refuse_broken(workspace)
    focus = workspace.focus.id if workspace.focus else None
    said = checkins.parse_targets(recording.typed, workspace.plan, focus, workspace.broken)
    return all(item.text is None and item.ref.key_result and item.ref == item.ref.holder for item in said)


def _from_words(workspace: Workspace, recording: Recording, email: str | None) -> Gathered:
    from okrcli.edit import checkins

    refuse_broken(workspace)
    plan = workspace.plan
    by = context.match_person(plan, recording.by, email)
    focus = workspace.focus.id if workspace.focus else None
    said = checkins.parse_targets(recording.typed, plan, focus, workspace.broken)
    days, entries = set(), []
    for item in said:
        entry = checkins.entry_for(plan, item, recording.remarks, recording.day)
        if recording.correct:
            old = _latest_of(workspace, item.ref, by)
            if not checkins.says_something(entry):
                raise UsageError(f"what is right for `{item.ref}`?", f"okr checkin --correct {item.ref.short} 22")
            days.add(old.date)
            entry = _corrected(old, entry)
        elif not checkins.says_something(entry):
            raise UsageError(f"what about `{item.ref}`?", f"say it: {checkins.example_for(plan, item.ref)}")
        entries.append((item.ref.cycle, entry))
    if recording.has_own_day or not days:
        return Gathered(tuple(entries), recording.wins, recording.day, by)
    if len(days) > 1:
        raise RefusedError("these entries are of different days", "correct one at a time, or say the day: --date DATE")
    return Gathered(tuple(entries), recording.wins, days.pop(), by)


def _from_document(
    workspace: Workspace, recording: Recording, email: str | None, document: prompts_checkin.CheckinDocument
) -> Gathered:
    from okrcli.edit import checkins
    from okrcli.workspace.selecting import resolve_ref

    by = context.match_person(workspace.plan, recording.by or document.by, email)
    focus = workspace.focus.id if workspace.focus else None
    day = recording.day if recording.has_own_day else document.day or recording.day
    targets = [entry.target for entry in document.entries]
    twice = next((target for position, target in enumerate(targets) if target in targets[:position]), None)
    if twice:
        raise RefusedError(f"`{twice[1]}` stands there twice", "give each key result one entry")
    context.refuse_future(day)
    entries = []
    for position, given in enumerate(document.entries, start=1):
        name, text = given.target or ("", "")
        try:
            ref = resolve_ref(workspace.plan, focus, text, workspace.broken)
            entry = checkins.entry_from(workspace.plan, ref, given, day)
            if entry.target and entry.target[0] != name:
                raise RefusedError(f"`{ref}` is no `{name}`", f"write `{entry.target[0]}` instead of `{name}`")
        except RefusedError as error:
            raise RefusedError(f"entry {position}: {error.message}", *error.hints) from None
        entries.append((ref.cycle, entry))
    return Gathered(tuple(entries), (*document.wins, *recording.wins), day, by)


def _latest_of(workspace: Workspace, ref: Ref, by: str) -> Checkin:
    """The newest entry that this person made for a target in a file of its own."""
    from okrcli.model.plan import NEVER

    mine = [checkin for checkin in workspace.plan.checkins.get(ref, ()) if checkin.by == by]
    if not mine:
        raise RefusedError(f"{by} has not checked in `{ref}` yet", "check in without --correct")
    latest = max(mine, key=lambda checkin: (checkin.at or NEVER, checkin.order))
    if latest.document is None:
        raise RefusedError(
            f"the latest check-in of `{ref}` stands inside its key result",
            f"mend it there: {latest.home.path}:{workspace.document(latest.home.path).locate(latest.home.keys).line}",
        )
    return latest


def _latest_file(workspace: Workspace, by: str) -> list[Checkin]:
    """The entries of the file that this person wrote last."""
    from okrcli.model.plan import NEVER

    mine = [c for several in workspace.plan.checkins.values() for c in several if c.by == by and c.document and c.at]
    if not mine:
        raise RefusedError(f"{by} has no check-in to correct", "check in without --correct")
    latest = max(mine, key=lambda checkin: checkin.at or NEVER)
    return [checkin for checkin in mine if checkin.document == latest.document]


def _corrected(old: Checkin, new: CheckinEntry) -> CheckinEntry:
    """The new entry with what it does not say taken from the one it replaces."""
    from okrcli.model.records import changed

    kept = {
        name: getattr(old.reading, name)
        for name in ("value", "done", "missed", "confidence", "status", "note", "blocker")
        if getattr(new, name) is None
    }
    if new.value is not None:
        kept.pop("missed", None)
    return changed(new, **kept, corrects=old.document)


def refuse_broken(workspace: Workspace, refs: Iterable[Ref] = ()) -> None:
    """Raises RefusedError where `okrs.yaml`, or a file that holds one of these things, is broken."""
    from okrcli.workspace.workspace import concerned

    broken = concerned(workspace, refs)
    if broken:
        first = broken[0]
        place = f"{first.place.path}:{first.place.line}:{first.place.column}"
        raise RefusedError(f"{place}: {first.message}", "mend the file first: okr validate shows all that is wrong")


def _files(workspace: Workspace, gathered: Gathered) -> dict[str, CheckinFile]:
    """The new files by path. Raises RefusedError where a file that is concerned is broken."""
    from okrcli.edit import checkins
    from okrcli.workspace.plan_builder import target_ref

    plan = workspace.plan
    found = [target_ref(cycle, *entry.target) for cycle, entry in gathered.entries if entry.target]
    refs = [ref for ref in found if ref is not None]
    refuse_broken(workspace, refs)
    cycle = workspace.focus.id if workspace.focus else None
    at = checkins.moment_after(plan, refs, context.now())
    files = checkins.new_files(gathered.entries, gathered.wins, gathered.by, gathered.day, at, cycle)
    if not files:
        raise UsageError("there is nothing to record", "okr checkin --help")
    for file in files:
        period = plan.cycles[file.cycle].period
        if gathered.day < period.start:
            raise RefusedError(
                f"{file.cycle} begins on {period.start}, after {gathered.day}", "mend the day or the cycle"
            )
    return {checkins.path_of(file): file for file in files}


def _write(
    desk: WriteTransaction,
    workspace: Workspace,
    files: dict[str, CheckinFile],
    recording: Recording,
    *,
    with_chat: bool,
) -> int:
    from okrcli.edit import checkin_text, checkins
    from okrcli.edit.inlining import put_checkins
    from okrcli.store.transaction import FileChange
    from okrcli.workspace.overlay import PendingFiles

    plan = workspace.plan
    after = checkins.with_files(plan, files)
    words = [
        checkin_text.in_words(plan, after, file.cycle, entry, file.date)
        for file in files.values()
        for entry in file.checkins
    ]
    overlay = PendingFiles(workspace.source)
    put_checkins(overlay, plan, files)
    drafts = [FileChange(path, overlay.before(path), content) for path, content in overlay.changed.items()]
    commits = recording.may_commit and plan.settings.commit
    outcome = desk.write(drafts, _message(files, words) if commits else None)
    if outcome.repeated and desk.finished:
        streams.echo(visible(f"{desk.finished.subject}: this was already done by the run that was cut off"))
        return Exit.OK
    if recording.copyable:
        for line in checkin_text.chat_lines(plan, after, files):
            streams.echo(visible(line))
        return Exit.OK
    entries = [entry for file in files.values() for entry in file.checkins]
    verb = "Corrected" if any(entry.corrects for entry in entries) else "Recorded"
    for line in words or ["a win"]:
        streams.echo(f"{streams.styled(verb, 'green')} {visible(line)}")
    commit = f" · commit {outcome.commit[:7]}" if outcome.commit else ""
    streams.echo(streams.styled(f"{visible(', '.join(overlay.changed))}{commit}", "dim"))
    for note in checkin_text.outlier_notes(after, files):
        streams.echo_err(f"note: {visible(note)}")
    for note in outcome.notes:
        if not (plan.checkins and note.startswith("not in a git repository")):  # said at the first check-in
            streams.echo_err(f"note: {visible(note)}")
    if with_chat:
        streams.echo()
        for line in checkin_text.chat_lines(plan, after, files):
            streams.echo(f"  {visible(line)}")
        streams.echo()
    _say_next(desk, outcome.commit)
    return Exit.OK


def _message(files: dict[str, CheckinFile], words: list[str]) -> Message:
    from okrcli.store.transaction import Message

    by = next(iter(files.values())).by
    subject = words[0] if len(words) == 1 else f"{len(words)} key results by {by}" if words else f"a win of {by}"
    entries = [entry for file in files.values() for entry in file.checkins]
    notes = [text for entry in entries for text in (entry.note, entry.blocker) if text]
    body = "\n".join(
        [*(words if len(words) > 1 else []), *notes, *(win for file in files.values() for win in file.wins)]
    )
    return Message(f"okr checkin: {subject}", body, tuple(file.id for file in files.values()), "checkin")


def _say_next(desk: WriteTransaction, commit: str | None) -> None:
    from okrcli.git.sync import unshared_paths
    from okrcli.workspace.sources import PLAN_FOLDER

    waiting = unshared_paths(desk.repository, [PLAN_FOLDER]) if commit and desk.repository else None
    streams.echo(streams.styled("not shared yet: okr sync" if waiting else "next: okr status", "dim"))
