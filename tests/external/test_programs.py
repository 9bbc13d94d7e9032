"""The report in a real browser, and completion in real shells. `.ci/run` installs these programs and runs the tests."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import hostile
from tests.support.commands import PLAN, TODAY, okr, write
from tests.support.programs import path_of

pytestmark = pytest.mark.external


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace, and an `okr` on the PATH."""
    monkeypatch.setenv("OKR_TODAY", TODAY)
    shim = tmp_path / "bin" / "okr"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -P -m okrcli "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", f"{shim.parent}{os.pathsep}{os.environ['PATH']}")
    return write(tmp_path / "work", {"okrs.yaml": PLAN})


def rendered(page: Path) -> tuple[str, list[str]]:
    """Open a page in a browser; its document then, and the lines about its console and its requests."""
    log = page.with_suffix(".json")
    done = subprocess.run(
        [
            *(path_of("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *("--disable-background-networking", "--disable-component-update", "--no-first-run"),
            *(f"--user-data-dir={page.with_suffix('.profile')}", f"--log-net-log={log}", "--enable-logging=stderr"),
            *("--dump-dom", page.as_uri()),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
    return done.stdout, lines + [line for line in log.read_text("utf-8").splitlines() if '"initiator":"null"' in line]


def test_the_report_renders_in_a_browser_without_errors_and_requests(folder: Path) -> None:
    page = folder / "report.html"
    page.write_text(okr(folder, "report", "--format", "html").out, encoding="utf-8")
    document, complaints = rendered(page)
    assert "Open a channel that brings us customers every week" in document
    assert "</html>" in document
    assert complaints == []


def test_an_error_and_a_request_of_a_page_are_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<img src="http://127.0.0.1:9/x.png"><script>console.error("wrong")</script>', encoding="utf-8")
    _, complaints = rendered(page)
    assert len(complaints) == 2
    assert "wrong" in complaints[0]
    assert "http://127.0.0.1:9/x.png" in complaints[1]


@pytest.mark.parametrize(
    ("shell", "script"),
    [
        ("fish", 'okr setup completion fish | source; complete -C "okr checkin mq"'),
        (
            "zsh",
            "autoload -Uz compinit && compinit -u; source <(okr setup completion zsh); print -r -- $_comps[okr];"
            " COMP_WORDS=(okr checkin mq) COMP_CWORD=2; okr __names mq",
        ),
        (
            "bash",
            "source <(okr setup completion bash); COMP_WORDS=(okr checkin mq); COMP_CWORD=2; "
            '_okr; echo "${COMPREPLY[@]}"',
        ),
    ],
    ids=["fish", "zsh", "bash"],
)
def test_a_shell_loads_the_completion_and_completes_an_id(folder: Path, shell: str, script: str) -> None:
    done = subprocess.run([path_of(shell), "-c", script], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "mql" in done.stdout.split()
    if shell == "zsh":
        assert done.stdout.split()[0] == "_bash_complete"


@pytest.mark.parametrize("text", [*hostile.MARKUP.values(), 'a"];b', "a\\"], ids=repr)
def test_graphviz_draws_one_node_for_an_objective_with_any_title(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"okrs.yaml": hostile.plan(text)})
    drawn = okr(tmp_path, "tree", "--format", "dot").out
    done = subprocess.run([path_of("dot"), "-Tplain"], input=drawn.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith(b"node ")]) == 1
