"""A command that writes starts git a few times: each start costs as much as the start of a small program."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, started

MOST = 12


@pytest.mark.parametrize(
    "words",
    [
        ["checkin", "mql", "22"],
        ["set", "mql", "title=Leads"],
        ["set", "mql", "target=45", "--reason", "A second channel"],
    ],
    ids=" ".join,
)
def test_git_is_started_at_most_a_dozen_times(
    empty_work: Work, tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    """Each of them is for this repository: the version of git is not asked for."""
    folder = tmp_path_factory.mktemp("bin")
    calls, wrapper = folder / "calls", folder / "git"
    wrapper.write_text(f'#!/bin/sh\necho "$@" >> {calls}\nexec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    empty_work.commit("plan", okrs_yaml=PLAN)
    path = f"{folder}:{Path(sys.executable).parent}:/usr/bin:/bin"
    done = started(empty_work.path, *words, environment={"PATH": path, "OKR_TODAY": TODAY})
    assert done.returncode == 0, done.stderr.decode()
    lines = calls.read_text().splitlines()
    assert empty_work.log()[0].startswith(f"okr {words[0]}")
    assert len(lines) <= MOST, "\n".join(lines)
    assert all(" -C " in line for line in lines)
