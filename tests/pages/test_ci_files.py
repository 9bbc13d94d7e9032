"""What other people's CI takes from here: the hook, the action, the template, and the recipes of the page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from okrcli import __version__
from okrcli.cli.command_table import COMMANDS

ROOT = Path(__file__).parents[2]
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
        assert set(hook) >= {"id", "name", "entry", "language"}
        assert (hook["language"], hook["pass_filenames"]) == ("python", False)
        program, command, *_ = hook["entry"].split()
        assert program == "okr"
        assert command in COMMANDS
    assert hooks[0]["entry"] == "okr validate --staged --since HEAD"
    assert hooks[0]["always_run"], "pre-commit runs no hook with `files` for a commit that only deletes"


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
def test_the_hook_of_the_format_runs_for_our_files_alone(path: str, is_ours: bool) -> None:
    assert bool(re.search(content(".pre-commit-hooks.yaml")[1]["files"], path)) == is_ours


def test_nothing_from_outside_is_put_into_a_shell() -> None:
    """An expression inside a script is text that becomes program; in the environment it stays text."""
    documents = [content("action.yml"), *WORKFLOWS]
    scripts = [step["run"] for document in documents for step in steps_of(document) if "run" in step]
    assert len(scripts) >= 3
    assert not any(EXPRESSION.search(script) for script in scripts)
    assert all("eval" not in script for script in scripts)


def test_the_action_has_the_inputs_of_the_page() -> None:
    action = content("action.yml")
    assert set(action["inputs"]) == {"version", "args", "working-directory", "audit", "report"}
    assert all(entry["description"] and "default" in entry for entry in action["inputs"].values())
    assert action["runs"]["using"] == "composite"
    assert all(step["shell"] == "bash" for step in steps_of(action) if "run" in step)
    for name in action["inputs"]:
        assert f"`{name}: " in PAGE
    for name, entry in action["outputs"].items():
        assert f"`{name}`" in PAGE
        assert entry["description"]


def test_workflows_run_for_pull_requests_with_a_token_that_says_what_it_may() -> None:
    validating, merging = WORKFLOWS
    assert set(validating[True]) == {"pull_request", "merge_group", "push"}  # YAML 1.1 reads `on` as true
    assert set(merging[True]) == {"pull_request"}
    assert validating["permissions"] == {"contents": "read"}
    assert "pull_request_target" not in PAGE
    for workflow in WORKFLOWS:
        for step in steps_of(workflow):
            if "uses" in step:
                assert re.fullmatch(r"(actions/[a-z-]+@v\d+|okrcli/okrcli@v[\d.]+)", step["uses"])


def test_every_recipe_names_a_version_of_okr_and_it_is_this_one() -> None:
    texts = [PAGE, (ROOT / "templates/okr.gitlab-ci.yml").read_text("utf-8")]
    named = [each for text in texts for each in re.findall(r"okrcli(?:@v|/v|==)([0-9][\w.]*)", text)]
    assert len(named) >= 4
    assert {*named, *re.findall(r"rev: v(\S+)", PAGE)} == {__version__}
    assert "@main" not in PAGE
    assert "rev: main" not in PAGE


# ── The comment ───────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = "### OKRs: changes the plan\n$(touch evil) `touch evil` ${HOME} ' \" \\ ::error::x 目标\n"
COMMENT = WORKFLOWS[0]["jobs"]["comment"]


def test_whoever_may_write_has_nothing_of_the_pull_request_but_a_text() -> None:
    assert COMMENT["permissions"] == {"pull-requests": "write"}
    assert [step.get("uses") for step in COMMENT["steps"]] == ["actions/download-artifact@v4", None]
    assert "head.repo.full_name == github.repository" in COMMENT["if"]
    job = content("templates/okr.gitlab-ci.yml")["okr-comment"]
    assert job["variables"] == {"GIT_STRATEGY": "none"}
    assert "bin/okr" not in str(job)
    assert "OKR_TOKEN" not in str(content("templates/okr.gitlab-ci.yml")["okr-validate"])


PAGES = [f"{HOSTILE}page {number}\n" for number in (1, 2, 3)]


def several(count: int) -> str:
    """The text of `okr diff` with so many pages."""
    marked = (f"<!-- okr page {number} of {count} -->\n{page}" for number, page in enumerate(PAGES[:count], 1))
    return PAGES[0] if count == 1 else "".join(marked)


@pytest.mark.parametrize(
    ("count", "there", "said"),
    [
        (1, "", ["POST"]),
        (1, "41\n", ["PATCH 41"]),
        (1, "41\n52\n63\n", ["PATCH 41", "DELETE 52", "DELETE 63"]),
        (3, "", ["POST", "POST", "POST"]),
        (3, "41\n52\n", ["PATCH 41", "PATCH 52", "POST"]),
    ],
)
def test_a_pull_request_has_a_comment_for_each_page_that_is_updated(
    tmp_path: Path, count: int, there: str, said: list[str]
) -> None:
    """With a stand-in for `gh`, which answers the search and writes down what it is told."""
    (tmp_path / "okr-report.md").write_text(several(count), "utf-8")
    program = tmp_path / "gh"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> told\ncase "$*" in *--jq*) printf "{there}" ;; esac\n')
    program.chmod(0o755)
    script = COMMENT["steps"][-1]["run"]
    paths = {"PATH": f"{tmp_path}:{Path(sys.executable).parent}:/usr/bin:/bin"}
    environment = {**paths, "COMMENTS": "repos/a/b/issues/7/comments", "ONE": "repos/a/b/issues/comments"}
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=environment, cwd=tmp_path, check=True)
    bodies = [json.loads(path.read_text())["body"] for path in sorted(tmp_path.glob("comment-*.json"))]
    assert bodies == [f"<!-- okr -->\n{page}" for page in PAGES[:count]]
    told = [words for line in (tmp_path / "told").read_text().splitlines() if "--jq" not in (words := line.split())]
    made = [f"{words[2]} {words[3].rpartition('/')[2]}".removesuffix(" comments") for words in told]
    assert made == said
    files = [words[5] for words in told if "--input" in words]
    assert files == [f"comment-0{number}.json" for number in range(count)]
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("report", [None, "### OKRs: no change in meaning\n"])
def test_a_pull_request_that_changes_no_okr_gets_no_comment(tmp_path: Path, report: str | None) -> None:
    if report:
        (tmp_path / "okr-report.md").write_text(report, "utf-8")
    program = tmp_path / "gh"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$*" >> told\n')
    program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{Path(sys.executable).parent}:/usr/bin:/bin", "COMMENTS": "a", "ONE": "b"}
    script = COMMENT["steps"][-1]["run"]
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=environment, cwd=tmp_path, check=True)
    told = tmp_path / "told"
    assert not told.exists() or "POST" not in told.read_text()


class GitLab(BaseHTTPRequestHandler):
    """A stand-in for GitLab's notes: two pages, on the second perhaps one of ours."""

    notes: ClassVar[list[dict[str, Any]]] = []
    told: ClassVar[list[tuple[str, str, Any]]] = []

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        assert self.headers["PRIVATE-TOKEN"] == "secret"
        self.told.append((self.command, self.path, body))
        page = "page=2" in self.path
        found: Any = (
            {"id": 5} if self.path.endswith("/user") else self.notes if page else [{"id": 1, **note("other", 9)}]
        )
        self.send_response(204 if self.command == "DELETE" else 200)
        self.send_header("X-Next-Page", "" if page or body or "notes" not in self.path else "2")
        self.end_headers()
        if self.command != "DELETE":
            self.wfile.write(json.dumps(found).encode())

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def note(body: str, author: int) -> dict[str, Any]:
    return {"body": body, "author": {"id": author}}


