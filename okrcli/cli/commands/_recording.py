"""The work of `okr checkin`: gather entries, build the file, write it, say what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import typer

from okrcli.cli import options, prompts_checkin
from okrcli.edit import checkin_text, checkins
from okrcli.edit.inlining import put_checkins
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.model.plan import NEVER, Checkin, Ref
from okrcli.model.records import CheckinEntry, CheckinFile
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.store.transaction import FileChange, Message, WriteTransaction, begin_write
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.plan_builder import target_ref
from okrcli.workspace.selecting import resolve_ref
from okrcli.workspace.sources import PLAN_FOLDER, WorkingTree, find_root
from okrcli.workspace.workspace import Workspace, concerned


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


def record(context: typer.Context, recording: Recording) -> int:
    """Do what `okr checkin` was asked to do, and return its exit code."""
    root = find_root(options.invocation(context).folder)
    email = None if recording.by else options.email_where_needed(root)
    gather = _gatherer(context, recording, root, email)
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
    return options.load_for(WorkingTree(root), recording.day, gather.names, recording.cycle)


def _gatherer(context: typer.Context, recording: Recording, root: Path, email: str | None) -> Gather | None:
    """How the entries are found; what has to be asked is asked here, before anything is locked.

    None when the person decided to record nothing.
    """
    if recording.source is not None:
        document = prompts_checkin.read_json(recording.source, options.invocation(context).folder)
        names = tuple(entry.target[1] for entry in document.entries if entry.target)
        return Gather(lambda found: _from_document(found, recording, email, document), names, f"{recording} {document}")
    may_ask = options.invocation(context).may_ask
    wants_to_be_asked = may_ask and _only_names(root, recording)
    if (recording.typed or (recording.wins and not recording.correct)) and not wants_to_be_asked:
        return Gather(lambda found: _from_words(found, recording, email), tuple(recording.typed), str(recording))
    if not may_ask:
        raise UsageError(
            "which key results? There is no terminal to ask at",
            "name them: okr checkin mql 22 nps 41",
            "or give JSON: okr checkin --from -",
        )
    workspace = options.load_for(WorkingTree(root), recording.day, recording.typed, recording.cycle)
    by = options.match_person(workspace.plan, recording.by, email)
    old = _latest_file(workspace, by) if recording.correct else ()
    answered = prompts_checkin.converse_about(workspace, by, old, recording.typed)
    if not answered:
        return None
    day = old[0].date if old and not recording.has_own_day else recording.day
    gathered = Gathered(tuple(answered), recording.wins, day, by)
    return Gather(lambda _: gathered, was_asked=True)


def _only_names(root: Path, recording: Recording) -> bool:
    """Whether key results were named and nothing was said of them, so that the person wants to be asked."""
    if not recording.typed or recording.correct or recording.wins or recording.remarks != checkins.CheckinFields():
        return False
    workspace = options.load_for(WorkingTree(root), recording.day, recording.typed, recording.cycle)
    refuse_broken(workspace)
    focus = workspace.focus.id if workspace.focus else None
    said = checkins.parse_targets(recording.typed, workspace.plan, focus, workspace.broken)
    return all(item.text is None and item.ref.key_result and item.ref == item.ref.holder for item in said)


def _from_words(workspace: Workspace, recording: Recording, email: str | None) -> Gathered:
    refuse_broken(workspace)
    plan = workspace.plan
    by = options.match_person(plan, recording.by, email)
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
    by = options.match_person(workspace.plan, recording.by or document.by, email)
    focus = workspace.focus.id if workspace.focus else None
    day = recording.day if recording.has_own_day else document.day or recording.day
    targets = [entry.target for entry in document.entries]
    twice = next((target for position, target in enumerate(targets) if target in targets[:position]), None)
    if twice:
        raise RefusedError(f"`{twice[1]}` stands there twice", "give each key result one entry")
    options.refuse_future(day)
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
    mine = [c for several in workspace.plan.checkins.values() for c in several if c.by == by and c.document and c.at]
    if not mine:
        raise RefusedError(f"{by} has no check-in to correct", "check in without --correct")
    latest = max(mine, key=lambda checkin: checkin.at or NEVER)
    return [checkin for checkin in mine if checkin.document == latest.document]


def _corrected(old: Checkin, new: CheckinEntry) -> CheckinEntry:
    """The new entry with what it does not say taken from the one it replaces."""
    kept = {
        name: getattr(old.reading, name)
        for name in ("value", "done", "missed", "confidence", "status", "note", "blocker")
        if getattr(new, name) is None
    }
    if new.value is not None:
        kept.pop("missed", None)
    return replace(new, **kept, corrects=old.document)


def refuse_broken(workspace: Workspace, refs: Iterable[Ref] = ()) -> None:
    """Raises RefusedError where `okrs.yaml`, or a file that holds one of these things, is broken."""
    broken = concerned(workspace, refs)
    if broken:
        first = broken[0]
        place = f"{first.place.path}:{first.place.line}:{first.place.column}"
        raise RefusedError(f"{place}: {first.message}", "mend the file first: okr validate shows all that is wrong")


def _files(workspace: Workspace, gathered: Gathered) -> dict[str, CheckinFile]:
    """The new files by path. Raises RefusedError where a file that is concerned is broken."""
    plan = workspace.plan
    found = [target_ref(cycle, *entry.target) for cycle, entry in gathered.entries if entry.target]
    refs = [ref for ref in found if ref is not None]
    refuse_broken(workspace, refs)
    cycle = workspace.focus.id if workspace.focus else None
    at = checkins.moment_after(plan, refs, options.now())
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

    waiting = unshared_paths(desk.repository, [PLAN_FOLDER]) if commit and desk.repository else None
    streams.echo(streams.styled("not shared yet: okr sync" if waiting else "next: okr status", "dim"))
