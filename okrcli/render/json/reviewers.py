"""`okr diff --reviewers` as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from okrcli.render.json.view import DatedView, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.reports.diff import DiffReport
    from okrcli.reports.reviewers import Reviewer


class ReviewerJson(JsonObject):
    """A person or team that should review the change."""

    name: Text
    """The id of the person or team."""
    github: Text | None
    """The account of the person, or the handle of the team, on GitHub."""
    gitlab: Text | None
    """The same on GitLab."""
    email: Text | None
    """The e-mail address of the person; null for a team."""
    reasons: tuple[Text, ...]
    """The parts of the change: `demand/mql`, `care/calls needs ads/leads`, `setting checkin.frequency`."""


class ReviewersView(DatedView):
    """`okr diff --reviewers`: who should review what changed between two states of the files."""

    kind: Literal["reviewers"] = "reviewers"
    verdict: Literal["intent", "progress", "nothing", "unknown"]
    """The verdict of `okr diff`; a change that only records progress has no reviewers."""
    reviewers: tuple[ReviewerJson, ...]
    """Those with most reasons first."""

    @classmethod
    def of(cls, report: DiffReport, rows: Iterable[Reviewer]) -> ReviewersView:
        """The document of the reviewers of a report."""
        return cls(on=report.day, verdict=report.verdict, reviewers=tuple(_reviewer(row, report) for row in rows))


def _reviewer(row: Reviewer, report: DiffReport) -> ReviewerJson:
    member = report.plan.members.get(row.name)
    return ReviewerJson(
        name=row.name,
        github=member.github if member else None,
        gitlab=member.gitlab if member else None,
        email=getattr(member, "email", None),
        reasons=row.reasons,
    )
