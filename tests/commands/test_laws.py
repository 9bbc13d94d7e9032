"""Laws over all commands: what one command commits another accepts, and what is proposed does something.

None of them depends on the clock of the machine: the day is given.
"""

from __future__ import annotations

import json
import re
import shlex
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.main import get_command

from okrcli.checks.history import is_in_the_measure, is_unexplained
from okrcli.cli.app import app_of
from okrcli.edit.item_state import set_fields_and_state
from okrcli.errors import Exit, OkrError
from okrcli.model.diff import compare_closely
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.references import resolve_item
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr, write
from tests.support.examples import MANY, examples

DAY = date.fromisoformat(TODAY)
CYCLES = ("2026-Q3", "2026-Q4", "2027-Q1")
PEOPLE = ("mai", "linh", "zed")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A fixed day and person, an editor that changes nothing, and a current folder in which anything may be made."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")
    monkeypatch.setenv("EDITOR", "true")


# ── Plans ─────────────────────────────────────────────────────────────────────────────────────────────────────────

MEASURES = (
    {"start": 0, "target": 10},
    {"target": 30, "aggregate": "sum"},
    {"done": False},
    {"milestones": [{"id": "m", "title": "Beta"}]},
    {"kind": "at_most", "target": 5},
)
DAYS = ("2026-09-01", "2026-10-01", "2026-11-16", "2026-11-17", "2026-12-01")
AGREEMENTS: tuple[dict[str, str], ...] = (
    {},
    {"agreement": "agreed"},
    {"agreement": "agreed", "by": "mai"},
    {"agreement": "agreed", "since": "2026-10-05"},
    {"agreement": "agreed", "by": "linh", "since": "2026-12-05"},
    {"agreement": "refused"},
    {"agreement": "refused", "by": "linh", "since": "2026-10-05"},
)


@st.composite
def dependencies(draw: st.DrawFn) -> list[dict[str, str]]:
    targets = draw(st.lists(st.sampled_from(["o", "p", "p/k"]), max_size=2))
    return [{"to": target, **draw(st.sampled_from(AGREEMENTS))} for target in targets]


@st.composite
def key_results(draw: st.DrawFn, name: str) -> dict[str, Any]:
    optional = {
        "owner": st.sampled_from(PEOPLE),
        "state": st.sampled_from(["draft", "paused", "cancelled"]),
        "start_date": st.sampled_from(DAYS),
        "weight": st.sampled_from([1, 2]),
        "unit": st.just("MQL"),
        "depends_on": dependencies(),
        "actions": st.just([{"id": name, "title": "A guide"}]),
    }
    kept = draw(st.lists(st.sampled_from(sorted(optional)), unique=True, max_size=3))
    fields = {field: draw(optional[field]) for field in kept}
    return {"id": name, "title": "Reach more", **draw(st.sampled_from(MEASURES)), **fields}


@st.composite
def plans(draw: st.DrawFn) -> str:
    """The text of `okrs.yaml` with two objectives. JSON is YAML, and its numbers and days are read alike."""
    objectives = []
    for name in ("o", "p"):
        ids = draw(st.lists(st.sampled_from(["k", "l", "o"]), unique=True, max_size=2))
        objective: dict[str, Any] = {"id": name, "title": "Win the market"}
        if draw(st.booleans()):
            objective["owner"] = draw(st.sampled_from(PEOPLE))
        if draw(st.integers(0, 3)) == 0:
            objective |= {"state": draw(st.sampled_from(["draft", "paused", "closed"])), "reason": "No time"}
        objectives.append(
            objective | {"depends_on": draw(dependencies()), "key_results": [draw(key_results(kr)) for kr in ids]}
        )
    people = [{"id": name, "email": f"{name}@example.com"} for name in PEOPLE]
    content = {"cycle": draw(st.sampled_from(CYCLES)), "people": people, "objectives": objectives}
    return "\n".join(f"{key}: {json.dumps(value)}" for key, value in content.items()) + "\n"


# ── What `okr set` commits passes `okr audit` ─────────────────────────────────────────────────────────────────────

