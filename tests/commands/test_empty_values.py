"""Options with an empty value, as from a variable of a script that is not set: they are refused by every command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from okrcli.cli.app import app_of
from okrcli.cli.command_table import COMMANDS
from tests.support.commands import PLAN, okr, snapshot, write


def options() -> Iterator[tuple[tuple[str, ...], str]]:
    """Every option with a value, in each of its spellings, behind the words of its command."""
    group: Any = typer.main.get_command(app_of(COMMANDS))
    ctx = group.make_context("okr", [], resilient_parsing=True)
    waiting: list[tuple[tuple[str, ...], Any]] = [((), group)]
    while waiting:
        words, command = waiting.pop()
        waiting += [((*words, name), below) for name, below in getattr(command, "commands", {}).items()]
        for param in command.get_params(ctx):
            if param.param_type_name == "option" and not param.is_flag:
                yield from ((words, spelling) for spelling in param.opts)


ALL = sorted(set(options()))


def test_there_are_options_of_all_kinds_of_commands() -> None:
    assert {((), "-C"), (("checkin",), "--date"), (("cycle", "close"), "--score"), (("report",), "-o")} <= set(ALL)


@pytest.mark.parametrize("value", ["", " \t"])
def test_every_option_refuses_an_empty_value_by_its_name(tmp_path: Path, value: str) -> None:
    write(tmp_path, {"okrs.yaml": PLAN})
    before = snapshot(tmp_path)
    for words, option in ALL:
        typed = [option, value] if not option.startswith("--") or not value else [f"{option}={value}"]
        answer = okr(tmp_path, *words, *typed)
        assert answer.code == 2, (words, option, answer)
        assert "has an empty value" in answer.err, (words, option, answer.err)
        assert option in answer.err or option[1] != "-", (words, option, answer.err)
        assert answer.out == ""
    assert snapshot(tmp_path) == before


def test_a_field_may_be_empty(tmp_path: Path) -> None:
    write(tmp_path, {"okrs.yaml": PLAN})
    assert okr(tmp_path, "set", "demand", "owner=", "--reason", "nobody yet", "--dry-run").code == 0
