"""The JSON Schemas: another reader accepts and refuses what okr does, and the JSON of every view is as promised."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.model.validation import read_record
from okrcli.urls import SCHEMAS
from okrcli.yaml import reader
from tests.conftest import Work
from tests.support.commands import okr, write
from tests.support.documents import OTHER_VALUES, altered, paths
from tests.support.examples import examples
from tests.support.report_schemas import closed_report_schema
from tools.file_schema import ROOTS, file_schema
from tools.view_schema import kinds, report_schema

ROOT = Path(__file__).parents[2]
EXAMPLES = [*sorted((ROOT / "examples").rglob("*.yaml")), ROOT / "okrs.yaml.sample"]


def kind_of(path: Path) -> str:
    if path.name in ("okrs.yaml", "okrs.yaml.sample"):
        return "okrs"
    return "checkin" if "checkins" in path.parent.parent.name else "plan"


def plain(data: Any) -> Any:
    """A document as other YAML readers have it: numbers are numbers."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    if isinstance(data, Decimal):
        return int(data) if data == int(data) else float(data)
    return data.isoformat() if isinstance(data, date) else data


@cache
def validator(name: str) -> Any:
    schema = report_schema() if name == "report" else file_schema(name)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker(["date"]))


@cache
def documents() -> list[tuple[str, Any]]:
    found = []
    for path in EXAMPLES:
        data, diagnostics = reader.read(path.read_bytes(), path.name)
        assert not diagnostics
        found.append((kind_of(path), data))
    return found


def is_right(kind: str, text: str) -> tuple[bool, bool]:
    """Whether okr and whether the schema takes a document."""
    data, diagnostics = reader.read(text.encode(), "x.yaml")
    assert not diagnostics
    return read_record(ROOTS[kind], data)[1] == [], validator(kind).is_valid(plain(data))


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_example_is_what_the_schema_wants() -> None:
    assert len(documents()) > 60
    for kind, data in documents():
        assert list(validator(kind).iter_errors(plain(data))) == []


KEY_RESULT = "cycle: 2026-Q4\nobjectives: [{{id: o, title: O, key_results: [{{id: k, title: K, {} }}]}}]\n"
GOOD = [
    *("target: 3", "target: -0.5", "start: 0", "weight: 0", "owner:", "actions:", "milestones: []", "done: false"),
    *("done: 2026-10-31", "frequency: 10d", "kind: at_least", "kind:", "unit: 5", "metric: x", "state: paused"),
    *("start_date: 2026-10-31", "depends_on: [{to: a/b}]", "contributes_to: [2026-Q4/a/b]", "owner: 12"),
    *("checkins: [{date: 2026-10-31, value: 3, confidence: 10, done: [a, b]}]", "actions: [{title: 7}]"),
]
BAD = [
    *("target: '3'", "target: three", "target: true", "weight: -1", "owner: Mai", "owner: ../etc", "owner: con"),
    *("owner: a b", "done: yes", "done: 31.10.2026", "frequency: often", "frequency: 0d", "kind: exact", "unit: true"),
    *("start_date: 2026-02-30", "start_date: tomorrow", "depends_on: [{}]", "depends_on: {to: x}", "targt: 3"),
    *("contributes_to: [a//b]", "checkins: [{value: 3}]", "checkins: [{date: 2026-10-31, confidence: 11}]"),
    *("actions: [{title: ''}]", "actions: [x]", "actions: {title: x}", "title: ' '", "owner: nul.txt", "state: open"),
]


@pytest.mark.parametrize("fields", GOOD)
def test_schema_and_model_take_the_same_good_fields(fields: str) -> None:
    assert is_right("plan", KEY_RESULT.format(fields)) == (True, True)


@pytest.mark.parametrize("fields", BAD)
def test_schema_and_model_refuse_the_same_bad_fields(fields: str) -> None:
    text = KEY_RESULT.format(fields)
    assert is_right("plan", text if "title: ' '" not in fields else text.replace("title: K, ", "")) == (False, False)


@pytest.mark.parametrize(
    ("kind", "text", "right"),
    [
        ("okrs", "{}\n", True),
        ("okrs", "people:\n  - {id: mai, email: mai@example.com}\nteams:\ncycle: 2026\n", True),
        ("okrs", "people: [{id: mai, email: mai at example}]\n", False),
        ("okrs", "settings: {cycle: {fiscal_year_start: 13}}\n", False),
        ("okrs", "settings: {cycle: {fiscal_year_start: 4}, commit: false, checkin: }\n", True),
        ("okrs", "definitions: {mql: A lead}\n", True),
        ("okrs", "definitions: {mql: [x]}\n", False),
        ("okrs", "cycles: [{id: x, length: 6w}]\n", True),
        ("okrs", "cycles: [{id: x, length: 6}]\n", False),
        ("plan", "cycle: 2026-Q4\n", True),
        ("plan", "objectives: []\n", False),
        ("checkin", "{id: a1, cycle: 2026-Q4, date: 2026-10-12, at: '2026-10-12T09:04:05Z', by: mai}\n", True),
        ("checkin", "{id: a1, cycle: 2026-Q4, date: 2026-10-12, at: '2026-10-12', by: mai}\n", False),
        ("checkin", "{id: a1, cycle: 2026-Q4, date: 2026-10-12, by: mai}\n", False),
    ],
)
def test_schema_and_model_agree_on_whole_files(kind: str, text: str, right: bool) -> None:
    assert is_right(kind, text) == (right, right)


