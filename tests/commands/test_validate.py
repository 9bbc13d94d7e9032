"""`okr validate` as a gate: what is selected, excused, set, known from before, counted and fixed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import okr, snapshot, write
from tests.support.counting import calls

PLAN = """\
people: [{id: mai}]
cycle: 2026-Q4
objectives:
  - id: demand
    title: Demand
    owner: mia
    contributes_to: [nowhere]
    key_results:
      - {id: mql, title: Grow MQLs, target: 30, state: paused}
"""
FOUND = ["OKR204", "OKR201", "OKR114"]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"okrs.yaml": PLAN})


def codes(folder: Path, *words: str) -> list[str]:
    """The codes that are found, in the order of the report."""
    answer = okr(folder, "validate", "--json", *words)
    return [finding["code"] for finding in json.loads(answer.out)["findings"]]


def with_lines(**lines: str) -> str:
    """The plan with one of its lines changed."""
    text = PLAN
    for name, line in lines.items():
        text = text.replace({"owner": "    owner: mia\n", "top": "cycle: 2026-Q4\n"}[name], line)
    return text


# ── Selecting ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], FOUND),
        (["--select", "OKR2"], ["OKR204", "OKR201"]),
        (["--select", "OKR2", "--select", "missing-reason"], FOUND),
        (["--select", "OKR114,OKR204"], ["OKR204", "OKR114"]),
        (["--select", "okr204"], ["OKR204"]),
        (["--ignore", "OKR2"], ["OKR114"]),
        (["--select", "OKR2", "--ignore", "unknown-name"], ["OKR201"]),
        (["--select", "OKR5"], []),
    ],
    ids=" ".join,
)
def test_codes_are_selected_by_number_name_and_beginning(folder: Path, words: list[str], expected: list[str]) -> None:
    assert codes(folder, *words) == expected


def test_the_exit_code_is_that_of_what_is_left(folder: Path) -> None:
    assert okr(folder, "validate").code == 1
    assert okr(folder, "validate", "--ignore", "OKR201").code == 0
    assert okr(folder, "validate", "--ignore", "OKR201", "--strict").code == 1
    assert okr(folder, "validate", "--exit-zero").code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--select", "OKR999"], "--select`: there is no code `OKR999`"),
        (["--ignore", "duplicat-id"], "did you mean `duplicate-id`?"),
        (["--ignore", "OKR103"], "OKR103 unknown-field cannot be ignored"),
    ],
)
def test_a_word_that_is_no_code_is_refused_with_what_was_meant(folder: Path, words: list[str], says: str) -> None:
    answer = okr(folder, "validate", *words)
    assert answer.code == 2
    assert says in answer.err


def test_a_broken_file_is_never_passed_over(folder: Path) -> None:
    write(folder, {"okrs.yaml": PLAN, "okrs/2026-Q4/a.yaml": "cycle: [\n"})
    assert "OKR047" in codes(folder, "--select", "OKR5")
    assert "OKR047" in codes(folder, "--ignore", "OKR0")
    assert okr(folder, "validate", "--ignore", "OKR0", "--ignore", "OKR2").code == 1


# ── Severities ────────────────────────────────────────────────────────────────────────────────────────────────────

BOTH = {
    "okrs/2026-Q3/a.yaml": "cycle: 2026-Q3\nobjectives: [{id: a, title: A}]\n",
    "okrs/2026-Q4/teams/b.yaml": "cycle: 2026-Q4\nobjectives: [{id: b, title: B}]\n",
}


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("{rule: OKR118, severity: error}", {"a": "error", "b": "error"}),
        ("{rule: no-key-results, severity: info}", {"a": "info", "b": "info"}),
        ("{rule: OKR1, severity: off}", {}),
        ("{rule: OKR118, severity: error, paths: [okrs/2026-Q4]}", {"a": "warning", "b": "error"}),
        ("{rule: OKR118, severity: error, paths: [okrs/2026-Q4/**]}", {"a": "warning", "b": "error"}),
        ("{rule: OKR118, severity: error, paths: ['okrs/*/teams/*.yaml']}", {"a": "warning", "b": "error"}),
        ("{rule: OKR118, severity: error, paths: ['**/b.yaml']}", {"a": "warning", "b": "error"}),
        ("{rule: OKR118, severity: error, paths: [okrs/2026-Q]}", {"a": "warning", "b": "warning"}),
        ("{rule: OKR118, severity: error, paths: ['okrs/2026-Q?/a.yaml']}", {"a": "error", "b": "warning"}),
        ("{rule: OKR118, severity: off}, {rule: OKR118, severity: info, paths: [okrs/2026-Q4]}", {"b": "info"}),
    ],
)
def test_a_setting_says_how_much_a_rule_matters_and_where(
    tmp_path: Path, setting: str, expected: dict[str, str]
) -> None:
    write(tmp_path, {"okrs.yaml": f"settings:\n  rules: [{setting}]\n", **BOTH})
    found = json.loads(okr(tmp_path, "validate", "--json").out)["findings"]
    assert {Path(finding["path"]).stem: finding["severity"] for finding in found} == expected


def test_what_cannot_be_used_cannot_be_turned_off(tmp_path: Path) -> None:
    text = "settings:\n  rules: [{rule: OKR0, severity: off}, {rule: OKR1, severity: off}]\n"
    write(tmp_path, {"okrs.yaml": text, "okrs/2026-Q4/a.yaml": "cycle: 2026-Q4\nobjectives:\n  - {id: a, titel: A}\n"})
    assert codes(tmp_path) == ["OKR103"]


# ── Waivers ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("    owner: mia # okr: ignore[OKR204] joins in December\n", []),
        ("    owner: mia   #okr:ignore[unknown-name] joins in December, until 2026-11-16\n", []),
        ("    # okr: ignore[OKR204] joins in December (until 2026-12-01)\n    owner: mia\n", []),
        ("    # okr: ignore[OKR204] joins soon\n\n    # Mia is new\n    owner: mia\n", []),
        ("    owner: mia # okr: ignore[OKR204] joins in December, until 2026-11-15\n", ["OKR204", "OKR602"]),
        ("    owner: mia # okr: ignore[OKR204]\n", ["OKR204", "OKR601"]),
        ("    owner: mia # okr: ignore[OKR204] until 2026-12-01\n", ["OKR204", "OKR601"]),
        ("    owner: mia # okr: ignore[OKR204] soon, until December\n", ["OKR204", "OKR601"]),
        ("    owner: mia # okr: ignore joins in December\n", ["OKR204", "OKR601"]),
        ("    owner: mia # okr: ignore[] joins in December\n", ["OKR204", "OKR601"]),
        ("    owner: mia # okr: ignore[OKR2] joins in December\n", ["OKR204", "OKR601"]),
        ("    owner: mia # okr: ignore[OKR999] joins in December\n", ["OKR204", "OKR601"]),
        ("    owner: mia # okr: ignore[OKR103] joins in December\n", ["OKR204", "OKR601"]),
        ("    owner: mia # okr: ignore[OKR603] joins in December\n", ["OKR204", "OKR601"]),
        ("    owner: mai # okr: ignore[OKR204] joins in December\n", ["OKR603"]),
        ("    owner: mia # okr: ignore[OKR204, OKR205] joins in December\n", ["OKR603"]),
        ("    owner: mai\n    reason: 'say # okr: ignore[OKR204] nothing'\n", []),
        ("    owner: mai\n    reason: |\n      # okr: ignore[OKR204] nothing\n", []),
        ("    owner: mai # the okr: it is hers\n", []),
        ("    owner: mia # okr: ignore[OKR204] joins in December # okr: ignore[OKR204]\n", []),
    ],
)
def test_a_waiver_excuses_its_line_with_a_reason_and_in_its_time(
    tmp_path: Path, line: str, expected: list[str]
) -> None:
    write(tmp_path, {"okrs.yaml": with_lines(owner=line)})
    assert codes(tmp_path, "--ignore", "OKR201,OKR114") == expected


def test_a_waiver_speaks_of_no_other_line_and_no_other_file(tmp_path: Path) -> None:
    plan = "people: [{id: mai}]\nobjectives: []\n"
    other = "cycle: 2026-Q4\nobjectives:\n  - id: a\n    title: A\n    state: draft\n    owner: mia\n"
    write(
        tmp_path,
        {
            "okrs.yaml": plan,
            "okrs/2026-Q4/a.yaml": other.replace("id: a\n", "id: a # okr: ignore[OKR204] other\n"),
            "okrs/2026-Q4/b.yaml": other.replace("id: a", "id: b"),
        },
    )
    assert codes(tmp_path) == ["OKR603", "OKR204", "OKR204"]


# ── Baselines ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_old_repository_starts_clean_and_new_findings_are_reported(folder: Path) -> None:
    assert okr(folder, "validate", "--write-baseline", "known.json").err.startswith("wrote 3 findings to ")
    assert codes(folder, "--baseline", "known.json") == []
    write(folder, {"okrs.yaml": "# A line more\n" + PLAN})
    assert codes(folder, "--baseline", "known.json") == []
    write(folder, {"okrs.yaml": PLAN + "      - {id: sql, title: Grow SQLs, target: 3, state: paused}\n"})
    assert codes(folder, "--baseline", "known.json") == ["OKR114"]
    assert okr(folder, "validate", "--baseline", "known.json", "--strict").code == 1


def test_of_two_findings_that_are_alike_the_baseline_knows_as_many_as_it_has(tmp_path: Path) -> None:
    twice = "cycle: 2026-Q4\nobjectives:\n" + "".join(
        f"  - id: {name}\n    title: T\n    state: draft\n    supports: [nowhere]\n" for name in "abc"
    )
    write(tmp_path, {"okrs.yaml": twice.replace("[nowhere]", "[]", 1)})
    okr(tmp_path, "validate", "--write-baseline", "known.json")
    write(tmp_path, {"okrs.yaml": twice})
    assert codes(tmp_path, "--baseline", "known.json") == ["OKR201"]


def test_what_is_mended_is_to_be_taken_out_of_the_baseline(folder: Path) -> None:
    okr(folder, "validate", "--write-baseline", "known.json")
    write(folder, {"okrs.yaml": with_lines(owner="    owner: mai\n")})
    answer = okr(folder, "validate", "--baseline", "known.json")
    assert "note: 1 finding of the baseline is fixed; write it again" in answer.err


def test_a_baseline_has_no_error_that_cannot_be_used(folder: Path) -> None:
    write(folder, {"okrs.yaml": PLAN + "    colour: red\n"})
    assert okr(folder, "validate", "--write-baseline", "known.json").code == 1
    assert codes(folder, "--baseline", "known.json") == ["OKR103"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"kind": "baseline"}', "cycle: 2026-Q4\n", "\udcff", "[" * 9999])
def test_nothing_but_a_baseline_is_read_or_overwritten(folder: Path, content: str) -> None:
    (folder / "known.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    before = snapshot(folder)
    for option in ("--baseline", "--write-baseline"):
        answer = okr(folder, "validate", option, "known.json")
        assert answer.code == 3
        assert "is not a baseline" in answer.err
    assert okr(folder, "validate", "--baseline", "missing.json").code == 3
    assert snapshot(folder) == before


def test_the_diff_of_a_baseline_can_be_read(folder: Path) -> None:
    okr(folder, "validate", "--write-baseline", "known.json")
    lines = (folder / "known.json").read_text().splitlines()
    assert len([line for line in lines if '"fingerprint"' in line]) == 3
    assert okr(folder, "validate", "--write-baseline", "known.json").code == 0
    assert (folder / "known.json").read_text().splitlines() == lines


# ── A file that cannot be read hides nothing elsewhere ────────────────────────────────────────────────────────────

TORN = 'cycle: 2026-Q4\nobjectives:\n  - {id: hid, title: "\x01", key_results: [{id: sub, title: S, target: 3}]}\n'


def test_only_what_may_be_in_an_unreadable_file_is_left_unchecked(tmp_path: Path) -> None:
    others = {
        f"okrs/2026-Q4/{number}.yaml": "cycle: 2026-Q4\nobjectives:\n"
        f"  - {{id: o{number}, title: O, contributes_to: [zzz{number}]}}\n"
        for number in range(3)
    }
    uses = "cycle: 2026-Q4\nobjectives:\n  - {id: o, title: O, contributes_to: [hid], supports: [hid/sub, gone]}\n"
    checkin = "id: 7k2m9x4t\ncycle: 2026-Q4\ndate: 2026-10-12\nat: 2026-10-12T09:04:05Z\nby: mai\n"
    entries = "checkins:\n  - {kr: hid/sub, value: 2}\n  - {kr: hid/nothing, value: 2}\n"
    write(tmp_path, others | {"okrs/2026-Q4/uses.yaml": uses, "okrs/2026-Q4/checkins/mai/x.yaml": checkin + entries})
    without = {line for line in okr(tmp_path, "validate", "--format", "concise").out.splitlines() if "OKR201" in line}
    write(tmp_path, {"okrs/2026-Q4/torn.yaml": TORN})
    hidden = okr(tmp_path, "validate", "--format", "concise").out.splitlines()
    named = "okrs/2026-Q4/torn.yaml:1:1: info[OKR201] not checked because of an error in this file: "
    assert f"{named}what refers to `hid`, `hid/sub`" in hidden
    assert {line for line in without if "`hid`" not in line and "`hid/sub`" not in line} <= set(hidden)
    write(tmp_path, {"okrs/2026-Q4/torn.yaml": TORN.replace("\x01", "Hid")})
    right = {line for line in okr(tmp_path, "validate", "--format", "concise").out.splitlines() if "OKR201" in line}
    assert len(right) == 5
    assert right <= set(hidden)


def test_without_its_okrs_yaml_names_and_cycles_are_named_as_not_checked(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "okrs.yaml": "cycles: [{id: autumn, start: 2026-10-01, end: 2026-12-20}]\npeople: [{id: mai}]\nteams: [\n",
            "okrs/autumn/a.yaml": "cycle: autumn\nobjectives: [{id: a, title: A, owner: zed}]\n",
            "okrs/2026-Q4/b.yaml": "cycle: 2026-Q4\nobjectives: [{id: b, title: B, owner: zed, supports: [a, x]}]\n",
        },
    )
    lines = okr(tmp_path, "validate", "--format", "concise").out.splitlines()
    assert "okrs/autumn/a.yaml:1:8: info[OKR301] not checked because of an error in okrs.yaml: " in "\n".join(lines)
    assert [line for line in lines if "info[OKR204]" in line and "`zed`" in line]
    assert [line for line in lines if "error[OKR201] there is no `x`" in line]
    assert not [line for line in lines if ": error[" in line and not line.startswith("okrs.yaml") and "`x`" not in line]


# ── Statistics, explanations ──────────────────────────────────────────────────────────────────────────────────────


def test_codes_are_counted_the_most_frequent_first(folder: Path) -> None:
    write(folder, {"okrs.yaml": PLAN + "      - {id: sql, title: Grow SQLs, target: 3, state: paused}\n"})
    answer = okr(folder, "validate", "--statistics")
    assert answer.out.splitlines() == [
        "2  OKR114  warning  missing-reason",
        "1  OKR201  error    unknown-reference",
        "1  OKR204  warning  unknown-name",
    ]
    assert answer.code == 1
    document = json.loads(okr(folder, "validate", "--statistics", "--json").out)
    assert [row["count"] for row in document["codes"]] == [2, 1, 1]
    assert (document["kind"], document["schema_version"]) == ("statistics", 1)


@pytest.mark.parametrize("name", ["OKR202", "okr202", "duplicate-id", "Duplicate-ID"])
def test_a_code_is_explained_by_number_and_name(folder: Path, name: str) -> None:
    answer = okr(folder, "explain", name)
    assert answer.code == 0
    assert answer.out.startswith("OKR202 duplicate-id · error\n\nTwo items of one kind")
    assert " bad    " in answer.out
    assert "\ngood    " in answer.out


def test_an_explanation_fits_the_terminal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (40, 60, 80):
        monkeypatch.setenv("COLUMNS", str(width))
        lines = okr(folder, "explain", "OKR114").out.splitlines()
        assert max(map(len, (line for line in lines if "`{" not in line))) <= width
        assert max(map(len, okr(folder, "explain", "--list").out.splitlines())) <= width or width == 40


def test_all_codes_are_listed_and_given_as_json(tmp_path: Path) -> None:
    lines = okr(tmp_path, "explain", "--list").out.splitlines()
    document = json.loads(okr(tmp_path, "explain", "--list", "--json").out)
    assert [line.split()[0] for line in lines] == [code["code"] for code in document["codes"]]
    assert document["kind"] == "codes"
    assert [c["code"] for c in document["codes"] if c["fixable"]] == ["OKR102", "OKR104", "OKR211"]


def test_what_is_no_code_is_answered_with_what_was_meant(tmp_path: Path) -> None:
    answer = okr(tmp_path, "explain", "duplicate")
    assert (answer.code, answer.out) == (3, "")
    assert "there is no okrs.yaml" in answer.err
    assert "`duplicate-id`" in answer.err
    assert "there is no code `OKR299`" in okr(tmp_path, "explain", "OKR299").err
    assert okr(tmp_path, "explain").code == 2
    assert okr(tmp_path, "explain", "OKR202", "--list").code == 2


# ── Fixing ───────────────────────────────────────────────────────────────────────────────────────────────────────

HEAD = "cycle: 2026-Q4\nobjectives:\n  - id: demand\n    title: Demand\n    key_results:\n      - id: mql\n"


def fixed(folder: Path, *lines: str, top: str = "") -> str:
    """The lines of a key result after `--fix`; everything else is as it was."""
    text = top + HEAD + "        title: Grow MQLs\n" + "".join(f"        {line}\n" for line in lines)
    write(folder, {"okrs.yaml": text})
    okr(folder, "validate", "--fix")
    after = (folder / "okrs.yaml").read_text()
    assert after.startswith(top + HEAD)
    return after.removeprefix(top + HEAD + "        title: Grow MQLs\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('target: "30" # as agreed', "target: 30 # as agreed"),
        ("target: '-2.50'", "target: -2.50"),
        ("target: 95%\n        unit: '%'", "target: 95\n        unit: '%'"),
        ("{target: 30, due: 31.10.2026}"[1:-1].replace(", ", "\n        "), "target: 30\n        due: 2026-10-31"),
        ("target: 30\n        due: 2026/10/31", "target: 30\n        due: 2026-10-31"),
        ("target: 30\n        end_date: 12/31/2026", "target: 30\n        end_date: 2026-12-31"),
        ("target: 30\n        state: Draft", "target: 30\n        state: draft"),
        ("target: 30\n        kind: at least", "target: 30\n        kind: at_least"),
        ("done: no", "done: false"),
        ("done: Yes", "done: true"),
    ],
)
def test_what_can_only_be_meant_in_one_way_is_mended(tmp_path: Path, before: str, after: str) -> None:
    assert fixed(tmp_path, before) == f"        {after}\n"


@pytest.mark.parametrize(
    "line",
    [
        "target: 95%",
        "target: 1,000",
        "target: 1.5k",
        "target: 30\n        due: 03.04.2026",
        "target: 30\n        due: 31.02.2026",
        "targt: 30",
        "target: 30\n        kind: atleast",
        "target: 30\n        state: [paused]",
        "target: 30\n        owner: Mai",
        "target: 30\n        was: [a b, a b]",
        'target: "1234567890123456789012345678901"',
    ],
)
def test_what_could_be_meant_otherwise_is_left_alone(tmp_path: Path, line: str) -> None:
    assert fixed(tmp_path, line) == f"        {line}\n"


def test_a_name_stands_once_in_a_list(tmp_path: Path) -> None:
    assert fixed(tmp_path, "target: 3", "was: [a, b, a, b, a]") == "        target: 3\n        was: [a, b]\n"


def test_a_file_with_an_error_of_syntax_is_left_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": HEAD + '        target: "30"\n        title: a: b\n'})
    before = snapshot(tmp_path)
    assert okr(tmp_path, "validate", "--fix").code == 1
    assert snapshot(tmp_path) == before


def test_only_what_is_asked_for_is_mended(tmp_path: Path) -> None:
    bad = HEAD + '        title: T\n        target: "30"\n        state: Draft\n'
    write(tmp_path, {"okrs.yaml": bad, "okrs/2026-Q4/b.yaml": bad.replace("id: demand", "id: b")})
    before = snapshot(tmp_path)
    assert okr(tmp_path, "validate", "okrs.yaml", "--fix").code == 0
    assert snapshot(tmp_path)["okrs/2026-Q4/b.yaml"] == before["okrs/2026-Q4/b.yaml"]
    assert b"target: 30\n" in snapshot(tmp_path)["okrs.yaml"]


def test_what_is_off_is_not_mended(tmp_path: Path) -> None:
    top = "settings: {rules: [{rule: listed-twice, severity: off}]}\n"
    assert fixed(tmp_path, "target: 3", "was: [a, a]", top=top) == "        target: 3\n        was: [a, a]\n"


def test_mending_is_one_commit_and_is_said(work: Work) -> None:
    write(work.path, {"okrs.yaml": HEAD + '        title: T\n        target: "30"\n'})
    work.git("add", "-A")
    work.git("commit", "-qm", "plan")
    answer = okr(work.path, "validate", "--fix", "--json")
    assert answer.code == 0
    assert json.loads(answer.out)["findings"] == []
    assert 'Fixed okrs.yaml:8: OKR102 `target`: "30" → 30' in answer.err
    assert "okr validate: fix 1 finding" in work.git("log", "-1", "--format=%s")
    assert work.git("status", "--porcelain") == ""


def test_a_preview_shows_the_lines_and_changes_nothing(work: Work) -> None:
    write(work.path, {"okrs.yaml": HEAD + '        title: T\n        target: "30"\n'})
    before = snapshot(work.path)
    for words in (["--fix", "--diff"], ["--fix", "--dry-run"], ["--fix", "-n"]):
        answer = okr(work.path, "validate", *words)
        assert answer.code == 1
        assert '-        target: "30"\n+        target: 30\n' in answer.out
    assert snapshot(work.path) == before


def test_mending_twice_changes_nothing_more(tmp_path: Path) -> None:
    fixed(tmp_path, 'target: "30"', "was: [a, a]", "due: 31.10.2026")
    before = snapshot(tmp_path)
    assert okr(tmp_path, "validate", "--fix").code == 0
    assert snapshot(tmp_path) == before


# ── What it never does ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--strict"],
        ["--statistics"],
        ["--json"],
        ["--select", "OKR1", "--ignore", "OKR114"],
        ["--fix", "--diff"],
        ["--diff"],
        ["okrs"],
    ],
    ids=" ".join,
)
def test_without_fix_not_a_byte_of_the_tree_changes_whatever_it_holds(work: Work, words: list[str]) -> None:
    gallery = Path(__file__).parent / "gallery"
    files: dict[str, str | bytes] = {
        f"okrs/2026-Q4/{page.stem.lower()}.yaml": page.read_bytes() for page in sorted(gallery.glob("*.txt"))[:20]
    }
    hostile: dict[str, str | bytes] = {
        "okrs/2026-Q4/x.yaml": b"\x00\xff",
        "okrs/2026-Q4/y.yaml": "a: &x [*x]\n",
        "okrs/why?.yaml": "- 1\n",
    }
    write(work.path, {"okrs.yaml": PLAN + '      - {id: sql, title: S, target: "3"}\n', **files, **hostile})
    before = snapshot(work.path)
    assert okr(work.path, "validate", *words).code in (0, 1)
    assert snapshot(work.path) == before


def test_a_setting_that_is_wrong_does_not_hide_the_rest_of_the_file(tmp_path: Path) -> None:
    top = "settings: {rules: [{rule: OKR118, severity: loud}]}\n"
    write(tmp_path, {"okrs.yaml": top + PLAN})
    assert codes(tmp_path) == ["OKR104", *FOUND]


def test_the_work_grows_no_faster_than_lines_and_waivers(tmp_path: Path) -> None:
    head = "cycle: 2026-Q4\nobjectives:\n"
    waived = '  - {{id: "k{}", title: "T", state: draft}} # okr: ignore[OKR204] because\n'

    def work(name: str, size: int) -> int:
        blank = " " * 400 * size
        files = {
            "okrs/2026-Q4/a.yaml": f"{head}  - {{id: a, title: A, state: draft}} # okr: ignore[OKR204]{blank}x\n",
            "okrs/2026-Q4/b.yaml": head + "".join(waived.format(number) for number in range(size)),
            "okrs/2026-Q4/c.yaml": f"{head}  - id: c\n    state: draft\n    title: a{' ' * 30 * size}x #y\n",
        }
        folder = write(tmp_path / name, files)
        assert sorted(set(codes(folder))) == ["OKR601", "OKR603"]
        return calls(lambda: codes(folder))

    assert work("long", 800) <= 5 * work("short", 200)


@pytest.mark.parametrize("place", [".", "missing/known.json"])
def test_a_baseline_that_cannot_be_written_is_refused(folder: Path, place: str) -> None:
    answer = okr(folder, "validate", "--write-baseline", place)
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith("error: ")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("cycle: Q4 2026\n", "write 2026-Q4"),
        ("cycle: q4-2026\n", "write 2026-Q4"),
        ("people: [mai]\n", "write - {id: mai}"),
        ("people: {mai: {name: Mai}}\n", "begin each of the people with a dash: - id: …"),
        ("objectives: [{id: a, title: A, target: 3}]\n", "`target` belongs to the key result"),
        ("objectives: [{id: a, title: A, team: shop}]\n", "a team can be the owner: write owner: TEAM"),
        ("key_results: []\n", "`key_results` belongs to the objective"),
        ("objectives: [{id: a, title: From 1,000 to 2,000 MQLs}]\n", "a comma inside { } begins the next field"),
        ("objectives: [{id: a}]\n", "add a line `title: …`"),
        ("objectives: [{title: Grow our shop}]\n", "add a line `id: grow-our`: a short id that does not change"),
        ('objectives: [{id: a, title: A, key_results: [{id: b, title: B, target: "1,200,000"}]}]\n', "write 1200000"),
        (
            "objectives: [{id: a, title: A, key_results: [{id: b, title: B, target: 22 MQL}]}]\n",
            "write 22; what is counted",
        ),
    ],
)
def test_what_newcomers_write_is_answered_with_what_to_write(tmp_path: Path, text: str, hint: str) -> None:
    head = "" if text.startswith("cycle") else "cycle: 2026-Q4\n"
    write(tmp_path, {"okrs.yaml": head + text})
    assert f"help: {hint}" in okr(tmp_path, "validate").out


def test_a_workspace_of_another_ending_is_named(tmp_path: Path) -> None:
    (tmp_path / "okrs.yml").write_text("cycle: 2026-Q4\n")
    answer = okr(tmp_path, "validate")
    assert (answer.code, "mv okrs.yml okrs.yaml" in answer.err) == (3, True)


def test_what_is_wrong_below_a_misspelt_name_is_found_at_the_first_look(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"okrs.yaml": "cycle: 2026-Q4\nobjectives:\n- id: a\n  title: A\n  keyresults:\n  - {titel: B, target: 5%}\n"},
    )
    lines = okr(tmp_path, "validate", "--format", "concise").out.splitlines()
    assert [line.split("] ")[1] for line in lines] == [
        "unknown field `keyresults` in objective `a`",
        "`id` is missing in key result",
        "unknown field `titel` in key result",
        "`target`: `5%` is not a plain number",
    ]
