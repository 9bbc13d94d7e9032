"""A CODEOWNERS file: the reviewers of each plan file. Check-ins have none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from okrcli.model.plan import Plan
from okrcli.sanitize import visible

BEGIN: Final = "# okr codeowners: begin (made from the owners in the plans; change those, then: okr codeowners --write)"
END: Final = "# okr codeowners: end"

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+")
_PLAIN_PATH = re.compile(r"[\w./ -]+")


def codeowners(plan: Plan, before: str) -> list[str]:
    """The lines between the marks. `before` stands in front of every path: "", or the folder of the workspace."""
    lines = [BEGIN]
    for path, names in sorted(_owners_by_file(plan).items()):
        lines.extend(_lines(plan, f"{before}{path}", names))
    pattern = _pattern(f"{before}okrs")
    if pattern is not None:
        lines += ["# Check-ins have no owner: whoever checks in needs nobody's consent.", f"{pattern}/*/checkins/"]
    return [*lines, END]


def joined(existing: str, lines: Iterable[str]) -> str:
    """An existing file with our lines in the place of those that stand between the marks, or behind all else."""
    ours = "".join(f"{line}\n" for line in lines)
    found = re.search(rf"^# okr codeowners: begin.*?^{re.escape(END)}\n?", existing, re.DOTALL | re.MULTILINE)
    if found:
        return existing[: found.start()] + ours + existing[found.end() :]
    gap = "\n" if existing and not existing.endswith("\n") else ""
    return existing + gap + ("\n" if existing else "") + ours


def _owners_by_file(plan: Plan) -> dict[str, list[str]]:
    """The owners of the objectives in each file, and of their key results where an objective has none."""
    found: dict[str, dict[str, None]] = {}
    for ref, objective in plan.objectives.items():
        names = found.setdefault(plan.locations[ref].path, {})
        own = [objective.owner] if objective.owner else [plan.owner_of(key) for key, _ in plan.key_results_of(ref)]
        names |= dict.fromkeys(name for name in own if name)
    return {path: list(names) for path, names in found.items()}


def _lines(plan: Plan, path: str, names: list[str]) -> Iterator[str]:
    pattern = _pattern(path)
    if pattern is None:
        yield f"# {visible(path)}: such a name cannot be written in this file"
        return
    addresses: dict[str, None] = {}
    for name in names:
        people = _people_of(plan, name)
        known = [address for person in people if (address := _address(plan, person))]
        if not known:
            yield f"# {pattern}: no e-mail address of {visible(name)} in people:"
        addresses |= dict.fromkeys(known)
    if addresses:
        yield f"{pattern} {' '.join(addresses)}"
    elif not names:
        yield f"# {pattern}: nobody owns what is in it"


def _people_of(plan: Plan, name: str) -> list[str]:
    """The person of this name; of a team its members, or where it has none those of the teams in it."""
    team = plan.teams.get(name)
    if team is None:
        return [name]
    return list(team.members) or sorted(plan.team_and_below(name) - plan.teams.keys())


def _address(plan: Plan, name: str) -> str | None:
    person = plan.people.get(name)
    address = person.email if person else None
    return address if address and _ADDRESS.fullmatch(address) else None


def _pattern(path: str) -> str | None:
    """A path as the file writes it; None for one that it has no way to write."""
    return "/" + path.replace(" ", "\\ ") if _PLAIN_PATH.fullmatch(path) else None
