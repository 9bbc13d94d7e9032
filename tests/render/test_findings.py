"""Findings on a terminal: texts are broken between words, source lines are whole."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from okrcli.render.terminal.findings import print_folded

LINES = (
    "okrs/2026-Q4/checkins/jonas/2026-10-09.yaml:7:5: error[OKR701]: the check-in of 2026-10-09 was altered",
    "   7 |   - kr: fair-deals/win-rate  # a comment that makes this line of the file longer than the terminal is wide",
    "   help: khôi phục rồi sửa lại bằng lệnh này, và ghi lý do thay đổi vào tệp",
)


def test_a_long_text_is_broken_between_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    print_folded(LINES)
    printed = capsys.readouterr().out
    assert printed.split() == " ".join(LINES).split()
    assert LINES[1] in printed
    assert all(cell_len(line) <= 60 or line == LINES[1] for line in printed.splitlines())


def test_a_pipe_gets_whole_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    print_folded(LINES)
    assert capsys.readouterr().out.splitlines() == list(LINES)
