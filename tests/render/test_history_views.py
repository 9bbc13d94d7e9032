"""`okr log`, `okr blame` and `okr diff` on a terminal: columns line up in every script, and nothing is cut."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from okrcli.git.log import Commit
from okrcli.model.plan import Plan, Ref
from okrcli.model.plan_change import PlanChange
from okrcli.render.terminal.blame import blame_lines
from okrcli.render.terminal.diff import lines as diff_lines
from okrcli.render.terminal.log import log_lines
from okrcli.reports.blame import BlameLine, BlameReport
from okrcli.reports.diff import diff_report
from okrcli.reports.log import LogEntry, LogLine
from tests.render.test_table import TEXTS
from tests.support.plans import day, plan

MARK = "@@"
"""Before the text of the last column, so that a test finds where that begins."""
NAMES = st.sampled_from(["mai", "Nguyễn Thị Mai", "สมชาย ใจดี", "王小明", "김민수", "Anna-Karin Lindqvist"])
SLUGS = st.sampled_from(["a", "demand", "calm-front-desk", "x" * 22])


def commit(number: int, author: str, subject: str = "okr set: x") -> Commit:
    at = datetime(2026, 10, 1 + number % 28, 9, tzinfo=UTC)
    return Commit(f"{number:040x}", (), author, "", at, at, None, subject, (), "")


def entry(number: int, author: str, names: list[str], text: str, subject: str = "okr set: x") -> LogEntry:
    changes = [PlanChange("changed", "key result", Ref("2026-Q4", name, "kr"), field=f"{MARK}{text}") for name in names]
    return LogEntry(
        commit(number, author, subject), None, tuple(LogLine(change, False, None) for change in changes), ()
    )


ENTRIES = st.lists(st.tuples(NAMES, st.lists(SLUGS, min_size=1, max_size=3), TEXTS), min_size=1, max_size=25)


@given(found=ENTRIES, width=st.sampled_from([None, *range(72, 201)]))
def test_what_a_commit_changed_starts_at_one_cell(found: list[tuple[str, list[str], str]], width: int | None) -> None:
    entries = [entry(number, *each) for number, each in enumerate(found)]
    lines = [line.plain for line in log_lines(entries, lambda _: Plan(), "2026-Q4", width, "")]
    starts = {wcswidth(line[: line.index(MARK)]) for line in lines if MARK in line}
    assert len(starts) == 1
    assert width is None or max(map(wcswidth, lines)) <= width


@given(found=ENTRIES, width=st.integers(60, 200))
def test_the_log_folds_texts_and_loses_none(found: list[tuple[str, list[str], str]], width: int) -> None:
    entries = [entry(number, *each) for number, each in enumerate(found)]
    letters = "".join(line.plain for line in log_lines(entries, lambda _: Plan(), "2026-Q4", width, ""))
    for _, _, text in found:
        assert "".join(text.split()) in "".join(letters.split())


def test_a_large_commit_shows_its_first_changes_and_those_that_need_attention() -> None:
    large = entry(0, "mai", [f"o{number}" for number in range(30)], "", "Import")
    moved = large.lines[-1]._replace(is_goalpost=True)
    large = LogEntry(large.commit, None, (*large.lines[:-1], moved), ())
    lines = [line.plain for line in log_lines([large], lambda _: Plan(), "2026-Q4", 100, "okr log --all")]
    assert len(lines) == 1 + 1 + 10 + 1
    assert "o29/kr" in lines[-2]
    assert lines[-1].strip() == "and 20 more changes: okr log --all"
    assert len(list(log_lines([large], lambda _: Plan(), "2026-Q4", 100, ""))) == 1 + 1 + 30


@given(values=st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=6), width=st.sampled_from([None, *range(72, 201)]))
def test_the_values_of_blame_start_at_one_cell(values: list[tuple[str, str]], width: int | None) -> None:
    rows = [
        BlameLine(f"field{number}", "", MARK + text, commit(number, name)) for number, (name, text) in enumerate(values)
    ]
    report = BlameReport(Ref("2026-Q4", "demand", "mql"), "Cà phê", tuple(rows))
    lines = [line.plain for line in blame_lines(report, {}, width)][3:]
    starts = {wcswidth(line[: line.index(MARK)].rstrip("“")) for line in lines if MARK in line}
    assert len(starts) == 1
    assert width is None or max(map(wcswidth, lines)) <= width


ITEMS = st.dictionaries(SLUGS, TEXTS, min_size=1, max_size=4)


@given(before=ITEMS, after=ITEMS, width=st.sampled_from([None, *range(72, 201)]))
def test_the_tables_of_a_diff_line_up(before: dict[str, str], after: dict[str, str], width: int | None) -> None:
    old, new = (
        plan({f"{cycle}/{name}": {"title": f"We {text}", "key_results": {}} for name, text in each.items()})
        for cycle, each in (("before", before), ("after", after))
    )
    report = diff_report(old, new, day(50), ("A", "B"), ["okrs/2026-Q4/calm-front-desk.yaml"], [])
    lines = [line.plain for line in diff_lines(report, width)]
    starts = {
        wcswidth(line[: line.index(each)])
        for each in ("new objective: ", "removed objective: ")
        for line in lines
        if each in line
    }
    assert len(starts) <= 1
    assert width is None or max(map(wcswidth, lines)) <= width


def test_a_narrow_screen_has_the_texts_of_a_diff_below_its_numbers() -> None:
    fields = {"start": 0, "target": 30, "unit": "MQL"}
    note = {"value": 20, "confidence": 7, "note": "The webinar brought more than we thought"}
    old = plan({"o": {"key_results": {"k": fields}}})
    new = plan({"o": {"key_results": {"k": {**fields, "target": 25, "checkins": [(20, note)]}}}})
    lines = [line.plain for line in diff_lines(diff_report(old, new, day(50), ("A", "B"), [], []), 60)]
    assert lines == [
        "changes the plan                                       A → B",
        "1 goalpost moved without a reason · 1 check-in",
        "",
        "Goalposts moved",
        "o/k  target 30 → 25  67 % → 80 %  not committed",
        "no reason given",
        "",
        "Check-ins",
        "o/k  0 → 20 MQL  0 % → 80 %  7  –  21 Jan 2026",
        "    The webinar brought more than we thought",
        "",
        "Objectives",
        "o",
        "  o  0 % → 80 %  not started → on track",
    ]
