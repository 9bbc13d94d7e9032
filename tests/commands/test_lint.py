"""`okr lint`: what it looks at, what it says of it, and when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import okr, snapshot, write

PLAN = """\
cycle: 2026-Q4
people: [{id: mai}, {id: linh}]
objectives:
  - id: demand
    title: Bakeries recommend us to each other
    owner: mai
    key_results:
      - {id: blog, title: Publish 15 recipes, start: 0, target: 15}
      - {id: nps, title: Raise NPS to 45, start: 32, target: 45}
  - id: drivers
    title: Improve our processes
    owner: linh
    key_results:
      - {id: late, title: At most 2 orders a week are late, kind: at_most, target: 2}
      - {id: speed, title: Grow speed by 20%, target: 20}
"""
FOUND = ["OKR802", "OKR811", "OKR804"]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"okrs.yaml": PLAN})


def codes(folder: Path, *words: str) -> list[str]:
    """The codes that are found, in the order of the report."""
    return [finding["code"] for finding in json.loads(okr(folder, "lint", "--json", *words).out)["findings"]]


# ── What it looks at ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], FOUND),
        (["demand"], ["OKR802"]),
        (["demand/nps"], []),
        (["speed"], ["OKR804"]),
        (["owner:linh"], ["OKR811", "OKR804"]),
        (["not:drivers"], ["OKR802"]),
        (["okrs.yaml"], FOUND),
        (["okrs.yaml", "owner:mai"], ["OKR802"]),
        (["--select", "OKR81"], ["OKR811"]),
        (["--select", "task-as-result,OKR804"], ["OKR802", "OKR804"]),
        (["--ignore", "OKR80"], ["OKR811"]),
    ],
    ids=" ".join,
)
def test_names_words_paths_and_codes_say_what_is_asked_about(
    folder: Path, words: list[str], expected: list[str]
) -> None:
    assert codes(folder, *words) == expected


def test_what_names_nothing_is_refused(folder: Path) -> None:
    answer = okr(folder, "lint", "demnad")
    assert (answer.code, "did you mean `demand`?" in answer.err) == (3, True)
    assert okr(folder, "lint", "/").code == 2
    assert okr(folder, "lint", "--cycle", "2031-Q1").code == 3


def test_cycles_that_are_over_are_left_out_unless_one_is_named(folder: Path) -> None:
    old = PLAN.replace("people: [{id: mai}, {id: linh}]\n", "").replace("2026-Q4", "2026-Q3").replace("15", "12")
    write(folder, {"okrs.yaml": PLAN, "okrs/2026-Q3/a.yaml": old})
    answer = okr(folder, "lint", "--format", "concise")
    assert "okrs/2026-Q3" not in answer.out
    assert answer.err == "note: cycles that have ended are left out (2026-Q3); check them: okr lint --cycle 2026-Q3\n"
    assert codes(folder, "--cycle", "2026-Q3") == FOUND
    assert codes(folder, "okrs/2026-Q3") == FOUND
    assert codes(folder, "2026-Q3/demand") == ["OKR802"]


def test_a_copy_from_the_last_cycle_is_seen_from_the_new_one(folder: Path) -> None:
    old = PLAN.replace("people: [{id: mai}, {id: linh}]\n", "").replace("2026-Q4", "2026-Q3")
    write(folder, {"okrs.yaml": PLAN, "okrs/2026-Q3/a.yaml": old})
    assert codes(folder, "--select", "OKR834") == ["OKR834"] * 3
    assert codes(folder, "--select", "OKR834", "--cycle", "2026-Q3") == []


@pytest.mark.parametrize("state", ["closed", "cancelled", "postponed"])
def test_what_was_given_up_is_not_asked_about(folder: Path, state: str) -> None:
    line = f"    owner: mai\n    state: {state}\n    since: 2026-11-02\n    reason: We moved\n"
    write(folder, {"okrs.yaml": PLAN.replace("    owner: mai\n", line)})
    assert "OKR802" not in codes(folder)


def test_since_reports_what_came_with_the_changes(work: Work) -> None:
    work.write("okrs.yaml", PLAN)
    work.commit("What we want")
    assert codes(work.path, "--since", "HEAD") == []
    work.write("okrs/2026-Q4/b.yaml", "cycle: 2026-Q4\nobjectives: [{id: new, title: Be better}]\n")
    work.commit("And more")
    assert set(codes(work.path, "--since", "HEAD~1")) == {"OKR811", "OKR824"}


# ── When it fails ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_advice_does_not_fail_unless_somebody_wants_it_to(folder: Path) -> None:
    assert okr(folder, "lint").code == 0
    assert okr(folder, "lint", "--strict").code == 1
    assert okr(folder, "lint", "--strict", "--select", "OKR804").code == 0
    setting = "settings: {rules: [{rule: task-as-result, severity: error, reason: we agreed}]}\n"
    write(folder, {"okrs.yaml": PLAN + setting})
    assert okr(folder, "lint").code == 1
    assert okr(folder, "lint", "drivers").code == 0


def test_a_broken_file_is_named_and_fails(folder: Path) -> None:
    write(folder, {"okrs.yaml": PLAN, "okrs/2026-Q4/b.yaml": "objectives: [\n"})
    answer = okr(folder, "lint")
    assert answer.code == 1
    assert "1 file left out" in answer.err


def test_validate_and_lint_find_different_things(folder: Path) -> None:
    assert okr(folder, "validate").out.startswith("all good")
    write(folder, {"okrs.yaml": PLAN.replace("owner: mai", "owner: mia")})
    assert "OKR204" in okr(folder, "validate").out
    assert "OKR204" not in okr(folder, "lint").out


def test_a_finding_is_excused_where_it_stands(folder: Path) -> None:
    waiver = "      # okr: ignore[OKR802] recipes are what we sell\n"
    write(folder, {"okrs.yaml": PLAN.replace("      - {id: blog", f"{waiver}      - {{id: blog")})
    assert codes(folder) == FOUND[1:]
    assert okr(folder, "validate").out.startswith("all good"), "a waiver of advice is nothing to validate"
    write(folder, {"okrs.yaml": PLAN.replace("      - {id: nps", f"{waiver}      - {{id: nps")})
    assert codes(folder) == ["OKR802", "OKR603", "OKR811", "OKR804"]
    other = "      # okr: ignore[OKR204] not yet here\n"
    write(folder, {"okrs.yaml": PLAN.replace("      - {id: blog", f"{other}      - {{id: blog")})
    assert codes(folder) == FOUND, "and a waiver of an error is nothing to lint"
    assert "OKR603" in okr(folder, "validate").out


def test_a_severity_and_off_are_set_in_the_workspace(folder: Path) -> None:
    rules = "settings: {rules: [{rule: OKR8, severity: 'off'}, {rule: vague-objective, severity: info}]}\n"
    write(folder, {"okrs.yaml": PLAN + rules})
    document = json.loads(okr(folder, "lint", "--json").out)
    assert [(found["code"], found["severity"]) for found in document["findings"]] == [("OKR811", "info")]


def test_the_limits_and_words_are_set_in_the_workspace(folder: Path) -> None:
    lint = "{max_objectives: 1, min_key_results: 3, words: [{list: deliveries, remove: [publish]}]}"
    write(folder, {"okrs.yaml": PLAN.replace("owner: linh", "owner: mai") + f"settings: {{lint: {lint}}}\n"})
    assert codes(folder) == ["OKR822", "OKR821", "OKR811", "OKR822", "OKR804"]


def test_nothing_is_written(folder: Path) -> None:
    before = snapshot(folder)
    okr(folder, "lint")
    okr(folder, "lint", "--text", "Publish 15 recipes")
    assert snapshot(folder) == before


# ── Formats, lines ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format", ["full", "concise", "json", "github", "gitlab", "sarif", "junit"])
def test_every_format_of_validate_says_it(folder: Path, format: str) -> None:
    assert "OKR802" in okr(folder, "lint", "--format", format).out


def test_statistics_count_the_codes(folder: Path) -> None:
    lines = okr(folder, "lint", "--statistics").out.splitlines()
    assert [line.split() for line in lines] == [
        ["1", "OKR802", "warning", "task-as-result"],
        ["1", "OKR804", "info", "percent-of-what"],
        ["1", "OKR811", "warning", "vague-objective"],
    ]


def test_a_text_is_judged_without_a_workspace(tmp_path: Path) -> None:
    answer = okr(tmp_path, "lint", "--text", "Raise the NPS")
    assert answer.code == 0
    assert "OKR801" in answer.out
    assert "Raise the NPS from … to …" in answer.out
    assert okr(tmp_path, "lint", "--text", "Raise the NPS", "--strict").code == 1
    assert okr(tmp_path, "lint", "--text", "NPS grows from 32 to 45").out == "all good\n"
    assert "OKR811" in okr(tmp_path, "lint", "--text", "Improve sales", "--kind", "objective").out


def test_lines_of_a_pipe_give_a_line_of_json_each(tmp_path: Path) -> None:
    answer = okr(tmp_path, "lint", "-", "--json", given="Raise NPS\n\nĐơn hàng tăng từ 20 lên 30\nจัดอบรม\n".encode())
    documents = [json.loads(line) for line in answer.out.splitlines()]
    assert [document["language"] for document in documents] == ["en", "vi", "th"]
    assert [[remark["name"] for remark in document["remarks"]] for document in documents] == [
        ["result-without-number"],
        [],
        ["task-as-result"],
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["--text", "a", "demand"],
        ["-", "demand"],
        ["--text", "a", "--kind", "objectiv"],
        ["--text", "a", "--format", "sarif"],
        ["--text", "a", "--statistics"],
        ["--format", "table"],
        ["--select", "OKR999"],
    ],
    ids=" ".join,
)
def test_what_does_not_go_together_is_wrong_usage(folder: Path, words: list[str]) -> None:
    assert okr(folder, "lint", *words).code == 2


@pytest.mark.parametrize(
    "text", ["…", "\x1b[31mred", "a" * 5000, "%", "1", "{text}", "{percent} 5%", "\u200b", "،", "🙂"]
)
def test_no_text_is_too_odd(tmp_path: Path, text: str) -> None:
    for kind in ("key_result", "objective"):
        answer = okr(tmp_path, "lint", "--text", text, "--kind", kind)
        assert answer.code == 0
        assert "\x1b[31m" not in answer.out
