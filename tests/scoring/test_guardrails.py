"""Guardrails (docs/semantics.md, "Guardrails"): states, the cap on the status, and check-ins that speak of them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from okrcli.model.records import Guardrail
from okrcli.reports.status import status_report
from okrcli.scoring.guardrails import guardrail_states, guardrail_text, state_of
from okrcli.scoring.results import KeyResultScore, ObjectiveScore
from okrcli.scoring.score import score_key_result, score_plan
from tests.support.commands import okr, write
from tests.support.plans import KR, day, one, plan

O = KR.parent  # noqa: E741
Fields = dict[str, Any]


def _guardrail(value: Any, **fields: Any) -> Fields:
    """A guardrail `g` that must not exceed 4, with one check-in on day 1."""
    return {"guardrails": {"g": {"must_not_exceed": 4, "checkins": [(1, value)], **fields}}}


def _limits(high: Any = None, low: Any = None, warn: list[Any] | None = None) -> Guardrail:
    numbers = [None if number is None else Decimal(number) for number in (high, low)]
    warn_at = tuple(map(Decimal, warn)) if warn else None
    return Guardrail(id="g", title="G", must_not_exceed=numbers[0], must_not_fall_below=numbers[1], warn_at=warn_at)


@pytest.mark.parametrize(
    ("guardrail", "value", "state"),
    [
        (_limits(4), None, "no_data"),  # no reading, no breach
        (_limits(4), 4, "kept"),  # the limit itself is allowed
        (_limits(4), "4.01", "breached"),
        (_limits(low=4), 4, "kept"),
        (_limits(low=4), "3.99", "breached"),
        (_limits(40, 30), 30, "kept"),
        (_limits(40, 30), 41, "breached"),
        (_limits(40, 30), 29, "breached"),
        (_limits(4, warn=[3]), "2.99", "kept"),
        (_limits(4, warn=[3]), 3, "warning"),  # at or beyond `warn_at`
        (_limits(4, warn=[3]), 5, "breached"),
        (_limits(low=4, warn=[6]), 6, "warning"),
        (_limits(low=4, warn=[6]), 7, "kept"),
        (_limits(40, 30, warn=[32, 38]), 32, "warning"),
        (_limits(40, 30, warn=[32, 38]), 35, "kept"),
        (_limits(40, 30, warn=[32, 38]), 38, "warning"),
        (_limits(40, 30, warn=[35]), 36, "kept"),  # one number for two limits: nobody knows which
        (_limits(), 99, "kept"),  # without a limit nothing is breached
    ],
)
def test_states(guardrail: Guardrail, value: Any, state: str) -> None:
    """Beyond a limit is a breach, the limit itself is allowed, yellow begins at `warn_at`."""
    assert state_of(guardrail, None if value is None else Decimal(value)) == state


@pytest.mark.parametrize(
    ("checkins", "on", "state", "breaches"),
    [
        ([(1, 5)], 0, "no_data", 0),  # nothing after the day
        ([(1, 5)], 1, "breached", 1),
        ([(1, 5), (2, 3)], 2, "kept", 1),  # recovery ends the breach, and it stays counted
        ([(1, 3), (2, 5), (3, 6)], 3, "breached", 2),
        ([(3, 5), (1, 3)], 3, "breached", 1),  # by date, never by file order
    ],
)
def test_the_latest_reading_decides(checkins: list[Any], on: int, state: str, breaches: int) -> None:
    """The latest reading up to the day; reports tell how many of the cycle breached."""
    built = one({"target": 100, "guardrails": {"g": {"must_not_exceed": 4, "checkins": checkins}}})
    (found,) = guardrail_states(built, KR, day(on))
    assert (found.state, found.breaches) == (state, breaches)


def _key_result(fields: Fields, on: int = 50) -> KeyResultScore:
    return score_key_result(one(fields), KR, day(on))


@pytest.mark.parametrize(
    ("fields", "before", "after"),
    [
        ({"target": 100, "checkins": [(1, 40)]}, "on_track", "at_risk"),
        ({"target": 100, "checkins": [(1, 100)]}, "achieved", "at_risk"),
        ({"target": 100}, "not_started", "at_risk"),
        ({"target": 100, "checkins": [(1, 25)]}, "at_risk", "at_risk"),
        ({"target": 100, "checkins": [(1, 5)]}, "off_track", "off_track"),  # off track stays
        ({"target": 100, "state": "paused"}, "paused", "paused"),  # decisions stay
        ({"target": 0}, None, None),  # what has no number stays without
        ({"kind": "baseline", "checkins": [(1, 5)]}, "in_progress", "in_progress"),  # after step 2 nothing is capped
    ],
)
def test_a_breach_caps_the_status(fields: Fields, before: str | None, after: str | None) -> None:
    """Never better than at risk, and progress is not touched."""
    free, held = _key_result({**fields, **_guardrail(4)}), _key_result({**fields, **_guardrail(5)})
    assert (free.status.computed, held.status.computed) == (before, after)
    assert (free.progress, free.raw, free.score) == (held.progress, held.raw, held.score)


@pytest.mark.parametrize(
    ("value", "word", "shown", "computed"),
    [
        (40, "on_track", "at_risk", "at_risk"),  # a reported status is capped too
        (40, "off_track", "off_track", "at_risk"),
        (5, "on_track", "at_risk", "off_track"),
    ],
)
def test_a_breach_caps_the_owners_word(value: int, word: str, shown: str, computed: str) -> None:
    """A reported status replaces the computed one, and the cap applies again."""
    said = {"target": 100, "checkins": [(1, {"value": value, "status": word})], **_guardrail(5)}
    status = _key_result(said).status
    assert (status.shown, status.computed, status.reported) == (shown, computed, word)


def test_the_reason_names_the_guardrail() -> None:
    """Everything that is not green says why."""
    seen = _key_result({"target": 100, "checkins": [(1, 40)], **_guardrail("5.5")})
    assert seen.status.reason == "g: 5.5 is above 4"
    assert seen.status.uncapped == "on_track"


def _objective(key_results: dict[str, Fields], on: int = 50, **objective: Any) -> ObjectiveScore:
    return score_plan(plan({"o": {**objective, "key_results": key_results}}), day(on))[O]


GREEN: Fields = {"target": 100, "checkins": [(1, 90)]}


@pytest.mark.parametrize(
    ("key_result", "objective", "shown"),
    [
        ({}, {}, "on_track"),
        ({}, _guardrail(5), "at_risk"),  # its own guardrail
        (_guardrail(5), {}, "at_risk"),  # that of a counted key result
        (_guardrail(5), {"checkins": [(1, {"status": "on_track"})]}, "at_risk"),  # reported status included
        ({**_guardrail(5), "weight": 0}, {}, "on_track"),  # not counted
        ({**_guardrail(5), "state": "paused"}, {}, "on_track"),
        ({**_guardrail(5), "state": "closed"}, {}, "at_risk"),  # closed stays counted
        ({}, {**_guardrail(5), "state": "closed"}, "closed"),  # decisions stay
    ],
)
def test_a_breach_caps_the_objective(key_result: Fields, objective: Fields, shown: str) -> None:
    """Of the objective itself, and of every key result that counts; progress is not touched."""
    found = _objective({"k": {**GREEN, **key_result}, "l": GREEN}, **objective)
    assert found.status.shown == shown
    assert found.progress == Fraction(9, 10)


def test_breached_ones_come_first_in_the_report() -> None:
    """Breached guardrails are listed first; those of what was given up are not."""
    built = plan(
        {
            "o": {"key_results": {"k": {**GREEN, **_guardrail(5)}}},
            "p": {**_guardrail(6), "state": "cancelled"},
            "q": {**_guardrail(3)},
        }
    )
    report = status_report(built, built.cycles["c"], day(50))
    assert [str(found.ref) for found in report.breached] == ["o/k/g"]
    assert guardrail_text(report.breached[0]) == "5, must not exceed 4: breached"


# ── Check-ins ─────────────────────────────────────────────────────────────────────────────────────────────────────

PLAN = """\
cycle: 2026-Q4
people: [{id: mai}]
objectives:
  - id: demand
    title: Demand
    owner: mai
    guardrails: [{id: overtime, title: Overtime, unit: h, must_not_exceed: 4}]
    key_results:
      - id: mql
        title: MQLs
        target: 30
        guardrails: [{id: spam, title: Complaints, must_not_exceed: 2}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "w", {"okrs.yaml": PLAN})


