"""The cost of processes: CPU seconds and peak memory, and the units E and G that README.md defines."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

OKR: Final = (sys.executable, "-m", "okrcli")
PYTHON: Final = (sys.executable, "-c", "pass")
"""The command of which P is the CPU time."""
_EVENTS: Final = """
import sys, time
from yaml.cyaml import CParser
blobs, waiting = [], sys.stdin.buffer
while head := waiting.readline():
    blobs.append(waiting.read(int(head.split()[2])))
    waiting.read(1)
begin = time.process_time()
for blob in blobs:
    next_event = CParser(blob).get_event
    while next_event() is not None:
        pass
print(time.process_time() - begin)
"""
_LAUNCH: Final = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]), int(sys.argv[1])))
quiet = [(os.POSIX_SPAWN_DUP2, os.open(os.devnull, os.O_WRONLY), 1)]
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


class Cost(NamedTuple):
    """CPU and wall seconds of a process with its children, and the peak of its memory in MiB."""

    cpu: float
    wall: float
    peak: float


class GitCost(NamedTuple):
    """The unit G of some paths: CPU and wall seconds, and the blobs that git names."""

    cpu: float
    wall: float
    blobs: Sequence[str]


class FailedError(Exception):
    """A measured command ended with another code than 0, or did not end in time."""


def cost(
    command: Sequence[str],
    folder: Path,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
    limit: int = 3600,
) -> Cost:
    """Return the cost of one command, whose output goes nowhere. Raises FailedError, also after `limit` CPU seconds.

    A small Python starts it: the peak of a process counts what its parent held when it was made.
    """
    launch = [sys.executable, "-S", "-E", "-c", _LAUNCH, str(limit), *command]
    variables = {**os.environ, **(environment or {})}
    begin = time.monotonic()
    done = subprocess.run(launch, cwd=folder, env=variables, input=given, capture_output=True, check=True)
    took = time.monotonic() - begin
    status, cpu, peak = done.stdout.split()
    if -int(status) in (signal.SIGXCPU, signal.SIGKILL):
        raise FailedError(f"stopped after {limit} s")
    if int(status):
        raise FailedError(f"ended with {int(status)}: {done.stderr.decode(errors='replace').strip()[-300:]}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(float(cpu), took, int(peak) / unit)


def events(contents: Iterable[bytes]) -> float:
    """Return E of these contents in CPU seconds."""
    given = b"".join(b"x blob %d\n%s\n" % (len(raw), raw) for raw in contents)
    done = subprocess.run([sys.executable, "-c", _EVENTS], input=given, capture_output=True, check=True)
    return float(done.stdout)


def git_cost(folder: Path, *paths: str) -> GitCost:
    """Return G of these paths in a repository: of their log, and of the blobs that it names."""
    log = ["git", "log", "--raw", "-z", "--first-parent", "--no-abbrev", "--", *paths]
    raw = subprocess.run([*log, "--format="], cwd=folder, capture_output=True, check=True).stdout.decode()
    entries = re.findall(r":\d{6} \d{6} (\w+) (\w+) \w", raw)
    blobs = sorted({blob for pair in entries for blob in pair if blob.strip("0")})
    listing = cost(log, folder)
    reading = cost(["git", "cat-file", "--batch"], folder, "".join(f"{blob}\n" for blob in blobs).encode())
    return GitCost(listing.cpu + reading.cpu, listing.wall + reading.wall, blobs)


def contents_of(folder: Path, blobs: Sequence[str]) -> list[bytes]:
    """Return the contents of these blobs."""
    command, given = ["git", "cat-file", "--batch"], "".join(f"{blob}\n" for blob in blobs).encode()
    answer = subprocess.run(command, cwd=folder, input=given, capture_output=True, check=True).stdout
    contents, at = [], 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        contents.append(answer[end + 1 : end + 1 + size])
        at = end + size + 2
    return contents
