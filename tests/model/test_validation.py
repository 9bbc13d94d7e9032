"""The format: what is wrong with a file's fields is said in our own words, all at once, at its own place."""

from __future__ import annotations

from decimal import Decimal

import pytest

from okrcli.model import records
from okrcli.model.field_errors import NOUNS, FieldError, fields_of, name_in_files, record_in
from okrcli.model.record_base import field_names
from okrcli.model.validation import partial_record, read_record
from okrcli.yaml import reader

KEY_RESULT = "cycle: 2026-Q4\nobjectives:\n  - id: demand\n    title: Demand\n    key_results:\n"


def problems_of(text: str, record: type = records.PlanFile) -> list[FieldError]:
    data, diagnostics = reader.read(text.encode(), "plan.yaml")
    assert diagnostics == []
    value, problems = read_record(record, data)
    assert (value is None) == bool(problems)
    return problems


def key_result(fields: str) -> str:
    return f"{KEY_RESULT}      - {{{fields}}}\n"


# ── What is wrong ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "code", "message", "hint"),
    [
        ("id: mql, title: M, targt: 30", "OKR103", "unknown field `targt` in key result `mql`", "`target`?"),
        (
            "id: mql, title: M, flavour: red",
            "OKR103",
            "unknown field `flavour` in key result `mql`",
            "it can have `id`",
        ),
        ("id: mql, tіtle: M", "OKR103", "unknown field `tіtle` in key result `mql` (U+0456)", "did you mean `title`?"),
        ("id: mql", "OKR101", "`title` is missing in key result `mql`", None),
        ("title: M", "OKR101", "`id` is missing in key result", None),
        ("id: MQL, title: M", "OKR102", "`id`: `MQL` is not an id", "small letters"),
        ("id: con, title: M", "OKR102", "`id`: `con` is a device name on Windows", "choose another id"),
        ("id: ../etc, title: M", "OKR102", "`id`: `../etc` is not an id", "begins with a letter or digit"),
        ("id: mql, title: ''", "OKR102", "`title`: expected text, found an empty text", "write a few words"),
        ("id: mql, title: true", "OKR102", "`title`: expected text, found `true`", "put it in quotes"),
        ("id: mql, title: M, target: 30 MQL", "OKR102", "`target`: `30 MQL` is not a plain number", None),
        ("id: mql, title: M, target: '30'", "OKR102", "`target`: expected a number, found the text `30`", "without"),
        ("id: mql, title: M, target: true", "OKR102", "`target`: expected a number, found `true`", None),
        ("id: mql, title: M, weight: -1", "OKR102", "`weight`: a weight cannot be negative", "use 0"),
        ("id: mql, title: M, end_date: 2026-02-30", "OKR102", "`end_date`: `2026-02-30` is not a day of the", None),
        ("id: mql, title: M, end_date: 30.11.2026", "OKR102", "`end_date`: `30.11.2026` is not", "write 2026-11-30"),
        ("id: mql, title: M, frequency: fortnightly", "OKR102", "`frequency`: `fortnightly` is not", "write daily"),
        ("id: mql, title: M, kind: atleast", "OKR104", "`kind`: unknown value `atleast`", "`at_least`"),
        ("id: mql, title: M, state: done", "OKR104", "`state`: unknown value `done`", "write `draft`"),
        ("id: mql, title: M, actions: card", "OKR102", "`actions`: expected a list, found `card`", None),
        ("id: mql, title: M, actions: [card]", "OKR102", "`actions`: expected a group of fields, found `card`", None),
        ("id: mql, title: M, depends_on: {to: x}", "OKR102", "`depends_on`: expected a list, found a group", None),
    ],
)
def test_a_wrong_field_is_named_in_our_words(fields: str, code: str, message: str, hint: str | None) -> None:
    (problem,) = problems_of(key_result(fields))
    assert problem.code.number == code
    assert problem.message.startswith(message)
    assert hint is None or hint in (problem.hint or "")
    assert problem.keys[:4] == ("objectives", 0, "key_results", 0)


def test_all_problems_come_at_once() -> None:
    text = key_result("id: M, title: '', target: x, targe: 4") + "owner: [a]\ncycel: x\n"
    assert [problem.keys[-1] for problem in problems_of(text)] == ["id", "title", "target", "targe", "owner", "cycel"]


def test_a_missing_field_is_not_named_beside_its_misspelling() -> None:
    (problem,) = problems_of("cylce: 2026-Q4\n")
    assert (problem.code.number, problem.hint) == ("OKR103", "did you mean `cycle`?")


