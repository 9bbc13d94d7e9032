"""`okr audit`: has anybody done what must not be done to a record?"""

from __future__ import annotations

from itertools import count
from typing import Annotated

import typer

from okrcli.cli import options
from okrcli.errors import Exit
from okrcli.render.terminal import streams


def audit(
    context: typer.Context,
    range: Annotated[
        str | None,
        typer.Argument(
            metavar="[A | A..B | A...B]", help="The commits since A; the whole history up to HEAD unless given."
        ),
    ] = None,
    since_hash: Annotated[
        str | None,
        typer.Option(
            "--since-hash", metavar="HASH", help="A commit noted down earlier: it has to be part of the history still."
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
    """Check what the history did to the record.

    Check-ins that say something else now or are gone, goalposts that moved without a reason, closed cycles that
    changed, check-ins by strangers or of long ago; signatures where `audit.signatures` asks for them. Exit code 1
    when there is an error.

    What git says of who and when is what somebody's machine said, and a history can be written anew. With a hash that
    somebody else has noted down (--since-hash) that comes out; without one it cannot.

    \b
    okr audit
    okr audit origin/main...HEAD
    okr audit --since-hash 1a2b3c4
    """
    from okrcli.checks.select import selection
    from okrcli.checks.severities import as_set
    from okrcli.cli.commands import _auditing
    from okrcli.cli.findings import FORMATS, CheckResult, emit, resolved
    from okrcli.diagnostics import Severity
    from okrcli.git import workspace_at
    from okrcli.git.log import commits_of, signatures_of
    from okrcli.git.semantic_log import HistoryWalker
    from okrcli.reports.audit import audit as found_in
    from okrcli.workspace.workspace import load

    chosen = resolved(options.chosen_format(format, json, *FORMATS))
    folder = options.invocation(context).folder
    chosen_codes = selection(select or (), ignore or ())
    ground = workspace_at.ground_of(folder)
    repository = ground.repository
    start, end = _auditing.stretch(repository, range, since_hash)
    snapshot = workspace_at.snapshot_at(ground, end)
    plan = load(workspace_at.required(snapshot, end), options.today(), everything=True).plan
    before = workspace_at.snapshot_at(ground, start, end) if start else None
    law = load(before, options.today(), everything=True).plan if before else None
    settings = (law or plan).settings
    wanted = settings.audit.signatures
    signatures = (
        signatures_of(repository, end, start, workspace_at.allowed(folder, allowed_signers)) if wanted else None
    )
    numbers = count()
    commits = _auditing.counting(commits_of(repository, end, ground.folder, start), numbers)
    places = _auditing.Places(repository)
    found = [
        places.diagnostic(one) for one in found_in(HistoryWalker(repository).steps(commits), plan, law, signatures)
    ]
    if since_hash and (broken := _auditing.rewritten(ground, since_hash, end)):
        found.insert(0, broken)
    found = chosen_codes(as_set(found, settings.rules))
    failing = frozenset({Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR})
    amount = next(numbers)
    outcome = CheckResult(
        findings=found,
        failing=failing,
        root=ground.root,
        amounts={"commits": amount},
        where=f"{amount} commit{'' if amount == 1 else 's'} up to {end[:7]}",
        files=_auditing.paths_of(found),
        line_of=places.line,
        kind="audit",
    )
    emit(outcome, chosen, folder / output if output not in (None, "-") else None)
    failed = any(one.severity in failing for one in found)
    if chosen == "full" and not failed:
        streams.echo_err(f"note: whoever keeps {end} elsewhere can ask for it later: okr audit --since-hash {end[:12]}")
    return Exit.FOUND if failed and not exit_zero else Exit.OK
