"""Citations in source, tests and pages: each leads to a page and a heading that exist."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = sorted(
    path for folder in ("okrcli", "tests", "benchmarks", "docs", "tools") for path in (ROOT / folder).rglob("*.py")
)
PAGES: Final = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
CITATION: Final = re.compile(r'(?<![\w/])(docs/[\w/-]+\.md)(?:,\s+((?:"[^"\n]+"(?:, | and )?)+))?')
"""A page, and the headings of it in quotes: `docs/semantics.md, "Progress" and "Status"`."""
LINK: Final = re.compile(r"(?<!!)\[[^\]\n]*(?:\n[^\]\n]*)?\]\(([^)\s]+)\)")


class Citation(NamedTuple):
    """A page that a file cites, with the heading if there is one, and the line of it."""

    page: str
    heading: str
    line: int


def citations(text: str) -> Iterator[Citation]:
    # a docstring or comment may break the line between the page and the heading
    joined = re.sub(r",\n\s*(?:# )?(?=\")", ", ", text)
    for match in CITATION.finditer(joined):
        line = joined.count("\n", 0, match.start()) + 1
        headings = re.findall(r'"([^"\n]+)"', match[2] or "")
        yield from (Citation(match[1], heading, line) for heading in headings or [""])


@cache
def headings_of(path: Path) -> frozenset[str]:
    """The headings of a page as they are written; what stands in fenced blocks is none."""
    text = re.sub(r"^ *(`{3,}).*?^ *\1 *$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return frozenset(re.findall(r"^#+ (.+?) *$", text, re.MULTILINE))


def anchor(heading: str) -> str:
    """The anchor of a heading, as hosting services make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_reader_of_citations_sees_pages_and_headings() -> None:
    text = 'see docs/a.md, "One" and "Two";\n# docs/how-to/b.md\n# docs/c.md,\n# "Three"'
    assert list(citations(text)) == [
        Citation("docs/a.md", "One", 1),
        Citation("docs/a.md", "Two", 1),
        Citation("docs/how-to/b.md", "", 2),
        Citation("docs/c.md", "Three", 3),
    ]


@pytest.mark.parametrize("path", SOURCES, ids=[path.relative_to(ROOT).as_posix() for path in SOURCES])
def test_a_citation_leads_to_a_heading(path: Path) -> None:
    if path == Path(__file__):
        return
    wrong = [
        f"{path.relative_to(ROOT)}:{citation.line}: {citation.page} has no heading {citation.heading!r}"
        for citation in citations(path.read_text("utf-8"))
        if (page := ROOT / citation.page)
        and (not page.exists() or (citation.heading and citation.heading not in headings_of(page)))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES])
def test_a_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    text = re.sub(r"^ *(`{3,}).*?^ *\1 *$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    wrong = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, fragment = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists():
            wrong.append(f"{target}: no such file")
        elif fragment and fragment not in map(anchor, headings_of(file)):
            wrong.append(f"{target}: no such heading")
    assert not wrong, "\n".join(wrong)


ROW: Final = re.compile(r"\b[A-PR-VX-Z]\d{1,2}\b(?!\w)")
"""A row number of a table, such as N7; not a quarter (Q4) or a week (W41)."""
LABELS: Final = re.compile(r"\bH[12]\b|\bC[01]\b|[\"`(+\\x-][A-Z]\d{1,2}\b")
"""Half-years, groups of control characters, and code in quotes."""


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The comments and docstrings of a source file, and the names of its tests, each with its line."""
    text = path.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""
        if isinstance(node, ast.FunctionDef) and re.match(r"test_[a-z]\d+_", node.name):
            yield node.lineno, f"{node.name[5].upper()}99"


@pytest.mark.parametrize("path", SOURCES, ids=[path.relative_to(ROOT).as_posix() for path in SOURCES])
def test_no_section_or_row_of_a_missing_page_is_cited(path: Path) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {text.strip()[:80]}"
        for line, text in prose(path)
        if path != Path(__file__) and ("\N{SECTION SIGN}" in text or ROW.search(LABELS.sub("", text)))
    ]
    assert not wrong, "\n".join(wrong)


def test_the_index_of_pages_names_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    linked = {(index.parent / target).resolve() for target in LINK.findall(index.read_text("utf-8"))}
    missing = [path.relative_to(ROOT).as_posix() for path in PAGES if path != index and path not in linked]
    assert missing == ["README.md", "CHANGELOG.md"]


def test_the_readme_fits_a_few_screens() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 160
