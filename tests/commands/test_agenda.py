"""The weekly meeting: its parts, its length, and its two other shapes.

The rules are docs/how-to/meetings.md, "The weekly meeting".
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from okrcli.model.plan import Plan
from okrcli.model.records import Action
from okrcli.render.pages.agenda import foursquare_page
from okrcli.render.terminal.sections import square_lines
from okrcli.reports.agenda import MINUTES, Agenda, agenda, time_boxes
from okrcli.reports.open_work import open_steps
from okrcli.reports.show import detail
from okrcli.reports.status import status_report
from tests.support.commands import TODAY, okr, write
from tests.support.plans import CYCLE, day, plan

COMPANY = Path(__file__).parents[2] / "examples" / "company"
ON = 50
"""The day of the meeting in the plans below; the meeting before was a week earlier."""


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("COLUMNS", "80")


def meeting(built: Plan, on: int = ON) -> Agenda:
    return agenda(built, built.cycles[CYCLE], day(on), day(on - 7))


def of(**key_results: object) -> Agenda:
    return meeting(plan({"o": {"owner": "mai", "key_results": key_results}}))


def number(**fields: object) -> dict[str, object]:
    return {"start": 0, "target": 100, **fields}


# ── What is in it ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("checkins", "moved", "unmoved"),
    [
        ([(30, 40), (45, 50)], True, 0),
        ([(30, 40), (44, 50)], True, 0),  # the day after the last meeting
        ([(30, 40), (43, 50)], False, 0),  # the day of the last meeting is told already
        ([(30, 40), (45, 40)], False, 1),
        ([(30, {"value": 40, "confidence": 6}), (45, {"confidence": 4})], True, 0),
        ([(30, 40), (45, {"note": "no news"})], False, 1),
        ([(30, 40), (51, 60)], False, 0),  # nothing after the day
        ([], False, 0),
    ],
)
def test_what_moved_is_what_was_said_since_the_meeting_before(
    checkins: list[tuple[int, object]], moved: bool, unmoved: int
) -> None:
    found = of(k=number(checkins=checkins))
    assert (bool(found.moved), found.unmoved) == (moved, unmoved)


def test_the_farthest_way_comes_first() -> None:
    found = of(
        near=number(checkins=[(40, 30), (49, 31)]),
        far=number(checkins=[(40, 30), (49, 60)]),
        back=number(checkins=[(40, 30), (49, 15)]),
    )
    assert [move.row.ref.short for move in found.moved] == ["far", "back", "near"]
    assert [move.by for move in found.moved] == sorted((move.by for move in found.moved), key=abs, reverse=True)


def test_what_needs_a_word_is_ordered_by_risk_and_then_by_silence() -> None:
    found = of(
        fine=number(checkins=[(49, 60)]),
        quiet=number(checkins=[(30, 60)]),
        yellow=number(checkins=[(49, 25)]),
        red=number(checkins=[(49, 5)]),
        red_and_quiet=number(checkins=[(20, 5)]),
        given_up=number(state="cancelled", since=10, reason="no", checkins=[(5, 1)]),
    )
    assert [row.ref.short for row in found.concerns] == ["red_and_quiet", "red", "yellow", "quiet"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ["key result"]),
        ({"checkins": [(3, 1)]}, []),
        ({"frequency": "never"}, []),
        ({"state": "paused", "since": 20, "reason": "later"}, ["key result"]),  # a pause cannot hide it
        ({"state": "draft"}, []),
        ({"start_date": 44}, []),  # six days
        ({"start_date": 43}, ["key result"]),
        ({"checkins": [(3, 1)], "actions": ({"title": "a"},)}, ["action"]),
        ({"checkins": [(3, 1)], "actions": ({"title": "a", "due": 49},)}, ["action"]),
        ({"checkins": [(3, 1)], "actions": ({"title": "a", "due": 50},)}, []),  # its day is today
        ({"checkins": [(3, 1)], "actions": ({"title": "a", "due": 20, "done": 19},)}, []),
        ({"checkins": [(3, 1)], "actions": ({"title": "a", "due": 20, "done": 51},)}, ["action"]),
    ],
)
def test_what_nobody_touched(fields: dict[str, object], told: list[str]) -> None:
    made = {"target": 100, **fields}
    made["actions"] = tuple(_action(**action) for action in made.get("actions", ()))  # type: ignore[attr-defined]
    assert [thing.kind for thing in of(k=made).untouched] == told


def test_all_milestones_are_reached_where_a_check_in_says_done() -> None:
    """`done: true` says it of all of them: of the progress, of what is shown, and of what is still to be done."""
    fields = {"milestones": {"a": {}, "b": {}}, "checkins": [(1, {"done": True})]}
    built = plan({"o": {"owner": "mai", "key_results": {"k": fields}}})
    rows = list(status_report(built, built.cycles[CYCLE], day(ON)).key_results)
    assert [row.score.progress for row in rows] == [1]
    assert [done for _, done in detail(built, rows[0].ref, day(ON)).milestones] == [True, True]
    assert open_steps(built, rows, day(ON)) == ()


def _action(**fields: object) -> Action:
    days = {key: day(value) for key, value in fields.items() if isinstance(value, int)}
    return Action(**{**fields, **days})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "question"),
    [
        ({"state": "paused", "since": 20, "reason": "later"}, "resume, postpone or cancel?"),
        ({"state": "draft"}, "agree to it, or cancel it?"),
        ({"checkins": [(49, {"value": 5, "status": "on_track"})]}, "on track or off track?"),
    ],
)
def test_what_only_people_can_decide(fields: dict[str, object], question: str) -> None:
    found = of(k=number(**fields))
    assert [each.question for each in found.decisions] == [question]


# ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.dictionaries(st.sampled_from(list(MINUTES)), st.integers(0, 20)), st.integers(len(MINUTES), 480))
def test_the_minutes_are_what_was_asked_for_and_nothing_has_none(sizes: dict[str, int], minutes: int) -> None:
    boxes = time_boxes(sizes, minutes)
    assert set(boxes) == {name for name, size in sizes.items() if size}
    assert sum(boxes.values()) == (minutes if boxes else 0)
    assert all(box >= 1 for box in boxes.values())


def test_more_weight_never_gets_less_time() -> None:
    boxes = time_boxes(dict.fromkeys(MINUTES, 1), 30)
    heavier = [(one, other) for one in MINUTES for other in MINUTES if MINUTES[one] > MINUTES[other]]
    assert heavier and all(boxes[one] >= boxes[other] for one, other in heavier)


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_meeting_of_the_company_on_one_page() -> None:
    out = okr(COMPANY, "agenda", "--minutes", "30").out
    heads = [line.rsplit("  ", 1)[0].strip() for line in out.splitlines() if line.endswith(" min")]
    assert heads == [
        "1. Guardrails that are breached",
        "2. What moved since 9 Nov 2026",
        "3. At risk, or no recent check-in",
        "4. Open requests",
        "5. Not started: cancel, postpone or do?",
        "6. To decide",
        "7. Wins",
    ]
    assert "638 → 646" not in out  # the smallest way of many
    assert "638 → 646" in okr(COMPANY, "agenda", "--all").out
    assert all(len(line) <= 80 for line in out.splitlines())
    later = okr(COMPANY, "agenda", "--all", "--on", "2026-11-24").out
    assert "on track, but no check-in for " in later and "on track, no check-in" not in later


def test_md_is_markdown() -> None:
    assert okr(COMPANY, "agenda", "--format", "md").out == okr(COMPANY, "agenda", "--format", "markdown").out
    assert okr(COMPANY, "cycle", "retro", "2026-Q4", "--format", "markdown").out.startswith("# ")


def test_a_week_that_is_over_is_seen_from_its_sunday() -> None:
    document = json.loads(okr(COMPANY, "agenda", "--week", "2026-W45", "--json").out)
    assert (document["since"], document["on"]) == ("2026-11-01", "2026-11-08")
    this = json.loads(okr(COMPANY, "agenda", "--week", "2026-W47", "--json").out)
    assert (this["since"], this["on"]) == ("2026-11-15", TODAY)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--week", "2026-W54"], "there is no week `2026-W54`"),
        (["--week", "2026-Q4"], "there is no week"),
        (["--week", "2026-W45-W46"], "there is no week"),
        (["--week", "2026-W45", "--on", TODAY], "choose one"),
        (["--minutes", "3"], "3 is not between 10 and 480"),
        (["--format", "markdwn"], "did you mean `markdown`?"),
        (["--team", "markting"], "did you mean `marketing`?"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(words: list[str], told: str) -> None:
    answer = okr(COMPANY, "agenda", *words)
    assert answer.code in (2, 3)
    assert told in answer.err
    assert answer.out == ""


def test_a_team_has_its_own_meeting() -> None:
    document = json.loads(okr(COMPANY, "agenda", "--team", "platform", "--json").out)
    assert {move["reference"].split("/")[1] for move in document["moved"]} <= {"quiet-mondays", "reminder-queue"}
    assert {win["by"] for win in document["wins"]} == {"olek"}
    assert json.loads(okr(COMPANY, "agenda", "--team", "marketing", "--json").out)["wins"] == []


def test_the_four_squares_are_always_four() -> None:
    for team in ("marketing", "platform", "people"):
        out = okr(COMPANY, "agenda", "--team", team, "--format", "foursquare").out
        heads = [line[3:] for line in out.splitlines() if line.startswith("## ")]
        assert heads == ["Priorities this week", "Confidence", "Next four weeks", "Health"]
    out = okr(COMPANY, "agenda", "--format", "foursquare").out
    assert out.count("**P1 ") == 3
    assert out.count("**P2 ") == 1


LONG_TITLES = (
    "Grow",
    "ลูกค้าซื้อซ้ำภายในหกสิบวัน " * 4,
    "客户在六十天内再次下单的比例" * 5,
    "👩‍👩‍👧 " * 40,
)


@pytest.mark.parametrize("title", LONG_TITLES)
def test_where_there_is_room_the_four_stand_two_by_two(title: str) -> None:
    found = of(k=number(title=title, owner="mai", checkins=[(9, {"value": 3, "confidence": 4})]))
    page = foursquare_page(found, None)
    wide, narrow = (list(square_lines(page, width)) for width in (110, 80))
    assert all(line.cell_len <= 110 for line in wide)
    assert len(wide) < len(narrow)
    starts = [
        cell_len(line.plain.partition(head)[0]) for head in ("Confidence", "Health") for line in wide if head in line
    ]
    assert starts == [57, 57]


def test_plans_progress_and_problems_are_few_unless_all_are_asked_for() -> None:
    few, everything = (okr(COMPANY, "agenda", "--format", "ppp", *more).out for more in ([], ["--all"]))
    assert [line for line in few.splitlines() if line.startswith("## ")] == ["## Plans", "## Progress", "## Problems"]
    parts = few.split("## ")[1:]
    assert all(part.count("\n- **") <= 5 for part in parts)
    assert len(everything) > len(few)


def test_a_workspace_without_objectives_has_nothing_to_talk_about(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": "cycle: 2026-Q4\n"})
    for words in ([], ["--format", "markdown"], ["--format", "foursquare"], ["--format", "ppp"], ["--json"]):
        answer = okr(tmp_path, "agenda", *words)
        assert (answer.code, answer.err) == (0, "")
    assert "nothing to discuss" in okr(tmp_path, "agenda").out


def test_what_is_paused_is_counted_beside_the_others(tmp_path: Path) -> None:
    checkins = "checkins: [{date: 2026-10-30, value: 2}, {date: 2026-11-13, value: 5}]"
    stopped = "state: paused, since: 2026-11-12, reason: No time"
    key_result = f"key_results: [{{id: mql, title: Leads, target: 10, {checkins}}}]"
    objective = f"{{id: demand, title: Demand, owner: mai, {stopped}, {key_result}}}"
    write(tmp_path, {"okrs.yaml": f"cycle: 2026-Q4\npeople: [{{id: mai}}]\nobjectives: [{objective}]\n"})
    answer = okr(tmp_path, "agenda")
    assert answer.out.splitlines()[1] == "1 paused"
    assert "2 → 5 of 10" in answer.out
