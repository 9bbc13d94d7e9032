"""Words and numbers that people type at the end of a cycle."""

from __future__ import annotations

from decimal import Decimal

import pytest

from okrcli.edit.closing_words import DECISIONS, question_meant, read_decision, read_grade, unknown_question
from okrcli.model.scalars import InvalidValueError


@pytest.mark.parametrize("decision", DECISIONS)
def test_a_decision_is_read_in_any_case_and_with_a_dash_or_a_space(decision: str) -> None:
    for text in (decision, decision.upper(), f" {decision.replace('_', '-')} ", decision.replace("_", "  ")):
        assert read_decision(text) == decision


@pytest.mark.parametrize("text", ["", "ไม่", "tiếp tục"])
def test_another_word_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="is not a decision"):
        read_decision(text)


@pytest.mark.parametrize(("text", "grade"), [("0", "0"), ("1", "1"), ("0.7", "0.7"), ("80%", "0.8"), (" 100 % ", "1")])
def test_a_grade_is_a_number_or_a_percentage(text: str, grade: str) -> None:
    assert str(read_grade(text)) == str(Decimal(grade))


@pytest.mark.parametrize("text", ["1.01", "-0.1", "101%", "80"])
def test_a_grade_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="from 0 to 1"):
        read_grade(text)


def test_a_question_is_meant_whatever_its_spaces_and_case() -> None:
    assert question_meant("what  WENT well?", ["What went well?"]) == "What went well?"
    assert question_meant("Điều gì?", ["What went well?"]) is None
    assert "1 What went well?" in unknown_question("Điều gì?", ["What went well?"])
