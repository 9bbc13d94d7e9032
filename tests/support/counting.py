"""Work that is counted, not timed: the same on every machine, whatever else it does."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from okrcli.git import process
from okrcli.workspace.file_loader import FileLoader


def calls(work: Callable[[], object]) -> int:
    """Return the number of calls that `work` makes, of functions written in Python and in C."""
    count = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def characters(work: Callable[[], object]) -> int:
    """Return the number of characters in all texts that `work` hands to functions written in Python.

    A text that is cut or searched again for each of its parts shows here, and not in the number of calls. Generators
    are left out: each of their steps would count once more.
    """
    count = 0

    def note(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        code = frame.f_code
        if event == "call" and not code.co_flags & inspect.CO_GENERATOR:
            values = (
                frame.f_locals.get(name) for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            )
            count += sum(len(value) for value in values if isinstance(value, str))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def git_processes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the git command (`ls-files`) of each git that the program starts from now on."""
    started: list[str] = []
    start = process._start

    def counted(command: list[str], *rest: Any) -> Any:
        started.append(command[command.index("-C") + 2])
        return start(command, *rest)

    monkeypatch.setattr(process, "_start", counted)
    return started


def paths_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that gets the path of each file of a workspace that is read as a record from now on."""
    paths: list[str] = []
    record = FileLoader.record

    def counted(loader: FileLoader, path: str) -> Any:
        paths.append(path)
        return record(loader, path)

    monkeypatch.setattr(FileLoader, "record", counted)
    return paths
