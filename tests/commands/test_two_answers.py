"""Two branches that answer the same request, merged by real git with the merge driver: no answer is lost or mixed."""

from __future__ import annotations

import sys

import pytest

from tests.conftest import Work
from tests.support.commands import okr

PLAN = """\
cycle: 2026-Q4
people: [{id: mai, name: Mai}, {id: linh, name: Linh}, {id: omar, name: Omar}]
teams: [{id: team, name: Ads, members: [linh, omar]}]
objectives:
  - id: ads
    title: People find us
    owner: team
    key_results: [{id: leads, title: Leads from ads, target: 4000, unit: leads}]
  - id: care
    title: Every lead is answered
    owner: mai
    key_results:
      - id: answers
        title: Customers
        target: 300
        depends_on:
          - {to: ads/leads, need: Leads, amount: 3000, due: 2026-12-04, asked: 2026-10-01}
"""
AGREE = ("agree", "answers")
LESS = (*AGREE, "--amount", "2500")
IF = (*AGREE, "--condition", "If the budget stays")
REFUSE = ("refuse", "answers", "-m", "No budget")


def merged(work: Work, monkeypatch: pytest.MonkeyPatch, ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """The plan after the answer of Linh on 5 October was merged with the one of Omar on 6 October on a branch."""
    work.commit("plan", okrs_yaml=PLAN)
    work.git("config", "merge.okr.driver", f"{sys.executable} -m okrcli merge-driver %O %A %B %L %P")
    work.commit("attributes", **{".gitattributes": "okrs.yaml merge=okr\n"})
    work.git("checkout", "-q", "-b", "colleague")
    for person, day, answer in (("omar", "2026-10-06", theirs), ("linh", "2026-10-05", ours)):
        monkeypatch.setenv("OKR_USER", person)
        monkeypatch.setenv("OKR_TODAY", day)
        given = okr(work.path, "request", *answer)
        assert given.code == 0, given.err
        work.git("checkout", "-q", "main")
    work.git("merge", "-q", "colleague", check=False)
    return (work.path / "okrs.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"),
    [
        (AGREE, AGREE, "agreement: agreed, by: linh, since: 2026-10-05}"),
        (LESS, LESS, "agreement: agreed, by: linh, since: 2026-10-05, promised_amount: 2500}"),
        (REFUSE, REFUSE, "agreement: refused, by: linh, since: 2026-10-05, reason: No budget}"),
        (AGREE, (*AGREE, "-m", "Gladly"), "agreement: agreed, by: omar, since: 2026-10-06, reason: Gladly}"),
    ],
)
def test_the_same_answer_stands_once(
    empty_work: Work,
    monkeypatch: pytest.MonkeyPatch,
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
    kept: str,
) -> None:
    text = merged(empty_work, monkeypatch, ours, theirs)
    assert "<<<<<<<" not in text
    assert text.count("agreement:") == 1
    assert kept in text


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (AGREE, REFUSE, "agreed by linh and refused by omar, reason `No budget`"),
        (REFUSE, AGREE, "refused by linh, reason `No budget` and agreed by omar"),
        (AGREE, LESS, "agreed by linh and agreed by omar, promised_amount `2500`"),
        (IF, AGREE, "agreed by linh, condition `If the budget stays` and agreed by omar"),
        (LESS, IF, "agreed by linh, promised_amount `2500` and agreed by omar, condition `If the budget stays`"),
    ],
)
def test_different_answers_both_stay_until_people_decide(
    empty_work: Work, monkeypatch: pytest.MonkeyPatch, ours: tuple[str, ...], theirs: tuple[str, ...], words: str
) -> None:
    text = merged(empty_work, monkeypatch, ours, theirs)
    assert text.count("<<<<<<<") == text.count(">>>>>>>") == 1
    for by in ("by: linh", "by: omar"):
        assert text.count(by) == 1
    assert words in okr(empty_work.path, "resolve").err
