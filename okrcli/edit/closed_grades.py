"""Lines about grades of closed cycles that a change alters, or would alter if they were not accepted already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from okrcli.edit.grades import items_of
from okrcli.model.number_format import score_text
from okrcli.model.plan import Plan


def closed_grade_lines(before: Plan, after: Plan, cycles: Iterable[str]) -> Iterator[str]:
    """A line for each grade of these cycles that differs between two plans, where the cycle is closed in both."""
    for name in dict.fromkeys(cycles):
        known = [plan.cycles[name].state for plan in (before, after) if name in plan.cycles]
        if known == ["closed", "closed"]:
            yield from _lines(before, after, name)


def _lines(before: Plan, after: Plan, cycle: str) -> Iterator[str]:
    last = after.cycles[cycle].period.end
    old_grades = {item.ref: item.grade for item in items_of(before, cycle, last)}
    has_moved = False
    for item in items_of(after, cycle, last):
        old, new = old_grades.get(item.ref), item.grade
        if old is None:
            continue
        texts = [score_text(grade) for grade in (old.value, new.value, new.computed)]
        if texts[0] != texts[1]:
            yield f"{cycle} is closed, and this changes the grade of {item.ref}: {texts[0]} → {texts[1]}"
        elif texts[2] != score_text(old.computed):
            take = f"okr cycle close {cycle} --score {item.ref}={texts[2]}"
            yield f"{cycle} is closed: {item.ref} keeps its grade {texts[1]}; to accept {texts[2]}: {take}"
        else:
            continue
        has_moved = True
    if not has_moved:
        yield f"{cycle} is closed: no grade changes"
