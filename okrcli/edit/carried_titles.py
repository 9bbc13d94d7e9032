"""Titles of what goes on: the new numbers in place of the old ones, and what a person has to look at.

The rules are docs/semantics.md, "What goes on in the next cycle".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from okrcli.edit.carry_over import Handover
from okrcli.language.title_update import Measure, TitleUpdate, outdated_days, updated_title
from okrcli.model.assignments import change_text
from okrcli.model.plan import Ref


@dataclass(frozen=True, slots=True)
class CarriedTitles:
    """The titles that change in the next cycle, and those that name something of the previous one."""

    old: Mapping[Ref, str]
    titles: Mapping[Ref, str]
    """The new titles, by the objective or key result of the previous cycle."""
    to_check: Mapping[Ref, tuple[str, ...]]
    """Numbers and days that a title names and that are those of the previous cycle, as they are written."""

    def lines_before(self) -> Iterator[str]:
        """Lines for the person who decides: the changes, what to check, and the options for other titles."""
        yield from self._lines()
        if self.titles or self.to_check:
            first = next(iter({**self.to_check, **self.titles}))
            yield f'  to change a title: --title {first}="…"; to leave all as they are: --keep-titles'

    def lines_after(self, handover: Handover) -> Iterator[str]:
        """Lines about what was written, with the command for another title."""
        yield from self._lines()
        first = next((new for ref in self.to_check if (new := handover.new_ref(ref))), None)
        if first:
            yield f'  to change a title: okr set {first.full} title="…"'

    def _lines(self) -> Iterator[str]:
        for ref, title in self.titles.items():
            yield f"{ref}  title {change_text(self.old[ref], title)}"
        for ref, words in self.to_check.items():
            yield f"check the title of {ref}: it names {' and '.join(words)}"


def titles_after(handover: Handover, typed: Mapping[Ref, str], *, keeps: bool) -> CarriedTitles:
    """The titles in the next cycle. `typed` are those that a person gave; `keeps` leaves all others as they are."""
    old = {ref: _title(handover, ref) for ref in _written(handover)}
    titles = dict(typed)
    to_check: dict[Ref, tuple[str, ...]] = {}
    for ref, title in old.items():
        if keeps or ref in typed:
            continue
        days = outdated_days(title, handover.previous, handover.following)
        titles[ref], numbers = _updated(handover, ref) if ref.key_result else TitleUpdate(title)
        if days or numbers:
            to_check[ref] = (*numbers, *days)
    return CarriedTitles(old, {ref: titles[ref] for ref in old if titles.get(ref, old[ref]) != old[ref]}, to_check)


def _updated(handover: Handover, ref: Ref) -> TitleUpdate:
    """The title of a key result with its new start and target."""
    key_result = handover.plan.key_result(ref)
    before = Measure(key_result.start, key_result.target, key_result.unit)
    after = Measure(handover.written_start(ref), handover.targets.get(ref, key_result.target), key_result.unit)
    return updated_title(key_result.title, before, after)


def _written(handover: Handover) -> Iterator[Ref]:
    """The objectives and key results that this run writes."""
    for carried in handover.carried:
        if not carried.is_there:
            yield carried.ref
        yield from carried.key_results


def _title(handover: Handover, ref: Ref) -> str:
    return handover.plan.key_result(ref).title if ref.key_result else handover.plan.objectives[ref].title
