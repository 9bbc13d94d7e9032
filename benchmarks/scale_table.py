"""The table of `scale.py`: the cost of each command at each size, its growth, and the targets beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

from process_cost import Cost

Limit = Mapping[str, float]
"""So many of each unit, added up: `{"P": 20, "E": 3}`. The unit `s` is a CPU second."""


NONE: Limit = MappingProxyType({})
NOISE: Final = 3.0
"""P. Growth is computed where the smaller size takes so much more than the start of a command."""


class Row(NamedTuple):
    """A line of the table: a command with its targets."""

    name: str
    words: str
    at_most: Limit = NONE
    better: Limit = NONE
    memory: tuple[int, int] | None = None
    """MiB: at most, better."""
    mode: str = "again"
    """`again` after the same command ran before, `cold` without a cache, `changed` after a change of one file."""
    only: Fraction | None = None
    """The one scale for which the targets hold."""
    factor: tuple[float, float] | None = None
    """How much more the largest size may take than the smallest one: at most, better."""


class Measured(NamedTuple):
    """One size of the company: its units in CPU seconds, and the cost of each line by name, or why there is none."""

    scale: Fraction
    units: dict[str, float]
    costs: dict[str, Cost | str]

    def value(self, name: str) -> float | None:
        """The CPU time of a line in P; None where it has none."""
        found = self.costs.get(name)
        return found.cpu / self.units["P"] if isinstance(found, Cost) else None

    def limit(self, limit: Limit) -> float:
        """A limit in P."""
        return sum(count * self.units[unit] for unit, count in limit.items()) / self.units["P"]


def growth(row: Row, sizes: Sequence[Measured], start: float) -> float | None:
    """The exponent of the growth between the last two sizes, without the `start` of a command in P.

    None where the time does not depend on the size, or hardly.
    """
    if len(sizes) < 2 or row.only:
        return None
    small, large = (size.value(row.name) for size in sizes[-2:])
    if small is None or large is None or small - start < NOISE:
        return None
    return math.log((large - start) / (small - start)) / math.log(sizes[-1].scale / sizes[-2].scale)


def line_of(row: Row, sizes: Sequence[Measured], start: float) -> tuple[list[str], list[str]]:
    """The cells of a line, and the targets that it misses, or the reason why it has no figure."""
    exponent = growth(row, sizes, start)
    values = [size.value(row.name) for size in sizes]
    missed = [f"{row.name}: {found}" for size in sizes if isinstance(found := size.costs[row.name], str)]
    cells = [row.name, *("failed" if value is None else f"{value:.1f} P" for value in values)]
    cells.append("" if exponent is None else f"{exponent:.2f}")
    judged = next((size for size in sizes if size.scale == row.only), None) if row.only else sizes[-1]
    for title, limit in (("at most", row.at_most), ("better", row.better)):
        value = judged.value(row.name) if judged else None
        if not limit or judged is None or value is None:
            cells.append(in_words(limit))
            continue
        most = judged.limit(limit)
        cells.append(
            f"{in_words(limit)}{'' if limit.keys() == {'P'} else f' = {most:.0f} P'}, {_verdict(value <= most)}"
        )
        missed += [f"{row.name}: {title} {in_words(limit)}"] if value > most else []
    cells.append(_memory(row, sizes[-1], missed))
    return cells, missed


def _memory(row: Row, size: Measured, missed: list[str]) -> str:
    """The cell of the peak with its two limits; what is missed is added to a list."""
    found = size.costs[row.name]
    if row.memory is None or isinstance(found, str):
        return "" if isinstance(found, str) else f"{found.peak:.0f} MiB"
    verdicts = [found.peak <= most for most in row.memory]
    if not verdicts[0]:
        missed.append(f"{row.name}: at most {row.memory[0]} MiB")
    limits = (f"{most} {_verdict(is_met)}" for most, is_met in zip(row.memory, verdicts, strict=True))
    return f"{found.peak:.0f} MiB, {' · '.join(limits)}"


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "missed"


def in_words(limit: Limit) -> str:
    """A limit as people write it: `3 E + 28 P`."""
    return " + ".join(f"{count:g} {unit}" for unit, count in limit.items())


def factor_line(name: str, sizes: Sequence[Measured], limits: tuple[float, float]) -> tuple[list[str], list[str]]:
    """The cells of the line that compares the largest size with the smallest, and the limit that it misses."""
    first, last = sizes[0].value(name), sizes[-1].value(name)
    if first is None or last is None or len(sizes) < 2:
        return [], []
    verdicts = [f"× {most}, {_verdict(last / first <= most)}" for most in limits]
    cells = [f"{name}, last ÷ first", *[""] * len(sizes), f"× {last / first:.2f}", *verdicts, ""]
    return cells, [f"{name}: at most × {limits[0]}"] if last / first > limits[0] else []


def table(sizes: Sequence[Measured], start: float, rows: Iterable[Row]) -> str:
    """The lines in columns, and below them the targets that were missed."""
    lines = [["command", *(f"scale {size.scale}" for size in sizes), "growth", "at most", "better", "memory"]]
    all_missed: list[str] = []
    for row in rows:
        cells, missed = line_of(row, sizes, start)
        lines.append(cells)
        all_missed += missed
        if row.factor and (more := factor_line(row.name, sizes, row.factor))[0]:
            lines.append(more[0])
            all_missed += more[1]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in lines]
    return "\n".join([*text, "", f"missed: {'; '.join(all_missed) or 'nothing'}"])
