"""Packing: the check-in files of a closed cycle are joined to one file for each person, with the same content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from okrcli.edit.checkin_files import text_of
from okrcli.edit.grades import refuse_broken
from okrcli.edit.set_fields import Edit
from okrcli.errors import RefusedError
from okrcli.model.period import PlannedCycle
from okrcli.model.plan import Location, Plan
from okrcli.model.records import CheckinFile, PackFile
from okrcli.workspace.file_loader import read_file
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.sources import PLAN_FOLDER
from okrcli.workspace.workspace import Workspace, load

_NOWHERE: Final = Location("", ())
_FRAME: Final = ("---", "...")


def pack(pending: PendingFiles, workspace: Workspace, cycle: PlannedCycle) -> Edit:
    """Join the check-in files of a cycle.

    Raises RefusedError if the cycle is not closed, if a file has an error, and if the plan read from the new files
    would not be the same.
    """
    if cycle.state != "closed":
        raise RefusedError(f"{cycle.id} is not closed, it is {cycle.state}", f"okr cycle close {cycle.id}")
    folder = f"{PLAN_FOLDER}/{cycle.id}/"
    refuse_broken(workspace, cycle.id)
    people = _loose_files(workspace, cycle.id)
    for person, paths in people.items():
        target = f"{folder}checkins/{person}.yaml"
        pending.put(target, _packed(pending, workspace, cycle.id, target, paths))
    for path in (path for paths in people.values() for path in paths):
        pending.put(path, None)
    if not people:
        return Edit("Packed", (f"the check-ins of {cycle.id} are packed already",))
    if _meaning(load(pending, workspace.day, everything=True).plan) != _meaning(workspace.plan):
        raise RefusedError(f"the packed check-ins of {cycle.id} would differ", "they stay as they are")
    count = sum(map(len, people.values()))
    words = f"{count} check-in files of {cycle.id} into {len(people)}"
    return Edit("Packed", (words,), (cycle.id,), following="okr undo reverses it")


def _loose_files(workspace: Workspace, cycle: str) -> dict[str, list[str]]:
    """The check-in files of each person in order of date, for people with more than one file or with a pack."""
    records = {
        path: record
        for path, record in workspace.records.items()
        if isinstance(record, CheckinFile) and record.cycle == cycle
    }
    packs = {path for path, record in workspace.records.items() if isinstance(record, PackFile)}
    people: dict[str, list[str]] = {}
    for path, record in sorted(records.items(), key=lambda item: (item[1].date, item[1].at, item[1].id)):
        people.setdefault(record.by, []).append(path)
    return {
        person: paths
        for person, paths in sorted(people.items())
        if len(paths) > 1 or f"{PLAN_FOLDER}/{cycle}/checkins/{person}.yaml" in packs
    }


def _packed(pending: PendingFiles, workspace: Workspace, cycle: str, target: str, paths: Sequence[str]) -> bytes:
    """The pack of a person with these files added at its end."""
    before = pending.before(target)
    if before is not None and not isinstance(workspace.records.get(target), PackFile):
        raise RefusedError(f"{target} is another file already", "give it another name")
    text = (before or f"cycle: {cycle}\npacked:\n".encode()).decode()
    text += "" if text.endswith("\n") else "\n"
    for path in paths:
        record = workspace.records[path]
        assert isinstance(record, CheckinFile)
        text += _item(pending.read(path), path, record)
    return text.encode()


def _item(raw: bytes, path: str, record: CheckinFile) -> str:
    """A check-in file as an item of a pack, with its comments.

    If its lines cannot be used in a list, it is written anew. Raises RefusedError if a comment would be lost by that.
    """
    text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    if _is_read_as(moved := _as_list_item(text), record):
        return moved
    if "#" not in text and _is_read_as(moved := _as_list_item(text_of(record)), record):
        return moved
    raise RefusedError(f"{path} cannot be packed in its present form", "write it by hand in the form that okr uses")


def _as_list_item(text: str) -> str:
    """The lines of a file as those of a list item; comments above its first field stay above the item."""
    lines = [line for line in text.split("\n") if line.rstrip() not in _FRAME]
    first = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)
    while lines and not lines[-1].strip():
        lines.pop()
    above = [f"  {line}" for line in lines[:first] if line.strip() and "yaml-language-server:" not in line]
    below = [f"    {line}" if line.strip() else "" for line in lines[first + 1 :]]
    return "".join(f"{line}\n" for line in (*above, f"  - {lines[first]}", *below))


def _is_read_as(item: str, record: CheckinFile) -> bool:
    """True if an item of a pack is read as this record."""
    pack, _, _ = read_file(f"cycle: {record.cycle}\npacked:\n{item}".encode(), "pack.yaml")
    return isinstance(pack, PackFile) and pack.packed == (record,)


def _meaning(plan: Plan) -> tuple[Plan, list[tuple[date, str, str]]]:
    """The content of a plan, without locations."""
    checkins = {
        ref: tuple(checkin._replace(run=checkin.run._replace(location=_NOWHERE)) for checkin in several)
        for ref, several in plan.checkins.items()
    }
    wins = sorted((win.date, win.by, win.text) for win in plan.wins)
    return replace(plan, checkins=checkins, locations={}, wins=()), wins
