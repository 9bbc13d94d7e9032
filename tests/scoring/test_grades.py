"""Scores, bands and verdicts (docs/semantics.md, "The score at the end")."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from okrcli.model.plan import Ref
from okrcli.model.settings import ScoreSettings, Settings, VerdictSettings
from okrcli.reports.cycle import figures
from okrcli.reports.score import score_report
from okrcli.scoring.grades import Grade, band_of, grade_key_result, grade_objective, portfolio, verdict_of
from okrcli.scoring.score import score_plan
from tests.support.commands import okr, write
from tests.support.plans import KR, cycle, day, plan

O = KR.parent  # noqa: E741
Fields = dict[str, Any]
END = 100


def _at(value: int, **fields: Any) -> Fields:
    return {"target": 100, "checkins": [(1, value)], **fields}


def _grade(key_results: dict[str, Fields], on: int = END, settings: Settings | None = None, **objective: Any) -> Grade:
    built = plan({"o": {**objective, "key_results": key_results}}, settings=settings)
    return grade_objective(built, score_plan(built, day(on))[O])


def _grade_of_k(fields: Fields, on: int = END, **objective: Any) -> Grade:
    built = plan({"o": {**objective, "key_results": {"k": fields}}})
    return grade_key_result(built, score_plan(built, day(on))[O].key_results[0])


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("0", "red"),
        ("0.39999999", "red"),  # unrounded
        ("0.4", "yellow"),  # a lower bound belongs to the better band
        ("0.6999999", "yellow"),
        ("0.7", "green"),
        ("1", "green"),
        (None, None),
    ],
)
def test_bands(score: str | None, band: str | None) -> None:
    """0.4 and 0.7 are lower bounds on the unrounded score."""
    assert band_of(None if score is None else Fraction(score), ScoreSettings()) == band


def test_bands_of_ones_own() -> None:
    """N limits need n + 1 names, otherwise no band is named."""
    four = ScoreSettings(bands=tuple(map(Decimal, ("0.5", "0.7", "0.9"))), band_names=("red", "amber", "light", "dark"))
    scores = ("0.49", "0.5", "0.89", "0.9")
    assert [band_of(Fraction(score), four) for score in scores] == ["red", "amber", "light", "dark"]
    assert band_of(Fraction(1), ScoreSettings(bands=(Decimal("0.5"),))) is None


@pytest.mark.parametrize(
    ("kind", "score", "has_learnings", "verdict"),
    [
        ("committed", "1", False, "achieved"),
        ("committed", "0.999999", False, "missed"),  # there is no partial promise
        ("aspirational", "0.7", False, "achieved"),
        ("aspirational", "0.6999999", False, "partial"),
        ("aspirational", "0.4", False, "partial"),
        ("aspirational", "0.3999999", False, "missed"),
        ("learning", "1", False, "open"),  # a number is no learning
        ("learning", "0", True, "learned"),
        ("aspirational", None, False, None),
        ("committed", None, False, None),
    ],
)
def test_verdicts(kind: Any, score: str | None, has_learnings: bool, verdict: str | None) -> None:
    """By type, on unrounded numbers."""
    value = None if score is None else Fraction(score)
    assert verdict_of(kind, value, VerdictSettings(), has_learnings=has_learnings) == verdict


def test_verdicts_of_ones_own() -> None:
    """The limits are settings."""
    strict = VerdictSettings(aspirational=Decimal("0.8"), partial=Decimal("0.5"), committed=Decimal("0.9"))
    assert verdict_of("aspirational", Fraction(7, 10), strict, has_learnings=False) == "partial"
    assert verdict_of("committed", Fraction(9, 10), strict, has_learnings=False) == "achieved"


@pytest.mark.parametrize(
    ("fields", "on", "computed", "override", "value", "is_final"),
    [
        (_at(60), 50, "3/5", None, "3/5", False),  # so far
        (_at(60), END, "3/5", None, "3/5", True),
        (_at(60, score={"override": "0.8", "reason": "x"}), END, "3/5", "4/5", "4/5", True),
        (_at(60, score={"override": "0.8", "reason": "x"}), 50, "3/5", None, "3/5", False),  # not before the end
        (_at(60, score={"override": "0"}), END, "3/5", "0", "0", True),  # 0 is a score, not nothing
        ({**_at(60), "checkins": [(1, 60), (101, 90)]}, 120, "3/5", None, "3/5", True),  # too late
        (_at(60, end_date=40, checkins=[(1, 60), (41, 90)]), 50, "3/5", None, "3/5", True),  # its own end
        (_at(60, state="closed", since=30, checkins=[(1, 60), (31, 90)]), 50, "3/5", None, "3/5", True),
        (_at(60, state="draft"), END, None, None, None, False),
        (_at(60, state="cancelled"), END, None, None, None, False),
        (_at(60, state="postponed"), END, None, None, None, False),
        (_at(60, state="paused"), END, None, None, None, False),  # treated as postponed
        ({"kind": "baseline", "checkins": [(1, 60)]}, END, None, None, None, False),
        (_at(60, target=0), END, None, None, None, False),
    ],
)
def test_key_result_scores(
    fields: Fields, on: int, computed: str | None, override: str | None, value: str | None, is_final: bool
) -> None:
    """Progress at the end date or early closing, beside what people say instead."""
    grade = _grade_of_k(fields, on)
    found = (grade.computed, grade.override, grade.value)
    assert found == tuple(number and Fraction(number) for number in (computed, override, value))
    assert grade.is_final == is_final


def test_the_score_uses_the_target_of_the_last_day() -> None:
    """A target that is lowered after the end changes no grade."""
    late = _at(60, target=60, changes=[(105, "target", 100, 60)])
    assert _grade_of_k(late, 110).computed == Fraction(3, 5)
    assert _grade_of_k({**late, "changes": [(90, "target", 100, 60)]}, 110).computed == 1


def test_objective_scores_are_made_of_final_scores() -> None:
    """The weighted mean of the final scores, overrides included; an override of its own beside it."""
    results = {"a": _at(60, score={"override": "0.8", "reason": "x"}), "b": _at(20, weight=3)}
    assert _grade(results).computed == (Fraction(8, 10) + 3 * Fraction(2, 10)) / 4
    own = _grade(results, score={"override": "0.5", "reason": "y"})
    assert (own.computed, own.override, own.value) == (Fraction(35, 100), Fraction(1, 2), Fraction(1, 2))


def test_children_bring_their_final_score() -> None:
    """An objective of children takes their final scores."""
    built = plan(
        {
            "o": {},
            "p": {"contributes_to": ["o"], "key_results": {"k": _at(60)}, "score": {"override": "0.9", "reason": "x"}},
            "q": {"contributes_to": ["o"], "key_results": {"k": _at(20)}},
        }
    )
    assert grade_objective(built, score_plan(built, day(END))[O]).computed == Fraction(55, 100)


@pytest.mark.parametrize(
    ("fields", "objective", "hints"),
    [
        (_at(81), {}, ("raise_target",)),
        (_at(80), {}, ()),  # above, not from
        (_at(100), {"type": "committed"}, ()),  # never for a promise
        (_at(90), {"type": "committed"}, ("explanation_missing",)),
        (_at(90), {"type": "committed", "score": {"explanation": "The audit was late"}}, ()),
        (_at(90, score={"explanation": "The audit was late"}), {"type": "committed"}, ()),
        (_at(90), {"type": "committed", "score": {"explanation": " "}}, ("explanation_missing",)),
        (_at(100), {"type": "learning"}, ()),
    ],
)
def test_hints(fields: Fields, objective: Fields, hints: tuple[str, ...]) -> None:
    """A higher target next time, never for a promise; a missed promise wants an explanation."""
    assert _grade({"k": fields}, **objective).hints == hints
    assert _grade({"k": fields}, on=50, **objective).hints == ()  # not before the end


def test_the_portfolio_is_never_one_number() -> None:
    """An average of dreams with its n, promises kept and missed, learning learned and open."""
    built = plan(
        {
            "a": {"key_results": {"k": _at(80)}, "weight": 3},
            "b": {"key_results": {"k": _at(40)}},
            "d": {"key_results": {"k": _at(10)}, "state": "cancelled"},
            "e": {"key_results": {"k": _at(100)}, "type": "committed"},
            "f": {"key_results": {"k": _at(90)}, "type": "committed"},
            "g": {"key_results": {"k": _at(90)}, "type": "learning"},
            "h": {"key_results": {"k": _at(0)}, "type": "learning", "score": {"learnings": "Nobody wants it"}},
            "i": {},
        }
    )
    scores = score_plan(built, day(END))
    lines = portfolio(built, [grade_objective(built, score) for score in scores.values()])
    assert [(line.type, line.graded, line.average, dict(line.verdicts)) for line in lines] == [
        ("committed", 2, None, {"achieved": 1, "missed": 1}),
        ("aspirational", 2, Fraction(6, 10), {"achieved": 1, "partial": 1, "missed": 0}),
        ("learning", 2, None, {"learned": 1, "open": 1}),
    ]


COMPANY: Fields = {
    "company": {},
    "area": {"contributes_to": ["company"]},
    "north": {"contributes_to": ["area"], "key_results": {"k": _at(20)}},
    "south": {"contributes_to": ["area"], "key_results": {"k": _at(90)}, "weight": 0},
    "own": {"contributes_to": ["company"], "key_results": {"k": _at(70)}},
    "promise": {"key_results": {"k": _at(90)}, "type": "committed"},
}


def test_a_sum_has_every_key_result_once_and_no_weight_from_elsewhere() -> None:
    """What is measured by others is not counted beside them; a weight is for the objective above."""
    built = plan(COMPANY)
    scores = score_plan(built, day(END))
    promises, dreams = portfolio(built, [grade_objective(built, score) for score in scores.values()])
    assert (dreams.graded, dreams.average, dreams.above) == (3, Fraction(180, 300), 2)
    assert (promises.graded, promises.above, promises.average) == (1, 0, None)
    figures_of = {found.type: found for found in figures(built, list(scores.values()))}
    assert (figures_of["aspirational"].progress, figures_of["aspirational"].score) == (Fraction(6, 10), Fraction(6, 10))
    assert (figures_of["committed"].progress, figures_of["committed"].score) == (None, None)


def test_nothing_is_judged_before_its_end() -> None:
    """A healthy promise is no missed one at half-time; to close a cycle early it is judged as it stands."""
    built = plan(COMPANY)
    scores = score_plan(built, day(50))
    grades = [grade_objective(built, score) for score in scores.values()]
    grades += [grade_key_result(built, kr) for score in scores.values() for kr in score.key_results]
    assert {(grade.verdict, grade.band) for grade in grades} == {(None, None)}
    assert all(sum(line.verdicts.values()) == 0 for line in portfolio(built, grades[: len(scores)]))
    assert grade_objective(built, scores[Ref("c", "promise")], is_closing=True).verdict == "missed"


def test_a_report_is_final_when_every_grade_is() -> None:
    built = plan({"a": {"key_results": {"k": _at(80), "l": _at(10, end_date=40)}}}, cycles=[cycle("x", 0, 100)])
    assert [score_report(built, built.cycles["c"], day(on)).is_final for on in (39, 99, 100)] == [False, False, True]
    assert not score_report(built, built.cycles["x"], day(100)).is_final  # nothing to grade


PLAN = """\
cycle: 2026-Q3
objectives:
  - id: promise
    title: A promise
    type: committed
    score: {explanation: The auditor fell ill, override: 0.9, reason: All but a signature}
    key_results: [{id: k, title: K, target: 10, checkins: [{date: 2026-09-30, value: 8}]}]
  - id: study
    title: To learn
    type: learning
    score: {learnings: They buy in spring}
    key_results: [{id: s, title: S, done: true}]
"""


def test_okr_score_tells_both_numbers_and_no_blend(tmp_path: Path) -> None:
    folder = write(tmp_path / "w", {"okrs.yaml": PLAN})
    told = okr(folder, "cycle", "score", "--cycle", "2026-Q3").out
    assert "final scores" in told
    assert re.search(r"0\.90  missed +green", told)
    assert "computed 0.80, set to 0.90: All but a signature" in told
    assert "learned: They buy in spring" in told
    assert re.search(r"committed +1 objective: 1 missed", told)
    assert re.search(r"learning +1 objective: 1 learned", told)
    assert "average" not in told
    assert "scores so far" in okr(folder, "cycle", "score", "--cycle", "2026-Q3", "--on", "2026-08-01").out