OWN = [{"id": number, **note("<!-- okr --> x", 5)} for number in (7, 8, 9)]
NOTES = "/projects/3/merge_requests/4/notes"


@pytest.mark.parametrize(
    ("count", "there", "said"),
    [
        (1, [], [("POST", "")]),
        (1, OWN[:1], [("PUT", "/7")]),
        (1, [{"id": 8, **note("<!-- okr --> of another account", 6)}], [("POST", "")]),
        (1, OWN, [("PUT", "/7"), ("DELETE", "/8"), ("DELETE", "/9")]),
        (3, OWN[:2], [("PUT", "/7"), ("PUT", "/8"), ("POST", "")]),
    ],
)
def test_a_merge_request_has_a_comment_for_each_page_that_is_updated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, there: list[Any], said: list[tuple[str, str]]
) -> None:
    monkeypatch.setattr(GitLab, "notes", there)
    monkeypatch.setattr(GitLab, "told", [])
    (tmp_path / "okr-report.md").write_text(several(count), "utf-8")
    server = HTTPServer(("127.0.0.1", 0), GitLab)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "CI_API_V4_URL": f"http://127.0.0.1:{server.server_port}",
        "CI_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_IID": "4",
        "OKR_TOKEN": "secret",
        "NO_PROXY": "127.0.0.1",
    }
    script = content("templates/okr.gitlab-ci.yml")["okr-comment"]["script"][0]
    try:
        subprocess.run(["bash", "-euo", "pipefail", "-c", script], env=environment, cwd=tmp_path, check=True)
    finally:
        server.shutdown()
        server.server_close()
    made = [(method, path, body) for method, path, body in GitLab.told if method != "GET"]
    assert [(method, path) for method, path, _ in made] == [(method, NOTES + end) for method, end in said]
    assert [body["body"] for _, _, body in made if body] == [f"<!-- okr -->\n{page}" for page in PAGES[:count]]
    assert not (tmp_path / "evil").exists()


# ── The words of the action ───────────────────────────────────────────────────────────────────────────────────────


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


@pytest.mark.parametrize("status", [0, 1])
def test_an_environment_from_a_cache_is_used_if_it_works(tmp_path: Path, status: int) -> None:
    script = next(step["run"] for step in steps_of(content("action.yml")) if step.get("name") == "Install okr")
    programs = tmp_path / "okr/bin"
    programs.mkdir(parents=True)
    for name, text in {"okr": f"exit {status}", "python": "touch made", "pip": "touch installed"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "RUNNER_TEMP": str(tmp_path), "WANTED": "", "ACTION": "."}
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], env=environment, cwd=tmp_path, check=True)
    assert (tmp_path / "made").exists() == (tmp_path / "installed").exists() == bool(status)


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
    assert bool(re.fullmatch(ONLY_CHECKINS[1], line)) == is_checkin


def test_the_template_writes_the_reports_that_it_hands_over() -> None:
    job = content("templates/okr.gitlab-ci.yml")["okr-validate"]
    script = "\n".join(job["script"])
    for name in job["artifacts"]["reports"].values():
        assert f"$CI_PROJECT_DIR/{name}" in script
    assert job["artifacts"]["when"] == "always"
    assert job["script"][-2].endswith("validate || failed=1")
    assert job["script"][-1] == 'exit "$failed"'


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
