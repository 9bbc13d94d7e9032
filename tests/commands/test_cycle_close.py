"""`okr cycle close`: grades are proposed and decisions are not; by options, by a sheet, in a conversation."""

from __future__ import annotations

import re
import shlex
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from okrcli.cli import closing_conversation, context
from okrcli.cli.conversation import prompts
from okrcli.edit import closing_words, grades
from okrcli.edit.contradictions import contradictions
from okrcli.edit.grades import items_of
from okrcli.errors import completed
from okrcli.model.number_format import score_text
from okrcli.model.plan import Plan, Ref
from okrcli.model.records import Decision, OwnScore
from okrcli.workspace.sources import WorkingTree
from okrcli.workspace.workspace import load
from tests.conftest import Work
from tests.support.commands import Answer, okr, write
from tests.support.plans import KR, one
from tests.support.terminal import CTRL_C, Terminal

ROOT = """\
cycles:
  - id: 2026-Q4           # the last one
    state: active
people: [{id: mai, email: mai@example.com}]
"""
PLAN = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: เปิดช่องทาง
    key_results:
      # the number we watch
      - id: mql
        title: Grow inbound MQLs
        start: 20
        target: 30      # agreed
        unit: MQL
        checkins: [{date: 2026-12-30, value: 25}]
      - {id: nps, title: NPS, target: 60, checkins: [{date: 2026-12-30, value: 60}]}

  - id: promise
    title: Nobody waits
    type: committed
    key_results: [{id: wait, title: Wait, start: 5, target: 0, checkins: [{date: 2026-12-30, value: 1}]}]
  - id: off
    title: Off
    state: cancelled
    since: 2026-11-01
    reason: No time
    key_results: [{id: x, title: X, target: 5}]
