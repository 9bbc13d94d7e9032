"""The core of conversations: keys, drafts, and the line that a person types."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from okrcli.cli.conversation import prompts
from okrcli.cli.conversation.drafts import Draft
from okrcli.cli.conversation.keys import Key, foot_of, help_lines, key_of
from okrcli.cli.conversation.line_editor import LineEditor, foot_lines
from okrcli.errors import completed
from tests.conftest import Work

HOME, LEFT, UP, BACKSPACE, CTRL_C = "\x1b[H", "\x1b[D", "\x1b[A", "\x7f", "\x03"


def typed(*lines: str, history: Path | None = None, completions: dict[str, str] | None = None) -> list[str]:
    """The answers of a person who types these lines, one after the other."""
    with create_pipe_input() as keyboard:
        editor = LineEditor(keyboard, DummyOutput())
        answers = []
        for line in lines:
            keyboard.send_text(f"{line}\r")
            answers.append(editor.read("> ", "foot", "", completions or {}, history, lambda: None))
    return answers


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"chờ máy chủ mới 服务器延迟{BACKSPACE * 2}", "chờ máy chủ mới 服务器"),
        (f"22 7 worked{HOME}=", "=22 7 worked"),
        (f"22 7{LEFT}1", "22 17"),
        ("\x1b[200~3 6 we shipped the\n12 fixes\x1b[201~", "3 6 we shipped the 12 fixes"),
    ],
)
def test_a_line_can_be_edited(line: str, expected: str) -> None:
    assert typed(line) == [expected]


def test_two_backspaces_take_away_two_signs_of_thai() -> None:
    assert typed(f"ที่สั่ง{BACKSPACE * 2}") == ["ที่สั"]


def test_ctrl_l_shows_the_question_again_and_keeps_the_line() -> None:
    shown: list[str] = []
    with create_pipe_input() as keyboard:
        keyboard.send_text("22 7\x0c worked\r")
        line = LineEditor(keyboard, DummyOutput()).read("> ", "", "", {}, None, lambda: shown.append("the question"))
    assert (line, shown) == ("22 7 worked", ["the question"])


def test_a_label_with_a_style_shows_no_escape_sequence() -> None:
    shown: list[str] = []

    class Screen(DummyOutput):
        def write(self, data: str) -> None:
            shown.append(data)

    with create_pipe_input() as keyboard:
        keyboard.send_text("2026-Q4\r")
        LineEditor(keyboard, Screen()).read("\x1b[2m1/4\x1b[0m Cycle: ", "", "", {}, None, lambda: None)
    assert "1/4 Cycle: " in "".join(shown)
    assert "^[" not in "".join(shown)


def test_ctrl_c_ends_the_question() -> None:
    with pytest.raises(KeyboardInterrupt):
        typed(f"22{CTRL_C}")


def test_notes_are_kept_for_the_next_run(tmp_path: Path) -> None:
    history = tmp_path / "okr" / "notes"
    typed("27 7 The webinar worked", ".", "22", "b", history=history)
    assert stat.S_IMODE(history.stat().st_mode) == 0o600
    assert typed(UP, history=history) == ["27 7 The webinar worked"]
    assert typed("30 The web\x1b[C", history=history) in (["30 The web"], ["30 The webinar worked"])


def test_a_history_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "okr").write_text("a file")
    assert typed("27 7 It worked", history=tmp_path / "okr" / "notes") == ["27 7 It worked"]


def test_a_control_character_is_shown_and_can_be_removed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Reader:
        """A line editor in which a person pastes a text, and then accepts what stands in the line."""

        def read(self, label: str, foot: str, prefill: str, *rest: object) -> str:
            return prefill.replace("\\u202e", "") if prefill else "22 \u202eabc"

    monkeypatch.setattr(prompts, "is_plain", lambda: False)
    monkeypatch.setattr(prompts, "_editor", Reader)
    assert prompts.ask("> ") == "22 abc"
    assert "22 \\u202eabc: a control character cannot be recorded" in capsys.readouterr().err


# ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_counts_only_where_it_applies() -> None:
    assert key_of("b", [Key.BACK]) is key_of("back", [Key.BACK]) is key_of("B", [Key.BACK]) is Key.BACK
    assert key_of("b", [Key.SKIP]) is key_of("bb", [Key.BACK]) is None


def test_foot_and_help_name_each_key_once() -> None:
    keys = [Key.HELP, Key.BACK, Key.KEEP]
    assert foot_of(keys, {Key.KEEP: "unchanged"}, "value") == "value · . unchanged · b back · ? help"
    assert [line[0] for line in help_lines(keys)] == [".", "b", "?", "C"]


@pytest.mark.parametrize("cells", [20, 40, 60, 99])
def test_a_key_of_the_foot_stays_on_a_line_with_its_word(cells: int) -> None:
    foot = foot_of(tuple(Key), {Key.ALL: "all unchanged", Key.SKIP: "or Enter skip"}, "value note !blocker")
    lines = foot_lines(foot, cells)
    assert [part for line in lines for part in line.split(" · ")] == foot.split(" · ")
    assert all(len(line) <= cells for line in lines)
    assert foot_lines("", cells) == []


def test_help_is_shown_and_the_question_asked_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["?", "27", "b"])
    monkeypatch.setattr(prompts, "ask", lambda question, **options: next(answers))
    assert prompts.answer("> ", [Key.HELP, Key.BACK], help=["27  the value"]) == "27"
    assert "  27  the value\n  b       go back" in capsys.readouterr().err
    assert prompts.answer("> ", [Key.HELP, Key.BACK]) is Key.BACK


# ── Drafts ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def draft(work: Work) -> Draft:
    completed.clear()
    return Draft(work.path, "checkin", "mai", "2026-Q4", "okr checkin")


def test_a_draft_is_private_and_outside_of_the_work_tree(work: Work, draft: Draft) -> None:
    draft.save("text", "1 answer")
    assert draft.path == work.path / ".git" / "okr" / "checkin-2026-Q4-mai.draft"
    assert stat.S_IMODE(draft.path.stat().st_mode) == 0o600
    assert [path.name for path in draft.path.parent.iterdir()] == [draft.path.name]
    assert work.git("status", "--porcelain") == ""


def test_a_draft_stays_until_it_is_written(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    draft.save("text", "2 answers")
    draft.report()
    assert capsys.readouterr().err == "Draft of 2 answers kept. Continue with: okr checkin\n"
    assert draft.text() == "text"
    completed.append("recorded")
    draft.report()
    completed.clear()
    assert draft.text() == ""


@pytest.mark.parametrize(("answer", "text"), [("", "text"), ("y", "text"), ("n", ""), ("no", "")])
def test_a_draft_is_offered_and_goes_when_declined(
    draft: Draft, monkeypatch: pytest.MonkeyPatch, answer: str, text: str
) -> None:
    draft.save("text", "2 answers")
    monkeypatch.setattr(prompts, "ask", lambda question: answer)
    assert draft.offered("2 answers") == text
    assert draft.text() == text


def test_a_draft_that_cannot_be_kept_is_printed(draft: Draft, capsys: pytest.CaptureFixture[str]) -> None:
    assert draft.path is not None
    draft.path.parent.write_text("a file")
    draft.save("what was\nsaid", "2 answers")
    draft.report()
    assert capsys.readouterr().err.endswith("They are:\nwhat was\nsaid\n")


def test_without_git_a_draft_lies_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "plan").mkdir()
    draft = Draft(tmp_path / "plan", "new", "mai", "2026-Q4", "okr new")
    draft.save("text", "1 answer")
    assert draft.path is not None
    assert draft.path.parent.parent == tmp_path / "state" / "okr"
