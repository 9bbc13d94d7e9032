"""Every command in a message works as it is printed: in another cycle, between cycles, without git or a commit."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from okrcli import commandline
from okrcli.cli.app import app_of, run
from okrcli.cli.command_table import COMMANDS
from okrcli.errors import Exit
from tests.conftest import Work
from tests.support.commands import okr, write

PEOPLE = "people:\n  - {id: mai, name: Mai, email: mai@example.com}\n  - {id: bob, name: Bob, email: bob@example.com}\n"


def plan(cycle: str, *, other: str = "reach") -> str:
    """A plan with a key result of every kind, a draft, a dependency and two key results with one id."""
    return (
        f"cycle: {cycle}\nobjectives:\n"
        "  - id: demand\n    title: Open a channel\n    owner: mai\n    key_results:\n"
        "      - {id: mql, title: Grow MQLs, start: 20, target: 30, depends_on: [{to: pages, need: A page}]}\n"
        "      - {id: calls, title: Fifty calls, target: 50, aggregate: sum}\n"
        "      - {id: mean, title: Answer time, start: 9, target: 4, aggregate: average}\n"
        "      - {id: launch, title: It is out, milestones: [{id: beta, title: Beta}]}\n"
        "      - {id: soc2, title: We are certified, done: false, actions: [{title: Call the bank}]}\n"
        "      - {id: nps, title: People like us, target: 60}\n"
        "    guardrails: [{id: noise, title: Few alarms, must_not_exceed: 4}]\n"
        "  - {id: pages, title: Pages that load fast, owner: bob, state: draft}\n"
        f"  - {{id: {other}, title: Everybody knows us, owner: bob, key_results: [{{id: nps, title: N, target: 6}}]}}\n"
    )


ASKING = (
    *(
        "status",
        "status --all",
        "due",
        "list",
        "tree",
        "agenda",
        "report",
        "cycle score",
        "remind",
        "cycle retro",
        "validate",
        "",
    ),
    *("show nope", "show nps", "list nope", "trend nope", "explain nope", "blame nope", "lint nope", "remind --to Bo"),
    *(
        "set demand",
        "set nope target=3",
        "set mql state=paused",
        "set mql id=x title=X",
        "set mql actions=x",
        "set mql state=active",
    ),
    *(
        "done mql",
        "done nope",
        "done pages",
        "remove mql",
        "move mql nowhere",
        "set nope id=other",
        "set nope state=cancelled -m No",
    ),
    *(
        "request agree nope",
        "request agree mql --to reach",
        "request refuse calls --to reach -m No",
        "request add mql --to pages",
        "request add mql --to x",
    ),
    *("checkin nope 3", "checkin 3", "checkin -c 7", "checkin mql -3", "checkin soc2 7", "checkin launch zed"),
    *("checkin launch ,", "checkin mean +1", "checkin mql --done", "checkin noise 3 -c 7", "checkin --correct mql"),
    *("checkin mql 999", "add kr", "add kr demand", "add milestone mql Beta", "add kr demand Grow a lot", "new"),
    *(
        "new Win --parent nope --yes",
        "new --template nope --show",
        "edit okrs/none.yaml",
        "audit",
        "log",
        "undo",
        "sync",
        "setup git",
    ),
    *(
        "lint --text Win",
        "setup schema nope",
        "cycle close",
        "cycle open",
        "diff --staged A...B",
        "frobnicate",
        "set",
    ),
)
"""Commands whose messages propose others."""
CHANGING = (
    *(
        "set mql title=More",
        "add kr demand 'Grow tests' target=3 --reason 'We test more'",
        "add objective 'We ship' owner=mai",
        "checkin mql 22",
    ),
    *(
        "add action mql 'Call the bank'",
        "add action mql 'Write a long guide'",
        "add action calls 'x \"quoted\" $z'",
    ),
    *(
        "add milestone launch Public --reason 'It is wanted'",
        "add action mql mql",
        "request add calls --to reach/nps",
        "set calls state=paused -m Later",
    ),
    *("new 'We are loved' --kr 'Grow fans from 2 to 9' --yes", "done beta", "set calls state=cancelled -m No"),
)

KNOWN = "|".join(sorted((*commandline.WITH_CYCLE, *commandline.OTHERS), reverse=True))
PRINTED = re.compile(rf"(?<![\w/.`#$-])okr (?:-C \S+ )?(?:{KNOWN})(?![\w-])[^;`\n]*")
TAIL = re.compile(r"\s+(?:shows|takes|writes|says|prints|asks|keeps|again|or okr|to see)\b.*| > .*|  .*|\).*|, .*|\.$")
GAPS = {"…": "Words", "VALUE": "3"}
NAMED = re.compile(r" (?:gives it|adds an?|writes? it) ")
"""Only the name of a command, in a sentence about it."""
FOREIGN = re.compile(r"\b[A-Z]{2,}\b|\.\.\.|^okr (?:sync|undo|git|resolve|setup|demo|init|new --template)\b")
"""Commands that need more than a workspace: a remote, a history, a terminal or a value that nobody has here."""
ASKS = re.compile(
    r"^help: add --reason |nothing to record for|is approved|needs a reason|answers are missing|is not yours|"
    r"begins on|is no terminal",
    re.MULTILINE,
)


def printed_commands(text: str) -> list[list[str]]:
    """The commands in a text as words, with a value in each gap."""
    commands = []
    for found in PRINTED.findall(text):
        if NAMED.search(found):
            continue
        command = TAIL.sub("", found)
        for gap, value in GAPS.items():
            command = re.sub(rf"(?<![\w]){gap}(?![\w])", value, command)
        if not FOREIGN.search(command):
            commands.append(shlex.split(command)[1:])
    return commands


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_USER", "mai")
    monkeypatch.setenv("OKR_EDITOR", "true")


def failures(folder: Path, files: dict[str, str], commands: tuple[str, ...], *options: str) -> list[str]:
    """What does not work of all that these commands propose, each run in a fresh workspace."""
    wrong = []
    for command in commands:
        words = shlex.split(command)
        if any(" ".join(words[:count]) in commandline.WITH_CYCLE for count in (1, 2)):
            words += options
        shutil.rmtree(folder, ignore_errors=True)
        answer = okr(write(folder, files), *words)
        assert answer.code != Exit.BUG, (command, answer.err)
        for proposed in printed_commands(answer.out + answer.err):
            then = okr(folder, *proposed)
            if then.code in (Exit.USAGE, Exit.REFUSED, Exit.BUG) and not ASKS.search(then.err):
                wrong.append(f"{command} {' '.join(options)} → okr {shlex.join(proposed)}: {then.err.strip()}")
    return wrong


TWO_CYCLES = {
    "okrs.yaml": PEOPLE,
    "okrs/2026-Q4/a.yaml": re.sub(r"\b(demand|pages|mql|calls|mean|launch|soc2)\b", r"old-\1", plan("2026-Q4")),
    "okrs/2027-Q1/a.yaml": plan("2027-Q1", other="brand").replace("to: reach", "to: brand"),
}


@pytest.mark.parametrize(
    ("day", "files", "options"),
    [
        ("2026-11-16", {"okrs.yaml": PEOPLE, "okrs/2026-Q4/a.yaml": plan("2026-Q4")}, ()),
        ("2026-11-16", TWO_CYCLES, ("--cycle", "2027-Q1")),
        ("2027-05-03", TWO_CYCLES, ()),
        ("2027-05-03", TWO_CYCLES, ("--cycle", "2027-Q1")),
    ],
    ids=["running", "another cycle", "between cycles", "an earlier cycle"],
)
def test_what_a_message_proposes_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, day: str, files: dict[str, str], options: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OKR_TODAY", day)
    wrong = failures(tmp_path / "shop", files, (*ASKING, *CHANGING), *options)
    assert not wrong, "\n".join(wrong)


def test_the_table_of_commands_with_a_cycle_is_right() -> None:
    commands = dict(every_command())
    takes = {name for name, command in commands.items() if any("--cycle" in each.opts for each in command.params)}
    by_argument = {f"cycle {word}" for word in ("list", "show", "close", "retro")}
    assert takes - {"init", *by_argument} == set(commandline.WITH_CYCLE)
    commits = {name for name, command in commands.items() if any("--no-commit" in o.opts for o in command.params)}
    others = ("init", "validate")
    assert set(commandline.WRITING) == {
        n for n in commits if n not in others and not n.startswith(("setup ", "cycle "))
    }
    named = {*commandline.WITH_CYCLE, *commandline.OTHERS}
    assert {name.split()[0] for name in named} == {*COMMANDS, "help"} - {"merge-driver"}
    assert named - {"help"} <= {*commands, *COMMANDS}


def every_command() -> Iterator[tuple[str, Any]]:
    """Every command with its words, those of a group as well."""
    app: Any = get_command(app_of())
    for name, command in app.commands.items():
        inner = getattr(command, "commands", None)
        yield from ((f"{name} {word}", below) for word, below in inner.items()) if inner else ((name, command),)


def test_the_folder_of_the_command_line_is_in_what_it_proposes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    write(tmp_path / "mai's plans", TWO_CYCLES)
    assert run(["-C", "mai's plans", "add", "kr", "demand", "Grow", "target=3", "--cycle", "2027-Q1"]) == Exit.OK
    command = capsys.readouterr().out.splitlines()[-1].removeprefix("next: ")
    assert command == """okr -C 'mai'"'"'s plans' show --cycle 2027-Q1 demand/grow"""
    assert run(shlex.split(command)[1:]) == Exit.OK
    assert run(["-C", "mai's plans", "show", "zzzzzzz"]) == Exit.REFUSED
    assert "help: okr -C 'mai'\"'\"'s plans' list shows all ids" in capsys.readouterr().err


@pytest.mark.parametrize("commits", [True, False])
def test_no_command_proposes_to_undo_what_is_not_committed(
    empty_work: Work, monkeypatch: pytest.MonkeyPatch, *, commits: bool
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    write(empty_work.path, {"okrs.yaml": PEOPLE, "okrs/2026-Q4/a.yaml": plan("2026-Q4")})
    empty_work.commit("plan")
    for command in CHANGING:
        words = [*shlex.split(command), *([] if commits else ["--no-commit"])]
        answer = okr(empty_work.path, *words)
        assert answer.code == Exit.OK, (command, answer.err)
        for proposed in printed_commands(answer.out + answer.err):
            then = okr(empty_work.path, *proposed, *(["--dry-run"] if proposed[0] == "done" else []))
            assert then.code in (Exit.OK, Exit.FOUND) or ASKS.search(then.err), (command, proposed, then.err)
        assert commits or "okr undo" not in answer.out + answer.err


@pytest.mark.parametrize(
    "word", ["", "a b", "it's", 'say "x"', "$HOME", "`id`", "a\\b", "!", "-x", "…", "*", "a;b", "Tên"]
)
def test_a_printed_command_has_its_quotes(word: str) -> None:
    assert shlex.split(commandline.command_line("done", word)) == ["okr", "done", word]


@pytest.mark.parametrize(
    "words", ["", "--cycle 2025-Q1", "--cycle 2027-Q2", "'my plans'", "'my plans' --cycle 2025-Q1"]
)
def test_a_new_workspace_begins_with_commands_that_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    answer = okr(tmp_path, "init", *shlex.split(words), "--me", "mai", "--name", "Mai")
    assert answer.code == Exit.OK, answer.err
    steps = [shlex.split(line.split("   ")[0]) for line in answer.out.splitlines() if line.startswith("  okr ")]
    assert len(steps) == 3
    for step in steps:
        if "new" in step and "--templates" not in step:
            step += ["We are found", "--kr", "Grow leads from 1 to 9", "--yes"]
        assert okr(tmp_path, *step[1:]).code == Exit.OK, step


def test_between_cycles_the_nearest_one_is_proposed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OKR_TODAY", "2027-05-03")
    folder = write(tmp_path, TWO_CYCLES)
    for words in ([], ["status"], ["list"], ["agenda"], ["cycle", "current"]):
        answer = okr(folder, *words)
        assert printed_commands(answer.err) == [["cycle", "close"]], (words, answer.err)
    assert "2027-Q1 cannot be closed yet" in okr(folder, "cycle", "close").err
    due = okr(folder, "due")
    assert due.code == Exit.OK, "the duties of the cycle that ended last are shown, and need no proposal"
    for command in printed_commands(due.out):
        assert okr(folder, *command).code not in (Exit.USAGE, Exit.BUG), command
