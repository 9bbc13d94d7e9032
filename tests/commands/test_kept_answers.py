"""Commands whose output is kept: it is the same with and without a cache, and the second run reads no YAML."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from okrcli.__main__ import answer
from okrcli.cache import program
from okrcli.cli import app, kept_answers
from okrcli.cli.kept_commands import KEPT, kept_in
from okrcli.workspace import file_loader
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, Answer, okr, snapshot, started, write
from tests.support.histories import checkin

ROOT = Path(__file__).parents[2]
COMMANDS = (
    *("validate", "validate --json --strict", "validate --statistics", "validate --format concise --on 2026-12-01"),
    *("lint", "lint --format=json", "status --line", "remind", "remind --json --within 3", "remind --discipline"),
)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)


@pytest.fixture
def plan(empty_work: Work) -> Work:
    """A repository with a closed cycle, a running one, and a check-in."""
    old = PLAN.replace("2026-Q4", "2026-Q3").partition("people:")[0] + "objectives: [{id: past, title: It was}]\n"
    files = {"okrs.yaml": PLAN, "okrs/2026-Q3/plan.yaml": old, "okrs/2026-Q4/checkins/mai/a.yaml": checkin()}
    write(empty_work.path, files)
    empty_work.commit("start")
    return empty_work


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read as YAML from now on."""
    paths: list[str] = []
    read = file_loader.read_file

    def noted(raw: bytes, path: str, **options: bool) -> file_loader.Content:
        paths.append(path)
        return read(raw, path, **options)

    monkeypatch.setattr(file_loader, "read_file", noted)
    return paths


def cached(folder: Path, line: str) -> Answer:
    return okr(folder, *line.split(), program=answer)


# ── The law ───────────────────────────────────────────────────────────────────────────────────────────────────────


def edit(work: Work, choice: random.Random) -> None:
    """One random thing that a person does to the files or with git."""
    paths = sorted(path for path in work.files() if path.endswith(".yaml"))
    path = choice.choice(paths)
    number = choice.randrange(100)
    match choice.randrange(12):
        case 0:
            work.write("okrs.yaml", PLAN.replace("target: 30", f"target: {30 + number}"))
        case 1:
            work.write(f"okrs/2026-Q4/checkins/mai/{number}.yaml", checkin(value=number, id=f"aaaaaa{number:02}"))
        case 2:
            work.write(path, work.files()[path] + b"\n# okr: ignore OKR824\n")
        case 3:
            work.write(path, work.files()[path].replace(b"title: ", b"titel: ", 1))
        case 4:
            work.write(f"okrs/2026-Q3/{choice.choice(['x.yml', 'y.yaml', '.hidden.yaml', 'note.txt'])}", f"n: {number}")
        case 5 if path != "okrs.yaml":
            (work.path / path).unlink()
        case 6 if path != "okrs.yaml":
            (work.path / path).rename(work.path / "okrs" / f"moved-{number}.yaml")
        case 7:
            work.git("reset", "-q", "--hard", "HEAD~1", check=False)
        case 8:
            work.git("switch", "-q", "-C", f"side-{number % 3}", check=False)
        case 9:
            work.git("merge", "-q", "--no-edit", f"side-{number % 3}", check=False)
        case 10:
            work.git("rebase", "-q", "main", check=False)
        case _:
            work.git("rebase", "--abort", check=False)
            work.git("merge", "--abort", check=False)
            work.git("add", "-A")
            work.git("commit", "-qm", "change", "--allow-empty")


@pytest.mark.parametrize("seed", range(3))
def test_every_output_is_the_same_with_and_without_a_cache(plan: Work, reads: list[str], seed: int) -> None:
    """After random edits, merges, rebases and resets; and a second run that finds an answer reads no file."""
    choice = random.Random(seed)
    for _ in range(25):
        edit(plan, choice)
        for line in choice.sample(COMMANDS, 3):
            fresh = okr(plan.path, "--no-cache", *line.split())
            assert cached(plan.path, line) == fresh, line
            reads.clear()
            assert cached(plan.path, line) == fresh, line
            assert not reads or fresh.code > 1, line


