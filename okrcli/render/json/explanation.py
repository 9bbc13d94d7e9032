"""`okr explain` of an objective or key result as JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from okrcli.render.json.view import DatedView, Day, JsonObject, Number, Text

if TYPE_CHECKING:
    from okrcli.reports.explain import Explanation, ExplanationStep, Fact


class FactJson(JsonObject):
    """Something that a step is made of."""

    name: Text
    """The name of it: a reference, a milestone, a field."""
    text: Text
    """The text."""
    date: Day | None
    """The day of it."""
    counts: bool
    """False when it did not go into the number; then the text says why."""

    @classmethod
    def of(cls, fact: Fact) -> FactJson:
        """The JSON of a fact."""
        return cls(name=fact.name, text=fact.text, date=fact.date, counts=fact.counts)


class StepOfExplanationJson(JsonObject):
    """One number or word, and how it came about."""

    name: Text
    """The name of it: `value`, `progress`, `status` …"""
    result: Text
    """The number or word as people read it."""
    value: Number | None
    """The exact number, where the result is one."""
    formula: Text | None
    """Plain arithmetic with exact numbers that gives the value: `(22 - 20) / (30 - 20)`."""
    rule: Text
    """The rule, in a sentence."""
    section: Text
    """The page and heading that has the rule: `docs/semantics.md#progress`."""
    facts: tuple[FactJson, ...]
    """The facts from which it is computed."""

    @classmethod
    def of(cls, step: ExplanationStep) -> StepOfExplanationJson:
        """The JSON of a step."""
        return cls(
            name=step.name,
            result=step.result,
            value=Fraction(step.value) if isinstance(step.value, int) else step.value,
            formula=step.formula,
            rule=step.rule,
            section=f"docs/semantics.md#{step.section.lower().replace(' ', '-')}",
            facts=tuple(map(FactJson.of, step.facts)),
        )


class ExplanationView(DatedView):
    """`okr explain` of a key result or objective: how its numbers came about."""

    kind: Literal["explanation"] = "explanation"
    reference: Text
    """The whole name: `2026-Q4/demand/mql`."""
    title: Text
    """The title."""
    steps: tuple[StepOfExplanationJson, ...]
    """The numbers in the order in which they are computed."""

    @classmethod
    def of(cls, explanation: Explanation) -> ExplanationView:
        """The document of a report."""
        return cls(
            on=explanation.day,
            reference=explanation.reference,
            title=explanation.title,
            steps=tuple(map(StepOfExplanationJson.of, explanation.steps)),
        )
