"""`okr setup`: what is set up, and which command fixes what is not. It changes nothing and never crashes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from wcwidth import wcswidth

from okrcli.render.terminal.setup import lines
from okrcli.reports.setup import Check
from tests.conftest import Work
from tests.support.commands import okr, write
from tests.support.owners import PEOPLE, plan


def checks_of(folder: Path) -> dict[str, dict[str, str]]:
    return {check["name"]: check for check in json.loads(okr(folder, "setup", "--json").out)["checks"]}


@pytest.fixture
def ready(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("SHELL", "/bin/bash")
    write(empty_work.path, {"okrs.yaml": PEOPLE, "okrs/2026-Q4/a.yaml": plan("mai")})
    empty_work.commit("start")
    return empty_work


def test_a_place_where_all_is_set_up_has_nothing_missing(ready: Work) -> None:
    before = ready.state()
    answer = okr(ready.path, "setup")
    assert answer.code == 0
    assert "missing" not in answer.out
    assert answer.out.splitlines()[-1].startswith("everything okr needs is here, ")
    assert ready.state() == before
    assert {check["state"] for check in checks_of(ready.path).values()} == {"ok", "note"}


def test_every_line_that_is_not_well_says_what_mends_it(ready: Work, home: Path) -> None:
    """And the commands do: they are run, and nothing is left to say."""
    checks = checks_of(ready.path)
    assert checks["hook"]["state"] == checks["completion"]["state"] == "note"
    assert subprocess.run(["bash", "-c", checks["completion"]["help"]], cwd=ready.path, check=False).returncode == 0
    assert checks_of(ready.path)["completion"]["state"] == "ok"
    words = checks["hook"]["help"].split()
    assert words == ["okr", "setup", "git", "--hook"]
    assert (
        checks_of(ready.path)["merge driver"]["help"] == checks_of(ready.path)["attributes"]["help"] == "okr setup git"
    )
    assert okr(ready.path, *words[1:], "--yes", "--no-commit").code == 0
    assert checks_of(ready.path)["hook"]["state"] == "ok"
    assert all(check["help"] is None for check in checks_of(ready.path).values())


def test_what_is_needed_and_not_there_fails(ready: Work, home: Path, tmp_path: Path) -> None:
    assert okr(tmp_path, "setup").code == 1
    assert checks_of(tmp_path)["workspace"]["help"] == "okr init"
    assert checks_of(tmp_path)["repository"]["state"] == "note"
    ready.write("okrs/2026-Q4/a.yaml", "- x\n")
    assert checks_of(ready.path)["files"]["help"] == "okr validate"
    (home / ".gitconfig").write_text("[user]\n\tname = X\n\temail = x@example.com\n")
    assert checks_of(ready.path)["you"]["state"] == "missing"
    (home / ".gitconfig").write_text("")
    assert "git config --global user.name" in checks_of(ready.path)["identity"]["help"]
    assert okr(ready.path, "setup").code == 1


def test_states_of_a_repository_are_named(ready: Work, tmp_path: Path) -> None:
    ready.git("checkout", "-q", "--detach")
    ready.write(".git/MERGE_HEAD", ready.head())
    ready.write(".git/index.lock", "")
    checks = checks_of(ready.path)
    assert checks["repository"]["state"] == "note"
    assert checks["unfinished"]["state"] == checks["lock"]["state"] == "missing"
    (ready.path / ".git/index.lock").unlink()
    (ready.path / ".git/MERGE_HEAD").unlink()
    ready.git("checkout", "-q", "main")
    ready.git("clone", "-q", "--depth", "1", f"file://{ready.path}", str(tmp_path / "clone"))
    assert checks_of(tmp_path / "clone")["history"]["help"] == "git fetch --unshallow"


@pytest.mark.parametrize("breakage", ["HEAD", "config", "index"])
def test_a_damaged_repository_is_a_line_and_no_crash(ready: Work, breakage: str) -> None:
    ready.write(f".git/{breakage}", b"\x00garbage \x1b[31m")
    answer = okr(ready.path, "setup")
    assert answer.code in (0, 1)
    assert "encoding" in answer.out
    assert "\x1b" not in answer.out


def test_without_git_it_still_says_the_rest(ready: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = okr(ready.path, "setup")
    assert answer.code == 1
    assert "git is not installed" in answer.out
    assert "encoding" in answer.out


@pytest.mark.parametrize("columns", ["40", "80", "120"])
def test_its_lines_fit_but_commands_stay_whole(ready: Work, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = okr(ready.path, "setup", encoding="ascii").out
    assert all(ord(letter) < 128 for letter in out)
    assert "okr init" not in out
    assert okr(ready.path, "setup").out.count("✓ ") >= 7


def test_setup_git_says_that_it_commits_the_attributes(ready: Work) -> None:
    assert "git commit .gitattributes" in okr(ready.path, "setup", "git", "--dry-run").out.splitlines()
    answer = okr(ready.path, "setup", "git", "--hook", "--yes")
    assert f".gitattributes · commit {ready.head()[:7]}" in answer.out.splitlines()


def test_a_commit_with_known_errors_has_no_new_findings_and_is_not_all_good(ready: Work) -> None:
    ready.write("okrs.yaml", (ready.path / "okrs.yaml").read_text() + "odd: 1\n")
    ready.commit("an error")
    answer = okr(ready.path, "validate", "--staged", "--since", "HEAD")
    assert "1 error" in answer.err
    assert answer.err.endswith(" left out: already in the last commit\n")
    assert answer.out.startswith("no new findings in ")


@pytest.mark.parametrize("width", [40, 60, 72, 100])
def test_checks_that_are_missing_come_first_and_nothing_is_cut(width: int) -> None:
    checks = [Check("git", "ok", "2.39"), Check("ชื่อ", "missing", "ที่สั่ง 叶菜损耗率 " * 9, "okr init")]
    shown = [line.plain for line in lines(checks, width)]
    text = "".join("".join(shown).split())
    assert text.index("■ชื่อ") < text.index("✓git")
    assert text.count("叶菜损耗率") == 9
    assert max(map(wcswidth, shown)) <= width
