"""`okr audit`: check the history of the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.cli import context, options
from okrcli.commandline import runnable
from okrcli.errors import Exit, RefusedError, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from okrcli.diagnostics import Finding
    from okrcli.git.log import Commit
    from okrcli.git.ranges import CommitRange
    from okrcli.git.repository import Repository
    from okrcli.git.trees import Snapshot
    from okrcli.git.workspace_at import Checkout
    from okrcli.model.plan import Plan
    from okrcli.reports.audit_line import Found
    from okrcli.yaml.document import Document


def audit(
    ctx: typer.Context,
    range: Annotated[
        str | None,
        typer.Argument(
            metavar="[A | A..B | A...B]", help="The commits since A; by default the whole history up to HEAD."
        ),
    ] = None,
    since_hash: Annotated[
        str | None,
        typer.Option(
            "--since-hash", metavar="HASH", help="A commit noted down earlier, which must still be in the history."
        ),
    ] = None,
    allowed_signers: options.AllowedSigners = None,
    strict: options.Strict = False,
    exit_zero: options.ExitZero = False,
    select: options.Select = None,
    ignore: options.Ignore = None,
    format: options.FindingsFormat = "auto",
    json: options.Json = False,
    output: options.FindingsFile = None,
) -> int:
    """Check the history for silent changes.

    It reports check-ins that were changed or deleted, agreed targets that changed without a reason, closed cycles that
    changed, check-ins by people who do not own the key result, and check-ins entered long after their day. With the
    setting `audit.signatures` it also checks signatures. Exit code 1 when there is an error.

    The names and times in git are set by the machine that makes the commit, and a history can be rewritten. To detect
    that, keep the hash that this command prints, and give it later with --since-hash.

    \b
    okr audit
    okr audit origin/main...HEAD
    okr audit --since-hash 1a2b3c4
    """
    from okrcli.checks.select import selection
    from okrcli.checks.severities import as_set
    from okrcli.checks.weaker_settings import WEAKER_SETTINGS
    from okrcli.cli.findings import FORMATS, CheckResult, emit, resolved_format
    from okrcli.diagnostics import Severity
    from okrcli.git import workspace_at
    from okrcli.git.log import authors_of, commits_of
    from okrcli.git.semantic_log import HistoryWalker
    from okrcli.git.signatures import signatures_of
    from okrcli.reports.audit import audit as found_in
    from okrcli.reports.audit_line import History

    chosen = resolved_format(options.chosen_format(format, json, *FORMATS))
    folder = context.invocation(ctx).folder
    chosen_codes = selection(select or (), ignore or ())
    checkout = workspace_at.checkout_of(folder)
    repository = checkout.repository
    start, end = _commit_range(repository, range, since_hash)
    snapshot = workspace_at.snapshot_at(checkout, end)
    today = context.today()
    plan, law, base = _plans(checkout, start, end, workspace_at.required(snapshot, end))
    settings = (law or plan).settings
    wanted = settings.audit.signatures
    signatures = (
        signatures_of(repository, end, start, workspace_at.allowed(folder, allowed_signers)) if wanted else None
    )
    context.warn_if_cut(repository)
    numbers = count()
    commits = _with_progress(commits_of(repository, end, checkout.folder, start, as_recorded=True), numbers)
    walker = HistoryWalker(repository, today)
    history = History(
        steps=walker.steps(commits),
        plan=plan,
        start=law,
        base=base,
        earlier=lambda: walker.steps(commits_of(repository, start, checkout.folder, as_recorded=True) if start else ()),
        authors=lambda commit, path: authors_of(repository, commit, path),
        was_shared=repository.was_shared_without,
    )
    files = FilesOfCommits(repository)
    findings = [files.diagnostic(finding) for finding in found_in(history, signatures)]
    if since_hash and (broken := missing_ancestor(checkout, since_hash, end)):
        findings.insert(0, broken)
    judged = as_set([finding for finding in findings if finding.code != WEAKER_SETTINGS], settings.rules)
    findings = chosen_codes([*judged, *(finding for finding in findings if finding.code == WEAKER_SETTINGS)])
    failing = frozenset({Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR})
    amount = next(numbers)
    outcome = CheckResult(
        findings=findings,
        failing=failing,
        root=checkout.root,
        amounts={"commits": amount},
        where=f"{amount} commit{'' if amount == 1 else 's'} up to {end[:7]}",
        files=_paths_of(findings),
        line_of=files.line,
        kind="audit",
    )
    emit(outcome, chosen, folder / output if output not in (None, "-") else None)
    failed = any(finding.severity in failing for finding in findings)
    if chosen == "full" and not failed:
        later = runnable(f"okr audit --since-hash {end[:12]}")
        streams.echo_err(
            f"note: to detect a rewritten history, keep this hash outside of the repository, and run later: {later}"
        )
    return Exit.FOUND if failed and not exit_zero else Exit.OK


def _commit_range(repository: Repository, text: str | None, since_hash: str | None) -> CommitRange:
    """The range that the arguments name. Raises RefusedError for an unknown commit, and in a shallow clone."""
    from okrcli.git.ranges import CommitRange, commit_range

    if since_hash is not None and not re.fullmatch(r"[0-9a-f]{4,64}", since_hash):
        raise UsageError(f"`--since-hash {since_hash}` is not the hash of a commit", "okr audit prints the hash")
    if repository.is_shallow:
        raise RefusedError(
            "this is a shallow clone: its older history is missing, so it cannot be audited",
            "get the rest: git fetch --unshallow",
            "in CI: fetch the whole history (GitHub: `fetch-depth: 0`, GitLab: `GIT_DEPTH: 0`)",
        )
    start, end = commit_range(repository, text)
    if since_hash and start is None and repository.is_ancestor(since_hash, end):
        start = repository.resolve(since_hash)
    return CommitRange(start, end)


def _plans(
    checkout: Checkout, start: str | None, end: str, snapshot: Snapshot
) -> tuple[Plan, Plan | None, Plan | None]:
    """The plan at the end; of a range also the plan at its start and that of the common ancestor.

    The one at its start judges the range, the other is compared with it. Both are None for a whole history, and where
    there was no workspace yet. Of a range only the cycles are read that its commits touched, if all states have these.
    """
    from okrcli.git import workspace_at
    from okrcli.workspace.workspace import load

    day = context.today()
    if start is None:
        return load(snapshot, day, everything=True).plan, None, None
    base = checkout.repository.merge_base(start, end)
    states = {end: snapshot}
    for commit in {start, base}:
        if commit != end and (state := workspace_at.snapshot_at(checkout, commit, end)):
            states[commit] = state
    cycles = _cycles_of_range(checkout, start, end, states)
    read = {commit: load(state, day, everything=cycles is None, only=cycles) for commit, state in states.items()}
    if cycles is not None and (
        len({each.cycles_read for each in read.values()}) > 1 or not cycles <= read[end].cycles_read
    ):
        read = {commit: load(state, day, everything=True) for commit, state in states.items()}
    plans = {commit: each.plan for commit, each in read.items()}
    return plans[end], plans.get(start), plans.get(base)


def _cycles_of_range(checkout: Checkout, start: str, end: str, states: Mapping[str, Snapshot]) -> frozenset[str] | None:
    """The cycles that the commits of a range touched, or that differ between its states; None for all."""
    from okrcli.git.log import commits_of
    from okrcli.git.two_states import changed_paths, cycles_to_read

    commits = commits_of(checkout.repository, end, checkout.folder, start)
    paths = {file.path for commit in commits for file in commit.files}
    for state in states.values():
        paths.update(changed_paths(state, states[end]))
    return cycles_to_read(states[end], states[end], paths)


class FilesOfCommits:
    """The files of commits, which are read again to locate findings."""

    def __init__(self, repository: Repository) -> None:
        from okrcli.git.process import BlobReader

        self._blobs = BlobReader(repository.top)
        self._last: tuple[str, Document] | None = None
        self._lines: dict[tuple[str, int], set[str]] = {}

    def diagnostic(self, found: Found) -> Finding:
        """The finding with its line and column, and with its commit in the message."""
        from okrcli.diagnostics import Finding

        commit, code, trace = found
        document = self._document(commit, trace.location.path, was=trace.is_before)
        position = document.locate(trace.location.keys)
        self._lines.setdefault((position.path, position.line), set()).add(document.line(position.line))
        message = f"{trace.message} ({_commit_text(commit)})"
        return Finding(position, code.number, code.severity, message, trace.hint)

    def line(self, path: str, number: int) -> str:
        """The source line at a path and number; empty if commits have different lines there."""
        known = self._lines.get((path, number), set())
        return next(iter(known)) if len(known) == 1 else ""

    def _document(self, commit: Commit, path: str, *, was: bool) -> Document:
        from okrcli.workspace.sources import MAX_BYTES
        from okrcli.yaml.document import Document

        change = next((change for change in commit.files if change.path == path), None)
        blob = (change.before if was else change.after) if change else None
        if blob is None:
            return Document(path, b"")
        if self._last is None or self._last[0] != blob:
            self._last = blob, Document(path, self._blobs.read(blob, MAX_BYTES + 1))
        return self._last[1]


def _commit_text(commit: Commit) -> str:
    """Hash, day and author of a commit: `1a2b3c4, 16 Nov 2026, Linh Pham`."""
    return f"{commit.hash[:7]}, {commit.day}, {commit.author}"


def _with_progress(commits: Iterator[Commit], numbers: Iterator[int]) -> Iterator[Commit]:
    """The same commits, taking the next number for each."""
    for commit in commits:
        next(numbers)
        yield commit


def missing_ancestor(checkout: Checkout, since_hash: str, end: str) -> Finding | None:
    """A finding if a commit that was noted down is not among the ancestors of `end`, else None."""
    from okrcli.checks.history import REWRITTEN
    from okrcli.diagnostics import Finding, Position
    from okrcli.workspace.sources import WORKSPACE_FILE

    if checkout.repository.is_ancestor(since_hash, end):
        return None
    message = f"{visible(since_hash)} is not part of the history of {end[:7]}"
    hint = "if it was never fetched: git fetch --all; otherwise the history was rewritten since"
    return Finding(Position(WORKSPACE_FILE, 1, 1), REWRITTEN.number, REWRITTEN.severity, message, hint)


def _paths_of(findings: Sequence[Finding]) -> list[str]:
    """The paths of files with findings, without repetition."""
    return sorted({finding.place.path for finding in findings})
