"""The pages are run: README and everything below docs/. `pytest --update` writes what the commands print now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import pages

ROOT = Path(__file__).parents[2]
PAGES = [path for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if path.exists()]


@pytest.mark.parametrize("path", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES])
def test_a_page_shows_what_its_commands_print(path: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    text = path.read_text("utf-8")
    steps = pages.steps_of(text)
    if not steps:
        return
    results = pages.run(steps, tmp_path / "page")
    crashes = [f"{path.name}:{result.step.line}" for result in results if "[exit 70]" in result.lines]
    assert not crashes, "a command crashed"
    if request.config.getoption("--update"):
        path.write_text(pages.updated(text, results), "utf-8")
        return
    found = pages.differences(path.relative_to(ROOT).as_posix(), results)
    if found:
        pytest.fail(
            f"{found}\n\nif this is what it should print: pytest tests/pages/test_pages.py --update", pytrace=False
        )


# ── The runner itself ─────────────────────────────────────────────────────────────────────────────────────────────


def page(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def results_of(text: str, tmp_path: Path) -> list[pages.Result]:
    return pages.run(pages.steps_of(text), tmp_path / "page")


def test_the_folder_and_the_environment_last_from_block_to_block(tmp_path: Path) -> None:
    text = page(
        *("```console", "$ mkdir sub && cd sub", "$ export OKR_TODAY=2026-10-01", "```", "Then:"),
        *("```console", "$ pwd; echo $OKR_TODAY", "/home/mai/work/sub", "2026-10-01", "```"),
    )
    assert pages.differences("x.md", results_of(text, tmp_path)) == ""


def test_files_are_written_and_added_to_where_the_page_is_by_then(tmp_path: Path) -> None:
    text = page(
        *("```console", "$ mkdir b; cd b", "```", "```yaml file=okrs/a.yaml", "cycle: 2026-Q4", "```"),
        *("  ```yaml append=okrs/a.yaml", "  objectives:", "    - id: a", "  ```"),
        *("```console", "$ cat okrs/a.yaml", "cycle: 2026-Q4", "objectives:", "  - id: a", "```"),
    )
    assert pages.differences("x.md", results_of(text, tmp_path)) == ""


def test_an_exit_code_is_shown_when_it_is_not_0_and_only_then(tmp_path: Path) -> None:
    text = page("```console", "$ false", "[exit 1]", "$ (exit 3)", "$ true", "[exit 1]", "```")
    found = pages.differences("x.md", results_of(text, tmp_path))
    assert "x.md:2" not in found
    assert "+[exit 3]" in found
    assert "-[exit 1]" in found


def test_a_difference_names_the_file_the_line_and_the_command(tmp_path: Path) -> None:
    text = page("# A page", "", "```console", "$ printf 'one\\ntwo\\n'", "one", "three", "```")
    assert pages.differences("guide/x.md", results_of(text, tmp_path)) == (
        "$ printf 'one\\ntwo\\n'\n--- guide/x.md:4\n+++ guide/x.md:4 (now)\n@@ -1,2 +1,2 @@\n one\n-three\n+two"
    )


def test_both_streams_are_shown_in_the_order_they_were_written(tmp_path: Path) -> None:
    text = page("```console", "$ echo a; echo b >&2; echo c", "a", "b", "c", "```")
    assert pages.differences("x.md", results_of(text, tmp_path)) == ""


def test_a_command_goes_on_over_several_lines(tmp_path: Path) -> None:
    text = page("```console", "$ cat <<'END'", "> a $b", "> END", "a $b", "```")
    assert pages.differences("x.md", results_of(text, tmp_path)) == ""


def test_a_single_command_may_print_what_looks_like_commands(tmp_path: Path) -> None:
    text = page("```console single", "$ printf '$ okr status\\nfine\\n'", "$ okr status", "fine", "```")
    results = results_of(text, tmp_path)
    assert len(results) == 1
    assert pages.differences("x.md", results) == ""


def test_skipped_blocks_and_blocks_of_other_languages_are_left_alone() -> None:
    text = page('```console skip="installs"', "$ pipx install okrcli", "```", "```python", "$ x", "```", "$ y")
    assert pages.steps_of(text) == []


def test_a_setup_runs_silently_and_must_succeed(tmp_path: Path) -> None:
    text = page("<!-- page: setup", "echo hi; greeting=hello", "-->", "```console", "$ echo $greeting", "hello", "```")
    assert pages.differences("x.md", results_of(text, tmp_path)) == ""
    with pytest.raises(AssertionError, match="line 1: the setup failed"):
        results_of(page("<!-- page: setup", "false", "-->"), tmp_path / "again")


def test_a_shell_that_ends_is_named(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="line 2: the shell ended here: exit 4"):
        results_of(page("```console", "$ exit 4", "$ echo never", "```"), tmp_path)


@pytest.mark.parametrize("text", ["```console\n$ true\n", "```console\noutput first\n$ true\n```\n"])
def test_a_malformed_block_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(ValueError, match="line 1: "):
        pages.steps_of(text)


def test_an_update_writes_what_is_printed_and_the_second_update_nothing(tmp_path: Path) -> None:
    text = page(
        *("- In a list:", "", "  ```console", "  $ echo 1", "  old", "  older", "", "  $ seq 2", "  ```", "", "text"),
        *("```console", "$ false", "$ true", "gone", "```"),
    )
    once = pages.updated(text, results_of(text, tmp_path / "1"))
    assert once == page(
        *("- In a list:", "", "  ```console", "  $ echo 1", "  1", "", "  $ seq 2", "  1", "  2", "  ```", "", "text"),
        *("```console", "$ false", "[exit 1]", "$ true", "```"),
    )
    results = results_of(once, tmp_path / "2")
    assert pages.differences("x.md", results) == ""
    assert pages.updated(once, results) == once


def test_what_differs_from_run_to_run_is_made_steady() -> None:
    assert pages.steady("okrs/2026-Q4/checkins/mai/2026-10-12-zz9a.yaml · commit 0a1b2c3") == (
        "okrs/2026-Q4/checkins/mai/2026-10-12-7k2m.yaml · commit 1a2b3c4"
    )
    assert pages.steady("id: abcd1234\nat: 2026-10-12T23:59:58Z\n") == "id: 7k2m9x4t\nat: 2026-10-12T09:04:05Z\n"
    assert pages.steady("    corrects: abcd1234") == "    corrects: 7k2m9x4t"
    assert pages.steady("/tmp/okr-demo-a_b1c2d3/okrs.yaml") == "/tmp/okr-demo-7k2m9x4t/okrs.yaml"
    assert pages.steady("[main (root-commit) 0123abc] start\n9876fed start") == (
        "[main (root-commit) 1a2b3c4] start\n1a2b3c4 start"
    )


def test_what_people_chose_is_not_made_steady() -> None:
    text = "  - id: regulars\n    id: download\n  2026-10-12.yaml 09:04:05\n"
    assert pages.steady(text) == text


def test_a_checkin_and_its_trace_read_the_same_in_every_run(tmp_path: Path) -> None:
    sample = (ROOT / "okrs.yaml.sample").read_text("utf-8").splitlines()
    text = page(
        *("<!-- page: setup", "git init -q", "-->", "```yaml file=okrs.yaml", *sample, "```"),
        *("```console", "$ okr checkin second-order 20 -c 6 --by lena", "$ cat okrs/2026-Q4/checkins/*/*"),
        *("$ git log --format='%h %s%n%n%b'", "$ okr checkin nothing 3 --by lena", "```"),
    )
    first = pages.updated(text, results_of(text, tmp_path / "1"))
    assert "2026-11-16-7k2m.yaml · commit 1a2b3c4\n" in first
    assert "id: 7k2m9x4t\ncycle: 2026-Q4\ndate: 2026-11-16\nat: 2026-11-16T09:04:05Z\n" in first
    assert "[exit 3]\n" in first
    assert pages.differences("x.md", results_of(first, tmp_path / "2")) == ""
