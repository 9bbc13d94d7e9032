"""The conversation of `okr checkin`: with scripted answers, and once with a real terminal in front of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest

from okrcli.cli.prompts_checkin import CheckinQuestion, converse
from okrcli.errors import RefusedError
from okrcli.model.records import CheckinEntry
from okrcli.model.scalars import parse_number
from tests.conftest import Work
from tests.support.commands import PLAN, TODAY, okr, snapshot
from tests.support.terminal import CTRL_C, Terminal

# ── Scripted answers ──────────────────────────────────────────────────────────────────────────────────────────────


def question(
    name: str,
    last: int | None = 20,
    confidence: int | None = 6,
    *,
    green_from: int = 0,
    one_line: bool = True,
) -> CheckinQuestion:
    """A key result that is green from a value on."""

    def read(typed: str) -> CheckinEntry:
        if typed == "locked":
            raise RefusedError("that is locked", "open it")
        return CheckinEntry(kr=name, value=parse_number(typed) if typed else None)

    return CheckinQuestion(
        name=name,
        heading=name,
        details=("details",),
        value_label="value",
        value_default="" if last is None else str(last),
        read=read,
        unchanged=None if last is None else CheckinEntry(kr=name, value=Decimal(last)),
        confidence=confidence,
        is_green=lambda entry: (entry.value or 0) >= green_from,
        preview=lambda entry: f"{name} {entry.value}",
    )


class Person:
    """Answers from a list, and remembers what was asked and shown. Runs out by Ctrl-C."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str]] = []
        self.shown: list[str] = []

    def ask(self, label: str, default: str) -> str:
        self.asked.append((label.strip(), default))
        if not self.answers:
            raise KeyboardInterrupt
        return self.answers.pop(0)

    def about(self, label: str) -> list[str]:
        """The defaults with which something was asked."""
        return [default for asked, default in self.asked if asked.startswith(label)]


def said(questions: Sequence[CheckinQuestion], *answers: str) -> tuple[list[CheckinEntry], Person]:
    person = Person(*answers)
    entries = converse(questions, person.ask, person.shown.append)
    assert person.answers == [], "not everything was asked"
    return entries, person


def entry(
    name: str, value: int | None, confidence: int | None = 6, note: str | None = None, blocker: str | None = None
) -> CheckinEntry:
    number = None if value is None else Decimal(value)
    return CheckinEntry(kr=name, value=number, confidence=confidence, note=note, blocker=blocker)


A, B, C = question("a"), question("b"), question("c")
OK = ""


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["", "", "", OK], entry("a", 20)),
        (["22", "", "", OK], entry("a", 22)),
        (["22", "7", "It moved", OK], entry("a", 22, 7, "It moved")),
        (["22 7 It moved", OK], entry("a", 22, 7, "It moved")),
        (["22 7", OK], entry("a", 22, 7)),
        (["22 It moved", OK], entry("a", 22, 6, "It moved")),
        (["", "7", "", "y"], entry("a", 20, 7)),
        (["", "", "Nothing new", "yes"], entry("a", 20, 6, "Nothing new")),
        (["x", "1,000", "22", "", "", OK], entry("a", 22)),
        (["22 11 too sure", "22 10 sure", OK], entry("a", 22, 10, "sure")),
        (["22", "eleven", "11", "9", "", OK], entry("a", 22, 9)),
        (["locked", "22", "", "", OK], entry("a", 22)),
    ],
)
def test_one_key_result(answers: list[str], expected: CheckinEntry) -> None:
    entries, _ = said([A], *answers)
    assert entries == [expected]


def test_what_is_wrong_is_said_with_what_to_write() -> None:
    _, person = said([A], "1,000", "locked", "22", "", "", OK)
    assert any("`1,000` is not a plain number: write 1000 or 1" in line for line in person.shown)
    assert "  that is locked: open it" in person.shown


def test_a_bug_is_not_taken_for_an_answer() -> None:
    def broken(typed: str) -> CheckinEntry:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        said(
            [CheckinQuestion(**{name: getattr(A, name) for name in CheckinQuestion.__slots__} | {"read": broken})], "22"
        )


def test_enter_with_nothing_to_keep_records_nothing() -> None:
    entries, person = said([question("a", None, None)], "", "", "")
    assert entries == []
    assert person.shown[-1] == "nothing to record"


def test_a_note_alone_is_an_entry() -> None:
    assert said([question("a", None, None)], "", "", "On holiday", OK)[0] == [entry("a", None, None, "On holiday")]


def test_milestones_take_no_second_word() -> None:
    with pytest.raises(KeyboardInterrupt):
        said([question("a", one_line=False)], "22 7")


