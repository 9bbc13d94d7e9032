"""Texts with the line ends of Windows, as a form, a clipboard or JSON gives them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import PLAN, TODAY, okr, write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OKR_TODAY", TODAY)
    monkeypatch.setenv("OKR_USER", "mai")
    return write(tmp_path, {"okrs.yaml": PLAN})


@pytest.mark.parametrize("source", ["typed", "json"])
def test_carriage_returns_become_lines(folder: Path, source: str) -> None:
    note, blocker = "first\r\nsecond", "a\r\n\r\nb\r\n"
    if source == "typed":
        words = ["checkin", "mql", "22", "-m", note, "--blocker", blocker, "--win", "one\r\ntwo"]
        answer = okr(folder, *words)
    else:
        entry = {"kr": "mql", "value": 22, "note": "first\r\nsecond", "blocker": blocker}
        answer = okr(folder, "checkin", "--from", "-", "--win", "one\r\ntwo", given=json.dumps([entry]).encode())
    assert answer.code == 0, answer.err
    [file] = folder.glob("okrs/*/checkins/mai/*.yaml")
    assert b"\r" not in file.read_bytes()
    assert okr(folder, "validate").code == 0
    shown = json.loads(okr(folder, "show", "mql", "--json").out)
    assert "first\\nsecond" in json.dumps(shown)
    assert "a\\n\\nb" in json.dumps(shown)


def test_a_typed_field_and_a_reason_keep_their_lines(folder: Path) -> None:
    answer = okr(folder, "set", "mql", "definition=one\r\ntwo", "--reason", "so\r\nit is")
    assert answer.code == 0, answer.err
    assert b"\r" not in (folder / "okrs.yaml").read_bytes()
