"""The files of check-ins: new files, or lines inside key results if `settings.checkins` is `inline`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from okrcli.errors import RefusedError
from okrcli.model.hints import ID_LETTERS
from okrcli.model.plan import Checkin, CheckinRun, Location, Plan, Ref
from okrcli.model.record_base import changed
from okrcli.model.records import CheckinEntry, CheckinFile, Guardrail, KeyResult
from okrcli.workspace.checkin_runs import target_ref
from okrcli.workspace.pending_files import PendingFiles

OptionalText = TypeVar("OptionalText", str, str | None)
_TARGET_FIELDS = ("kr", "objective", "action", "guardrail")
_VALUE_FIELDS = ("value", "done", "missed", "confidence", "status", "note", "blocker", "corrects")


def new_id() -> str:
    """Eight random characters that no YAML reader takes for a number."""
    while (drawn := "".join(secrets.choice(ID_LETTERS) for _ in range(8))).isdigit() or drawn[:1] + drawn[1:2] == "0x":
        pass
    return drawn if not re.fullmatch(r"[0-9]+e[0-9]+", drawn) else new_id()


def new_files(
    entries: Iterable[tuple[str, CheckinEntry]],
    wins: Sequence[str],
    by: str,
    day: date,
    at: datetime,
    cycle: str | None,
) -> list[CheckinFile]:
    """A check-in file for each cycle of the entries, given as pairs of cycle and entry. The first gets the wins."""
    grouped: dict[str, list[CheckinEntry]] = {}
    for name, entry in entries:
        grouped.setdefault(name, []).append(entry)
    if not grouped and wins and cycle:
        grouped[cycle] = []
    return [
        CheckinFile(
            id=new_id(),
            cycle=name,
            date=day,
            at=at,
            by=by,
            checkins=tuple(map(_with_plain_lines, several)),
            wins=tuple(map(_plain_lines, wins)) if position == 0 else (),
        )
        for position, (name, several) in enumerate(grouped.items())
    ]


def _with_plain_lines(entry: CheckinEntry) -> CheckinEntry:
    return changed(entry, note=_plain_lines(entry.note), blocker=_plain_lines(entry.blocker))


def _plain_lines(text: OptionalText) -> OptionalText:
    """The text with the line ends of files. A carriage return alone stays, and is refused: it would hide text."""
    return text and text.replace("\r\n", "\n")


def moment_after(plan: Plan, refs: Iterable[Ref], now: datetime) -> datetime:
    """The moment of entry: in whole seconds, with milliseconds if another entry has the same second."""
    second = now.replace(microsecond=0)
    others = [checkin.at for ref in refs for checkin in plan.checkins.get(ref, ()) if checkin.at]
    is_taken = any(second <= at <= now for at in others)
    return now.replace(microsecond=now.microsecond // 1000 * 1000) if is_taken else second


def path_of(file: CheckinFile) -> str:
    """The path of a check-in file: `okrs/2026-Q4/checkins/mai/2026-10-12-7k2m.yaml`."""
    return f"okrs/{file.cycle}/checkins/{file.by}/{file.date}-{file.id[:4]}.yaml"


def text_of(file: CheckinFile) -> str:
    """The YAML of a check-in file. Raises RefusedError if it would not be read back as the same record."""
    from okrcli.workspace.file_loader import read_file
    from okrcli.yaml import editor

    try:
        text = editor.text_of(_data(file))
    except AssertionError as error:
        raise RefusedError(f"this check-in cannot be written: {error}") from None
    record, diagnostics, _ = read_file(text.encode(), path_of(file))
    if record != file:
        reason = diagnostics[0].message if diagnostics else "the file would have another content"
        raise RefusedError(f"this check-in cannot be written: {reason}")
    return text


def _data(file: CheckinFile) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": file.id,
        "cycle": file.cycle,
        "date": file.date,
        "at": file.at,
        "by": file.by,
    }
    if file.checkins:
        data["checkins"] = [entry_data(entry) for entry in file.checkins]
    if file.wins:
        data["wins"] = list(file.wins)
    return data


def entry_data(entry: CheckinEntry) -> dict[str, Any]:
    """The fields of an entry as they are written to a file."""
    data = {
        name: getattr(entry, name) for name in (*_TARGET_FIELDS, *_VALUE_FIELDS) if getattr(entry, name) is not None
    }
    if isinstance(entry.confidence, int):
        data["confidence"] = Decimal(entry.confidence)
    if isinstance(entry.done, tuple):
        data["done"] = list(entry.done)
    return data


def with_files(plan: Plan, files: Mapping[str, CheckinFile]) -> Plan:
    """The plan with these new check-in files, given by path."""
    checkins = dict(plan.checkins)
    for path, file in files.items():
        run = CheckinRun(file.date, file.at, file.by, file.id, Location(path, ()))
        for position, entry in enumerate(file.checkins):
            ref = target_ref(file.cycle, *entry.target) if entry.target else None
            if ref:
                new = Checkin(entry, position, run)
                checkins[ref] = tuple(sorted((*checkins.get(ref, ()), new), key=lambda checkin: checkin.order))
    return plan.with_checkins(checkins)


def put_checkins(pending: PendingFiles, plan: Plan, files: Mapping[str, CheckinFile]) -> None:
    """Put check-ins into new files, or into their key results if `settings.checkins` is `inline`.

    Entries about objectives and actions, and wins, always go into files.
    Raises RefusedError if the file of a key result cannot be changed.
    """
    for file in files.values():
        rest = file
        if plan.settings.checkins == "inline":
            inside = [entry for entry in file.checkins if (entry.kr or entry.guardrail) and not entry.corrects]
            for entry in inside:
                _append(pending, plan, file, entry)
            rest = changed(file, checkins=tuple(entry for entry in file.checkins if entry not in inside))
        if rest.checkins or rest.wins:
            pending.put(path_of(rest), text_of(rest).encode())


def _append(pending: PendingFiles, plan: Plan, file: CheckinFile, entry: CheckinEntry) -> None:
    from okrcli.model.field_errors import fields_of
    from okrcli.yaml import editor
    from okrcli.yaml.emitter import OneLine

    name, text = entry.target or ("kr", "")
    ref = plan.present(target_ref(file.cycle, name, text) or Ref(file.cycle, ""))
    location = plan.locations[ref.holder]
    below: tuple[str | int, ...] = ()
    if ref.guardrail:
        holder = plan.item(ref)
        below = ("guardrails", [guardrail.id for guardrail in holder.guardrails].index(ref.guardrail))
    said = {field: value for field, value in entry_data(entry).items() if field != name}
    item = OneLine({"date": file.date, "at": file.at, "by": file.by, **said})
    raw, keys = pending.read(location.path), (*location.keys, *below, "checkins")
    fields = list(fields_of(Guardrail if ref.guardrail else KeyResult))
    pending.put(location.path, editor.append_item(raw, location.path, keys, item, fields))
