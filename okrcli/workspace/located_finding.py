"""Findings at locations of a plan, before they get a line and a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from okrcli.diagnostics import Code, Severity, code
from okrcli.model.records import KeyResult, Objective

if TYPE_CHECKING:
    from okrcli.model.plan import Location, Ref

DUPLICATE_ID = code(
    "OKR202",
    "duplicate-id",
    "Two items of one kind have the same id, so a reference to it is unclear. An objective's id is unique in "
    "its cycle, a key result's in its objective. Give one of them another id.",
    bad="two key results with `id: mql` in one objective",
    good="`id: mql` and `id: sql`",
)


class LocatedFinding(NamedTuple):
    """A finding at a location of a file; `Workspace.place` gives it line and column."""

    location: Location
    message: str
    hint: str | None = None
    on: Literal["key", "value"] = "value"
    severity: Severity | None = None
    """The severity, if it differs from that of the code."""
    first: Location | None = None
    """The first of two locations in conflict; `location` is the second."""
    code: Code | None = None
    """None in what the function of a rule yields: the rule adds its own."""


class Duplicate(NamedTuple):
    """A second objective or key result with one id. It is not in the plan, but rules check it too."""

    ref: Ref
    location: Location
    thing: Objective | KeyResult


def repeated(names: Sequence[str | None]) -> Iterator[tuple[int, str]]:
    """Each name that an earlier item of the list has too, with its position."""
    names_before: set[str] = set()
    for position, name in enumerate(names):
        if name is None:
            continue
        if name in names_before:
            yield position, name
        names_before.add(name)
