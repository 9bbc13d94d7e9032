"""What a change hides: a baseline is compared by what it hides, whatever else is in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from okrcli.reports.hidden_findings import baseline_change

ROW = {"path": "okrs.yaml", "code": "OKR204", "message": "unknown person mia", "fingerprint": "a"}


def baseline(*rows: Any) -> str:
    return json.dumps({"schema_version": 1, "kind": "baseline", "findings": rows})


def test_what_is_hidden_is_named_and_what_is_shown_again_is_counted() -> None:
    change = baseline_change("b.json", baseline(ROW), baseline({**ROW, "message": "目标", "fingerprint": "b"}))
    assert change
    assert (change.hidden, change.shown) == (("OKR204 okrs.yaml: 目标",), 1)
    assert baseline_change("b.json", baseline(ROW, ROW), baseline(ROW, ROW)) is None


def test_another_fingerprint_under_the_same_words_hides_another_finding() -> None:
    change = baseline_change("b.json", baseline(ROW), baseline({**ROW, "fingerprint": "b"}))
    assert change
    assert len(change.hidden) == change.shown == 1


def test_a_finding_without_words_is_still_hidden() -> None:
    change = baseline_change("b.json", None, baseline({"fingerprint": "a"}))
    assert change
    assert change.hidden == ("a finding that the file does not describe",)


@pytest.mark.parametrize(
    "text", ["{}", "[]", "", "{", '"baseline"', "1e999", baseline("text"), baseline({"code": "OKR204"}), "[" * 100_000]
)
def test_another_json_file_is_no_baseline(text: str) -> None:
    assert baseline_change("b.json", None, text) is None
    assert baseline_change("b.json", text, None) is None
