"""The time of each step of the action, with and without a cache of pip: `make bench-action`.

The workspace is `examples/company` with a pull request that lowers a target. The installation needs a package index.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def seconds(*command: str | Path, folder: Path, **environment: str) -> float:
    """The seconds that a command takes, whatever its exit code."""
    begin = time.perf_counter()
    subprocess.run(command, cwd=folder, env={**os.environ, **environment}, check=False, capture_output=True)
    return time.perf_counter() - begin


def prepared(folder: Path) -> Path:
    """A repository of the example, in which a branch lowers the first target."""
    work = folder / "work"
    shutil.copytree(ROOT / "examples/company", work)
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-qm", "plan"), ("switch", "-qc", "change")):
        subprocess.run([*git, *words], cwd=work, check=True)
    for plan in sorted(work.glob("okrs/2026-Q4/*.yaml")):
        text = plan.read_text("utf-8")
        if re.search(r"target: \d\d", text):
            plan.write_text(re.sub(r"target: (\d)\d", r"target: \g<1>1", text, count=1), "utf-8")
            break
    subprocess.run([*git, "commit", "-qam", "lower"], cwd=work, check=True)
    return work


def main() -> int:
    """Print the steps with their seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        work, environment = prepared(folder), folder / "okr"
        okr, pip = environment / "bin/okr", environment / "bin/pip"
        print(f"{seconds(sys.executable, '-m', 'venv', environment, folder=folder):6.1f} s  python -m venv")
        cache = {"PIP_CACHE_DIR": str(folder / "cache"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
        install = (pip, "install", "--quiet", ROOT)
        print(f"{seconds(*install, folder=folder, **cache):6.1f} s  pip install, empty cache")
        for about in ("cache of pip", "cache of pip, second time"):
            shutil.rmtree(environment)
            subprocess.run([sys.executable, "-m", "venv", environment], check=True)
            print(f"{seconds(*install, folder=folder, **cache):6.1f} s  pip install, {about}")
        for words in (
            ("validate", "--format", "github"),
            ("audit", "main...change", "--format", "github"),
            ("diff", "main...change", "--format", "md"),
            ("diff", "main...change", "--json"),
            ("diff", "main...change", "--reviewers", "--format", "github"),
        ):
            print(f"{seconds(okr, *words, folder=work):6.1f} s  okr {' '.join(words)}")
        seconds("git", "diff", "--quiet", "main...change", folder=work)
        print(
            f"{seconds('git', 'diff', '--quiet', 'main...change', folder=work):6.1f} s  git diff (does it change OKRs?)"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