def test_an_answer_is_found_again_when_the_files_are_as_they_were(plan: Work, reads: list[str]) -> None:
    first = cached(plan.path, "validate")
    plan.write("okrs.yaml", PLAN.replace("target: 30", "target: x"))
    assert cached(plan.path, "validate").code == 1
    plan.git("checkout", "-q", "okrs.yaml")
    reads.clear()
    assert cached(plan.path, "validate") == first
    assert not reads


def test_the_status_line_reads_other_cycles_neither_now_nor_then(plan: Work, reads: list[str]) -> None:
    first = cached(plan.path, "status --line")
    reads.clear()
    plan.write("okrs/2026-Q3/plan.yaml", "cycle: 2026-Q3\nobjectives: []\n")
    assert cached(plan.path, "status --line") == first
    assert not reads


# ── The key ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["OKR_TODAY", "NO_COLOR", "COLUMNS", "GITHUB_ACTIONS"])
def test_the_environment_belongs_to_the_question(
    plan: Work, reads: list[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    cached(plan.path, "validate")
    reads.clear()
    monkeypatch.setenv(name, "2026-12-24" if name == "OKR_TODAY" else "60")
    assert cached(plan.path, "validate") == okr(plan.path, "validate")
    assert reads


def test_another_version_of_the_program_answers_itself(
    plan: Work, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cached(plan.path, "validate")
    reads.clear()
    monkeypatch.setattr(program, "__version__", "99")
    cached(plan.path, "validate")
    assert reads


@pytest.mark.parametrize(
    "line",
    [
        *(
            "status",
            "status --line demand",
            "validate okrs",
            "validate --fix",
            "validate --since HEAD",
            "validate -o f",
        ),
        *("--no-cache validate", "--debug validate", "lint --cycle 2026-Q4", "remind --to mai", "show mql", "-C"),
        *("validate --on", "validate --strict=1", "--bogus validate", "remind -h", "", "validate --staged"),
    ],
)
def test_what_reads_or_does_more_is_never_kept(line: str) -> None:
    assert kept_in(line.split()) is None


def test_findings_that_are_also_added_to_a_job_summary_are_not_kept(
    plan: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(plan.path.parent / "summary"))
    for _ in range(2):
        cached(plan.path, "validate --format github")
    assert (plan.path.parent / "summary").read_text().count("### OKRs") == 2


def test_a_sparse_checkout_is_asked_for_its_files_each_time(plan: Work, reads: list[str]) -> None:
    plan.git("sparse-checkout", "set", "--no-cone", "/okrs.yaml")
    for _ in range(2):
        reads.clear()
        cached(plan.path, "validate")
        assert reads


OTHERS = {
    *("EDITOR", "VISUAL", "OKR_EDITOR", "SHELL", "XDG_STATE_HOME", "XDG_CACHE_HOME", "GITHUB_STEP_SUMMARY"),
    *("GIT_PYTHON_REFRESH", "GIT_PYTHON_GIT_EXECUTABLE", "HOME"),
}
"""The variables that are about another program or a place to write, or that keep an answer from being kept."""


def test_every_variable_that_is_read_belongs_to_the_question() -> None:
    names = set()
    for path in (ROOT / "okrcli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="get", value=where), args=[ast.Constant(value=str(name)), *_]):
                    names |= {name} if ast.unparse(where) == "os.environ" else set()
                case ast.Subscript(value=where, slice=ast.Constant(value=str(name))):
                    names |= {name} if ast.unparse(where) == "os.environ" else set()
    assert {"OKR_TODAY", "NO_COLOR"} <= names
    assert names <= {*kept_answers.ENVIRONMENT, *OTHERS}


SPY = """
import os, sys
opened = []
sys.addaudithook(lambda event, values: opened.append(str(values[0])) if event in ("open", "os.scandir") else None)
from okrcli.cli.app import run
run(sys.argv[1:])
for path in opened: sys.stderr.write(f"opened {path}\\n")
"""


@pytest.mark.parametrize("line", COMMANDS)
def test_a_kept_command_opens_nothing_beside_the_workspace(plan: Work, home: Path, line: str) -> None:
    """By a list of all that the process opens: so nothing else has to be in the key."""
    command = [sys.executable, "-c", SPY, *line.split()]
    said = subprocess.run(command, cwd=plan.path, capture_output=True, text=True, check=False, timeout=60).stderr
    opened = [path.partition("opened ")[2] for path in said.splitlines() if path.startswith("opened ")]
    inside = [
        path for path in opened if path.startswith((str(plan.path.parent), str(home))) or not path.startswith("/")
    ]
    wanted = (f"{plan.path}/okrs.yaml", f"{plan.path}/okrs", f"{plan.path}/.git/commondir")
    assert [path for path in inside if not path.startswith(wanted) and path.rstrip("/") != str(plan.path)] == []
    assert any(path.startswith(wanted) for path in inside)


# ── Faults ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cache_that_does_not_work_changes_no_output(plan: Work) -> None:
    expected = okr(plan.path, "validate")
    (plan.path / ".git/okr").write_text("a file where the folder of the cache would be")
    assert [cached(plan.path, "validate") for _ in range(2)] == [expected] * 2
    found = okr(plan.path, "setup", "check")
    assert "cache" in found.out
    assert "not used" in found.out


def test_a_document_of_another_shape_changes_no_output(plan: Work) -> None:
    expected = cached(plan.path, "validate")
    question = kept_answers.question_of(["validate"], str(plan.path))
    assert question
    documents: list[object] = ["x", [1], ["../../etc/passwd"], {}, [["okrs"]]]
    for parts in documents:
        question.cache.put("parts", question.key, parts)
        assert cached(plan.path, "validate") == expected


def test_nothing_but_the_git_folder_gets_a_file(plan: Work) -> None:
    before = plan.files()
    inside = snapshot(plan.path / ".git").keys()
    for line in COMMANDS:
        cached(plan.path, line)
    assert plan.files() == before
    assert {path.split("/")[0] for path in snapshot(plan.path / ".git").keys() - inside} == {"okr"}


def test_a_reader_that_goes_away_ends_a_kept_answer_too(plan: Work) -> None:
    for _ in range(2):
        line = f"'{sys.executable}' -m okrcli lint --json | true; echo ${{PIPESTATUS[0]}}"
        command = ["bash", "-c", line]
        done = subprocess.run(command, cwd=plan.path, capture_output=True, text=True, check=False, timeout=60)
        assert "Error" not in done.stderr
        assert done.stdout.strip() in ("141", "0")


def test_ten_runs_at_once_print_the_same(plan: Work) -> None:
    command = [sys.executable, "-P", "-m", "okrcli", "validate", "--json"]
    runs = [subprocess.Popen(command, cwd=plan.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(10)]
    assert len({run.communicate(timeout=300) for run in runs}) == 1
    assert (
        started(plan.path, "validate", "--json").stdout == started(plan.path, "--no-cache", "validate", "--json").stdout
    )


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_cache_is_shown_and_emptied(plan: Work) -> None:
    cached(plan.path, "validate")
    assert okr(plan.path, "cache", "path").out == f"{plan.path}/.git/okr/cache-v1.sqlite\n"
    assert okr(plan.path, "cache").out == okr(plan.path, "cache", "stats").out
    assert okr(plan.path, "cache", "stats").out.split()[:2] == ["answers", "1,"]
    assert okr(plan.path, "cache", "clear").out == "removed 1 cached answer\n"
    assert okr(plan.path, "cache", "stats").out.split()[:2] == ["answers", "0,"]


def test_an_answer_of_the_day_before_is_not_kept_after_midnight(
    plan: Work, reads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OKR_TODAY")
    days = iter([date(2026, 11, 16), *[date(2026, 11, 17)] * 100])
    monkeypatch.setattr(kept_answers, "day_of_clock", lambda: next(days))
    cached(plan.path, "validate")
    reads.clear()
    monkeypatch.setattr(kept_answers, "day_of_clock", lambda: date(2026, 11, 16))
    cached(plan.path, "validate")
    assert reads


def test_a_plain_run_without_a_known_answer_takes_every_command(plan: Work) -> None:
    def known(words: Sequence[str]) -> int:
        return app.run(words)

    for line in ("show mql", "status", "nonsense"):
        assert cached(plan.path, line) == okr(plan.path, *line.split(), program=known)
    assert set(KEPT) <= {"validate", "lint", "status", "remind"}
