"""`okr log` as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from okrcli.render.json.commit import CommitJson, commit_values
from okrcli.render.json.plan_change import PlanChangeJson, change_values
from okrcli.render.json.view import DatedView, Day, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.git.signatures import Signature
    from okrcli.reports.log import LogEntry, LogLine


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
        return cls(**change_values(line.difference), is_goalpost=line.is_goalpost, entered=line.entered)


class LogEntryJson(CommitJson):
    """A commit and what it changed in meaning."""

    signature: SignatureJson | None
    """The signature; null if it was not asked for."""
    changes: tuple[LoggedChangeJson, ...]
    """The changes of the commit."""
    left_out: tuple[Text, ...]
    """The files that cannot be read."""

    @classmethod
    def of_entry(cls, entry: LogEntry) -> LogEntryJson:
        """The JSON of an entry of the log."""
        return cls(
            **commit_values(entry.commit, entry.person),
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
