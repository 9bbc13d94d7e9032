"""`okr log` as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from okrcli.render.json.diff import PlanChangeJson, _change_values
from okrcli.render.json.view import DatedView, Day, JsonObject, Moment, Text

if TYPE_CHECKING:
    from okrcli.git.log import Commit, Signature
    from okrcli.reports.log import LogEntry, LogLine


class CommitJson(JsonObject):
    """A commit, as the machine of its author recorded it."""

    commit: Text
    """The hash."""
    at: Moment
    """When it was made."""
    author: Text
    """The name of its author."""
    email: Text
    """The e-mail address of its author."""
    person: Text | None
    """The id of the person of the workspace with this address."""
    subject: Text
    """The first line of its message."""
    is_merge: bool
    """True when it merges a branch."""
    undoes: Text | None
    """The commit that `okr undo` took back by this one."""

    @classmethod
    def of(cls, commit: Commit, person: str | None) -> CommitJson:
        """The JSON of a commit."""
        return cls(**_commit_values(commit, person))


def _commit_values(commit: Commit, person: str | None) -> dict[str, Any]:
    return {
        "commit": commit.hash,
        "at": commit.at,
        "author": commit.author,
        "email": commit.email,
        "person": person,
        "subject": commit.subject,
        "is_merge": commit.is_merge,
        "undoes": commit.undoes,
    }


class SignatureJson(JsonObject):
    """The signature of a commit."""

    state: Annotated[str, Field(pattern="^[GNBUXYRE]$")]
    """The letter of git: G good, N none, B bad, U unknown key, X and Y expired, R revoked, E not to be checked."""
    signer: Text
    """The one who signed, as git found it."""

    @classmethod
    def of(cls, signature: Signature) -> SignatureJson:
        """The JSON of a signature."""
        return cls(state=signature.state, signer=signature.signer)


class LoggedChangeJson(PlanChangeJson):
    """A difference that a commit made."""

    is_goalpost: bool
    """True when it changed what had been agreed, after the cycle began."""
    entered: Day | None
    """The day of entry of a check-in, where that is not the day that it speaks of."""

    @classmethod
    def of_line(cls, line: LogLine) -> LoggedChangeJson:
        """The JSON of a line of the log."""
        return cls(**_change_values(line.difference), is_goalpost=line.is_goalpost, entered=line.entered)


class LogEntryJson(CommitJson):
    """A commit and what it changed in meaning."""

    signature: SignatureJson | None
    """The signature; null where nobody asked for it."""
    changes: tuple[LoggedChangeJson, ...]
    """What it changed."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of_entry(cls, entry: LogEntry) -> LogEntryJson:
        """The JSON of an entry of the log."""
        return cls(
            **_commit_values(entry.commit, entry.person),
            signature=SignatureJson.of(entry.signature) if entry.signature else None,
            changes=tuple(map(LoggedChangeJson.of_line, entry.lines)),
            left_out=entry.unread,
        )


class LogView(DatedView):
    """`okr log`: the commits that changed something in meaning."""

    kind: Literal["log"] = "log"
    is_cut: bool
    """True when the history here does not reach back to its beginning."""
    entries: tuple[LogEntryJson, ...]
    """The commits, newest first."""

    @classmethod
    def of(cls, entries: Sequence[LogEntry], day: date, is_cut: bool) -> LogView:
        """The document of these entries."""
        return cls(on=day, is_cut=is_cut, entries=tuple(map(LogEntryJson.of_entry, entries)))
