"""Markdown pages whose commands are run: what a page shows is what a reader gets.

Fenced blocks of a page, and what happens with each:

- `console`: lines that begin with `$ ` are commands (`> ` goes on with the one before), the lines below each are what
  it prints, and `[exit 1]` is the last of them where the exit code is not 0. With `console single` only the first line
  is a command, for output that itself looks like a console.
- `console skip="reason"`: shown, never run.
- any block with `file=PATH` or `append=PATH`: written to, or added to, that file, below the folder that the commands
  before have gone to.
- `<!-- page: setup` … `-->`: run without a trace; it must succeed.

The examples are in `~/okr/examples`, as in a clone.

All steps of a page become one bash script, so that `cd` and `export` last; each `okr` in it is a fork of a process that
has the program loaded (`okr_server`). What differs from run to run is replaced on
both sides by something that does not (`steady`).
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from tests.support import okr_server
from tests.support.hooks import PATIENCE

TODAY: Final = "2026-11-16"

_EXAMPLES: Final = Path(__file__).parents[2] / "examples"
_GITCONFIG: Final = """\
[user]
\tname = Mai Tran
\temail = mai@example.com
[init]
\tdefaultBranch = main
[advice]
\tdetachedHead = false
[protocol "file"]
\tallow = always
"""
_FENCE: Final = re.compile(r"(?P<indent> *)(?P<ticks>`{3,})(?P<info>[^`]*)")
_SETUP: Final = re.compile(r"<!-- page: setup\s*")


_RANDOM: Final = (
    (re.compile(r"\bcommit [0-9a-f]{7,40}\b"), "commit 1a2b3c4"),
    (re.compile(r"^[0-9a-f]{7}(?= )", re.MULTILINE), "1a2b3c4"),
    (re.compile(r"\b[0-9a-f]{7}\.\.[0-9a-f]{7}\b"), "1a2b3c4..1a2b3c4"),
    (re.compile(r"(?<=\()[0-9a-f]{7}(?=, \d{4}-)|(?<= up to )[0-9a-f]{7}\b"), "1a2b3c4"),
    (
        re.compile(r"(?<=\()[0-9a-f]{7}(?=\))|(?<=  )[0-9a-f]{7}(?=  |$)|(?<=`)[0-9a-f]{7}(?=`)", re.MULTILINE),
        "1a2b3c4",
    ),
    (re.compile(r"^\[(\S+(?: \(root-commit\))?) [0-9a-f]{7}\]", re.MULTILINE), r"[\1 1a2b3c4]"),
    (re.compile(r"(\d{4}-\d{2}-\d{2})-[a-z0-9]{4}\.yaml"), r"\1-7k2m.yaml"),
    (re.compile(r"^([+-]?id: |\s*Okr-Id: |.*\bcorrects: )[a-z0-9]{8}\b", re.MULTILINE), r"\g<1>7k2m9x4t"),
    (re.compile(r"/tmp/okr-(\w+)-\w{8}\b"), r"/tmp/okr-\1-7k2m9x4t"),
    (re.compile(r"T\d{2}:\d{2}:\d{2}Z"), "T09:04:05Z"),
)
"""What no two runs have in common, and what a page shows instead."""


@dataclass(slots=True)
class Step:
    """One thing to do: a command to run and compare, a file to write, or a silent setup."""

    kind: Literal["command", "setup", "file", "append"]
    line: int
    """Where it stands in the page, from 1."""
    text: str
    """The shell text, or what the file holds."""
    path: str = ""
    expected: list[str] = field(default_factory=list)
    first: int = 0
    """The index of the page's line where the expected lines begin."""
    indent: str = ""


@dataclass(slots=True)
class Result:
    """What one command printed, as the page should show it."""

    step: Step
    lines: list[str]


def steps_of(text: str) -> list[Step]:
    """Everything that a page wants done, in order. Raises ValueError for a block that is never closed."""
    lines = text.splitlines()
    found: list[Step] = []
    position = 0
    while position < len(lines):
        fence, setup = _FENCE.fullmatch(lines[position]), _SETUP.fullmatch(lines[position])
        if not fence and not setup:
            position += 1
            continue
        closing = fence["indent"] + fence["ticks"] if fence else "-->"
        end = next((at for at in range(position + 1, len(lines)) if lines[at].rstrip() == closing), None)
        if end is None:
            raise ValueError(f"line {position + 1}: this block is never closed")
        if setup:
            found.append(Step("setup", position + 1, "\n".join(lines[position + 1 : end])))
        elif fence:
            found.extend(_block(shlex.split(fence["info"]), fence["indent"], lines, position + 1, end))
        position = end + 1
    return found


