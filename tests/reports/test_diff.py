"""What a reviewer reads of goalposts and check-ins (docs/how-to/pull-requests.md)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.plan import Plan
from okrcli.render.diff_words import confidence_text, effects_of, remarks, value_cell
from okrcli.reports.diff import CheckinRow, DiffReport, diff_report
from okrcli.scoring.score import score_plan
from tests.support.examples import examples
from tests.support.plans import KR, day, plan

OTHER = {"target": 10, "checkins": [(1, 9)]}
BASE: dict[str, Any] = {"start": 20, "target": 30, "unit": "MQL", "checkins": [(10, 22)]}


def made(**fields: Any) -> Plan:
    return plan({"o": {"key_results": {"k": {**BASE, **fields}, "other": OTHER}}})


def report_of(before: Plan, after: Plan) -> DiffReport:
    return diff_report(before, after, day(50), ("A", "B"), [], [])


def test_each_row_of_a_goalpost_has_what_that_change_alone_does() -> None:
    """The target is not credited with the start, and a weight changes the objective."""
    report = report_of(made(), made(start=21, target=23, weight=2))
    assert {post.difference.field: list(effects_of(post, report)) for post in report.goalposts} == {
        "start": ["20 % → 11 %", "o 55 % → 51 %"],
        "target": ["20 % → 67 %", "o 55 % → 78 %"],
        "weight": ["o 55 % → 43 %"],
    }


_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "start": st.sampled_from([0, 19, 21]),
        "target": st.sampled_from([23, 25, 40]),
        "weight": st.sampled_from([0, 2, 5]),
        "aggregate": st.sampled_from(["sum", "average"]),
        "kind": st.sampled_from(["at_least", "at_most"]),
        "end_date": st.sampled_from([60, 90]),
    },
)


@given(_FIELDS)
@settings(max_examples=examples(60))
def test_the_effect_of_a_change_is_that_of_a_plan_with_nothing_else_changed(fields: dict[str, Any]) -> None:
    found = report_of(made(), made(**fields)).goalposts
    assert {post.difference.field for post in found} == set(fields)
    for post in found:
        field = post.difference.field
        before, after = (score_plan(each, day(50))[KR.parent] for each in (made(), made(**{field: fields[field]})))
        assert post.of_objective == (before.progress, after.progress)
        if field == "weight":
            assert post.progress is None
        else:
            assert post.progress == (before.key_results[0].progress, after.key_results[0].progress)


def test_a_change_moves_what_its_objective_contributes_to_and_each_row_does_so_alone() -> None:
    """Of two ways up to one objective both count, and an objective with key results of its own does not move."""

    def company(target: int, calls: int = 10) -> Plan:
        key_results = {"k": {**BASE, "target": target}, "calls": {**OTHER, "target": calls}}
        ways = {name: {"contributes_to": ["top", "measured"]} for name in ("left", "right")}
        measured = {"measured": {"key_results": {"own": OTHER}}, "else": {"key_results": {"e": OTHER}}}
        measured["else"]["contributes_to"] = ["top"]  # type: ignore[assignment]
        return plan(
            {"top": {}, **ways, "o": {"contributes_to": ["left", "right"], "key_results": key_results}, **measured}
        )

    report = report_of(company(30), company(23, calls=18))
    above = {post.difference.ref.short: dict(post.above) for post in report.goalposts if post.difference.ref}
    for name, (target, was) in {"k": (23, 30), "calls": (23, 23)}.items():
        sides = (company(was, 18), company(23, 18)) if name == "k" else (company(target, 10), company(target, 18))
        scores = [score_plan(side, day(50)) for side in sides]
        moved = {ref: tuple(each[ref].progress for each in scores) for ref in scores[0] if ref.objective != "o"}
        assert above[name] == {ref: pair for ref, pair in moved.items() if pair[0] != pair[1]}
        assert {ref.objective for ref in above[name]} == {"left", "right", "top"}


def row_of(said: list[Any], **fields: Any) -> tuple[CheckinRow, DiffReport]:
    known = [(10, {"value": 22, "confidence": 7, "id": "a1"})]
    report = report_of(made(checkins=known, **fields), made(checkins=[*known, *said], **fields))
    return report.checkins[0], report


def test_a_backdated_check_in_is_shown_as_such() -> None:
    """Its own value and day stand there, and the confidence is the one that counts."""
    row, report = row_of([(5, {"value": 21, "confidence": 9, "id": "b2"})])
    assert (value_cell(row, report), confidence_text(row)) == ("22 → 22 MQL", "7")
    assert list(remarks(row, report)) == ["entered for 2026-01-06: 21 MQL, confidence 9; a later day was known"]


def test_a_correction_says_what_it_replaces() -> None:
    row, report = row_of([(11, {"value": 25, "corrects": "a1", "id": "b2"})])
    assert (value_cell(row, report), row.delta) == ("22 → 25 MQL", Decimal(3))
    assert list(remarks(row, report)) == ["corrects 22 MQL, confidence 7 of 2026-01-11"]


def test_what_has_no_value_before_shows_the_one_that_it_has_now() -> None:
    """A limit, a baseline, and a status of one's own."""
    before, after = (
        plan({"o": {"key_results": {"k": {"kind": "at_most", "target": 5, "unit": "alerts", "checkins": said}}}})
        for said in ([], [(10, {"value": 7, "status": "on_track", "id": "a1"})])
    )
    report = report_of(before, after)
    (row,) = report.checkins
    assert value_cell(row, report) == "7 alerts, limit 5"
    assert list(remarks(row, report)) == ["reported on track"]


def test_a_guardrail_says_whether_it_is_kept() -> None:
    before, after = (
        plan({"o": {"guardrails": {"g": {"must_not_exceed": 4, "checkins": said}}, "key_results": {"other": OTHER}}})
        for said in ([], [(10, {"value": 9, "id": "a1"})])
    )
    report = report_of(before, after)
    assert value_cell(report.checkins[0], report) == "9, must not exceed 4: breached"


def test_two_new_check_ins_of_two_days_are_not_backdated() -> None:
    row, report = row_of([(20, {"value": 25, "id": "b2"}), (27, {"value": 26, "id": "c3"})])
    assert (list(remarks(row, report)), row.delta) == ([], Fraction(4))
