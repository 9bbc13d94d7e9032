"""The e-mail address in the configuration files of git, read as text.

The completion of a shell has no time to load what calls git. Included files are not read, so the answer is a guess,
good for the order of candidates and for nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_EMAIL: Final = re.compile(
    r'^\s*\[user\][^\[]*?^\s*email\s*=\s*"?([^\s"#;]+)', re.IGNORECASE | re.MULTILINE | re.DOTALL
)


def email_in_files(folder: Path) -> str:
    """The address of the repository around a folder, else that of the user; empty where neither file has one."""
    for path in _paths(folder):
        try:
            match = _EMAIL.search(path.read_text("utf-8", "replace"))
        except OSError:
            continue
        if match:
            return match[1]
    return ""


def _paths(folder: Path) -> Iterator[Path]:
    above = folder.resolve()
    yield from (each / ".git" / "config" for each in (above, *above.parents))
    home = Path.home()
    yield from (home / ".gitconfig", home / ".config" / "git" / "config")
