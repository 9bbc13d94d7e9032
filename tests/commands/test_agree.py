"""`okr agree`: answers by name, asked for in every view, shown in reviews, merged without loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from okrcli.model.merge import merge
from tests.conftest import Work
from tests.support.commands import okr

PLAN = """\
cycle: 2026-Q4
settings:
  cycle:
    agreement: [lead, contributors]
people:
  - {id: mai, email: mai@example.com}
  - {id: linh, name: Linh Phạm, email: linh@example.com}
  - {id: somchai, name: สมชาย}
teams:
  - {id: growth, lead: somchai, members: [mai, linh]}
objectives:
  - id: demand
    title: 让自然流量成为主要渠道
    owner: mai
    key_results:
      - {id: mql, title: Grow inbound MQLs, owner: linh, start: 20, target: 30}
      - {id: rate, title: Win more deals, start: 20, target: 30}
"""
NEXT = PLAN.split("objectives:")[1].replace("owner: mai", "owner: mai\n    state: draft")


@pytest.fixture
def shop(work: Work, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a workspace in git whose cycles want agreements, on a day of its first one; linh uses it."""
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    monkeypatch.setenv("OKR_USER", "linh")
    work.write("okrs.yaml", PLAN)
    work.write("okrs/2027-Q1/growth.yaml", f"cycle: 2027-Q1\nobjectives:{NEXT}")
    work.git("add", ".")
    work.git("commit", "-qm", "Our plan")
    return work.path


def document(shop: Path, *words: str) -> Any:
    return json.loads(okr(shop, *words, "--json").out)


def wanted(shop: Path) -> list[tuple[str, ...]]:
    return [(d["reference"], *d["people"]) for d in document(shop, "due")["duties"] if d["kind"] == "agree"]


def test_every_view_asks_until_there_is_an_answer_also_for_the_cycle_that_comes(shop: Path) -> None:
    both = ("2026-Q4/demand", "2027-Q1/demand")
    assert sorted(wanted(shop)) == [(name, who) for name in both for who in ("linh", "somchai")]
    for view in ("", "remind", "due --mine"):
        assert "okr agree 2027-Q1/demand" in okr(shop, *view.split()).out, view
    assert "2 open agreements" in okr(shop, "status").out
    assert "agreement to demand: no answer yet" in okr(shop, "agenda").out
    assert document(shop, "status", "--needs", "agreement")["objectives"]
    for name in ("demand", "2027-Q1/demand"):
        assert okr(shop, "agree", name).code == okr(shop, "agree", name, "--by", "somchai").code == 0
    assert wanted(shop) == []
    assert document(shop, "status", "--needs", "agreement")["objectives"] == []
    assert okr(shop, "validate").code == 0


def test_without_a_name_it_lists_what_waits(shop: Path) -> None:
    answer = okr(shop, "agree")
    assert answer.code == 2
    assert "okr agree demand" in answer.err
    assert "okr agree 2027-Q1/demand" in answer.err
    assert "no objective waits for mai" in okr(shop, "agree", "--by", "mai").err


def test_an_answer_takes_the_place_of_the_earlier_one_and_leaves_its_name_in_every_view(shop: Path) -> None:
    assert "Refused demand" in okr(shop, "agree", "demand", "--refuse", "--reason", "Không đủ người").out
    assert "linh refused `demand`" in okr(shop, "validate").out
    assert [d["people"] for d in document(shop, "due")["duties"] if d["kind"] == "refused"] == [["mai"]]
    assert "Open requests\n" not in okr(shop, "request").out  # a refused objective is no request
    answer = okr(shop, "agree", "demand", "--condition", "ถ้ามีคนเพิ่ม")
    assert answer.out.startswith("Agreed to demand")
    assert "condition: ถ้ามีคนเพิ่ม" in answer.out
    shown = document(shop, "show", "demand")["agreements"]
    assert [(each["name"], each["answer"], each["condition"]) for each in shown] == [
        ("somchai", "asked", None),
        ("linh", "agreed", "ถ้ามีคนเพิ่ม"),
    ]
    assert "condition: ถ้ามีคนเพิ่ม" in okr(shop, "show", "demand").out
    log = okr(shop, "log", "demand").out
    assert "agreed by linh, condition “ถ้ามีคนเพิ่ม”, refused before" in log
    assert "refused by linh, reason “Không đủ người”" in log
    assert "okr agree --refuse: demand" in okr(shop, "log", "--format", "json").out or "Okr-Command: agree --refuse"


