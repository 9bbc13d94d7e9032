"""The message of a commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from okrcli.sanitize import inert
from okrcli.text import cut_to_cells

SUBJECT_CELLS: Final = 72


@dataclass(frozen=True, slots=True)
class Message:
    """The message of a commit: a subject, the words of the user, and the ids that it concerns.

    Nothing in it acts on the outside: mentions, links and orders to a CI are broken by an invisible character.
    """

    subject: str
    body: str = ""
    ids: tuple[str, ...] = ()
    command: str = ""
    undoes: str | None = None

    def text(self) -> str:
        """The message as git gets it: subject, body indented by four spaces, trailers."""
        lines = [f"    {inert(line)}".rstrip() for line in self.body.strip().splitlines()]
        trailers = [("Okr-Id", name) for name in self.ids] + [("Okr-Command", self.command)]
        if self.undoes:
            trailers.append(("Okr-Undoes", self.undoes))
        last = "\n".join(f"{name}: {inert(value) or '-'}" for name, value in trailers)
        parts = [cut_to_cells(inert(self.subject), SUBJECT_CELLS), "\n".join(lines), last]
        return "\n\n".join(part for part in parts if part) + "\n"
