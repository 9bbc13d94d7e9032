"""The counts of a difference between two states in words, the worst first: the first line of every view of it."""

from __future__ import annotations

from collections.abc import Iterator

from okrcli.model.plan_change import PlanChange
from okrcli.reports.diff import DiffReport
from okrcli.text import counted


def counts(report: DiffReport) -> tuple[str, ...]:
    """The counts: `2 goalposts moved without a reason`, `1 guardrail breached`, `14 check-ins`; none for nothing."""
    return tuple(_counts(report))


def _counts(report: DiffReport) -> Iterator[str]:
    without = sum(not post.difference.reason for post in report.goalposts)
    breached = sum(row.guardrail is not None and row.guardrail.state == "breached" for row in report.checkins)
    promises = sum(len(broken.links) for broken in report.broken)
    refused = sum(_refuses(change) for change in report.agreements)
    entries = sum(len(row.entries) for row in report.checkins)
    named = (
        (without, "goalpost", "moved without a reason"),
        (len(report.altered), "earlier check-in", "altered"),
        (promises, "promise", "broken"),
        (breached, "guardrail", "breached"),
        (len(report.waivers) + len(report.baselines), "finding", "hidden or shown again"),
        (len(report.goalposts) - without, "goalpost", "moved with a reason"),
        (refused, "answer", "that refuses"),
        (len(report.agreements) - refused, "agreement", ""),
        (len(report.arrivals), "item", "new, removed or renamed"),
        (len(report.others), "other change", ""),
        (entries, "check-in", ""),
        (len(report.unread), "file", "not readable"),
    )
    for count, noun, words in named:
        if count:
            yield f"{counted(count, noun)} {words}".rstrip()


def _refuses(change: PlanChange) -> bool:
    """True for an answer that refuses an objective or a request."""
    answer = change.answer or change.after
    return getattr(answer, "agreement", None) == "refused"
