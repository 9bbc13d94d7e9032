"""A planned path from the command line: set with a reason, compared, merged, and left behind at the end of a cycle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from okrcli.model.merge import merge
from okrcli.yaml.reader import read
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr

FIRST = "path=2026-11-15:24,2026-12-10:28"
"""A path of `mql`, which goes from 20 to 30."""


@pytest.fixture
def shop(work: Work, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a workspace in git, in the middle of its cycle."""
    monkeypatch.setenv("OKR_TODAY", TODAY)
    work.write("okrs.yaml", PLAN)
    work.git("add", ".")
    work.git("commit", "-qm", "Our plan")
    return work.path


def changed(shop: Path, *words: str, reason: str = "It comes late") -> None:
    answer = okr(shop, "set", *words, "--reason", reason)
    assert answer.code == 0, answer.err


def shown(shop: Path, *words: str) -> dict[str, object]:
    document: dict[str, object] = json.loads(okr(shop, *words, "--json").out)
    return document


def test_a_path_needs_a_reason_and_is_written_once(shop: Path) -> None:
    assert okr(shop, "set", "mql", FIRST).code == 2
    changed(shop, "mql", FIRST)
    before = (shop / "okrs.yaml").read_bytes()
    changed(shop, "mql", FIRST)
    assert (shop / "okrs.yaml").read_bytes() == before
    assert shown(shop, "show", "mql")["key_result"]["path"] == [  # type: ignore[index]
        {"on": "2026-11-15", "value": 24},
        {"on": "2026-12-10", "value": 28},
    ]


def test_another_path_keeps_the_lines_and_comments_of_the_same_days(shop: Path) -> None:
    file = shop / "okrs.yaml"
    flow = "- {id: revenue, title: Revenue, start: 100, target: 150}"
    block = "- id: revenue\n        title: Revenue\n        start: 10\n        target: 30"
    file.write_text(file.read_text().replace(flow, block))
    changed(shop, "revenue", FIRST, "--no-commit")
    file.write_text(file.read_text().replace("value: 24}", "value: 24} # the fair"))
    changed(shop, "revenue", "path=2026-11-15: 25, 2026-12-01: 26", "--no-commit")
    assert "{on: 2026-11-15, value: 25} # the fair" in file.read_text()
    assert okr(shop, "validate").code == 0


def test_a_changed_path_is_a_moved_goalpost_and_earlier_days_keep_it(shop: Path) -> None:
    changed(shop, "mql", FIRST)
    changed(shop, "mql", "path=2026-11-15:21", reason="The fair was called off")
    differences = shown(shop, "diff", "HEAD~1")["goalposts"]
    assert [(each["field"], each["reason"]) for each in differences] == [("path", "The fair was called off")]  # type: ignore[attr-defined]
    assert "path 2026-11-15: 24 → 21, 2026-12-10: 28 removed" in okr(shop, "log", "mql").out
    assert "path" not in okr(shop, "show", "mql", "--on", "2026-11-15").out.partition("changed")[0]
    assert okr(shop, "audit", "HEAD~1..").code == 0


def test_a_path_changed_by_hand_is_found_by_audit_with_a_record_that_can_be_copied(shop: Path, work: Work) -> None:
    changed(shop, "mql", FIRST)
    file = shop / "okrs.yaml"
    file.write_text(file.read_text().replace("value: 28}", "value: 22}").replace("value: 24}", "value: 21}"))
    work.git("commit", "-qam", "By hand")
    answer = okr(shop, "audit")
    assert 'from: "2026-11-15: 24, 2026-12-10: 28", to: "2026-11-15: 21, 2026-12-10: 22"' in answer.out


@pytest.mark.parametrize("words", ["target=26", "end_date=2026-12-01", "start_date=2026-11-16"])
def test_what_the_path_does_not_fit_any_more_is_refused(shop: Path, words: str) -> None:
    changed(shop, "mql", FIRST)
    answer = okr(shop, "set", "mql", words, "--reason", "x1")
    assert answer.code == 3 and "the path of `demand/mql` has" in answer.err


@pytest.mark.parametrize("path", ["path=soon", "path=2026-11-15", "path=2026-11-15:x", "path=2026-13-15:4"])
def test_a_text_that_is_no_path_is_refused_with_a_hint(shop: Path, path: str) -> None:
    answer = okr(shop, "set", "mql", path, "--reason", "x1")
    assert answer.code == 3 and "help:" in answer.err


def test_two_branches_that_change_one_path_are_in_conflict() -> None:
    base = "path:\n  - {on: 2026-11-15, value: 24}\n  - {on: 2026-12-10, value: 28}\n"
    ours, theirs = base.replace("24", "25"), base.replace("28", "29")
    merged = merge(base.encode(), ours.encode(), theirs.encode(), "x")
    assert len(merged.conflicts) == 1
    same = merge(base.encode(), ours.encode(), base.encode(), "x")
    assert not same.conflicts and read(same.text or b"", "x") == read(ours.encode(), "x")


def test_a_new_key_result_may_have_a_path_and_a_task_of_another_kind_may_not(shop: Path) -> None:
    answer = okr(shop, "add", "kr", "growth", "Sales", "id=sales", "target=90", "path=2026-12-01:30", "--reason", "New")
    assert answer.code == 0, answer.err
    okr(shop, "set", "soc2", "path=2026-12-01:1", "--reason", "x1")
    assert "`path` does not count in key result `soc2`" in okr(shop, "validate").out
