"""The program whose answers are kept: another one may answer differently."""

from __future__ import annotations

import os
import sys
from typing import Any

from okrcli import __version__


def program_facts() -> list[Any]:
    """The version of okr, of Python and of the libraries; where okr is being changed, its files as they are now."""
    package, files = [os.path.dirname(os.path.dirname(__file__))], []  # noqa: PTH120  (Path takes three times as long)
    for folder in package:
        for entry in os.scandir(folder):
            if entry.is_dir():
                package += [entry.path] if entry.name != "__pycache__" else []
            else:
                files.append((entry.path, entry.stat().st_mtime_ns, entry.stat().st_size))
    folders = [os.stat(folder).st_mtime_ns for folder in sys.path if folder and os.path.isdir(folder)]  # noqa: PTH112, PTH116
    return [__version__, sys.version, sorted(files), folders]
