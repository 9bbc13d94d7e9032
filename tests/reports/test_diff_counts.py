"""The first line of a difference: what a reviewer must not miss comes first, with its count."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import okr

PLAN = """\
cycle: 2026-Q4
people: [{id: mai, name: Mai Trần, email: mai@example.com}]
objectives:
  - id: demand
    title: Win the market
    owner: mai
    guardrails: [{id: hours, title: Overtime, must_not_exceed: 10}]
    key_results:
      - {id: mql, title: Grow inbound MQLs, start: 20, target: 30}
      - {id: calls, title: Calls, target: 50}
"""


@pytest.fixture
def shop(work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    monkeypatch.setenv("OKR_USER", "mai")
    (work.path / "okrs.yaml").write_text(PLAN)
    work.git("add", ".")
    work.git("commit", "-qm", "Plan")
    return work


def heading(folder: Path) -> str:
    return okr(folder, "diff", "HEAD", "--format", "md").out.splitlines()[0]


def test_a_moved_target_and_a_breached_guardrail_stand_before_check_ins(shop: Work) -> None:
    okr(shop.path, "checkin", "mql=25", "demand/hours=14", "--no-commit")
    text = (shop.path / "okrs.yaml").read_text()
    (shop.path / "okrs.yaml").write_text(text.replace("target: 30", "target: 25").replace("target: 50", "target: 40"))
    assert okr(shop.path, "set", "calls", "title=Talks", "--no-commit").code == 0
    assert heading(shop.path) == (
        "### OKRs: changes the plan · 2 goalposts moved without a reason · 1 guardrail breached · 1 other change"
        " · 2 check-ins"
    )
    shown = okr(shop.path, "diff", "HEAD").out.splitlines()
    assert shown[1].startswith("2 goalposts moved without a reason · 1 guardrail breached")


def test_a_goalpost_without_a_reason_stands_before_one_with_a_reason(shop: Work) -> None:
    okr(shop.path, "set", "mql", "target=28", "--reason", "The budget was halved", "--no-commit")
    text = (shop.path / "okrs.yaml").read_text()
    (shop.path / "okrs.yaml").write_text(text.replace("target: 50", "target: 40"))
    page = okr(shop.path, "diff", "HEAD", "--format", "md").out
    assert "1 goalpost moved without a reason · 1 goalpost moved with a reason" in page
    assert page.index("demand/calls") < page.index("demand/mql")


def test_many_check_ins_are_folded_behind_their_count_and_goalposts_never(shop: Work) -> None:
    key_results = "".join(f"      - {{id: k{n}, title: K{n}, start: 0, target: 9}}\n" for n in range(20))
    (shop.path / "okrs.yaml").write_text(PLAN + key_results)
    shop.git("commit", "-qam", "More")
    okr(shop.path, "checkin", *(f"k{n}=1" for n in range(20)), "--no-commit")
    (shop.path / "okrs.yaml").write_text((PLAN + key_results).replace("target: 9", "target: 8"))
    page = okr(shop.path, "diff", "HEAD", "--format", "md").out
    assert "<details><summary>20 check-ins by 1 person</summary>\n\n| What" in page
    assert page.count("<details>") == page.count("</details>") == 1
    assert page.index("#### Goalposts moved") < page.index("<details>")
    assert page.count("no reason given") == 20
    assert "| Mai Trần 2026-11-16 |" in page


def test_nothing_has_no_counts(shop: Work) -> None:
    assert heading(shop.path) == "### OKRs: no change in meaning"
