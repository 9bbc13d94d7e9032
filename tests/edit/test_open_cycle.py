"""The next cycle begins with what people decided to go on, where it ended, in files of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.checks import findings
from okrcli.diagnostics import Severity
from okrcli.edit import carry_over, open_cycle, opening_options, rename
from okrcli.edit.carry_over import Handover
from okrcli.edit.set_fields import Edit
from okrcli.errors import RefusedError, UsageError
from okrcli.model.plan import Ref
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_item
from okrcli.workspace.workspace import Workspace
from tests.support.examples import examples
from tests.support.workspaces import in_memory, text_of

DAY = date(2027, 1, 4)
Q4, Q1 = "2026-Q4", "2027-Q1"
PATH = "okrs/2026-Q4/marketing.yaml"
NEXT = "okrs/2027-Q1/marketing.yaml"
WORKSPACE = "cycles: [{id: 2026-Q4, state: closed}]\n"
PLAN = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Demand
    owner: mai
    decision: carry_forward
    key_results:
      - id: mql   # inbound
        title: MQLs
        start: 20
        target: 30
        unit: MQL
        decision: carry_forward
        score: {learnings: Begin earlier}
        actions:
          - {id: guide, title: A guide, done: 2026-11-01}
          - {id: call, title: Calls, due: 2026-12-01}
        checkins: [{date: 2026-12-20, value: 25}]
      - {id: nps, title: Recommended, start: 0, target: 60, decision: abandon}
  - id: growth
    title: Growth
    contributes_to: [demand]
    decision: defer
"""


def ended(plan: str = PLAN, workspace: str = WORKSPACE) -> Workspace:
    return in_memory({"okrs.yaml": workspace, PATH: plan}, DAY.isoformat())


def opened(shop: Workspace, targets: Mapping[Ref, Decimal] | None = None) -> tuple[PendingFiles, Edit]:
    pending = PendingFiles(shop.source)
    return pending, open_cycle.open_cycle(pending, shop, Q1, Q4, targets or {}, DAY)


def test_what_goes_on_begins_where_it_ended() -> None:
    pending, edit = opened(ended())
    assert edit.words == ("2027-Q1 from 2026-Q4: 1 objective and 1 key result",)
    assert edit.notes[0] == "demand/mql  25 → 30 MQL"
    after = in_memory({"okrs.yaml": WORKSPACE, PATH: PLAN, NEXT: text_of(pending, NEXT)}, DAY.isoformat())
    key_result = after.plan.key_result(Ref(Q1, "demand", "mql"))
    assert (key_result.start, key_result.target, key_result.rolled_from) == (
        Decimal(25),
        Decimal(30),
        "2026-Q4/demand/mql",
    )
    assert (key_result.decision, key_result.score, key_result.checkins) == (None, None, ())
    assert [(action.id, action.due) for action in key_result.actions] == [("call", None)]


@pytest.mark.parametrize("end", ["state: closed, since: 2026-12-22", "end_date: 2026-12-22"])
def test_what_ended_early_begins_at_the_value_of_its_last_day(end: str) -> None:
    later = "value: 25}, {date: 2026-12-28, value: 29}]"
    plan = PLAN.replace("unit: MQL\n", "unit: MQL\n        " + end.replace(", ", "\n        ") + "\n")
    pending, _ = opened(ended(plan.replace("value: 25}]", later)))
    assert "start: 25" in text_of(pending, NEXT)


def test_what_did_not_go_on_is_named() -> None:
    _, edit = opened(ended())
    assert "deferred to a later cycle: growth" in edit.notes


def test_what_is_there_already_is_left_as_it_is() -> None:
    pending, _ = opened(ended())
    again = in_memory({"okrs.yaml": WORKSPACE, PATH: PLAN, NEXT: text_of(pending, NEXT)}, DAY.isoformat())
    pending, edit = opened(again)
    assert edit.words == ("all that goes on is there already",)
    assert not pending.changed


def test_a_reached_target_needs_a_new_one() -> None:
    shop = ended(PLAN.replace("value: 25", "value: 31"))
    with pytest.raises(UsageError) as missing:
        opened(shop)
    assert missing.value.hints[0].startswith("demand/mql reached its target, it is at 31")
    pending, _ = opened(shop, {Ref(Q4, "demand", "mql"): Decimal(40)})
    assert "target: 40" in text_of(pending, NEXT)


