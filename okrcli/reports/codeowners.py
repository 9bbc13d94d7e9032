"""A CODEOWNERS file: the reviewers of each plan file, of new ones and of `okrs.yaml`. Check-ins have none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from okrcli.model.plan import Plan, Ref
from okrcli.reports.accounts import Host, code_owners
from okrcli.sanitize import visible
from okrcli.workspace.sources import PLAN_FOLDER, WORKSPACE_FILE

BEGIN: Final = (
    "# okr setup codeowners: begin "
    "(made from the owners in the plans; change those, then: okr setup codeowners --write)"
)
END: Final = "# okr setup codeowners: end"

_PLAIN_PATH = re.compile(r"[\w./ -]*")


def codeowners(plan: Plan, before: str, host: Host) -> list[str]:
    """The lines between the marks, with the accounts of one service.

    `before` stands in front of every path: "", or the folder of the workspace.
    """
    lines = [BEGIN]
    by_file = _owners_by_file(plan)
    top = owners_at_the_top(plan, list(plan.objectives))
    if _pattern(before) is not None and any(code_owners(plan, name, host) for name in top):
        lines.append("# Files without an owner in the plan: the settings, new files and folders.")
        lines.extend(_lines(plan, host, f"{before}{WORKSPACE_FILE}", top) if WORKSPACE_FILE not in by_file else ())
        lines.extend(_lines(plan, host, f"{before}{PLAN_FOLDER}/", top))
        for folder, refs in sorted(_objectives_by_folder(plan).items()):
            lines.extend(_lines(plan, host, f"{before}{folder}/", owners_at_the_top(plan, refs)))
        lines.append("# The plans.")
    for path, names in sorted(by_file.items()):
        lines.extend(_lines(plan, host, f"{before}{path}", names))
    pattern = _pattern(f"{before}{PLAN_FOLDER}")
    if pattern is not None:
        lines += ["# Check-ins have no owner: a check-in needs no review.", f"{pattern}/*/checkins/"]
    return [*lines, END]


def joined(existing: str, lines: Iterable[str]) -> str:
    """An existing file with our lines in the place of those that stand between the marks, or behind all else."""
    ours = "".join(f"{line}\n" for line in lines)
    section = re.search(rf"^# okr setup codeowners: begin.*?^{re.escape(END)}\n?", existing, re.DOTALL | re.MULTILINE)
    if section:
        return existing[: section.start()] + ours + existing[section.end() :]
    gap = "\n" if existing and not existing.endswith("\n") else ""
    return existing + gap + ("\n" if existing else "") + ours


def owners_at_the_top(plan: Plan, refs: Iterable[Ref]) -> list[str]:
    """The owners of those objectives that contribute to none; of all of them where none of these has an owner."""
    refs = list(refs)
    top = [ref for ref in refs if not plan.objectives[ref].contributes_to]
    for chosen in (top, refs):
        owners = dict.fromkeys(name for ref in chosen for name in _owners_of(plan, ref))
        if owners:
            return list(owners)
    return []


def _objectives_by_folder(plan: Plan) -> dict[str, list[Ref]]:
    """The objectives of each folder below `okrs/`, with those in its folders."""
    by_folder: dict[str, list[Ref]] = {}
    for ref in plan.objectives:
        parts = plan.locations[ref].path.split("/")[:-1]
        for depth in range(2, len(parts) + 1):
            by_folder.setdefault("/".join(parts[:depth]), []).append(ref)
    return by_folder


def _owners_of(plan: Plan, ref: Ref) -> list[str]:
    """The owner of an objective, or those of its key results where it has none."""
    owner = plan.objectives[ref].owner
    names = [owner] if owner else [plan.owner_of(below) for below, _ in plan.key_results_of(ref)]
    return [name for name in names if name]


def _owners_by_file(plan: Plan) -> dict[str, list[str]]:
    """The owners of the objectives in each file, and of their key results where an objective has none."""
    by_file: dict[str, dict[str, None]] = {}
    for ref in plan.objectives:
        by_file.setdefault(plan.locations[ref].path, {}).update(dict.fromkeys(_owners_of(plan, ref)))
    return {path: list(names) for path, names in by_file.items()}


def _lines(plan: Plan, host: Host, path: str, names: list[str]) -> Iterator[str]:
    pattern = _pattern(path)
    if pattern is None:
        yield f"# {visible(path)}: such a name cannot be written in this file"
        return
    words: dict[str, None] = {}
    for name in names:
        known = code_owners(plan, name, host)
        if not known:
            place = visible(plan.member_paths.get(name, WORKSPACE_FILE))
            yield f"# {pattern}: no account or e-mail address of {visible(name)} in {place}"
        words |= dict.fromkeys(known)
    if words:
        yield f"{pattern} {' '.join(words)}"
    elif not names:
        yield f"# {pattern}: nothing in it has an owner"


def _pattern(path: str) -> str | None:
    """A path as the file writes it; None for one that it has no way to write."""
    return "/" + path.replace(" ", "\\ ") if _PLAIN_PATH.fullmatch(path) else None