@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_schema_and_model_agree_on_examples_that_were_changed(choices: st.DataObject) -> None:
    kind, data = choices.draw(st.sampled_from(documents()))
    way = choices.draw(st.sampled_from(list(paths(data))))
    change = choices.draw(st.sampled_from(("drop", "rename", "replace")))
    value = choices.draw(st.sampled_from([other for other in OTHER_VALUES if other != "12"]))
    data = altered(data, way, change, value)
    assert (read_record(ROOTS[kind], data)[1] == []) == validator(kind).is_valid(plain(data))


def test_a_quoted_confidence_is_where_an_editor_is_stricter() -> None:
    text = KEY_RESULT.format("checkins: [{date: 2026-10-31, confidence: '7'}]")
    assert is_right("plan", text) == (True, False)


def test_every_field_is_explained_and_every_reference_leads_somewhere() -> None:
    for kind in ROOTS:
        schema = file_schema(kind)
        text = json.dumps(schema)
        assert set(re.findall(r"#/definitions/(\w+)", text)) == set(schema["definitions"])
        for record in (schema, *schema["definitions"].values()):
            assert record["description"]
            assert all(len(field["description"]) > 5 for field in record["properties"].values())


# ── Views ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def documents_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What every view prints of a workspace as JSON, by its kind."""
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    listed = json.loads(okr(folder, "list", "--json").out)
    names = [row["reference"] for row in listed["rows"]]
    commands = [
        ["status"],
        ["list"],
        ["validate"],
        ["validate", "--statistics"],
        ["lint"],
        ["lint", "--text", "Publish 15 blog posts"],
        ["setup"],
        ["explain", "--list"],
        ["tree"],
        ["due"],
        ["agenda"],
        ["report"],
        ["remind"],
        ["remind", "--discipline"],
        ["status", "--group", "owner"],
        ["trend", *(name for name in names if name.count("/") == 1)][:4],
        ["cycle", "score"],
        ["cycle", "retro", listed["cycles"][0]["id"]],
        *(["explain", name] for name in names),
        ["cycle", "list"],
        ["new", "--templates"],
        ["cycle", "show", listed["cycles"][0]["id"]],
        *(["show", name] for name in names),
    ]
    found: dict[str, list[Any]] = {}
    for words in commands:
        document = json.loads(okr(folder, *words, "--json").out)
        found.setdefault(document["kind"], []).append(document)
    return found


@pytest.mark.parametrize("name", ["company", "small-team", "two-weeks", "vietnamese", "thai", "chinese"])
def test_every_view_holds_what_is_promised_and_nothing_else(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = documents_of(ROOT / "examples" / name, monkeypatch)
    assert set(found) | {"diff", "log", "blame", "audit", "reviewers"} == kinds()
    for views in found.values():
        for view in views:
            assert list(closed_report_schema().iter_errors(view)) == []
        assert validator("report").is_valid({**views[0], "later": 1})
        assert not validator("report").is_valid({**views[0], "schema_version": 2})


def test_a_validation_with_findings_is_as_promised(tmp_path: Path) -> None:
    write(tmp_path, {"okrs/a.yaml": "cycle: 2026-Q4\nobjectives: [{id: a, titel: x}]\n"})
    document = json.loads(okr(tmp_path, "validate", "--json").out)
    assert document["findings"]
    assert list(closed_report_schema().iter_errors(document)) == []


# ── The command ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", [*ROOTS, "report"])
def test_the_command_prints_what_the_package_has(tmp_path: Path, kind: str) -> None:
    shown = json.loads(okr(tmp_path, "setup", "schema", kind).out)
    assert shown == (report_schema() if kind == "report" else json.loads(json.dumps(file_schema(kind))))
    assert shown["$id"] == f"{SCHEMAS}/{kind}.json"


def test_the_command_knows_its_words(tmp_path: Path) -> None:
    assert okr(tmp_path, "setup", "schema").out == okr(tmp_path, "setup", "schema", "okrs").out
    answer = okr(tmp_path, "setup", "schema", "chekin")
    assert (answer.code, "did you mean `checkin`?" in answer.err) == (2, True)
    assert okr(tmp_path, "setup", "schema", "plan", "--write").code == 2
    assert okr(tmp_path, "setup", "schema", "--write").code == 3


def test_the_schemas_are_written_beside_the_plans_and_read_as_no_plan(work: Work) -> None:
    answer = okr(work.path, "setup", "schema", "--write")
    assert answer.code == 0, answer.err
    assert work.paths_of("HEAD") == [
        f"okrs/.schema/{kind}.json" for kind in ("checkin", "okrs", "pack", "people", "plan")
    ]
    assert json.loads((work.path / "okrs/.schema/plan.json").read_text()) == json.loads(json.dumps(file_schema("plan")))
    before = work.state()
    assert "nothing to do" in okr(work.path, "setup", "schema", "--write").out
    assert okr(work.path, "validate").code == 0
    assert work.state() == before


def test_new_files_say_where_their_schema_is(tmp_path: Path) -> None:
    okr(tmp_path, "init", "--cycle", "2026-Q4", "--me", "mai")
    lines = (tmp_path / "okrs.yaml").read_text().splitlines()
    assert lines[0] == f"# yaml-language-server: $schema={SCHEMAS}/okrs.json"
    assert okr(tmp_path, "validate").code == 0
