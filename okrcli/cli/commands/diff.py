"""`okr diff`: the changes in meaning between two states of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from okrcli.cli import context, options
from okrcli.errors import Exit, UsageError
from okrcli.render.terminal import streams
from okrcli.sanitize import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from okrcli.git.workspace_at import Checkout
    from okrcli.reports.diff import DiffReport
    from okrcli.reports.hidden_findings import BaselineChange
    from okrcli.workspace.sources import Source


_FILES_HERE: Final = "the files here"


class Side(NamedTuple):
    """One of the two states."""

    source: Source | None
    """The files; None if there is no workspace yet."""
    label: str
    """The name of the state."""
    commit: str | None
    """The hash of the commit, or of the last one before the state; None if there is none."""


def diff(
    ctx: typer.Context,
    range: Annotated[
        str | None,
        typer.Argument(metavar="[A | A..B | A...B]", help="Commits; by default HEAD and the files here."),
    ] = None,
    staged: Annotated[bool, typer.Option("--staged", help="The staged files, compared with HEAD or A.")] = False,
    cycle: Annotated[
        str | None, typer.Option("--cycle", metavar="ID", help="Only objectives and key results of this cycle.")
    ] = None,
    on: options.On = None,
    reviewers: Annotated[bool, typer.Option("--reviewers", help="Show who should review the change, and why.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when something changed in meaning.")] = False,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="terminal (default), md (for a pull request) or json; for --reviewers also github or gitlab.",
        ),
    ] = "terminal",
    json: options.Json = False,
) -> int:
    """Show what changed in meaning.

    It compares by id: moved lines, comments and quotes are no change. First come agreed fields that changed after the
    cycle began, with the reason. Then comes what is new or removed, then the rest. A...B compares B with the merge base
    of both, as a pull request does.

    \b
    okr diff                     the files here against the last commit
    okr diff main...HEAD         what this branch brings
    okr diff HEAD~5..HEAD --format md
    okr diff main...HEAD --reviewers --format github
    """
    from okrcli.git import workspace_at

    formats = ("terminal", "json", "github", "gitlab") if reviewers else ("terminal", "md", "json")
    chosen = options.chosen_format(format, json, *formats)
    checkout = workspace_at.checkout_of(context.invocation(ctx).folder)
    before, after = _sides(checkout, range, staged)
    report = _report(checkout, before, after, on, cycle, everything=reviewers)
    if reviewers:
        _print_reviewers(report, chosen)
        return _exit_code(report, exit_code=exit_code)
    report = _with_commits(report, checkout, before, after)
    if chosen == "json":
        from okrcli.render.json.diff import DiffView

        streams.print_json(DiffView.of(report))
    elif chosen == "md":
        from okrcli.cli.page_links import lines_of, ways_in
        from okrcli.render.markdown.diff import diff_page

        commit = after.commit if after.label != _FILES_HERE else None
        link = lines_of(report, checkout, after.source, commit)
        streams.echo(diff_page(report, link, ways_in(report, checkout)).rstrip("\n"))
    else:
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.diff import lines

        print_lines(lines(report, streams.width()))
    return _exit_code(report, exit_code=exit_code)


def _exit_code(report: DiffReport, *, exit_code: bool) -> int:
    """The exit code, after a warning that names the files that cannot be read."""
    if report.unread:
        streams.error(f"left out, not readable: {', '.join(report.unread)}", "okr validate", severity="warning")
        return Exit.FOUND
    return Exit.FOUND if exit_code and not report.is_empty else Exit.OK


def _print_reviewers(report: DiffReport, chosen: str) -> None:
    """Print who should review the change: with the reasons, or the accounts of a service, one a line."""
    from okrcli.reports.reviewers import reviewers

    rows = reviewers(report)
    if chosen == "json":
        from okrcli.render.json.reviewers import ReviewersView

        streams.print_json(ReviewersView.of(report, rows))
    elif chosen == "terminal":
        from okrcli.render.terminal.console import print_lines
        from okrcli.render.terminal.reviewers import lines

        print_lines(lines(rows, report.plan, streams.width()))
    else:
        from okrcli.reports.accounts import HOSTS, accounts

        known = accounts(report.plan, [row.name for row in rows], HOSTS[HOSTS.index(chosen)])
        for account in filter(None, known.values()):
            streams.echo(account)
        if missing := [name for name, account in known.items() if account is None]:
            streams.echo_err(visible(f"note: no `{chosen}` account: {', '.join(missing)}"))


def _sides(checkout: Checkout, text: str | None, staged: bool) -> tuple[Side, Side]:
    """The two states that the arguments name. Raises UsageError for a range together with `--staged`."""
    from okrcli.git.trees import work_tree

    repository = checkout.repository
    one, dots, other = _parts(text)
    if dots and staged:
        raise UsageError("--staged compares with one commit, not with a range", "okr diff --staged A")
    head = repository.head()
    if one is None and head is None:
        before = Side(None, "nothing yet", None)
    else:
        before = _commit(checkout, one or "HEAD", repository.resolve(one or "HEAD"), other)
    if dots:
        after = repository.resolve(other or "HEAD")
        if dots == "...":
            base = repository.merge_base(repository.resolve(one or "HEAD"), after)
            before = _commit(checkout, f"merge base with {one or 'HEAD'}", base, other)
        return before, _commit(checkout, other or "HEAD", after)
    if staged:
        return before, Side(repository.staged(checkout.folder), "the index", head)
    return before, Side(work_tree(checkout.root), _FILES_HERE, head)


def _parts(text: str | None) -> tuple[str | None, str, str | None]:
    for dots in ("...", ".."):
        if text and dots in text:
            before, _, after = text.partition(dots)
            return before or None, dots, after or None
    return text, "", None


def _commit(checkout: Checkout, name: str, commit: str, later: str | None = None) -> Side:
    from okrcli.git.workspace_at import snapshot_at

    newer = checkout.repository.resolve(later) if later else None
    return Side(snapshot_at(checkout, commit, newer), f"{visible(name)} ({commit[:7]})", commit)


def _with_commits(report: DiffReport, checkout: Checkout, before: Side, after: Side) -> DiffReport:
    """The report with the commits that moved goalposts or altered check-ins; without any, no history is read."""
    from okrcli.git.log import commits_of
    from okrcli.git.semantic_log import HistoryWalker, anywhere, folders_of
    from okrcli.reports.change_commits import with_commits

    if not (report.goalposts or report.altered) or after.commit is None or before.commit in (None, after.commit):
        return report
    commits = commits_of(checkout.repository, after.commit, checkout.folder, before.commit)
    refs = [*(post.difference.ref for post in report.goalposts), *(row.difference.ref for row in report.altered)]
    area = anywhere if None in refs else folders_of({ref.cycle for ref in refs if ref}, report.plan)
    return with_commits(report, HistoryWalker(checkout.repository, context.today(), area=area).steps(commits))


def _report(
    checkout: Checkout, before: Side, after: Side, on: str | None, cycle: str | None, *, everything: bool
) -> DiffReport:
    """The report of the cycles that differ; with `everything` every cycle is read, also those that need one of them."""
    from okrcli.git.two_states import changed_paths, read_both
    from okrcli.model.plan import Plan
    from okrcli.reports.diff import diff_report
    from okrcli.reports.hidden_findings import waiver_changes
    from okrcli.workspace.workspace import load

    day = context.today(on)
    if after.source is None:
        raise UsageError(f"there is no workspace in {after.label}")
    changed = changed_paths(before.source, after.source)
    if before.source is None or everything:
        workspaces = [load(source, day, everything=True) for source in (before.source, after.source) if source]
    else:
        workspaces = [*read_both(before.source, after.source, day, changed)]
    if cycle is not None:
        options.one_of("--cycle", cycle, sorted({name for each in workspaces for name in each.plan.cycles}))
    plans = [Plan(), *(each.plan for each in workspaces)][-2:]
    unread = {path for each in workspaces for path in each.broken if path in changed}
    earlier = workspaces[0] if len(workspaces) > 1 else None
    return diff_report(
        plans[0],
        plans[1],
        day,
        (before.label, after.label),
        changed,
        unread,
        cycle,
        () if cycle else tuple(waiver_changes(earlier, workspaces[-1], changed)),
        () if cycle else tuple(_baselines(checkout, before, after)),
    )


def _baselines(checkout: Checkout, before: Side, after: Side) -> Iterator[BaselineChange]:
    """The files of known findings that differ between two commits, or between a commit and the files here."""
    from okrcli.git.two_states import changed_json
    from okrcli.reports.hidden_findings import baseline_change

    if before.commit is None:
        return
    later = None if after.label == _FILES_HERE else after.commit
    for path, *contents in changed_json(checkout.repository, before.commit, later):
        texts = (None if content is None else content.decode("utf-8", "replace") for content in contents)
        if change := baseline_change(path, *texts):
            yield change
