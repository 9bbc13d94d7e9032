"""How every command behaves at its edges: exit codes, streams, colour, width, and what it leaves alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from okrcli.__main__ import NOT_ON_WINDOWS, main
from okrcli.errors import Exit
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr, snapshot, started, write

READERS = (
    "status",
    "list",
    "validate",
    "show mql",
    "status --json",
    "list --json",
    "validate --json",
    "show mql --json",
    "setup codeowners",
    "setup",
    "cycle score",
    "validate --format junit",
    "agenda",
    "agenda --format ppp",
    "report",
    "report --format text",
    "report --format terminal",
    "remind",
    "remind --format text",
    "remind --discipline",
)
BROKEN = {"okrs.yaml": PLAN, "okrs/2026-Q4/lost.yaml": "cycle: [\n"}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fixed day and person, and nothing that a terminal or CI would set."""
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")
    for name in (
        *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS", "LINES"),
        *("CI", "GITHUB_ACTIONS", "LC_ALL", "LANG", "PYTHONIOENCODING", "PYTHONUTF8"),
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace without git."""
    return write(tmp_path / "work", {"okrs.yaml": PLAN})


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A workspace that prints more than a pipe holds."""
    lines = ["cycle: 2026-Q4", "objectives:"]
    for number in range(400):
        lines.append(f"  - {{id: o{number}, title: {'Long words ' * 20}, colour: red}}" if number % 2 else "")
        lines.append(f"  - id: p{number}\n    title: {'Many words ' * 20}")
        lines.append(f"    key_results: [{{id: k{number}, title: {'More words ' * 20}, target: 3}}]")
    good = "\n".join(line for line in lines if "colour" not in line)
    return write(tmp_path / "big", {"okrs.yaml": good, "okrs/2026-Q4/bad.yaml": "\n".join(lines)})


# ── Exit codes ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        ("nope", 2, "no such command `nope`"),
        ("--nope", 2, "no such option: --nope"),
        ("add action mql -(first)", 2, 'a text that begins with - goes after --: okr add … -- "- a text"'),
        ("--color sometimes status", 2, "write auto, always or never"),
        ("-C", 2, "requires an argument"),
        ("show", 2, "missing argument"),
        ("show mql nps", 2, "unexpected extra argument"),
        ("show mqll", 3, "there is no `mqll`"),
        ("show nps", 3, "can mean several items"),
        ("show mql --format xml", 2, "there is no format `xml` here"),
        ("show mql --on yesterday", 2, "`yesterday` is not a date"),
        ("show mql --cycle 2026-Q9", 3, "there is no cycle `2026-Q9`"),
        ("status mqll", 3, "there is no `mqll`"),
        ("status --format csv", 2, "there are: table, json"),
        ("status --owner mia", 3, "unknown person or team `mia`"),
        ("status --team shop", 3, "there is no team `shop`"),
        ("status --on 2026-13-01", 2, "is not a day of the calendar"),
        ("status --cycle 2026-q5", 3, "did you mean `2026-Q4`?"),
        ("list --format tsv", 2, "there is no format `tsv`"),
        ("list extra", 3, "there is no `extra` in 2026-Q4, and no title contains it"),
        ("validate nothing.yaml", 2, "there is no `nothing.yaml`"),
        ("validate ..", 2, "is outside of the workspace"),
        ("validate --format html", 2, "there are: auto, full, concise, json"),
        ("undo", 3, "there is no git repository here"),
        ("undo now", 2, "unexpected extra argument"),
        ("sync", 3, "there is no git repository here"),
        ("init", 3, "there is a workspace already"),
        ("setup completion tcsh", 2, "there is no completion for `tcsh`"),
        ("setup completion", 2, "missing argument"),
        ("demo now", 2, "unexpected extra argument"),
    ],
)
def test_what_cannot_be_done_is_one_error(folder: Path, words: str, code: int, message: str) -> None:
    before = snapshot(folder)
    answer = okr(folder, *words.split())
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.startswith("error: ")
    assert message in answer.err
    assert snapshot(folder) == before


