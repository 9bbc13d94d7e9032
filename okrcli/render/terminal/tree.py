"""`okr tree` on a terminal: who contributes to what, and below each objective what it needs from others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from okrcli.model.plan import Plan, Ref
from okrcli.render.labels import day_text, percent_of
from okrcli.render.terminal.cells import Column, Meter
from okrcli.render.terminal.console import status_legend, status_sign
from okrcli.render.terminal.lines import flow, heading_lines
from okrcli.render.terminal.table import Table
from okrcli.reports.owners import short_names
from okrcli.reports.status import KeyResultRow, ObjectiveRow
from okrcli.reports.tree import TreeReport, TreeRow
from okrcli.sanitize import visible
from okrcli.scoring.alignment import DependencyLink

_AGREED = {"agreed": "agreed", "asked": "not agreed yet", "refused": "refused"}
_AGREED_STYLES = {"agreed": "dim", "asked": "yellow", "refused": "red"}
_COLUMNS: Final = (
    Column("title", "objective", is_flexible=True, least=30, wanted=40),
    Column("progress", "progress", rank=3),
    Column("id", "id", style="cyan"),
    Column("owner", "owner", rank=2, most=16, style="dim"),
)


def tree_lines(tree: TreeReport, plan: Plan, width: int | None, *, with_key_results: bool) -> Iterator[Text]:
    """A line for each objective: branches and title, then progress, name and owner in columns."""
    names = short_names(plan)
    yield from heading_lines(tree.cycle, day_text(tree.day), width)
    yield Text("")
    if not tree.nodes:
        yield Text("no objectives to show", style="dim")
    table = Table(_COLUMNS, width)
    for node, (branch, stem) in zip(tree.nodes, _branches(tree.nodes), strict=True):
        if node.depth == 0 and table:
            table.blank()
        _add_objective(table, node, Text(branch, style="dim"), Text(stem, style="dim"), tree, names)
        if node.is_again:
            continue
        if node.loop:
            ring = " → ".join(str(ref) for ref in (*node.loop, node.loop[0]))
            table.line(Text.assemble((stem, "dim"), (f"↻ contributes to itself: {ring}", "red")))
        if node.is_orphan:
            table.line(Text.assemble((stem, "dim"), ("! contributes to nothing", "yellow")))
        if with_key_results:
            for row in node.row.key_results:
                title = Text.assemble(status_sign(row.score.status.shown), f" {visible(row.key_result.title)}")
                _add(table, row, Text(stem, style="dim"), title, row.ref.short, names.get(row.owner or "", row.owner))
        if node.supports:
            supported = ", ".join(_name(ref, tree) for ref in node.supports)
            table.line(Text.assemble((stem, "dim"), (visible(f"⇢ supports {supported}"), "dim")))
        for link in node.needs:
            table.line(Text.assemble((stem, "dim"), _need(link, tree)))
            for promise in node.promises:
                if promise.link.location == link.location and promise.is_broken:
                    table.line(Text.assemble((stem, "dim"), (f"  {visible(promise.text)}", "red")))
    yield from table.lines()
    if table:
        statuses = {node.row.score.status.shown for node in tree.nodes}
        if with_key_results:
            statuses |= {row.score.status.shown for node in tree.nodes for row in node.row.key_results}
        yield Text("")
        yield from flow(status_legend(statuses), width)


def _branches(nodes: Sequence[TreeRow]) -> list[tuple[str, str]]:
    """For each node the lines in front of it, and those in front of what is said below it."""
    found: list[tuple[str, str]] = []
    lasts = _lasts(nodes)
    before: list[str] = []
    for position, node in enumerate(nodes):
        del before[node.depth :]
        stem = "".join(before)
        is_last, is_root = lasts[position], node.depth == 0
        branch = stem + ("" if is_root else "└─ " if is_last else "├─ ")
        before.append("" if is_root else "   " if is_last else "│  ")
        has_children = position + 1 < len(nodes) and nodes[position + 1].depth > node.depth
        found.append((branch, "".join(before) + ("│  " if has_children else "   ")))
    return found


def _lasts(nodes: Sequence[TreeRow]) -> list[bool]:
    """For each node whether no other one follows below the same parent."""
    open_depths: set[int] = set()
    lasts = []
    for node in reversed(nodes):
        lasts.append(node.depth not in open_depths)
        open_depths = {depth for depth in open_depths if depth <= node.depth} | {node.depth}
    return lasts[::-1]


def _name(ref: Ref, tree: TreeReport) -> str:
    return str(ref) if ref.cycle == tree.cycle.id else ref.full


def _add_objective(
    table: Table, node: TreeRow, branch: Text, stem: Text, tree: TreeReport, names: dict[str, str]
) -> None:
    """Add an objective; where an earlier row has it with all that is below it, `see above` stands behind its title."""
    objective = node.row.objective
    title = Text.assemble(
        branch,
        status_sign(node.row.score.status.shown),
        " ",
        (visible(objective.title), "bold" if node.is_picked and not node.is_again else ""),
        ("  see above" if node.is_again else "", "dim"),
    )
    owner = names.get(objective.owner or "", objective.owner)
    _add(table, node.row, Text(""), title, _name(node.row.ref, tree), owner, stem)


def _add(
    table: Table,
    row: ObjectiveRow | KeyResultRow,
    branch: Text,
    title: Text,
    name: str,
    owner: str | None,
    stem: Text | None = None,
) -> None:
    score = row.score
    progress = Meter(score.progress, score.expected, score.status.shown, percent_of(score))
    title = Text.assemble(branch, title)
    table.add(title=title, progress=progress, id=name, owner=owner or "no owner", stem=stem or branch)


def _need(link: DependencyLink, tree: TreeReport) -> Text:
    """A dependency with its answer: a line of another kind."""
    who = f"{link.ref.short} " if link.ref.key_result else ""
    is_inside = link.target is not None and link.target.parent == link.ref.parent
    to = _name(link.target, tree) if link.target else link.dependency.to
    to = f"{link.target.short} of the same objective" if link.target and is_inside else to
    answer = "does not exist" if link.target is None else _AGREED[link.agreement]
    if link.target and link.agreement == "asked" and link.dependency.asked:
        answer = f"asked on {day_text(link.dependency.asked)}, {answer}"
    need = f": {link.dependency.need}" if link.dependency.need else ""
    style = "red" if link.target is None else _AGREED_STYLES[link.agreement]
    return Text(visible(f"⇢ {who}needs {to}, {answer}{need}"), style=style)
