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


IN_ZSH = """\
autoload -Uz compinit && compinit -u
source <(okr setup completion zsh)
print -r -- $_comps[okr]
compadd() { print -rl -- "${(P@)@[-1]}" }
words=(okr "$@") CURRENT=$((${#words})) PREFIX=$words[-1]
_okr
"""
"""A script that calls the completion of zsh as zsh does, and prints the words that it adds."""
ODD = r"""
objectives:
  - id: quotes
    title: 'It''s "$(touch harm)" `touch harm` ; touch harm: \ *'
  - id: colons
    title: "two\nlines: \e]0;x\a $(touch harm)"
"""


def proposed(folder: Path, shell: str, *words: str) -> list[str]:
    """The words that a shell proposes at the end of a command line, in fish with the title behind a tab."""
    if shell == "zsh":
        command = [path_of("zsh"), "-f", "-c", IN_ZSH, "zsh", *words]
    else:
        line = shlex.join(["okr", *words[:-1], ""])[:-2] + words[-1]
        command = [path_of("fish"), "-c", f"okr setup completion fish | source; complete -C {shlex.quote(line)}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    if shell == "zsh":
        assert lines.pop(0) == "_okr"
    return [line for line in lines if line]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["checkin", "mq"], ["mql"]),
        (["status", "owner:m"], ["owner:mai", "owner:me"]),
        (["set", "mql", "state=p"], ["state=paused", "state=postponed"]),
        (["set", "mql", "uni"], ["unit="]),
        (["cycle", "clo"], ["close"]),
        (["list", "--format", ""], ["table", "json"]),
    ],
    ids=lambda value: " ".join(value),
)
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_shell_proposes_what_can_follow(folder: Path, shell: str, words: list[str], expected: list[str]) -> None:
    assert [line.partition("\t")[0] for line in proposed(folder, shell, *words)] == expected


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_title_is_shown_and_never_executed(folder: Path, shell: str) -> None:
    write(folder, {"okrs.yaml": ODD})
    lines = proposed(folder, shell, "show", "")
    assert [line.partition("\t")[0] for line in lines] == ["quotes", "colons"]
    if shell == "fish":
        assert lines[0].endswith("""It's "$(touch harm)" `touch harm` ; touch harm: \\ *""")
    assert not (folder / "harm").exists()


@pytest.mark.parametrize("text", [*hostile.MARKUP.values(), 'a"];b', "a\\"], ids=repr)
def test_graphviz_draws_one_node_for_an_objective_with_any_title(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"okrs.yaml": hostile.plan(text)})
    drawn = okr(tmp_path, "tree", "--format", "dot").out
    done = subprocess.run([path_of("dot"), "-Tplain"], input=drawn.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len([line for line in done.stdout.splitlines() if line.startswith(b"node ")]) == 1