@pytest.mark.parametrize("words", ["status", "list", "validate", "show mql", "checkin mql 22", "undo", "sync"])
def test_without_a_workspace_the_way_out_is_named(tmp_path: Path, words: str) -> None:
    answer = okr(tmp_path, *words.split())
    assert (answer.code, answer.out) == (3, "")
    assert "there is no okrs.yaml in" in answer.err
    assert "okr init" in answer.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["", "status", "checkin mql 22", "init", "init below"])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, words: str) -> None:
    answer = started(tmp_path, "-C", "nowhere", *words.split())
    if words.startswith("init"):
        assert answer.returncode == 0
    else:
        assert (answer.returncode, answer.stdout) == (3, b"")
        assert b"nowhere is not a folder" in answer.stderr


@pytest.mark.parametrize(
    "words", ["status", "list", "show mql", "status --json", "list --json", "show mql --json", "status --line"]
)
def test_a_view_without_a_broken_file_says_so(tmp_path: Path, words: str) -> None:
    write(tmp_path, BROKEN)
    whole = okr(write(tmp_path / "whole", {"okrs.yaml": PLAN}), *words.split())
    answer = okr(tmp_path, *words.split())
    assert (whole.code, answer.code) == (0, 1)
    assert "1 file left out, not readable:\n  okrs/2026-Q4/lost.yaml:" in answer.err
    if words != "status --json":
        assert answer.out == whole.out
    assert okr(tmp_path, *words.split(), "--allow-invalid").code == 0


def test_the_json_of_a_view_names_what_is_left_out(tmp_path: Path) -> None:
    answer = okr(write(tmp_path, BROKEN), "status", "--json")
    assert json.loads(answer.out)["left_out"] == ["okrs/2026-Q4/lost.yaml"]


def test_home_over_a_broken_file(tmp_path: Path) -> None:
    answer = okr(write(tmp_path, BROKEN))
    assert answer.code == 1
    assert answer.out.startswith("Mai  2026-Q4")


@pytest.mark.parametrize(
    ("plan", "words", "code"),
    [
        (PLAN, "", 0),
        (PLAN, "--strict", 0),
        (PLAN.replace("linh\n    key", "lin\n    key"), "", 0),
        (PLAN.replace("linh\n    key", "lin\n    key"), "--strict", 1),
        (PLAN.replace("target: 30", "target: 3O"), "", 1),
        (PLAN.replace("target: 30", "target: 3O"), "--format concise", 1),
        (PLAN.replace("target: 30", "target: 3O"), "--exit-zero", 0),
        (PLAN.replace("target: 30", "target: 3O"), "okrs", 0),
        (PLAN.replace("target: 30", "target: 3O"), "okrs.yaml", 1),
        (PLAN.replace("target: 30", "target: 3O"), ".", 1),
    ],
)
def test_validate_exits_by_what_it_finds(tmp_path: Path, plan: str, words: str, code: int) -> None:
    write(tmp_path, {"okrs.yaml": plan, "okrs/2026-Q4/a.yaml": "cycle: 2026-Q4\n"})
    answer = okr(tmp_path, "validate", *words.split())
    assert (answer.code, answer.err) == (code, "")


