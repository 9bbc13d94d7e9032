"""Completion in shells: what is proposed at the cursor, and the script of bash in a real bash."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from okrcli.cli import completion
from okrcli.cli.completion import FILES, FOLDERS, candidates, split_line
from okrcli.model.assignments import value_of
from okrcli.model.records import KeyResult, Objective
from tests.support.commands import PLAN, okr, started, write
from tools.completion_table import completion_table

TABLE: dict[str, Any] = json.loads(completion_table())


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A workspace with all kinds of key results."""
    return write(tmp_path / "work", {"okrs.yaml": PLAN + "teams: [{id: shop, name: The shop}]\n"})


def test_the_table_is_what_the_commands_say() -> None:
    path = Path(completion.__file__).with_suffix(".json")
    assert path.read_text("utf-8") == completion_table(), "okrcli/cli/completion.json is old: make docs"


GOALS = ["demand", "mql", "calls", "demand/nps", "launch", "soc2", "growth", "revenue", "growth/nps"]


@pytest.mark.parametrize(
    ("line", "proposed"),
    [
        ("okr che", ["checkin"]),
        ("okr help che", ["checkin"]),
        ("okr request a", ["add", "agree"]),
        ("okr cycle cl", ["close"]),
        ("okr --col", ["--color"]),
        ("okr --color a", ["auto", "always"]),
        ("okr status --ne", ["--needs"]),
        ("okr list --format ", ["table", "json"]),
        ("okr list --format=j", ["--format=json"]),
        ("okr show m", ["mql"]),
        ("okr show ", GOALS),
        ("okr show demand/m", ["demand/mql"]),
        ("okr show mql ", []),
        ("okr log mql ca", ["calls"]),
        ("okr -C nowhere show mq", []),
        ("okr checkin --by l", ["linh"]),
        ("okr checkin mql 22 --by=", ["--by=mai", "--by=linh", "--by=me"]),
        ("okr checkin -- gu", ["guide"]),
        ("okr status --team ", ["shop"]),
        ("okr status --cycle 2", []),
        ("okr status o", ["owner:"]),
        ("okr status owner:", ["owner:mai", "owner:linh", "owner:shop", "owner:me"]),
        ("okr status not:owner:mai,l", ["not:owner:mai,linh"]),
        ("okr status status:off", ["status:off_track"]),
        ("okr status needs:a", ["needs:attention", "needs:agreement"]),
        ("okr status title:", []),
        ("okr set mql ta", ["target=", "target_per_period="]),
        ("okr set mql owner=m", ["owner=mai", "owner=me"]),
        ("okr set mql state=p", ["state=paused", "state=postponed"]),
        ("okr add k", ["kr"]),
        ("okr add kr d", ["demand"]),
        ("okr add action ca", ["calls"]),
        ("okr add kr demand Title un", ["unit="]),
        ("okr done ", ["guide", "beta", "public"]),
        ("okr cycle close --decide ca", ["calls="]),
        ("okr cycle close --decide calls=ab", ["calls=abandon"]),
        ("okr report -o ", [FILES.text]),
        ("okr init ", [FOLDERS.text]),
        ("okr new --template eng", ["engineer", "engineering-head", "engineering-manager"]),
        ("okr checkin mql 22 -m ", []),
        ("okr nothing ", []),
        ("okr show 'mq", ["mql"]),
    ],
)
def test_what_is_proposed_at_the_cursor(shop: Path, line: str, proposed: list[str]) -> None:
    assert [each.text for each in candidates(*split_line(line), shop)] == proposed


def test_a_name_comes_with_its_title(shop: Path) -> None:
    assert candidates(["show"], "mql", shop) == [("mql", "Grow inbound MQLs")]
    assert candidates(["status"], "owner:mai", shop) == [("owner:mai", "Mai Tran")]


