"""Collects the texts of the program from its code: errors, hints, notes, labels and help, by package and module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import okrcli

PACKAGE: Final = Path(okrcli.__file__).parent
HEADINGS: Final = {
    "cli/commands": "Commands",
    "cli": "Command line, prompts and help",
    "checks": "Checks of files, wording and history",
    "model": "Values and records",
    "yaml": "YAML",
    "workspace": "Names and workspaces",
    "edit": "Changes of the plan",
    "scoring": "Scores and statuses",
    "reports": "Reports",
    "render": "Screens and formats",
    "git": "Git",
    "store": "Writes",
    "": "Everywhere",
}
"""Headings by folder, in the order of the page. A module is below the first folder that holds it."""

_WITHOUT_TEXTS: Final = (
    *("cache/", "cli/commands/demo.py", "cli/commands/setup_completion.py", "language/", "render/export/"),
)
"""Modules whose strings are data, scripts, SQL and formats of other programs."""
_SKIPPED_CALLS: Final = frozenset(
    (
        *("compile", "sub", "match", "fullmatch", "search", "finditer", "findall", "split"),
        *("ValueError", "TypeError", "KeyError", "AssertionError", "RuntimeError"),
        *("code", "rule", "commit_rule", "declared", "Literal"),
    )
)
"""Calls with patterns, with texts for programmers, and with the explanations on the page of codes."""

_NO_SENTENCE: Final = re.compile(r"\{[^{}]*\}|\bokr [a-z]+|(bold|dim) \w+|(^|\s)-\S+|[%]x\w+|(^|\s)\S+[=/_]\S*")
"""Fields, commands, styles, options and arguments of git."""
_WORD: Final = re.compile(r"(?<!\S)[(“]?[A-Za-z’']{2,}[,;:.?)”]?(?!\S)")


def texts_by_heading() -> dict[str, dict[str, list[str]]]:
    """The texts of each module, by heading and module, in the order of the source."""
    groups: dict[str, dict[str, list[str]]] = {heading: {} for heading in HEADINGS.values()}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE).as_posix()
        folder = next(folder for folder in HEADINGS if not folder or module.startswith(f"{folder}/"))
        texts = [] if module.startswith(_WITHOUT_TEXTS) else list(dict.fromkeys(texts_of(path.read_text("utf-8"))))
        if texts:
            groups[HEADINGS[folder]][module] = texts
    return {heading: modules for heading, modules in groups.items() if modules}


def texts_of(source: str) -> Iterator[str]:
    """The strings of a module that people read: two words or more, or a word with something filled in."""
    for text in _strings(ast.parse(source)):
        line = " ".join(text.split())
        words = _WORD.findall(_NO_SENTENCE.sub(" ", line))
        if len(words) > 1 or (words and "{" in line):
            yield line


def _strings(node: ast.AST) -> Iterator[str]:
    """Every string below a node, outside of docstrings and skipped calls; `{name}` is what is filled in."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call) and _name_of(node.func) in _SKIPPED_CALLS:
        return
    if (text := _text_of(node)) is not None:
        yield text
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from _strings(child)


def _text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(_text_of(part) or f"{{{_field_of(part)}}}" for part in node.values)
    return None


def _field_of(node: ast.AST) -> str:
    """A name for what is filled in: the last name of the expression, `…` where it has none."""
    if isinstance(node, ast.FormattedValue):
        return _field_of(node.value)
    if isinstance(node, ast.Call):
        is_wrapper = len(node.args) == 1 and isinstance(node.func, ast.Name)
        return _field_of(node.args[0]) if is_wrapper else _name_of(node.func) or "…"
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.IfExp):
        return "|".join(
            (_text_of(part) or "") if isinstance(part, ast.Constant) else "…" for part in (node.body, node.orelse)
        )
    return _name_of(node) or "…"


def _name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
