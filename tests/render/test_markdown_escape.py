"""Markdown for pull requests: whatever a text holds, the page shows it and nothing in it acts."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okrcli.render.markdown.escape import code, escape_markdown, table
from okrcli.sanitize import JOINER, visible
from tests.conftest import Work
from tests.support.commands import PLAN, okr
from tests.support.examples import examples
from tests.support.markdown import HOSTILE, MENTION, rendered

TAGS = {"br", "em", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "code", "strong", "p"}
"""What a page may be made of."""


class Cells(HTMLParser):
    """The text of each cell of a table, and the tags inside of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "td":
            self.cells.append("")
            self._inside = True
        elif self._inside:
            self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.cells[-1] += data


def shown_in_a_cell(text: str) -> str:
    html = rendered("\n".join(table(["What", "Why"], [[escape_markdown(text), "end"]])))
    found = Cells()
    found.feed(html)
    assert found.tags == [], html
    assert html.count("<tr>") == 2, html
    first, last = found.cells
    assert last == "end"
    assert not MENTION.search(first), first
    return first.replace(JOINER, "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_shown_as_it_was_written_and_does_nothing(text: str) -> None:
    assert shown_in_a_cell(text) == visible(" ".join(text.split()))


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from([*HOSTILE, *"`*_|<>[]()@#:/.-+&!~$%^{}\\ \t\na1é"]), max_size=6).map("".join))
def test_no_mixture_of_them_acts_either(text: str) -> None:
    shown_in_a_cell(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_an_ascii_text_keeps_its_characters(text: str) -> None:
    assert unescape(escape_markdown(text, None)).replace(JOINER, "") == " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_in_a_list_it_stays_in_its_line(text: str) -> None:
    html = rendered(f"- `demand/mql` {escape_markdown(text)}\n- last")
    assert html.count("<li>") == html.count("</li>") == 2
    assert html.count("<") == len(re.findall(r"</?(?:ul|li|code)>", html)), html


@pytest.mark.parametrize("name", ["demand/mql", "2026-Q4", "okrs/2026-Q4/a.yaml", "a`b", "x|y", "a b", "@x"])
def test_only_names_of_the_format_are_code(name: str) -> None:
    is_plain = re.fullmatch(r"[a-zA-Z0-9./-]+", name) is not None
    assert code(name).startswith("`") == is_plain
    assert ("<code>" in rendered(code(name))) == is_plain


def test_a_long_text_is_cut() -> None:
    assert len(escape_markdown("x" * 5000)) == 160
    assert len(escape_markdown("x" * 5000, None)) == 5000


def test_a_pull_request_of_hostile_texts_has_no_link_and_no_mention(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OKR_TODAY", "2026-11-16")
    work.commit("plan", okrs_yaml=PLAN)
    evil = "closes #1 @team https://evil.example <img src=x> | a |"
    reason = f'changes: [{{date: 2026-11-02, field: target, from: 30, to: 25, reason: "{evil}"}}]'
    text = PLAN.replace("target: 30", f"target: 25, {reason}").replace("We grow", f'"{evil}"')
    work.write("okrs.yaml", text.replace("target: 50", f'unit: "{evil}", target: 40'))
    note = f'  - {{kr: demand/mql, value: 22, note: "{evil}"}}\nwins: ["{evil}"]\n'
    head = "id: aaaaaaaa\ncycle: 2026-Q4\ndate: 2026-10-12\nat: 2026-10-12T09:00:00Z\nby: mai\ncheckins:\n"
    work.write("okrs/2026-Q4/checkins/mai/<img src=x> @team.yaml", head + note)
    work.write("okrs/@team #1 <b>.yaml", "cycle: 2026-Q4\nobjectives: []\n")
    answer = okr(work.path, "diff", "--format", "md")
    html = rendered(answer.out)
    assert set(re.findall(r"<(\w+)", html)) <= TAGS
    plain = re.sub(r"<code>.*?</code>|<[^>]*>", "", html)
    assert not MENTION.search(plain), MENTION.findall(plain)
    assert "evil" in plain
