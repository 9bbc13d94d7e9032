"""Commands as a person types them, run inside the test's process: what they print, and how they end.

answer = okr(folder, "checkin", "mql", "22", by="mai")
assert answer.code == 0, answer.err
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir, nullcontext, redirect_stderr, redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any, Final, NamedTuple

from okrcli.cli.app import run

TODAY: Final = "2026-11-16"

PLAN: Final = """\
cycle: 2026-Q4
people:
  - {id: mai, name: Mai Tran, email: mai@example.com}
  - {id: linh, name: Linh Vo, email: linh@example.com}
objectives:
  - id: demand
    title: Open a channel that brings us customers every week
    owner: mai
    key_results:
      - {id: mql, title: Grow inbound MQLs, start: 20, target: 30, unit: MQL, actions: [{id: guide, title: A guide}]}
      - {id: calls, title: Fifty calls, target: 50, aggregate: sum}
      - {id: nps, title: People like us, target: 60, aggregate: average}
      - {id: launch, title: It is out, milestones: [{id: beta, title: Beta}, {id: public, title: Public}]}
      - {id: soc2, title: We are certified, done: false}
  - id: growth
    title: We grow
    owner: linh
    key_results:
      - {id: revenue, title: Revenue, start: 100, target: 150}
      - {id: nps, title: Partners like us, target: 40}
"""
"""A key result of every kind, and two that share an id."""


class Answer(NamedTuple):
    """What one command printed, and its exit code."""

    code: int
    out: str
    err: str


def okr(
    folder: Path,
    *words: str,
    given: bytes = b"",
    encoding: str = "utf-8",
    program: Callable[[Sequence[str]], int] = run,
) -> Answer:
    """Run `okr` in a folder, with these bytes on standard input and no terminal.

    Where there is such a folder, it is the current one; else it is named with `-C`. `program` takes the words.
    """
    out, err = (TextIOWrapper(BytesIO(), encoding=encoding) for _ in range(2))
    before = sys.stdin
    sys.stdin = TextIOWrapper(BytesIO(given), encoding="utf-8", errors="surrogateescape")
    try:
        with chdir(folder) if folder.is_dir() else nullcontext(), redirect_stdout(out), redirect_stderr(err):
            code = program(words) if folder.is_dir() else program(["-C", os.fspath(folder), *words])
            out.flush()
            err.flush()
    finally:
        sys.stdin = before
        gc.enable()
    printed = [stream.buffer.getvalue().decode(encoding) for stream in (out, err)]
    return Answer(int(code), *printed)


def started(
    folder: Path, *words: str, environment: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run `okr` as a process of its own: for what only a process has, such as closed streams and signals."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "okrcli", *words],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        check=False,
        timeout=60,
        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Put these files into a folder; `okrs.yaml` as well, where it is not among them."""
    for path, content in {"okrs.yaml": "{}\n", **files}.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, git's own as well: what a command that only reads leaves alone."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
