"""Tripwires from the command line: added, asked for in every view, answered, and moved with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from okrcli.model.merge import merge
from tests.conftest import Work
from tests.support.commands import PLAN, okr

TRIPWIRE = ("add", "tripwire", "mql", "放弃两个项目", "on=2026-11-16", "below=0.25", "by=linh")
VIEWS = ("status", "agenda", "due", "remind", "show mql", "status --group team", "report")


@pytest.fixture
def shop(work: Work, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a workspace in git, on the day of its tripwire."""
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    monkeypatch.setenv("OKR_USER", "linh")
    work.write("okrs.yaml", PLAN)
    work.git("add", ".")
    work.git("commit", "-qm", "Our plan")
    assert okr(work.path, *TRIPWIRE).code == 0
    return work.path


def document(shop: Path, *words: str) -> Any:
    return json.loads(okr(shop, *words, "--json").out)


def test_every_view_asks_until_it_is_answered(shop: Path) -> None:
    text = "0 % on 2026-11-16, below 25 %"
    for view in VIEWS:
        assert text in okr(shop, *view.split()).out, view
    assert text in okr(shop).out
    assert "tripwire of demand/mql" in okr(shop, "report", "--format", "html").out
    assert okr(shop, "agenda").out.index("Tripwires") < okr(shop, "agenda").out.index("2. ")
    assert okr(shop, "done", "mql", "--note", "We dropped one").code == 0
    for view in VIEWS[:4]:
        assert text not in okr(shop, *view.split()).out, view
    shown = document(shop, "show", "mql")["key_result"]["tripwires"]
    assert [(each["state"], each["answer"], each["answered_by"]) for each in shown] == [
        ("answered", "We dropped one", "linh")
    ]


def test_the_day_before_it_asks_for_nothing(shop: Path) -> None:
    assert document(shop, "status", "--on", "2026-11-15")["reached"] == []
    assert [each["then"] for each in document(shop, "status")["reached"]] == ["放弃两个项目"]


def test_what_no_tripwire_waits_for_is_refused(shop: Path) -> None:
    assert okr(shop, "done", "mql", "--note", ".").code == 2
    assert okr(shop, "done", "calls", "--note", "We dropped one").code == 3
    assert okr(shop, "done", "mql", "--tripwire", "2026-11-15", "--note", "We dropped one").code == 3
    assert okr(shop, "add", "tripwire", "mql", "Stop", "on=2026-12-16").code == 2
    assert okr(shop, "add", "tripwire", "mql", "Stop", "on=2026-11-16", "below=0.5").code == 3


def test_moving_or_removing_it_is_a_goalpost_and_an_answer_is_none(shop: Path, work: Work) -> None:
    okr(shop, "done", "mql", "--note", "We dropped one")
    assert document(shop, "diff", "HEAD~1")["goalposts"] == []
    text = (shop / "okrs.yaml").read_text()
    for number, changed in enumerate((text.replace("on: 2026-11-16, below", "on: 2026-12-16, below"), PLAN)):
        work.write("okrs.yaml", changed)
        assert [each["noun"] for each in document(shop, "diff", "HEAD")["goalposts"]] == ["tripwire"], number
    work.git("commit", "-qam", "Removed")
    assert "tripwire removed: below 25 % on 2026-11-16" in okr(shop, "audit", "HEAD~1..").out


def test_two_branches_that_answer_different_tripwires_merge_and_two_answers_to_one_do_not() -> None:
    lines = [f"  - {{on: 2026-11-{day}, below: 0.25, then: Stop}}\n" for day in (16, 23)]
    base = "tripwires:\n" + "".join(lines)
    answered = [line.replace("}", f", answer: A{n}, answered_by: mai}}") for n, line in enumerate(lines)]
    ours, theirs = base.replace(lines[0], answered[0]), base.replace(lines[1], answered[1])
    both = merge(base.encode(), ours.encode(), theirs.encode(), "x")
    assert both.text is not None and both.text.decode() == "tripwires:\n" + "".join(answered)
    other = base.replace(lines[0], answered[0].replace("A0", "B0"))
    assert merge(base.encode(), ours.encode(), other.encode(), "x").conflicts