def test_all_formats_of_validate_have_the_same_findings(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": PLAN.replace("target: 30", "target: 3O").replace("owner: linh", "owner: lin")})
    places = [
        (found["path"], found["line"], found["column"], found["code"])
        for found in json.loads(okr(tmp_path, "validate", "--json").out)["findings"]
    ]
    pattern = re.compile(r"^(.+?):(\d+):(\d+): \w+\[(\w+)\]", re.MULTILINE)
    for form in ("full", "concise"):
        seen = pattern.findall(okr(tmp_path, "validate", "--format", form).out)
        assert [(path, int(line), int(column), code) for path, line, column, code in seen] == places
    assert len(places) == 2


@pytest.mark.parametrize(
    "words", ["--help", "-h", "help", "help checkin", "checkin -h", "help exit-codes", "-V", "--version"]
)
def test_help_and_version_are_data(folder: Path, words: str) -> None:
    answer = started(folder, *words.split())
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert len(answer.stdout) > 5
    assert b"\x1b" not in answer.stdout


def test_windows_is_told_about_wsl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "argv", ["okr", "status"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == Exit.REFUSED
    assert capsys.readouterr().err == f"{NOT_ON_WINDOWS}\n"
    assert "WSL" in NOT_ON_WINDOWS


def test_every_exit_code_is_explained(folder: Path) -> None:
    answer = started(folder, "help", "exit-codes").stdout.decode()
    assert re.findall(r"^ +(\d+)  ", answer, re.MULTILINE) == ["0", "1", "2", "3", "70", "130", "141"]


def test_alone_it_shows_the_help_where_there_is_no_workspace(tmp_path: Path) -> None:
    answer = okr(tmp_path)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Usage: okr")


def test_alone_it_shows_what_is_yours(folder: Path) -> None:
    answer = okr(folder)
    assert answer.code == 0
    assert "mql" in answer.out
    assert "revenue" not in answer.out
    assert "okr checkin  5 overdue" in answer.out


def test_a_crash_names_where_to_report_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by \x1b[31mzero")

    monkeypatch.setattr("okrcli.reports.status.status_report", broken)
    answer = okr(folder, "status")
    assert answer.code == 70
    assert "this is a bug in okr" in answer.err
    assert "ZeroDivisionError: by \\x1b[31mzero" in answer.err
    assert "/issues" in answer.err
    assert "Traceback" not in answer.err


# ── init ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_init_asks_nothing_without_a_terminal(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OKR_USER")
    answer = okr(empty_work.path, "init")
    assert answer.code == 0, answer.err
    assert "cycle: 2026-Q4\n" in (empty_work.path / "okrs.yaml").read_text()
    assert empty_work.log() == ["okr init: a workspace"]
    assert okr(empty_work.path, "validate", "--strict").code == 0
    assert okr(empty_work.path, "new", "We are found", "--kr", "Grow leads from 1 to 9", "--yes").code == 0
    assert okr(empty_work.path, "checkin", "leads", "3").code == 0
    assert okr(empty_work.path, "status").code == 0


@pytest.mark.parametrize("make", ["file", "link", "folder"])
@pytest.mark.parametrize("where", [".", "sub", "sub/a/b"])
def test_init_never_overwrites(tmp_path: Path, make: str, where: str) -> None:
    place = tmp_path / "okrs.yaml"
    (tmp_path / "sub").mkdir()
    if make == "file":
        place.write_text("mine\n")
    elif make == "link":
        place.symlink_to("nothing")
    else:
        place.mkdir()
    answer = okr(tmp_path, "init", where)
    assert answer.code == 3
    assert "there is a workspace already" in answer.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["okrs.yaml", "sub"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--cycle", "autumn"], 2),
        (["--cycle", "../x"], 2),
        (["--me", "../x"], 2),
        (["--me", "con"], 2),
        (["--team", "My team"], 2),
        (["--name", "\x1b[31mMai"], 2),
        (["okrs.txt"], 3),
    ],
)
def test_init_refuses_what_would_not_be_valid(tmp_path: Path, words: list[str], code: int) -> None:
    (tmp_path / "okrs.txt").write_text("a file")
    answer = okr(tmp_path, "init", *words)
    assert answer.code == code
    assert "\x1b" not in answer.err
    assert [path.name for path in tmp_path.iterdir()] == ["okrs.txt"]


@pytest.mark.parametrize("name", ["Mai Trần", "a: b # c", "'\"", "12", "yes", "山田"])
def test_whatever_the_name_the_first_file_is_valid(tmp_path: Path, name: str) -> None:
    assert okr(tmp_path, "init", "--me", "mai", "--name", name, "--team", "shop").code == 0
    assert okr(tmp_path, "validate", "--strict").code == 0


def test_init_refuses_a_file_in_the_place_of_the_plans(tmp_path: Path) -> None:
    (tmp_path / "okrs").write_text("notes")
    answer = okr(tmp_path, "init", "--me", "mai")
    assert (answer.code, "is not a folder, and the plans need a folder of that name" in answer.err) == (3, True)
    assert not (tmp_path / "okrs.yaml").exists()


def test_init_makes_the_folders_it_needs(tmp_path: Path) -> None:
    assert okr(tmp_path, "init", "a/b/c", "--me", "mai").code == 0
    assert okr(tmp_path / "a" / "b" / "c", "validate", "--strict").code == 0


def test_a_dry_run_of_init_writes_nothing(empty_work: Work) -> None:
    before = empty_work.state()
    answer = okr(empty_work.path, "init", "--dry-run", "--me", "mai")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("okrs.yaml (new)\n")
    assert empty_work.state() == before


# ── Streams ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["status", "list", "validate", "validate --json", "status --json", "list --json"])
def test_the_end_of_a_pipe_is_quiet(big: Path, words: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "okrcli", *words.split()], cwd=big, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        if "--json" not in words:  # one write of everything; how much of it a closed pipe takes is up to the system
            process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize("words", ["--help", "checkin --help", "help exit-codes", "--version", "__complete zsh show m"])
def test_output_into_a_closed_pipe_ends_alike(folder: Path, words: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        answer = started(folder, *words.split(), stdout=writer)
    finally:
        os.close(writer)
    assert (answer.returncode, answer.stderr) == (141, b"")


@pytest.mark.parametrize(
    "words", ["status", "status --line", "list", "validate", "status --json", "--help", "help exit-codes"]
)
def test_a_full_disk_behind_the_output_is_one_error(folder: Path, words: str) -> None:
    with Path("/dev/full").open("wb") as full:
        answer = started(folder, *words.split(), stdout=full)
    assert answer.returncode == 3
    assert answer.stderr == b"error: the system: no space left on device\n"


@pytest.mark.parametrize("words", ["status", "list", "--help", "nope", "checkin", "checkin mql 22"])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_bug(folder: Path, words: str, closed: str) -> None:
    command = f'exec "$0" -P -m okrcli {words} {closed}'
    answer = subprocess.run(["sh", "-c", command, sys.executable], cwd=folder, capture_output=True, check=False)
    assert answer.returncode == (2 if words in ("nope", "checkin") else 0)
    assert b"Traceback" not in answer.stderr
    assert b"bug" not in answer.stderr


def test_ctrl_c_is_one_line(folder: Path) -> None:
    os.mkfifo(folder / "in.json")
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "okrcli", "checkin", "--from", "-"],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONFAULTHANDLER": ""},
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        _wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.stdout.read() == b""
        assert process.stderr.read() == b"\ninterrupted, nothing was written\n"
    assert process.returncode == 130


def _wait_until_it_reads(pid: int) -> None:
    """Wait until a process sleeps in a read of a pipe."""
    for _ in range(1000):
        if "pipe" in Path(f"/proc/{pid}/wchan").read_text():
            return
        signal.sigtimedwait([], 0.01)
    raise AssertionError("it never reads")


# ── Colour ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("option", "variables", "is_colored"),
    [
        ("", "", False),
        ("", "FORCE_COLOR=1", True),
        ("", "CLICOLOR_FORCE=1", True),
        ("", "FORCE_COLOR=0", False),
        ("", "FORCE_COLOR=", False),
        ("", "FORCE_COLOR=1 TERM=dumb", True),
        ("", "FORCE_COLOR=1 CLICOLOR=0", True),
        ("", "FORCE_COLOR=1 NO_COLOR=1", False),
        ("", "FORCE_COLOR=1 NO_COLOR=", True),
        ("always", "NO_COLOR=1 TERM=dumb", True),
        ("never", "FORCE_COLOR=1", False),
        ("auto", "FORCE_COLOR=1", True),
        ("", "GITHUB_ACTIONS=true CI=true", False),
    ],
)
@pytest.mark.parametrize("command", ["status", "list", "show mql", "validate", "checkin mql 22 --copyable --by nobody"])
def test_who_decides_about_colour(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, option: str, variables: str, is_colored: bool
) -> None:
    for assignment in variables.split():
        name, _, value = assignment.partition("=")
        monkeypatch.setenv(name, value)
    answer = okr(folder, *(["--color", option] if option else []), *command.split())
    assert ("\x1b[" in answer.out + answer.err) == is_colored


@pytest.mark.parametrize("words", ["--help", "checkin --help", "status", "nope", "validate", "setup completion bash"])
def test_nothing_in_ci_is_coloured_or_drawn(folder: Path, words: str) -> None:
    answer = started(folder, *words.split(), environment={"GITHUB_ACTIONS": "true", "CI": "true", "TERM": "xterm"})
    printed = (answer.stdout + answer.stderr).decode()
    assert "\x1b" not in printed
    assert not set("╭╰│┌└") & set(printed) or words == "status"


@pytest.mark.parametrize("words", READERS)
def test_json_and_pipes_carry_no_colour(folder: Path, words: str) -> None:
    assert "\x1b" not in okr(folder, *words.split()).out


# ── Encodings and widths ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("words", [*READERS, "", "status --line"])
def test_every_encoding_will_do(tmp_path: Path, words: str, encoding: str) -> None:
    titles = PLAN.replace("Grow inbound", "Thêm ไทย 中文 é 👩‍👩‍👧")
    write(tmp_path, {"okrs.yaml": titles})
    okr(tmp_path, "checkin", "mql", "22", "-m", "Tốt – é")
    answer = okr(tmp_path, *words.split(), encoding=encoding)
    assert (answer.code, answer.err) == (0, "")
    if "--json" in words:
        expected = json.loads(okr(tmp_path, *words.split()).out)
        assert json.loads(answer.out) == expected
    elif encoding == "ascii":
        assert not re.search(r"\\(xb7|u25|u2013|u2026|u21)", answer.out), "our own signs have a form in ASCII"


def test_a_c_locale_is_enough(folder: Path) -> None:
    for words in ("status", "checkin mql 22 -m Tốt", "show mql", "list"):
        answer = started(folder, *words.split(), environment={"LC_ALL": "C"})
        assert (answer.returncode, b"Traceback" in answer.stderr) == (0, False), answer.stderr
    assert any("Tốt" in path.read_text("utf-8") for path in folder.glob("okrs/*/checkins/*/*"))


def test_a_c_locale_without_utf_8_refuses_what_it_cannot_read(folder: Path) -> None:
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert started(folder, "status", environment=ascii_only).returncode == 0
    answer = started(folder, "checkin", "mql", "22", "-m", "Tốt", environment=ascii_only)
    assert answer.returncode == 3
    assert answer.stderr.startswith(b"error: this check-in cannot be written")


@pytest.mark.parametrize("columns", [20, 60, 80, 200])
@pytest.mark.parametrize("words", ["status", "show mql", "show demand", "list", "", "validate"])
def test_no_line_is_wider_than_the_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, words: str, columns: int
) -> None:
    okr(folder, "checkin", "mql", "22", "-c", "7", "-m", "A note that goes on for a while, and then for a while more")
    monkeypatch.setenv("COLUMNS", str(columns))
    answer = okr(folder, *words.split())
    assert answer.code == 0
    if words not in ("", "validate"):
        assert max(map(cell_len, answer.out.splitlines())) <= columns
    assert "mql" in answer.out or words == "validate"


