"""The ids of a workspace for completion in a shell, read as fast as possible.

Nothing is validated; a file that cannot be read has no names.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from okrcli.errors import RefusedError
from okrcli.model.scalars import InvalidValueError, read_slug
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE, WorkingTree, find_root
from okrcli.yaml import reader


def names(folder: Path) -> list[str]:
    """Every id of an objective or key result that plan files below `folder`'s workspace hold, sorted."""
    try:
        source = WorkingTree(find_root(folder))
    except RefusedError:
        return []
    ids: set[str] = set()
    for path in (WORKSPACE_FILE, *_plan_paths(source, PLAN_FOLDER)):
        try:
            data, _ = reader.read(source.read(path), path)
        except OSError:
            continue
        ids.update(_ids(data))
    return sorted(ids)


def _plan_paths(source: WorkingTree, folder: str) -> Iterator[str]:
    for entry in source.entries(folder):
        path = f"{folder}/{entry.name}"
        if entry.kind == "folder" and entry.name != "checkins":
            yield from _plan_paths(source, path)
        elif entry.kind == "file" and entry.name.endswith(".yaml"):
            yield path


def _ids(data: object) -> Iterator[str]:
    objectives = data.get("objectives") if isinstance(data, dict) else None
    for objective in objectives if isinstance(objectives, list) else ():
        if isinstance(objective, dict):
            yield from _id(objective)
            results = objective.get("key_results")
            for result in results if isinstance(results, list) else ():
                if isinstance(result, dict):
                    yield from _id(result)


def _id(group: dict[str, object]) -> Iterator[str]:
    """The id of a group, where it has one that a shell may be given."""
    try:
        yield read_slug(group.get("id"))
    except InvalidValueError:
        return
