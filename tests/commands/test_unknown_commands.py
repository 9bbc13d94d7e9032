"""Commands and options that people try by guess: each hint names something that exists, and never another command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from okrcli.cli.command_table import COMMANDS, DAILY, HIDDEN, VISIBLE
from okrcli.cli.unknown_commands import GUESSES, OPTION_GUESSES, command_hint, distance, option_hint
from tests.support.commands import PLAN, TODAY, okr, write

OLD_NAMES = (
    *("drop", "pause", "postpone", "resume", "rename", "depend", "accept", "refuse", "doctor", "git", "codeowners"),
    *("schema", "completion", "score", "retro", "template"),
)
TRIED = (
    *("me", "my", "today", "week", "weekly", "standup", "next", "review", "digest", "summary", "stats", "dashboard"),
    *("health", "plan", "view", "open", "web", "ui", "serve", "watch", "search", "find", "grep", "people", "teams"),
    *("users", "person", "whoami", "config", "settings", "alias", "import", "export", "archive", "note", "comment"),
    *("calendar", "publish", "close", "start", "commit", "upgrade", "man", "version", "topics", "format", "check"),
    *("silent", "hook", "hooks"),
    *("ls", "push", "pull", "history", "update", "create", "rm", "delete", "cancel", "check-in"),
)
"""What people typed who had never seen the program."""
NEVER = {
    "review": "remove",
    "me": "merge-driver",
    "grep": "agree",
    "check": "checkin",
    "users": "pause",
    "open": "depend",
    "import": "okr report",
    "whoami": "checkin",
}
"""Commands that a similar spelling proposed once, and that do something else."""
NAMED = re.compile(r"\bokr (?!--)([a-z-]+)(?: ([a-z]+)\b)?")


def hints() -> list[str]:
    return [*GUESSES.values(), *(hint for options in OPTION_GUESSES.values() for hint in options.values())]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")


@pytest.mark.parametrize("typed", [*OLD_NAMES, *TRIED])
def test_what_people_try_is_answered_with_what_to_type(tmp_path: Path, typed: str) -> None:
    answer = okr(write(tmp_path, {"okrs.yaml": PLAN}), typed)
    assert (answer.code, answer.out) == (2, "")
    first, hint, more = answer.err.splitlines()
    assert first == f"error: no such command `{typed}`"
    assert hint == f"help: {GUESSES[typed]}"
    assert more == "help: okr help"


def test_no_hint_names_a_command_that_does_something_else() -> None:
    for typed, other in NEVER.items():
        assert not re.search(rf"\b{other}\b(?! --from)", command_hint("", typed) or ""), typed


def test_every_command_that_a_hint_names_exists(tmp_path: Path) -> None:
    named = {match.groups() for hint in hints() for match in NAMED.finditer(hint)}
    assert len(named) > 30
    for command, below in sorted(named, key=str):
        assert command in (*COMMANDS, "help"), command
        words = (command, below) if below and command in ("cycle", "request", "setup") else (command,)
        assert okr(tmp_path, *words, *([] if command == "help" else ["--help"])).code == 0, words


def test_every_option_that_a_hint_names_exists(tmp_path: Path) -> None:
    for command, option in re.findall(r"okr ([a-z]+(?: [a-z]+)?) [^;:,\n]*?(--[a-z]+)", "\n".join(hints())):
        group, _, below = command.partition(" ")
        words = (group, below) if group in ("cycle", "request", "setup") else (group,)
        assert option in okr(tmp_path, *words, "--help").out, (command, option)


def test_no_guess_is_a_command() -> None:
    assert not GUESSES.keys() & {*VISIBLE, *HIDDEN}


@pytest.mark.parametrize(
    ("path", "typed", "hint"),
    [
        ("", "stauts", "did you mean `okr status`?"),
        ("", "Status", "did you mean `okr status`?"),
        ("", "chekin", "did you mean `okr checkin`?"),
        ("", "vali", "did you mean `okr validate`?"),
        ("", "lsit", "did you mean `okr list`?"),
        ("", "deom", "did you mean `okr demo`?"),
        ("", "zzz", None),
        ("", "x", None),
        ("", "party", None),
        ("cycle", "clsoe", "did you mean `okr cycle close`?"),
        ("setup", "install", "okr setup git --hook"),
    ],
)
def test_only_a_typing_error_is_completed(path: str, typed: str, hint: str | None) -> None:
    below = ["list", "show", "current", "score", "close", "retro", "open", "pack"] if path == "cycle" else []
    assert command_hint(path, typed, below or (["check", "git"] if path else [])) == hint


@pytest.mark.parametrize(
    ("typed", "name", "expected"),
    [("status", "status", 0), ("stauts", "status", 1), ("", "due", 3), ("dues", "due", 1), ("sue", "due", 1)],
)
def test_the_distance_counts_letters_that_differ(typed: str, name: str, expected: int) -> None:
    assert distance(typed, name) == distance(name, typed) == expected


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("checkin mql 22 --on 2026-11-02", "the day of a check-in or a change is --date DATE"),
        ("set mql target=3 --on 2026-11-02", "the day of a check-in or a change is --date DATE"),
        ("status --date 2026-11-02", "the day of a view is --on DATE"),
        ("cycle score --date 2026-11-02", "the day of a view is --on DATE"),
        ("request agree mql --on growth", "the other one is --to ID"),
        ("status --mine", "your items: okr, without a command; another person: okr status owner:NAME"),
        ("status -w", "watch okr status"),
        ("checkin -i", "all your key results: okr checkin, without an id"),
        ("show mql --web", "for a browser: okr report --format html -o report.html"),
        ("--on 2026-11-02", "write it after the command: okr status --on DATE"),
        ("-v", "okr --version"),
        ("remind --team marketing", "write it as a word: okr remind team:NAME"),
    ],
)
def test_an_option_of_another_command_is_answered_with_the_right_one(tmp_path: Path, words: str, hint: str) -> None:
    answer = okr(write(tmp_path, {"okrs.yaml": PLAN}), *words.split())
    assert answer.code == 2
    assert answer.err.splitlines()[1] == f"help: {hint}"


def test_an_option_before_a_subcommand_is_not_lost(tmp_path: Path) -> None:
    answer = okr(write(tmp_path, {"okrs.yaml": PLAN}), "cycle", "--on", "2026-11-02", "list")
    assert (answer.code, answer.out) == (2, "")
    assert "write options at the end: okr cycle list --on …" in answer.err


def test_every_view_takes_a_day_and_a_cycle(tmp_path: Path) -> None:
    views = ("status", "due", "show mql", "list", "tree", "trend mql", "explain mql", "agenda", "remind", "report")
    folder = write(tmp_path, {"okrs.yaml": PLAN})
    for view in (*views, "cycle", "cycle list", "cycle show", "cycle score", "cycle retro"):
        answer = okr(folder, *view.split(), "--on", "2026-11-02", "--cycle", "2026-Q4")
        assert answer.code == 0, (view, answer.err)


def test_a_request_and_its_answer_take_a_day(tmp_path: Path) -> None:
    folder = write(tmp_path, {"okrs.yaml": PLAN})
    asked = ("request", "add", "mql", "--to", "growth", "Leads", "that", "buy", "--date", "2026-11-02")
    assert okr(folder, *asked).code == 0
    assert okr(folder, "request", "agree", "mql", "--by", "linh", "--date", "2026-11-03").code == 0
    text = (folder / "okrs.yaml").read_text("utf-8")
    for words in ("need: Leads that buy", "asked: 2026-11-02", "since: 2026-11-03"):
        assert words in text
    assert "is in the future" in okr(folder, *asked[:-1], "2031-01-01").err


def test_an_unknown_option_without_a_hint_keeps_the_help() -> None:
    assert option_hint("status", "--nonsense", ["--on"]) is None


# ── The lists of commands ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_help_of_every_day_fits_a_small_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = okr(tmp_path, "--help").out.splitlines()
    assert len(lines) <= 29  # and the prompt of the shell
    shown = [line.split()[0] for line in lines if line.startswith("  ")]
    assert set(DAILY) <= set(shown)


@pytest.mark.parametrize("columns", [None, "60", "100"])
def test_okr_help_lists_all_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, columns: str | None) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    out = okr(tmp_path, "help").out
    for name in VISIBLE:
        assert len(re.findall(rf"  {name}  ", out)) == 1, name
    assert len(VISIBLE) <= 34
    assert "merge-driver" not in out
    assert len(out.splitlines()) <= 30 or columns != "100"
    assert okr(tmp_path, "help", "all").out == out


def test_help_of_a_command_is_found_behind_options_and_for_a_subcommand(tmp_path: Path) -> None:
    assert okr(tmp_path, "-C", ".", "help").out == okr(tmp_path, "help").out
    assert okr(tmp_path, "help", "cycle", "close").out == okr(tmp_path, "cycle", "close", "--help").out
    assert "no such command `environment`" in okr(tmp_path, "help", "environment").err
