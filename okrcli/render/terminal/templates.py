"""`okr new --template` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.text import Text

from okrcli.commandline import runnable
from okrcli.edit.draft import KeyResultDraft
from okrcli.edit.templates import Template, blanks_of, title_with_lines
from okrcli.render.terminal.console import folded, padded
from okrcli.sanitize import visible


def template_list_lines(templates: Sequence[Template], width: int | None) -> Iterator[Text]:
    """A line for each template, below the name of its function."""
    names = max((cell_len(template.name) for template in templates), default=0)
    function = ""
    for template in templates:
        if template.function != function:
            if function:
                yield Text("")
            yield Text(visible(template.function), style="bold")
            function = template.function
        head = f"  {padded(visible(template.name), names)}  {padded(visible(template.level), 7)}  "
        about = template.about + (f" ({template.path})" if template.path else "")
        parts = folded(about, max(width - len(head), 24)) if width else [visible(about)]
        for position, part in enumerate(parts or [""]):
            yield Text.assemble((head if not position else " " * cell_len(head)), (part, "dim"))


def template_lines(template: Template, width: int | None) -> Iterator[Text]:
    """Everything about one template: its objective, its key results with their blanks, and how to use it."""
    yield Text.assemble((visible(template.title), "bold"), (f"  {visible(template.function)}, {template.level}", "dim"))
    for line in _fold(template.about, width, ""):
        yield Text(line, style="dim")
    yield Text("")
    kind = f" ({template.draft.type})" if template.draft.type else ""
    for line in _fold(f"{template.draft.title}{kind}", width, ""):
        yield Text(line)
    for key_result in template.draft.key_results:
        yield from _key_result(key_result, width)
    yield Text("")
    blanks = blanks_of(template.draft)
    for line in _fold(f"blanks: {', '.join(blanks) or 'none'}", width, ""):
        yield Text(line, style="dim")
    sample = f" --set {blanks[0]}=…" if blanks else ""
    yield Text(f"use it: {runnable(f'okr new --template {template.name}{sample}')}", style="dim")


def _key_result(key_result: KeyResultDraft, width: int | None) -> Iterator[Text]:
    lines = _fold(title_with_lines(key_result), width, "    ")
    for position, line in enumerate(lines):
        yield Text(f"  - {line.lstrip()}" if not position else line)
    for guardrail in key_result.guardrails:
        for line in _fold(f"guardrail: {guardrail.title}", width, "      "):
            yield Text(line, style="dim")
    for action in key_result.actions:
        for line in _fold(f"first: {action['title']}", width, "      "):
            yield Text(line, style="dim")


def _fold(text: str, width: int | None, indent: str) -> list[str]:
    parts = folded(text, max(width - len(indent), 24)) if width else [visible(text)]
    return [f"{indent}{part}" for part in parts]
