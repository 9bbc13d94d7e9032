"""A page of sections as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from okrcli.render.markdown.escape import code, escape_markdown
from okrcli.render.pages.page import LONG_TEXT, Page, Point, Section, without_double_gaps

_LIST_ITEM: Final = re.compile(r"[-+*]|\d+[.)](?:\s|$)")
"""The beginning of an item of a list."""


def page_markdown(page: Page) -> str:
    """The page as Markdown for a document, a wiki or a chat; nothing in it acts."""
    lines = [f"# {escape_markdown(page.title)}", "", *_paragraphs(page.lead)]
    for section in page.sections:
        minutes = f" ({section.minutes} min)" if section.minutes else ""
        lines += ["", f"## {escape_markdown(section.title)}{minutes}", ""]
        lines += [*_paragraphs([section.lead]), ""] if section.lead else []
        lines += [line for point in section.points for line in _markdown_point(point, section)]
        lines += ["", _paragraph(section.rest)] if section.rest else []
    return "\n".join(without_double_gaps(lines)).strip("\n") + "\n"


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in (_paragraph(text), "")][:-1]


def _paragraph(text: str) -> str:
    """A text that begins a line, which makes no list of it."""
    shown = escape_markdown(text, LONG_TEXT)
    return f"\u2060{shown}" if _LIST_ITEM.match(shown) else shown


def _markdown_point(point: Point, section: Section) -> Iterator[str]:
    """A point of a list: the title, what it is called and whose it is; below it where it stands."""
    about = " · ".join(filter(None, [code(point.name) if point.name else "", escape_markdown(point.who)]))
    box = "[ ] " if section.is_checklist else ""
    yield f"- {box}**{escape_markdown(point.text)}**{f' · {about}' if about else ''}"
    for text in filter(None, [point.fact, *point.notes]):
        yield f"  - {_paragraph(text)}"
