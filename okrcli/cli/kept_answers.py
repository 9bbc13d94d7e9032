"""Answers of a conversation, kept in a file outside of the workspace until they are written.

A conversation may end at any moment: Ctrl-C, a closed terminal, a hook that refuses the commit. The file is what an
option of the command reads, so nobody has to answer twice.
"""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path

from okrcli.errors import completed
from okrcli.render.terminal import streams
from okrcli.sanitize import visible


class KeptAnswers:
    """A private file with the answers so far. It exists from the first answer on."""

    def __init__(self, name: str, command: str) -> None:
        self._name = name
        self._command = command
        self._path: Path | None = None
        self._text = ""

    def save(self, text: str) -> None:
        """Write the answers. If that fails, they are printed at the end."""
        self._text = text
        try:
            if self._path is None:
                self._path = Path(tempfile.mkdtemp(prefix="okr-answers-")) / self._name
            beside = self._path.with_suffix(".new")
            beside.write_text(text, "utf-8")
            beside.replace(self._path)
            self._text = ""
        except OSError:
            pass

    def show(self) -> None:
        """Print the command that takes the answers up again, unless they are written; nothing without an answer."""
        if completed:
            self.forget()
        elif self._text:
            streams.echo_err("note: your answers cannot be kept in a file, so here they are:")
            streams.echo_err("\n".join(visible(line) for line in self._text.splitlines()))
            streams.echo_err(f"help: put them into a file, then: {self._command} FILE")
        elif self._path:
            command = f"{self._command} {shlex.quote(str(self._path))}"
            streams.error("your answers are kept; this command takes them", visible(command), severity="note")

    def forget(self) -> None:
        """Remove the file."""
        self._text = ""
        if self._path:
            try:
                self._path.unlink(missing_ok=True)
                self._path.parent.rmdir()
            except OSError as error:
                streams.echo_err(f"note: {visible(str(self._path))} cannot be removed: {error.strerror}")
            self._path = None
