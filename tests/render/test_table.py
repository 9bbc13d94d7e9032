"""Tables: columns line up in every script and at every width, and nothing is cut in a pipe."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text
from wcwidth import wcswidth

from okrcli.render.terminal.cells import Column, Meter
from okrcli.render.terminal.lines import between, flow
from okrcli.render.terminal.table import Table

COLUMNS = (
    Column("id", "id", most=26),
    Column("title", "title", is_flexible=True, least=22, wanted=40),
    Column("progress", "progress", rank=3),
    Column("owner", "owner", rank=5, most=16),
    Column("end", "end"),
)
PIECES = [
    *("Grow ", "quán cà phê ", "tỷ lệ ", "รอพบแพทย์", "ที่สั่ง", "叶菜损耗率", "全程温度"),
    *("한국어 ", "e\u0301té ", " \U0001f1fb\U0001f1f3 ", "\U0001f469\u200d\U0001f467", "✓", "x" * 30),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
ROWS = st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 100), st.integers(0, 4)), min_size=1, max_size=6)


def table(rows: list[tuple[str, str, int, int]], width: int | None) -> Table:
    made = Table(COLUMNS, width)
    for title, owner, percent, indent in rows:
        meter = Meter(Fraction(percent, 100), Fraction(1, 2), "on_track", f"{percent} %")
        made.add(mark=Text("●"), indent=indent, id=f"id-{percent}", title=title, progress=meter, owner=owner, end="@@")
    return made


@given(rows=ROWS, width=st.integers(72, 200))
def test_the_last_column_starts_at_one_cell_in_every_row(rows: list[tuple[str, str, int, int]], width: int) -> None:
    lines = [line.plain for line in table(rows, width).lines()]
    ends = {wcswidth(line[: line.rindex("@@")]) for line in lines[1:]}
    assert len(lines) == len(rows) + 1
    assert len(ends) == 1


@given(rows=ROWS, width=st.integers(30, 200))
def test_no_line_is_wider_than_the_terminal(rows: list[tuple[str, str, int, int]], width: int) -> None:
    assert max(wcswidth(line.plain) for line in table(rows, width).lines()) <= width


@given(rows=ROWS)
def test_a_pipe_gets_every_text_whole(rows: list[tuple[str, str, int, int]]) -> None:
    lines = [line.plain for line in table(rows, None).lines()][1:]
    for line, (title, owner, percent, _) in zip(lines, rows, strict=True):
        assert all(text.rstrip() in line for text in (title, owner, f"{percent} %"))


def test_a_narrow_screen_leaves_out_columns_before_it_cuts_more_of_the_title() -> None:
    rows = [("Half of all demo requests come without an advertisement", "Marketing", 32, 0)]
    heads = {width: next(table(rows, width).lines()).plain.split() for width in (140, 76, 72)}
    assert heads[140] == ["id", "title", "progress", "owner", "end"]
    assert heads[76] == heads[72] == ["id", "title", "progress", "end"]


def test_a_very_narrow_screen_has_the_title_above_the_numbers() -> None:
    lines = [line.plain for line in table([("Half of all demo requests", "Mai", 32, 0)], 60).lines()]
    assert lines == ["● Half of all demo requests", "  ━━━──│────  32 %  id-32  Mai  @@"]


def test_a_screen_reader_gets_rows_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKR_FLAT", "1")
    assert len(list(table([("Half", "Mai", 32, 0)], 120).lines())) == 2


def test_a_folded_column_without_room_goes_below_its_row() -> None:
    columns = (Column("id", "id"), Column("note", "note", is_flexible=True, is_folded=True))
    made = Table(columns, 72)
    made.add(id="x" * 60, note="The comparison page ranks first for three searches.")
    lines = [line.plain for line in made.lines()]
    assert lines[-1] == "    The comparison page ranks first for three searches."


@given(left=TEXTS, right=TEXTS, width=st.integers(20, 160))
def test_both_ends_of_a_line_fit(left: str, right: str, width: int) -> None:
    assert max(wcswidth(line.plain) for line in between(Text(left), Text(right), width)) <= width


def test_pieces_of_a_line_are_never_broken() -> None:
    pieces = [Text("22 on track"), Text("3 achieved"), Text("1 in progress")]
    assert [line.plain for line in flow(pieces, 26)] == ["22 on track   3 achieved", "1 in progress"]
