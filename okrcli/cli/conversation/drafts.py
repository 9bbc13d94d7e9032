"""The answers of a conversation that are not written yet.

A conversation may end at any moment: Ctrl-C, a closed terminal, a hook that refuses the commit. The next call of the
command offers the draft; nothing else reads it. It is a private file outside of the work tree, one for each workspace,
conversation, cycle and person.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

from okrcli.cli import context
from okrcli.cli.conversation import prompts
from okrcli.commandline import runnable
from okrcli.errors import OkrError, RefusedError, completed
from okrcli.git.layout import find_layout
from okrcli.render.terminal import streams
from okrcli.sanitize import visible
from okrcli.store.lock import lock_place


def private_folder(root: Path) -> Path | None:
    """The folder of a workspace for drafts and history: `okr/` in the git folder, beside the lock; None if it has none.

    Without git it lies in the state folder of the user.
    """
    try:
        return lock_place(root).with_suffix("")
    except OkrError:
        return None


class Draft:
    """The draft of one conversation. `command` continues it."""

    def __init__(self, root: Path, conversation: str, person: str, cycle: str, command: str) -> None:
        folder = private_folder(root)
        name = "-".join(quote(word, safe=" ") for word in (*_folder_in_repository(root), conversation, cycle, person))
        self.path = folder / f"{name.replace(' ', '-')}.draft" if folder else None
        self._command = command
        self._kept = ""
        self._unsaved = ""

    def text(self) -> str:
        """The kept text; empty if there is no draft, or if it cannot be read."""
        try:
            return self.path.read_text("utf-8") if self.path else ""
        except (OSError, ValueError):
            return ""

    def offered(self, content: str) -> str:
        """The kept text if there is one and the person continues it; else empty.

        `content` says what is in it ("3 answers"). A draft that the person declines is removed.
        """
        text = self.text()
        if not text:
            return ""
        if not prompts.confirm(f"Draft of {content}{self._age()}. Continue?", default=True):
            self.forget()
            return ""
        self._kept = content
        return text

    def save(self, text: str, content: str) -> None:
        """Keep the answers, in place of the draft before. If that fails, they are printed at the end."""
        self._kept, self._unsaved = content, text
        with suppress(OSError):
            if self.path:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                handle, name = tempfile.mkstemp(dir=self.path.parent)
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(name).replace(self.path)
                self._unsaved = ""

    def report(self) -> None:
        """Remove the draft if this run has written the answers, else print the command that continues it."""
        if completed:
            self.forget()
        elif self._unsaved:
            streams.echo_err("note: your answers cannot be saved in a file. They are:")
            streams.echo_err("\n".join(visible(line) for line in self._unsaved.splitlines()))
        elif self._kept:
            streams.echo_err(f"Draft of {self._kept} kept. Continue with: {visible(runnable(self._command))}")

    def forget(self) -> None:
        """Remove the draft."""
        self._kept = self._unsaved = ""
        if self.path:
            try:
                self.path.unlink(missing_ok=True)
            except OSError as error:
                streams.echo_err(f"note: {visible(str(self.path))} cannot be removed: {error.strerror}")

    def _age(self) -> str:
        """The day of the draft, unless it is of today: ` from 2026-11-13`."""
        try:
            day = datetime.fromtimestamp(self.path.stat().st_mtime).date() if self.path else date.max
        except OSError:
            return ""
        return "" if day >= context.today() else f" from {day}"


def _folder_in_repository(root: Path) -> tuple[str, ...]:
    """The name of the workspace among those of its repository; empty for the workspace at the top."""
    try:
        layout = find_layout(root)
    except RefusedError:
        return ()
    below = root.resolve().relative_to(layout.top).as_posix() if layout else "."
    return () if below == "." else (below,)
