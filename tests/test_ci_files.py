"""What other people's CI takes from here: the hook, the action, the template, and the recipes of the page."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from okrcli.cli import COMMANDS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/how-to/ci.md").read_text("utf-8")
WORKFLOWS = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(name: .*?)```", PAGE, re.DOTALL)]
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")


def content(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def steps_of(document: Any) -> list[dict[str, Any]]:
    jobs = document["jobs"].values() if "jobs" in document else [document["runs"]]
    return [step for job in jobs for step in job["steps"]]


def test_the_hooks_are_ones_that_pre_commit_takes() -> None:
    hooks = content(".pre-commit-hooks.yaml")
    assert [hook["id"] for hook in hooks] == ["okr-validate", "okr-fmt"]
    for hook in hooks:
        assert set(hook) >= {"id", "name", "entry", "language", "files"}
        assert (hook["language"], hook["pass_filenames"]) == ("python", False)
        program, command, *_ = hook["entry"].split()
        assert program == "okr"
        assert command in COMMANDS


@pytest.mark.parametrize(
    ("path", "is_ours"),
    [
        ("okrs.yaml", True),
        ("teams/shop/okrs.yaml", True),
        ("okrs/2026-Q4/a.yaml", True),
        ("teams/shop/okrs/2026-Q4/checkins/mai/x.yml", True),
        ("notokrs.yaml", False),
        ("okrs.yaml.sample", False),
        ("okrs/README.md", False),
        ("src/app.yaml", False),
    ],
)
def test_the_hook_runs_for_our_files_alone(path: str, is_ours: bool) -> None:
    assert bool(re.search(content(".pre-commit-hooks.yaml")[0]["files"], path)) == is_ours


def test_nothing_from_outside_is_put_into_a_shell() -> None:
    """An expression inside a script is text that becomes program; in the environment it stays text."""
    documents = [content("action.yml"), *WORKFLOWS]
    scripts = [step["run"] for document in documents for step in steps_of(document) if "run" in step]
    assert len(scripts) >= 3
    assert not any(EXPRESSION.search(script) for script in scripts)
    assert all("eval" not in script for script in scripts)


def test_the_action_has_the_inputs_of_the_page() -> None:
    action = content("action.yml")
    assert set(action["inputs"]) == {"version", "args", "working-directory"}
    assert all(entry["description"] and "default" in entry for entry in action["inputs"].values())
    assert action["runs"]["using"] == "composite"
    assert all(step["shell"] == "bash" for step in steps_of(action) if "run" in step)
    for name in action["inputs"]:
        assert f"{name}:" in PAGE


def test_workflows_run_for_pull_requests_with_a_token_that_says_what_it_may() -> None:
    validating, merging = WORKFLOWS
    assert set(validating[True]) == {"pull_request", "push"}  # YAML 1.1 reads `on` as true
    assert set(merging[True]) == {"pull_request"}
    assert validating["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in PAGE
    for workflow in WORKFLOWS:
        for step in steps_of(workflow):
            if "uses" in step:
                assert re.fullmatch(r"(actions/[a-z-]+@v\d+|okrcli/okrcli@main)", step["uses"])


def words_passed(script: str, folder: Path, **environment: str) -> list[str]:
    """What the last command of a script gets as its words, with a stand-in for the program."""
    program = folder / "okr" / "bin" / "okr"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env={"PATH": "/usr/bin:/bin", "RUNNER_TEMP": str(folder), **environment},
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    return done.stdout.splitlines()


def test_the_words_of_the_action_are_words_and_no_program(tmp_path: Path) -> None:
    script = next(step["run"] for step in steps_of(content("action.yml")) if step.get("name") == "okr validate")
    words = words_passed(script, tmp_path, WORDS="--strict * $(touch evil) ; `touch evil`")
    assert words[:4] == ["validate", "--format", "github", "--strict"]
    assert "*" in words
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("workspace", [{}, {"WORDS": ""}])
def test_the_action_needs_no_words(tmp_path: Path, workspace: dict[str, str]) -> None:
    script = next(step["run"] for step in steps_of(content("action.yml")) if step.get("name") == "okr validate")
    assert words_passed(script, tmp_path, **{"WORDS": "", **workspace}) == ["validate", "--format", "github"]


ONLY_CHECKINS = re.search(r"grep -vqP '(.*?)'", PAGE)


@pytest.mark.parametrize(
    ("line", "is_checkin"),
    [
        ("A\tokrs/2026-Q4/checkins/mai/2026-11-16-7k2m.yaml", True),
        ("M\tokrs/2026-Q4/checkins/mai/2026-11-16-7k2m.yaml", False),
        ("D\tokrs/2026-Q4/checkins/mai/2026-11-16-7k2m.yaml", False),
        ("A\tokrs/2026-Q4/checkins/mai/deep/x.yaml", False),
        ("A\tokrs/2026-Q4/marketing.yaml", False),
        ("A\t.github/workflows/x.yaml", False),
        ("A\tx/okrs/2026-Q4/checkins/mai/x.yaml", False),
        ('A\t"okrs/2026-Q4/checkins/mai/a\\nb.yaml"', False),
        ("A\tokrs/2026-Q4/checkins/mai/x.sh", False),
    ],
)
def test_only_new_check_ins_merge_by_themselves(line: str, is_checkin: bool) -> None:
    assert ONLY_CHECKINS
    assert PAGE.count(ONLY_CHECKINS[1]) == 2  # the console and the workflow ask the same
    assert bool(re.fullmatch(ONLY_CHECKINS[1], line)) == is_checkin


def test_the_template_writes_the_reports_that_it_hands_over() -> None:
    job = content("templates/okr.gitlab-ci.yml")["okr-validate"]
    script = "\n".join(job["script"])
    for name in job["artifacts"]["reports"].values():
        assert f"$CI_PROJECT_DIR/{name}" in script
    assert job["artifacts"]["when"] == "always"
    assert job["script"][-1].endswith("validate")
    assert "--exit-zero" not in job["script"][-1]


def test_the_scripts_of_the_template_are_bash_that_bash_reads() -> None:
    job = content("templates/okr.gitlab-ci.yml")["okr-validate"]
    bash = shutil.which("bash")
    assert bash
    for script in [
        *job["script"],
        *job["before_script"],
        *(s["run"] for s in steps_of(content("action.yml")) if "run" in s),
    ]:
        assert subprocess.run([bash, "-n", "-c", script], check=False).returncode == 0
