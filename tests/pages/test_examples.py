"""What we hand to people as an example is right, to the last warning."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from okrcli.cli.app import run
from okrcli.model.field_errors import NOUNS, fields_of
from okrcli.model.records import CheckinEntry, CheckinFile, ClosingItem, ClosingSheet, PackFile
from tests.conftest import Work

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/okrs.yaml"))
SHOWN_ON = dict(
    re.findall(r"okr -C examples/(\S+) status --on (\S+)", (ROOT / "examples" / "README.md").read_text("utf-8"))
)
"""The day on which examples/README.md looks at each of them."""
SAMPLE = ROOT / "okrs.yaml.sample"


def test_every_example_is_introduced_and_there_is_no_other() -> None:
    assert sorted(SHOWN_ON) == EXAMPLES == sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())
    assert len(EXAMPLES) >= 6


@pytest.fixture(params=EXAMPLES)
def example(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of an example, on the day it is written for."""
    monkeypatch.setenv("OKR_TODAY", SHOWN_ON[request.param])
    return Path(shutil.copytree(ROOT / "examples" / request.param, tmp_path / request.param))


def test_an_example_has_no_finding(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(example), "validate", "--format", "concise", "--strict"]) == 0
    assert capsys.readouterr().out == ""


def test_an_example_is_worded_well(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(example), "lint", "--strict"]) == 0, capsys.readouterr().out


def test_an_example_shows_its_status(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(example), "status"]) == 0
    assert run(["-C", str(example), "status", "--json"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "·" in shown.out


def test_an_example_has_something_to_show(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["-C", str(example), "validate", "--json"])
    counts = json.dumps(json.loads(capsys.readouterr().out))
    for noun in ("files", "objectives", "key_results", "checkins"):
        assert re.search(rf'"{noun}": [1-9]', counts), noun


def test_an_example_is_in_the_canonical_format(example: Path, sample: Path) -> None:
    assert run(["-C", str(example), "fmt", "--check"]) == 0
    assert run(["-C", str(sample), "fmt", "--check"]) == 0


@pytest.fixture
def sample(empty_work: Work, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample as okrs.yaml in an empty repository, committed."""
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    shutil.copyfile(SAMPLE, empty_work.path / "okrs.yaml")
    empty_work.commit("our plan")
    return empty_work.path


def test_the_sample_has_few_live_lines() -> None:
    lines = [line.strip() for line in SAMPLE.read_text("utf-8").splitlines()]
    assert 20 < len([line for line in lines if line and not line.startswith("#")]) <= 40


def test_the_sample_names_every_field_but_those_of_check_in_files() -> None:
    text = SAMPLE.read_text("utf-8")
    fields = {
        name
        for record in NOUNS
        if record not in (CheckinFile, PackFile, CheckinEntry, ClosingItem, ClosingSheet)
        for name in fields_of(record)
    }
    assert [name for name in sorted(fields) if not re.search(rf"\b{name}:", text)] == []


def test_the_sample_has_no_finding(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["-C", str(sample), "validate", "--strict"]) == 0
    assert "all good in 1 file, 2 objectives, 3 key results" in capsys.readouterr().out


def test_the_sample_validates_before_its_first_commit(empty_work: Work) -> None:
    shutil.copyfile(SAMPLE, empty_work.path / "okrs.yaml")
    assert run(["-C", str(empty_work.path), "validate", "--strict"]) == 0


def test_the_sample_checks_in_and_shows_its_status(
    sample: Path, empty_work: Work, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["checkin", "second-order", "20", "delivery-days=4", "-c", "6", "--by", "lena", "-m", "A good week"]
    assert run(["-C", str(sample), *words]) == 0
    assert len(empty_work.log()) == 2
    assert [path.split("/")[:4] for path in empty_work.paths_of("HEAD")] == [["okrs", "2026-Q4", "checkins", "lena"]]
    assert empty_work.git("status", "--porcelain") == ""
    capsys.readouterr()
    assert run(["-C", str(sample), "validate", "--strict"]) == 0
    assert run(["-C", str(sample), "status"]) == 0
    shown = capsys.readouterr().out
    assert "3 key results, 2 check-ins" in shown
    assert "Customers come back without being reminded" in shown
    assert "50 %" in shown
