"""Each rule: the bad example of its docstring is found, at its own characters, and the good one is not.

A case holds whole files around both examples; `expected` is the text that the caret has to stand under.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from okrcli.checks import findings
from okrcli.diagnostics import Finding
from okrcli.model.field_errors import NOUNS, fields_of
from okrcli.model.scalars import Text, Title
from okrcli.model.settings import StatusLabels
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from okrcli.yaml.truncated_values import truncated_values
from tests.support.commands import write

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
    growth = "  - {id: growth, title: Growth, key_results: [{id: revenue, title: Revenue, target: 150}]}\n"
    return plan("start: 20, target: 30", f"    {fields}\n") + growth


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


AGREED = "agreement: agreed, by: linh, since: 2026-10-05"


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
    in_objective("OKR201", "depends_on: [{to: groth}]", f"depends_on: [{{to: growth, {AGREED}}}]", "groth", "`growth`"),
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
        "okr set demand/mql target=…",
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
        {OKRS: plan("target: 3", "    was: [growth]\n") + "  - {id: growth, title: Growth, state: draft}\n"},
        {OKRS: plan("target: 3", "    was: [growth]\n") + "  - {id: brand, title: Brand, state: draft}\n"},
        "growth",
        "give the new item another id",
    ),
    Case(
        "OKR221",
        {OKRS: plan("target: 3", "    was: [old]\n") + "  - {id: growth, title: Growth, state: draft, was: [old]}\n"},
        {OKRS: plan("target: 3", "    was: [old]\n") + "  - {id: growth, title: Growth, state: draft, was: [older]}\n"},
        "old",
        "remove it from one of them",
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
        "fix the day",
        {OKRS: MQL},
        CHECKIN,
    ),
    Case(
        "OKR402",
        {CHECKIN: checkin("", day="2062-10-12")},
        {CHECKIN: checkin("", day="2026-10-12")},
        "2062-10-12",
        "fix the day",
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


def found(folder: Path, *files: Mapping[str, str]) -> list[Finding]:
    write(folder, {path: text for several in files for path, text in several.items()})
    return findings(load(WorkingTree(folder), DAY, everything=True))


def marked(folder: Path, diagnostic: Finding) -> str:
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
    year = "cycle: 2026\nobjectives: [{id: brand, title: Brand, key_results: [{id: r, title: R, target: 1}]}]\n"
    later = "cycle: 2027\nobjectives: [{id: later, title: Later, key_results: [{id: r, title: R, target: 1}]}]\n"
    files = {"okrs/2026/a.yaml": year, "okrs/2027/a.yaml": later}
    assert found(tmp_path, files, {OKRS: objective("contributes_to: [brand]")}) == []
    assert found(tmp_path, files, {OKRS: objective("contributes_to: [2026/brand]")}) == []
    assert [d.code for d in found(tmp_path, files, {OKRS: objective("contributes_to: [later]")})] == ["OKR201"]


def test_findings_come_sorted_and_once(tmp_path: Path) -> None:
    text = objective("contributes_to: [a, b]\n    owner: x") + "  - {id: growth, title: Again, owner: y}\n"
    places = [diagnostic.place for diagnostic in found(tmp_path, {OKRS: "people: [{id: mai}]\n" + text})]
    assert places == sorted(places)
    assert len(places) == len(set(places)) == 6


# ── One cause, one finding ────────────────────────────────────────────────────────────────────────────────────────


def codes(folder: Path, *files: Mapping[str, str]) -> list[str]:
    return [diagnostic.code for diagnostic in found(folder, *files)]


def test_an_id_given_twice_does_not_hide_what_is_wrong_inside_the_second(tmp_path: Path) -> None:
    first = "  - {id: demand, title: Demand, key_results: [{id: mql, title: M, target: 3}]}\n"
    second = "  - {id: demand, title: Again, supports: [nowhere], key_results: [{id: sql, title: S, target: 0}]}\n"
    third = "  - {id: demand, title: Once more, key_results: [{id: mql, title: M, low: 3, high: 2}]}\n"
    text = f"cycle: 2026-Q4\nobjectives:\n{first}{second}{third}"
    assert codes(tmp_path, {OKRS: text}) == ["OKR202", "OKR201", "OKR112", "OKR202", "OKR113"]


def test_a_key_result_given_twice_does_not_hide_what_is_wrong_inside_the_second(tmp_path: Path) -> None:
    assert codes(tmp_path, {OKRS: plan("target: 3") + "      - {id: mql, title: Again, low: 3, high: 2}\n"}) == [
        "OKR202",
        "OKR113",
    ]


def test_milestones_and_actions_have_ids_of_their_own(tmp_path: Path) -> None:
    text = plan("milestones: [{title: A}, {id: b, title: B}, {id: b, title: C}]")
    (diagnostic,) = found(tmp_path, {OKRS: text})
    assert (diagnostic.code, diagnostic.place.column) == ("OKR202", text.splitlines()[5].rindex("b,") + 1)


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        ("{id: autumn, start: 2026-13-01, end: 2026-12-20}", ["OKR102"]),
        ("{id: autumn, start: 2026-10-01, length: 3}", ["OKR102"]),
        ("{id: autumn, start: 2026-10-01}", ["OKR301"]),
        ("{id: autumn, start: 2026-12-20, end: 2026-10-01}", ["OKR302"]),
    ],
)
def test_a_cycle_whose_days_are_wrong_is_reported_once(tmp_path: Path, cycle: str, expected: list[str]) -> None:
    objectives = "objectives: [{id: a, title: A, key_results: [{id: r, title: R, target: 1}]}]\n"
    plans = {f"okrs/{name}.yaml": f"cycle: autumn\n{objectives}" for name in "ab"}
    later = {"okrs/2026-Q4/c.yaml": f"cycle: 2026-Q4\n{objectives}".replace("title: A,", "title: A, supports: [x],")}
    assert codes(tmp_path, {OKRS: f"cycles: [{cycle}]\n"}, plans, later) == [*expected, "OKR201"], "`x` is nowhere"


CHECKINS_1 = "okrs/2026-Q4/checkins/mia/2026-10-01-id1.yaml"


def test_one_misspelt_name_is_one_finding_in_each_file(tmp_path: Path) -> None:
    owned = "cycle: 2026-Q4\nobjectives:\n" + "".join(
        f"  - {{id: {name}, title: T, state: draft, owner: mia}}\n" for name in "abcdefg"
    )
    files = {OKRS: "people: [{id: mai}]\n", "okrs/2026-Q4/a.yaml": owned}
    files["okrs/2026-Q4/b.yaml"] = "cycle: 2026-Q4\nobjectives: [{id: z, title: Z, state: draft, owner: mia}]\n"
    for number in range(1, 4):
        text = checkin("", id=f"id{number}").replace("by: mai", "by: mia")
        files[f"okrs/2026-Q4/checkins/mia/2026-10-0{number}-id{number}.yaml"] = text
    checkins, first, second = sorted(found(tmp_path, files), key=lambda hit: hit.place.path != CHECKINS_1)
    assert (first.place.path, first.message) == ("okrs/2026-Q4/a.yaml", "unknown person `mia`, 7 times")
    assert first.hint == "did you mean `mai`?\nalso in line 4, line 5, line 6 and 3 more"
    assert (second.place.path, second.message) == ("okrs/2026-Q4/b.yaml", "unknown person `mia`")
    assert checkins.message == "unknown person `mia`, 3 times"
    assert "also in okrs/2026-Q4/checkins/mia/2026-10-02-id2.yaml:5" in (checkins.hint or "")


# ── Names of files ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("okrs/2026-Q4/a.yaml", "okrs/2026-Q4/A.yaml"),
        ("okrs/2026-Q4/ops/a.yaml", "okrs/2026-Q4/Ops/a.yaml"),
        ("okrs/2026-Q4/a.yaml", "okrs/2026-q4/a.yaml"),
        ("okrs/2026-Q4/caf\u00e9.yaml", "okrs/2026-Q4/cafe\u0301.yaml"),
    ],
)
def test_two_names_that_are_one_elsewhere_are_found(tmp_path: Path, one: str, other: str) -> None:
    texts = {one: "cycle: 2026-Q4\n", other: "cycle: 2026-Q4\n"}
    assert codes(tmp_path, texts) == ["OKR094"]


@pytest.mark.parametrize(
    "name", ["what?.yaml", "a:b.yaml", "aux.yaml", "nul.2026.yaml", "a" * 190 + ".yaml", "x ./a.yaml"]
)
def test_a_name_that_windows_cannot_hold_is_found(tmp_path: Path, name: str) -> None:
    assert codes(tmp_path, {f"okrs/2026-Q4/{name}": "cycle: 2026-Q4\n"}) == ["OKR096"]


@pytest.mark.parametrize("name", ["a.YAML", "a.yml", "a.Yml"])
def test_a_suffix_that_is_passed_over_is_named(tmp_path: Path, name: str) -> None:
    assert codes(tmp_path, {f"okrs/2026-Q4/{name}": "cycle: 2026-Q4\n"}) == ["OKR092"]


# ── Texts that end at a comment ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("title: Fix #12", ["OKR049"]),
        ("title: ห้อง #1 ของเมือง", ["OKR049"]),
        ("title: Fix # a remark", []),
        ("title: Grow the # of users", ["OKR049"]),
        ("title: Users # of all plans", ["OKR049"]),
        ("title: We are #1", ["OKR049"]),
        ("title: Grow users\n      and the # of seats", ["OKR049"]),
        ("title: Grow users\n      and seats # a remark", []),
        ("title:   # a remark\n      Grow users", []),
        ("title: T\n    reason: # of seats", ["OKR049"]),
        ("title: T\n    score:\n      learnings: #12 was too late", ["OKR049"]),
        ("title: T\n    key_results: # two to five", []),
        ("title: C# in class", []),
        ('title: "Fix #12" #urgent', []),
        ("title: Fix\n    owner: mai #todo", []),
        ("title: |\n      Fix\n    #12 is not text", []),
        ("title: >\n      title: Fix #12\n      more", []),
    ],
)
def test_a_text_that_ends_at_a_number_sign_is_found(tmp_path: Path, line: str, expected: list[str]) -> None:
    text = f"cycle: 2026-Q4\nobjectives:\n  - id: a\n    {line}\n    state: draft\n"
    assert codes(tmp_path, {OKRS: text}) == expected


def test_every_free_text_of_the_format_is_looked_at() -> None:
    texts = {"Fix # of": "OKR049", "# of": "OKR049"}
    for record, noun in NOUNS.items():
        if record is StatusLabels:
            continue
        for name, annotation in fields_of(record).items():
            if annotation not in (Text, Title, Text | None) or name in ("field", "rule", "templates"):
                continue  # the name of a field, a code, a folder
            for text, code in texts.items():
                raw = f"{name}: {text}\n".encode()
                found = [finding.code for finding in truncated_values(raw, "a.yaml", {name: "Fix"})]
                assert found == [code], (noun, name, text)


# ── Dependencies ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "state", "expected"),
    [
        ("to: growth", "active", ["OKR511"]),
        ("to: growth", "closed", ["OKR751", "OKR751"]),
        ("to: growth, agreement: agreed", "active", ["OKR511"]),
        ("to: growth, agreement: agreed, by: linh", "active", ["OKR511"]),
        ("to: growth, agreement: agreed, by: linh, since: 2026-12-01", "active", ["OKR511"]),
        (f"to: growth, {AGREED}", "active", []),
        (f"to: growth, {AGREED}".replace("agreed", "refused"), "active", ["OKR512"]),
        (f"to: growth, {AGREED}".replace("agreed", "refused"), "draft", ["OKR512"]),
        ("to: growth, agreement: refused", "active", ["OKR511"]),
    ],
)
def test_a_need_is_met_by_an_answer_with_a_name_and_a_day(
    tmp_path: Path, fields: str, state: str, expected: list[str]
) -> None:
    text = f"cycles: [{{id: 2026-Q4, state: {state}}}]\n" + objective(f"depends_on: [{{{fields}}}]")
    hits = found(tmp_path, {OKRS: text})
    assert [diagnostic.code for diagnostic in hits] == expected
    assert all((hit.severity == "error") == (hit.code == "OKR512" and state != "draft") for hit in hits)
