"""The runs of `okr checkin` in the records of files, and the targets of their entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from okrcli.model.plan import Location, Ref
from okrcli.model.records import CheckinFile, FileRecord, PackFile


@cache
def target_ref(cycle: str, name: str, text: str) -> Ref | None:
    """The reference in a field of an entry (`kr`, `objective` …); None for one of the wrong depth."""
    parts = text.split("/")
    if name == "guardrail":
        return _guardrail_ref(cycle, parts)
    depth = {"objective": 1, "kr": 2, "action": 3}[name]
    if len(parts) == depth + 1:
        cycle, *parts = parts
    return Ref(cycle, *parts) if len(parts) == depth else None


def _guardrail_ref(cycle: str, parts: list[str]) -> Ref | None:
    """`objective/guardrail` or `objective/key-result/guardrail`; before the longer one a cycle may stand."""
    if len(parts) == 4:
        cycle, *parts = parts
    *holder, name = parts
    return Ref(cycle, *holder)._replace(guardrail=name) if len(parts) in (2, 3) else None


def runs_in(path: str, record: FileRecord) -> Iterator[tuple[Location, CheckinFile]]:
    """The runs of `okr checkin` that a file holds, each with its location: one, or those of a pack."""
    if isinstance(record, CheckinFile):
        yield Location(path, ()), record
    elif isinstance(record, PackFile):
        for position, run in enumerate(record.packed):
            yield Location(path, ("packed", position)), run


def all_runs(records: Mapping[str, FileRecord]) -> Iterator[tuple[Location, CheckinFile]]:
    """Every run of `okr checkin`, in the order of the files."""
    for path, record in records.items():
        yield from runs_in(path, record)
