"""References: from what a person typed to one part of a plan, or to a refusal that helps."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from okrcli.errors import RefusedError
from okrcli.model.plan import Ref
from okrcli.model.records import Action, KeyResult, Milestone, Objective
from okrcli.workspace.references import ClearNames, milestones_and_actions, noun_of, resolve_item, resolve_ref
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.support.plans import cycle, plan

PLAN = plan(
    {
        "demand": {"key_results": {"mql": {}, "nps": {}}},
        "reach": {"key_results": {"nps": {}}},
        "x/demand": {"key_results": {"old": {}}},
    },
    cycles=[cycle("x")],
)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("demand", Ref("c", "demand")),
        ("mql", Ref("c", "demand", "mql")),
        ("demand/nps", Ref("c", "demand", "nps")),
        ("c/reach/nps", Ref("c", "reach", "nps")),
        ("old", Ref("x", "demand", "old")),
    ],
)
def test_a_reference_is_as_short_as_it_is_clear(text: str, ref: Ref) -> None:
    """The cycle in focus wins; the last part is enough while it names one thing only."""
    assert resolve_ref(PLAN, "c", text) == ref


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("nps", "`nps` can mean several things", "write c/demand/nps or c/reach/nps"),
        ("mqll", "there is no `mqll` in c", "mql"),
        ("zzzzzzzz", "there is no `zzzzzzzz` in c", "okr list shows what there is"),
    ],
)
def test_what_is_not_clear_is_refused_with_the_names_that_would_do(text: str, message: str, hint: str) -> None:
    with pytest.raises(RefusedError) as refused:
        resolve_ref(PLAN, "c", text, ["broken.yaml"])
    assert refused.value.message == message
    assert hint in refused.value.hints[0]


def test_a_broken_file_is_named_because_it_may_hold_what_is_missing() -> None:
    with pytest.raises(RefusedError) as refused:
        resolve_ref(PLAN, "c", "lost", ["broken.yaml"])
    assert "broken.yaml" in refused.value.hints[-1]


def test_a_clear_name_leads_back_to_what_it_names() -> None:
    name = ClearNames(PLAN, PLAN.cycles["c"].period.start)
    for ref in PLAN.locations:
        assert resolve_ref(PLAN, "c", name(ref)) == ref
        assert resolve_ref(PLAN, "c", name.whole(ref)) == ref
    assert name(Ref("c", "demand", "mql")) == "mql"
    assert name(Ref("c", "reach", "nps")) == "reach/nps"
    assert name.whole(Ref("c", "demand", "mql")) == "demand/mql"


def test_what_is_in_no_running_cycle_has_its_cycle_in_front() -> None:
    period = PLAN.cycles["c"].period
    for day in (period.start - timedelta(days=1), period.end + timedelta(days=1)):
        assert ClearNames(PLAN, day)(Ref("c", "demand", "mql")) == "c/demand/mql"


FILE = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Grow
    key_results:
      - id: mql
        title: Leads
        start: 0
        target: 10
        actions:
          - {id: mail, title: Write the mail}
          - {title: Call the press}
          - {title: Call the press again}
      - id: launch
        title: Launch
        milestones:
          - {id: pilot, title: Pilot runs, weight: 1}
"""


@pytest.mark.parametrize(
    ("text", "kind", "noun", "keys"),
    [
        ("demand", Objective, "objective", ("objectives", 0)),
        ("launch", KeyResult, "key result", ("objectives", 0, "key_results", 1)),
        ("mail", Action, "action", ("objectives", 0, "key_results", 0, "actions", 0)),
        ("call the press", Action, "action", ("objectives", 0, "key_results", 0, "actions", 1)),
        ("again", Action, "action", ("objectives", 0, "key_results", 0, "actions", 2)),
        ("pilot", Milestone, "milestone", ("objectives", 0, "key_results", 1, "milestones", 0)),
    ],
)
def test_an_item_is_found_by_id_or_by_words_of_its_title(
    tmp_path: Path, text: str, kind: type, noun: str, keys: tuple[str | int, ...]
) -> None:
    (tmp_path / "okrs.yaml").write_text(FILE, "utf-8")
    item = resolve_item(load(WorkingTree(tmp_path), date(2026, 11, 2)), text)
    assert (item.kind, noun_of(item), item.at("title")) == (kind, noun, (*keys, "title"))
    assert item.is_step == (kind in (Action, Milestone))


def test_words_that_several_titles_have_are_refused_with_their_names(tmp_path: Path) -> None:
    (tmp_path / "okrs.yaml").write_text(FILE, "utf-8")
    workspace = load(WorkingTree(tmp_path), date(2026, 11, 2))
    with pytest.raises(RefusedError, match="can mean several things") as refused:
        resolve_item(workspace, "press")
    assert refused.value.hints == ("demand/mql: Call the press", "demand/mql: Call the press again")
    assert len(list(milestones_and_actions(workspace.plan, "2026-Q4"))) == 4