ASSIGNMENTS = st.lists(
    st.sampled_from(
        [
            *(f"start_date={day}" for day in (*DAYS, "")),
            *("metric=calls", "definition=Calls of an hour", "contributes_to=p", "contributes_to="),
            *("end_date=2026-12-20", "target=20", "start=1", "owner=linh", "owner=", "weight=3", "unit=leads", "unit="),
            *(
                "kind=at_least",
                "state=draft",
                "metric=calls",
                "definition=Calls of an hour",
                "contributes_to=p",
                "contributes_to=",
                "state=",
                "title=Another",
                "frequency=monthly",
                "type=committed",
            ),
        ]
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda text: text.split("=")[0],
)


@settings(deadline=None, max_examples=examples(60))
@given(
    plans(),
    st.sampled_from(["o", "p", "o/k", "p/l", "p/k"]),
    ASSIGNMENTS,
    st.sampled_from([None, ".", "Halved"]),
    st.sampled_from(["2026-09-15", TODAY]),
)
def test_what_set_commits_moves_no_goalpost_without_a_reason(
    text: str, name: str, typed: list[str], reason: str | None, day: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        overlay = PendingFiles(WorkingTree(write(Path(folder), {"okrs.yaml": text})))
        before = load(overlay, DAY, everything=True)
        values = dict(pair.split("=", 1) for pair in typed)
        try:
            item = resolve_item(before, name)
            set_fields_and_state(overlay, before.plan, item, values, reason, date.fromisoformat(day), DAY)
        except OkrError:
            return
        after = load(overlay, DAY, everything=True)
    moved = [change for change in compare_closely(before.plan, after.plan) if is_unexplained(change, DAY)]
    assert [change for change in moved if reason == "Halved" or is_in_the_measure(change)] == []


BEFORE_ITS_DAY = """\
cycle: 2026-Q4
people: [{id: mai, email: mai@example.com}]
objectives:
  - id: o
    title: An objective
    owner: mai
    key_results: [{id: k, title: A number grows, owner: mai, start: 0, target: 10, start_date: 2026-12-01}]
"""


@pytest.mark.parametrize(
    ("typed", "needs_reason"),
    [("start_date=2026-12-10", True), ("target=20", False), ("title=Another", False), ("owner=", False)],
)
def test_set_asks_for_a_reason_exactly_where_audit_does(work: Work, typed: str, *, needs_reason: bool) -> None:
    work.commit("base", okrs_yaml=BEFORE_ITS_DAY)
    answer = okr(work.path, "set", "k", typed)
    assert answer.code == (Exit.USAGE if needs_reason else Exit.OK), answer.err
    if needs_reason:
        assert "2026-Q4 began on 2026-10-01" in answer.err
        assert okr(work.path, "set", "k", typed, "--reason", "A later start").code == Exit.OK
    audit = okr(work.path, "audit")
    assert audit.code == Exit.OK, audit.out


# ── Every command that is proposed does something ─────────────────────────────────────────────────────────────────

ASKS_PEOPLE = re.compile(r"^help: add --|^error: nothing to record for|^error: .*: answers are missing", re.MULTILINE)
"""The words of a command that asks for a value, a reason or grades where there is a terminal."""
PROSE = re.compile(r"…| [A-Z]{2,}\b|^okr [a-z]+ shows ")
"""What is no command to run as it is: with a gap, a word in capitals, or a verb."""
PROPOSING = (
    "due",
    "request agree o",
    "request agree o --to p",
    "request refuse p --reason No",
    "cycle open",
    "show nope",
    "done k",
    "status",
)


def proposed(folder: Path) -> list[tuple[str, list[str]]]:
    """The commands that outputs propose, each after the command that proposed it."""
    due = okr(folder, "due", "--json")
    rows = json.loads(due.out)["duties"] if due.out else []
    found = [("due --json", row["command"]) for row in rows if row.get("command")]
    for words in PROPOSING:
        answer = okr(folder, *words.split())
        hints = re.findall(r"^(?:help|next): (okr .*)$", answer.err + answer.out, re.MULTILINE)
        found += [(words, hint) for hint in hints]
    whole = [(words, command) for words, command in found if not PROSE.search(command)]
    return [(words, shlex.split(command)[1:]) for words, command in whole]


@settings(deadline=None, max_examples=examples(15))
@given(plans())
def test_every_command_that_is_proposed_does_something(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = write(Path(name), {"okrs.yaml": text})
        for by, words in proposed(folder):
            write(folder, {"okrs.yaml": text})
            answer = okr(folder, *words)
            if ASKS_PEOPLE.search(answer.err):
                continue
            assert answer.code not in (Exit.USAGE, Exit.BUG), (by, words, answer.err)
            assert "nothing to do" not in answer.out + answer.err, (by, words, answer.out)


def test_an_answer_without_a_name_and_a_day_is_completed_and_then_no_longer_due(tmp_path: Path) -> None:
    text = PLAN.replace("    owner: mai\n", "    owner: mai\n    depends_on: [{to: growth, agreement: agreed}]\n")
    folder = write(tmp_path, {"okrs.yaml": text})
    duties = json.loads(okr(folder, "due", "--json").out)["duties"]
    command = next(row["command"] for row in duties if row["kind"] == "request")
    assert okr(folder, *shlex.split(command)[1:], "--by", "linh").code == Exit.OK
    assert "{to: growth, agreement: agreed, by: linh, since: 2026-11-16}" in (folder / "okrs.yaml").read_text()
    assert not [row for row in json.loads(okr(folder, "due", "--json").out)["duties"] if row["kind"] == "agree"]
    assert "nothing to do" in okr(folder, "request", "agree", "demand", "--by", "linh").out


# ── No command crashes on an empty, strange or very long argument ─────────────────────────────────────────────────

STRANGE = (
    *("", " ", "\x01\x1b[31m\x85", "a" * 10_000, "--", "-", "a/b/c/d", "Ngữ 中文 👩‍👩‍👧 \u202e", "*", "../../x"),
    *("2026-13-45", "0001-01-01", "9999-12-31", "99999999999999999999999999", "1e999", "nan", "\udc80", "a=b=c", "[{"),
)


def _commands() -> dict[tuple[str, ...], list[Any]]:
    """The parameters of every command that take a value."""
    waiting: list[tuple[tuple[str, ...], Any]] = [((), get_command(app_of()))]
    found = {}
    while waiting:
        path, command = waiting.pop()
        waiting += [((*path, name), below) for name, below in getattr(command, "commands", {}).items()]
        taking = [each for each in command.params if not getattr(each, "is_flag", False) and each.name != "help"]
        if path and taking:
            found[path] = taking
    return dict(sorted(found.items()))


COMMANDS = _commands()
NOT_RUN = {"sync", "git"}
"""They reach other repositories or the configuration of the machine."""


def typed_words(path: tuple[str, ...], parameter: Any, value: str) -> list[str]:
    """A command line that gives `parameter` this value, and what else is required a usual one."""
    options = [] if parameter.param_type_name == "argument" else [parameter.opts[-1], value]
    arguments = [
        value if each is parameter else "mql"
        for each in COMMANDS[path]
        if each.param_type_name == "argument" and (each is parameter or each.required)
    ]
    return [*path, *options, *arguments]


@pytest.fixture(scope="module")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace without git, in which whatever a command writes may stay."""
    return write(tmp_path_factory.mktemp("laws") / "work", {"okrs.yaml": PLAN})


@pytest.mark.parametrize("path", [path for path in COMMANDS if path[0] not in NOT_RUN], ids=" ".join)
def test_no_command_crashes_on_a_strange_argument(playground: Path, path: tuple[str, ...]) -> None:
    """Every parameter is given an empty and a strange value in a long run, else one of the two in turn."""
    for number, parameter in enumerate(COMMANDS[path]):
        values = ("", STRANGE[1 + number % (len(STRANGE) - 1)])
        for value in values if MANY else values[(number + len(path[-1])) % 2 :][:1]:
            write(playground, {"okrs.yaml": PLAN})
            words = typed_words(path, parameter, value)
            answer = okr(playground, *words)
            assert answer.code != Exit.BUG, (words, answer.err)


@settings(deadline=None, max_examples=examples(40))
@given(st.sampled_from(sorted(set(COMMANDS) - {path for path in COMMANDS if path[0] in NOT_RUN})), st.data())
def test_no_command_crashes_on_any_text(path: tuple[str, ...], data: st.DataObject) -> None:
    parameter = data.draw(st.sampled_from(COMMANDS[path]))
    value = data.draw(st.sampled_from(STRANGE) | st.text(st.characters(exclude_characters="\0")))
    with tempfile.TemporaryDirectory() as name:
        answer = okr(write(Path(name), {"okrs.yaml": PLAN}), *typed_words(path, parameter, value))
    assert answer.code != Exit.BUG, answer.err


def test_log_takes_any_number_of_commits(work: Work) -> None:
    work.commit("base", okrs_yaml=PLAN)
    assert okr(work.path, "log", "-n", "9" * 26).code == Exit.OK
