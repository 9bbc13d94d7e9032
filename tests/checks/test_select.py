"""Codes by number, name and prefix, and the values of --select and --ignore."""

from __future__ import annotations

import pytest

from okrcli.checks import catalogue
from okrcli.checks.select import codes_meant, meant_instead, selection
from okrcli.diagnostics import CODES, Finding, Position
from okrcli.errors import UsageError


def finding(number: str) -> Finding:
    return CODES[number].at(Position("okrs.yaml", 1, 1, 1), "message")


@pytest.mark.parametrize("text", ["OKR204", "okr204", "unknown-name", " Unknown-Name "])
def test_a_code_is_named_by_number_or_name(text: str) -> None:
    assert [code.number for code in codes_meant(text)] == ["OKR204"]


def test_a_prefix_names_all_codes_that_begin_with_it() -> None:
    numbers = [code.number for code in codes_meant("OKR70")]
    assert numbers == [code.number for code in catalogue() if code.number.startswith("OKR70")]
    assert codes_meant("OKR") == catalogue()


def test_an_unknown_text_names_no_code_and_has_a_hint() -> None:
    assert codes_meant("unknown-nam") == []
    assert "unknown-name" in meant_instead("unknown-nam")
    assert meant_instead("zzzzzz") == "okr explain --list shows all codes"


def test_select_and_ignore_choose_findings() -> None:
    both = [finding("OKR204"), finding("OKR118")]
    assert selection([], [])(both) == both
    assert selection(["OKR2"], [])(both) == both[:1]
    assert selection([], ["unknown-name, OKR502"])(both) == both[1:]


def test_a_hard_code_is_always_kept() -> None:
    hard = next(code for code in catalogue() if code.is_hard)
    assert selection(["OKR204"], [])([finding(hard.number)]) == [finding(hard.number)]
    with pytest.raises(UsageError, match=f"{hard.number} .* cannot be ignored"):
        selection([], [hard.number])


def test_an_unknown_code_is_refused_with_its_option() -> None:
    with pytest.raises(UsageError, match="`--select`: there is no code"):
        selection(["OKR999"], [])
