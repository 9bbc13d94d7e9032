"""`okr tree` as a drawing that other programs make: Mermaid for Markdown pages, DOT for Graphviz."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import wrap

from okrcli.model.number_format import percent_text
from okrcli.model.plan import Ref
from okrcli.render.status_words import status_word
from okrcli.reports.tree import TreeReport, TreeRow
from okrcli.sanitize import visible
from okrcli.scoring.alignment import DependencyLink

_FILLS = {
    "achieved": "#d3f0d9",
    "on_track": "#d3f0d9",
    "closed": "#d3f0d9",
    "at_risk": "#fdf0c4",
    "off_track": "#fbd5d0",
}
_PLAIN_FILL = "#eceff1"
_MOST_LETTERS = 80
_LINE_LETTERS = 32


def mermaid(tree: TreeReport) -> str:
    """A flowchart from left to right; a dotted arrow is a dependency or says `supports`. Special signs are escaped."""
    names = _names(tree)
    lines = ["flowchart LR"]
    for node in tree.objectives:
        name = names[node.row.ref]
        lines.append(f'  {name}["{_in_mermaid(" · ".join(_label(node)))}"]')
        lines.append(f"  style {name} fill:{_fill(node)},stroke:#607080,color:#102030")
    lines.extend(f"  {names[above]} --> {names[below]}" for above, below in _edges(tree))
    lines.extend(f'  {names[source]} -.->|"supports"| {names[target]}' for source, target in _supports(tree))
    for source, target, need in _needs(tree):
        label = f'|"{_in_mermaid(need)}"|' if need else ""
        lines.append(f"  {names[source]} -.->{label} {names[target]}")
    return "\n".join(lines)


def dot(tree: TreeReport) -> str:
    """A directed graph for Graphviz; a dashed edge is a dependency, and a dotted one says `supports`."""
    names = _names(tree)
    lines = [
        "digraph okr {",
        "  rankdir=LR",
        '  node [shape=box style="rounded,filled" color="#607080" fontname="Helvetica" fontsize=11]',
        '  edge [color="#607080" fontname="Helvetica" fontsize=9]',
    ]
    for node in tree.objectives:
        title, about = _label(node)
        label = "\\n".join(_in_dot(part) for part in (*_wrapped(title), about))
        lines.append(f'  {names[node.row.ref]} [label="{label}" fillcolor="{_fill(node)}"]')
    lines.extend(f"  {names[above]} -> {names[below]}" for above, below in _edges(tree))
    lines.extend(
        f'  {names[source]} -> {names[target]} [style=dotted constraint=false label="supports"]'
        for source, target in _supports(tree)
    )
    lines.extend(
        f'  {names[source]} -> {names[target]} [style=dashed constraint=false label="{_label_of_need(need)}"]'
        for source, target, need in _needs(tree)
    )
    return "\n".join([*lines, "}"])


def _names(tree: TreeReport) -> dict[Ref, str]:
    """A name for each objective that no program takes for anything else."""
    return {node.row.ref: f"o{number}" for number, node in enumerate(tree.objectives, 1)}


def _label(node: TreeRow) -> tuple[str, str]:
    row = node.row
    title = visible(row.objective.title)
    if len(title) > _MOST_LETTERS:
        title = title[: _MOST_LETTERS - 1] + "…"
    about = f"{percent_text(row.score.progress)}, {status_word(row.score.status.shown)}"
    owner = f", {visible(row.objective.owner)}" if row.objective.owner else ""
    return title, about + owner + (", contributes to nothing" if node.is_orphan else "")


def _fill(node: TreeRow) -> str:
    return _FILLS.get(node.row.score.status.shown or "", _PLAIN_FILL)


def _edges(tree: TreeReport) -> Iterator[tuple[Ref, Ref]]:
    """Parent and child, also where they close a loop; each once."""
    pairs = [(node.parent, node.row.ref) for node in tree.nodes if node.parent]
    yield from dict.fromkeys(pairs)


def _supports(tree: TreeReport) -> Iterator[tuple[Ref, Ref]]:
    """The one that supports and the one that is supported, where both are there; each pair once."""
    shown = {node.row.ref for node in tree.objectives}
    pairs = ((node.row.ref, ref.parent) for node in tree.objectives for ref in node.supports)
    yield from dict.fromkeys(pair for pair in pairs if pair[1] in shown)


def _needs(tree: TreeReport) -> Iterator[tuple[Ref, Ref, str]]:
    """The dependencies between two shown objectives: the two ids and the need."""
    shown = {node.row.ref for node in tree.objectives}
    for node in tree.objectives:
        for link in node.needs:
            if link.target and link.target.parent in shown:
                yield link.ref.parent, link.target.parent, _about_need(node, link)


def _about_need(node: TreeRow, link: DependencyLink) -> str:
    """The label of a dependency: its need, a missing or negative answer, a promise that falls short.

    Inside one objective it begins with the two key results: the arrow leads back to its box.
    """
    sides = ""
    if link.target and link.target.parent == link.ref.parent:
        sides = f"{link.ref.short} needs {link.target.short}"
    need = visible(link.dependency.need or "")
    answer = "" if link.agreement == "agreed" else f"({link.agreement})"
    broken = [visible(p.text) for p in node.promises if p.link.location == link.location and p.is_broken]
    about = ": ".join(filter(None, (sides, need[:_MOST_LETTERS].strip())))
    return ", ".join(filter(None, (f"{about} {answer}".strip(), *broken)))


def _in_mermaid(text: str) -> str:
    """Letters, digits and spaces of any script as they are; all else by its number, which Mermaid shows as the sign."""
    return re.sub(r"[^\w \-.,%·…]|_", lambda match: f"#{ord(match[0])};", text)


def _label_of_need(need: str) -> str:
    return "\\n".join(map(_in_dot, _wrapped(need)))


def _wrapped(text: str) -> list[str]:
    """A text in lines that make a box and not a band; one without spaces is broken anywhere."""
    return wrap(text, _LINE_LETTERS) or [""]


def _in_dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
