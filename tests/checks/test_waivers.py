"""Waivers: the line that they excuse, their reason and their last day."""

from __future__ import annotations

import pytest

from okrcli.checks import findings
from tests.support.workspaces import in_memory

HEAD = "people: [{id: mai, email: mai@example.com}]\ncycle: 2026-Q4\nobjectives:\n"


def found(lines: str, day: str = "2026-11-16") -> list[tuple[str, int]]:
    """The codes of all findings of a plan with this objective, with their lines."""
    workspace = in_memory({"okrs.yaml": HEAD + lines}, day)
    return [(finding.code, finding.place.line) for finding in findings(workspace)]


def objective(comment: str = "", above: str = "") -> str:
    fields = f"  - id: demand\n    title: Demand\n{above}    owner: mia{comment}\n"
    return f"{fields}    key_results: [{{id: mql, title: MQLs, start: 20, target: 30}}]\n"


def test_without_a_waiver_the_unknown_owner_is_found() -> None:
    assert found(objective()) == [("OKR204", 6)]


def test_a_waiver_excuses_its_own_line() -> None:
    assert found(objective("  # okr: ignore[OKR204] joins in December")) == []


def test_a_waiver_alone_on_a_line_excuses_the_next_line_with_content() -> None:
    assert found(objective(above="    # okr: ignore[unknown-name] joins in December\n\n    # a note\n")) == []


def test_a_waiver_counts_up_to_its_last_day() -> None:
    waived = objective("  # okr: ignore[OKR204] joins in December, until 2026-11-16")
    assert found(waived, "2026-11-16") == []
    assert found(waived, "2026-11-17") == [("OKR204", 6), ("OKR602", 6)]


@pytest.mark.parametrize(
    "order",
    [
        "ignore[OKR204]",
        "ignore[OKR999] a reason",
        "ignore[] a reason",
        "please skip this line",
        "ignore[OKR204] joins later, until 2026-13-01",
    ],
)
def test_a_waiver_that_cannot_be_understood_excuses_nothing(order: str) -> None:
    assert sorted(found(objective(f"  # okr: {order}"))) == [("OKR204", 6), ("OKR601", 6)]


def test_a_waiver_with_nothing_to_excuse_is_reported() -> None:
    waived = objective("  # okr: ignore[OKR204] joins in December").replace("mia", "mai")
    assert found(waived) == [("OKR603", 6)]


def test_a_comment_inside_a_text_is_no_waiver() -> None:
    waived = objective().replace("title: Demand", 'title: "Demand # okr: ignore[OKR204] joins in December"')
    assert found(waived) == [("OKR204", 6)]
