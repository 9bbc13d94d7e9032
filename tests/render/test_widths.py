"""Views: in every script no line is wider than the terminal, columns start at one cell, and a pipe gets all texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text
from wcwidth import wcswidth

from okrcli.model.plan import Plan, Ref
from okrcli.render.pages import agenda as pages
from okrcli.render.terminal.chart import chart_lines
from okrcli.render.terminal.cycle import cycle_lines
from okrcli.render.terminal.explain import explanation_lines
from okrcli.render.terminal.retro import retro_lines
from okrcli.render.terminal.sections import page_lines, square_lines
from okrcli.render.terminal.show import lines as show_lines
from okrcli.reports.agenda import agenda
from okrcli.reports.cycle import cycle_rows
from okrcli.reports.explain_key_result import explain_key_result
from okrcli.reports.explain_objective import explain_objective
from okrcli.reports.retro import retro
from okrcli.reports.show import detail
from okrcli.reports.trend import trend
from tests.render.test_table import PIECES
from tests.support.examples import examples
from tests.support.plans import CYCLE, KR, day, plan

TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(" ".join)
IDS = st.sampled_from(["k", "loss-rate", "a-name-that-is-longer-than-most-names-are"])
VIEWS = ("show", "objective", "explain", "explain objective", "trend", "agenda", "squares", "retro", "cycle")


def made(name: str, title: str, note: str) -> Plan:
    """A plan in which every text is one of these two."""
    key_result: dict[str, Any] = {
        "title": title,
        "start": 0,
        "target": 100,
        "unit": "km",
        "changes": [(20, "target", 90, 100)],
        "guardrails": {"quality": {"title": title, "must_not_exceed": 3, "checkins": [(30, 5), (38, 4)]}},
        "checkins": [
            (10, 30),
            (20, {"value": 35, "confidence": 7, "note": note}),
            (38, {"value": 36, "blocker": note}),
        ],
        "score": {"explanation": note, "learnings": note},
    }
    steps = {"title": title, "milestones": {"one": {"title": title, "due": 30}, "two": {"title": note, "due": 60}}}
    return plan({KR.objective: {"title": title, "key_results": {KR.key_result: key_result, name: steps}}})


def drawn(view: str, found: Plan, width: int | None, now: int = 40) -> Iterator[Text]:
    cycle, objective, today = found.cycles[CYCLE], Ref(CYCLE, KR.objective), day(now)
    if view in ("show", "objective"):
        ref = KR if view == "show" else objective
        return show_lines(detail(found, ref, today), found, width)
    if view == "explain":
        return explanation_lines(explain_key_result(found, KR, today), width)
    if view == "explain objective":
        return explanation_lines(explain_objective(found, objective, today), width)
    if view == "trend":
        return chart_lines(trend(found, KR, today), width)
    if view == "retro":
        return retro_lines(retro(found, cycle, today, ()), width)
    if view == "cycle":
        return cycle_lines(cycle_rows(found, today, [CYCLE], with_figures=True)[0], width)
    meeting = agenda(found, cycle, today, day(now - 7))
    if view == "squares":
        return square_lines(pages.foursquare_page(meeting, None), width)
    return page_lines(pages.agenda_page(meeting, None, None), width)


@pytest.mark.parametrize("view", VIEWS)
@settings(max_examples=examples(30))
@given(name=IDS, title=TEXTS, note=TEXTS, width=st.integers(60, 200))
def test_no_line_of_a_view_is_wider_than_the_terminal(view: str, name: str, title: str, note: str, width: int) -> None:
    for line in drawn(view, made(name, title, note), width):
        assert wcswidth(line.plain) <= width, line.plain


@pytest.mark.parametrize("view", ["show", "agenda"])
@settings(max_examples=examples(30))
@given(title=TEXTS, note=TEXTS, width=st.integers(60, 200))
def test_a_text_that_people_wrote_is_folded_and_never_cut(view: str, title: str, note: str, width: int) -> None:
    shown = "".join("".join(line.plain for line in drawn(view, made("k2", title, note), width)).split())
    assert "…" not in shown
    if view == "show":
        assert "".join(title.split()) in shown


@pytest.mark.parametrize("view", ["show", "agenda", "retro"])
@given(title=TEXTS, note=TEXTS)
@settings(max_examples=examples(30))
def test_a_pipe_gets_the_texts_on_one_line(view: str, title: str, note: str) -> None:
    lines = [line.plain for line in drawn(view, made("k2", title, note), None)]
    assert any(" ".join(title.split()) in " ".join(line.split()) for line in lines)
    assert any(" ".join(note.split()) in " ".join(line.split()) for line in lines)


@settings(max_examples=examples(30))
@given(title=TEXTS, width=st.integers(60, 200))
def test_notes_of_check_ins_start_at_one_cell(title: str, width: int) -> None:
    lines = [line.plain for line in drawn("show", made("k2", title, "@@"), width)]
    starts = {wcswidth(line[: line.index("@@")].replace("blocked: ", "")) for line in lines if "@@" in line}
    assert len(starts) == 1
