"""A text in the editor of the person, for the key `e`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from okrcli.cli.text_editor import chosen_editor, open_editor


def edited(text: str, folder: Path, line: int = 1) -> str:
    """The text after the person has changed it in a private file; the editor opens at a line.

    Raises RefusedError if the editor cannot be started or fails.
    """
    handle, name = tempfile.mkstemp(prefix="okr-", suffix=".txt")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        open_editor(chosen_editor(folder), path, line)
        return path.read_text("utf-8", errors="replace")
    finally:
        path.unlink(missing_ok=True)
