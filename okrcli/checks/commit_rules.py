"""The list of rules about commits: each compares a commit with its parent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from okrcli.checks.registry import declared
from okrcli.diagnostics import Code, Severity
from okrcli.model.plan import Location, Plan
from okrcli.model.plan_change import PlanChange

if TYPE_CHECKING:
    from okrcli.checks.owners import OwnersAtCommit
    from okrcli.git.log import Commit
    from okrcli.git.semantic_log import CommitChanges
    from okrcli.git.signatures import Signature


@dataclass(frozen=True, slots=True)
class CommitContext:
    """A commit with its changes, and the plans that it is checked against."""

    step: CommitChanges
    plan: Plan
    """The end of the history that is audited."""
    settings_plan: Plan
    """The plan whose settings apply. Of a range, that at its start, which it cannot change."""
    owners: OwnersAtCommit
    """The people who check in each objective and key result at the time of the commit."""
    signature: Signature | None = None
    """The signature of the commit; None where it was not read."""
    authors: Callable[[Commit, str], frozenset[str]] = lambda commit, path: frozenset([commit.email.lower()])
    """The e-mail addresses of those who brought a file, of a merge those on the merged branch."""


class CommitFinding(NamedTuple):
    """A finding of an audit rule, with its location in the files as the commit left them."""

    location: Location
    message: str
    hint: str
    is_before: bool = False
    """True if the location is in the files before the commit, as for something that it removed."""
    change: PlanChange | None = None
    """The change that it is about; None for a finding about the commit."""


CommitCheck = Callable[[CommitContext], Iterator[CommitFinding]]


class CommitRule(NamedTuple):
    """A rule of the catalogue that is about a commit."""

    code: Code
    check: CommitCheck


COMMIT_RULES: list[CommitRule] = []


def commit_rule(number: str, name: str, severity: Severity = Severity.ERROR) -> Callable[[CommitCheck], CommitCheck]:
    """Enter a function into the table under a code; its docstring is the code's page, as for `rule`."""

    def enter(function: CommitCheck) -> CommitCheck:
        COMMIT_RULES.append(CommitRule(declared(function, number, name, severity), function))
        return function

    return enter
