"""Texts of others are shown as they are written, and nothing in them acts (docs/failures.md, "On the terminal")."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from okrcli.sanitize import ascii_json, visible, visible_in_json
from tests.conftest import Work
from tests.support.commands import TODAY, Answer, okr, write
from tests.support.hostile import ALLOWED_IN_TEXTS, ATTACKS, LIVE, MARKUP, SCRIPTS, plan
from tests.support.terminal import CTRL_C, Terminal


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fixed day and person, no colour."""
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "CI", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)


VIEWS = (
    "status",
    "show demand",
    "show mql",
    "show calls",
    "show launch",
    "show parked",
    "list",
    "",
    "validate",
    "cycle score",
    "cycle retro",
    "explain demand",
    "explain mql",
    "agenda --all",
    "report --format terminal",
    "remind",
    "remind --discipline",
)


def all_views(folder: Path) -> Iterator[tuple[str, Answer]]:
    for view in (*VIEWS, *(f"{view} --json" for view in VIEWS if view), "status --line", "validate --format concise"):
        yield view, okr(folder, *view.split())
    for words in (["mql", "22", "-c", "7", "-m", "fine"], ["mql", "23", "--copyable"], ["calls", "2", "-n"]):
        yield "checkin", okr(folder, "checkin", *words)


# ── Data is data ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", MARKUP)
def test_markup_is_shown_as_it_is_written(tmp_path: Path, name: str) -> None:
    text = MARKUP[name]
    write(tmp_path, {"okrs.yaml": plan(text)})
    for view, answer in all_views(tmp_path):
        assert answer.code == 0, (view, answer.err)
        assert "\x1b" not in answer.out
        if view in ("status", "show mql", "show demand", "list", ""):
            assert text in answer.out, view


@pytest.mark.parametrize("name", MARKUP)
def test_markup_gets_no_colour_of_its_own(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"okrs.yaml": plan(MARKUP[name])})
    for words in ("status", "show mql", "list"):
        plain = okr(tmp_path, words.split()[0], *words.split()[1:]).out
        colored = okr(tmp_path, "--color", "always", *words.split()).out
        assert MARKUP[name] in re.sub(r"\x1b\[[0-9;]*m", "", colored)
        uncolored = re.sub(r"\x1b\[[0-9;]*m", "", colored)
        assert [line.rstrip() for line in uncolored.splitlines()] == [line.rstrip() for line in plain.splitlines()]
        assert "\x1b]" not in colored


# ── What acts on a terminal ───────────────────────────────────────────────────────────────────────────────────────


def is_tame(answer: Answer) -> bool:
    return not LIVE.search(answer.out) and not LIVE.search(answer.err)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_reader_lets_none_of_it_in(tmp_path: Path, name: str) -> None:
    """Raw or escaped, it is a finding, and the finding shows it harmlessly."""
    escaped = json.dumps(ATTACKS[name])
    raw = ATTACKS[name].encode("utf-8", "surrogateescape")
    for number, content in enumerate((f"title: {escaped}".encode(), b"title: " + raw, b'"' + raw + b'": 1')):
        folder = write(tmp_path / str(number), {"okrs.yaml": b"cycle: 2026-Q4\n" + content + b"\n"})
        for words in (
            "validate",
            "validate --json",
            "validate --format concise",
            "status",
            "list",
            "show mql",
            "checkin mql 3",
        ):
            answer = okr(folder, *words.split())
            assert answer.code in (1, 3), (words, answer)
            assert is_tame(answer), (words, answer)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_command_line_is_echoed_harmlessly(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"okrs.yaml": plan("x")})
    text = ATTACKS[name]
    for words in (
        *([command, text] for command in ("show", "status", "validate", "setup", text)),
        *(["status", option, text] for option in ("--owner", "--team", "--cycle", "--on", "--format")),
        *(["checkin", "mql", "22", option, text] for option in ("-m", "--blocker", "-c", "--by", "--status", "--date")),
        *(
            ["checkin", *targets]
            for targets in ([text, "3"], [f"{text}=3"], ["mql", text], [f"mql={text}"], ["launch", text])
        ),
        ["checkin", "--win", text],
        ["checkin", "--from", text],
        ["--color", text, "status"],
        ["-C", text, "status"],
    ):
        answer = okr(tmp_path, *words)
        assert answer.code in (2, 3) or name in ALLOWED_IN_TEXTS, (words, answer)
        assert is_tame(answer), (words, answer)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_environment_is_echoed_harmlessly(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"okrs.yaml": plan("x")})
    for variable in ("OKR_USER", "OKR_TODAY"):
        with monkeypatch.context() as patch:
            patch.setenv(variable, ATTACKS[name])
            answer = okr(tmp_path, "checkin", "mql", "22")
            assert answer.code in (2, 3)
            assert is_tame(answer), answer


