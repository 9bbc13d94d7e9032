"""References: from what a person typed to one part of a plan, or to a refusal that helps."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.errors import AmbiguousNameError, RefusedError
from okrcli.model.plan import Ref
from okrcli.model.records import Action, KeyResult, Milestone, Objective
from okrcli.text import folded
from okrcli.workspace.plan_names import ClearNames
from okrcli.workspace.references import milestones_and_actions, resolve_item, resolve_ref
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.support.examples import examples
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
        ("nps", "`nps` can mean several items:\nc/demand/nps\nc/reach/nps", "type one of these names in full"),
        ("mqll", "there is no `mqll` in c", "mql"),
        ("main..b", "there is no `main..b` in c", "okr diff main..b; who changed it: okr log main..b"),
        ("zzzzzzzz", "there is no `zzzzzzzz` in c", "okr list shows all ids"),
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


def test_a_team_is_answered_with_the_command_that_lists_what_it_has() -> None:
    workspace = load(WorkingTree(Path(__file__).parents[2] / "examples/company"), date(2026, 11, 16))
    with pytest.raises(RefusedError) as refused:
        resolve_ref(workspace.plan, "2026-Q4", "platform")
    assert refused.value.hints[0] == "`platform` is a team; list its items: okr list team:platform"


def test_a_clear_name_leads_back_to_what_it_names() -> None:
    name = ClearNames(PLAN, PLAN.cycles["c"].period.start)
    for ref in PLAN.locations:
        assert resolve_ref(PLAN, "c", name(ref)) == ref
        assert resolve_ref(PLAN, "c", name.whole(ref)) == ref
    assert name(Ref("c", "demand", "mql")) == "mql"
    assert name(Ref("c", "reach", "nps")) == "reach/nps"
    assert name.whole(Ref("c", "demand", "mql")) == "demand/mql"


def test_what_is_not_in_the_cycle_in_focus_has_its_cycle_in_front() -> None:
    period = PLAN.cycles["c"].period
    later = period.end + timedelta(days=1)
    for day in (period.start - timedelta(days=1), later):
        alone = replace(PLAN, cycles={"c": PLAN.cycles["c"]})
        assert ClearNames(alone, day)(Ref("c", "demand", "mql")) == "mql"
    with_another = replace(PLAN, cycles={**PLAN.cycles, "d": cycle("d", str(later), str(later))})
    assert ClearNames(with_another, later)(Ref("c", "demand", "mql")) == "c/demand/mql"


SHOP = plan(
    {
        "readers": {
            "title": "Thợ Huế đọc bản tin của chúng tôi",
            "key_results": {
                "newsletter-readers": {"title": "Readers of the newsletter grow from 22 to 40"},
                "open-rate": {"title": "服务器延迟 below 3 s"},
                "readers-grow": {"title": "Đường dài: ลูกค้ากลับมา"},
            },
        },
        "x/newsroom": {},
    },
    cycles=[cycle("x")],
)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("news", Ref("c", "readers", "newsletter-readers")),
        ("NEWS", Ref("c", "readers", "newsletter-readers")),
        ("rea/new", Ref("c", "readers", "newsletter-readers")),
        ("c/news", Ref("c", "readers", "newsletter-readers")),
        ("rate", Ref("c", "readers", "open-rate")),
        ("open rate", Ref("c", "readers", "open-rate")),
        ("延迟", Ref("c", "readers", "open-rate")),
        ("duong dai", Ref("c", "readers", "readers-grow")),
        ("กลับมา", Ref("c", "readers", "readers-grow")),
        ("tho hue", Ref("c", "readers")),
        ("x/news", Ref("x", "newsroom")),
        ("readers", Ref("c", "readers")),
    ],
)
def test_the_beginning_of_an_id_and_a_word_name_the_only_item_that_has_them(text: str, ref: Ref) -> None:
    assert resolve_ref(SHOP, "c", text) == ref
    assert resolve_ref(SHOP, "c", text, is_write=True) == ref


@pytest.mark.parametrize("text", ["newz", "sletter", "thợ huê", "x/readers", "%", "", "rea/", "/", "newsroom "])
def test_a_typing_error_and_a_part_in_the_middle_of_a_word_name_nothing(text: str) -> None:
    with pytest.raises(RefusedError, match="there is no"):
        resolve_ref(SHOP, "c", text)


def test_a_word_in_another_cycle_is_only_proposed() -> None:
    with pytest.raises(RefusedError, match="there is no `newsr` in c") as refused:
        resolve_ref(SHOP, "c", "newsr")
    assert "newsroom" in refused.value.hints[0]


def test_only_a_reading_command_takes_the_beginning_of_an_id_before_a_word() -> None:
    plan_of_two = plan({"o": {"key_results": {"demo-requests": {}, "guests": {"title": "Demo guests"}}}})
    assert resolve_ref(plan_of_two, "c", "demo") == Ref("c", "o", "demo-requests")
    with pytest.raises(AmbiguousNameError) as ambiguous:
        resolve_ref(plan_of_two, "c", "demo", is_write=True)
    assert ambiguous.value.candidates == (("c/o/demo-requests", "demo-requests"), ("c/o/guests", "Demo guests"))


SLUGS = st.text("ab-", min_size=1, max_size=4).map(lambda text: f"k{text}")
TITLES = st.text("kab ", max_size=6).map(lambda text: f"a {text}")


@settings(max_examples=examples(80), deadline=None)
@given(st.dictionaries(SLUGS, TITLES, min_size=1, max_size=4), SLUGS, TITLES, st.text("kab ", min_size=1, max_size=4))
def test_one_more_item_never_changes_what_a_writing_command_changes(
    known: dict[str, str], slug: str, title: str, text: str
) -> None:
    """The name fits the same item, fits several, or is the whole id or title of the new one."""

    def named(items: dict[str, str]) -> Ref | None:
        built = plan({"o": {"title": "-", "key_results": {id_: {"title": of} for id_, of in items.items()}}})
        try:
            return resolve_ref(built, "c", text, is_write=True)
        except RefusedError:
            return None

    before, after = named(known), named({**known, slug: title})
    if before and after != before and slug not in known:
        assert after is None or text == slug or folded(text) == folded(title)


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
    assert (item.kind, item.noun, item.at("title")) == (kind, noun, (*keys, "title"))
    assert item.is_step == (kind in (Action, Milestone))


def test_words_that_several_titles_have_are_refused_with_their_names(tmp_path: Path) -> None:
    (tmp_path / "okrs.yaml").write_text(FILE, "utf-8")
    workspace = load(WorkingTree(tmp_path), date(2026, 11, 2))
    with pytest.raises(RefusedError, match="can mean several items") as refused:
        resolve_item(workspace, "press")
    listed = ["2026-Q4/demand/mql: Call the press", "2026-Q4/demand/mql: Call the press again"]
    assert refused.value.message.splitlines()[1:] == listed
    assert [resolve_item(workspace, name).value.title for name in listed] == ["Call the press", "Call the press again"]
    assert len(list(milestones_and_actions(workspace.plan, "2026-Q4"))) == 4
