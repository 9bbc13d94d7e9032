"""A cycle is closed: grades, decisions and answers stand in its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from okrcli.edit import close_cycle, closing_conflicts, closing_sheet, closing_words, grades
from okrcli.edit.closing_sheet import SheetAnswers
from okrcli.edit.grades import GradeInput
from okrcli.edit.set_fields import Edit
from okrcli.errors import RefusedError, UsageError
from okrcli.model.plan import Ref
from okrcli.model.records import Decision, OwnScore, QuestionAnswer
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.workspace import Workspace
from okrcli.yaml.limits import MAX_BYTES
from tests.support.workspaces import in_memory, text_of

DAY = date(2026, 12, 31)
Q4 = "2026-Q4"
OBJECTIVE, K, WEB = Ref(Q4, "demand"), Ref(Q4, "demand", "mql"), Ref(Q4, "demand", "web")
PLAN = """\
cycle: 2026-Q4
objectives:
  - id: demand
    title: Demand
    key_results:
      - id: mql
        title: MQLs
        start: 20
        target: 30
        checkins: [{date: 2026-12-20, value: 25}]
"""
STOPPED = "      - {{id: web, title: Web, target: 5, state: {}, since: 2026-11-02, reason: No time}}\n"


def ended() -> Workspace:
    return in_memory({"okrs.yaml": PLAN}, DAY.isoformat())


def closed(
    shop: Workspace, said: dict[Ref, GradeInput], answers: list[QuestionAnswer] | None = None
) -> tuple[Workspace, Edit]:
    """The workspace after its cycle was closed with computed grades."""
    pending = PendingFiles(shop.source)
    edit = close_cycle.close(pending, shop, shop.plan.cycles[Q4], said, answers or [], DAY, takes_grades=True)
    return in_memory({"okrs.yaml": text_of(pending)}, DAY.isoformat()), edit


DECIDED = {OBJECTIVE: GradeInput("carry_forward"), K: GradeInput("modify", learnings="Begin earlier")}


def test_decisions_and_learnings_are_written_and_the_cycle_is_closed() -> None:
    answers = [QuestionAnswer(question="What went well?", answer="The webinar")]
    shop, edit = closed(ended(), DECIDED, answers)
    assert not shop.diagnostics
    assert shop.plan.cycles[Q4].state == "closed"
    assert shop.plan.cycles[Q4].declared.retrospective == tuple(answers)
    assert shop.plan.objectives[OBJECTIVE].decision == "carry_forward"
    key_result = shop.plan.key_result(K)
    assert key_result.decision == "modify"
    assert key_result.score is not None and key_result.score.learnings == "Begin earlier"
    assert (edit.verb, edit.words, edit.following) == (
        "Closed",
        ("2026-Q4 with 2 decisions",),
        "okr cycle retro 2026-Q4; then okr cycle open 2027-Q1 --from 2026-Q4",
    )


def test_a_grade_that_is_not_the_computed_one_keeps_its_reason() -> None:
    said = {**DECIDED, K: GradeInput("modify", Decimal("0.7"), "The tool was down")}
    shop, edit = closed(ended(), said)
    score = shop.plan.key_result(K).score
    assert score is not None and (score.override, score.reason) == (Decimal("0.7"), "The tool was down")
    assert "demand/mql graded 0.7, computed 0.50: The tool was down" in edit.notes


@pytest.mark.parametrize("score", [None, Decimal("0.5")])
def test_the_computed_grade_is_kept_as_the_one_that_was_taken(score: Decimal | None) -> None:
    shop, _ = closed(ended(), {OBJECTIVE: GradeInput("carry_forward"), K: GradeInput("modify", score)})
    assert shop.plan.key_result(K).score == OwnScore(accepted=Decimal("0.50"))
    assert shop.plan.objectives[OBJECTIVE].score is None


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(UsageError) as missing:
        closed(ended(), {})
    assert [hint.split(":")[0] for hint in missing.value.hints[:2]] == ["demand", "demand/mql"]


def test_it_is_too_early_to_close() -> None:
    shop = ended()
    with pytest.raises(RefusedError, match="too early"):
        close_cycle.close(
            PendingFiles(shop.source), shop, shop.plan.cycles[Q4], {}, [], date(2026, 11, 1), takes_grades=True
        )


def test_a_closed_cycle_is_amended() -> None:
    shop, _ = closed(ended(), DECIDED)
    amended = {OBJECTIVE: GradeInput("abandon"), K: GradeInput("abandon")}
    later, edit = closed(shop, amended, [QuestionAnswer(question="And now?", answer="On we go")])
    assert edit.verb == "Amended"
    assert later.plan.key_result(K).decision == "abandon"
    assert [answer.question for answer in later.plan.cycles[Q4].declared.retrospective] == ["And now?"]


# ── The sheet ─────────────────────────────────────────────────────────────────────────────────────────────────────


def sheet() -> str:
    shop = ended()
    items = list(grades.items_of(shop.plan, Q4, DAY))
    return closing_sheet.sheet_text(shop, shop.plan.cycles[Q4], items, [QuestionAnswer(question="What went well?")])


def answers_of(text: str) -> SheetAnswers:
    plan = ended().plan
    return closing_sheet.answers_in(text.encode(), "sheet", plan, plan.cycles[Q4], ["What went well?", "And now?"])


def test_an_empty_sheet_says_nothing() -> None:
    answers = answers_of(sheet())
    assert answers.inputs == {OBJECTIVE: GradeInput(), K: GradeInput()}
    assert not answers.answers
    assert answers.is_of_open_cycle


def test_what_is_filled_in_is_read() -> None:
    text = sheet().replace("decision:\n", "decision: modify\n").replace("learnings:\n", "learnings: Begin earlier\n")
    assert answers_of(text).inputs[K] == GradeInput("modify", learnings="Begin earlier")


def test_what_is_computed_stands_beside_it() -> None:
    assert "  # 25 of 30 · aspirational, computed 0.50" in sheet()


LATER = "{date: 2026-11-15, value: 29}"
MOVED = "changes: [{date: 2026-11-20, field: end_date, from: 2026-11-01, to: 2026-12-20, reason: More time}]"
RAISED = "changes: [{date: 2026-11-20, field: target, from: 30, to: 40, reason: More}]"


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ("target: 30, end_date: 2026-11-01", "22 of 30 · aspirational, computed 0.20"),
        (f"target: 30, end_date: 2026-12-20, {MOVED}", "22 of 30 · aspirational, computed 0.20"),
        ("target: 30, state: closed, since: 2026-11-02", "22 of 30 · aspirational, computed 0.20"),
        (f"target: 40, end_date: 2026-11-01, {RAISED}", "22 of 30 · aspirational, computed 0.20"),
    ],
)
def test_the_value_beside_a_grade_is_that_of_the_last_day(fields: str, line: str) -> None:
    checkins = f"checkins: [{{date: 2026-10-20, value: 22}}, {LATER}]"
    key_result = f"{{id: mql, title: MQLs, start: 20, {fields}, {checkins}}}"
    plan = f"cycle: 2026-Q4\nobjectives: [{{id: demand, title: Demand, key_results: [{key_result}]}}]\n"
    shop = in_memory({"okrs.yaml": plan}, DAY.isoformat())
    items = list(grades.items_of(shop.plan, Q4, DAY))
    assert f"  # {line}" in closing_sheet.sheet_text(shop, shop.plan.cycles[Q4], items, [])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cycle: [\n", "sheet cannot be read"),
        ("cycle: 2026-Q4\nitems: [{id: mql, decision: carry}]\n", "sheet has errors"),
        ("", "sheet "),
    ],
)
def test_a_sheet_that_is_wrong_is_refused(text: str, message: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        closing_sheet.read_sheet(text.encode(), "sheet")
    assert refusal.value.message.startswith(message)


def test_an_item_stands_in_a_sheet_once() -> None:
    with pytest.raises(RefusedError) as refusal:
        answers_of("cycle: 2026-Q4\nitems:\n  - id: demand/mql\n  - id: mql\n")
    assert refusal.value.hints == ("sheet:4:9: `mql` is demand/mql, which line 3 has already",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("items: [{id: mql, reason: The tool was down}]\n", "`reason` of demand/mql needs a `score`, and `score`"),
        ("items: [{id: mqk}, {id: x}]\n", "there is no `mqk` in 2026-Q4 (did you mean `mql`?)"),
        ("retrospective: [{question: What went wel?, answer: x}]\n", "(did you mean `What went well?`?)"),
        ("retrospective: [{question: Why, answer: x}]\n", "1 What went well?; 2 And now?; a new one belongs in"),
        (
            "retrospective:\n  - {question: What went well?}\n  - {question: What  went well?}\n",
            "sheet:4:16: line 3 has this question already",
        ),
    ],
)
def test_words_that_would_be_lost_are_refused(text: str, message: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        answers_of("cycle: 2026-Q4\n" + text)
    assert message in refusal.value.hints[0]


@pytest.mark.parametrize("word", ["Carry forward", "carry-forward", "CARRY_FORWARD", "'carry  forward'"])
@pytest.mark.parametrize(("grade", "value"), [("80%", "0.8"), ("0.80", "0.80"), ("'0 %'", "0"), ("-0", "0")])
def test_a_sheet_reads_words_and_grades_as_the_options_do(word: str, grade: str, value: str) -> None:
    text = f"cycle: 2026-Q4\nitems: [{{id: mql, decision: {word}, score: {grade}, reason: x}}]\n"
    assert answers_of(text).inputs[K] == GradeInput("carry_forward", Decimal(value), "x")
    assert str(closing_words.read_grade(grade.strip("'"))) == value


def test_a_sheet_may_be_larger_than_a_file_of_the_workspace() -> None:
    text = sheet() + "# " + "x" * 70 + "\n"
    text += text.splitlines(keepends=True)[-1] * (MAX_BYTES // 70)
    assert answers_of(text).inputs


# ── Contradictions ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("objective", "key_result", "message"),
    [
        ("abandon", "carry_forward", "demand is abandon, but demand/mql is carry_forward"),
        ("abandon", "defer", "demand is abandon, but demand/mql is defer"),
        ("defer", "modify", "demand is defer, but demand/mql is modify"),
        ("carry_forward", "abandon", "demand is carry_forward, but none of its key results goes on"),
        ("carry_forward", "achieved", "demand is carry_forward, but none of its key results goes on"),
    ],
)
def test_decisions_that_contradict_each_other_are_refused(
    objective: Decision, key_result: Decision, message: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        closed(ended(), {OBJECTIVE: GradeInput(objective), K: GradeInput(key_result)})
    assert message in refusal.value.hints[0]
    shop, _ = closed(ended(), DECIDED)
    with pytest.raises(UsageError):  # also where one of the two was said earlier
        closed(shop, {OBJECTIVE: GradeInput(objective), K: GradeInput(key_result)})


@pytest.mark.parametrize("objective", ["achieved", "modify"])
@pytest.mark.parametrize("key_result", get_args(Decision))
def test_an_objective_may_end_otherwise_than_its_key_results(objective: Decision, key_result: Decision) -> None:
    closed(ended(), {OBJECTIVE: GradeInput(objective), K: GradeInput(key_result)})


def test_what_is_cancelled_does_not_go_on() -> None:
    off = in_memory({"okrs.yaml": PLAN + STOPPED.format("cancelled")}, DAY.isoformat())
    with pytest.raises(UsageError) as refusal:
        closed(off, {OBJECTIVE: GradeInput("modify"), K: GradeInput("modify"), WEB: GradeInput("modify")})
    assert refusal.value.hints == (
        "demand/web is cancelled, so it cannot be modify: "
        "okr set 2026-Q4/demand/web state=active, or --decide demand/web=abandon",
    )


def test_what_is_postponed_waits_for_a_later_cycle() -> None:
    later = in_memory({"okrs.yaml": PLAN + STOPPED.format("postponed")}, DAY.isoformat())
    shop, edit = closed(later, DECIDED)
    assert shop.plan.key_result(WEB).decision == "defer"
    assert "defer: demand/web" in edit.notes
    shop, _ = closed(later, {**DECIDED, WEB: GradeInput("carry_forward")})
    assert shop.plan.key_result(WEB).decision == "carry_forward"


# ── Others at the same time ───────────────────────────────────────────────────────────────────────────────────────


def closed_meanwhile(mine: dict[Ref, GradeInput], theirs: dict[Ref, GradeInput]) -> Workspace:
    """Close with answers that were given before somebody else closed the cycle."""
    before = ended()
    now, _ = closed(before, theirs, [QuestionAnswer(question="And now?", answer="Sleep")])
    closing_conflicts.refuse_if_changed(before, now, Q4, mine, {"And now?": "Sleep", "What went well?": "All"})
    return now


def test_two_people_who_say_the_same_close_together() -> None:
    closed_meanwhile({**DECIDED, K: GradeInput(learnings="Begin earlier")}, DECIDED)


@pytest.mark.parametrize(
    ("mine", "lines"),
    [
        (GradeInput("abandon"), ["demand/mql: decision `abandon` here, `modify` in the files"]),
        (GradeInput(learnings="None"), ["demand/mql: learnings `None` here, `Begin earlier` in the files"]),
    ],
)
def test_another_answer_than_that_of_somebody_else_is_refused(mine: GradeInput, lines: list[str]) -> None:
    with pytest.raises(RefusedError, match="2026-Q4 was closed meanwhile") as refusal:
        closed_meanwhile({OBJECTIVE: GradeInput("carry_forward"), K: mine}, DECIDED)
    assert list(refusal.value.hints[:-1]) == lines


def test_a_grade_that_moved_since_it_was_taken_is_named() -> None:
    now = in_memory({"okrs.yaml": PLAN.replace("value: 25", "value: 28")}, DAY.isoformat())
    with pytest.raises(RefusedError, match="2026-Q4 was changed meanwhile") as refusal:
        closing_conflicts.refuse_if_changed(ended(), now, Q4, DECIDED, {})
    assert refusal.value.hints[0] == "demand: its grade was 0.50 when you were asked, and is 0.80"


def test_a_sheet_from_before_the_closing_changes_nothing_without_a_word() -> None:
    shop, _ = closed(ended(), DECIDED)
    answers = answers_of(sheet().replace("decision:\n", "decision: abandon\n"))
    with pytest.raises(RefusedError) as refusal:
        closing_conflicts.refuse_if_closed(shop.plan, shop.plan.cycles[Q4], answers, {K: GradeInput("abandon")})
    assert refusal.value.hints[0] == "demand: decision `abandon` here, `carry_forward` in the files"
    closing_conflicts.refuse_if_closed(shop.plan, shop.plan.cycles[Q4], replace(answers, is_of_open_cycle=False), {})


def test_before_the_last_day_no_grade_is_called_final() -> None:
    pending = PendingFiles(ended().source)
    shop = ended()
    edit = close_cycle.close(pending, shop, shop.plan.cycles[Q4], DECIDED, [], date(2026, 12, 24), takes_grades=True)
    assert "aspirational: 1 objective, 0.50 on average so far" in edit.notes
    assert edit.notes[-1].startswith("2026-Q4 runs until 2026-12-31: these grades are not final before that day")
