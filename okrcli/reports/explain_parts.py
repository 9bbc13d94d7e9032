"""The step from the parts of a key result to its value.

The rules are docs/semantics.md, "Parts that add up".
"""

from __future__ import annotations

from collections.abc import Sequence

from okrcli.model.number_format import limits_of, measured_text
from okrcli.reports.explain import ExplanationStep, Fact, added, exact
from okrcli.scoring.parts import PartValue, combined, part_text
from okrcli.scoring.results import StatusInputs


def parts_step(inputs: StatusInputs, parts: Sequence[PartValue], unit: str) -> ExplanationStep:
    """The step from the parts of a key result to its value."""
    key_result, measured = inputs.key_result, inputs.measurement
    counted = [part for part in parts if part.value is not None]
    is_weighted = key_result.parts == "weighted"
    terms = [exact(part.value) + (f" · {exact(part.weight)}" if is_weighted else "") for part in counted]
    divisor = sum(part.weight for part in counted) if is_weighted else len(counted)
    formula = added(terms) if key_result.parts == "sum" else f"{added(terms)} / {exact(divisor)}"
    rule = f"the {key_result.parts_text} of the values of its parts; one that was not measured is at its start"
    if combined(key_result.parts, parts) is None:
        formula = ""
        if measured.has_data:
            rule = "the last value that was typed before it came from parts; no part was measured since"
    facts = tuple(
        Fact(str(part.ref), part_text(part), counts=part.has_data and part.value is not None) for part in parts
    )
    return ExplanationStep(
        "value",
        rule,
        "Parts that add up",
        measured_text(key_result, measured.current) + unit,
        formula,
        measured.current,
        facts,
        limits_of(key_result),
    )
