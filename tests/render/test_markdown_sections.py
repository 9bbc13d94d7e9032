"""A long page becomes several pages, each short enough for a comment, and no line of it is lost."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.render.markdown.sections import Section, in_pages
from tests.support.examples import examples

HEADING = "### OKRs: changes the plan"
_SECTION = st.builds(
    Section,
    st.sampled_from(["Goalposts moved", "Check-ins", "Wins"]),
    st.lists(st.text("ab 目标", min_size=1, max_size=60).map(lambda text: f"- {text}"), max_size=40).map(tuple),
    st.sampled_from([(), ("| What | Why |", "| --- | --- |")]),
    st.sampled_from(["", "14 check-ins"]),
)


@given(st.lists(_SECTION, max_size=4), st.integers(300, 900))
@settings(max_examples=examples(80))
def test_no_line_is_lost_and_every_page_stands_alone(sections: list[Section], most: int) -> None:
    text = in_pages(HEADING, sections, most)
    pages = [page for page in re.split(r"<!-- okr page \d+ of \d+ -->\n", text) if page]
    content = [line for section in sections for line in section.lines]
    assert [line for page in pages for line in page.splitlines() if line.startswith("- ")] == content
    for page in pages:
        assert page.startswith(HEADING)
        assert len(pages) == 1 or f"{HEADING} · page {pages.index(page) + 1} of {len(pages)}\n" in page
        assert len(page) <= most
        assert page.count("<details>") == page.count("</details>")
        assert page.count("| What | Why |") == page.count("| --- | --- |")
    assert text.count("<!-- okr page") == (len(pages) if len(pages) > 1 else 0)


def test_a_section_goes_on_with_its_head_and_its_fold() -> None:
    section = Section("Check-ins", tuple(f"| {number} |" for number in range(100)), ("| No |", "| --- |"), "100 lines")
    text = in_pages(HEADING, [section], 400)
    assert text.count("#### Check-ins\n") == 1
    assert text.count("#### Check-ins, continued\n") == text.count("<details><summary>100 lines</summary>") - 1 > 0


def test_one_page_has_no_mark() -> None:
    assert in_pages(HEADING, [Section("Wins", ("- one",))]) == f"{HEADING}\n\n#### Wins\n\n- one\n"
    assert in_pages(HEADING, []) == f"{HEADING}\n"
