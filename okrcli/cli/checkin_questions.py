"""The questions of `okr checkin`: a key result, the line that is typed for it, and what the line records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from okrcli.cli import context
from okrcli.edit import checkin_entries
from okrcli.edit.checkin_effect import CheckinEffect, effect_of
from okrcli.edit.checkin_line import form_of, format_line, parse_line
from okrcli.errors import RefusedError
from okrcli.model.number_format import value_text
from okrcli.model.plan import Checkin, Plan, Ref
from okrcli.model.record_base import changed
from okrcli.model.records import CheckinEntry, KeyResult
from okrcli.reports.status import due_for
from okrcli.scoring.results import KeyResultScore
from okrcli.scoring.score import score_key_result
from okrcli.workspace.plan_names import clear_name
from okrcli.workspace.references import resolve_ref
from okrcli.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Question:
    """A key result to ask about."""

    plan: Plan
    score: KeyResultScore
    day: date
    corrects: str | None = None
    """The id of the check-in file that the answer corrects."""
    person: str | None = None
    """The person who answers; None where that is not known."""

    @property
    def _own_confidence(self) -> int | None:
        """The last confidence of the person who answers, and not that of another one."""
        given = self.score.opinions
        own = [each.value for each in given if self.person is None or each.by in (self.person, None)]
        return own[0] if own else None

    @property
    def ref(self) -> Ref:
        """The reference of the key result."""
        return self.score.ref

    @property
    def key_result(self) -> KeyResult:
        """The record of the key result."""
        return self.plan.key_result(self.ref)

    @property
    def name(self) -> str:
        """The shortest clear name."""
        return clear_name(self.plan, self.ref)

    @property
    def milestones(self) -> tuple[str, ...]:
        """The ids of the milestones."""
        return form_of(self.key_result).milestones

    @property
    def summary(self) -> str:
        """The title, the value and the confidence on one line."""
        facts = [" ".join(self.key_result.title.split())]
        if self.score.has_data and self.score.current is not None:
            facts.append(f"now {value_text(self.key_result, self.score.current)}")
        if self.score.confidence is not None:
            facts.append(f"confidence {self.score.confidence}")
        return " · ".join(facts)

    def answer(self, typed: str) -> Answer:
        """The answer that a line gives. The last confidence and blocker stay where the line has none.

        Raises InvalidValueError or OkrError.
        """
        form = form_of(self.key_result)
        line = parse_line(typed, form)
        checkin = checkin_entries.CheckinInput(self.ref, line)
        entry = checkin_entries.entry_for(self.plan, checkin, CheckinEntry(), self.day)
        last = self.score.last_checkin
        kept_blocker = last.reading.blocker if last and line.blocker is None else None
        confidence = self._own_confidence if line.confidence is None else line.confidence
        blocker = entry.blocker or kept_blocker
        entry = changed(entry, confidence=confidence, blocker=blocker, corrects=self.corrects)
        if not checkin_entries.has_content(changed(entry, corrects=None)):
            raise RefusedError("there is no earlier value to keep", "type a value, or s to skip")
        effect = effect_of(self.plan, self.ref, entry, self.day, context.now(), self.person)
        if checkin_entries.is_doubtful_minus(self.plan, checkin, entry):
            effect = effect.with_doubt(f"{line.text} is a change. For the value type ={line.text}.")
        return Answer(self.ref, format_line(line, form), entry, effect)

    def unchanged(self) -> Answer | None:
        """The answer that keeps the value; None where there is none to keep."""
        last = checkin_entries.unchanged(self.plan, self.ref, self.day)
        return self.answer(".") if last.value is not None or last.done is not None else None


@dataclass(frozen=True, slots=True)
class Answer:
    """A line and what it records."""

    ref: Ref
    line: str
    entry: CheckinEntry
    effect: CheckinEffect


def questions_about(workspace: Workspace, by: str, old: Sequence[Checkin], named: Sequence[str]) -> list[Question]:
    """The questions about the key results of a person, those of `old` check-ins, or the named ones.

    Raises RefusedError if there is no key result.
    """
    plan, day = workspace.plan, workspace.day
    focus = workspace.focus.id if workspace.focus else None
    if old or named:
        targets = [entry.kr for checkin in old if isinstance(entry := checkin.reading, CheckinEntry) and entry.kr]
        first = {name: position == 0 for position, name in enumerate(named)}
        refs = [
            resolve_ref(plan, focus, name, is_write=True, may_search=first.get(name, False))
            for name in (*targets, *named)
        ]
        results = [score_key_result(plan, ref, day) for ref in refs if ref.key_result and not ref.guardrail]
    else:
        running = [cycle.id for cycle in plan.cycles.values() if day in cycle.period or cycle.id == focus]
        results = [result for cycle in running for result in due_for(plan, cycle, by, day)]
    if not results:
        raise RefusedError(
            f"{by} has no key result to check in",
            "name one: okr checkin ID VALUE",
            "or set `owner:` or `updater:` in the plan",
        )
    results.sort(key=lambda result: result.next_due or day)
    corrects = old[0].document if old else None
    ends = {cycle.id: cycle.period.end for cycle in plan.cycles.values()}
    return [Question(plan, result, min(day, ends[result.ref.cycle]), corrects, by) for result in results]
