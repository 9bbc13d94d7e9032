"""A view of a company of four times the size takes four times the work, and not sixteen times."""

from __future__ import annotations

import math
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.support.commands import okr, write
from tests.support.counting import calls

GENERATOR = Path(__file__).parents[2] / "benchmarks" / "company_history.py"
SCALES = ("1/200", "1/50")
MOST = 1.1
"""The exponent of the growth: 1 where the work grows as the data does, 2 where each item is compared with all."""


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    place = tmp_path_factory.mktemp("companies")
    for position, scale in enumerate(SCALES):
        subprocess.run(
            [sys.executable, GENERATOR, place / str(position), "--scale", scale],
            check=True,
            timeout=120,
            stdout=subprocess.DEVNULL,
        )
    return [place / str(position) for position in range(len(SCALES))]


def key_results(company: Path) -> int:
    """The number of key results in the running cycle."""
    return sum(path.read_text().count("- id: kr-") for path in (company / "okrs" / "2026-Q4").glob("*.yaml"))


@pytest.mark.parametrize(
    "words",
    [
        "status",
        "list",
        "tree",
        "due",
        "trend team:company",
        "report",
        "cycle score --cycle 2026-Q3",
        "cycle retro 2026-Q3",
    ],
)
def test_the_work_grows_as_the_data_does(
    companies: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-30")
    teams = "teams: [{id: company}]\ncycle: 2026-Q4\n"
    tiny = {f"okrs/{cycle}/a.yaml": f"cycle: {cycle}\nobjectives: []\n" for cycle in ("2026-Q3", "2026-Q4")}
    start = write(tmp_path, {"okrs.yaml": teams, **tiny})
    okr(start, *words.split())
    smallest, small, large = (calls(partial(okr, folder, *words.split())) for folder in (start, *companies))
    ratio = key_results(companies[1]) / key_results(companies[0])
    assert math.log((large - smallest) / (small - smallest)) / math.log(ratio) <= MOST
