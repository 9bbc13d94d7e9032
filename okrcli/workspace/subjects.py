"""Subjects of findings: what a finding is about, by ids instead of positions, so that a move does not make it new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from okrcli.model.field_errors import Keys
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE

if TYPE_CHECKING:
    from okrcli.yaml.document import Document
    from okrcli.yaml.nodes import Node

_NAMING: Final = ("id", "title", "kr", "objective", "action", "guardrail", "to", "rule")
"""The fields that name an item of a list; the first one that it has counts."""


def subject_of(document: Document, keys: Keys) -> str:
    """The subject at a path of keys: the cycle, and ids in place of positions: `2026-Q4/objectives/demand/title`.

    It does not depend on the name of the file, on the order of the items, or on how they are written. An item without
    a naming field is named by its content.
    """
    node = document.tree.root
    parts = [_context(document.path, node, keys)]
    for step in keys:
        node = _child(node, step)
        parts.append(_name(node) if isinstance(step, int) and node is not None else str(step))
    return "/".join(parts)


def _context(path: str, root: Node | None, keys: Keys) -> str:
    """The cycle of the file and, for a run of check-ins, its id; only the name of `okrs.yaml` for its other fields."""
    if path == WORKSPACE_FILE and keys[:1] != ("objectives",):
        return WORKSPACE_FILE
    folder = path.split("/")[1] if path.startswith(f"{PLAN_FOLDER}/") and path.count("/") > 1 else ""
    return f"{_field(root, 'cycle') or folder}:{_field(root, 'id')}"


def _child(node: Node | None, step: str | int) -> Node | None:
    if node is None:
        return None
    if isinstance(step, int):
        return node.items[step] if node.kind == "sequence" and step < len(node.items) else None
    pairs = zip(node.keys, node.items, strict=False)
    return next((item for key, item in pairs if key.kind == "scalar" and key.value == step), None)


def _field(node: Node | None, name: str) -> str:
    item = _child(node, name) if node is not None and node.kind == "mapping" else None
    return item.value if item is not None and item.kind == "scalar" else ""


def _name(node: Node) -> str:
    return next((text for text in (_field(node, name) for name in _NAMING) if text), _content(node))


def _content(node: Node) -> str:
    """The values of a node in one line, however they are written."""
    if node.kind == "mapping":
        pairs: Sequence[tuple[Node, Node]] = list(zip(node.keys, node.items, strict=False))
        return f"{{{','.join(f'{_content(key)}:{_content(item)}' for key, item in pairs)}}}"
    if node.kind == "sequence":
        return f"[{','.join(map(_content, node.items))}]"
    return node.value