def test_a_review_shows_who_agreed_and_not_one_line_for_each_field(shop: Path) -> None:
    okr(shop, "agree", "demand", "--condition", "If we hire")
    okr(shop, "agree", "demand", "--refuse", "--reason", "Too early")
    texts = okr(shop, "diff", "HEAD~2", "--format", "md").out
    assert "refused by linh, reason “Too early”" in texts
    view = document(shop, "diff", "HEAD~1")
    assert (len(view["agreements"]), view["others"]) == (1, [])
    assert view["counts"] == ["1 answer that refuses"]


def test_the_same_answer_again_writes_nothing(shop: Path, work: Work) -> None:
    okr(shop, "agree", "demand")
    head = work.git("rev-parse", "HEAD")
    assert okr(shop, "agree", "demand").code == 0
    assert work.git("rev-parse", "HEAD") == head


def test_a_draft_that_changed_is_asked_again(shop: Path) -> None:
    for who in ("linh", "somchai"):
        okr(shop, "agree", "2027-Q1/demand", "--by", who)
    assert okr(shop, "set", "2027-Q1/demand/mql", "target=25").code == 0
    assert "changed since the answer of 2026-11-16" in okr(shop, "remind").out
    assert ("2027-Q1/demand", "linh") in wanted(shop)
    okr(shop, "agree", "2027-Q1/demand")
    assert ("2027-Q1/demand", "linh") not in wanted(shop)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["demand", "--by", "mai"], 3, "demand is yours, mai"),
        (["mql"], 3, "agree to its objective: okr agree demand"),
        (["demand", "--refuse"], 2, 'add --reason "…"'),
        (["demand", "--refuse", "--reason", "."], 2, "is not a reason"),
        (["demand", "--refuse", "--condition", "If"], 2, "--condition belongs to an agreement"),
        (["demand", "--by", "nobody"], 3, "nobody"),
        (["demand", "--date", "2026-12-24"], 3, "2026-12-24"),
        (["nothing"], 3, "there is no `nothing`"),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_written(
    shop: Path, work: Work, words: list[str], code: int, message: str
) -> None:
    answer = okr(shop, "agree", *words)
    assert (answer.code, message in answer.err) == (code, True), answer.err
    assert work.git("status", "--porcelain") == ""


def test_answers_of_two_people_merge_and_two_answers_of_one_person_do_not() -> None:
    base = "objectives:\n  - id: demand\n    title: Demand\n"
    head = f"{base}    agreements:\n"
    linh = "      - {by: linh, agreement: agreed, since: 2026-11-16}\n"
    boss = "      - {by: somchai, agreement: refused, since: 2026-11-17, reason: No}\n"
    both = merge(base.encode(), (head + linh).encode(), (head + boss).encode(), "x")
    assert not both.conflicts
    assert both.text
    assert all(line.strip() in both.text.decode() for line in (linh, boss))
    other = linh.replace("agreed", "refused")
    assert merge(base.encode(), (head + linh).encode(), (head + other).encode(), "x").conflicts


def test_a_version_that_looks_like_a_number_is_read_as_text(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("12345678", "1234e567", "00000000"):
        monkeypatch.setattr("okrcli.edit.agreements.objective_version", lambda _, version=version: version)
        assert okr(shop, "agree", "demand").code == 0
        assert f"version: '{version}'" in (shop / "okrs.yaml").read_text().replace('"', "'")
        assert okr(shop, "validate").code == 0


def test_an_unknown_role_is_named_with_those_that_there_are(work: Work) -> None:
    work.write("okrs.yaml", PLAN.replace("[lead, contributors]", "[lead, contributor]"))
    answer = okr(work.path, "validate")
    assert answer.code == 1
    assert "`agreement`: unknown value `contributor`" in answer.out
    assert "did you mean `contributors`?" in answer.out


def test_a_condition_stays_until_it_is_removed(shop: Path) -> None:
    okr(shop, "agree", "demand", "--condition", "If we hire")
    okr(shop, "agree", "demand", "--reason", "We talked")
    assert document(shop, "show", "demand")["agreements"][1]["condition"] == "If we hire"
    okr(shop, "agree", "demand", "--condition", "none")
    assert document(shop, "show", "demand")["agreements"][1]["condition"] is None