def test_a_guardrail_is_checked_in_by_name(folder: Path) -> None:
    told = okr(folder, "checkin", "overtime", "5", "spam=1", "--by", "mai", "--no-commit").out
    assert "demand/overtime 5 h, must not exceed 4: breached" in told
    assert "demand/mql/spam 1, must not exceed 2: kept" in told
    shown = okr(folder, "status").out
    assert "✗ 5 h, must not exceed 4: breached  demand/overtime" in shown
    assert "spam" not in shown
    assert okr(folder, "checkin", "overtime-=2", "--by", "mai", "--no-commit").code == 0
    assert "3 h, must not exceed 4: kept" in okr(folder, "show", "demand").out
    assert okr(folder, "validate").code == 0


def test_inline_check_ins_go_into_the_guardrail(folder: Path) -> None:
    text = "settings: {checkins: inline}\n" + PLAN
    (folder / "okrs.yaml").write_text(text)
    assert okr(folder, "checkin", "spam", "3", "--by", "mai", "--no-commit").code == 0
    assert not (folder / "okrs").exists()
    assert "3, must not exceed 2: breached" in okr(folder, "show", "mql").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["overtime", "3", "-c", "7"], "no confidence and no status"),
        (["overtime", "--done"], "no confidence and no status"),
        (["overtime", "much"], "is not a plain number"),
        (["overtimes", "3"], "there is no `overtimes`"),
    ],
)
def test_what_says_nothing_of_a_guardrail_is_refused(folder: Path, words: list[str], message: str) -> None:
    refused = okr(folder, "checkin", *words, "--by", "mai", "--no-commit")
    assert refused.code != 0
    assert message in refused.err


def test_a_renamed_objective_keeps_the_check_ins_of_its_guardrails(folder: Path) -> None:
    okr(folder, "checkin", "overtime", "5", "--by", "mai", "--no-commit")
    assert okr(folder, "set", "demand", "id=inbound", "--no-commit").code == 0
    assert "breached  inbound/overtime" in okr(folder, "status").out
    assert "is a guardrail" in okr(folder, "set", "overtime", "title=X", "--no-commit").err


def test_a_guardrail_and_its_neighbours_have_different_names(folder: Path) -> None:
    (folder / "okrs.yaml").write_text(PLAN.replace("id: overtime", "id: mql"))
    assert "`mql` is also a key result here" in okr(folder, "validate").out