def test_a_new_target_is_for_what_goes_on() -> None:
    with pytest.raises(UsageError, match="`demand/nps` does not go on"):
        opened(ended(), {Ref(Q4, "demand", "nps"): Decimal(70)})


@pytest.mark.parametrize(
    ("name", "previous", "message"),
    [
        ("winter", Q4, "`winter` has no days"),
        (Q1, "2026-Q5", "there is no cycle `2026-Q5`"),
        ("2026-Q3", Q4, "2026-Q3 does not follow 2026-Q4"),
    ],
)
def test_cycles_that_cannot_follow_each_other(name: str, previous: str, message: str) -> None:
    shop = ended()
    with pytest.raises(RefusedError, match=message):
        open_cycle.open_cycle(PendingFiles(shop.source), shop, name, previous, {}, DAY)


def test_a_cycle_that_is_not_closed_hands_nothing_over() -> None:
    with pytest.raises(RefusedError, match="2026-Q4 is not closed"):
        opened(ended(workspace="{}\n"))


def test_new_targets_are_found_by_name() -> None:
    plan = ended().plan
    assert opening_options.targets_of(plan, Q4, {"mql": Decimal(40)}) == {Ref(Q4, "demand", "mql"): Decimal(40)}
    with pytest.raises(RefusedError, match="`demand` is not a key result"):
        opening_options.targets_of(plan, Q4, {"demand": Decimal(40)})


@pytest.mark.parametrize(
    ("start", "value", "target", "new", "words"),
    [
        (20, 25, 30, 25, "rises and begins 2027-Q1 at 25, so it has passed a target of 25 already"),
        (20, 25, 30, 22, "rises and begins 2027-Q1 at 25, so it has passed a target of 22 already"),
        (20, 35, 30, 33, "rises and begins 2027-Q1 at 35, so it has passed a target of 33 already"),
        (9, 4, 2, 5, "falls and begins 2027-Q1 at 4, so it has passed a target of 5 already"),
        (9, 12, 2, 12, "falls and begins 2027-Q1 at 12, so it has passed a target of 12 already"),
    ],
)
def test_a_target_behind_the_new_start_is_refused(start: int, value: int, target: int, new: int, words: str) -> None:
    plan = PLAN.replace("start: 20", f"start: {start}").replace("target: 30", f"target: {target}")
    shop = ended(plan.replace("value: 25", f"value: {value}"))
    with pytest.raises(RefusedError) as refusal:
        opened(shop, {Ref(Q4, "demand", "mql"): Decimal(new)})
    assert words in refusal.value.message
    assert "--target demand/mql=NUMBER" in refusal.value.hints[0]


def test_two_names_for_one_target_are_refused() -> None:
    with pytest.raises(UsageError, match="--target names demand/mql twice: `mql` and `demand/mql`"):
        opening_options.targets_of(ended().plan, Q4, {"mql": Decimal(40), "demand/mql": Decimal(41)})


# ── What went on already ──────────────────────────────────────────────────────────────────────────────────────────


class Workplace:
    """Files that are changed by one command after the other."""

    def __init__(self, *plans: str) -> None:
        self.files = {"okrs.yaml": WORKSPACE, **{f"okrs/2026-Q4/{n}.yaml": plan for n, plan in enumerate(plans)}}

    def read(self) -> Workspace:
        return in_memory(self.files, DAY.isoformat())

    def change(self, make: Callable[[PendingFiles, Workspace], Edit]) -> Edit:
        shop = self.read()
        pending = PendingFiles(shop.source)
        edit = make(pending, shop)
        for path, content in pending.changed.items():
            self.files.pop(path) if content is None else self.files.update({path: content.decode()})
        return edit

    def open(self, name: str, previous: str = Q4) -> Edit:
        return self.change(lambda pending, shop: open_cycle.open_cycle(pending, shop, name, previous, {}, DAY))

    def rename(self, name: str, new: str) -> None:
        self.change(lambda pending, shop: rename.rename(pending, shop, resolve_item(shop, name), new))

    def move(self, name: str, objective: str) -> None:
        self.change(
            lambda pending, shop: rename.move_key_result(
                pending, shop, resolve_item(shop, name), resolve_item(shop, objective)
            )
        )


