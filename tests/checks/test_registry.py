"""The table of rules: a docstring becomes the page of a code."""

from __future__ import annotations

from okrcli.checks import catalogue
from okrcli.checks.commit_rules import COMMIT_RULES
from okrcli.checks.registry import RULES
from okrcli.diagnostics import CODES
from tests.support.workspaces import in_memory

CODES_OF_RULES = [*(rule.code for rule in RULES), *(rule.code for rule in COMMIT_RULES)]


def test_a_docstring_is_taken_apart_into_text_and_examples() -> None:
    code = CODES["OKR113"]
    assert code.name == "low-above-high"
    assert code.bad == "`{low: 30, high: 20}`"
    assert code.good == "`{low: 20, high: 30}`"


def test_every_rule_has_a_page_with_a_reason_and_both_examples() -> None:
    for code in CODES_OF_RULES:
        summary, _, why = code.why.partition("\n\nWhy: ")
        assert summary, code.number
        assert why, code.number
        assert code.bad, code.number
        assert code.good, code.number


def test_every_rule_is_in_the_catalogue_under_a_number_of_its_own() -> None:
    numbers = [code.number for code in CODES_OF_RULES]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) <= {code.number for code in catalogue()}


def test_a_finding_has_the_code_of_its_rule() -> None:
    rule = next(rule for rule in RULES if rule.code.number == "OKR209")
    plan = "cycles: [{id: advent, start: 2026-11-29, end: 2026-12-24}]\ncycle: advent\n"
    workspace = in_memory({"okrs.yaml": f"{plan}objectives: [{{id: advent, title: Advent}}]\n"})
    assert [(finding.code, finding.message) for finding in rule.check(workspace)] == [
        (rule.code, "`advent` is the name of a cycle")
    ]