@pytest.mark.parametrize("place", ["OKR_USER", "git"])
def test_own_key_results_come_first(shop: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    if place == "git":
        config = shop / ".git" / "config"
        config.parent.mkdir()
        config.write_text('[core]\n\tbare = false\n[user]\n\tname = Linh\n\temail = "Linh@example.com" # me\n', "utf-8")
    else:
        monkeypatch.setenv("OKR_USER", "linh")
    own = [each.text for each in candidates(["checkin"], "", shop)][:3]
    assert own == ["revenue", "growth/nps", "growth"]


def _options_with_words(node: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, str]]:
    for option, (takes, _) in node["options"].items():
        if isinstance(takes, list):
            yield from ((path, option, word) for word in takes)
    for name, inner in node.get("commands", {}).items():
        yield from _options_with_words(inner, (*path, name))


def test_a_proposed_word_is_one_that_the_option_takes(shop: Path) -> None:
    for path, option, word in _options_with_words(TABLE):
        takes_id = path[:1] in (("show",), ("explain",), ("blame",), ("trend",), ("checkin",))
        answer = okr(shop, *(path or ("list",)), *(["mql"] if takes_id else []), f"{option}={word}")
        refused = ("there is no", f"`{word}`", "write auto")
        assert not any(text in answer.err for text in refused) or "repository" in answer.err, (path, option, answer)


@pytest.mark.parametrize(("kind", "record"), [("objective", Objective), ("key result", KeyResult)])
def test_a_proposed_word_is_a_value_of_its_field(kind: str, record: type) -> None:
    for field, takes in TABLE["fields"][kind].items():
        for word in takes if isinstance(takes, list) and field != "state" else ():
            assert value_of(record, field, word) == word


# ── The scripts ───────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = r"""
objectives:
  - id: quotes
    title: 'It''s "$(touch harm)" `touch harm` ; touch harm: \ *'
  - id: colons
    title: "two\nlines: \e]0;x\a $(touch harm)"
  - id: $(touch harm)
    title: No id
  - id: "`touch harm`"
"""


@pytest.fixture
def on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An `okr` on the PATH."""
    shim = tmp_path / "bin" / "okr"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P -m okrcli "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}{os.pathsep}{os.environ['PATH']}")


def in_bash(folder: Path, *lines: str) -> list[list[str]]:
    """The words that bash would put at the end of each line."""
    breaks = r"""$' \t\n"\'><=;|&(:'"""
    calls = [
        f"COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)} COMP_WORDBREAKS={breaks}; _okr\n"
        """printf '%s|' "${COMPREPLY[@]}"; echo"""
        for line in lines
    ]
    script = "\n".join(["source <(okr setup completion bash)", *calls])
    command = ["bash", "--norc", "--noprofile", "-c", script]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    return [[word for word in line.split("|") if word] for line in done.stdout.splitlines()]


@pytest.mark.usefixtures("on_path")
def test_bash_proposes_the_rest_of_the_word(shop: Path) -> None:
    lines = [
        "okr che",
        "okr show mq",
        "okr status owner:m",
        "okr set mql target",
        "okr set mql owner=li",
        'okr show "mq',
    ]
    expected = [["checkin "], ["mql "], ["mai ", "me "], ["target=", "target_per_period="], ["linh "], ["mql"]]
    assert in_bash(shop, *lines) == expected


@pytest.mark.usefixtures("on_path")
@pytest.mark.parametrize(
    "files", [{"okrs.yaml": HOSTILE}, {"okrs.yaml": "\t:[{\x00"}, {}], ids=["odd", "broken", "none"]
)
def test_nothing_is_executed_and_nothing_fails(tmp_path: Path, files: dict[str, str]) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    words = in_bash(folder, "okr show ", "okr show $(touch harm) ", "okr show '", "okr list \\")
    assert {word.strip() for word in words[0]} <= {"quotes", "colons"}
    for shell in ("zsh", "fish"):
        answer = started(folder, "__complete", shell, "show", "")
        assert (answer.returncode, answer.stderr) == (0, b"")
        assert all(line.count("\t") == 1 and line.isascii() for line in answer.stdout.decode().splitlines())
    assert not (folder / "harm").exists()


@pytest.mark.parametrize("words", [[], ["bash"], ["bash", "okr"], ["tcsh", "x"], ["zsh"]])
def test_a_call_that_no_script_makes_is_silent(tmp_path: Path, words: list[str]) -> None:
    answer = started(tmp_path, "__complete", *words)
    assert (answer.returncode, answer.stderr) == (0, b"")
