"""Commits as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from okrcli.render.json.view import JsonObject, Moment, Text

if TYPE_CHECKING:
    from okrcli.git.log import Commit


class CommitJson(JsonObject):
    """A commit, as the machine of its author recorded it."""

    commit: Text
    """The hash."""
    at: Moment
    """The time of the commit."""
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
    """The commit that `okr undo` reverted by this one."""

    @classmethod
    def of(cls, commit: Commit, person: str | None) -> CommitJson:
        """The JSON of a commit."""
        return cls(**commit_values(commit, person))


def commit_values(commit: Commit, person: str | None) -> dict[str, Any]:
    """The fields of a commit in JSON; `person` is the id of its author, if the workspace has one."""
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
