"""Paths as arguments of git: literal, and in lists that fit a command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Final

ARGUMENT_BYTES: Final = 64 * 1024
"""The most bytes of paths that one command line gets. Systems allow 128 KiB and more for all arguments together."""
_MANY_FILES: Final = 4
"""The most files of one folder that are named one by one: git compares each name with each entry of its index."""


def literal(paths: Iterable[str]) -> list[str]:
    """Paths as git takes them for what they are, without the global option that would reach hooks as well."""
    return [f":(literal){path}" for path in paths]


def argument_lists(paths: Iterable[str]) -> Iterator[list[str]]:
    """Arguments for git that cover these paths, in lists that are short enough for one command line.

    Many files of one folder are covered by that folder (`okrs/2026-Q3/checkins/`), so git may name others as well.
    """
    folders: dict[str, list[str]] = {}
    for path in paths:
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    waiting: list[str] = []
    size = 0
    for folder, files in folders.items():
        for name in [f"{folder}/"] if folder and len(files) > _MANY_FILES else files:
            waiting.append(name)
            size += len(os.fsencode(name)) + 1
            if size > ARGUMENT_BYTES:
                yield waiting
                waiting, size = [], 0
    if waiting:
        yield waiting
