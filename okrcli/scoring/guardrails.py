"""Guardrails: whether a limit is kept on a day, and the effect of a breach on a status.

The rules are docs/semantics.md, "Guardrails".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from okrcli.model.number_format import quantity
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Guardrail
from okrcli.scoring.checkin_history import apply_corrections
from okrcli.scoring.results import GuardrailState

CAPPED: Final = frozenset(("on_track", "achieved", "not_started"))
"""Statuses that a breach lowers to at risk (docs/semantics.md, "Status")."""


def guardrail_states(plan: Plan, ref: Ref, day: date) -> tuple[GuardrailState, ...]:
    """The guardrails of the objective or key result at `ref`, in file order."""
    item = plan.item(ref)
    return tuple(_state(plan, ref._replace(guardrail=each.id), each, day) for each in item.guardrails)


def _state(plan: Plan, ref: Ref, guardrail: Guardrail, day: date) -> GuardrailState:
    known = apply_corrections(plan.checkins.get(ref, ()), day)
    valued = tuple(checkin for checkin in known if checkin.reading.value is not None)
    days = plan.cycles[ref.cycle].period
    inside = [checkin.reading.value for checkin in valued if checkin.date in days]
    return GuardrailState(
        ref=ref,
        guardrail=guardrail,
        state=state_of(guardrail, valued[-1].reading.value if valued else None),
        value=valued[-1].reading.value if valued else None,
        date=valued[-1].date if valued else None,
        breaches=sum(state_of(guardrail, value) == "breached" for value in inside),
        checkins=valued,
    )


def state_of(guardrail: Guardrail, value: Decimal | None) -> Literal["breached", "warning", "kept", "no_data"]:
    """The state that a value gives a guardrail. The limit itself is still kept; a warning begins at its number."""
    highest, lowest = guardrail.must_not_exceed, guardrail.must_not_fall_below
    if value is None:
        return "no_data"
    if (highest is not None and value > highest) or (lowest is not None and value < lowest):
        return "breached"
    low_warning, high_warning = _warnings(guardrail)
    is_near = (high_warning is not None and value >= high_warning) or (low_warning is not None and value <= low_warning)
    return "warning" if is_near else "kept"


def _warnings(guardrail: Guardrail) -> tuple[Decimal | None, Decimal | None]:
    """The numbers from which a warning is given, at the lower and the upper limit; None where `warn_at` has none."""
    numbers, has_two = guardrail.warn_at or (), None not in (guardrail.must_not_exceed, guardrail.must_not_fall_below)
    if len(numbers) != (2 if has_two else 1):
        return None, None
    if has_two:
        return numbers[0], numbers[1]
    return (None, numbers[0]) if guardrail.must_not_exceed is not None else (numbers[0], None)


def breached(states: Sequence[GuardrailState]) -> Iterator[GuardrailState]:
    """The states that are breached, in the same order."""
    return (state for state in states if state.is_breached)


def capped(status: str, states: Sequence[GuardrailState]) -> str:
    """The status after breaches: at best `at_risk`. Progress and score stay as they are."""
    return "at_risk" if status in CAPPED and any(breached(states)) else status


def guardrail_text(state: GuardrailState) -> str:
    """A guardrail's value, what it must keep, and whether it does: `14 hours, must not exceed 12: breached`."""
    guardrail = state.guardrail
    limits = [
        f"{words} {quantity(limit)}"
        for words, limit in (
            ("must not exceed", guardrail.must_not_exceed),
            ("must not fall below", guardrail.must_not_fall_below),
        )
        if limit is not None
    ]
    unit = f" {guardrail.unit}" if guardrail.unit and state.value is not None else ""
    word = {"breached": "breached", "warning": "close to it", "kept": "kept", "no_data": "no data"}[state.state]
    return f"{quantity(state.value)}{unit}, {' and '.join(limits) or 'no limit'}: {word}"
