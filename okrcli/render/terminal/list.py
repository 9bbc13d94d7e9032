"""`okr list` on a terminal."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text

from okrcli.render.terminal import streams
from okrcli.render.terminal.console import console
from okrcli.sanitize import visible


def print_names(rows: list[dict[str, Any]]) -> None:
    """Name and title; kind and owner where there is room for them."""
    out = console()
    is_wide = out.width >= 100
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, show_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", min_width=20)
    for row in rows:
        is_objective = row["kind"] == "objective"
        name = row["reference"] if is_objective else "  " + row["reference"].split("/", 1)[1]
        about = [] if is_objective else [(row["kind"] or "no measure").replace("_", " ")]
        about.append(row["owner"] or "no owner")
        title = Text(visible(row["title"]), style="bold" if is_objective else "")
        if is_wide:
            title.append(f"  {' · '.join(about)}", style="dim not bold")
        table.add_row(Text(visible(name), style="cyan"), title)
    with out.capture() as captured:
        out.print(table)
    for line in captured.get().splitlines():
        streams.echo(line.rstrip())
