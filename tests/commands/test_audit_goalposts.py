"""Goalposts in a history: what `okr audit` and `okr diff` find of one that was moved, however it was done."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.commands import okr
from tests.support.histories import Step, checkin, made

MQL = "{id: mql, title: Leads, owner: linh, start: 20, target: 30, unit: MQL}"
BASE = f"""\
cycle: 2026-Q4
people: [{{id: mai, email: mai@example.com}}, {{id: linh, email: linh@example.com}}]
objectives:
  - id: demand
    title: Demand
    owner: mai
    key_results:
      - {MQL}
      - {{id: calls, title: Calls, owner: mai, target: 50}}
      - {{id: launch, title: Launch, milestones: [{{title: a}}, {{title: b}}, {{title: c}}]}}
"""
FIRST = Step({"okrs.yaml": BASE}, "2026-09-25", "main", message="Our plan")
WEEK = Step({"okrs/2026-Q4/checkins/linh/2026-10-12-aaaa.yaml": checkin(by="linh")}, "2026-10-12", "main", "linh")
HERE = (FIRST, WEEK)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-30")


def plan(old: str = "", new: str = "", text: str = BASE) -> str:
    assert old in text
    return text.replace(old, new, 1)


def mql(*changes: tuple[str, str], more: str = "") -> str:
    """The plan with another line for `mql`."""
    line = MQL
    for old, new in changes:
        line = plan(old, new, line)
    return plan(MQL, line.replace("}", f"{more}}}"))


def step(text: str, day: str = "2026-11-30", **more: str) -> Step:
    return Step({"okrs.yaml": text}, day, **more)


def codes(folder: Path, *words: str) -> list[str]:
    return re.findall(r"\[(OKR\d{3})\]", okr(folder, "audit", *words).out)


def goalposts(folder: Path, range: str = "main...branch") -> list[tuple[str, str]]:
    """The fields that `okr diff` calls moved goalposts, and the reason of each."""
    report = json.loads(okr(folder, "diff", range, "--json").out)
    return [(post["field"] or "", post["reason"] or "") for post in report["goalposts"]]


LOWER = ("target: 30", "target: 23")
UNDO = "Undo\n\nOkr-Command: okr undo\nOkr-Undoes: 1a2b3c4d5e6f"
DRAFT = ", state: draft"
MOVED: dict[str, Sequence[Step]] = {
    "while it is a draft, which is taken away": [step(mql(LOWER, more=DRAFT)), step(mql(LOWER))],
    "while its objective is a draft": [
        step(plan("owner: mai\n", "owner: mai\n    state: draft\n", mql(LOWER))),
        step(mql(LOWER)),
    ],
    "removed, and put back": [step(plan(f"      - {MQL}\n")), step(mql(LOWER))],
    "with the author's day before the cycle": [step(mql(LOWER), authored="2026-09-26")],
    "with both days before the cycle": [step(mql(LOWER), "2026-09-26")],
    "behind another commit with both days before the cycle": [
        step(plan("title: Calls", "title: Talks"), "2026-09-26"),
        step(plan("title: Calls", "title: Talks", mql(LOWER)), "2026-09-26"),
    ],
    "together with a draft": [step(mql(("target: 30", "target: 26"), more=DRAFT))],
    "together with the start of the cycle": [
        step(f"cycles: [{{id: 2026-Q4, start: 2026-12-15}}]\n{mql(('target: 30', 'target: 45'))}")
    ],
    "together with its own start": [step(mql(LOWER, more=", start_date: 2026-12-15"))],
}


@pytest.mark.parametrize("name", MOVED)
def test_a_goalpost_that_moved_is_found_however_it_was_done(tmp_path: Path, name: str) -> None:
    folder = made(tmp_path, [*HERE, *MOVED[name]], "branch")
    assert "OKR702" in codes(folder, "main...branch")
    assert "OKR702" in codes(folder)
    assert ("target", "") in goalposts(folder)


def test_it_is_found_in_each_pull_request_of_two(tmp_path: Path) -> None:
    first, last = MOVED["while it is a draft, which is taken away"]
    folder = made(tmp_path, [*HERE, first, last._replace(branch="second")], "second")
    assert codes(folder, "main...branch") == codes(folder) == ["OKR702", "OKR702"], "the state, and the target"
    assert ("target", "") in goalposts(folder)


def test_a_draft_may_get_other_values_before_it_is_decided(tmp_path: Path) -> None:
    draft = FIRST._replace(files={"okrs.yaml": mql(more=DRAFT)})
    folder = made(tmp_path, [draft, step(mql(LOWER, more=DRAFT)), step(mql(LOWER))], "branch")
    assert codes(folder, "main...branch") == codes(folder) == []
    assert goalposts(folder) == []


# ── Branches that do nothing wrong ────────────────────────────────────────────────────────────────────────────────

REASON = "changes: [{date: 2026-11-30, field: target, from: 30, to: 23, reason: Halved}]"
CHECKIN = "okrs/2026-Q4/checkins/linh/2026-11-30-bbbb.yaml"


def said(value: int) -> dict[str, str]:
    text = checkin(by="linh", id="bbbbbbbb", value=value).replace("2026-10-12", "2026-11-30")
    return {CHECKIN: text}


HONEST: dict[str, Sequence[Step]] = {
    "an update of the branch from main": [
        Step(said(25), by="linh"),
        step(mql(LOWER), branch="main"),
        Step({}, merge="main"),
    ],
    "a check-in that is altered twice": [
        Step(said(25), by="linh"),
        Step(said(28), by="linh"),
        Step(said(35), by="linh"),
    ],
    "a target that is put back": [step(mql(LOWER)), Step({"okrs.yaml": BASE})],
    "a target with a reason": [step(mql(LOWER, more=f", {REASON}"))],
    "a target with its reason in the next commit": [step(mql(LOWER)), step(mql(LOWER, more=f", {REASON}"))],
}


@pytest.mark.parametrize("name", HONEST)
def test_a_branch_that_does_nothing_wrong_has_no_finding(tmp_path: Path, name: str) -> None:
    folder = made(tmp_path, [*HERE, *HONEST[name]], "branch")
    answer = okr(folder, "audit", "main...branch")
    assert answer.out.startswith("all good"), answer.out


def test_a_handover_with_a_reason_leaves_the_earlier_check_ins_alone(tmp_path: Path) -> None:
    record = "changes: [{date: 2026-11-02, field: owner, from: linh, to: mai, reason: Linh is away}]"
    handover = step(mql(("owner: linh", "owner: mai"), more=f", {record}"), "2026-11-02", branch="main")
    folder = made(tmp_path, [*HERE, handover, Step(said(25), by="linh")], "branch")
    answer = okr(folder, "audit")
    assert re.findall(r"\[(OKR\d+)\]: (.*?),", answer.out) == [("OKR704", "check-in of demand/mql by linh")]
    assert codes(folder, "main...branch") == ["OKR704"], "linh is not the owner any more"


@pytest.mark.parametrize(
    "record",
    [
        "{date: 2026-11-30, field: target, from: 25, to: 23, reason: Halved}",
        "{date: 2026-11-30, field: target, from: 30, to: 24, reason: Halved}",
        "{date: 2026-09-26, field: target, from: 30, to: 23, reason: Halved}",
        "{date: 2026-11-30, field: start, from: 30, to: 23, reason: Halved}",
        '{date: 2026-11-30, field: target, from: 30, to: 23, reason: "."}',
        "{date: 2026-11-30, field: target, from: 30, to: 23}",
    ],
)
def test_a_record_that_does_not_fit_explains_nothing(tmp_path: Path, record: str) -> None:
    folder = made(tmp_path, [*HERE, step(mql(LOWER, more=f", changes: [{record}]"))], "branch")
    assert codes(folder, "main...branch") == codes(folder) == ["OKR702"]
    assert goalposts(folder) == [("target", "")]


def test_a_record_explains_one_change_and_no_other(tmp_path: Path) -> None:
    up = mql(("target: 30", "target: 40"))
    silent = [step(mql(LOWER), "2026-10-20"), step(up, "2026-10-21"), step(BASE, "2026-10-22")]
    folder = made(tmp_path, [*HERE, *silent, step(mql(LOWER, more=f", {REASON}"))], "branch")
    assert codes(folder) == ["OKR702"] * 3, "the last change has the reason"


def test_two_reasons_explain_the_way_of_a_range(tmp_path: Path) -> None:
    first = "{date: 2026-11-20, field: target, from: 30, to: 25, reason: Halved}"
    second = "{date: 2026-11-30, field: target, from: 25, to: 23, reason: Again}"
    steps = [
        step(mql(("target: 30", "target: 25"), more=f", changes: [{first}]"), "2026-11-20"),
        step(mql(LOWER, more=f", changes: [{first}, {second}]")),
    ]
    folder = made(tmp_path, [*HERE, *steps], "branch")
    assert codes(folder, "main...branch") == codes(folder) == []
    assert goalposts(folder) == [("target", "Again")]


# ── A key result that comes or goes ───────────────────────────────────────────────────────────────────────────────

ANOTHER = f"      - {MQL}\n      - {{id: talks, title: Talks, owner: mai, target: 4%s}}\n"
WHY = ", changes: [{date: 2026-11-30, field: added, reason: The fair}]"


@pytest.mark.parametrize("line", ["", ANOTHER % "", ANOTHER.replace(f"      - {MQL}\n", "") % WHY])
def test_a_key_result_that_comes_or_goes_without_a_reason_is_a_goalpost(tmp_path: Path, line: str) -> None:
    folder = made(tmp_path, [*HERE, step(plan(f"      - {MQL}\n", line))], "branch")
    assert codes(folder) == codes(folder, "main...branch") == ["OKR702"]
    assert ("", "") in goalposts(folder)


def test_a_key_result_that_comes_with_a_reason_or_as_a_draft_is_no_finding(tmp_path: Path) -> None:
    for number, more in enumerate((WHY, DRAFT)):
        folder = made(tmp_path / str(number), [*HERE, step(plan(f"      - {MQL}\n", ANOTHER % more))], "branch")
        assert codes(folder) == codes(folder, "main...branch") == []
    assert (
        codes(
            made(
                tmp_path / "later",
                [*HERE, step(plan(f"      - {MQL}\n", ANOTHER % "")), step(plan(f"      - {MQL}\n", ANOTHER % WHY))],
                "branch",
            )
        )
        == []
    )


# ── The record of a change ────────────────────────────────────────────────────────────────────────────────────────

HALVED = mql(LOWER, more=f", {REASON}")
CYCLE = (
    "cycle: 2026-Q4\n",
    "cycle: 2026-Q4\ncycles: [{id: 2026-Q4, end: 2027-01-31, changes: [{date: 2026-11-20, field: end,"
    " from: 2026-12-31, to: 2027-01-31, reason: The fair moved}]}]\n",
)
WEIGHT = "{title: c, weight: 2, changes: [{date: 2026-11-20, field: weight, from: 1, to: 2, reason: Hard}]}"
NEXT = "{date: 2026-11-30, field: target, from: 23, to: 20, reason: More}"
LOST = {
    "taken out": (HALVED, mql(LOWER)),
    "reworded": (HALVED, HALVED.replace("Halved", "Everybody agreed")),
    "another day": (HALVED, HALVED.replace("2026-11-30", "2026-10-02")),
    "taken out with the next change": (HALVED, mql(("target: 30", "target: 20"), more=f", changes: [{NEXT}]")),
    "of a cycle": (plan(*CYCLE), plan(*CYCLE).replace("The fair moved", "A holiday")),
    "of a milestone": (plan("{title: c}", WEIGHT), plan("{title: c}", "{title: c, weight: 2}")),
}


@pytest.mark.parametrize("name", LOST)
def test_the_record_of_a_change_stays_as_it_is(tmp_path: Path, name: str) -> None:
    first, last = LOST[name]
    folder = made(tmp_path, [*HERE, step(first, branch="main"), step(last, by="linh")], "branch")
    assert codes(folder) == codes(folder, "main...branch") == ["OKR702"]
    assert "record removed" in okr(folder, "audit").out
    assert ("", "") in goalposts(folder)
    assert "record removed" in okr(folder, "log").out
    assert "30 → 23" in okr(folder, "cycle", "retro").out or name not in ("taken out", "reworded")


KEPT = {
    "with the reason that it lacked": (mql(LOWER, more=f", {REASON.replace(', reason: Halved', '')}"), HALVED),
    "reworded at once by who wrote it": (HALVED, HALVED.replace("Halved", "The budget was halved")),
    "undone": (HALVED, BASE),
    "of a milestone, undone": (plan("{title: c}", WEIGHT), BASE),
}


@pytest.mark.parametrize("name", KEPT)
def test_a_record_may_get_its_reason_and_go_with_its_change(tmp_path: Path, name: str) -> None:
    first, last = KEPT[name]
    message = UNDO if name.endswith("undone") else "change"
    folder = made(tmp_path, [*HERE, step(first), step(last, message=message)], "branch")
    assert codes(folder) == codes(folder, "main...branch") == []


def test_a_record_that_is_put_back_is_no_finding(tmp_path: Path) -> None:
    folder = made(tmp_path, [*HERE, step(HALVED), step(mql(LOWER), by="linh"), step(HALVED)], "branch")
    assert codes(folder) == []


# ── Taken back ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_undone_change_is_no_finding_in_the_history_and_in_ranges(tmp_path: Path) -> None:
    agreed = step(mql(LOWER, more=f", {REASON}"), branch="main")
    folder = made(tmp_path, [*HERE, agreed, Step({"okrs.yaml": BASE}, message=UNDO)], "branch")
    assert codes(folder) == codes(folder, "main") == []
    assert "no reason" not in okr(folder, "log").out
    assert "undoes 1a2b3c4" in okr(folder, "log").out
    assert json.loads(okr(folder, "cycle", "retro", "--json").out)["goalposts"] == []


def test_an_undo_that_does_more_or_by_another_is_a_finding(tmp_path: Path) -> None:
    agreed = step(mql(LOWER, more=f", {REASON}"), branch="main")
    more = step(mql(("target: 30", "target: 29")), message=UNDO)
    other = Step({"okrs.yaml": BASE}, message=UNDO, by="linh", branch="other")
    folder = made(tmp_path, [*HERE, agreed, more], "branch")
    assert codes(folder) == codes(folder, "main") == ["OKR702"]
    folder = made(tmp_path / "other", [*HERE, agreed, other], "other")
    assert codes(folder) == ["OKR702"]


@pytest.mark.parametrize(("day", "expected"), [("2026-10-12", []), ("2026-10-22", ["OKR701"])])
def test_what_is_taken_back_by_hand_is_no_finding_on_the_same_day_alone(
    tmp_path: Path, day: str, expected: list[str]
) -> None:
    altered = checkin(by="linh", value=29)
    folder = made(tmp_path, [*HERE, Step(dict.fromkeys(WEEK.files, altered), day, "main", "linh")], "main")
    assert codes(folder) == expected


# ── Other parts of an agreement ───────────────────────────────────────────────────────────────────────────────────

RICH = BASE.replace(
    "target: 50}",
    "target: 50, metric: calls, guardrails: [{id: spend, title: Spend, must_not_exceed: 25}],"
    " depends_on: [{to: growth, need: A list}]}",
).replace("    owner: mai\n", "    owner: mai\n    contributes_to: [growth]\n", 1)
RICH += "  - {id: growth, title: Growth, owner: mai}\ndefinitions: {calls: Calls of an hour}\n"
PARTS = {
    "milestone removed": (", {title: c}]", "]", "OKR711", ""),
    "milestone reweighted": ("{title: c}", "{title: c, weight: 0.01}", "OKR711", "weight"),
    "milestone added": ("{title: c}", "{title: c}, {title: d}", "OKR711", ""),
    "milestone due": ("{title: c}", "{title: c, due: 2027-03-01}", "OKR711", "due"),
    "limit": ("must_not_exceed: 25", "must_not_exceed: 90", "OKR711", "must_not_exceed"),
    "guardrail removed": (", guardrails: [{id: spend, title: Spend, must_not_exceed: 25}]", "", "OKR711", ""),
    "metric": ("metric: calls", "metric: talks", "OKR711", "metric"),
    "link": ("    contributes_to: [growth]\n", "", "OKR711", ""),
    "dependency": (", depends_on: [{to: growth, need: A list}]", "", "OKR711", ""),
    "cycle": ("cycle: 2026-Q4\n", "cycle: 2026-Q4\ncycles: [{id: 2026-Q4, end: 2027-01-31}]\n", "OKR702", "end"),
    "draft of the cycle": (
        "cycle: 2026-Q4\n",
        "cycle: 2026-Q4\ncycles: [{id: 2026-Q4, state: draft}]\n",
        "OKR702",
        "state",
    ),
    "another objective": (f"      - {MQL}\n", "", "OKR702", "target"),
    "draft": ("unit: MQL}", "unit: MQL, state: draft}", "OKR702", "state"),
    "cancelled without a reason": (
        "unit: MQL}",
        "unit: MQL, state: cancelled, since: 2026-10-01}",
        "OKR702",
        "state",
    ),
    "another id": (f"- {MQL}", f"- {MQL.replace('mql', 'leads').replace('30', '23')}", "OKR702", "target"),
}


@pytest.mark.parametrize("name", PARTS)
def test_other_parts_of_an_agreement_are_goalposts_too(tmp_path: Path, name: str) -> None:
    old, new, code, field = PARTS[name]
    first = FIRST._replace(files={"okrs.yaml": RICH})
    text = plan(old, new, RICH)
    if name == "another objective":
        moved = MQL.replace("mql", "leads").replace("30", "23")
        text = plan("title: Growth, owner: mai", f"title: Growth, owner: mai, key_results: [{moved}]", text)
    folder = made(tmp_path, [first, step(text)], "branch")
    assert code in codes(folder, "main...branch")
    assert code in codes(folder)
    assert (field, "") in goalposts(folder)
    assert "no reason given" in okr(folder, "log").out


EXPLAINED = {
    "cycle": (
        "cycle: 2026-Q4\n",
        "cycle: 2026-Q4\ncycles: [{id: 2026-Q4, end: 2027-01-31, changes: [{date: 2026-11-30, field: end,"
        " from: 2026-12-31, to: 2027-01-31, reason: The fair moved}]}]\n",
    ),
    "milestone": (
        "milestones: [{title: a}, {title: b}, {title: c}]}",
        "milestones: [{title: a}, {title: b}], changes: [{date: 2026-11-30, field: milestones, from: c, reason: No}]}",
    ),
    "cancelled": ("unit: MQL}", "unit: MQL, state: cancelled, since: 2026-10-01, reason: No budget}"),
    "score": ("unit: MQL}", "unit: MQL, score: {override: 0.9, reason: A strike}}"),
    "limit": (
        "must_not_exceed: 25}],",
        "must_not_exceed: 90}], changes: [{date: 2026-11-30, field: guardrails, from: spend, reason: More}],",
    ),
}


@pytest.mark.parametrize("name", EXPLAINED)
def test_another_part_of_an_agreement_may_change_with_a_reason(tmp_path: Path, name: str) -> None:
    first = FIRST._replace(files={"okrs.yaml": RICH})
    folder = made(tmp_path, [first, step(plan(*EXPLAINED[name], RICH))], "branch")
    assert codes(folder, "main...branch") == codes(folder) == []
    assert [bool(reason) for _, reason in goalposts(folder)] == [True]


def test_a_key_result_that_comes_back_later_under_another_id_is_compared(tmp_path: Path) -> None:
    gone = step(plan(f"      - {MQL}\n"))
    folder = made(tmp_path, [FIRST, gone, step(mql(LOWER, ("id: mql", "id: leads")))], "branch")
    assert "OKR702" in codes(folder)
    assert "OKR702" in codes(folder, "main...branch")


def test_what_set_records_of_a_link_is_a_reason(tmp_path: Path) -> None:
    folder = made(tmp_path, [FIRST._replace(files={"okrs.yaml": RICH})], "main")
    subprocess.run(["git", "-C", str(folder), "reset", "-q"], check=True, timeout=60)
    words = ("set", "demand", "contributes_to=", "--reason", "It stands alone")
    assert okr(folder, *words).code == 0
    assert okr(folder, "set", "mql", "state=draft").code == 2
    assert okr(folder, "set", "mql", "state=draft", "--reason", "We think again").code == 0
    assert codes(folder) == []
    assert okr(folder, "status", "--on", "2026-10-20").code == 0


def test_rules_that_became_weaker_are_told_whatever_the_rules_say(tmp_path: Path) -> None:
    off = 'settings: {rules: [{rule: OKR7, severity: "off"}], audit: {days: 99}}\n'
    folder = made(tmp_path, [*HERE, step(mql(LOWER)), step(off + mql(LOWER))], "branch")
    assert codes(folder) == ["OKR712", "OKR712"]
    assert "OKR701 is off, before that error" in okr(folder, "audit").out
    assert sorted(codes(folder, "main...branch")) == ["OKR702", "OKR712", "OKR712"]


EDITED = PARTS | {
    "frequency": ("unit: MQL}", "unit: MQL, frequency: monthly}", "OKR702", "frequency"),
    "two milestones": ("{title: b}, {title: c}", "{title: b, due: 2026-12-24}, {title: c, weight: 3}", "OKR711", "due"),
    "milestone cancelled": ("{title: c}", "{title: c, state: cancelled}", "OKR711", "state"),
    "title with a comma": ("{title: c}", '{title: c}, {title: "d, and e"}', "OKR711", ""),
}


@pytest.mark.parametrize("name", EDITED)
def test_what_okr_edit_commits_is_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    old, new, *_ = EDITED[name]
    text = plan(old, new, RICH)
    if name == "another objective":
        moved = MQL.replace("mql", "leads").replace("30", "23")
        text = plan("title: Growth, owner: mai", f"title: Growth, owner: mai, key_results: [{moved}]", text)
    folder = made(tmp_path / "work", [FIRST._replace(files={"okrs.yaml": RICH})], "main")
    subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard"], check=True, timeout=60)
    (tmp_path / "edited.yaml").write_text(text, "utf-8")
    monkeypatch.setenv("OKR_EDITOR", f"cp {tmp_path / 'edited.yaml'}")
    without = okr(folder, "edit", "okrs.yaml")
    assert (without.code, "a change needs a reason" in without.err) == (2, True), without.err
    answer = okr(folder, "edit", "okrs.yaml", "--reason", "We know better")
    assert answer.code == 0, answer.err
    assert codes(folder) == [], (folder / "okrs.yaml").read_text("utf-8")
    assert "OKR" not in okr(folder, "validate").err
