"""Promises on a terminal, in drawings and in the counts of requests."""

from __future__ import annotations

from typing import Any

import pytest

from okrcli.model.plan import Plan
from okrcli.render.export.graph import dot, mermaid
from okrcli.render.terminal.promises import promise_lines
from okrcli.render.terminal.tree import tree_lines
from okrcli.reports.status import status_report
from okrcli.reports.tree import tree
from okrcli.scoring.promises import broken_promises
from tests.support.plans import CYCLE, day, plan

AGREED = {"agreement": "agreed", "by": "linh", "since": 5}
NEED = {"to": "ads/leads", "need": "每天十个线索", "amount": 3000, "due": 64}


def needing(need: dict[str, Any]) -> Plan:
    """A plan in which `care/a` needs `ads/leads`, and `ads/site` needs it too."""
    leads = {"target": 4000, "unit": "leads", "checkins": [(40, 1000)]}
    site = {"target": 3, "depends_on": [{"to": "ads/leads", "need": "Links", **AGREED}]}
    care = {"a": {"target": 3, "depends_on": [need]}}
    return plan({"ads": {"key_results": {"leads": leads, "site": site}}, "care": {"key_results": care}})


@pytest.mark.parametrize("width", [None, 60])
def test_a_line_names_both_sides_and_what_is_coming(width: int | None) -> None:
    held = needing({**NEED, **AGREED})
    lines = [line.plain for line in promise_lines(broken_promises(held, day(40), held.locations), width)]
    assert " ".join(" ".join(lines).split()) == ("⇢ 3000 leads promised by 6 Mar, heading for 1600 ads/leads → care/a")
    assert width is None or all(len(line) <= width for line in lines)


def test_a_need_inside_one_objective_is_drawn_as_one() -> None:
    held = needing({**NEED, **AGREED})
    report = tree(held, held.cycles[CYCLE], day(40))
    lines = "\n".join(line.plain for line in tree_lines(report, held, 100, with_key_results=False))
    assert "⇢ site needs leads of the same objective, agreed: Links" in lines
    assert "⇢ a needs ads/leads, agreed: 每天十个线索" in lines
    assert "3000 leads promised by 6 Mar, heading for 1600" in lines
    assert 'o1 -> o1 [style=dashed constraint=false label="site needs leads: Links"]' in dot(report)
    assert 'o1 -.->|"site needs leads#58; Links"| o1' in mermaid(report)


@pytest.mark.parametrize(("agreement", "counts"), [("asked", (1, 0)), ("refused", (0, 1)), ("agreed", (0, 0))])
def test_a_refused_request_is_not_an_open_one(agreement: str, counts: tuple[int, int]) -> None:
    held = needing({**NEED, **AGREED, "agreement": agreement})
    report = status_report(held, held.cycles[CYCLE], day(40))
    assert (report.unanswered, report.refused) == counts