@pytest.mark.parametrize("columns", ["0", "1", "-5", "wide", "٢٠", "9" * 5000, "0" * 5000, ""])
def test_a_strange_width_is_no_bug(folder: Path, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for words in ("status", "show mql", "list"):
        assert okr(folder, *words.split()).code == 0


def test_nothing_is_cut_in_a_pipe(folder: Path) -> None:
    title = "word " * 600
    write(folder, {"okrs.yaml": PLAN.replace("Grow inbound MQLs", title)})
    for words in ("status", "list"):
        assert title.strip() in okr(folder, words).out


# ── Nothing but reading ───────────────────────────────────────────────────────────────────────────────────────────


def test_commands_that_read_leave_every_byte_alone(work: Work) -> None:
    work.commit("plan", okrs_yaml=PLAN)
    okr(work.path, "checkin", "mql", "22")
    work.write("okrs/2026-Q4/draft.yaml", "cycle: 2026-Q4\n")
    work.git("status")
    before = snapshot(work.path)
    for words in (
        *READERS,
        "",
        "status --line",
        "validate --strict",
        "validate --staged",
        "validate --rev HEAD --format sarif",
        "validate --since HEAD --format github",
        "setup",
        "setup schema report",
        "agenda --format foursquare",
        "report --format html --since HEAD",
        "remind --json",
        "undo --dry-run",
        "checkin mql 23 -n",
        "init -n",
        "help",
    ):
        okr(work.path, *words.split())
    after = snapshot(work.path)
    lock = {path for path in after if path.endswith("okr.lock")}
    assert {path: content for path, content in after.items() if path not in lock} == {
        path: content for path, content in before.items() if path not in lock
    }


# ── What status shows ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "shown", "hidden"),
    [
        ("mql", {"mql"}, {"calls", "revenue"}),
        ("demand", {"mql", "calls", "soc2"}, {"revenue"}),
        ("--owner linh", {"revenue"}, {"mql"}),
        ("--owner mai", {"mql", "soc2"}, {"revenue"}),
        ("--team shop", {"revenue", "mql"}, set()),
        ("mql revenue", {"mql", "revenue"}, {"calls"}),
        ("growth/nps", {"nps"}, {"mql", "revenue"}),
    ],
)
def test_status_shows_what_was_asked_for(folder: Path, words: str, shown: set[str], hidden: set[str]) -> None:
    write(folder, {"okrs.yaml": "teams: [{id: shop, members: [mai, linh]}]\n" + PLAN})
    report = json.loads(okr(folder, "status", *words.split(), "--json").out)
    found = {key_result["id"] for objective in report["objectives"] for key_result in objective["key_results"]}
    assert shown <= found
    assert not hidden & found


