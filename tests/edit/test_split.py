"""`okr split` writes parts whose targets add up, and everything around a value that comes from parts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okrcli.edit.split import _divided, _in_proportion
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.conftest import Work
from tests.support.commands import TODAY, okr
from tests.support.plans import day

PEOPLE = """\
people: [{id: mai, name: Mai Tran, email: mai@example.com}, {id: nam, name: Nam Le}]
teams: [{id: north, name: North, members: [nam]}, {id: south, name: Miền Nam, members: [mai]}]
"""
PLAN = """\
cycle: 2026-Q4
objectives:
  - id: growth
    title: 诊所信任我们
    owner: mai
    key_results:
      - {id: clinics, title: Clinics grow from 0 to 100, start: 0, target: 100}  # agreed
      - {id: nps, title: NPS from 31 to 45, start: 31, target: 45}
      - {id: soc2, title: We are certified, done: false}
      - {id: down, title: Mistakes fall from 10 to 0, start: 10, target: 0}
      - {id: one, title: Shops grow from 0 to 1, start: 0, target: 1}
"""


@pytest.fixture
def shop(work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", "2026-09-20")
    monkeypatch.setenv("OKR_USER", "mai")
    (work.path / "okrs.yaml").write_text(PEOPLE)
    (work.path / "okrs/2026-Q4").mkdir(parents=True, exist_ok=True)
    (work.path / "okrs/2026-Q4/plan.yaml").write_text(PLAN)
    work.git("add", ".")
    work.git("commit", "-qm", "Plan")
    return work


@given(
    st.decimals(-1000, 1000, places=2),
    st.integers(1, 40),
    st.lists(st.decimals(-9, 9, places=1), max_size=3),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_parts_of_a_number_add_up_and_differ_by_one_step(number: Decimal, count: int, typed: list[Decimal]) -> None:
    parts = _divided(number, count, typed)
    assert sum(parts) == number
    assert max(parts) - min(parts) <= Decimal("0.01")


def test_a_result_is_split_into_teams(shop: Work) -> None:
    answer = okr(shop.path, "split", "clinics", "north=60", "south")
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[:3] == [
        "Split growth/clinics into 2 parts",
        "  growth-north/clinics-north: Clinics grow from 0 to 60",
        "  growth-south/clinics-south: Clinics grow from 0 to 40",
    ]
    assert "value_from: parts}  # agreed" in (shop.path / "okrs/2026-Q4/plan.yaml").read_text()
    assert okr(shop.path, "validate").code == 0
    assert okr(shop.path, "undo").code == 0
    assert (shop.path / "okrs/2026-Q4/plan.yaml").read_text() == PLAN


def test_a_second_split_uses_the_objective_of_the_first(shop: Work) -> None:
    okr(shop.path, "split", "clinics", "north", "south")
    assert okr(shop.path, "split", "nps", "north", "south", "--parts", "average").code == 0
    text = "".join(path.read_text() for path in shop.path.glob("okrs/2026-Q4/*.yaml"))
    assert text.count("id: growth-north") == 1
    assert text.count("target: 45") == 3
    assert okr(shop.path, "validate").code == 0


def test_a_quarter_is_split_into_cycles_of_two_weeks(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = okr(shop.path, "split", "clinics", "2026-W41-W42=20", "2026-W43-W44", "2026-W45-W46")
    assert answer.code == 0, answer.err
    monkeypatch.setenv("OKR_TODAY", "2026-10-28")
    assert okr(shop.path, "checkin", "clinics-1=20", "--date", "2026-10-10").code == 0
    assert okr(shop.path, "checkin", "clinics-2=13").code == 0
    assert "value               33 of 100" in okr(shop.path, "show", "clinics", "--cycle", "2026-Q4").out
    assert "value               20 of 100" in okr(shop.path, "show", "2026-Q4/clinics", "--on", "2026-10-20").out


def test_once_the_cycle_has_begun_a_split_needs_a_reason_and_is_a_goalpost(
    shop: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    assert okr(shop.path, "split", "clinics", "north", "south").err.splitlines()[-1] == 'help: add --reason "…"'
    assert okr(shop.path, "split", "clinics", "north", "south", "--reason", "Two teams now").code == 0
    assert "value_from" in okr(shop.path, "diff", "HEAD~1").out
    assert okr(shop.path, "audit", "HEAD~1..HEAD").code == 0


@given(
    st.decimals(-1000, 1000, places=2),
    st.lists(st.decimals("0.1", 99, places=1), min_size=1, max_size=20),
)
def test_parts_in_proportion_add_up_and_are_off_by_less_than_one_step(number: Decimal, sizes: list[Decimal]) -> None:
    parts = _in_proportion(number, sizes, sizes)
    assert sum(parts) == number
    for part, size in zip(parts, sizes, strict=True):
        assert abs(Fraction(part) - Fraction(number) * Fraction(size) / Fraction(sum(sizes))) < Fraction(1, 100)


def test_starts_are_in_proportion_to_given_targets(shop: Work) -> None:
    (shop.path / "okrs/2026-Q4/plan.yaml").write_text(PLAN.replace("31", "4.3").replace("45", "5.6"))
    shop.git("commit", "-qam", "Other numbers")
    answer = okr(shop.path, "split", "nps", "north=0.5", "south")
    assert answer.code == 0, answer.err
    text = "".join(path.read_text() for path in shop.path.glob("**/*.yaml"))
    assert "start: 0.3\n        target: 0.5" in text
    assert "start: 4.0\n        target: 5.1" in text
    assert okr(shop.path, "validate").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["clinics", "north"], "name at least two"),
        (["clinics", "north", "north"], "`north` cannot be a part"),
        (["clinics", "north", "2026-Q4"], "`2026-Q4` cannot be a part"),
        (["clinics", "north", "nrth"], "unknown person, team or cycle `nrth`"),
        (["clinics", "north=50", "south=60"], "add up to 110, not 100"),
        (["clinics", "north=120", "south"], "leave nothing for south"),
        (["down", "north=7", "south"], "the part of `north` would go from 5 to 7, and `growth/down` goes from 10 to 0"),
        (["one", "north", "south"], "the part of `south` would go from 0 to 0"),
        (["clinics", "north=a", "south"], "`a` is not a plain number"),
        (["soc2", "north", "south"], "it has no target"),
        (["growth", "north", "south"], "growth"),
        (["clinics", "north", "south", "--parts", "median"], "median"),
    ],
)
def test_what_cannot_be_split_is_refused_and_nothing_is_written(shop: Work, words: list[str], message: str) -> None:
    before = shop.state()
    answer = okr(shop.path, "split", *words)
    assert answer.code in (2, 3)
    assert message in answer.err
    assert shop.state() == before


def test_a_result_that_is_split_already_names_its_parts(shop: Work) -> None:
    okr(shop.path, "split", "clinics", "north", "south")
    answer = okr(shop.path, "split", "growth/clinics", "mai", "nam")
    assert "split already: its parts add up to 100" in answer.err
    assert "okr set growth-north/clinics-north target=…" in answer.err


def test_a_value_from_parts_is_not_typed(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    okr(shop.path, "split", "clinics", "north", "south")
    monkeypatch.setenv("OKR_TODAY", "2026-10-12")
    before = shop.state()
    answer = okr(shop.path, "checkin", "growth/clinics", "20")
    assert answer.code == 3
    assert "help: okr checkin growth-north/clinics-north …" in answer.err
    assert shop.state() == before
    assert okr(shop.path, "checkin", "growth/clinics", "-c", "7", "-m", "Good").code == 0


def test_two_branches_that_check_in_parts_merge_and_add_up(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    okr(shop.path, "split", "clinics", "north", "south")
    monkeypatch.setenv("OKR_TODAY", "2026-10-12")
    main = shop.git("branch", "--show-current").strip()
    shop.git("switch", "-q", "-c", "north")
    okr(shop.path, "checkin", "clinics-north", "9", "--by", "nam")
    shop.git("switch", "-q", main)
    okr(shop.path, "checkin", "clinics-south", "4")
    shop.git("merge", "-q", "--no-edit", "north")
    assert "13 of 100" in okr(shop.path, "show", "growth/clinics").out
    assert okr(shop.path, "validate").code == 0


def test_a_workspace_of_one_cycle_reads_the_cycles_of_its_parts(shop: Work) -> None:
    okr(shop.path, "split", "clinics", "2026-W41-W42", "2026-W43-W44")
    read = load(WorkingTree(Path(shop.path)), day("2026-10-12"), "2026-Q4").cycles_read
    assert {"2026-Q4", "2026-W41-W42", "2026-W43-W44"} <= read


def test_a_split_in_the_middle_of_a_cycle_keeps_the_value(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-10-26")
    okr(shop.path, "checkin", "clinics", "40")
    okr(shop.path, "split", "clinics", "north", "south", "--reason", "Two teams now")
    assert "value               40 of 100" in okr(shop.path, "show", "growth/clinics").out
    assert "the last value that was typed" in okr(shop.path, "explain", "growth/clinics").out
    assert okr(shop.path, "validate").code == 0
    monkeypatch.setenv("OKR_TODAY", "2026-11-02")
    okr(shop.path, "checkin", "clinics-north", "25", "--by", "nam")
    okr(shop.path, "checkin", "clinics-south", "18")
    assert "value               43 of 100" in okr(shop.path, "show", "growth/clinics").out
