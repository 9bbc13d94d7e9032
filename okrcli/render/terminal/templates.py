"""`okr new --template` on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.text import Text

from okrcli.commandline import runnable
from okrcli.edit.draft import KeyResultDraft
from okrcli.edit.templates import Template, blanks_of, title_with_lines
from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.table import Table
from okrcli.sanitize import visible

_COLUMNS: Final = (
    Column("name", "template", style="cyan"),
    Column("level", "level", style="dim"),
    Column("about", "for", is_flexible=True, is_folded=True, least=24),
)


def template_list_lines(templates: Sequence[Template], width: int | None) -> Iterator[Text]:
    """A row for each template, below the name of its function."""
    table, function = Table(_COLUMNS, width), ""
    for template in templates:
        if template.function != function:
            if function:
                table.blank()
            table.line(Text(visible(template.function), style="bold"))
            function = template.function
        about = template.about + (f" ({template.path})" if template.path else "")
        table.add(indent=2, name=template.name, level=template.level, about=about)
    yield from table.lines()


def template_lines(template: Template, width: int | None) -> Iterator[Text]:
    """Everything about one template: its objective, its key results with their blanks, and how to use it."""
    table = Table((), width)
    head = Text.assemble((visible(template.name), "cyan"), (f"  {visible(template.title)}", "bold"))
    table.paragraph(head.append(f"  {visible(template.function)}, {visible(template.level)}", style="dim"))
    table.paragraph(Text(visible(template.about), style="dim"))
    table.blank()
    kind = f" ({template.draft.type})" if template.draft.type else ""
    table.paragraph(Text(visible(f"{template.draft.title}{kind}")))
    for key_result in template.draft.key_results:
        _add_key_result(table, key_result)
    table.blank()
    blanks = blanks_of(template.draft)
    table.paragraph(Text(visible(f"blanks: {', '.join(blanks) or 'none'}"), style="dim"))
    sample = f" --set {blanks[0]}=…" if blanks else ""
    table.paragraph(
        Text.assemble(("use it: ", "dim"), (runnable(f"okr new --template {template.name}{sample}"), "cyan"))
    )
    yield from table.lines()


def _add_key_result(table: Table, key_result: KeyResultDraft) -> None:
    table.paragraph(Text(visible(title_with_lines(key_result))), 2, "- ")
    for guardrail in key_result.guardrails:
        table.paragraph(Text(visible(f"guardrail: {guardrail.title}"), style="dim"), 6)
    for action in key_result.actions:
        table.paragraph(Text(visible(f"first: {action['title']}"), style="dim"), 6)
