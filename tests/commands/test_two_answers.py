"""Two branches with answers, paths or tripwires, merged by real git with the merge driver: nothing is lost or mixed."""

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
AGREE = ("request", "agree", "answers")
LESS = (*AGREE, "--amount", "2500")
IF = (*AGREE, "--condition", "If the budget stays")
REFUSE = ("request", "refuse", "answers", "-m", "No budget")


def merged(work: Work, monkeypatch: pytest.MonkeyPatch, ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """The plan after the answer of Linh on 5 October was merged with the one of Omar on 6 October on a branch."""
    work.commit("plan", okrs_yaml=PLAN)
    work.git("config", "merge.okr.driver", f"{sys.executable} -m okrcli merge-driver %O %A %B %L %P")
    work.commit("attributes", **{".gitattributes": "okrs.yaml merge=okr\n"})
    work.git("checkout", "-q", "-b", "colleague")
    for person, day, answer in (("omar", "2026-10-06", theirs), ("linh", "2026-10-05", ours)):
        monkeypatch.setenv("OKR_USER", person)
        monkeypatch.setenv("OKR_TODAY", day)
        given = okr(work.path, *answer)
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


PATH = ("set", "leads", "--reason", "The fair", "path=2026-11-15:500")
STOP = ("add", "tripwire", "leads", "Stop", "on=2026-11-16", "below=0.25")


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"),
    [
        (("agree", "care"), ("agree", "care", "--condition", "Nếu có"), ("by: linh", "by: omar", "condition: Nếu có")),
        (("agree", "care"), ("agree", "care", "--refuse", "-m", "Late"), ("by: linh", "by: omar", "reason: Late")),
        (PATH, ("set", "leads", "target=5000", "--reason", "More"), ("2026-11-15", "target: 5000", "The fair", "More")),
        (STOP, (*STOP[:3], "Ask", "on=2026-12-01", "below=0.5"), ("then: Stop", "then: Ask")),
        (STOP, PATH, ("then: Stop", "2026-11-15")),
        (STOP, STOP, ("then: Stop",)),
    ],
)
def test_what_is_about_different_things_is_kept_from_both(
    empty_work: Work,
    monkeypatch: pytest.MonkeyPatch,
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
    kept: tuple[str, ...],
) -> None:
    text = merged(empty_work, monkeypatch, ours, theirs)
    assert "<<<<<<<" not in text
    assert [part for part in kept if part not in text] == []
    assert okr(empty_work.path, "validate").code == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "values"),
    [
        (PATH, (*PATH[:-1], "path=2026-11-15:900"), ("500", "900")),
        (STOP, (*STOP[:-1], "below=0.5"), ("below: 0.25", "below: 0.5")),
    ],
)
def test_one_path_or_tripwire_with_two_contents_stays_until_people_decide(
    empty_work: Work,
    monkeypatch: pytest.MonkeyPatch,
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
    values: tuple[str, ...],
) -> None:
    text = merged(empty_work, monkeypatch, ours, theirs)
    assert "<<<<<<<" in text
    assert [value for value in values if value not in text] == []
