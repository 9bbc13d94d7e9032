"""`okr list` on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.text import Text

from okrcli.render.terminal.cells import Column
from okrcli.render.terminal.table import Table
from okrcli.sanitize import visible

_COLUMNS: Final = (
    Column("id", "id", style="cyan"),
    Column("title", "title", is_flexible=True, least=24),
    Column("kind", "measured by", rank=2, style="dim"),
    Column("owner", "owner", rank=1, style="dim"),
)


def list_lines(rows: Sequence[dict[str, Any]], width: int | None) -> Iterator[Text]:
    """Each objective with its key results, by the shortest names that are clear in this list."""
    cycles = {row["reference"].split("/")[0] for row in rows}
    shorts = Counter(row["reference"].split("/")[-1] for row in rows)
    table = Table(_COLUMNS, width)
    for row in rows:
        is_objective = row["kind"] == "objective"
        _, _, name = row["reference"].partition("/")
        short = name.split("/")[-1]
        if is_objective and len(cycles) > 1:
            name = row["reference"]
        elif not is_objective and shorts[short] == 1:
            name = short
        table.add(
            indent=0 if is_objective else 2,
            id=visible(name),
            title=Text(visible(row["title"]), style="bold" if is_objective else ""),
            kind="" if is_objective else (row["kind"] or "no measure").replace("_", " "),
            owner=row["owner"] or "no owner",
        )
    yield from table.lines()