def two() -> Workplace:
    return Workplace(PLAN.replace("decision: defer", "decision: carry_forward"))


@pytest.mark.parametrize("cycle", [Q4, Q1])
@pytest.mark.parametrize(
    "change",
    [
        lambda shop, cycle: shop.rename(f"{cycle}/demand", "inbound"),
        lambda shop, cycle: shop.rename(f"{cycle}/demand/mql", "leads"),
        lambda shop, cycle: shop.move(f"{cycle}/demand/mql", f"{cycle}/growth"),
    ],
)
def test_what_was_renamed_or_moved_is_there_already(change: Callable[[Workplace, str], None], cycle: str) -> None:
    shop = two()
    shop.open(Q1)
    change(shop, cycle)
    assert shop.open(Q1).words == ("all that goes on is there already",)


def test_what_went_on_in_another_cycle_does_not_go_on_again() -> None:
    shop = two()
    shop.open(Q1)
    edit = shop.open("2027-Q2")
    assert edit.words == ("all that goes on is there already",)
    assert "went on in another cycle already: demand (2027-Q1), demand/mql (2027-Q1), growth (2027-Q1)" in edit.notes
    assert "okrs/2027-Q2/0.yaml" not in shop.files


def test_a_target_of_what_is_there_already_is_refused_and_a_late_value_needs_none() -> None:
    shop = two()
    shop.open(Q1)
    shop.files["okrs/2026-Q4/0.yaml"] = shop.files["okrs/2026-Q4/0.yaml"].replace("value: 25", "value: 31")
    assert shop.open(Q1).words == ("all that goes on is there already",)
    with pytest.raises(UsageError, match="`demand/mql` is in 2027-Q1 already") as refusal:
        opened(shop.read(), {Ref(Q4, "demand", "mql"): Decimal(40)})
    assert refusal.value.hints == ('okr set 2027-Q1/demand/mql target=40 --reason "…"',)


def test_an_id_that_is_taken_gets_a_number() -> None:
    shop = two()
    shop.open(Q1)
    shop.rename("2027-Q1/demand/mql", "leads")
    shop.rename("2026-Q4/demand/mql", "leads")
    shop.rename("2026-Q4/demand/nps", "mql")
    shop.files["okrs/2026-Q4/0.yaml"] = shop.files["okrs/2026-Q4/0.yaml"].replace("abandon", "carry_forward")
    assert shop.open(Q1).ids == ("2027-Q1/demand/mql-2",)


def test_what_waits_is_named_until_it_goes_on() -> None:
    postponed = "state: postponed, since: 2026-11-01, reason: x"
    shop = Workplace(PLAN.replace("decision: abandon}", postponed + "}"))
    shop.files["okrs.yaml"] = "cycles: [{id: 2026-Q4, state: closed}, {id: 2027-Q1, state: closed}]\n"
    shop.files["okrs/2027-Q1/b.yaml"] = "cycle: 2027-Q1\nobjectives: [{id: b, title: B, decision: achieved}]\n"
    assert "deferred to a later cycle: 2026-Q4/demand/nps, 2026-Q4/growth" in shop.open("2027-Q2", Q1).notes
    shop.files["okrs/2026-Q4/0.yaml"] = shop.files["okrs/2026-Q4/0.yaml"].replace("defer", "carry_forward")
    assert shop.open("2027-Q2").words == ("2027-Q2 from 2026-Q4: 2 objectives and 1 key result",)
    assert "deferred to a later cycle: 2026-Q4/demand/nps" in shop.open("2027-Q2", Q1).notes


def test_a_cycle_inside_the_one_before_does_not_follow_it() -> None:
    with pytest.raises(RefusedError, match="2026-12 does not follow 2026-Q4: it is over on 2026-12-31"):
        two().open("2026-12")


