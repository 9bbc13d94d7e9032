"""`okr explain` shows each promise with the arithmetic of its projection."""

from __future__ import annotations

import pytest

from okrcli.model.plan import Ref
from okrcli.reports.explain_key_result import explain_key_result
from okrcli.reports.explain_objective import explain_objective
from okrcli.reports.explain_promises import promise_steps
from okrcli.scoring.promises import promises
from tests.commands.test_explain import worked_out
from tests.scoring.test_promises import AGREED, LEADS, plan_of
from tests.support.plans import day

PROMISED = {**AGREED, "amount": 3000, "due": 64, "condition": "Nếu còn ngân sách"}


@pytest.mark.parametrize("on", range(5, 75, 3))
def test_the_formula_gives_the_projection(on: int) -> None:
    plan = plan_of({**LEADS, "start": 100, "path": {30: 900}}, PROMISED)
    (promise,), (step,) = list(promises(plan, day(on))), list(promise_steps(plan, Ref("c", "ads", "leads"), day(on)))
    assert step.result.startswith(promise.state)
    if step.formula is None:
        assert promise.forecast in (None, promise.value) or promise.state in ("kept", "missed", "late", "reached")
    else:
        assert worked_out(step.formula) == step.value == promise.forecast
    assert "Nếu còn ngân sách" in {fact.text for fact in step.facts}


def test_both_sides_explain_it_and_a_plan_without_promises_has_no_step() -> None:
    plan, on = plan_of(LEADS, PROMISED), day(40)
    for ref in (Ref("c", "ads", "leads"), Ref("c", "care", "answers")):
        assert [step.name for step in explain_key_result(plan, ref, on).steps].count("promise") == 1
    assert [step.name for step in explain_objective(plan, Ref("c", "ads"), on).steps].count("promise") == 0
    assert not list(promise_steps(plan_of(LEADS, {"amount": 3000, "due": 64}), Ref("c", "ads", "leads"), on))
