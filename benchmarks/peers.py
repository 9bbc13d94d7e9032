"""Measures okr beside the programs that people would take for the same data: CPU and peak memory, in one run.

    python benchmarks/peers.py                   # a company at 1/10, some minutes
    python benchmarks/peers.py --scale 1/100

Every check-in of the company becomes a transaction of one journal for ledger, hledger and beancount. yamllint and
check-jsonschema get the files of okr themselves, the second one the schema of plan files. A program that is not
installed is left out (Debian: `apt install ledger hledger beancount yamllint`; `pip install check-jsonschema`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import yaml
from company import CYCLES
from company_history import build
from process_cost import OKR, PYTHON, Cost, FailedError, cost
from scale import Bench

RUNS: Final = 3
FASTEST: Final = 2.0
"""CPU seconds. What takes more runs once."""
OKR_LINES: Final = {
    "okr validate, cold": "--no-cache validate",
    "okr validate, unchanged": "validate",
    "okr status --line, unchanged": "status --line",
    "okr status": "status",
    "okr show KEY-RESULT": "show sales-0/kr-1",
    "okr due": "due",
}


class Posting(NamedTuple):
    """A check-in with a value."""

    day: str
    account: str
    value: str


def postings_of(folder: Path) -> Iterator[Posting]:
    """The check-ins with a value in the files of a company, packed ones too."""
    for path in folder.glob("okrs/*/checkins/**/*.yaml"):
        data: dict[str, Any] = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        for document in data.get("packed", [data]):
            for entry in document["checkins"]:
                if "value" in entry:
                    cycle, name = document["cycle"].replace("-", ""), entry["kr"].replace("/", ":").title()
                    yield Posting(str(document["date"]), f"Assets:C{cycle}:{name}", str(entry["value"]))


def write_journals(postings: Sequence[Posting], place: Path) -> None:
    """Write the same transactions as `j.ledger`, which hledger reads too, and as `j.beancount`."""
    ledger = (
        f"{each.day} * check-in\n    {each.account}    {each.value} KPI\n    Equity:Source\n" for each in postings
    )
    accounts = sorted({each.account for each in postings} | {"Equity:Source"})
    entries = (f'{each.day} * "check-in"\n  {each.account}  {each.value} KPI\n  Equity:Source\n' for each in postings)
    opened = (f"2020-01-01 open {account}\n" for account in accounts)
    (place / "j.ledger").write_text("\n".join(ledger), "utf-8")
    (place / "j.beancount").write_text("".join(opened) + "\n" + "\n".join(entries), "utf-8")


def commands_of(place: Path, folder: Path, schema: Path) -> dict[str, Sequence[str]]:
    """The commands of the other programs, as far as they are installed."""
    cycle = folder / "okrs" / CYCLES[-1]
    plans = [str(path) for path in cycle.glob("*.yaml")]
    journal = str(place / "j.ledger")
    lines: dict[str, Sequence[str]] = {
        "ledger balance": ("ledger", "-f", journal, "balance"),
        "hledger balance": ("hledger", "-f", journal, "balance"),
        "hledger check": ("hledger", "-f", journal, "check"),
        "bean-check, without its cache": ("bean-check", "--no-cache", str(place / "j.beancount")),
        "yamllint without rules, all files": ("yamllint", "-d", "{rules: {}}", str(folder)),
        "check-jsonschema, plans of one quarter": ("check-jsonschema", "--schemafile", str(schema), *plans),
    }
    return {name: command for name, command in lines.items() if shutil.which(command[0])}


def several(run: Sequence[str], folder: Path, environment: dict[str, str]) -> Cost | str:
    """The median of some runs after one that fills caches; the reason where the program failed."""
    try:
        first = cost(run, folder, environment=environment)
        runs = [cost(run, folder, environment=environment) for _ in range(1 if first.cpu > FASTEST else RUNS)]
    except FailedError as error:
        return str(error)
    return Cost(median(each.cpu for each in runs), median(each.wall for each in runs), max(each.peak for each in runs))


def main() -> None:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser(description="Measure okr beside other programs on the same check-ins.")
    parser.add_argument("--scale", type=Fraction, default=Fraction(1, 10), help="1/100, 1/10 (the default) or 1")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="okr-peers-") as name:
        place, folder = Path(name), Path(name) / "company"
        build(folder, options.scale)
        bench = Bench(folder, place, limit=3600)
        environment = bench.environment
        postings = sorted(postings_of(folder))
        write_journals(postings, place)
        schema = place / "plan.json"
        variables = {**os.environ, **environment}
        with schema.open("wb") as stream:
            subprocess.run((*OKR, "setup", "schema", "plan"), cwd=folder, env=variables, stdout=stream, check=True)
        lines = {name: (*OKR, *words.split()) for name, words in OKR_LINES.items()}
        python = median(cost(PYTHON, folder).cpu for _ in range(9))
        files = sum(1 for _ in folder.rglob("*.yaml"))
        print(f"scale {options.scale}: {files} files, {len(postings)} check-ins; P = {python * 1000:.1f} ms\n")
        for title, command in {**lines, **commands_of(place, folder, schema)}.items():
            result = several(command, folder, environment)
            if isinstance(result, str):
                print(f"{title:40} {result}")
                continue
            print(f"{title:40} {result.cpu:8.2f} s {result.cpu / python:8.1f} P {result.peak:6.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
