"""The action, played step by step in a repository: what fails, what is left out, and its outputs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.conftest import Work

ACTION = yaml.safe_load((Path(__file__).parents[2] / "action.yml").read_text("utf-8"))
ROOT = """\
people:
  - {id: mai, email: mai@example.com, github: mai-tran}
  - {id: linh, email: linh@example.com, github: linh-pham}
"""
PLAN = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: A channel that brings us customers
    owner: mai
    key_results:
      - {id: mql, title: MQLs grow from 20 to 30, start: 20, target: 30, owner: linh}
"""
LOWER = PLAN.replace("target: 30", "target: 25")


class Played(NamedTuple):
    """The exit codes of the steps that ran, and the outputs of the action."""

    codes: dict[str, int]
    outputs: dict[str, str]
    summary: str


def value(expression: str, known: dict[str, str]) -> Any:
    """The value of an expression of a workflow, with what is known of its names; unknown ones are empty."""
    text = re.sub(r"\$\{\{(.*)\}\}", r"\1", expression, flags=re.DOTALL).strip()
    text = text.replace("!cancelled()", "True").replace("&&", " and ").replace("||", " or ")
    text = re.sub(r"\b(steps|inputs|github|runner)\.[\w.-]+", lambda match: repr(known.get(match[0], "")), text)
    return eval(text, {"__builtins__": {}})  # the expressions are those of our own file


def play(folder: Path, temporary: Path, **known: str) -> Played:
    """Run the steps of the action, but for the installation."""
    program = temporary / "okr" / "bin"
    program.mkdir(parents=True)
    for name, line in (("okr", f'exec "{sys.executable}" -m okrcli "$@"'), ("python", f'exec "{sys.executable}" "$@"')):
        (program / name).write_text(f"#!/bin/sh\n{line}\n")
        (program / name).chmod(0o755)
    facts = {f"inputs.{name}": entry["default"] for name, entry in ACTION["inputs"].items()} | known
    codes: dict[str, int] = {}
    summary = temporary / "summary"
    summary.touch()
    for step in ACTION["runs"]["steps"]:
        if "run" not in step or "pip" in step["run"] or not value(step.get("if", "True"), facts):
            continue
        output = temporary / "output"
        output.write_text("")
        own = {name: str(value(text, facts)) for name, text in step["env"].items()}
        paths = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "RUNNER_TEMP": str(temporary)}
        place = folder / str(value(step["working-directory"], facts))
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=place,
            env={**os.environ, **paths, **own},
            check=False,
        )
        codes[step["name"]] = done.returncode
        for line in output.read_text().splitlines():
            name, _, text = line.partition("=")
            facts[f"steps.{step['id']}.outputs.{name}"] = text
    outputs = {name: str(value(entry["value"], facts)) for name, entry in ACTION["outputs"].items()}
    return Played(codes, outputs, summary.read_text())


@pytest.fixture
def team(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    empty_work.write("planning/okrs.yaml", ROOT)
    empty_work.write("planning/okrs/2026-Q4/plan.yaml", PLAN)
    empty_work.write("src/app.py", "print(1)\n")
    empty_work.commit("plan")
    empty_work.git("update-ref", "refs/remotes/origin/main", "HEAD")
    return empty_work


def pull_request(team: Work, temporary: Path, files: dict[str, str], **known: str) -> Played:
    for path, text in files.items():
        team.write(path, text)
    team.commit("change")
    facts = {"inputs.working-directory": "planning", "github.base_ref": "main", **known}
    return play(team.path, temporary, **facts)


def test_nothing_is_installed_or_checked_where_no_okr_changes(team: Work, tmp_path: Path) -> None:
    played = pull_request(team, tmp_path / "t", {"src/app.py": "print(2)\n"})
    assert list(played.codes) == ["Does it change files of the workspace?"]
    assert played.outputs["verdict"] == "nothing"
    assert "no change in meaning" in (tmp_path / "t" / "okr-report.md").read_text()


def test_a_target_that_moves_in_silence_fails_and_its_owners_are_named(team: Work, tmp_path: Path) -> None:
    played = pull_request(team, tmp_path / "t", {"planning/okrs/2026-Q4/plan.yaml": LOWER})
    assert (played.codes["okr validate"], played.codes["okr audit"], played.codes["okr diff"]) == (0, 1, 0)
    assert played.outputs == {
        "verdict": "intent",
        "goalposts": "1",
        "without-reason": "1",
        "altered": "0",
        "checkins": "0",
        "reviewers": "linh-pham,mai-tran",
    }
    assert "no reason given" in played.summary


def test_the_audit_can_be_left_out_and_so_can_the_report(team: Work, tmp_path: Path) -> None:
    off = {"inputs.audit": "false", "inputs.report": "false"}
    played = pull_request(team, tmp_path / "t", {"planning/okrs/2026-Q4/plan.yaml": LOWER}, **off)
    assert list(played.codes) == ["Does it change files of the workspace?", "okr validate"]


def test_a_check_in_is_progress_in_a_pull_request_and_in_a_merge_queue(team: Work, tmp_path: Path) -> None:
    base = team.git("rev-parse", "HEAD").strip()
    text = (
        "id: aaaaaaaa\ncycle: 2026-Q4\ndate: 2026-11-13\nat: 2026-11-13T09:00:00+00:00\nby: mai\n"
        "checkins:\n  - {kr: demand/mql, value: 24}\n"
    )
    files = {"planning/okrs/2026-Q4/checkins/mai/2026-11-13-aaaa.yaml": text}
    played = pull_request(team, tmp_path / "t", files)
    assert (played.outputs["verdict"], played.outputs["checkins"], played.outputs["reviewers"]) == ("progress", "1", "")
    assert set(played.codes.values()) == {0}
    queued = {"inputs.working-directory": "planning", "github.event.merge_group.base_sha": base}
    assert play(team.path, tmp_path / "q", **queued).outputs == played.outputs


def test_a_push_to_main_is_validated_and_nothing_else(team: Work, tmp_path: Path) -> None:
    team.write("planning/okrs/2026-Q4/plan.yaml", PLAN.replace("target: 30", "target: thirty"))
    played = play(team.path, tmp_path / "t", **{"inputs.working-directory": "planning"})
    assert played.codes == {"Does it change files of the workspace?": 0, "okr validate": 1}
    assert played.outputs["verdict"] == ""
