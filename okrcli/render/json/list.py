"""`okr list` as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from okrcli.render.json.cycle import CycleJson
from okrcli.render.json.view import DatedView, JsonObject, Text

if TYPE_CHECKING:
    from okrcli.model.plan import Plan


class NameJson(JsonObject):
    """The name of one objective or key result."""

    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    kind: Text | None
    """`objective`, or how the key result is measured."""
    title: Text
    """The title."""
    owner: Text | None
    """The id of its person or team."""


class ListView(DatedView):
    """`okr list`: names alone."""

    kind: Literal["list"] = "list"
    cycles: tuple[CycleJson, ...]
    """All cycles of the workspace."""
    rows: tuple[NameJson, ...]
    """The objectives, each followed by its key results."""

    @classmethod
    def of(cls, plan: Plan, rows: Iterable[Mapping[str, Any]], day: date) -> ListView:
        """The document of these rows."""
        return cls(
            on=day,
            cycles=tuple(CycleJson.of(cycle, day) for cycle in plan.cycles.values()),
            rows=tuple(NameJson(**row) for row in rows),
        )
