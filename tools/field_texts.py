"""The texts of fields, read from the strings below them in the source, for the reference and the JSON Schemas."""

from __future__ import annotations

import ast
import importlib
import inspect
from functools import cache
from itertools import pairwise


@cache
def field_texts(record: type) -> dict[str, str]:
    """The text of each field of a record or model by the name of the field, inherited fields included."""
    texts: dict[str, str] = {}
    for base in record.__mro__:
        for field, below in pairwise(_bodies(base.__module__).get(base.__name__, [])):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(below, ast.Expr):
                texts.setdefault(field.target.id, inspect.cleandoc(ast.literal_eval(below.value)))
    return texts


@cache
def _bodies(module: str) -> dict[str, list[ast.stmt]]:
    """The bodies of the classes of a module of okr; nothing of other modules."""
    if not module.startswith("okrcli."):
        return {}
    source = inspect.getsource(importlib.import_module(module))
    return {node.name: node.body for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}
