"""Entries of the log: the changes of each commit, filtered by item, kind and person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise

from okrcli.git.log import Commit
from okrcli.git.semantic_log import CommitChanges
from okrcli.model.diff import compare
from okrcli.model.plan import Plan
from okrcli.reports.log import Filter, Following, LogEntry, entries
from tests.support.plans import KR, one

PLANS = [
    one({"start": 0, "target": 100}),
    one({"start": 0, "target": 100, "checkins": [(10, 20)]}),
    one({"start": 0, "target": 80, "checkins": [(10, 20)]}),
]


def commit(number: int, author: str = "Mai Tran") -> Commit:
    at = datetime(2026, 1, 1 + number, 9, tzinfo=UTC)
    return Commit(f"{number:040x}", (), author, "mai@example.com", at, at, None, f"commit {number}", (), "")


def steps(plans: list[Plan] = PLANS) -> list[CommitChanges]:
    """The commits between these plans, newest first."""
    pairs = list(pairwise(plans))
    return [
        CommitChanges(commit(number), compare(before, after), before, after, commit(number).latest_day)
        for number, (before, after) in reversed(list(enumerate(pairs, 1)))
    ]


def log(wanted: Filter, following: Following | None = None, changes: Iterable[CommitChanges] = ()) -> list[LogEntry]:
    return list(entries(changes or steps(), PLANS[-1], following or Following((), PLANS[-1]), wanted))


def subjects(found: list[LogEntry]) -> list[str]:
    return [entry.commit.subject for entry in found]


def test_each_commit_with_changes_is_one_entry_newest_first() -> None:
    found = log(Filter())
    assert subjects(found) == ["commit 2", "commit 1"]
    assert [(line.difference.field, line.difference.before, line.difference.after) for line in found[0].lines] == [
        ("target", 100, 80)
    ]


def test_changes_of_goals_and_of_progress_are_told_apart() -> None:
    assert subjects(log(Filter(intent=True))) == ["commit 2"]
    assert subjects(log(Filter(progress=True))) == ["commit 1"]


def test_an_author_is_named_by_name_or_by_address() -> None:
    assert (
        subjects(log(Filter(by="mai tran"))) == subjects(log(Filter(by="mai@example.com"))) == ["commit 2", "commit 1"]
    )
    assert log(Filter(by="linh")) == []


def test_only_the_items_asked_for_are_followed() -> None:
    assert subjects(log(Filter(), Following([KR], PLANS[-1]))) == ["commit 2", "commit 1"]
    assert log(Filter(), Following([KR._replace(key_result="other")], PLANS[-1])) == []
