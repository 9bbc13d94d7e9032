"""`okr explain` of a key result or objective on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from okrcli.render.labels import day_text
from okrcli.render.terminal.console import folded, padded
from okrcli.reports.explain import Explanation, ExplanationStep, Fact, short_number
from okrcli.sanitize import visible

_READABLE: Final = 100
_INDENT: Final = 4
_MOST_FACTS: Final = 12
"""Facts up to which all are shown; of more the last ones."""
_SIGNS: Final = ((" - ", " − "), (" / ", " ÷ "), (" * ", " · "))


def explanation_lines(found: Explanation, width: int | None) -> Iterator[Text]:
    """Each step: its name and result, the arithmetic, the rule with its section, and what went into it."""
    room = min(width or _READABLE, _READABLE)
    for line in folded(found.title, room):
        yield Text(line, style="bold")
    yield Text.assemble((visible(found.reference), "cyan"), (f" · as of {day_text(found.day)}", "dim"))
    for number, step in enumerate(found.steps, 1):
        yield Text("")
        yield Text.assemble((f"{number:>2}  ", "dim"), (padded(step.name, 15), "bold"), visible(step.result))
        yield from _body(step, room)
    yield Text("")
    yield Text("the rules: docs/semantics.md, see the heading at the end of each line", style="dim")


def _body(step: ExplanationStep, room: int) -> Iterator[Text]:
    if step.formula is not None and _says_more(step):
        text = f"{_typographic(step.formula)} = {short_number(step.value, *step.limits)}"
        for line in folded(text, room - _INDENT):
            yield Text(" " * _INDENT + line)
    for line in folded(f"{step.rule} [{step.section}]", room - _INDENT):
        yield Text(" " * _INDENT + line, style="dim")
    hidden = max(len(step.facts) - _MOST_FACTS, 0)
    if hidden:
        yield Text(f"{' ' * _INDENT}  … {hidden} before", style="dim")
    for fact in step.facts[hidden:]:
        yield from _fact(fact, room)


def _says_more(step: ExplanationStep) -> bool:
    """Whether a formula is arithmetic, and not the number again."""
    return any(sign in (step.formula or "") for sign in (" + ", " - ", " / ", " * ", "min("))


def _fact(fact: Fact, room: int) -> Iterator[Text]:
    sign = "·" if fact.counts else "–"
    when = f"{padded(day_text(fact.date), 12)} " if fact.date else ""
    name = f"{visible(fact.name)}  " if fact.name else ""
    style = "" if fact.counts else "dim"
    for number, line in enumerate(folded(f"{when}{name}{fact.text}".rstrip(), room - _INDENT - 4)):
        yield Text(" " * _INDENT + ("    " if number else f"  {sign} ") + line, style=style)


def _typographic(formula: str) -> str:
    for plain, sign in _SIGNS:
        formula = formula.replace(plain, sign)
    return formula