# ── The blocker ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("green_from", "answers", "is_asked"),
    [
        (0, ["22", "6", ""], False),
        (0, ["22", "7", ""], False),
        (0, ["22", "5", ""], True),
        (0, ["22 5"], True),
        (0, ["22 6 fine"], False),
        (30, ["22", "6", ""], True),
        (30, ["30", "6", ""], False),
    ],
)
def test_a_blocker_is_asked_for_when_it_looks_worse(green_from: int, answers: list[str], is_asked: bool) -> None:
    answer = ["No budget"] if is_asked else []
    entries, _ = said([question("a", green_from=green_from)], *answers, *answer, OK)
    assert [found.blocker for found in entries] == [next(iter(answer), None)]


def test_a_first_confidence_is_no_drop() -> None:
    _, person = said([question("a", confidence=None)], "22", "3", "", OK)
    assert person.about("what blocks you") == []


# ── Moving through it ─────────────────────────────────────────────────────────────────────────────────────────────


def test_skip_leaves_one_out() -> None:
    assert said([A, B], "s", "22 7", OK)[0] == [entry("b", 22, 7)]
    assert said([A, B], "22", "S", "22 7", OK)[0] == [entry("b", 22, 7)]


def test_back_asks_again_with_what_was_said() -> None:
    entries, person = said([A, B], "22 7 One", "b", "23", "", "", "24 8", OK)
    assert entries == [entry("a", 23, 7, "One"), entry("b", 24, 8)]
    assert person.about("value")[2] == "22"
    assert "  so far: a 22" in person.shown


def test_back_at_the_first_one_stays_there() -> None:
    entries, person = said([A], "b", "22 7", OK)
    assert entries == [entry("a", 22, 7)]
    assert "  this is the first question" in person.shown


def test_back_leads_one_question_back_and_keeps_what_was_said() -> None:
    assert said([A, B], "22 7", "23", "b", "b", "24 7", "25 8", OK)[0] == [entry("a", 24, 7), entry("b", 25, 8)]
    assert said([A], "22", "b", "", "6", "", OK)[0] == [entry("a", 22, 6)]
    assert said([A], "22", "6", "b", "8", "", OK)[0] == [entry("a", 22, 8)]


def test_q_ends_the_questions_and_keeps_the_answers() -> None:
    assert said([A, B, C], "22 7", "q", OK)[0] == [entry("a", 22, 7)]
    assert said([A, B], "22", "6", "q", OK)[0] == [entry("a", 22, 6)]


def test_going_back_to_the_one_before_keeps_what_was_begun() -> None:
    assert said([A, B], "22 7", "23", "b", "b", "", "", "", "", "8", "", OK)[0] == [
        entry("a", 22, 7),
        entry("b", 23, 8),
    ]


def test_declining_says_that_nothing_was_written() -> None:
    entries, person = said([A], "22 7", "q")
    assert entries == []
    assert person.shown[-1] == "nothing was written"


def test_skipping_takes_an_answer_back() -> None:
    assert said([A, B], "22 7", "b", "s", "24 8", OK)[0] == [entry("b", 24, 8)]


def test_the_review_shows_all_of_it() -> None:
    _, person = said([A, B, C], "22 7", "s", "24 8", OK)
    assert person.shown[-3:] == ["To be recorded:", "  1  a 22", "  3  c 24"]


def test_a_number_in_the_review_changes_that_one_alone() -> None:
    entries, person = said([A, B, C], "22 7", "23 7", "24 7", "1", "25 8", OK)
    assert entries == [entry("a", 25, 8), entry("b", 23, 7), entry("c", 24, 7)]
    assert len(person.about("Write?")) == 2


def test_enter_keeps_everything_that_was_said_before() -> None:
    low = question("a", green_from=100)
    entries, person = said([low], "22", "4", "Slow", "No budget", "1", "", "", "", "", OK)
    assert entries == [entry("a", 22, 4, "Slow", "No budget")]
    assert [person.about(label)[-1] for label in ("value", "confidence", "note", "what")] == [
        "22",
        "4",
        "Slow",
        "No budget",
    ]


def test_a_quick_value_keeps_the_confidence_that_was_said() -> None:
    assert said([A], "22", "8", "", "1", "23 Better", OK)[0] == [entry("a", 23, 8, "Better")]


@pytest.mark.parametrize("answer", ["n", "no", "q", "N"])
def test_a_no_writes_nothing(answer: str) -> None:
    assert said([A], "22 7", answer)[0] == []


def test_the_review_asks_until_it_understands() -> None:
    entries, person = said([A, B], "22 7", "23 7", "0", "3", "what?", "b", "24 7", OK)
    assert entries == [entry("a", 22, 7), entry("b", 24, 7)]
    assert person.shown.count("  write Enter, n, or a number from 1 to 2") == 3


def test_skipping_everything_records_nothing() -> None:
    assert said([A, B], "s", "s")[0] == []


@pytest.mark.parametrize("count", range(6))
def test_ctrl_c_goes_through_at_any_question(count: int) -> None:
    person = Person(*["22", "4", "Slow", "No budget", "1", ""][:count])
    with pytest.raises(KeyboardInterrupt):
        converse([question("a", green_from=100)], person.ask, person.shown.append)


