"""Split a key result into parts: an objective for each person, team or cycle, with targets that add up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, pairwise
from math import floor
from typing import Final, NamedTuple

from okrcli.edit.add import add_key_result
from okrcli.edit.add_objective import TypedObjective, add_whole_objective, has_label_id
from okrcli.edit.new_fields import taken_objective_ids
from okrcli.edit.set_fields import Edit, set_values, with_ids
from okrcli.errors import RefusedError, UsageError
from okrcli.language.title_update import Measure, updated_title
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import KeyResult, PartsMake
from okrcli.scoring.parts import has_value, is_counted, parts_of
from okrcli.text import number_text, quote_value
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.people import id_hint
from okrcli.workspace.references import PlanItem
from okrcli.workspace.workspace import Workspace

_COPIED: Final = ("kind", "unit", "metric", "definition", "indicator", "measured_by", "frequency")
"""The fields that a part has from the key result that is split."""


class Share(NamedTuple):
    """One part that was asked for."""

    name: str
    """The id of a person, a team or a cycle."""
    target: Decimal | None = None
    """Its target; None for an equal share of the rest."""


def split_key_result(
    pending: PendingFiles,
    workspace: Workspace,
    item: PlanItem,
    shares: Sequence[Share],
    way: PartsMake,
    reason: str | None,
    day: date,
) -> Edit:
    """Write the parts of a key result, and let its value come from them.

    Of a sum, targets and starts are divided, to the last place that they are typed with; where targets are given, the
    starts in proportion to them. Other ways give each part the same. Raises RefusedError for what cannot be split,
    UsageError if targets do not add up or a reason is missing.
    """
    plan, key_result = workspace.plan, item.value
    if not isinstance(key_result, KeyResult) or not has_value(key_result) or key_result.target is None:
        raise RefusedError(f"{item.name} cannot be split: it has no target", "name a key result with a `target`")
    names = [share.name for share in shares]
    if twice := next((name for name in names if names.count(name) > 1 or name == item.ref.cycle), None):
        raise UsageError(f"{quote_value(twice)} cannot be a part", "name each person, team or other cycle once")
    lines: list[str] = []
    refs: list[str] = []
    for number, (share, ends) in enumerate(zip(shares, _ends(plan, item.ref, key_result, shares, way), strict=True), 1):
        cycle, objective, part = _typed_part(plan, item.ref, share.name, number)
        part = {**_key_result_fields(key_result, *ends), **part}
        known = _objective_of_owner(plan, Ref(cycle, objective["id"]), objective.get("owner"))
        if known:
            added = add_key_result(pending, workspace, known, part, reason)
        else:
            objective["id"] = _free_id(objective["id"], taken_objective_ids(plan, cycle))
            added = add_whole_objective(pending, workspace, cycle, TypedObjective(objective, [(part, [], [])]))
        refs += added.ids
        lines.append(f"{objective['id']}/{part['id']}: {part['title']}")
    settings = {"value_from": "parts"} | ({"parts": way} if way != key_result.parts else {})
    changed = set_values(pending, plan, item, settings, reason, day, workspace.day)
    return replace(
        changed,
        verb="Split",
        words=(f"{item.name} into {len(shares)} parts",),
        ids=(*changed.ids, *refs),
        ref=None,
        following=f"okr show {item.ref}",
        notes=tuple(lines),
    )


def _is_cycle(plan: Plan, name: str) -> bool:
    return name in plan.cycles or (name not in plan.members and has_label_id(name))


def _objective_of_owner(plan: Plan, ref: Ref, owner: str | None) -> PlanItem | None:
    """The objective that an earlier split has made for an owner; None without one."""
    objective = plan.objectives.get(ref)
    if objective is None or objective.owner != owner:
        return None
    return PlanItem(ref, str(ref), objective, plan.locations[ref])


def _free_id(wanted: str, taken: Collection[str]) -> str:
    """The wanted id of an objective, with a number behind it if it is taken."""
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (wanted, *numbered) if name not in taken)


def _typed_part(plan: Plan, ref: Ref, name: str, number: int) -> tuple[str, dict[str, str], dict[str, str]]:
    """The cycle of a part, the typed fields of its objective, and its own id and link."""
    whole = plan.objectives[ref.parent]
    is_cycle = _is_cycle(plan, name)
    owner = (plan.owner_of(ref) or "") if is_cycle else with_ids(plan, {"owner": name})["owner"]
    ending, link = (str(number), ref.full) if is_cycle else (owner, str(ref))
    if plan.members and owner and owner not in plan.members:
        hint = id_hint(name, plan.members) or f"there are: {', '.join([*plan.members][:12])}"
        raise RefusedError(f"unknown person, team or cycle {quote_value(name)}", hint)
    member = plan.members.get(owner)
    fields = {
        "id": f"{ref.objective}-{ending}",
        "title": whole.title if is_cycle else f"{whole.title} – {member.name if member and member.name else owner}",
        "owner": owner,
        "type": whole.type or "",
        "contributes_to": link,
    }
    filled = {field: text for field, text in fields.items() if text}
    return name if is_cycle else ref.cycle, filled, {"id": f"{ref.key_result}-{ending}", "contributes_to": link}


def _key_result_fields(key_result: KeyResult, start: Decimal | None, target: Decimal) -> dict[str, str]:
    """The typed measure of a part, its title with its own numbers."""
    before = Measure(key_result.start, key_result.target, key_result.unit)
    title = updated_title(key_result.title, before, Measure(start, target, key_result.unit)).title
    copied = {name: str(value) for name in _COPIED if (value := getattr(key_result, name)) is not None}
    numbers = {"target": number_text(target)} | ({} if start is None else {"start": number_text(start)})
    return {"title": title, **copied, **numbers}


def _ends(
    plan: Plan, ref: Ref, key_result: KeyResult, shares: Sequence[Share], way: PartsMake
) -> Iterator[tuple[Decimal | None, Decimal]]:
    """The start and the target of each part."""
    whole = key_result.target or Decimal(0)
    if way != "sum":
        for share in shares:
            yield key_result.start, whole if share.target is None else share.target
        return
    known = [plan.key_result(part) for part in parts_of(plan, ref) if is_counted(plan, part)]
    given = sum((share.target for share in shares if share.target is not None), Decimal(0))
    rest = whole - given - sum((part.target or Decimal(0) for part in known), Decimal(0))
    open_shares = [share for share in shares if share.target is None]
    if known and not rest + given:
        raise RefusedError(
            f"{ref} is split already: its parts add up to {number_text(whole)}",
            f"show them: okr show {ref}",
            f"then give one of them another target: okr set {parts_of(plan, ref)[0]} target=…",
        )
    is_growing = whole >= (key_result.start or Decimal(0))
    if open_shares and (rest < 0 if is_growing else rest > whole):
        there = [f"it has parts already: okr show {ref}"] if known else []
        own = f"its own: {open_shares[0].name}=…"
        raise UsageError(f"the given targets leave nothing for {open_shares[0].name}", own, *there)
    if not open_shares and rest:
        raise UsageError(
            f"the targets of the parts add up to {number_text(whole - rest)}, not {number_text(whole)}",
            "leave out one of the numbers: that part gets the rest",
        )
    typed = [key_result.start or Decimal(0), whole, *(share.target or Decimal(0) for share in shares)]
    equal = iter(_divided(rest, len(open_shares), typed))
    targets = [next(equal) if share.target is None else share.target for share in shares]
    begun = typed[0] - sum((part.start or Decimal(0) for part in known), Decimal(0))
    is_proportional = bool(given) and all(target * whole > 0 for target in targets)
    starts = _in_proportion(begun, targets, typed) if is_proportional else _divided(begun, len(shares), typed)
    for share, start, target in zip(shares, starts, targets, strict=True):
        if key_result.measure == "metric":
            _refuse_other_direction(ref, share, (start, target), (typed[0], whole))
        yield None if key_result.start is None else start, target


def _refuse_other_direction(
    ref: Ref, share: Share, part: tuple[Decimal, Decimal], whole: tuple[Decimal, Decimal]
) -> None:
    """Raise RefusedError if a part would stand still, or fall where the whole rises; both as start and target."""
    if (part[1] - part[0]) * (whole[1] - whole[0]) > 0:
        return
    of_part, of_whole = (f"from {number_text(start)} to {number_text(target)}" for start, target in (part, whole))
    raise RefusedError(
        f"the part of {quote_value(share.name)} would go {of_part}, and `{ref}` goes {of_whole}",
        f"name fewer parts, or other targets: {share.name}=…",
    )


def _in_proportion(number: Decimal, sizes: Sequence[Decimal], typed: Sequence[Decimal]) -> list[Decimal]:
    """A number in parts as large as `sizes` among each other, rounded to the last typed place; they add up to it."""
    places = _places(number, typed)
    units, total = Fraction(number.scaleb(places)), Fraction(sum(sizes))
    reached = [floor(units * Fraction(size) / total) for size in accumulate(sizes)]
    return [_number(upper - lower, places) for lower, upper in pairwise([0, *reached])]


def _divided(number: Decimal, count: int, typed: Sequence[Decimal]) -> list[Decimal]:
    """A number in `count` parts that add up to it, as equal as the last place of the typed numbers allows."""
    places = _places(number, typed)
    units = int(number.scaleb(places))
    size, more = divmod(units, count) if count else (0, 0)
    return [_number(size + (position < more), places) for position in range(count)]


def _places(number: Decimal, typed: Sequence[Decimal]) -> int:
    """The digits behind the decimal point of the number that has most of them."""
    return max(max(0, -int(each.as_tuple().exponent)) for each in (number, *typed))


def _number(units: int, places: int) -> Decimal:
    return Decimal(units).scaleb(-places) if units else Decimal(0)
