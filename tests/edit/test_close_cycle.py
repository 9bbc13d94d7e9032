"""A cycle is closed: grades, decisions and answers stand in its files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from okrcli.edit import close_cycle, closing_sheet, grades
from okrcli.edit.grades import GradeInput
from okrcli.edit.set_fields import Edit
from okrcli.errors import RefusedError, UsageError
from okrcli.model.plan import Ref
from okrcli.model.records import QuestionAnswer
from okrcli.workspace.pending_files import PendingFiles
from okrcli.workspace.workspace import Workspace
from tests.support.workspaces import in_memory, text_of

DAY = date(2026, 12, 31)
Q4 = "2026-Q4"
OBJECTIVE, K = Ref(Q4, "demand"), Ref(Q4, "demand", "mql")
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
    assert (edit.verb, edit.words, edit.following) == ("Closed", ("2026-Q4 with 2 decisions",), "okr retro 2026-Q4")


def test_a_grade_that_is_not_the_computed_one_keeps_its_reason() -> None:
    said = {**DECIDED, K: GradeInput("modify", Decimal("0.7"), "The tool was down")}
    shop, edit = closed(ended(), said)
    score = shop.plan.key_result(K).score
    assert score is not None and (score.override, score.reason) == (Decimal("0.7"), "The tool was down")
    assert "demand/mql graded 0.7, computed 0.50: The tool was down" in edit.notes


def test_the_computed_grade_is_not_written() -> None:
    shop, _ = closed(ended(), {**DECIDED, K: GradeInput("modify", Decimal("0.5"))})
    assert shop.plan.key_result(K).score is None


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
    later, edit = closed(shop, {K: GradeInput("abandon")}, [QuestionAnswer(question="And now?", answer="On we go")])
    assert edit.verb == "Amended"
    assert later.plan.key_result(K).decision == "abandon"
    assert [answer.question for answer in later.plan.cycles[Q4].declared.retrospective] == ["And now?"]


# ── The sheet ─────────────────────────────────────────────────────────────────────────────────────────────────────


def sheet() -> str:
    shop = ended()
    items = list(grades.items_of(shop.plan, Q4, DAY))
    return closing_sheet.sheet_text(shop, Q4, items, [QuestionAnswer(question="What went well?")])


def test_an_empty_sheet_says_nothing() -> None:
    record = closing_sheet.read_sheet(sheet().encode(), "sheet")
    assert record.cycle == Q4
    assert closing_sheet.inputs_in(record) == {"demand": GradeInput(), "demand/mql": GradeInput()}


def test_what_is_filled_in_is_read() -> None:
    text = sheet().replace("decision:\n", "decision: modify\n").replace("learnings:\n", "learnings: Begin earlier\n")
    said = closing_sheet.inputs_in(closing_sheet.read_sheet(text.encode(), "sheet"))
    assert said["demand/mql"] == GradeInput("modify", learnings="Begin earlier")


def test_what_is_computed_stands_beside_it() -> None:
    assert "  # 25 of 30 · aspirational, computed 0.50" in sheet()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cycle: [\n", "sheet cannot be read"),
        ("cycle: 2026-Q4\nitems: [{id: mql, decision: carry}]\n", "sheet is not filled in as it should be"),
        ("", "sheet "),
    ],
)
def test_a_sheet_that_is_wrong_is_refused(text: str, message: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        closing_sheet.read_sheet(text.encode(), "sheet")
    assert refusal.value.message.startswith(message)


def test_an_item_stands_in_a_sheet_once() -> None:
    record = closing_sheet.read_sheet(b"cycle: 2026-Q4\nitems: [{id: mql}, {id: mql}]\n", "sheet")
    with pytest.raises(RefusedError, match="mql stands in the sheet twice"):
        closing_sheet.inputs_in(record)
