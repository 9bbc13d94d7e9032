"""`field=value` as people type it: read by the form of the field, or refused with what was meant."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from okrcli.errors import RefusedError, UsageError
from okrcli.model.assignments import assignments, value_of, value_text
from okrcli.model.field_errors import NOUNS, fields_of
from okrcli.model.records import Action, KeyResult, Milestone, Objective


@pytest.mark.parametrize(
    ("record", "typed", "value"),
    [
        (KeyResult, "target=45", Decimal(45)),
        (KeyResult, "target=-0.50", Decimal("-0.50")),
        (KeyResult, "start=12345678901234567890.123", Decimal("12345678901234567890.123")),
        (KeyResult, "unit=%", "%"),
        (KeyResult, "unit=MQL a month", "MQL a month"),
        (KeyResult, "title=Tăng từ 4,3 lên 5,6: ổn #1", "Tăng từ 4,3 lên 5,6: ổn #1"),
        (KeyResult, "title=2026", "2026"),
        (KeyResult, "title=a=b", "a=b"),
        (KeyResult, "owner=linh", "linh"),
        (KeyResult, "kind=at_most", "at_most"),
        (KeyResult, "end_date=2026-12-11", date(2026, 12, 11)),
        (KeyResult, "done=false", False),
        (KeyResult, "done=2026-11-02", date(2026, 11, 2)),
        (KeyResult, "frequency=10d", "10d"),
        (KeyResult, "weight=0", Decimal(0)),
        (KeyResult, "contributes_to=growth,2027/brand", ["growth", "2027/brand"]),
        (KeyResult, "contributes_to=[growth, demand/mql]", ["growth", "demand/mql"]),
        (KeyResult, "unit=", None),
        (KeyResult, "unit=  ", None),
        (Objective, "type=committed", "committed"),
        (Objective, "state=draft", "draft"),
        (Milestone, "due=2026-11-20", date(2026, 11, 20)),
        (Action, "owner=mai", "mai"),
    ],
)
def test_a_value_is_read_by_the_form_of_its_field(record: type, typed: str, value: object) -> None:
    ((name, text),) = assignments([typed]).items()
    found = value_of(record, name, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("record", "typed", "message", "hint"),
    [
        (KeyResult, "tarGet=5", "there is no field `tarGet` in key result", "did you mean `target`?"),
        (KeyResult, "colour=red", "there is no field `colour`", "its fields: title, owner"),
        (KeyResult, "target=1.5k", "`1.5k` is not a plain number", "write 1500"),
        (KeyResult, "target=45%", "`45%` is not a plain number", "write 45"),
        (KeyResult, "target=1,000", "`1,000` is not a plain number", "write 1000 or 1"),
        (KeyResult, "target=1.000", "`1.000` means a thousand in some countries", "write 1000 or 1"),
        (KeyResult, "target=٤٥", "is not a plain number", "write 45"),
        (KeyResult, "target=４５", "is not a plain number", "write 45"),
        (KeyResult, "target=−5", "is not a plain number", "write -5"),
        (KeyResult, "target=nan", "`nan` is not a plain number", "give the number alone"),
        (KeyResult, "target=1e400", "is not a plain number", "give the number alone"),
        (KeyResult, f"target={'9' * 31}", "more than 30 digits", "round it"),
        (KeyResult, "weight=-1", "a weight cannot be negative", "use 0"),
        (KeyResult, "kind=metrik", "unknown value `metrik`", "did you mean `metric`?"),
        (KeyResult, "kind=x", "unknown value `x`", "write metric, at_least"),
        (KeyResult, "end_date=31.12.2026", "is not a date", "write 2026-12-31"),
        (KeyResult, "end_date=2026-02-30", "is not a day of the calendar", "year-month-day"),
        (KeyResult, "owner=Mai Tran", "`owner`", "mai-tran"),
        (KeyResult, "done=soon", "expected `true`, `false` or the day", ""),
        (KeyResult, "contributes_to=a b", "is not a reference", "objective/key-result"),
        (KeyResult, "id=leads", "`id` is not set this way", "okr set ID id=NEW"),
        (KeyResult, "depends_on=growth", "`depends_on` is not set this way", "okr request add"),
        (KeyResult, "milestones=x", "`milestones` is not set this way", "okr add milestone"),
        (Objective, "key_results=x", "`key_results` is not set this way", "okr add kr"),
        (Milestone, "target=5", "there is no field `target` in milestone", "its fields: title"),
    ],
)
def test_what_a_field_does_not_take_is_refused_with_what_was_meant(
    record: type, typed: str, message: str, hint: str
) -> None:
    ((name, text),) = assignments([typed]).items()
    with pytest.raises(RefusedError) as refused:
        value_of(record, name, text)
    assert message in refused.value.message
    assert hint in " ".join(refused.value.hints)


@pytest.mark.parametrize("words", [["target"], ["target", "=", "4"], ["=4"], ["tar get=4"], ["target=4", "target=5"]])
def test_words_that_are_no_assignments_are_a_usage_error(words: list[str]) -> None:
    with pytest.raises(UsageError):
        assignments(words)


@pytest.mark.parametrize("record", [KeyResult, Objective, Milestone, Action])
def test_every_field_can_be_set_or_says_which_command_does(record: type) -> None:
    for name in fields_of(record):
        try:
            value_of(record, name, "1")
        except RefusedError as refused:
            assert refused.hints or "`" in refused.message
    assert record in NOUNS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "nothing"),
        (Decimal("30.50"), "30.50"),
        (True, "true"),
        ("linh", "linh"),
        ("two words", "“two words”"),
        (date(2026, 11, 2), "2026-11-02"),
        (["a", "b"], "a, b"),
        ([], "nothing"),
        ("x" * 50, "x" * 39 + "…"),
        ("line\nline", "“line line”"),
    ],
)
def test_values_are_told_on_one_line(value: object, text: str) -> None:
    assert value_text(value) == text
