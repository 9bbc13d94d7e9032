"""`okr undo`: take back your last okr commit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from okrcli.cli import context, options
from okrcli.errors import Exit, RefusedError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.git.own_commits import OkrCommit
    from okrcli.git.repository import Repository, TreeEntry
    from okrcli.store.journal import FileChange
    from okrcli.workspace.workspace import Workspace

_OUTSIDE_OF_PLANS = ("init", "setup git", "setup codeowners", "setup schema", "demo", "fmt", "validate")
"""The commands that also write files which are no plans and no check-ins."""


def undo(ctx: typer.Context, dry_run: options.DryRun = False) -> int:
    """Undo your last okr command.

    A new commit reverses the last one; the history keeps both.

    It is refused if the commit is shared, if a file was changed since, if a later change depends on it, if other work
    was added to the commit, and if plans or check-ins have changes that are not committed.

    \b
    okr undo --dry-run
    okr undo
    """
    from okrcli.git.own_commits import last_okr_commit
    from okrcli.store.message import Message
    from okrcli.store.transaction import begin_write
    from okrcli.workspace.sources import find_root

    root = find_root(context.invocation(ctx).folder)
    with begin_write(root) as transaction:
        for sentence in transaction.repaired:
            streams.error(sentence, severity="repaired")
        repository = transaction.repository
        if repository is None:
            raise RefusedError("there is no git repository here, so nothing can be undone")
        last = last_okr_commit(repository, repository.email() or "")
        if last is None:
            raise RefusedError("you have no okr commit to undo", "see the history: git log")
        if last.is_shared:
            by_git = f"git revert {last.hash[:10]}"
            ways = (
                ("correct a check-in by a new one: okr checkin --correct ID VALUE", f"or revert it: {by_git}")
                if last.command == "checkin"
                else (f"revert it: {by_git}",)
            )
            raise RefusedError(f"others have this commit already: {last.subject}", *ways)
        _refuse_uncommitted(repository, root, last)
        _refuse_foreign(repository, root, last)
        drafts = _reverse(repository, root, last)
        _refuse_if_depended_on(context.open_workspace(ctx, context.today(), everything=True), repository, last, drafts)
        if dry_run:
            for draft in drafts:
                streams.echo(f"would {'remove' if draft.after is None else 'restore'} {visible(draft.path)}")
            return Exit.OK
        subject = f"okr undo: {last.subject.removeprefix('okr ')}"
        outcome = transaction.write(drafts, Message(subject, ids=last.ids, command="undo", undoes=last.hash))
        for draft in drafts:
            streams.echo(f"{'removed' if draft.after is None else 'restored'} {visible(draft.path)}")
    streams.echo(f"{streams.styled('Undone', 'green')} {visible(last.subject)}")
    for note in outcome.notes:
        streams.echo_err(f"note: {visible(note)}")
    return Exit.OK


def _refuse_uncommitted(repository: Repository, root: Path, last: OkrCommit) -> None:
    """Raise RefusedError for uncommitted plans and check-ins: they may be what the person means to undo."""
    from okrcli.git.layout import folder_below
    from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE

    inside = folder_below(repository.top, root)
    before = f"{inside}/" if inside else ""
    paths = repository.uncommitted([f"{before}{name}" for name in (WORKSPACE_FILE, PLAN_FOLDER)])
    if paths:
        shown = ", ".join(visible(path.removeprefix(before)) for path in paths[:3]) + (" …" if len(paths) > 3 else "")
        raise RefusedError(
            f"there are changes that are not committed: {shown}",
            "commit them with git, or stash them: git stash -u",
            f"then run okr undo for your last commit: {last.subject}",
        )


def _refuse_foreign(repository: Repository, root: Path, last: OkrCommit) -> None:
    """Raise RefusedError if the commit holds work that okr did not write (`git commit --amend`, a rebase)."""
    from okrcli.git.amended import foreign_changes
    from okrcli.git.layout import folder_below
    from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE

    inside = folder_below(repository.top, root)
    before = f"{inside}/" if inside else ""
    foreign = foreign_changes(repository, last)
    paths = [change.path for change in last.changes if not change.path.startswith(before)]
    if foreign is not None and foreign.original is None and last.command not in _OUTSIDE_OF_PLANS:
        plans, workspace_file = f"{before}{PLAN_FOLDER}/", f"{before}{WORKSPACE_FILE}"
        changed = [change.path for change in last.changes]
        paths = [path for path in changed if not path.startswith(plans) and path != workspace_file]
    paths = sorted({*paths, *(foreign.paths if foreign else ())})
    if not paths:
        return
    shown = ", ".join(visible(path.removeprefix(before)) for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    original = foreign.original if foreign else None
    raise RefusedError(
        f"the commit has changes that okr did not write: {shown}",
        f"see them: git {f'diff {original[:10]} {last.hash[:10]}' if original else f'show {last.hash[:10]}'}",
        *([f"revert only the changes of okr: git revert {original[:10]}"] if original else ()),
        f"revert all of it: git revert {last.hash[:10]}",
    )


def _refuse_if_depended_on(
    workspace: Workspace, repository: Repository, last: OkrCommit, drafts: list[FileChange]
) -> None:
    """Raise RefusedError if something later would be wrong without the commit."""
    from okrcli.checks import ANSWERS
    from okrcli.cli.edit_request import new_findings
    from okrcli.diagnostics import Severity
    from okrcli.git.layout import folder_below
    from okrcli.workspace.pending_files import PendingFiles
    from okrcli.workspace.sources import WORKSPACE_FILE
    from okrcli.workspace.workspace import load

    for several in workspace.plan.checkins.values():
        for checkin in several:
            if checkin.reading.corrects in last.ids and checkin.document not in last.ids:
                raise RefusedError(
                    f"a later correction refers to it: {checkin.location.path}",
                    "correct it again instead: okr checkin --correct ID VALUE",
                )
    removed = {draft.path for draft in drafts if draft.after is None}
    if WORKSPACE_FILE in removed and not {*workspace.records, *workspace.unread} - removed:
        return  # the workspace goes as a whole, as `okr init` made it
    pending = PendingFiles(workspace.source)
    for draft in drafts:
        pending.put(draft.path, draft.after)
    after = load(pending, workspace.day, everything=True)
    errors = [
        finding
        for finding in new_findings(workspace, after)
        if finding.severity is Severity.ERROR and finding.code not in ANSWERS
    ]
    if not errors:
        return
    path, line, *_ = errors[0].place
    inside = folder_below(repository.top, context.root_of(workspace))
    raise RefusedError(
        f"undo would make {visible(path)}:{line} wrong: {errors[0].message}",
        f"this file was changed later{_by(repository, f'{inside}/{path}'.lstrip('/'))}",
        "undo that first, or change the plan with another command",
    )


def _by(repository: Repository, path: str) -> str:
    """The author and the subject of the last commit that changed a file, as the end of a sentence."""
    change = repository.last_change_of(path)
    return f" by {change[1]}: {change[2]} ({change[0]})" if change else ""


def _reverse(repository: Repository, root: Path, last: OkrCommit) -> list[FileChange]:
    """The changes that restore the files as before the commit."""
    from okrcli.store.journal import FileChange

    paths = [change.path for change in last.changes]
    made = repository.entries_at(last.hash, paths)
    now = repository.entries_at_head(paths)
    past = repository.entries_at(last.parent, paths) if last.parent else {}
    contents = repository.contents(made), repository.contents(past)
    drafts = []
    for change in last.changes:
        path = (repository.top / change.path).relative_to(root.resolve()).as_posix()
        if _blob(now, change.path) != _blob(made, change.path):
            later = _by(repository, change.path)
            hint = "undo that first, or change the plan with another command"
            raise RefusedError(f"{path} was changed since {last.subject}", f"the later change{later}", hint)
        after, before = (several.get(change.path) for several in contents)
        on_disk = _with_line_ends(repository, change.path, after)
        if before is not None and after is not None and on_disk != after:
            is_crlf = on_disk == after.replace(b"\n", b"\r\n")
            before = (
                before.replace(b"\n", b"\r\n")
                if is_crlf
                else repository.checked_out(change.path, f"{last.parent}:{change.path}")
            )
        drafts.append(FileChange(path, on_disk, before))
    return drafts


def _blob(entries: Mapping[str, TreeEntry], path: str) -> str | None:
    return entries[path].blob if path in entries else None


def _with_line_ends(repository: Repository, path: str, committed: bytes | None) -> bytes | None:
    """A committed file with the line ends that it has on disk (`core.autocrlf`, `eol`); as committed if it differs."""
    place = repository.top / path
    if committed is None or not place.is_file() or (on_disk := place.read_bytes()) == committed:
        return committed
    return on_disk if repository.blob_of(path, on_disk) == repository.blob_of(path, committed) else committed
