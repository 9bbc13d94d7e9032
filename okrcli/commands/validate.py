"""`okr validate`: is everything in these files right?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from okrcli.commands import _options as options
from okrcli.errors import Exit, UsageError
from okrcli.render import screen

if TYPE_CHECKING:
    from okrcli.diagnostics import Diagnostic
    from okrcli.workspace import Workspace


def validate(
    context: typer.Context,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH…]", help="Report only these files and folders.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="full (default), concise or json.")
    ] = "full",
    json: options.Json = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail too.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")] = False,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODES", help="Report only these codes, such as OKR5,OKR204."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="CODES", help="Leave these codes out; a name will do too.")
    ] = None,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="FILE", help="Leave out what stands in this file.")
    ] = None,
    write_baseline: Annotated[
        str | None, typer.Option("--write-baseline", metavar="FILE", help="Write what is found to this file.")
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Show how often each code is found, not where.")
    ] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can only be meant in one way.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="With --fix: show the lines, and change nothing.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="The same as --diff.")] = False,
    no_commit: options.NoCommit = False,
) -> int:
    """Check every file, and change nothing unless --fix is given.

    All problems are reported at once, each with its line, what is wrong and what to do.
    Exit code 1 when there is an error, 0 otherwise. `okr explain CODE` tells more about one.

    \b
    okr validate
    okr validate okrs/2026-Q4 --format concise
    okr validate --select OKR5 --strict
    okr validate --fix --diff
    """
    from okrcli.commands import _validating as validating
    from okrcli.rules import findings
    from okrcli.rules.selection import selection

    chosen_codes = selection(select or (), ignore or ())
    folder = options.invocation(context).folder

    def chosen_of(found: list[Diagnostic], workspace: Workspace) -> list[Diagnostic]:
        return chosen_codes(_below(found, paths or [], folder, workspace))

    if fix or diff or dry_run:
        from okrcli.commands import _fixing as fixing
        from okrcli.sources import find_root

        root = find_root(folder)
        if diff or dry_run:
            return Exit.FOUND if fixing.show(root, options.today(), chosen_of) and not exit_zero else Exit.OK
        fixing.mend(root, options.today(), chosen_of, may_commit=not no_commit)

    chosen = options.chosen_format(format, json, "full", "concise", "json")
    workspace = options.open_workspace(context, options.today(), everything=True)
    diagnostics = chosen_of(findings(workspace), workspace)
    if write_baseline:
        diagnostics = validating.write_baseline(workspace, diagnostics, folder, write_baseline)
    elif baseline:
        diagnostics = validating.without_baseline(workspace, diagnostics, folder, baseline)
    if statistics:
        validating.show_statistics(diagnostics, chosen == "json")
    else:
        _show(workspace, diagnostics, chosen)
    failing = {"error", "warning"} if strict else {"error"}
    found = any(diagnostic.severity in failing for diagnostic in diagnostics)
    return Exit.FOUND if found and not exit_zero else Exit.OK


def _below(diagnostics: list[Diagnostic], paths: list[str], folder: Path, workspace: Workspace) -> list[Diagnostic]:
    """The findings in these files and folders; all of them when none is named."""
    root = options.root_of(workspace).resolve()
    wanted = []
    for text in paths:
        path = (folder / text).resolve()
        if not path.exists():
            raise UsageError(f"there is no `{text}`")
        if path != root and root not in path.parents:
            raise UsageError(f"`{text}` is outside of the workspace {root}")
        wanted.append("" if path == root else path.relative_to(root).as_posix())
    if not paths:
        return diagnostics
    return [
        found
        for found in diagnostics
        if any(place in ("", found.place.path) or found.place.path.startswith(f"{place}/") for place in wanted)
    ]


def _show(workspace: Workspace, diagnostics: list[Diagnostic], chosen: str) -> None:
    from okrcli.render import diagnostics as render

    counts = render.counted(diagnostics)
    if chosen == "json":
        screen.say_json(render.as_json(diagnostics, counts | _sizes(workspace)))
        return
    if chosen == "concise":
        lines = render.concise(diagnostics)
    else:
        lines = render.full(diagnostics, lambda path, number: workspace.document(path).line(number))
    for line in lines:
        screen.say(line)
    if diagnostics and chosen == "full":
        screen.say()
    if chosen == "full":
        screen.say(_verdict(counts, _sizes(workspace)))


def _sizes(workspace: Workspace) -> dict[str, int]:
    plan = workspace.plan
    return {
        "files": len(workspace.records.keys() | set(workspace.broken)),
        "objectives": len(plan.objectives),
        "key_results": sum(len(objective.key_results) for objective in plan.objectives.values()),
        "checkins": sum(map(len, plan.checkins.values())),
    }


def _verdict(counts: dict[str, int], sizes: dict[str, int]) -> str:
    found = [f"{number} {name if number > 1 else name[:-1]}" for name, number in counts.items() if number]
    seen = [
        f"{number} {word if number != 1 else word[:-1]}"
        for word, number in (
            ("files", sizes["files"]),
            ("objectives", sizes["objectives"]),
            ("key results", sizes["key_results"]),
            ("check-ins", sizes["checkins"]),
        )
    ]
    verdict = screen.styled(", ".join(found), "bold") if found else screen.styled("all good", "bold green")
    return f"{verdict} in {', '.join(seen)}"
