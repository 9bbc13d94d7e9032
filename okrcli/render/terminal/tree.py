"""`okr tree` on a terminal: who contributes to what, and below each objective what it needs from others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from okrcli.model.plan import Ref
from okrcli.render.labels import day_text, percent_of
from okrcli.render.terminal.console import STATUS_SIGNS, STATUS_STYLES, cut, less, padded, status_cells, status_word
from okrcli.reports.status import KeyResultRow, ObjectiveRow
from okrcli.reports.tree import TreeReport, TreeRow
from okrcli.sanitize import visible
from okrcli.scoring.alignment import DependencyLink

_MOST_ROOM = 120
_SHORTEST_TITLE = 24
_AGREED = {"agreed": "agreed", "asked": "not agreed yet", "refused": "refused"}
_AGREED_STYLES = {"agreed": "dim", "asked": "yellow", "refused": "red"}
_NUMBERS = 22
"""Cells of percent, sign and status."""


def tree_lines(tree: TreeReport, width: int | None, *, with_key_results: bool) -> Iterator[Text]:
    """A line for each objective: branches and title at the left, then progress, status, name and owner in columns."""
    width = None if width is None else min(width, _MOST_ROOM)
    yield Text.assemble((visible(tree.cycle.id), "bold"), (f" · as of {day_text(tree.day)}", "dim"))
    yield Text("")
    if not tree.nodes:
        yield Text("no objectives to show", style="dim")
    branches = _branches(tree.nodes)
    room = _left_room(tree, [branch for branch, _ in branches], width, with_key_results=with_key_results)
    for node, (branch, stem) in zip(tree.nodes, branches, strict=True):
        if node.depth == 0 and node is not tree.nodes[0]:
            yield Text("")
        yield _objective(node, branch, tree, room, width)
        if node.is_again:
            continue
        if node.loop:
            ring = " → ".join(str(ref) for ref in (*node.loop, node.loop[0]))
            yield Text.assemble((stem, "dim"), (cut(f"↻ contributes to itself: {ring}", less(width, len(stem))), "red"))
        if node.is_orphan:
            yield Text.assemble((stem, "dim"), ("! contributes to nothing", "yellow"))
        if with_key_results:
            yield from (_key_result(row, stem, room, width) for row in node.row.key_results)
        yield from (_need(link, stem, tree, width) for link in node.needs)


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


def _left_room(tree: TreeReport, branches: list[str], width: int | None, *, with_key_results: bool) -> int:
    """Cells for branch and title: what the longest one needs, or what a narrow screen leaves."""
    needed = max(
        (
            cell_len(branch) + cell_len(visible(node.row.objective.title)) + len(_mark(node))
            for node, branch in zip(tree.nodes, branches, strict=True)
        ),
        default=0,
    )
    if with_key_results:
        titles = (row.key_result.title for node in tree.nodes for row in node.row.key_results)
        needed = max([needed, *(cell_len(visible(title)) + 12 for title in titles)])
    if width is None:
        return needed
    abouts = max((cell_len(_about(node.row, tree)) for node in tree.nodes), default=0)
    return min(needed, max(width - _NUMBERS - abouts - 4, _SHORTEST_TITLE, width - _NUMBERS - 26))


def _about(row: ObjectiveRow, tree: TreeReport) -> str:
    return f"{_name(row.ref, tree)} · {visible(row.objective.owner or 'no owner')}"


def _name(ref: Ref, tree: TreeReport) -> str:
    return str(ref) if ref.cycle == tree.cycle.id else ref.full


def _mark(node: TreeRow) -> str:
    return "  see above" if node.is_again else ""


def _objective(node: TreeRow, branch: str, tree: TreeReport, room: int, width: int | None) -> Text:
    mark = _mark(node)
    title = cut(node.row.objective.title, room - cell_len(branch) - len(mark))
    left = Text.assemble(
        (branch, "dim"),
        (title, "bold" if node.is_picked and not node.is_again else ""),
        (mark, "dim"),
    )
    return _line(left, node.row, _about(node.row, tree), room, width)


def _key_result(row: KeyResultRow, stem: str, room: int, width: int | None) -> Text:
    title = cut(row.key_result.title, room - cell_len(stem) - 2)
    about = f"{row.ref.short} · {visible(row.owner or 'no owner')}"
    return _line(Text.assemble((f"{stem}· ", "dim"), title), row, about, room, width)


def _line(left: Text, row: ObjectiveRow | KeyResultRow, about: str, room: int, width: int | None) -> Text:
    status = row.score.status.shown
    word = f"{STATUS_SIGNS.get(status or '', '·')} {status_word(status)}"
    numbers = f"  {percent_of(row.score):>6}  {padded(word, status_cells())}"
    gap = " " * max(room - left.cell_len, 0)
    rest = cut(about, less(width, room + len(numbers) + 1))
    return Text.assemble(left, gap, (numbers, STATUS_STYLES.get(status or "", "dim")), (f" {rest}", "dim"))


def _need(link: DependencyLink, stem: str, tree: TreeReport, width: int | None) -> Text:
    """A dependency: a line of another kind."""
    who = f"{link.ref.short} " if link.ref.key_result else ""
    to = _name(link.target, tree) if link.target else link.dependency.to
    answer = "leads nowhere" if link.target is None else _AGREED[link.agreement]
    if link.target and link.agreement == "asked" and link.dependency.asked:
        answer = f"asked on {day_text(link.dependency.asked)}, {answer}"
    need = f": {link.dependency.need}" if link.dependency.need else ""
    head = f"{who}needs {visible(to)}, {answer}"
    text = cut(f"⇢ {head}{need}", less(width, cell_len(stem)))
    return Text.assemble((stem, "dim"), (text, "red" if link.target is None else _AGREED_STYLES[link.agreement]))
