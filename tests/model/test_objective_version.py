"""The version of an objective changes with what people agree to, and with nothing else."""

from __future__ import annotations

import pytest

from okrcli.model.objective_version import objective_version
from okrcli.model.plan import Ref
from tests.support.workspaces import in_memory

TEXT = """
cycle: 2026-Q4
objectives:
  - id: demand
    title: Nhu cầu
    owner: mai
    guardrails: [{id: noise, title: Noise, must_not_exceed: 4}]
    tripwires: [{on: 2026-11-16, below: 0.25, then: Stop}]
    key_results:
      - {id: mql, title: MQLs, start: 20, target: 30, path: [{on: 2026-11-01, value: 25}, {on: 2026-12-01, value: 27}]}
      - id: steps
        title: Steps
        milestones: [{id: a, title: A}, {id: b, title: B}]
        depends_on: [{to: other, amount: 3}]
  - {id: other, title: Other}
"""


def version(text: str) -> str:
    return objective_version(in_memory({"okrs.yaml": text}).plan.objectives[Ref("2026-Q4", "demand")])


SAME = {
    "another id": ("id: mql", "id: leads"),
    "the same number": ("target: 30", "target: 30.0"),
    "a default": ("title: MQLs", "weight: 1, title: MQLs"),
    "a state": ("owner: mai", "owner: mai\n    state: draft"),
    "a step that is done": ("title: A}", "title: A, done: 2026-10-10}"),
    "a check-in of a guardrail": (
        "must_not_exceed: 4}",
        "must_not_exceed: 4, checkins: [{date: 2026-10-10, value: 3}]}",
    ),
    "an answer to a request": ("amount: 3}", "amount: 3, agreement: agreed, by: nam, since: 2026-10-01}"),
    "an answer to a tripwire": ("then: Stop}", "then: Stop, answer: No, answered_by: mai, answered: 2026-11-17}"),
    "an agreement": ("owner: mai", "owner: mai\n    agreements: [{by: nam, agreement: agreed, since: 2026-09-01}]"),
    "the order of steps": ("{id: a, title: A}, {id: b, title: B}", "{id: b, title: B}, {id: a, title: A}"),
}
OTHER = {
    "a title": ("title: MQLs", "title: Leads"),
    "a target": ("target: 30", "target: 25"),
    "an owner": ("title: MQLs", "owner: linh, title: MQLs"),
    "a limit": ("must_not_exceed: 4", "must_not_exceed: 5"),
    "a tripwire": ("below: 0.25", "below: 0.2"),
    "a step": (", {id: b, title: B}", ""),
    "a need": ("amount: 3", "amount: 4"),
    "a point of the path": ("value: 25", "value: 24"),
    "a link": ("owner: mai", "owner: mai\n    contributes_to: [other]"),
    "a definition": ("title: MQLs", "definition: Signed in twice, title: MQLs"),
}


@pytest.mark.parametrize("change", SAME)
def test_it_stays(change: str) -> None:
    assert SAME[change][0] in TEXT
    assert version(TEXT.replace(*SAME[change])) == version(TEXT)


@pytest.mark.parametrize("change", OTHER)
def test_it_changes(change: str) -> None:
    assert OTHER[change][0] in TEXT
    assert version(TEXT.replace(*OTHER[change])) != version(TEXT)


def test_it_is_known() -> None:
    """The version stands in files: another way to compute it would ask everybody again."""
    assert version(TEXT) == "8968fb13"
