"""A name that fits several items: a choice by number on a terminal, an error without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from okrcli.cli.choices import with_chosen_name
from okrcli.errors import AmbiguousNameError
from tests.support.commands import PLAN, TODAY, okr, snapshot, write
from tests.support.terminal import CTRL_C, Terminal

CANDIDATES = "  1  2026-Q4/demand/nps  People like us\r\n  2  2026-Q4/growth/nps  Partners like us\r\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace without git, in which `nps` is the id of two key results."""
    return write(tmp_path, {"okrs.yaml": PLAN})


def terminal(folder: Path, *words: str) -> Terminal:
    return Terminal(folder, *words, OKR_TODAY=TODAY, OKR_USER="mai", CI="", NO_COLOR="1")


def test_a_person_chooses_by_number(folder: Path) -> None:
    asked = terminal(folder, "set", "nps", "title=Loved")
    asked.expect(CANDIDATES)
    asked.expect("Enter for none:")
    asked.type("3")
    asked.expect("type a number from 1 to 2")
    asked.type("2")
    asked.expect("Set growth/nps title")
    assert asked.end() == 0


@pytest.mark.parametrize(("typed", "code"), [("", 3), (CTRL_C, 130)])
def test_without_a_choice_nothing_is_written(folder: Path, typed: str, code: int) -> None:
    before = snapshot(folder)
    asked = terminal(folder, "checkin", "nps=41")
    asked.expect("Enter for none:")
    asked.type(typed)
    assert asked.end() == code
    assert snapshot(folder) == before


def test_a_person_is_chosen_too(folder: Path) -> None:
    write(folder, {"okrs.yaml": PLAN.replace("Linh Vo", "Linh Tran")})
    asked = terminal(folder, "list", "owner:tran")
    asked.expect("`tran` can mean several people:\r\n  1  mai   Mai Tran\r\n  2  linh  Linh Tran\r\n")
    asked.type("2")
    asked.expect("growth")
    assert asked.end() == 0


@pytest.mark.parametrize("words", [["show", "nps"], ["checkin", "nps=41"], ["set", "nps", "title=Loved"]])
def test_without_a_terminal_it_is_an_error_with_the_full_names(folder: Path, words: list[str]) -> None:
    before = snapshot(folder)
    answer = okr(folder, *words)
    assert (answer.code, answer.out) == (3, "")
    assert answer.err == (
        "error: `nps` can mean several items:\n"
        "  2026-Q4/demand/nps  People like us\n"
        "  2026-Q4/growth/nps  Partners like us\n"
        "help: type one of these names in full\n"
    )
    assert snapshot(folder) == before


def test_a_name_that_is_typed_twice_is_not_replaced() -> None:
    """One of the two may be a note."""
    ambiguous = AmbiguousNameError("nps", [("a/nps", "A"), ("b/nps", "B")])
    with pytest.raises(AmbiguousNameError):
        with_chosen_name(["checkin", "nps", "3", "-m", "nps"], ambiguous)
