"""docs/reference/ is made from the code, is up to date, and leaves nothing out."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from okrcli.checks.registry import RULES
from okrcli.cli.command_table import COMMANDS
from okrcli.diagnostics import CODES
from okrcli.model import settings
from okrcli.model.field_errors import NOUNS, fields_of
from okrcli.model.record_base import field_infos, is_record
from okrcli.model.validation import read_record
from okrcli.yaml import reader
from tools import make_reference

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
PAGES = ("format.md", "codes.md", "commands.md", "settings.md", "json.md", "messages.md")


@cache
def made() -> dict[str, str]:
    pages: dict[str, str] = make_reference.pages()
    return pages


def headings(page: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", made()[page], re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_the_reference_is_what_the_code_says(page: str) -> None:
    assert (REFERENCE / page).read_bytes() == made()[page].encode(), f"docs/reference/{page} is old: make docs"


def test_the_schemas_of_the_package_are_what_the_code_says() -> None:
    folder = ROOT / "okrcli" / "schemas"
    made = make_reference.schemas()
    assert sorted(path.name for path in folder.iterdir()) == sorted(made)
    for name, text in made.items():
        assert (folder / name).read_text("utf-8") == text, f"okrcli/schemas/{name} is old: make docs"


def test_there_is_no_other_page() -> None:
    assert sorted(path.name for path in REFERENCE.iterdir()) == sorted(PAGES) == sorted(made())


# ── The format ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_record_has_a_section_and_an_example() -> None:
    sections = re.findall(r"^## (?!Forms)", made()["format.md"], re.MULTILINE)
    assert len(sections) == len(NOUNS) == made()["format.md"].count("```yaml\n") > 15
    assert len(set(headings("format.md", 2))) == len(NOUNS) + 1


@pytest.mark.parametrize("record", NOUNS, ids=lambda record: record.__name__)
def test_every_field_stands_in_its_section_with_its_meaning(record: type) -> None:
    title = make_reference.title_of(record)
    section = made()["format.md"].split(f"## {title}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", section, re.MULTILINE)
    assert [row[0] for row in rows] == list(fields_of(record))
    assert all(len(meaning) > 5 for *_, meaning in rows)
    required = [name for name, field in field_infos(record).items() if field.is_required()]
    assert [name for name, _, default, _ in rows if default == "**required**"] == required


@pytest.mark.parametrize("record", NOUNS, ids=lambda record: record.__name__)
def test_every_example_of_a_record_can_be_read(record: type) -> None:
    data, diagnostics = reader.read(make_reference.EXAMPLES[record].encode(), "example.yaml")
    assert diagnostics == []
    value, problems = read_record(record, data)
    assert problems == []
    assert isinstance(value, record)


def test_every_link_inside_the_format_leads_somewhere() -> None:
    anchors = {heading.lower().replace(" ", "-") for heading in headings("format.md", 2)}
    links = set(re.findall(r"\]\(#([^)]+)\)", made()["format.md"]))
    assert links
    assert links <= anchors


# ── Codes, commands, settings ─────────────────────────────────────────────────────────────────────────────────────


def test_every_code_has_one_heading_in_order() -> None:
    found = headings("codes.md", 3)
    assert found == [f"{number} {CODES[number].name}" for number in sorted(CODES)]
    assert len(found) > 50
    assert {rule.code.number for rule in RULES} < set(CODES)


def test_every_code_says_how_much_it_matters_and_why() -> None:
    for number, code in CODES.items():
        section = made()["codes.md"].split(f"### {number} {code.name}\n\n{code.severity.capitalize()}.")[1]
        assert f"\n\n{code.why}\n\nBad: {code.bad}\n\nGood: {code.good}\n" in section
        assert all(note in section.split("\n\n")[0] for note in code.notes)


def test_every_command_is_there_with_its_help() -> None:
    names = list(COMMANDS)
    assert len(names) >= 10
    commands = ["okr", "okr help", *(f"okr {name}" for name in names)]
    assert headings("commands.md", 2) == [*commands, "Exit codes", "Environment variables"]
    below = sum(len(make_reference.words_below(name)) for name in names)
    assert below >= 3
    assert made()["commands.md"].count("  -h, --help") == len(names) + below  # that of `okr` fits a small screen


def test_every_variable_that_the_code_looks_at_is_there() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "okrcli").rglob("*.py"))
    looked_at = set(re.findall(r"environ\.get\(\"(\w+)\"", source)) | set(re.findall(r"\"(OKR_[A-Z]+)\"", source))
    assert {"OKR_TODAY", "OKR_USER", "OKR_DEBUG", "NO_COLOR", "CI", "COLUMNS"} <= looked_at
    assert {name for name in looked_at if f"`{name}` |" not in made()["commands.md"]} <= {"TERM"}


def settings_of(record: type, before: str = "") -> list[str]:
    names = []
    for name, field in field_infos(record).items():
        is_group = is_record(field.default)
        names += settings_of(type(field.default), f"{before}{name}.") if is_group else [before + name]
    return names


def test_every_setting_is_there_with_its_default() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| .+ \| `?(.+?)`? \| .+ \|$", made()["settings.md"], re.MULTILINE)
    assert [name for name, _ in rows] == settings_of(settings.Settings)
    assert dict(rows)["checkin.frequency"] == "weekly"
    assert len(rows) >= 6
