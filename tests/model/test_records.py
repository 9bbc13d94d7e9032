"""Records: whatever makes one reads its values as a file is read, and nothing gets around that."""

from __future__ import annotations

import ast
import copy
import dataclasses
import pickle
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import okrcli
from okrcli.model import records
from okrcli.model.field_errors import NOUNS
from okrcli.model.record_base import Record, changed, field_infos, field_names
from okrcli.model.records import CheckinEntry, CheckinFile, KeyResult, PlanFile, WorkspaceFile
from okrcli.model.validation import partial_record, read_record
from okrcli.yaml import reader
from tests.support.documents import OTHER_VALUES, altered, paths
from tests.support.examples import examples

EXAMPLES = Path(__file__).parents[2] / "examples"
ENTRY = CheckinEntry(kr="demand/mql", value=Decimal("1.50"))
KEY_RESULT = KeyResult(id="mql", title="M", target=Decimal("1.50"))


# ── Changing a record ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("record", "field"), [(ENTRY, "value"), (KEY_RESULT, "target")])
def test_a_new_value_is_read_as_a_file_is(record: object, field: str) -> None:
    assert getattr(changed(record, **{field: Decimal("2.0")}), field) == 2
    assert str(getattr(changed(record), field)) == "1.50"
    assert changed(record) == record
    for wrong in ({field: "rubbish"}, {field: 1.5}, {"nothing": 1}):
        with pytest.raises(ValidationError):
            changed(record, **wrong)


def test_a_check_in_entry_cannot_be_made_with_a_wrong_value() -> None:
    with pytest.raises(ValidationError):
        CheckinEntry(kr="demand/mql", value="rubbish")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        dataclasses.replace(ENTRY, value="rubbish")  # type: ignore[arg-type]


def test_a_model_cannot_be_replaced_as_a_dataclass() -> None:
    with pytest.raises(TypeError):
        dataclasses.replace(records.Guardrail(id="crash", title="Crashes"), unit=None)


@pytest.mark.parametrize(("record", "field"), [(ENTRY, "value"), (KEY_RESULT, "target")])
def test_a_record_is_frozen_and_equal_to_its_copies(record: object, field: str) -> None:
    with pytest.raises((ValidationError, dataclasses.FrozenInstanceError)):
        setattr(record, field, Decimal(3))
    assert copy.deepcopy(record) == pickle.loads(pickle.dumps(record)) == record
    assert hash(copy.deepcopy(record)) == hash(record)


def test_what_comes_in_thousands_has_no_dictionary() -> None:
    """Hundreds of thousands of entries are in memory at once; a dictionary each would triple what they need."""
    assert not hasattr(ENTRY, "__dict__")
    assert not hasattr(KEY_RESULT, "__dict__")
    moment = datetime(2026, 10, 1, 9, tzinfo=UTC)
    file = CheckinFile(id="abcd1234", cycle="2026-Q4", date=moment.date(), at=moment, by="mai")
    assert not hasattr(file, "__dict__")


def test_an_entry_has_its_own_fields_first() -> None:
    assert field_names(CheckinEntry)[:4] == ("kr", "objective", "action", "guardrail")
    assert field_names(records.InlineCheckin)[:3] == ("date", "at", "by")
    assert list(field_infos(CheckinEntry)) == list(field_names(CheckinEntry))


# ── Names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_name_of_python_is_no_name_of_a_file() -> None:
    data = {"date": "2026-10-01", "field": "target", "from_": "x"}
    assert [problem.hint for problem in read_record(records.ChangeRecord, data)[1]] == ["did you mean `from`?"]
    change, _ = read_record(records.ChangeRecord, {"date": "2026-10-01", "field": "target", "from": "x"})
    assert change
    assert changed(change, from_="y").from_ == "y"


@pytest.mark.parametrize("record", [record for record in NOUNS if issubclass(record, Record)])
def test_no_field_hides_an_attribute_of_pydantic(record: type[Record]) -> None:
    assert not [name for name in record.model_fields if hasattr(BaseModel, name)]


@pytest.mark.parametrize("path", sorted(Path(okrcli.__file__).parent.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_goes_around_the_validator(path: Path) -> None:
    """These make a record of any values: `changed` is the way that reads them."""
    banned = {"model_copy", "model_construct", "__replace__"}
    wrong = [
        f"{path}:{node.lineno}: {node.attr}"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in banned
    ]
    assert not wrong


def test_every_record_is_a_model_or_a_slotted_entry() -> None:
    for record in NOUNS:
        is_model = issubclass(record, Record)
        assert is_model or (dataclasses.is_dataclass(record) and "__slots__" in vars(record))


# ── Reading files that people changed ─────────────────────────────────────────────────────────────────────────────


@cache
def documents() -> list[tuple[type, Any]]:
    """Every example file with the record it holds."""
    files: list[tuple[type, Any]] = []
    for path in sorted(EXAMPLES.rglob("*.yaml")):
        data, findings = reader.read(path.read_bytes(), path.name)
        assert not findings
        is_checkin = "checkins" in path.parent.parent.name
        files.append((WorkspaceFile if path.name == "okrs.yaml" else CheckinFile if is_checkin else PlanFile, data))
    return files


def check_laws(kind: type, data: object) -> None:
    """What holds for every document: a record or problems with a place; a record that `changed` reads to the same."""
    before = copy.deepcopy(data)
    record, problems = read_record(kind, data)
    assert data == before
    assert (record is None) == bool(problems)
    if record is not None:
        assert changed(record) == record
    known = {(), *paths(data)}
    for problem in problems:
        assert problem.code.number in {"OKR101", "OKR102", "OKR103", "OKR104"}
        assert problem.keys in known or (problem.code.number == "OKR101" and problem.keys[:-1] in known), problem
        assert problem.message
    if problems and (partial := partial_record(kind, data, problems)) is not None:
        assert changed(partial) == partial


def test_every_example_is_read_without_a_problem() -> None:
    assert len(documents()) > 50
    for kind, data in documents():
        record, problems = read_record(kind, data)
        assert not problems
        assert changed(record) == record


@settings(max_examples=examples(300), deadline=None)
@given(st.data())
def test_a_document_made_wrong_is_refused_at_its_places(choices: st.DataObject) -> None:
    kind, data = choices.draw(st.sampled_from(documents()))
    for how in choices.draw(st.lists(st.sampled_from(("drop", "rename", "replace")), min_size=1, max_size=3)):
        if possible := list(paths(data)):
            path, value = choices.draw(st.sampled_from(possible)), choices.draw(st.sampled_from(OTHER_VALUES))
            data = altered(data, path, how, value)
    check_laws(kind, data)


@pytest.mark.parametrize("data", OTHER_VALUES, ids=repr)
@pytest.mark.parametrize("kind", [WorkspaceFile, PlanFile, CheckinFile])
def test_a_document_that_is_no_group_is_refused(kind: type, data: object) -> None:
    check_laws(kind, data)