# ── A real terminal ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def planned(work: Work, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """A repository with a plan in which mai has five key results."""
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    work.commit("plan", okrs_yaml=PLAN)
    yield work


def test_a_whole_session_is_one_commit_with_one_new_file(planned: Work) -> None:
    old = planned.files()
    terminal = Terminal(planned.path, "checkin")
    terminal.expect("mai, 2026-11-16 · 5 key results")
    for label, answers in (
        ("1 of 5", ("27 7 The webinar worked",)),
        ("how many more?", ("12", "6", "", "")),
        ("3 of 5", ("s",)),
        ("now done (beta, public)", ("beta", "5", "Out!")),
        ("done? y or n", ("y", "9", "")),
    ):
        terminal.expect(label)
        for answer in answers:
            terminal.expect(": ")
            terminal.type(answer)
    terminal.expect("To be recorded:")
    terminal.expect("demand/mql 20 → 27 of 30 MQL (70%), confidence 7")
    terminal.expect("Write?")
    terminal.type("")
    assert terminal.end() == 0
    assert "checked in 4 key results of 2026-Q4" in terminal.seen
    assert len(planned.log()) == 3
    (new,) = planned.paths_of("HEAD")
    assert {path: content for path, content in planned.files().items() if path != new} == old
    assert new.startswith("okrs/2026-Q4/checkins/mai/2026-11-16-")
    assert planned.git("status", "--porcelain") == ""
    assert okr(planned.path, "validate", "--strict").code == 0


@pytest.mark.parametrize("answers", [(), ("22 7", "", "5"), ("22 7", "", "s", "s", "s", "s")])
def test_ctrl_c_leaves_every_byte_alone(planned: Work, answers: tuple[str, ...]) -> None:
    before = snapshot(planned.path)
    terminal = Terminal(planned.path, "checkin")
    terminal.expect("1 of 5")
    for answer in answers:
        terminal.expect(": ")
        terminal.type(answer)
    terminal.expect(": ")
    terminal.type(CTRL_C)
    assert terminal.end() == 130
    assert "interrupted, nothing was written" in terminal.seen
    assert "Traceback" not in terminal.seen
    assert snapshot(planned.path) == before


def test_an_arrow_key_does_not_cost_the_session(planned: Work) -> None:
    terminal = Terminal(planned.path, "checkin")
    terminal.expect("1 of 5")
    terminal.type("\x1b[A22 7")
    terminal.expect("what blocks you")
    terminal.type(CTRL_C)
    assert terminal.end() == 130


def test_a_second_check_in_of_the_day_is_previewed_as_it_will_be(planned: Work) -> None:
    assert okr(planned.path, "checkin", "mql", "22", "--no-commit").code == 0
    terminal = Terminal(planned.path, "checkin")
    for number in range(1, 5):
        terminal.expect(f"{number} of 5")
        terminal.type("s")
    terminal.expect("value MQL [22]: ")
    terminal.type("27 7")
    terminal.expect("demand/mql 22 → 27 of 30 MQL (70%), confidence 7")
    terminal.type(CTRL_C)
    assert terminal.end() == 130


def test_correcting_an_amount_previews_the_sum_without_the_mistake(planned: Work) -> None:
    assert okr(planned.path, "checkin", "calls", "30", "-c", "6").code == 0
    terminal = Terminal(planned.path, "checkin", "--correct")
    terminal.expect("1 of 1")
    terminal.expect("(30 of 50 so far)")
    terminal.type("3 6 One zero too many")
    terminal.expect("what blocks you, Enter for nothing: ")
    terminal.type("")
    terminal.expect("demand/calls 30 → 3 of 50")
    terminal.expect("Write?")
    terminal.type("")
    assert terminal.end() == 0
    assert '"current": 3,' in okr(planned.path, "show", "calls", "--json").out


@pytest.mark.parametrize(("words", "environment"), [(("--no-input", "checkin"), {}), (("checkin",), {"CI": "true"})])
def test_nobody_is_asked_who_does_not_want_to_be(
    planned: Work, words: tuple[str, ...], environment: dict[str, str]
) -> None:
    terminal = Terminal(planned.path, *words, **environment)
    assert terminal.end() == 2
    assert "There is no terminal to ask at" in terminal.seen


def test_init_asks_four_questions_at_a_terminal(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.delenv("CI", raising=False)
    terminal = Terminal(empty_work.path, "init")
    for label, answer in (
        ("Cycle [2026-Q4]: ", "autumn"),
        ("Cycle [2026-Q4]: ", ""),
        ("Your id [mai]: ", "Mai Tran"),
        ("Your id [mai]: ", "linh"),
        ("Your name [Mai]: ", "\x1b[31mLinh"),
        ("Your name [Mai]: ", "Linh"),
        ("Your team (Enter for none): ", ""),
    ):
        terminal.expect(label)
        terminal.type(answer)
    assert terminal.end() == 0, terminal.seen
    assert "name: Linh\n" in (empty_work.path / "okrs.yaml").read_text()
    assert okr(empty_work.path, "validate", "--strict").code == 0
