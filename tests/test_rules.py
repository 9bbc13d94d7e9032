"""Each rule: the bad example of its docstring is found, at its own characters, and the good one is not.

A case holds whole files around both examples; `expected` is the text that the caret has to stand under.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from okrcli.diagnostics import Diagnostic
from okrcli.rules import RULES, Rule, findings
from okrcli.sources import WorkingTree
from okrcli.workspace import load
from tests.commands import write

DAY = date(2026, 11, 16)
OKRS = "okrs.yaml"
CHECKIN = "okrs/2026-Q4/checkins/mai/2026-10-12-7k2m.yaml"
OTHER = "okrs/2026-Q4/checkins/mai/2026-10-13-9x4t.yaml"


def plan(fields: str, more: str = "") -> str:
    """A workspace file with one key result of these fields."""
    key_result = f"      - {{id: mql, title: Grow MQLs, {fields}}}\n" if fields else ""
    return (
        "cycle: 2026-Q4\nobjectives:\n  - id: demand\n    title: Demand\n"
        f"{more}    key_results:\n{key_result or '      []'}\n"
    )


def objective(fields: str) -> str:
    return plan("start: 20, target: 30", f"    {fields}\n") + "  - {id: growth, title: Growth}\n"


def checkin(entry: str, *, id: str = "7k2m9x4t", day: str = "2026-10-12", cycle: str = "2026-Q4") -> str:
    entries = f"checkins:\n  - {entry}\n" if entry else ""
    return f"id: {id}\ncycle: {cycle}\ndate: {day}\nat: 2026-10-12T09:04:05Z\nby: mai\n{entries}"


MQL = plan("start: 20, target: 30, actions: [{id: guide, title: A guide}]")
MILESTONES = plan("milestones: [{id: pilot, title: P}, {id: launch, title: L}]")


@dataclass(frozen=True)
class Case:
    """Files that break a rule, what is marked, and the same files kept to it."""

    rule: str
    bad: Mapping[str, str]
    good: Mapping[str, str]
    marks: str
    hint: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    at: str = OKRS


def in_checkin(rule: str, bad: str, good: str, marks: str, hint: str = "", okrs: str = MQL) -> Case:
    files = {OKRS: okrs}
    return Case(rule, {CHECKIN: checkin(bad)}, {CHECKIN: checkin(good)}, marks, hint, files, CHECKIN)


def in_plan(rule: str, bad: str, good: str, marks: str, hint: str = "") -> Case:
    return Case(rule, {OKRS: plan(bad)}, {OKRS: plan(good)}, marks, hint)


def in_objective(rule: str, bad: str, good: str, marks: str, hint: str = "") -> Case:
    return Case(rule, {OKRS: objective(bad)}, {OKRS: objective(good)}, marks, hint)


CASES = [
    in_plan("OKR111", "weight: 1", "start: 20, target: 30", "{", "add `target: 30`"),
    in_plan("OKR111", "kind: at_most", "kind: at_most, target: 3", "{", "add a line `target: …`"),
    in_plan("OKR111", "low: 3", "low: 3, high: 4", "{", "add the one that is missing"),
    in_plan("OKR111", "kind: milestones", "milestones: [{title: P}]", "{", "at least one"),
    in_plan("OKR112", "start: 99, target: 99", "kind: at_least, target: 99", "99", "kind: at_least"),
    in_plan("OKR112", "target: 0", "start: 4, target: 0", "0", "add `start:`"),
    in_plan("OKR115", "target: 1.000", "target: 1000", "1.000", "write 1000 for thousands, or 1"),
    in_plan("OKR113", "low: 30, high: 20", "low: 20, high: 30", "30", "swap the two"),
    in_plan(
        "OKR114",
        "target: 3, state: paused",
        "target: 3, state: paused, since: 2026-11-02, reason: waiting for the licence",
        "paused",
        "add `since` and `reason`",
    ),
    in_objective(
        "OKR114",
        "state: cancelled",
        "{state: cancelled}"[1:-1] + "\n    since: 2026-11-02\n    reason: sold",
        "cancelled",
    ),
    in_objective("OKR201", "contributes_to: [growht]", "contributes_to: [growth]", "growht", "did you mean `growth`?"),
    in_objective("OKR201", "supports: [growth, nothing]", "supports: [growth]", "nothing", "okr list"),
    in_objective("OKR201", "depends_on: [{to: groth}]", "depends_on: [{to: growth}]", "groth", "`growth`"),
    in_checkin("OKR201", "{kr: demand/mlq, value: 3}", "{kr: demand/mql, value: 3}", "demand/mlq", "`demand/mql`"),
    in_checkin(
        "OKR201", "{kr: demand, value: 3}", "{kr: demand/mql, value: 3}", "demand", "write objective/key-result"
    ),
    in_checkin("OKR201", "{objective: demnad, note: x}", "{objective: demand, note: x}", "demnad", "`demand`"),
    in_checkin(
        "OKR201", "{action: demand/mql/gude, done: true}", "{action: demand/mql/guide, done: true}", "demand/mql/gude"
    ),
    Case(
        "OKR203",
        {CHECKIN: checkin("{kr: demand/mql, value: 3}"), OTHER: checkin("{kr: demand/mql, value: 3}")},
        {CHECKIN: checkin("{kr: demand/mql, value: 3}"), OTHER: checkin("{kr: demand/mql, value: 3}", id="9x4t7k2m")},
        "7k2m9x4t",
        "remove the copy",
        {OKRS: MQL},
        OTHER,
    ),
    *(
        Case(
            "OKR204", {OKRS: f"people: [{{id: mai}}]\n{bad}"}, {OKRS: f"people: [{{id: mai}}]\n{good}"}, "mia", "`mai`"
        )
        for bad, good in (
            (objective("owner: mia"), objective("owner: mai")),
            (plan("target: 3, updater: mia"), plan("target: 3, updater: mai")),
            (
                plan("target: 3, actions: [{title: A, owner: mia}]"),
                plan("target: 3, actions: [{title: A, owner: mai}]"),
            ),
            ("teams: [{id: shop, members: [mia]}]\n", "teams: [{id: shop, members: [mai]}]\n"),
        )
    ),
    in_checkin(
        "OKR205",
        "{kr: demand/mql, done: [beta]}",
        "{kr: demand/mql, done: [pilot]}",
        "beta",
        "pilot, launch",
        MILESTONES,
    ),
    in_checkin(
        "OKR206",
        "{kr: demand/mql, objective: demand, value: 22}",
        "{kr: demand/mql, value: 22}",
        "{",
        "name one of",
    ),
    in_checkin("OKR206", "{note: Nobody knows of what}", "{kr: demand/mql, note: Now we do}", "{"),
    Case(
        "OKR207",
        {OTHER: checkin("{kr: demand/mql, value: 4, corrects: 7k2m9x4}", id="9x4t7k2m")},
        {OTHER: checkin("{kr: demand/mql, value: 4, corrects: 7k2m9x4t}", id="9x4t7k2m")},
        "7k2m9x4",
        "`7k2m9x4t`",
        {OKRS: MQL, CHECKIN: checkin("{kr: demand/mql, value: 3}")},
        OTHER,
    ),
    in_plan(
        "OKR131",
        "target: 25, changes: [{date: 2026-11-02, field: targt, from: 30, to: 25, reason: x}]",
        "target: 25, changes: [{date: 2026-11-02, field: target, from: 30, to: 25, reason: x}]",
        "targt",
        "did you mean `target`?",
    ),
    in_plan(
        "OKR132",
        "target: 20, changes: [{date: 2026-11-02, field: target, from: 30, to: 25, reason: x}]",
        "target: 25, changes: [{date: 2026-11-02, field: target, from: 30, to: 25, reason: x}]",
        "25",
        "okr set mql target=…",
    ),
    in_objective(
        "OKR132",
        "owner: linh\n    changes: [{date: 2026-11-02, field: owner, from: x, to: mai, reason: x}]",
        "owner: mai\n    changes: [{date: 2026-11-02, field: owner, from: x, to: mai, reason: x}]",
        "mai",
    ),
    in_plan(
        "OKR133",
        "target: 25, changes: [{date: 2026-11-02, field: target, from: 30, to: 25}]",
        "target: 25, changes: "
        "[{date: 2026-11-02, field: target, from: 30, to: 25, reason: The budget was cut by half}]",
        "{",
        "add `reason:`",
    ),
    Case(
        "OKR221",
        {OKRS: plan("target: 3", "    was: [growth]\n") + "  - {id: growth, title: Growth}\n"},
        {OKRS: plan("target: 3", "    was: [growth]\n") + "  - {id: brand, title: Brand}\n"},
        "growth",
        "give the new one another id",
    ),
    Case(
        "OKR221",
        {OKRS: plan("target: 3", "    was: [old]\n") + "  - {id: growth, title: Growth, was: [old]}\n"},
        {OKRS: plan("target: 3", "    was: [old]\n") + "  - {id: growth, title: Growth, was: [older]}\n"},
        "old",
        "leave it to one of them",
    ),
    Case(
        "OKR303",
        {"okrs/2026-Q4/sales.yaml": "cycle: 2026-Q3\n"},
        {"okrs/2026-Q4/sales.yaml": "cycle: 2026-Q4\n"},
        "2026-Q3",
        "write `cycle: 2026-Q4`",
        at="okrs/2026-Q4/sales.yaml",
    ),
    in_plan(
        "OKR304",
        "target: 3, start_date: 2026-12-01, end_date: 2026-11-01",
        "target: 3, start_date: 2026-11-01, end_date: 2026-12-01",
        "2026-11-01",
    ),
    in_plan("OKR304", "target: 3, start_date: 2027-02-01", "target: 3, start_date: 2026-12-31", "2027-02-01"),
    Case(
        "OKR401",
        {CHECKIN: checkin("", day="2025-10-12")},
        {CHECKIN: checkin("", day="2026-10-12")},
        "2025-10-12",
        "mend the day",
        {OKRS: MQL},
        CHECKIN,
    ),
    Case(
        "OKR402",
        {CHECKIN: checkin("", day="2062-10-12")},
        {CHECKIN: checkin("", day="2026-10-12")},
        "2062-10-12",
        "mend the day",
        {OKRS: "cycles: [{id: 2026-Q4, start: 2026-10-01, end: 2062-12-31}]\n"},
        CHECKIN,
    ),
    in_checkin(
        "OKR403", "{kr: demand/mql, value: 1}", "{kr: demand/mql, done: true}", "1", "done: true", plan("done: false")
    ),
    in_checkin("OKR403", "{kr: demand/mql, done: true}", "{kr: demand/mql, value: 1}", "true", "value: …"),
    in_checkin(
        "OKR403", "{kr: demand/mql, value: 2}", "{kr: demand/mql, done: [pilot]}", "2", "milestone-id", MILESTONES
    ),
    Case(
        "OKR501",
        {
            OKRS: objective("contributes_to: [growth]").replace(
                "title: Growth", "title: Growth, contributes_to: [demand]"
            )
        },
        {OKRS: objective("contributes_to: [growth]").replace("title: Growth", "title: Growth, supports: [demand]")},
        "[",
        "make it `supports`",
    ),
]


def found(folder: Path, *files: Mapping[str, str]) -> list[Diagnostic]:
    write(folder, {path: text for several in files for path, text in several.items()})
    return findings(load(WorkingTree(folder), DAY, everything=True))


def marked(folder: Path, diagnostic: Diagnostic) -> str:
    """The characters that the caret stands under."""
    path, line, column, width = diagnostic.place
    return (folder / path).read_text("utf-8").splitlines()[line - 1][column - 1 : column - 1 + width]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.marks}")
def test_the_bad_file_is_found_at_its_own_characters(tmp_path: Path, case: Case) -> None:
    (diagnostic,) = found(tmp_path, case.files, case.bad)
    assert (diagnostic.code, diagnostic.place.path) == (case.rule, case.at)
    shown = marked(tmp_path, diagnostic)
    assert shown == case.marks if case.marks not in "{[" else shown.startswith(case.marks)
    assert case.hint in (diagnostic.hint or "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}-{case.marks}")
def test_the_good_file_is_not_found(tmp_path: Path, case: Case) -> None:
    assert found(tmp_path, case.files, case.good) == []


# ── The docstrings ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_rule_has_a_case() -> None:
    assert sorted({case.rule for case in CASES}) == sorted(rule.code.number for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.number)
def test_a_docstring_says_what_why_bad_and_good(rule: Rule) -> None:
    text = inspect.getdoc(rule.function) or ""
    assert re.fullmatch(r"[^\n]+\.\n\nWhy: .+\n\nBad: .+\n\nGood: .+", text, re.DOTALL), text
    assert rule.code.why == text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code.number)
def test_the_examples_of_a_docstring_are_those_of_a_case(rule: Rule) -> None:
    """Every code span of `Bad:` and `Good:` that is YAML stands in the bad or good files of a case."""
    text = inspect.getdoc(rule.function) or ""
    number = rule.code.number
    for word in ("bad", "good"):
        example = text.split(f"{word.capitalize()}: ")[1].split("\n\n")[0]
        files = ["\n".join({**case.files, **getattr(case, word)}.values()) for case in CASES if case.rule == number]
        for span in re.findall(r"`([^`]+: [^`]+)`", example):
            parts = re.findall(r"[a-z_]+: (?:\[[^\]]*\]|[^,\[\]{}]+)", span)
            parts = [part for part in parts if not part.startswith(("id:", "title:", "people:"))]
            assert any(all(part in text for part in parts) for text in files), (number, word, span, parts)


# ── What rules leave alone ────────────────────────────────────────────────────────────────────────────────────────


def test_names_are_free_where_there_is_no_list_of_people(tmp_path: Path) -> None:
    assert found(tmp_path, {OKRS: objective("owner: anybody")}) == []


@pytest.mark.parametrize(("day", "codes"), [("2026-11-17", []), ("2026-11-18", ["OKR402"])])
def test_it_is_already_tomorrow_further_east(tmp_path: Path, day: str, codes: list[str]) -> None:
    assert [d.code for d in found(tmp_path, {OKRS: MQL, CHECKIN: checkin("", day=day)})] == codes


def test_a_team_is_a_name_too(tmp_path: Path) -> None:
    text = "people: [{id: mai}]\nteams: [{id: shop, members: [mai]}]\n"
    assert found(tmp_path, {OKRS: text + objective("owner: shop")}) == []


def test_a_reference_may_lead_into_a_cycle_that_overlaps(tmp_path: Path) -> None:
    year = "cycle: 2026\nobjectives: [{id: brand, title: Brand}]\n"
    later = "cycle: 2027\nobjectives: [{id: later, title: Later}]\n"
    files = {"okrs/2026/a.yaml": year, "okrs/2027/a.yaml": later}
    assert found(tmp_path, files, {OKRS: objective("contributes_to: [brand]")}) == []
    assert found(tmp_path, files, {OKRS: objective("contributes_to: [2026/brand]")}) == []
    assert [d.code for d in found(tmp_path, files, {OKRS: objective("contributes_to: [later]")})] == ["OKR201"]


def test_findings_come_sorted_and_once(tmp_path: Path) -> None:
    text = objective("contributes_to: [a, b]\n    owner: x") + "  - {id: growth, title: Again}\n"
    places = [diagnostic.place for diagnostic in found(tmp_path, {OKRS: "people: [{id: mai}]\n" + text})]
    assert places == sorted(places)
    assert len(places) == len(set(places)) == 4
