"""Git hooks that stop git at a known point, so that a test can do something meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

PATIENCE: Final = 300
"""Seconds after which a hook that does not run, or is never released, has gone wrong."""
NOTED: Final = 'until grep -q "^git $PPID$" .git/okr.lock; do kill -0 $PPID || exit 1; sleep 0.02; done'
"""Wait until okr has written down the process id of the git that runs this hook: only then may okr be ended."""


def held(reached: str) -> str:
    """Shell that makes the file `reached` and waits until it is gone, or git, or the test has given up."""
    loop = f"while test -e {reached} && kill -0 $PPID && test $left -gt 0"
    return f"touch {reached}; left={50 * PATIENCE}; {loop}; do left=$((left - 1)); sleep 0.02; done"


def wait_for(path: Path) -> Path:
    """Wait until a hook has made this file. Raises AssertionError when it never does."""
    end = time.monotonic() + PATIENCE
    while not path.exists():
        assert time.monotonic() < end, f"no hook makes {path}"
        time.sleep(0.02)
    return path


def hooked(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """Run `okr` as a process whose number its hooks know, as TESTED_OKR."""
    command = ["sh", "-c", 'export TESTED_OKR=$$; exec "$@"', "sh", sys.executable, "-P", "-m", "okrcli", *words]
    return subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE
    )