"""
FILES = {"okrs.yaml": ROOT, "okrs/2026-Q4/plan.yaml": PLAN}
ALL = ("demand", "mql", "nps", "promise", "wait")
DECIDED = [word for name in ALL for word in ("--decide", f"{name}=carry_forward")]


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-12-31")
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def ended(work: Work) -> Work:
    (work.path / "okrs/plan.yaml").unlink()
    write(work.path, FILES)
    work.commit("start")
    return work


def close(work: Work, *words: str, given: str = "") -> Answer:
    return okr(work.path, "cycle", "close", *words, given=given.encode())


def plan_of(folder: Path) -> Plan:
    return load(WorkingTree(folder), date(2026, 12, 31), "2026-Q4").plan


def score_of(folder: Path, name: str) -> OwnScore | None:
    return plan_of(folder).key_result(Ref("2026-Q4", *name.split("/"))).score


# ── By options ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_everything_is_written_in_one_commit(ended: Work) -> None:
    before = ended.head()
    answer = close(ended, "--yes", *DECIDED, "--learned", "mql=One channel is not enough", "--answer", "4=Start early")
    assert answer.code == 0, answer.err
    assert answer.out.startswith("Closed 2026-Q4 with 5 decisions\n")
    assert "  aspirational: 0.75 on average, 1 achieved\n" in answer.out
    assert "  committed: 1 missed\n" in answer.out
    assert ended.git("rev-parse", "HEAD~1").strip() == before
    assert ended.log()[0] == "okr cycle close: 2026-Q4 with 5 decisions"
    plan = plan_of(ended.path)
    assert plan.cycles["2026-Q4"].state == "closed"
    assert [one.answer for one in plan.cycles["2026-Q4"].declared.retrospective] == ["Start early"]
    assert plan.key_result(Ref("2026-Q4", "demand", "mql")).decision == "carry_forward"
    assert score_of(ended.path, "demand/mql") == OwnScore(
        accepted=Decimal("0.50"), learnings="One channel is not enough"
    )


def test_only_the_lines_that_are_meant_change(ended: Work) -> None:
    close(ended, "--yes", *DECIDED)
    lines = [line for line in ended.git("show", "--format=", "-U0").splitlines() if re.match(r"[+-][^+-]", line)]
    assert [line for line in lines if line.startswith("-")] == [
        "-    state: active",
        "-      - {id: nps, title: NPS, target: 60, checkins: [{date: 2026-12-30, value: 60}]}",
        "-    key_results: [{id: wait, title: Wait, start: 5, target: 0, checkins: [{date: 2026-12-30, value: 1}]}]",
    ]


def test_undo_opens_the_cycle_again(ended: Work) -> None:
    before = ended.files()
    close(ended, "--yes", *DECIDED)
    assert okr(ended.path, "undo").code == 0
    assert ended.files() == before


def test_without_a_terminal_all_that_is_missing_is_listed_and_nothing_written(ended: Work) -> None:
    before = ended.state()
    answer = close(ended)
    assert answer.code == 2
    assert "demand: its grade (computed 0.75) and a decision (suggested: achieved)" in answer.err
    assert "demand/mql: its grade (computed 0.50) and a decision (suggested: carry_forward)" in answer.err
    assert "okr cycle close 2026-Q4 --prepare > closing.yaml" in answer.err
    assert "off" not in answer.err
    assert ended.state() == before


def test_yes_takes_grades_and_never_decisions(ended: Work) -> None:
    answer = close(ended, "--yes", *DECIDED[2:])
    assert answer.code == 2
    assert "demand: a decision (suggested: achieved)" in answer.err
    assert "its grade" not in answer.err


def test_another_grade_needs_a_reason_and_both_stay(ended: Work) -> None:
    answer = close(ended, "--yes", *DECIDED, "--score", "mql=0.7")
    assert answer.code == 2
    assert "demand/mql: a reason why it is 0.7 and not 0.50" in answer.err
    answer = close(ended, "--yes", *DECIDED, "--score", "mql=0.7", "--reason", "The tool was down")
    assert answer.code == 0, answer.err
    assert "demand/mql graded 0.7, computed 0.50: The tool was down" in answer.out
    assert score_of(ended.path, "demand/mql") == OwnScore(override=Decimal("0.7"), reason="The tool was down")
    assert "0.85 on average" in answer.out


def test_the_computed_grade_given_by_hand_is_no_override(ended: Work) -> None:
    close(ended, "--yes", *DECIDED, "--score", "mql=0.5", "--score", "wait=0.80")
    assert score_of(ended.path, "demand/mql") == OwnScore(accepted=Decimal("0.50"))
    assert score_of(ended.path, "promise/wait") == OwnScore(accepted=Decimal("0.80"))


def test_a_closed_cycle_can_be_amended(ended: Work) -> None:
    close(ended, "--yes", *DECIDED, "--score", "mql=0.7", "--reason", "The tool was down")
    answer = close(ended, "2026-Q4", "--decide", "mql=abandon", "--score", "mql=0.5", "--answer", "1=It went well")
    assert answer.code == 0, answer.err
    assert answer.out.startswith("Amended 2026-Q4 with 1 decision\n")
    key_result = plan_of(ended.path).key_result(Ref("2026-Q4", "demand", "mql"))
    assert (key_result.decision, key_result.score) == ("abandon", OwnScore(accepted=Decimal("0.50")))
    assert close(ended, "2026-Q4").out.startswith("nothing to do: 2026-Q4\n")


def test_an_answer_replaces_the_one_before(ended: Work) -> None:
    close(ended, "--yes", *DECIDED, "--answer", "1=First", "--answer", "2=Other")
    close(ended, "2026-Q4", "--answer", "1=Second")
    answers = plan_of(ended.path).cycles["2026-Q4"].declared.retrospective
    assert [one.answer for one in answers] == ["Second", "Other"]
    assert (ended.path / "okrs.yaml").read_text("utf-8").startswith(ROOT.split("    state")[0])


def test_a_cycle_that_is_not_listed_gets_an_entry(ended: Work) -> None:
    ended.commit(okrs_yaml="people: [{id: mai, email: mai@example.com}]\n")
    assert close(ended, "--yes", *DECIDED).code == 0
    assert "cycles:\n  - id: 2026-Q4\n    state: closed\n" in (ended.path / "okrs.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("2026-Q3",), 3, "there is no cycle `2026-Q3`"),
        (("--decide", "mql=carry"), 2, "`carry` is not a decision"),
        (("--decide", "mql"), 2, "--decide `mql` is not of the form ID=…"),
        (("--decide", "mql=defer", "--decide", "mql=achieved"), 2, "--decide names `mql` twice"),
        (("--decide", "mqll=defer"), 3, "there is no `mqll` in 2026-Q4"),
        (("--decide", "demand/mql=defer", "--decide", "mql=defer"), 2, "twice: `demand/mql` and `mql`"),
        (("--learned", "mql=a", "--learned", "2026-Q4/demand/mql=b"), 2, "--learned names demand/mql twice"),
        (("--explain", "wait=a", "--explain", "promise/wait=b"), 2, "--explain names promise/wait twice"),
        (("--score", "mql=0.5", "--score", "demand/mql=0.5"), 2, "--score names demand/mql twice"),
        (("--answer", "1=a", "--answer", "01=b"), 2, "--answer answers question 1 twice"),
        (("--score", "mql=80"), 2, "write 0.8, or 80 %"),
        (("--decide", "x=modify"), 2, "demand: a decision"),
        (("--score", "mql=2"), 2, "--score mql: a grade is a number from 0 to 1"),
        (("--score", "mql=x"), 2, "--score mql: "),
        (("--score", "x=0.5", "--reason", "y"), 3, "off/x has no grade: it is cancelled"),
        (("--answer", "9=x"), 2, "there is no question `9`"),
        (("--answer", "one=x"), 2, "there is no question `one`"),
        (("--reason", "x"), 2, "--reason says why a grade is not the computed one"),
        (("--with", "nowhere.yaml"), 3, "nowhere.yaml: no such file or directory"),
        (("--with", "."), 3, ".: is a directory"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    ended: Work, words: tuple[str, ...], code: int, said: str
) -> None:
    before = ended.state()
    answer = close(ended, "--yes", *words)
    assert answer.code == code
    assert said in answer.err
    assert ended.state() == before


def test_it_is_too_early_before_the_last_sixth(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-12-10")
    assert "2026-Q4 runs until 2026-12-31: it is too early to close it" in close(ended, "2026-Q4", "--yes").err
    assert "no cycle is to be closed now" in close(ended).err
    monkeypatch.setenv("OKR_TODAY", "2026-12-17")
    assert close(ended, "--yes", *DECIDED).code == 0


def test_a_broken_file_of_the_cycle_stops_it(ended: Work) -> None:
    ended.write("okrs/2026-Q4/more.yaml", "cycle: 2026-Q4\nobjectives: [{id: y, titel: Y}]\n")
    assert "okrs/2026-Q4/more.yaml:2:22: unknown field `titel`" in close(ended, "2026-Q4", "--yes", *DECIDED).err


def test_a_waiver_of_a_closed_cycle_stays_as_it_is(ended: Work) -> None:
    waiver = "# okr: ignore[OKR511] They answer in December"
    asked = f"    depends_on:\n      - {{to: promise, need: x}}   {waiver}\n    key_results:"
    ended.write("okrs/2026-Q4/plan.yaml", PLAN.replace("    key_results:", asked, 1))
    ended.commit("a waiver")
    said = ["--explain", "promise=We began too late"]
    answer = close(ended, "--yes", *DECIDED, *said)
    assert (answer.code, answer.err) == (0, "")
    assert okr(ended.path, "validate", "--strict").code == 0


def test_a_decision_that_is_made_up_for_is_no_finding_of_the_audit_and_another_one_is(ended: Work) -> None:
    close(ended, "--yes", *DECIDED)
    text = (ended.path / "okrs/2026-Q4/plan.yaml").read_text("utf-8")
    ended.write("okrs/2026-Q4/plan.yaml", text.replace("        decision: carry_forward\n", "", 1))
    head = ended.commit("a decision is gone")
    assert close(ended, "2026-Q4", "--decide", "mql=achieved").code == 0
    assert okr(ended.path, "audit", f"{head}..HEAD").code == 0
    close(ended, "2026-Q4", "--decide", "mql=abandon")
    assert "OKR703" in okr(ended.path, "audit", f"{head}..HEAD").out


# ── After the closing ─────────────────────────────────────────────────────────────────────────────────────────────


def grade_of(work: Work, name: str) -> tuple[str, str]:
    """The grade of a key result that counts, and the computed one."""
    items = items_of(plan_of(work.path), "2026-Q4", date(2027, 1, 5))
    grade = next(item.grade for item in items if str(item.ref) == name)
    return score_text(grade.value), score_text(grade.computed)


def test_a_grade_that_was_taken_does_not_move(ended: Work) -> None:
    close(ended, "--yes", *DECIDED)
    assert "        score: {accepted: 0.50}\n" in (ended.path / "okrs/2026-Q4/plan.yaml").read_text("utf-8")
    late = okr(ended.path, "checkin", "2026-Q4/demand/mql", "29", "--by", "mai")
    assert late.code == 0, late.err
    assert "2026-Q4 is closed: demand/mql keeps its grade 0.50; to accept 0.90: okr cycle close" in late.err
    assert grade_of(ended, "demand/mql") == ("0.50", "0.90")
    assert grade_of(ended, "demand")[0] == "0.75"
    assert (
        "the grade of `demand/mql` was 0.50 when 2026-Q4 was closed, and is 0.90 now" in okr(ended.path, "validate").out
    )
    score = okr(ended.path, "cycle", "score", "--cycle", "2026-Q4", "--on", "2027-01-05").out
    assert "computed 0.90, set to 0.50: taken when the cycle was closed" in score
    assert close(ended, "2026-Q4", "--score", "demand/mql=0.90").code == 0
    assert grade_of(ended, "demand/mql") == ("0.90", "0.90")
    assert okr(ended.path, "validate").out.count("OKR753") == 0


def test_every_change_that_moves_a_grade_of_a_closed_cycle_says_so(ended: Work) -> None:
    close(ended, "--yes", *DECIDED)
    moved = okr(
        ended.path, "set", "2026-Q4/demand/nps", "state=cancelled", "-m", "It never counted", "--date", "2026-12-01"
    )
    assert "2026-Q4 is closed, and this changes the grade of demand: 0.75 → 0.50" in moved.out
    same = okr(ended.path, "set", "2026-Q4/demand", "title=Demand")
    assert "2026-Q4 is closed: no grade changes" in same.out


def test_who_closes_early_takes_the_final_grades_later(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-12-30")
    answer = close(ended, "--yes", *DECIDED)
    assert "2026-Q4 runs until 2026-12-31: these grades are not final before that day" in answer.out
    assert score_of(ended.path, "demand/mql") is None
    monkeypatch.setenv("OKR_TODAY", "2027-01-04")
    assert close(ended, "2026-Q4", "--yes").code == 0
    assert score_of(ended.path, "demand/mql") == OwnScore(accepted=Decimal("0.50"))
    assert okr(ended.path, "audit").code == 0


# ── By a sheet ────────────────────────────────────────────────────────────────────────────────────────────────────


def prepared(work: Work) -> str:
    answer = close(work, "--prepare")
    assert answer.code == 0, answer.err
    return answer.out


def test_the_sheet_says_what_is_computed_and_suggested_and_decides_nothing(ended: Work) -> None:
    before = ended.state()
    sheet = prepared(ended)
    assert (
        "  # Grow inbound MQLs\n"
        "  # 25 of 30 MQL · aspirational, computed 0.50, partial · suggested: carry_forward, if it still matters\n"
        "  - id: demand/mql\n    decision:\n    score:\n    reason:\n    learnings:\n"
    ) in sheet
    assert "suggested: carry_forward, after a postmortem\n  - id: promise\n" in sheet
    assert "id: off" not in sheet
    assert ended.state() == before
    assert close(ended, "2026-Q4", "--with", "-", given=sheet).code == 2


def filled(sheet: str) -> str:
    return sheet.replace("decision:\n", "decision: modify\n")


def test_a_sheet_that_is_filled_in_closes_the_cycle(ended: Work) -> None:
    text = filled(prepared(ended)).replace("explanation:\n", "explanation: We began too late.\n", 1)
    text = text.replace("    answer:\n", "    answer: It went well.\n", 1)
    ended.write("../closing.yaml", text)
    answer = close(ended, "2026-Q4", "--with", str(ended.path / "../closing.yaml"))
    assert answer.code == 0, answer.err
    assert answer.out.startswith("Closed 2026-Q4 with 5 decisions\n")
    assert plan_of(ended.path).objectives[Ref("2026-Q4", "promise")].score == OwnScore(explanation="We began too late.")
    assert okr(ended.path, "validate", "--strict").code == 0


def test_a_half_filled_sheet_is_named_and_no_printed_command_writes_over_it(ended: Work) -> None:
    half = prepared(ended).replace("decision:\n", "decision: modify\n", 1)
    ended.write("closing.yaml", half)
    answer = close(ended, "2026-Q4", "--with", "closing.yaml")
    assert answer.code == 2
    assert "help: demand/mql: a decision (suggested: carry_forward)\n" in answer.err
    assert (
        "help: fill in these lines of closing.yaml, then: okr cycle close 2026-Q4 --with closing.yaml\n" in answer.err
    )
    assert ">" not in answer.err
    answer = close(ended, "2026-Q4", "--with", "-", given=half)
    assert "help: fill in these lines of the sheet, then run the command again\n" in answer.err
    assert ">" not in answer.err
    assert "--prepare > closing-2.yaml\n" in close(ended, "2026-Q4").err


def test_an_option_wins_over_the_sheet(ended: Work) -> None:
    close(ended, "2026-Q4", "--with", "-", "--decide", "mql=defer", given=filled(prepared(ended)))
    assert plan_of(ended.path).key_result(Ref("2026-Q4", "demand", "mql")).decision == "defer"


def test_the_sheet_of_a_closed_cycle_holds_what_was_said(ended: Work) -> None:
    close(ended, "--yes", *DECIDED, "--score", "mql=0.7", "-m", "Down", "--answer", "1=It went well")
    answer = close(ended, "2026-Q4", "--prepare")
    assert "  - id: demand/mql\n    decision: carry_forward\n    score: 0.7\n    reason: Down\n" in answer.out
    assert "    answer: It went well\n" in answer.out
    assert close(ended, "2026-Q4", "--with", "-", given=answer.out).out.startswith("nothing to do")


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("cycle: 2026-Q3\n", "the sheet is for 2026-Q3, not for 2026-Q4"),
        ("cycle: 2026-Q4\nitems: [{id: mql, score: 70}]\n", "stdin:2:26: `score`"),
        ("cycle: 2026-Q4\nitems: [{id: mql, decision: carry}]\n", "stdin:2:29: `decision`"),
        (
            "cycle: 2026-Q4\nitems: [{id: mql}, {id: mql}]\n",
            "stdin:2:25: `mql` is demand/mql, which line 2 has already",
        ),
        ("cycle: 2026-Q4\nitems: [{id: mql, titel: x}]\n", "unknown field `titel`"),
        ("cycle: [\n", "stdin cannot be read"),
        ("", "stdin cannot be read"),
        ("items: []\n", "`cycle` is missing"),
        ("\x00", "stdin cannot be read"),
    ],
)
def test_a_sheet_with_a_mistake_is_refused_with_its_place(ended: Work, sheet: str, said: str) -> None:
    before = ended.state()
    answer = close(ended, "2026-Q4", "--with", "-", given=sheet)
    assert answer.code == 3
    assert said in answer.err
    assert ended.state() == before


# ── In a conversation ─────────────────────────────────────────────────────────────────────────────────────────────


def answering(monkeypatch: pytest.MonkeyPatch, answers: Sequence[str]) -> list[str]:
    """Let a person give these answers; the questions that were asked come back."""
    asked: list[str] = []
    given: Iterator[str] = iter(answers)

    def ask(question: str, *_: str, **options: object) -> str:
        asked.append(question.strip())
        if (answer := next(given, None)) is None:
            raise EOFError
        return answer

    monkeypatch.setattr(prompts, "ask", ask)
    real = context.invocation
    monkeypatch.setattr(context, "invocation", lambda ctx: real(ctx)._replace(may_ask=True))
    return asked


def test_a_person_is_asked_for_grade_decision_and_what_was_learned(
    ended: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(
        monkeypatch,
        [
            *("0.7", "", "The tool was down", "ca", "One channel is not enough"),  # mql
            *("", "", "ac", ""),  # nps: Enter alone is no decision
            *("", "achieved", ""),  # demand
            *("", "defer", "We began too late", ""),  # wait
            *("", "de", "", ""),  # promise
            *("It went well", "", "", "", "", "", ""),
        ],
    )
    answer = close(ended)
    assert answer.code == 0, answer.err
    plan = plan_of(ended.path)
    decisions: list[Decision | None] = [
        kr.decision for ref, _ in plan.objectives_of("2026-Q4") for _, kr in plan.key_results_of(ref)
    ]
    assert decisions == ["carry_forward", "achieved", "defer", None]
    assert plan.objectives[Ref("2026-Q4", "promise")].decision == "defer"
    assert score_of(ended.path, "demand/mql") == OwnScore(
        override=Decimal("0.7"), reason="The tool was down", learnings="One channel is not enough"
    )
    assert "grade [0.85]:" in asked  # the objective follows the grade that was given
    assert [one.answer for one in plan.cycles["2026-Q4"].declared.retrospective] == ["It went well"]


def test_who_stops_in_the_middle_writes_nothing(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ended.state()
    answering(monkeypatch, ["", "ca", ""])
    assert close(ended).code == 130
    assert ended.state() == before


def test_what_was_given_is_not_asked_again(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, ["", "", *[""] * 20])
    scores = [word for name in ALL for word in ("--score", f"{name}=1")]
    assert close(ended, *DECIDED, *scores, "--reason", "We agreed").code == 0
    assert not any(question.startswith("grade") for question in asked)
    assert closing_words.DECISIONS == ("achieved", "carry_forward", "modify", "abandon", "defer")


# ── When it ends too early ────────────────────────────────────────────────────────────────────────────────────────

ANSWERS = {
    "Draft of": "y",
    "Write?": "",
    "grade": "",
    "achieved": "carry forward",
    "what did you learn?": "Begin earlier",
    "what happened?": "Rain",
}
"""Answers by the beginning of the question; the questions of the retrospective are answered with themselves."""


def stopping(monkeypatch: pytest.MonkeyPatch, after: int, error: type[BaseException]) -> list[str]:
    """Let a person answer so many questions, and then let this happen; the questions that were asked come back."""
    asked: list[str] = []

    def ask(question: str, *_: str, **options: object) -> str:
        if len(asked) == after:
            raise error
        asked.append(question.strip())
        return next((answer for start, answer in ANSWERS.items() if question.strip().startswith(start)), question)

    monkeypatch.setattr(prompts, "ask", ask)
    real = context.invocation
    monkeypatch.setattr(context, "invocation", lambda ctx: real(ctx)._replace(may_ask=True))
    return asked


def continued(answer: Answer) -> list[str]:
    """The words of the command that continues, as it is printed."""
    (command,) = re.findall(r"Draft of .* kept\. Continue with: okr cycle close (.*)$", answer.err, re.MULTILINE)
    return shlex.split(str(command))


@pytest.mark.parametrize(
    ("after", "error", "code"),
    [
        (2, EOFError, 130),
        (4, KeyboardInterrupt, 130),
        (11, OSError, 3),
        (17, EOFError, 130),
        (22, KeyboardInterrupt, 130),
    ],
)
def test_nobody_answers_twice(
    ended: Work, monkeypatch: pytest.MonkeyPatch, after: int, error: type[BaseException], code: int
) -> None:
    before = ended.state()
    stopping(monkeypatch, after, error)
    first = close(ended)
    assert first.code == code
    assert ended.state() == before
    asked = stopping(monkeypatch, 99, EOFError)
    second = close(ended, *continued(first))
    assert second.code == 0, second.err
    assert len(asked) <= 23 - after + 4  # of the item that was begun, its optional texts come again
    plan = plan_of(ended.path)
    records = [item.record for item in items_of(plan, "2026-Q4", date(2026, 12, 31))]
    decided = [record for record in records if record.decision == "carry_forward"]
    assert len(decided) == 5
    assert sum(item.score is not None and item.score.explanation == "Rain" for item in decided) == 2


def test_a_hook_that_refuses_costs_no_answer(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    ended.hook("pre-commit", "echo the hook says no >&2; exit 1")
    stopping(monkeypatch, 99, EOFError)
    first = close(ended)
    assert (first.code, "the hook says no" in first.err) == (3, True)
    ended.hook("pre-commit", "exit 0")
    asked = stopping(monkeypatch, 99, EOFError)
    second = close(ended, *continued(first))
    assert second.code == 0, second.err
    assert [question.partition(" of")[0] for question in asked] == ["Draft"]
    answers = plan_of(ended.path).cycles["2026-Q4"].declared.retrospective
    assert len([entry for entry in answers if entry.answer]) == 6


def test_a_dry_run_keeps_the_answers_too(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    stopping(monkeypatch, 99, EOFError)
    assert close(ended, *continued(close(ended, "--dry-run"))).code == 0


def test_a_draft_is_a_sheet(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    stopping(monkeypatch, 22, EOFError)
    assert close(ended).code == 130
    (draft,) = (ended.path / ".git" / "okr").glob("*.draft")
    assert close(ended, "2026-Q4", "--yes", "--with", str(draft)).code == 0


def test_a_accepts_everything_that_was_achieved_and_a_point_takes_the_suggestion(
    ended: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, ["a", *[".", ".", ""], "q", "q"])
    answer = close(ended)
    assert answer.code == 0, answer.err
    assert "accepted as achieved: demand, demand/nps" in answer.err
    assert not any("nps" in question for question in asked)
    assert "carry forward" in answer.err.split("Review")[1]
    assert "Continue with: okr cycle close 2026-Q4" in answer.err


def test_b_goes_back_and_s_leaves_out_what_the_review_names(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ended.state()
    asked = answering(monkeypatch, ["0.5", "b", "0.6", "b", "s", "q", "", "q", "q"])
    answer = close(ended)
    assert answer.code in (0, 130), answer.err
    assert [question[:5] for question in asked[:6]] == ["grade", "achie", "grade", "why a", "grade", "grade"]
    assert "missing: demand/mql: a decision (suggested: carry_forward)" in answer.err
    assert ended.state() == before


def test_who_says_nothing_leaves_nothing(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    stopping(monkeypatch, 0, EOFError)
    answer = close(ended)
    assert (answer.code, "Draft" in answer.err) == (130, False)


def test_where_no_file_can_be_written_the_answers_are_printed(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*words: str, **options: str) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "mkstemp", full)
    stopping(monkeypatch, 22, EOFError)
    answer = close(ended)
    printed = answer.err.split("They are:\n")[1].split("\n\ninterrupted")[0] + "\n"
    assert close(ended, "2026-Q4", "--with", "-", given=printed).code == 0


def test_ctrl_c_in_a_terminal_keeps_a_draft(ended: Work) -> None:
    terminal = Terminal(ended.path, "cycle", "close")
    for label, answer in (("grade [0.50]: ", "a"), ("grade [0.50]: ", "."), ("[. carry forward]: ", CTRL_C)):
        terminal.expect(label)
        terminal.type(answer)
    assert terminal.end() == 130
    assert "kept. Continue with: okr cycle close 2026-Q4" in terminal.seen


def uncommitted(work: Work) -> None:
    work.write("okrs/2026-Q4/plan.yaml", PLAN + "# not committed\n")


def uncommitted_settings(work: Work) -> None:
    work.write("okrs.yaml", ROOT + "# not committed\n")


def merging(work: Work) -> None:
    work.write(".git/MERGE_HEAD", work.head() + "\n")


def ignored(work: Work) -> None:
    work.git("rm", "--quiet", "--cached", "okrs.yaml")
    work.write(".gitignore", "okrs.yaml\n")
    work.git("commit", "--quiet", "-m", "ignored")


def linked(work: Work) -> None:
    (work.path / "okrs.yaml").rename(work.path / "real.yaml")
    (work.path / "okrs.yaml").symlink_to("real.yaml")


def broken(work: Work) -> None:
    work.write("okrs/2026-Q4/more.yaml", "cycle: [\n")


@pytest.mark.parametrize("cause", [uncommitted, uncommitted_settings, merging, ignored, linked, broken])
def test_what_must_fail_is_seen_before_the_first_question(
    ended: Work, monkeypatch: pytest.MonkeyPatch, cause: Callable[[Work], None]
) -> None:
    cause(ended)
    asked = stopping(monkeypatch, 99, EOFError)
    answer = close(ended, "2026-Q4")
    assert (answer.code, asked) == (3, []), answer.err


def test_somebody_else_closes_it_meanwhile(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = stopping(monkeypatch, 99, EOFError)
    ask = prompts.ask

    def ask_while_another_closes(question: str, *words: str, **options: object) -> str:
        if len(asked) == 20:
            other = [word for name in ALL for word in ("--decide", f"{name}=modify")]
            assert close(ended, "2026-Q4", "--yes", *other).code == 0
            completed.clear()  # it is another process
        return ask(question, *words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(prompts, "ask", ask_while_another_closes)
    answer = close(ended)
    assert answer.code == 3
    assert "2026-Q4 was closed meanwhile" in answer.err
    assert "demand/mql: decision `carry_forward` here, `modify` in the files" in answer.err
    (draft,) = (ended.path / ".git" / "okr").glob("*.draft")
    again = close(ended, "2026-Q4", "--with", str(draft))
    assert (again.code, "2026-Q4 was closed meanwhile" in again.err) == (3, True)


def test_a_rename_meanwhile_costs_nothing(ended: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = stopping(monkeypatch, 99, EOFError)
    ask = prompts.ask

    def ask_while_another_renames(question: str, *words: str, **options: object) -> str:
        if len(asked) == 20:
            assert okr(ended.path, "set", "mql", "id=leads").code == 0
            completed.clear()  # it is another process
        return ask(question, *words, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(prompts, "ask", ask_while_another_renames)
    answer = close(ended)
    assert answer.code == 0, answer.err
    assert plan_of(ended.path).key_result(Ref("2026-Q4", "demand", "leads")).decision == "carry_forward"


# ── What is suggested ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "objective", "key_result", "wanted"),
    [
        (70, {}, {}, "achieved"),
        (60, {}, {}, "carry_forward"),
        (0, {}, {}, "carry_forward"),
        (99, {"type": "committed"}, {}, "carry_forward"),
        (100, {"type": "committed"}, {}, "achieved"),
        (100, {"type": "learning"}, {}, "carry_forward"),
        (60, {}, {"state": "paused", "since": 40, "reason": "x"}, "defer"),
        (60, {}, {"state": "cancelled", "since": 40, "reason": "x"}, "abandon"),
        (60, {}, {"state": "draft"}, None),
    ],
)
def test_the_verdict_suggests_what_comes_next(
    value: int, objective: dict[str, str], key_result: dict[str, object], wanted: str | None
) -> None:
    plan = one({"start": 0, "target": 100, "checkins": [(90, value)], **key_result}, **objective)
    items = {item.ref: item for item in items_of(plan, "c", date(2026, 5, 1))}
    assert items[KR].suggestion[0] == wanted
    assert grades.missing_lines([items[KR]], {}, takes_grades=True) != [] or not items[KR].needs_decision


def test_a_conversation_names_decisions_in_plain_words() -> None:
    items = list(items_of(one({"start": 0, "target": 100}), "c", date(2026, 5, 1)))
    inputs = {KR.parent: grades.GradeInput(decision="carry_forward"), KR: grades.GradeInput(decision="abandon")}
    (typed,) = contradictions(items, inputs)
    (answered,) = contradictions(items, inputs, closing_conversation._ANSWERS)
    assert typed == (
        f"{KR.parent} is carry_forward, but none of its key results goes on: "
        f"--decide {KR.parent}=modify if it gets new ones, or --decide {KR}=carry_forward"
    )
    assert answered == (
        f"{KR.parent} is carry forward, but none of its key results goes on: "
        f"choose modify for {KR.parent} if it gets new ones, or choose carry forward for {KR}"
    )
