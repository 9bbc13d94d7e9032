"""Check-ins written inside their key results, where the workspace wants that: for one person with one file."""

from __future__ import annotations

from collections.abc import Mapping

from okrcli.edit.checkins import entry_data, path_of, text_of
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import CheckinEntry, CheckinFile, Guardrail, KeyResult, changed
from okrcli.workspace.overlay import PendingFiles
from okrcli.workspace.plan_builder import target_ref


def put_checkins(overlay: PendingFiles, plan: Plan, files: Mapping[str, CheckinFile]) -> None:
    """Put check-ins into an overlay: as files, or inside key results where `settings.checkins` says `inline`.

    What an entry says of an objective or action, and wins, have no place there and stay files.
    Raises RefusedError where a file that people wrote cannot take one.
    """
    for file in files.values():
        rest = file
        if plan.settings.checkins == "inline":
            inside = [entry for entry in file.checkins if (entry.kr or entry.guardrail) and not entry.corrects]
            for entry in inside:
                _append(overlay, plan, file, entry)
            rest = changed(file, checkins=tuple(entry for entry in file.checkins if entry not in inside))
        if rest.checkins or rest.wins:
            overlay.put(path_of(rest), text_of(rest).encode())


def _append(overlay: PendingFiles, plan: Plan, file: CheckinFile, entry: CheckinEntry) -> None:
    from okrcli.model.validation import fields_of
    from okrcli.yaml import editor
    from okrcli.yaml.emitter import OneLine

    name, text = entry.target or ("kr", "")
    ref = plan.present(target_ref(file.cycle, name, text) or Ref(file.cycle, ""))
    home = plan.homes[ref.holder]
    below: tuple[str | int, ...] = ()
    if ref.guardrail:
        thing = plan.key_result(ref) if ref.key_result else plan.objectives[ref.parent]
        below = ("guardrails", [guardrail.id for guardrail in thing.guardrails].index(ref.guardrail))
    said = {field: value for field, value in entry_data(entry).items() if field != name}
    item = OneLine({"date": file.date, "at": file.at, "by": file.by, **said})
    raw, keys = overlay.read(home.path), (*home.keys, *below, "checkins")
    fields = list(fields_of(Guardrail if ref.guardrail else KeyResult))
    overlay.put(home.path, editor.append_item(raw, home.path, keys, item, fields))