def _block(info: list[str], indent: str, lines: list[str], begin: int, end: int) -> Iterator[Step]:
    body = [line.removeprefix(indent) for line in lines[begin:end]]
    for word in info:
        name, _, path = word.partition("=")
        if name in ("file", "append"):
            yield Step("file" if name == "file" else "append", begin, "".join(f"{line}\n" for line in body), path)
    if info[:1] != ["console"] or any(word.startswith("skip=") for word in info):
        return
    starts = [at for at, line in enumerate(body) if line.startswith("$ ")]
    if "single" in info:
        starts = starts[:1]
    if body and starts[:1] != [0]:
        raise ValueError(f"line {begin}: a console block begins with a command")
    for start, after in zip(starts, [*starts[1:], len(body)], strict=True):
        shell = [body[start][2:]]
        while start + len(shell) < after and body[start + len(shell)].startswith("> "):
            shell.append(body[start + len(shell)][2:])
        first = start + len(shell)
        text, expected = "\n".join(shell), body[first:after]
        yield Step("command", begin + start + 1, text, "", expected, begin + first, indent)


def run(steps: list[Step], base: Path) -> list[Result]:
    """Do all steps in order, in a home and folder of their own below `base`. Raises AssertionError for a bad setup."""
    work, notes = base / "home" / "work", base / "notes"
    for folder in (work, notes, base / "tmp", base / "bin"):
        folder.mkdir(parents=True)
    (base / "home" / "okr").mkdir()
    (base / "home" / "okr" / "examples").symlink_to(_EXAMPLES)
    (base / "home" / ".gitconfig").write_text(_GITCONFIG, encoding="utf-8")
    shim = base / "bin" / "okr"
    shim.write_text(f'#!/bin/sh\nexec {okr_server.command()} "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    script = notes / "script"
    script.write_text("\n".join(_shell(step, number, notes) for number, step in enumerate(steps)), "utf-8")
    subprocess.run(
        ["bash", "--noprofile", "--norc", os.fspath(script)],
        cwd=work,
        env=_environment(base),
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
    )
    return list(_results(steps, notes, base))


def _environment(base: Path) -> dict[str, str]:
    """Nothing of the machine but its programs."""
    return {
        "PATH": f"{base / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOME": os.fspath(base / "home"),
        "TMPDIR": os.fspath(base / "tmp"),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "xterm",
        "COLUMNS": "100",
        "OKR_TODAY": TODAY,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TEST_FSYNC": "0",
    }


def _shell(step: Step, number: int, notes: Path) -> str:
    """One step as lines of the page's script. Commits are dated by the day that the page plays on, and they tick."""
    if step.kind in ("file", "append"):
        (notes / f"{number}.text").write_text(step.text, "utf-8")
        arrow = ">" if step.kind == "file" else ">>"
        folder = shlex.quote(os.fspath(Path(step.path).parent))
        return f"mkdir -p {folder}; cat {notes}/{number}.text {arrow}{shlex.quote(step.path)}"
    moment = f'"${{OKR_TODAY:-{TODAY}}}T09:{number // 60:02}:{number % 60:02}Z"'
    return (
        f"export GIT_AUTHOR_DATE={moment} GIT_COMMITTER_DATE={moment}\n"
        f"eval {shlex.quote(step.text)} </dev/null >{notes}/{number}.out 2>&1; echo $? >{notes}/{number}.code"
    )


def _results(steps: list[Step], notes: Path, base: Path) -> Iterator[Result]:
    for number, step in enumerate(steps):
        if step.kind not in ("command", "setup"):
            continue
        code, out = notes / f"{number}.code", notes / f"{number}.out"
        printed = out.read_text("utf-8", "replace") if out.exists() else ""
        lines = [line.rstrip() for line in steady(printed, base).rstrip().splitlines()]
        if not code.exists():
            raise AssertionError(f"line {step.line}: the shell ended here: {step.text}\n" + "\n".join(lines))
        status = code.read_text().strip()
        if status != "0":
            lines.append(f"[exit {status}]")
        if step.kind == "command":
            yield Result(step, lines)
        elif status != "0":
            raise AssertionError(f"line {step.line}: the setup failed\n" + "\n".join(lines))


def steady(text: str, base: Path | None = None) -> str:
    """A text without what differs from run to run: hashes, random ids, times of the clock, temporary folders."""
    if base is not None:
        text = text.replace(os.fspath(base / "home"), "/home/mai").replace(os.fspath(base / "tmp"), "/tmp")
    for pattern, replacement in _RANDOM:
        text = pattern.sub(replacement, text)
    return text


def differences(name: str, results: list[Result]) -> str:
    """A unified diff for every command that printed something else than the page says; empty when the page is right."""
    parts = []
    for result in results:
        expected = steady("\n".join(result.step.expected).rstrip()).splitlines()
        expected = [line.rstrip() for line in expected]
        if expected != result.lines:
            place = f"{name}:{result.step.line}"
            diff = difflib.unified_diff(expected, result.lines, place, f"{place} (now)", lineterm="", n=3)
            parts.append("\n".join((f"$ {result.step.text}", *diff)))
    return "\n\n".join(parts)


def updated(text: str, results: list[Result]) -> str:
    """The page with what its commands print now. Blank lines that end an expected output stay, for the eye."""
    lines = text.splitlines()
    for result in reversed(results):
        step = result.step
        said = len("\n".join(step.expected).rstrip().splitlines())
        shown = [f"{step.indent}{line}".rstrip() for line in result.lines]
        lines[step.first : step.first + said] = shown
    return "".join(f"{line}\n" for line in lines)