MANY = """\
cycle: 2026-Q4
objectives:
  - id: a
    title: Objective 1
    decision: carry_forward
    key_results:
      - {id: x, title: Result 1, target: 5, decision: carry_forward}
      - {id: y, title: Result 2, target: 5, decision: carry_forward}
  - id: b
    title: Objective 2
    decision: achieved
    key_results:
      - {id: x, title: Result 3, target: 5, decision: carry_forward}
      - {id: z, title: Result 4, target: 5, decision: defer}
  - {id: c, title: Objective 3, decision: modify}
"""
NAMES = ("a", "b", "c", "x", "y", "z")
STEPS = st.one_of(
    st.tuples(st.just("open"), st.sampled_from([Q1, Q1, "2027-Q2", "2027"])),
    st.tuples(st.just("rename"), st.integers(0, 99), st.sampled_from(NAMES)),
    st.tuples(st.just("move"), st.integers(0, 99), st.integers(0, 99)),
)


def play(shop: Workplace, step: tuple[Any, ...]) -> None:
    """Carry out a step as a command would: what is refused, or would break the files, is not written."""
    before, kept = shop.read(), dict(shop.files)
    refs = sorted(before.plan.locations)
    try:
        if step[0] == "open":
            shop.open(step[1])
            assert not [f for f in findings(shop.read()) if f.severity is Severity.ERROR], shop.files
        elif step[0] == "rename":
            shop.rename(refs[step[1] % len(refs)].full, step[2])
        else:
            shop.move(refs[step[1] % len(refs)].full, refs[step[2] % len(refs)].parent.full)
    except (RefusedError, UsageError):
        shop.files = kept
        assert step[0] != "open", step
    if [f for f in findings(shop.read()) if f.severity is Severity.ERROR]:
        shop.files = kept


@settings(max_examples=examples(120))
@given(st.lists(STEPS, max_size=12))
def test_nothing_goes_on_twice_and_nothing_is_forgotten_whatever_is_renamed_or_moved(
    steps: list[tuple[Any, ...]],
) -> None:
    shop = Workplace(MANY)
    for step in [*steps, ("open", Q1)]:
        play(shop, step)
    plan = shop.read().plan
    later = [(ref.cycle, plan.objectives[ref].title) for ref in plan.objectives if ref.cycle != Q4]
    assert len(later) == len(set(later)), later
    results = [plan.key_result(ref).title for ref in plan.locations if ref.key_result and ref.cycle != Q4]
    assert sorted(results) == ["Result 1", "Result 2", "Result 3"]
    assert {title for _, title in later} >= {"Objective 1", "Objective 3"}
    waiting = next(note for note in shop.open(Q1).notes if note.startswith("deferred to a later cycle: "))
    titles = [plan.key_result(Ref(Q4, *name.split("/"))).title for name in waiting.split(": ")[1].split(", ")]
    assert titles == ["Result 4"]


# ── What is handed over ───────────────────────────────────────────────────────────────────────────────────────────


def handover(shop: Workspace) -> Handover:
    following = open_cycle.following_cycle(shop.plan, Q1, Q4)
    return Handover(shop.plan, shop.plan.cycles[Q4], following, DAY, {})


def test_only_what_people_decided_goes_on() -> None:
    (carried,) = handover(ended()).carried
    assert (carried.ref, carried.new, carried.is_there) == (Ref(Q4, "demand"), Ref(Q1, "demand"), False)
    assert carried.key_results == {Ref(Q4, "demand", "mql"): Ref(Q1, "demand", "mql")}


@pytest.mark.parametrize(
    ("text", "following"),
    [("demand", "demand"), ("demand/mql", "demand/mql"), ("growth", None), ("demand/nps", None), ("nothing", None)],
)
def test_a_link_leads_to_what_goes_on_or_nowhere(text: str, following: str | None) -> None:
    assert carry_over.next_link(handover(ended()), text) == following


@pytest.mark.parametrize(
    ("path", "following"),
    [
        (PATH, NEXT),
        ("okrs/2026-Q4/teams/a.yaml", "okrs/2027-Q1/teams/a.yaml"),
        ("okrs.yaml", "okrs/2027-Q1/objectives.yaml"),
    ],
)
def test_a_file_has_the_same_name_in_the_next_cycle(path: str, following: str) -> None:
    assert open_cycle.path_for(handover(ended()), path) == following