@pytest.mark.parametrize("name", ATTACKS)
def test_file_names_are_shown_harmlessly(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "work"
    stem = os.fsdecode(os.fsencode(ATTACKS[name].replace("/", "_")))
    write(folder, {f"okrs/2026-Q4/{path}": "cycle: [\n" for path in (f"{stem}.yaml", f"{stem}.yml", f"{stem}/x.yaml")})
    write(folder, {"okrs.yaml": plan("x")})
    for view, answer in all_views(folder):
        assert is_tame(answer), (view, answer)
        if view in ("validate", "status", "validate --format concise"):
            assert answer.code == 1
            assert visible(stem) in answer.out + answer.err
        if view == "validate --json":
            paths = {found["path"] for found in json.loads(answer.out)["findings"]}
            assert f"okrs/2026-Q4/{stem}.yaml" in paths


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in ("bytes",)])
def test_the_name_in_git_is_shown_harmlessly(empty_work: Work, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv("OKR_USER")
    empty_work.git("config", "user.name", f"M {ATTACKS[name]} i")
    empty_work.git("config", "user.email", f"m{ATTACKS[name]}i@example.com".replace("\n", ""))
    for words in ("init", "validate --strict", "", "status", "undo"):
        answer = okr(empty_work.path, *words.split())
        assert is_tame(answer), (words, answer)
        assert answer.code in (0, 3), (words, answer)
    assert okr(empty_work.path, "validate").code in (0, 3)


def test_a_folder_with_a_hostile_name(tmp_path: Path) -> None:
    folder = tmp_path / "\x1b[31mred\u202e"
    folder.mkdir()
    for words in ("status", "init --dry-run", "init", "init", "validate", "validate /"):
        assert is_tame(okr(folder, *words.split())), words


def test_a_program_that_checks_in_is_answered_harmlessly(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": plan("x")})
    for name, text in ATTACKS.items():
        for document in (
            [{"kr": text}],
            [{"kr": "mql", text: 1}],
            [{"kr": "mql", "note": text}],
            {"wins": [text]},
            {text: 1},
        ):
            given = json.dumps(document).encode()
            answer = okr(tmp_path, "checkin", "--from", "-", given=given)
            assert answer.code in (2, 3) or name in ALLOWED_IN_TEXTS
            assert is_tame(answer), answer


def test_the_session_shows_harmless_lines_only(work: Work) -> None:
    """A unit and a note may hold line ends, which must not make lines of their own."""
    hostile = "unit\\nERROR: all your work is lost"
    text = plan("x").replace('unit: "x"', f'unit: "{hostile}"').replace('note: "x"', f'note: "{hostile}", by: mai')
    work.commit("plan", okrs_yaml=text)
    terminal = Terminal(work.path, "checkin")
    for _ in range(3):
        terminal.expect(": ")
        terminal.type("3 7 Fine" if "now done" not in terminal.seen else "beta")
    terminal.type(CTRL_C)
    terminal.end()
    assert not re.search(r"^ERROR", terminal.seen, re.MULTILINE)


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", [*ATTACKS.values(), *SCRIPTS.values(), *MARKUP.values(), "\n\t"])
def test_json_means_the_same_and_acts_on_nothing(text: str) -> None:
    document = json.dumps({text: [text]}, ensure_ascii=False, indent=2)
    for made in (visible_in_json(document), ascii_json(document)):
        assert json.loads(made) == {text: [text]}
        assert not LIVE.search(made)
    assert ascii_json(document).isascii()


# ── Width ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("columns", [20, 60, 80, 200])
@pytest.mark.parametrize("name", [*SCRIPTS, *MARKUP])
def test_every_line_fits_in_its_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, columns: int) -> None:
    write(tmp_path, {"okrs.yaml": plan({**SCRIPTS, **MARKUP}[name])})
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in ("status", "show mql", "show demand", "show launch", "list", ""):
        answer = okr(tmp_path, *words.split())
        assert answer.code == 0
        next_command_is_whole = 80 if words == "" else 0
        assert max(map(cell_len, answer.out.splitlines())) <= max(columns, next_command_is_whole), words


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name != "combining"])
def test_percentages_stand_below_each_other_whatever_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Measured by the width that Unicode gives each character, not by the library that did the cutting."""
    write(tmp_path, {"okrs.yaml": plan(SCRIPTS[name])})
    monkeypatch.setenv("COLUMNS", "80")
    lines = okr(tmp_path, "status").out.splitlines()
    befores = [row[0] for line in lines if (row := re.match(r".*[─━]  +\d+ %", line))]
    assert len(befores) >= 4
    if name != "emoji":  # a joined emoji has as many cells as a terminal gives it
        assert len({width_of(text) for text in befores}) == 1
    assert len({cell_len(text) for text in befores}) == 1


def width_of(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    without = sum(unicodedata.category(letter) in ("Mn", "Me", "Cf") for letter in text)
    return len(text) + wide - without


def test_a_text_of_3000_characters_is_cut_in_a_terminal_and_whole_in_a_pipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"okrs.yaml": plan("x" * 3000)})
    assert "x" * 3000 in okr(tmp_path, "status").out
    monkeypatch.setenv("COLUMNS", "80")
    answer = okr(tmp_path, "status").out
    assert "x…" in answer
    assert len(answer) < 4000


def test_a_finding_in_a_long_line_shows_where(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": plan("ไทย中文 " * 100).replace("target: 5", "target: 5O")})
    answer = okr(tmp_path, "validate").out.splitlines()
    head = next(number for number, line in enumerate(answer) if "OKR102" in line)
    source = next(number for number, line in enumerate(answer) if number > head and re.match(r" +\d+ \| ", line))
    start = width_of(answer[source + 1].partition("^")[0])
    shown, cells = "", 0
    for letter in answer[source]:
        shown += letter if start <= cells < start + 2 else ""
        cells += width_of(letter)
    assert shown == "5O"