@pytest.mark.parametrize("data", [["a"], "just text", None, Decimal(12), True])
def test_what_is_no_group_is_one_problem(data: object) -> None:
    _, problems = read_record(records.PlanFile, data)
    assert [problem.message.split(",")[0] for problem in problems] == ["expected a group of fields"]


def test_a_value_is_quoted_in_at_most_forty_characters() -> None:
    (problem,) = problems_of(key_result(f"id: mql, title: M, target: {'x' * 3000}"))
    assert f"`{'x' * 39}…`" in problem.message
    assert len(problem.message) < 100


def test_no_word_of_pydantic_or_python_is_shown() -> None:
    text = key_result("id: 1.5, title: [a], target: {a: b}, kind: x, actions: 1, weight: null")
    shown = " ".join(f"{problem.message} {problem.hint}" for problem in problems_of(text)).lower()
    for word in ("pydantic", "input", "valid", "dict", "tuple", "str", "dataclass", "decimal", "keyword"):
        assert word not in shown.replace("street", "")


# ── What is right ─────────────────────────────────────────────────────────────────────────────────────────────────


def read(text: str, record: type = records.PlanFile) -> object:
    data, _ = reader.read(text.encode(), "plan.yaml")
    value, problems = read_record(record, data)
    assert problems == []
    return value


def test_numbers_keep_the_digits_that_were_typed() -> None:
    plan = read(key_result("id: mql, title: M, start: 0.10, target: 12345678901234567890.123, weight: 2.0"))
    assert isinstance(plan, records.PlanFile)
    (found,) = plan.objectives[0].key_results
    assert (str(found.start), str(found.target)) == ("0.10", "12345678901234567890.123")
    assert found.weight == Decimal(2)


def test_a_number_where_text_belongs_is_the_characters_that_were_typed() -> None:
    plan = read("cycle: 2026\nobjectives: [{id: 1st, title: 100.0}]\n")
    assert isinstance(plan, records.PlanFile)
    assert (plan.cycle, plan.objectives[0].title) == ("2026", "100.0")


@pytest.mark.parametrize("field", ["actions", "milestones", "depends_on", "contributes_to", "checkins"])
def test_a_list_without_content_is_as_if_it_were_not_there(field: str) -> None:
    assert read(key_result(f"id: mql, title: M, {field}: null")) == read(key_result("id: mql, title: M"))


def test_an_empty_workspace_file_has_all_defaults() -> None:
    assert read("{}\n", records.WorkspaceFile) == records.WorkspaceFile()
    assert read("settings:\npeople:\nobjectives:\n", records.WorkspaceFile) == records.WorkspaceFile()


@pytest.mark.parametrize("record", NOUNS)
def test_every_record_in_a_field_has_a_noun(record: type) -> None:
    for annotation in fields_of(record).values():
        found = record_in(annotation)
        assert found is None or found in NOUNS
    assert [name_in_files(name) for name in field_names(record)] == list(fields_of(record))


# ── What can be saved ─────────────────────────────────────────────────────────────────────────────────────────────


def saved(text: str) -> records.PlanFile | None:
    data, _ = reader.read(text.encode(), "plan.yaml")
    _, problems = read_record(records.PlanFile, data)
    assert problems
    return partial_record(records.PlanFile, data, problems)


def test_what_is_wrong_is_left_out_and_the_rest_stays() -> None:
    plan = saved(key_result("id: mql, title: M, target: 30, weight: heavy, unti: MQL"))
    assert plan is not None
    (found,) = plan.objectives[0].key_results
    assert (found.id, found.target, found.weight, found.unit) == ("mql", Decimal(30), Decimal(1), None)


def test_a_thing_without_id_or_title_keeps_its_place() -> None:
    plan = saved(
        f"{KEY_RESULT}      - {{title: First}}\n      - {{id: second, title: Second}}\n      - {{id: third}}\n"
    )
    assert plan is not None
    ids = [key_result.id for key_result in plan.objectives[0].key_results]
    assert ids[1:] == ["second", "third"]
    assert ids[0].startswith("missing-")


@pytest.mark.parametrize("text", ["objectives: []\n", "- a\n", "cycle: ''\nobjectives: []\n"])
def test_nothing_is_saved_where_too_little_is_left(text: str) -> None:
    assert saved(text) is None


def test_saving_does_not_change_what_was_read() -> None:
    data, _ = reader.read(key_result("id: mql, title: M, targt: 3").encode(), "plan.yaml")
    _, problems = read_record(records.PlanFile, data)
    partial_record(records.PlanFile, data, problems)
    assert read_record(records.PlanFile, data)[1] == problems