def test_status_of_an_earlier_day_knows_nothing_later(folder: Path) -> None:
    for day, value in (("2026-11-02", "22"), ("2026-11-12", "25")):
        assert okr(folder, "checkin", "mql", value, "--date", day).code == 0
    shown = json.loads(okr(folder, "status", "mql", "--on", "2026-11-05", "--json").out)
    assert shown["on"] == "2026-11-05"
    assert shown["objectives"][0]["key_results"][0]["current"] == 22


# ── Another cycle ─────────────────────────────────────────────────────────────────────────────────────────────────

OLD = "cycle: 2026-Q3\nobjectives: [{id: past, title: Past, key_results: [{id: old, title: O, target: 3}]}]\n"


@pytest.mark.parametrize("words", ["show 2026-Q3/past/old", "show 2026-Q3/past", "status 2026-Q3/past"])
def test_a_reference_with_a_cycle_leads_there(folder: Path, words: str) -> None:
    write(folder, {"okrs.yaml": PLAN, "okrs/2026-Q3/a.yaml": OLD})
    answer = okr(folder, *words.split())
    assert answer.code == 0, answer.err
    assert "Past" in answer.out or "O\n" in answer.out


def test_a_check_in_with_a_cycle_goes_there(folder: Path) -> None:
    write(folder, {"okrs.yaml": PLAN, "okrs/2026-Q3/a.yaml": OLD})
    assert okr(folder, "checkin", "2026-Q3/past/old", "3").code == 0
    assert okr(folder, "checkin", "--from", "-", given=b'[{"kr": "2026-Q3/past/old", "value": 2}]').code == 0
    assert len(list(folder.glob("okrs/2026-Q3/checkins/mai/*.yaml"))) == 2


# ── Demo ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_demo_plays_the_main_job_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.delenv("OKR_USER")
    here = write(tmp_path / "here", {"okrs.yaml": PLAN})
    before = snapshot(here)
    answer = started(here, "demo")
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert answer.stdout.count(b"$ okr ") == 4
    assert b"all good in" in answer.stdout
    assert snapshot(here) == before
