"""`okr blame` as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from okrcli.render.json.commit import CommitJson
from okrcli.render.json.plan_value import PlanValue
from okrcli.render.json.view import DatedView, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.model.plan import Plan
    from okrcli.reports.blame import BlameLine, BlameReport


class BlameLineJson(JsonObject):
    """A field, and the commit that gave it its value."""

    field: Text
    """The name of the field."""
    item: Text | None
    """The item of a list."""
    value: PlanValue
    """The value."""
    before: PlanValue
    """The value before that commit."""
    reason: Text | None
    """The reason of the change, if one was recorded."""
    by: CommitJson | None
    """The commit; null where the history here does not reach so far back."""

    @classmethod
    def of(cls, line: BlameLine, people: dict[str, str]) -> BlameLineJson:
        """The JSON of a line; `people` are ids by e-mail address in small letters."""
        commit = line.commit
        return cls(
            field=line.field,
            item=line.item or None,
            value=line.value,
            before=line.before,
            reason=line.reason,
            by=CommitJson.of(commit, people.get(commit.email.lower())) if commit else None,
        )


class BlameView(DatedView):
    """`okr blame`: the commit that gave each field its value."""

    kind: Literal["blame"] = "blame"
    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """The title."""
    is_cut: bool
    """True when the history here does not reach back to its beginning."""
    fields: tuple[BlameLineJson, ...]
    """The fields."""

    @classmethod
    def of(cls, report: BlameReport, plan: Plan, day: date, is_cut: bool) -> BlameView:
        """The document of a report."""
        people = plan.ids_by_email
        return cls(
            on=day,
            reference=report.ref.full,
            title=report.title,
            is_cut=is_cut,
            fields=tuple(BlameLineJson.of(line, people) for line in report.lines),
        )
