"""`okr explain` of a key result or objective on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from okrcli.render.labels import day_text
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.show import heading, title_lines
from okrcli.render.terminal.table import Table
from okrcli.reports.explain import Explanation, ExplanationStep, Fact, short_number
from okrcli.sanitize import visible

_INDENT: Final = 4
_MOST_FACTS: Final = 12
"""Facts up to which all are shown; of more the last ones."""
_SIGNS: Final = ((" - ", " − "), (" / ", " ÷ "), (" * ", " · "))
_STEP: Final = (
    Column("number", is_right=True, style="dim"),
    Column("name", style="bold"),
    Column("result", is_flexible=True, is_folded=True),
)
_FACT: Final = (Column("date"), Column("fact", is_flexible=True, is_folded=True))


def explanation_lines(explanation: Explanation, width: int | None) -> Iterator[Text]:
    """Each step: its name and result, the arithmetic, the rule with its section, and what went into it."""
    cycle, _, name = explanation.reference.partition("/")
    day = Text(f"as of {day_text(explanation.day)}", style="dim")
    yield from heading(Text(visible(name), style="cyan"), visible(cycle), day, width)
    yield from title_lines(explanation.title, width)
    table = Table(_STEP, width, has_heads=False, stacked=0)
    for number, step in enumerate(explanation.steps, 1):
        table.blank()
        table.add(number=str(number), name=step.name, result=step.result)
        _add_body(table, step, width)
    table.blank()
    table.paragraph(Text("the rules: docs/semantics.md, see the heading at the end of each line", style="dim"))
    yield from table.lines()


def _add_body(table: Table, step: ExplanationStep, width: int | None) -> None:
    if step.formula is not None and _says_more(step):
        text = f"{_typographic(step.formula)} = {short_number(step.value, *step.limits)}"
        table.paragraph(Text(text), _INDENT)
    table.paragraph(Text(f"{step.rule} [{step.section}]", style="dim"), _INDENT)
    hidden = max(len(step.facts) - _MOST_FACTS, 0)
    if hidden:
        table.line(Text(f"… {hidden} before", style="dim"), _INDENT + 2)
    for line in _facts(step.facts[hidden:], width):
        table.line(line)


def _says_more(step: ExplanationStep) -> bool:
    """True if a formula is arithmetic, and not the number again."""
    return any(sign in (step.formula or "") for sign in (" + ", " - ", " / ", " * ", "min("))


def _facts(facts: Sequence[Fact], width: int | None) -> Iterator[Text]:
    """A row for each fact; the sign `–` marks one that does not count."""
    table = Table(_FACT, width, has_heads=False, stacked=0)
    for fact in facts:
        style = "" if fact.counts else "dim"
        when = day_text(fact.date) if fact.date else ""
        table.add(
            mark=Text("·" if fact.counts else "–", style=style),
            indent=_INDENT + 2,
            date=Text(when or fact.name, style=style),
            fact=Text(f"{fact.name}  {fact.text}".strip() if when else fact.text, style=style),
        )
    yield from table.lines()


def _typographic(formula: str) -> str:
    for plain, sign in _SIGNS:
        formula = formula.replace(plain, sign)
    return formula
