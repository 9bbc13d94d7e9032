"""`okr edit`: a copy goes through an editor, and gets into the workspace only when it is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from okrcli.cli.text_editor import at_line, chosen_editor
from okrcli.git.environment import clean_environment
from okrcli.render.terminal import streams
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def shop(empty_work: Work) -> Work:
    empty_work.commit("plan", okrs_yaml=PLAN)
    return empty_work


def kept(tmp_path: Path) -> list[Path]:
    return sorted(tmp_path.glob("okr-edit-*/*"))


def test_what_is_right_is_written_and_committed(shop: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OKR_EDITOR", "sed -i s/Fifty/Sixty/")
    answer = okr(shop.path, "edit", "calls")
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[0] == "Edited okrs.yaml"
    assert (shop.path / "okrs.yaml").read_text("utf-8") == PLAN.replace("Fifty", "Sixty")
    assert shop.log()[0] == "okr edit: okrs.yaml"
    assert kept(tmp_path) == []
    assert okr(shop.path, "undo").code == 0
    assert (shop.path / "okrs.yaml").read_text("utf-8") == PLAN


def test_nothing_changed_is_nothing_done(shop: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OKR_EDITOR", "true")
    before = shop.state()
    assert okr(shop.path, "edit", "demand").out == "nothing was changed\n"
    assert shop.state() == before
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    ("editor", "says"),
    [
        ("sed -i s/target/targt/", "unknown field `targt`"),
        ("sed -i s/cycle:/cycle/", "okrs.yaml:1:"),
        ("truncate -s 0", "okrs.yaml:1:1"),
        ("sed -i s/growth/demand/", "is already in 2026-Q4"),
        ("sh -c 'echo x >> \"$1\"; exit 3' x", "ended with"),
    ],
)
def test_what_is_not_right_is_kept_and_the_workspace_stays(
    shop: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, editor: str, says: str
) -> None:
    monkeypatch.setenv("OKR_EDITOR", editor)
    before = shop.state()
    answer = okr(shop.path, "edit", "mql")
    assert answer.code == 3
    assert says in answer.err
    assert shop.state() == before
    (place,) = kept(tmp_path)
    assert f"your text is kept: {place}" in answer.err
    assert place.read_text("utf-8") != PLAN


def test_an_error_stands_on_top_of_the_text_and_goes_again(
    shop: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The first time the editor breaks a field, the second time it fixes it."""
    script = tmp_path / "editor"
    seen = tmp_path / "seen"
    script.write_text(
        f'#!/bin/sh\nif grep -q targt "$1"; then cp "$1" {seen}; sed -i s/targt/target/ "$1"; '
        'sed -i s/Fifty/Sixty/ "$1"; else sed -i "s/target: 30/targt: 30/" "$1"; fi\n'
    )
    script.chmod(0o755)
    monkeypatch.setenv("OKR_EDITOR", str(script))
    monkeypatch.setattr(streams, "is_interactive", lambda: True)
    answer = okr(shop.path, "edit", "mql", given=b"e\n")
    assert answer.code == 0, answer.err
    assert "[e]dit again, [s]top?" in answer.err
    first = seen.read_text("utf-8").splitlines()[0]
    assert re.fullmatch(r"# okr says: line 11: unknown field `targt` .*\(did you mean `target`\?\)", first)
    assert seen.read_text("utf-8").splitlines()[10].strip().startswith("- {id: mql")
    assert (shop.path / "okrs.yaml").read_text("utf-8") == PLAN.replace("Fifty", "Sixty")


@pytest.mark.parametrize(
    ("typed", "code"), [(b"w\nIt was measured wrongly\n", 0), (b"s\n", 3), (b"x\ns\n", 3), (b"", 130)]
)
def test_a_person_may_write_what_can_be_read_or_stop(
    shop: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, typed: bytes, code: int
) -> None:
    monkeypatch.setenv("OKR_EDITOR", "sed -i 's/start: 20/start: 30/'")
    monkeypatch.setattr(streams, "is_interactive", lambda: True)
    answer = okr(shop.path, "edit", "mql", given=typed)
    assert answer.code == code
    is_written = "start: 30" in (shop.path / "okrs.yaml").read_text("utf-8")
    assert is_written == (code == 0)
    assert len(kept(tmp_path)) == (0 if is_written else 1)


