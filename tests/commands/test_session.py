"""The conversation of `okr checkin`: with answers from a list, and with a real terminal in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrcli.cli import context
from okrcli.cli.checkin_questions import Question
from okrcli.cli.conversation import prompts
from okrcli.errors import completed
from okrcli.workspace.file_loader import read_file
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, Answer, okr, snapshot
from tests.support.terminal import CTRL_C, Terminal

# ── Answers from a list ───────────────────────────────────────────────────────────────────────────────────────────


class Session:
    """`okr checkin` with answers from a list, in the order mql, calls, nps, launch, soc2. Runs out by Ctrl-C."""

    def __init__(self, work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
        self.work = work
        self.prefilled: list[str] = []
        self.answers: Iterator[str] = iter(())
        monkeypatch.setattr(prompts, "ask", self._ask)
        real = context.invocation
        monkeypatch.setattr(context, "invocation", lambda ctx: real(ctx)._replace(may_ask=True))

    def _ask(self, question: str, *, prefill: str = "", **options: Any) -> str:
        self.prefilled.append(prefill)
        answer = next(self.answers, None)
        if answer is None:
            raise KeyboardInterrupt
        return prefill if answer == "⏎" else answer

    def __call__(self, *answers: str, words: tuple[str, ...] = ()) -> Answer:
        """Run it with these answers; `⏎` keeps what stands in the line."""
        self.answers = iter(answers)
        completed.clear()
        answer = okr(self.work.path, "checkin", *words)
        assert next(self.answers, None) is None, "not everything was asked"
        return answer

    def recorded(self, *answers: str, words: tuple[str, ...] = ()) -> dict[str, tuple[object, ...]]:
        """Value or done, confidence, note and blocker of each entry that is written."""
        before = self.files()
        answer = self(*answers, words=words)
        assert answer.code == 0, answer.err
        entries: dict[str, tuple[object, ...]] = {}
        for path in self.files() - before:
            record: Any = read_file(path.read_bytes(), path.as_posix()).record
            for entry in record.checkins:
                first = entry.done if entry.value is None else int(entry.value)
                entries[entry.kr.partition("/")[2]] = (first, entry.confidence, entry.note, entry.blocker)
        return entries

    def files(self) -> set[Path]:
        """The check-in files."""
        return set(self.work.path.glob("okrs/*/checkins/*/*.yaml"))

    @property
    def draft(self) -> Path:
        """The draft of mai."""
        return self.work.path / ".git" / "okr" / "checkin-2026-Q4-mai.draft"


@pytest.fixture
def planned(work: Work, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """A repository with a plan in which mai has five key results."""
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    work.commit("plan", okrs_yaml=PLAN)
    yield work


@pytest.fixture
def session(planned: Work, monkeypatch: pytest.MonkeyPatch) -> Session:
    return Session(planned, monkeypatch)


WRITE = ""


def test_one_line_answers_a_key_result(session: Session) -> None:
    entries = session.recorded("22 7 It moved", "4 8", "s", "beta 5 Out!", "y 9 !no auditor", WRITE)
    assert entries == {
        "mql": (22, 7, "It moved", None),
        "calls": (4, 8, None, None),
        "launch": (("beta",), 5, "Out!", None),
        "soc2": (True, 9, None, "no auditor"),
    }
    assert len(session.work.log()) == 3
    assert not session.draft.exists()


def test_a_point_keeps_value_confidence_and_blocker(session: Session) -> None:
    session.recorded("22 7 It moved !no budget", "q", WRITE)
    assert session.recorded("s", "s", "s", "s", ".", WRITE) == {"mql": (22, 7, None, "no budget")}
    assert session.recorded("s", "s", "s", "s", "23", WRITE) == {"mql": (23, 7, None, "no budget")}
    answer = session("s", "s", "s", "s", ". !-", WRITE)
    assert "no longer blocked" in answer.err
    assert session.recorded("s", "s", "s", "s", ".", WRITE) == {"mql": (23, 7, None, None)}


def test_all_that_have_a_value_stay_unchanged(session: Session) -> None:
    session.recorded("22 7", "4 8", "q", WRITE)
    answer = session("a", WRITE)
    assert "skipped, because they have no value yet: demand/nps, launch, calls" in answer.err
    assert "Recorded demand/mql 22 MQL unchanged (20 %), confidence 7" in answer.out


def test_back_and_skip_and_a_number_in_the_review_change_an_answer(session: Session) -> None:
    entries = session.recorded("22", "b", "⏎", "4", "s", "s", "s", "2", "5 6", "1", "s", WRITE)
    assert entries == {"calls": (5, 6, None, None)}
    assert session.prefilled[2] == "22"


def test_back_at_the_first_one_stays_there(session: Session) -> None:
    assert "this is the first one" in session("b", "22", "q", WRITE).err


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("abc", "`abc` is not a plain number"),
        ("22 11", "confidence is a whole number from 0 to 10"),
        ("22 %", "`%` does not fit: the unit is `MQL`"),
        (".", "there is no earlier value to keep"),
        ("b2", "`b2` is not a plain number"),
    ],
)
def test_a_line_that_is_refused_can_be_changed(session: Session, line: str, sentence: str) -> None:
    answer = session(line, "22", "q", WRITE)
    assert sentence in answer.err
    assert "20 → 22 of 30 MQL" in answer.out


def test_a_value_far_away_is_doubted_at_once_and_in_the_review(session: Session) -> None:
    answer = session("410", "q", WRITE)
    assert answer.err.count("410 is far beyond the target of 30. A typo? Type b to change it.") == 1
    assert answer.err.count("410 is far beyond the target of 30. A typo? Type 1.") == 1


def test_a_minus_is_a_change_and_where_values_lie_below_zero_that_is_told(session: Session) -> None:
    session.work.commit("plan", okrs_yaml=PLAN.replace("start: 20", "start: -20"))
    answer = session("-3", "b", "=-3", "q", WRITE)
    assert "-3 is a change. For the value type =-3." in answer.err
    assert "-20 → -3 of 30 MQL" in answer.out


def test_wins_come_from_the_review_and_go_into_the_chat(session: Session) -> None:
    answer = session("n", "22 7", "q", "w", "A first customer", WRITE)
    assert answer.out.splitlines()[-5:] == [
        "  mai checked in 1 key result of 2026-Q4 (2026-11-16)",
        "  - Grow inbound MQLs: 20 → 22 of 30 MQL (20 %), confidence 7",
        "  - win: A first customer",
        "",
        "Undo: okr undo",
    ]


def test_skipping_everything_records_nothing(session: Session) -> None:
    answer = session("s", "", "s", "", "s")
    assert "nothing to record" in answer.err
    assert session.files() == set()


def test_help_names_the_grammar_and_the_keys(session: Session) -> None:
    answer = session("?", "22", "q", "?", WRITE)
    for text in ("27 !no server", "a       all that follow are unchanged", "w       add a win"):
        assert text in answer.err


# ── The draft ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_kept_and_offered_and_goes_when_it_is_written(session: Session) -> None:
    before = session.work.state()
    stopped = session("22 7 It moved", "+4")
    assert stopped.code == 130
    assert "Draft of 2 answers kept. Continue with: okr checkin\n" in stopped.err
    assert session.work.state() == before
    assert okr(session.work.path, "checkin", "soc2", "y").code == 0  # nothing else reads it
    entries = session.recorded("", "q", WRITE)
    assert entries == {"mql": (22, 7, "It moved", None), "calls": (4, None, None, None)}
    assert not session.draft.exists()


def test_ctrl_c_right_after_enter_loses_no_answer(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    real, interruptions = Question.answer, [KeyboardInterrupt]

    def interrupted(question: Question, line: str) -> Any:
        if interruptions:
            raise interruptions.pop()
        return real(question, line)

    monkeypatch.setattr(Question, "answer", interrupted)
    stopped = session("22 7 It moved")
    assert stopped.code == 130
    assert "Draft of 1 answer kept" in stopped.err
    assert session.recorded("y", "q", WRITE) == {"mql": (22, 7, "It moved", None)}


def test_a_draft_that_is_declined_goes(session: Session) -> None:
    session("22 7")
    assert session.recorded("n", "23", "q", WRITE) == {"mql": (23, None, None, None)}


def test_a_draft_can_be_left_from_the_review(session: Session) -> None:
    answer = session("22 7", "q", "q")
    assert (answer.code, answer.out) == (0, "")
    assert "Draft of 1 answer kept" in answer.err
    assert session.draft.exists()


def test_a_hook_that_refuses_costs_no_answer(session: Session) -> None:
    session.work.hook("pre-commit", "exit 1")
    answer = session("22 7", "q", WRITE)
    assert answer.code == 3
    assert "Draft of 1 answer kept. Continue with: okr checkin" in answer.err
    session.work.hook("pre-commit", "exit 0")
    assert session.recorded("y", "q", WRITE) == {"mql": (22, 7, None, None)}


def test_a_line_of_a_draft_that_does_not_fit_any_more_is_shown(session: Session) -> None:
    session("22 MQL 7", "4")
    session.work.commit("plan", okrs_yaml=PLAN.replace("target: 50, aggregate: sum", "done: false"))
    answer = session("y", "q", WRITE)
    assert "2026-Q4/demand/calls: 4: `demand/calls` is done or not" in answer.err
    assert "20 → 22 of 30 MQL" in answer.out


@pytest.mark.parametrize("content", ["", "{", "[]", '{"lines": 3, "wins": []}'])
def test_a_draft_that_cannot_be_read_is_no_draft(session: Session, content: str) -> None:
    session.draft.parent.mkdir()
    session.draft.write_text(content)
    assert session.recorded("22", "q", WRITE) == {"mql": (22, None, None, None)}


def test_a_conversation_about_some_key_results_has_a_draft_of_its_own(session: Session) -> None:
    session("22 7")
    answer = session("9", words=("calls", "soc2"))
    assert "Continue with: okr checkin calls soc2" in answer.err
    assert session.recorded("y", "s", "s", "s", "s", WRITE) == {"mql": (22, 7, None, None)}


# ── The editor ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_lines_can_be_written_in_the_editor(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "sed -i 's/^mql:.*/mql: 22 7 Dòng một/; s/^soc2:/soc2: y/; s/^calls:/calls: x/'"
    monkeypatch.setenv("OKR_EDITOR", script)
    answer = session("21", "e", "n", WRITE)
    assert "calls: `x` is not a plain number" in answer.err
    assert "Recorded demand/mql 20 → 22 of 30 MQL (20 %), confidence 7" in answer.out
    assert "Recorded demand/soc2 done" in answer.out


def test_an_editor_that_fails_costs_no_answer(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_EDITOR", "false")
    answer = session("22", "e", WRITE)
    assert "ended with 1" in answer.err
    assert "20 → 22 of 30 MQL" in answer.out


# ── A real terminal ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_session_is_one_commit_with_one_new_file(planned: Work) -> None:
    old = planned.files()
    terminal = Terminal(planned.path, "checkin")
    terminal.expect("mai, 2026-11-16 · 5 key results")
    for label, answer in (
        ("1/5", "27 7 The webinar worked"),
        ("2/5", "12 6"),
        ("3/5", "s"),
        ("4/5", "beta 5 Out!"),
        ("5/5", "y 9"),
    ):
        terminal.expect(label)
        terminal.expect("> ")
        terminal.type(answer)
    terminal.expect("Review")
    terminal.expect("20 → 27 of 30 MQL")
    terminal.expect("Write? [Enter]")
    terminal.type("")
    assert terminal.end() == 0
    assert "checked in 4 key results of 2026-Q4" in terminal.seen
    assert len(planned.log()) == 3
    (new,) = planned.paths_of("HEAD")
    assert {path: content for path, content in planned.files().items() if path != new} == old
    assert new.startswith("okrs/2026-Q4/checkins/mai/2026-11-16-")
    assert planned.git("status", "--porcelain") == ""
    assert okr(planned.path, "validate", "--strict").code == 0


@pytest.mark.parametrize("answers", [(), ("22 7", "s", "s", "s", "s")])
def test_ctrl_c_leaves_every_byte_of_the_work_tree_alone(planned: Work, answers: tuple[str, ...]) -> None:
    before = snapshot(planned.path)
    terminal = Terminal(planned.path, "checkin")
    terminal.expect("1/5")
    for answer in answers:
        terminal.expect("> ")
        terminal.type(answer)
    terminal.expect("Write?" if answers else "> ")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert "interrupted, nothing was written" in terminal.seen
    assert "Traceback" not in terminal.seen
    after = snapshot(planned.path)
    assert {path: text for path, text in after.items() if not path.startswith(".git/okr/")} == before
    assert (".git/okr/checkin-2026-Q4-mai.draft" in after) == bool(answers)


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("chờ máy chủ mới 服务器延迟\x7f\x7f", "chờ máy chủ mới 服务器"),
        ("ที่สั่ง\x7f\x7f", "ที่สั"),
        ("orked\x1b[D\x1b[D\x1b[D\x1b[D\x1b[DW", "Worked"),
        ("\x1b[200~we shipped the\n12 fixes\x1b[201~", "we shipped the 12 fixes"),
    ],
)
def test_the_line_editor_of_a_terminal_records_what_it_shows(planned: Work, typed: str, note: str) -> None:
    terminal = Terminal(planned.path, "checkin", "mql", OKR_FLAT="")
    terminal.expect("1/1")
    terminal.expect("\x1b[?2004h")
    terminal.type(f"22 7 {typed}")
    terminal.expect(f"“{note}”")
    terminal.expect("\x1b[?2004h")
    terminal.type("")
    assert terminal.end() == 0, terminal.seen
    (path,) = (path for path in planned.paths_of("HEAD"))
    record: Any = read_file((planned.path / path).read_bytes(), path).record
    assert [(entry.value, entry.confidence, entry.note) for entry in record.checkins] == [(Decimal(22), 7, note)]


def test_an_arrow_key_does_not_cost_the_session(planned: Work) -> None:
    terminal = Terminal(planned.path, "checkin")
    terminal.expect("1/5")
    terminal.type("\x1b[A22 7")
    terminal.expect("20 → 22 of 30 MQL")
    terminal.type(CTRL_C)
    assert terminal.end() == 130


def test_a_second_check_in_of_the_day_is_previewed_as_it_will_be(session: Session) -> None:
    assert okr(session.work.path, "checkin", "mql", "22", "--no-commit").code == 0
    assert "22 → 27 of 30 MQL" in session("s", "s", "s", "s", "27 7").err


def test_correcting_an_amount_previews_the_sum_without_the_mistake(session: Session) -> None:
    assert okr(session.work.path, "checkin", "calls", "30", "-c", "6").code == 0
    answer = session("3 6 One zero too many", WRITE, words=("--correct",))
    assert "30 → 3 of 50" in answer.err
    assert '"current": 3,' in okr(session.work.path, "show", "calls", "--json").out


@pytest.mark.parametrize(("words", "environment"), [(("--no-input", "checkin"), {}), (("checkin",), {"CI": "true"})])
def test_nobody_is_asked_who_does_not_want_to_be(
    planned: Work, words: tuple[str, ...], environment: dict[str, str]
) -> None:
    terminal = Terminal(planned.path, *words, **environment)
    assert terminal.end() == 2
    assert "there is no terminal for questions" in terminal.seen


def test_init_asks_four_questions_at_a_terminal(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("CI", raising=False)
    terminal = Terminal(empty_work.path, "init")
    for label, answer in (
        ("Cycle [2026-Q4]: ", "autumn"),
        ("Cycle [2026-Q4]: ", ""),
        ("Your id [mai]: ", "Mai Tran"),
        ("Your id [mai]: ", "linh"),
        ("Your name [Mai]: ", "b"),
        ("Your id [linh]: ", "."),
        ("Your name [Mai]: ", "Linh"),
        ("Your team (Enter for none): ", ""),
    ):
        terminal.expect(label)
        terminal.type(answer)
    assert terminal.end() == 0, terminal.seen
    assert "name: Linh\n" in (empty_work.path / "okrs.yaml").read_text()
    assert okr(empty_work.path, "validate", "--strict").code == 0