def test_a_waiver_on_the_first_line_is_the_persons_own(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"# okr: ignore[OKR204] a trial until 2026-12-31\n{PLAN}"
    shop.commit("waiver", okrs_yaml=text)
    monkeypatch.setenv("OKR_EDITOR", "true")
    assert okr(shop.path, "edit", "demand").out == "nothing was changed\n"
    monkeypatch.setenv("OKR_EDITOR", "sed -i s/Fifty/Sixty/")
    assert okr(shop.path, "edit", "demand").code == 0
    assert (shop.path / "okrs.yaml").read_text("utf-8") == text.replace("Fifty", "Sixty")


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(
    shop: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = shop.path / "okrs.yaml"
    monkeypatch.setenv("OKR_EDITOR", f'sh -c \'echo "# mine" >> "$1"; echo "# theirs" >> {place}\' x')
    answer = okr(shop.path, "edit", "mql")
    assert answer.code == 3
    assert "was changed by another program while you edited" in answer.err
    assert place.read_text("utf-8") == PLAN + "# theirs\n"
    assert kept(tmp_path)[0].read_text("utf-8") == PLAN + "# mine\n"


def test_a_broken_file_can_be_mended_by_its_name(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.write("okrs/2026-Q4/more.yaml", "cycle: 2026-Q4\nobjectivs: []\n")
    shop.commit("broken")
    monkeypatch.setenv("OKR_EDITOR", "sed -i s/objectivs/objectives/")
    answer = okr(shop.path, "edit", "okrs/2026-Q4/more.yaml")
    assert answer.code == 0, answer.err
    assert okr(shop.path, "validate").code == 0


@pytest.mark.parametrize(
    ("name", "says"),
    [("mlq", "there is no `mlq`"), ("nothing.yaml", "no such file"), ("okrs/2026-Q4/checkins/mai/x.yaml", "")],
)
def test_what_cannot_be_edited_is_named(shop: Work, monkeypatch: pytest.MonkeyPatch, name: str, says: str) -> None:
    monkeypatch.setenv("OKR_EDITOR", "true")
    answer = okr(shop.path, "edit", name)
    assert answer.code == 3
    assert says in answer.err


def test_a_check_in_stays_as_it_is(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    okr(shop.path, "checkin", "mql", "22")
    (path,) = shop.paths_of("HEAD")
    monkeypatch.setenv("OKR_EDITOR", "true")
    assert "okr checkin --correct" in okr(shop.path, "edit", path).err


def test_an_editor_of_no_letters_opens_none(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_EDITOR", " ")
    answer = okr(shop.path, "edit", "mql")
    assert answer.code == 2
    assert "there is no terminal for an editor" in answer.err


def test_without_a_terminal_an_editor_has_to_be_named(shop: Work) -> None:
    answer = okr(shop.path, "edit", "mql")
    assert answer.code == 2
    assert "OKR_EDITOR" in answer.err


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("vi", ["+7", "/x/okrs.yaml"]),
        ("/usr/bin/nvim -u NONE", ["+7", "/x/okrs.yaml"]),
        ("nano", ["+7", "/x/okrs.yaml"]),
        ("code --wait", ["--goto", "/x/okrs.yaml:7"]),
        ("subl -w", ["/x/okrs.yaml:7"]),
        ("unknown", ["/x/okrs.yaml"]),
        ("it's", ["/x/okrs.yaml"]),
        ("", ["/x/okrs.yaml"]),
    ],
)
def test_each_editor_opens_at_the_line_in_its_own_way(command: str, arguments: list[str]) -> None:
    assert at_line(command, Path("/x/okrs.yaml"), 7) == arguments


def test_the_editor_is_the_one_of_okr_then_git_then_the_system(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GIT_EDITOR")
    monkeypatch.setattr("okrcli.git.environment._set_aside", {})
    assert chosen_editor(shop.path) == "vi"
    monkeypatch.setenv("EDITOR", "e")
    assert chosen_editor(shop.path) == "e"
    monkeypatch.setenv("VISUAL", "v")
    assert chosen_editor(shop.path) == "v"
    shop.git("config", "core.editor", "c")
    assert chosen_editor(shop.path) == "c"
    clean_environment({"GIT_EDITOR": "g"})
    monkeypatch.setattr("okrcli.git.environment._set_aside", {"GIT_EDITOR": "g"})
    assert chosen_editor(shop.path) == "g"
    monkeypatch.setenv("OKR_EDITOR", "o")
    assert chosen_editor(shop.path) == "o"


# ── What was agreed ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_goalpost_needs_a_reason_which_stands_in_the_file(
    shop: Work, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OKR_EDITOR", "sed -i 's/target: 30/target: 31/; s/target: 50/target: 55/'")
    before = shop.state()
    answer = okr(shop.path, "edit", "mql")
    assert answer.code == 2
    assert "`target` of demand/mql: 2026-Q4 began on 2026-10-01: a change needs a reason" in answer.err
    assert "`target` of demand/calls" in answer.err
    assert shop.state() == before
    assert "target: 31" in kept(tmp_path)[0].read_text("utf-8")
    assert okr(shop.path, "edit", "mql", "--reason", "A second channel").code == 0
    text = (shop.path / "okrs.yaml").read_text("utf-8")
    assert "{date: 2026-11-16, field: target, from: 30, to: 31, reason: A second channel}" in text
    assert "{date: 2026-11-16, field: target, from: 50, to: 55, reason: A second channel}" in text
    assert "A second channel" in shop.git("log", "-1", "--format=%B")
    assert okr(shop.path, "audit").code == 0
    assert okr(shop.path, "validate").code == 0


@pytest.mark.parametrize(
    "script",
    [
        "s/owner: mai/owner: linh/",
        "s/start: 20, target: 30/start: 20, start_date: 2026-10-09, target: 30/",
        "s/target: 50, aggregate: sum/target: 50, aggregate: average/",
        "s/unit: MQL/unit: leads/",
        "s/target: 60, aggregate: average/target: 60, aggregate: average, weight: 2/",
    ],
)
def test_edit_asks_exactly_where_set_does_and_audit_finds_nothing(
    shop: Work, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setenv("OKR_EDITOR", f"sed -i '{script}'")
    assert okr(shop.path, "edit", "mql").code == 2
    assert okr(shop.path, "edit", "mql", "-m", "We know better").code == 0
    audit = okr(shop.path, "audit")
    assert audit.code == 0, audit.out


def test_a_reason_that_the_person_has_written_is_enough(shop: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    record = "changes: [{date: 2026-11-16, field: target, from: 30, to: 31, reason: Mine}]"
    monkeypatch.setenv("OKR_EDITOR", f"sed -i 's/target: 30/target: 31, {record}/'")
    assert okr(shop.path, "edit", "mql").code == 0
    assert (shop.path / "okrs.yaml").read_text("utf-8").count("field: target") == 1


def test_an_error_in_another_file_is_shown_with_the_lines_of_that_file(
    shop: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "okrs/2026-Q4/other.yaml"
    shop.write(other, "cycle: 2026-Q4\nobjectives:\n  - {id: late, title: L, contributes_to: [growth], state: draft}\n")
    shop.commit("refers")
    monkeypatch.setenv("OKR_EDITOR", "sed -i 's/id: growth/id: grown/'")
    answer = okr(shop.path, "edit", "growth")
    assert answer.code == 3
    assert f"{other}:3:" in answer.err
    assert "3 |   - {id: late, title: L, contributes_to: [growth], state: draft}" in answer.err
